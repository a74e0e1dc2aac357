/// A file of `quarantine export` as a person edits it in a spreadsheet.
struct Sheet {
    var rows: [[String]]

    init(_ text: String) {
        rows = []
        var row: [String] = []
        var cell = ""
        var isQuoted = false
        var before: Character?
        for character in text.replacing("\u{FEFF}", with: "") {
            switch character {
            case "\"":
                if !isQuoted, before == "\"" { cell.append("\"") }
                isQuoted.toggle()
            case "," where !isQuoted:
                row.append(cell)
                cell = ""
            case "\r\n" where !isQuoted, "\n" where !isQuoted:
                rows.append(row + [cell])
                row = []
                cell = ""
            default: cell.append(character)
            }
            before = character
        }
    }

    /// The cell of a column in the row of an entry.
    subscript(_ column: String, _ entry: Int) -> String {
        get { place(column, entry).map { rows[$0.row][$0.column] } ?? "" }
        set { if let place = place(column, entry) { rows[place.row][place.column] = newValue } }
    }

    private func place(_ column: String, _ entry: Int) -> (row: Int, column: Int)? {
        guard let column = rows[0].firstIndex(of: column), let row = rows.firstIndex(where: { $0[0] == "\(entry)" })
        else { return nil }
        return (row: row, column: column)
    }

    /// As a spreadsheet saves it.
    func text(delimiter: String = ",") -> String {
        rows.map { row in
            row.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: delimiter) + "\r\n"
        }.joined()
    }
}
