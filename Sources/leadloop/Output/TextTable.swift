import SyncEngine

/// Rows under headings, printed as the user asked: as a table that fits the terminal, or for programs.
struct TextTable {
    var columns: [String]
    var rows: [[String]] = []

    init(_ columns: [String]) { self.columns = columns }

    mutating func add(_ cells: String...) { rows.append(cells) }

    func print(_ output: GlobalOptions.Output) {
        switch output {
        case .table: for line in lines(width: Terminal.columns) { Terminal.say(line) }
        case .csv: for row in [columns] + rows { Terminal.say(row.map(TextTable.quoted).joined(separator: ",")) }
        case .ndjson: for row in rows { Terminal.say(object(row).line) }
        case .json: Terminal.say(JSONValue.list(rows.map(object)).line)
        }
    }

    private func object(_ row: [String]) -> JSONValue {
        .object(zip(columns, row).map { JSONValue.Member(name: $0, value: .text($1)) })
    }

    /// The table's lines; the widest columns are cut until it fits.
    func lines(width: Int) -> [String] {
        var widths = columns.indices.map { column in ([columns] + rows).map { TextTable.width(TextTable.flat($0[column])) }.max() ?? 0 }
        while widths.reduce(0, +) + 2 * (widths.count - 1) > width, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > 8
        {
            widths[widest] -= 1
        }
        return ([columns] + rows).map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                let text = TextTable.cut(TextTable.flat(cell), to: widths[index])
                line += text
                if index < row.count - 1 { line += String(repeating: " ", count: widths[index] - TextTable.width(text) + 2) }
            }
            return line
        }
    }

    /// Without line ends and control characters, which would break the table or command the terminal.
    static func flat(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? " " : $0 }))
    }

    /// Columns on a terminal: East Asian wide characters take two.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x300...0x36F, 0x200B...0x200F: sum
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0x1F300...0x1FAFF,
                0x20000...0x3FFFD:
                sum + 2
            default: sum + 1
            }
        }
    }

    private static func cut(_ text: String, to width: Int) -> String {
        guard self.width(text) > width else { return text }
        var cut = ""
        for character in text {
            guard self.width(cut + String(character)) < width else { break }
            cut.append(character)
        }
        return cut + "…"
    }

    private static func quoted(_ cell: String) -> String {
        guard cell.contains(where: { ",\"\n\r".contains($0) }) else { return cell }
        return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
