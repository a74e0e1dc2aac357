public import LeadModel

/// What was seen of an export.
public struct ExportProfile: Sendable, Hashable {
    /// Records looked at, those that could not be read included.
    public var records: Int
    public var refused: Int
    /// In the order of the export.
    public var columns: [ColumnProfile]
    /// Whether something else than ASCII was among what was looked at: only that tells encodings apart.
    public var hasWideCharacters: Bool
    /// Whether the names of the columns look like somebody's record: then they are not shown.
    public var hasHeader: Bool

    /// The column of a name.
    public func column(_ name: String) -> ColumnProfile? { columns.first { $0.name == name } }
}

/// Looks at the pages of one export and learns what its columns hold: of the whole column, never cell by cell.
///
/// Memory grows with the columns, not with the records.
public struct ExportProfiler {
    private let sampleRecords: Int
    private var tallies: [ColumnTally] = []
    /// For the cells of a page's column: the tally of its first cell in a record, of its second, and so on.
    private var numbered: [[Int]] = []
    private var most: [Int] = []
    private var keyed = KeyedElements()
    private var keyedTallies: [String: Int] = [:]
    private var records = 0
    private var refused = 0
    private var hasWideCharacters = false
    /// Whether the cells of one column of one record ever differed.
    private var differ: [Bool] = []
    private var isCSV = false
    /// The first cell of each column in the record that is looked at; its number is as good as `seen` says.
    private var first: [Int] = []

    /// Cells of one column in one record that are told apart; more count only.
    private static let repeatLimit = 4

    /// - Parameter sampleRecords: of how many records values may be shown.
    public init(sampleRecords: Int) { self.sampleRecords = sampleRecords }

    /// Looks at the records of a page.
    /// - Parameter limit: how many of them at most.
    public mutating func add(_ page: RecordPage, limit: Int = .max) {
        if case .csv = page.frame.format { isCSV = true }
        grow(to: page.columns)
        keyed.learn(page)
        let pageBytes = page.bytes
        let bytes = pageBytes.span
        if !hasWideCharacters {
            hasWideCharacters =
                pageBytes.contains { $0 >= 0x80 } || page.columns.contains { $0.utf8.contains { $0 >= 0x80 } }
        }
        var seen = [Int](repeating: 0, count: page.columns.count)
        if first.count < page.columns.count { first = [Int](repeating: 0, count: page.columns.count) }
        for entry in page.entries.prefix(limit) {
            records += 1
            guard entry.fault == nil else {
                refused += 1
                continue
            }
            add(entry, of: page, bytes, &seen)
        }
    }

    /// What was learned.
    public func finish() -> ExportProfile {
        let read = records - refused
        var columns: [ColumnProfile] = []
        for (column, numbers) in numbered.enumerated() {
            if keyed.isKeyed(column) {
                columns += keyedNames[column].map { tallies[$0].profile(records: read, repeats: 1) }
                continue
            }
            let repeats = most[column]
            // Equal cells, such as the two ids of SOAP, are one value.
            let shown = repeats > 1 && differ[column] ? numbers : Array(numbers.prefix(1))
            for (index, tally) in shown.enumerated() {
                var profile = tallies[tally].profile(records: read, repeats: repeats)
                if shown.count > 1 { profile.name += "[\(index)]" }
                columns.append(profile)
            }
        }
        number(&columns)
        return ExportProfile(
            records: records, refused: refused, columns: columns, hasWideCharacters: hasWideCharacters,
            hasHeader: !isCSV || HeaderLook.isHeader(numbered.indices.map { tallies[numbered[$0][0]].name }))
    }

    /// Columns of one name in a header are called `Phone[0]` and `Phone[1]`, as a mapping has to name them.
    private func number(_ columns: inout [ColumnProfile]) {
        let places = Dictionary(grouping: columns.indices.filter { !columns[$0].name.isEmpty }) { columns[$0].name }
        for (name, indices) in places where indices.count > 1 {
            for (number, index) in indices.enumerated() {
                columns[index].name = "\(name)[\(number)]"
                columns[index].repeats = indices.count
            }
        }
    }

    /// Tallies of keyed elements, by the column of the elements.
    private var keyedNames: [[Int]] = []

    private mutating func grow(to columns: [String]) {
        for column in columns.dropFirst(numbered.count) {
            numbered.append([tallies.count])
            tallies.append(ColumnTally(name: column))
            most.append(0)
            differ.append(false)
            keyedNames.append([])
        }
    }

    private mutating func add(
        _ entry: RecordPage.Entry, of page: RecordPage, _ bytes: Span<UInt8>, _ seen: inout [Int]
    ) {
        let takesSample = records <= sampleRecords
        var key: (column: Int, word: String)?
        for index in entry.cells {
            let cell = page.cells[index]
            let column = Int(cell.column)
            if let element = keyed.element(ofAttribute: column) {
                key = (element, page.text(of: cell))
                continue
            }
            if keyed.isElement(column) {
                if let found = key, found.column == column, let tally = keyedTally(column, found.word, page) {
                    tallies[tally].add(page, cell, bytes, takesSample: takesSample)
                }
                key = nil
                continue
            }
            let number = seen[column]
            seen[column] += 1
            if number > 0 {
                if !differ[column], !equal(page.cells[first[column]], cell, bytes) { differ[column] = true }
            } else {
                first[column] = index
            }
            if number < Self.repeatLimit {
                if numbered[column].count <= number {
                    numbered[column].append(tallies.count)
                    tallies.append(ColumnTally(name: page.columns[column]))
                }
                tallies[numbered[column][number]].add(page, cell, bytes, takesSample: takesSample)
            }
        }
        for index in entry.cells {
            let column = Int(page.cells[index].column)
            most[column] = max(most[column], seen[column])
            seen[column] = 0
        }
    }

    private func equal(_ left: RecordPage.Cell, _ right: RecordPage.Cell, _ bytes: Span<UInt8>) -> Bool {
        guard left.form == right.form, left.value.count == right.value.count else { return false }
        for offset in 0..<Int(left.value.count)
        where bytes[Int(left.value.start) + offset] != bytes[Int(right.value.start) + offset] {
            return false
        }
        return true
    }

    private mutating func keyedTally(_ column: Int, _ word: String, _ page: RecordPage) -> Int? {
        let name = keyed.name(of: word, in: column, page)
        if let tally = keyedTallies[name] { return tally }
        guard keyedTallies.count < 1_000 else { return nil }
        let tally = tallies.count
        tallies.append(ColumnTally(name: name))
        keyedTallies[name] = tally
        keyedNames[column].append(tally)
        return tally
    }
}
