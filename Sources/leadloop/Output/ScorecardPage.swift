/// A scorecard as one page of HTML: no script, nothing from elsewhere, made to be printed and to be read aloud.
struct ScorecardPage {
    let sections: ScorecardSections

    init(_ sections: ScorecardSections) { self.sections = sections }

    var html: String {
        let title = ScorecardPage.escaped(sections.title)
        var text = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(title)</title>
            <style>
            \(ScorecardPage.style)
            </style>
            </head>
            <body>
            <main>
            <h1>\(title)</h1>

            """
        for line in sections.summary { text += paragraph(line) }
        for (number, section) in sections.sections.enumerated() {
            text +=
                "<section aria-labelledby=\"s\(number)\">\n<h2 id=\"s\(number)\">\(ScorecardPage.escaped(section.title))</h2>\n"
            for line in section.lead { text += paragraph(line) }
            if let table = section.table { text += self.table(table, labelledBy: "s\(number)") }
            for line in section.words { text += paragraph(line) }
            text += "</section>\n"
        }
        return text + "</main>\n</body>\n</html>\n"
    }

    private static let style = """
        body { font: 16px/1.5 system-ui, sans-serif; color: #111; background: #fff; margin: 2rem auto; max-width: 60rem;
        padding: 0 1rem; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #999; }
        thead th { border-bottom: 2px solid #111; } tbody th { font-weight: normal; }
        td.number { text-align: right; font-variant-numeric: tabular-nums; }
        @media print { body { font-size: 11pt; margin: 0; max-width: none; } section { break-inside: avoid; }
        thead { display: table-header-group; } tr { break-inside: avoid; } }
        """

    private func paragraph(_ text: String) -> String { "<p>\(ScorecardPage.marked(text))</p>\n" }

    /// The columns that the terminal shows, those that are empty in every row left out.
    private func table(_ table: TextTable, labelledBy label: String) -> String {
        let shown = table.columns.indices.filter { column in
            !table.hidden.contains(table.columns[column]) && table.rows.contains { !$0[column].shown.isEmpty }
        }
        var text = "<table aria-labelledby=\"\(label)\">\n<thead><tr>"
        for column in shown {
            let name = table.headings[table.columns[column]] ?? table.columns[column]
            text += "<th scope=\"col\">\(ScorecardPage.escaped(name))</th>"
        }
        text += "</tr></thead>\n<tbody>\n"
        for row in table.rows {
            text += "<tr>"
            for (place, column) in shown.enumerated() {
                let cell = ScorecardPage.escaped(row[column].shown)
                if place == 0 {
                    text += "<th scope=\"row\">\(cell)</th>"
                } else {
                    text += row[column] is Int ? "<td class=\"number\">\(cell)</td>" : "<td>\(cell)</td>"
                }
            }
            text += "</tr>\n"
        }
        return text + "</tbody>\n</table>\n"
    }

    /// What is to be typed, in backticks, is code.
    private static func marked(_ text: String) -> String {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { number, part in
            number % 2 == 1 ? "<code>\(escaped(part))</code>" : escaped(part)
        }.joined()
    }

    static func escaped(_ text: some StringProtocol) -> String {
        var escaped = ""
        // Control characters are no HTML, and what cannot be seen may be meant to mislead.
        for scalar in TextTable.flat(String(text)).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
