import LeadModel

/// The columns of a file in which a person mends refused records: the record's own, behind what says which it is and
/// what is wrong with it.
struct MendingSheet {
    static let entry = "leadloop-entry"
    static let error = "leadloop-error"
    /// The bytes of records of which no reader could make a row.
    static let raw = "leadloop-raw"
    /// The columns that are ours, not the record's.
    static let own: Set<String> = [entry, error, raw]

    /// One column of the records.
    struct Column: Hashable {
        var label: String
        /// Which of the cells, where some record repeats the column.
        var number: Int?

        var name: String { number.map { "\(label)[\($0)]" } ?? label }
    }

    /// Finds the columns that hold everything that some records say.
    struct Builder {
        private var labels: [String] = []
        private var counts: [String: Int] = [:]
        /// Records of which no reader could make a row.
        private(set) var unreadable = 0

        mutating func add(_ record: FlatRecord) {
            for label in record.columns { add(label, 1) }
            for value in record.values { add(value.label, value.cells.count) }
            if !record.isReadable { unreadable += 1 }
        }

        /// - Parameter mapped: columns that somebody has to fill in, where no record could be read.
        func sheet(mapped: [String] = []) -> MendingSheet {
            var all = self
            if unreadable > 0, labels.isEmpty { for label in mapped { all.add(label, 1) } }
            return MendingSheet(
                columns: all.labels.flatMap { label in
                    let count = all.counts[label] ?? 1
                    return count > 1 ? (0..<count).map { Column(label: label, number: $0) } : [Column(label: label)]
                })
        }

        private mutating func add(_ label: String, _ count: Int) {
            if counts[label] == nil { labels.append(label) }
            counts[label] = max(counts[label] ?? 0, count)
        }
    }

    var columns: [Column]

    private init(columns: [Column]) { self.columns = columns }

    /// The columns of a header, by their place in it.
    /// - Parameter labels: of the records that its rows are to mend: `Title[0]` may be the name of a column, too.
    init(header: [String], labels: Set<String>) {
        columns = header.map { name in
            if !labels.contains(name), name.hasSuffix("]"), let open = name.lastIndex(of: "["),
                let number = Int(name[name.index(after: open)...].dropLast()), number >= 0,
                labels.contains(String(name[..<open]))
            {
                return Column(label: String(name[..<open]), number: number)
            }
            return Column(label: name)
        }
    }

    /// What a record holds in a column.
    func text(_ column: Column, of record: FlatRecord) -> String {
        guard let cells = record.value(column.label)?.cells else { return "" }
        let number = column.number ?? 0
        return number < cells.count ? cells[number].text : ""
    }
}
