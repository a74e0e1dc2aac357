import LeadModel

/// The rows that the format of one file could not hold, as a run tells of them.
struct WithheldRows {
    /// One mistake in an export can be in every row, and whoever has seen this many knows what to look for.
    static let shownLimit = 20

    private let place: Origin
    private var shown: [Fault] = []
    private(set) var count = 0

    init(path: String) { place = Origin(file: path) }

    /// - Parameter row: whose row it is, such as `L1042`; no word of a person.
    mutating func add(_ fault: Fault, row: String) {
        count += 1
        guard count <= WithheldRows.shownLimit else { return }
        var told = fault.located(at: place)
        told.summary = "the row of \(row) is left out: \(fault.summary)"
        shown.append(told)
    }

    var faults: [Fault] {
        guard count > shown.count else { return shown }
        let rest = Fault(
            .formatUnwritable, .deadLetter, "\(count - shown.count) more rows are left out", at: place,
            advice: "Correct what was named for the rows before them, and look at the next file.")
        return shown + [rest]
    }
}
