import SyncEngine

/// Rows under headings, printed as the user asked: as a table that fits the terminal, or for programs.
struct TextTable {
    /// How cells that are too long for their column are shown.
    enum Overflow {
        /// The last column goes on below, the others are cut.
        case lastFolds
        /// Every column goes on below; for tables that are read rather than scanned.
        case allFold
    }

    /// As people read them; programs get the words joined with hyphens.
    var columns: [String]
    var rows: [[any TableCell]] = []
    /// Columns that a narrow terminal does without, the first one first; programs always get them.
    var spare: [String] = []
    /// Columns that only programs get.
    var hidden: [String] = []
    /// What people read over a column instead of its name.
    var headings: [String: String] = [:]
    /// Columns of sentences, with how wide they are to be at least: as long as they are, spare ones stay though a sentence folds.
    var folding: [String: Int] = [:]
    var overflow = Overflow.lastFolds

    init(
        _ columns: [String], spare: [String] = [], hidden: [String] = [], headings: [String: String] = [:],
        folding: [String: Int] = [:], overflow: Overflow = .lastFolds
    ) {
        self.columns = columns
        self.spare = spare
        self.hidden = hidden
        self.headings = headings
        self.folding = folding
        self.overflow = overflow
    }

    mutating func add(_ cells: any TableCell...) { rows.append(cells) }
    mutating func add(_ cells: [any TableCell]) { rows.append(cells) }

    /// Says on standard error that a list ended at its limit, which its reader could not see.
    func tellIfCut(at limit: Int) {
        if rows.count >= limit {
            Terminal.talk("Only the first \(RunText.grouped(limit)) are listed; --limit N lists more.")
        }
    }

    func print(_ output: GlobalOptions.Output) {
        switch output {
        case .table: TextTable.tellLeftOut(sayLines())
        case .csv:
            for row in [keys] + rows.map({ $0.map(\.plain) }) {
                Terminal.say(row.map(TextTable.quoted).joined(separator: ","))
            }
        case .ndjson: for row in rows { Terminal.say(object(row).line) }
        case .json: Terminal.say(JSONValue.list(rows.map(object)).line)
        }
    }

    /// Prints the table for people.
    /// - Returns: the columns for which there was no room, which its reader could not know of.
    func sayLines() -> [String] {
        for line in lines(width: Terminal.columns) { Terminal.say(line) }
        return leftOut(width: Terminal.columns)
    }

    /// Says on standard error which columns found no room, once for all tables of a command.
    /// - Parameter whole: where all of them are to be had.
    static func tellLeftOut(_ names: [String], whole: String = "--output csv") {
        var seen: Set<String> = []
        let names = names.filter { seen.insert($0).inserted }
        guard !names.isEmpty else { return }
        let them = names.count == 1 ? "it" : "them"
        Terminal.talk(
            "No room for the column\(names.count == 1 ? "" : "s") \(names.joined(separator: ", ")): a wider terminal shows \(them), \(whole) has \(them)."
        )
    }

    /// Prints the only row: for JSON an object, not a list of one.
    func printOne(_ output: GlobalOptions.Output) { print(output == .json ? .ndjson : output) }

    /// The rows for programs.
    var objects: [JSONValue] { rows.map(object) }

    private var keys: [String] { columns.map { $0.replacing(" ", with: "-") } }

    private func object(_ row: [any TableCell]) -> JSONValue {
        .object(zip(keys, row).map { JSONValue.Member(name: $0, value: $1.value) })
    }

    /// The table's lines, without columns that are empty in every row; none where there are no rows.
    func lines(width: Int) -> [String] {
        guard !rows.isEmpty else { return [] }
        let flat = flatCells
        let (shown, natural, _) = chosen(of: flat, width: width)
        let room = max(0, width - TextTable.gap * (shown.count - 1))
        let words = shown.map { column in flat.map { TextTable.longestWord($0[column]) }.max() ?? 0 }
        let widths = fitted(shown.map { natural[$0] }, words: words, room: room)
        return flat.flatMap { row in lines(of: shown.map { row[$0] }, widths) }
    }

    /// The columns that a terminal of so many columns does without, as people would read them.
    func leftOut(width: Int) -> [String] {
        rows.isEmpty ? [] : chosen(of: flatCells, width: width).leftOut.map { headings[columns[$0]] ?? columns[$0] }
    }

    private var flatCells: [[String]] {
        ([columns.map { headings[$0] ?? $0 }] + rows.map { $0.map(\.shown) }).map { $0.map(TextTable.flat) }
    }

    /// The columns that are shown, how wide each of all is, and those that there is no room for.
    private func chosen(of flat: [[String]], width: Int) -> (shown: [Int], natural: [Int], leftOut: [Int]) {
        var shown = columns.indices.filter { column in
            !hidden.contains(columns[column]) && flat.dropFirst().contains { !$0[column].isEmpty }
        }
        let natural = columns.indices.map { column in flat.map { TextTable.width($0[column]) }.max() ?? 0 }
        var leftOut: [Int] = []
        let wanted = columns.indices.map { min(natural[$0], folding[columns[$0]] ?? natural[$0]) }
        for name in spare where shown.reduce(-TextTable.gap, { $0 + wanted[$1] + TextTable.gap }) > width {
            leftOut += shown.filter { columns[$0] == name }
            shown.removeAll { columns[$0] == name }
        }
        return (shown, natural, leftOut)
    }

    private static let gap = 2

    /// The widths that share the room: first a last column that folds gives way, which loses nothing by it, then all in
    /// proportion to what they have to spare.
    private func fitted(_ natural: [Int], words: [Int], room: Int) -> [Int] {
        guard let last = natural.indices.last else { return natural }
        var widths = natural
        // 24 columns hold most words, 16 a date or the start of a name.
        for floor in [24, 16, 12, 8, 3] where widths.reduce(0, +) > room {
            // A column that is narrow already keeps its cells on one line.
            var floors = zip(natural, words).map { $0 <= floor ? $0 : min($1, floor) }
            // The last column holds sentences: it is not to end as narrow as its longest word.
            floors[last] = min(natural[last], floor)
            if overflow == .lastFolds {
                floors = floors.map { _ in floor }
                floors[last] = min(floor, 16) + 4
                widths[last] = max(min(widths[last], floors[last]), widths[last] - (widths.reduce(0, +) - room))
            }
            shrink(&widths, to: floors, room: room)
        }
        return widths
    }

    private func shrink(_ widths: inout [Int], to floors: [Int], room: Int) {
        let surplus = zip(widths, floors).map { max(0, $0 - $1) }
        let total = surplus.reduce(0, +)
        let cut = min(max(0, widths.reduce(0, +) - room), total)
        guard cut > 0 else { return }
        for index in widths.indices { widths[index] -= surplus[index] * cut / total }
        // What rounding left over is taken from the widest.
        while widths.reduce(0, +) > room,
            let widest = widths.indices.filter({ widths[$0] > floors[$0] }).max(by: { widths[$0] < widths[$1] })
        {
            widths[widest] -= 1
        }
    }

    private func lines(of row: [String], _ widths: [Int]) -> [String] {
        let cells = row.enumerated().map { index, text in
            overflow == .allFold || index == row.count - 1
                ? TextTable.folded(text, to: widths[index]) : [TextTable.cut(text, to: widths[index])]
        }
        return (0..<(cells.map(\.count).max() ?? 0)).map { number in
            var line = ""
            var start = 0
            for (index, lines) in cells.enumerated() {
                if lines.indices.contains(number), !lines[number].isEmpty {
                    line += String(repeating: " ", count: start - TextTable.width(line)) + lines[number]
                }
                start += widths[index] + TextTable.gap
            }
            return line
        }
    }

    private static func quoted(_ cell: String) -> String {
        guard cell.contains(where: { ",\"\n\r".contains($0) }) else { return cell }
        return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
