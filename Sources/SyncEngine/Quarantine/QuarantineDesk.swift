import Connectors
import FieldMapping
public import LeadModel
public import LeadStore
import Reconciliation

/// Takes a person's word about records that wait, and writes them to a file in which they can be mended.
public struct QuarantineDesk {
    /// The name under which its runs are listed.
    static let source = "quarantine"

    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Says that the waiting entries that a filter fits need no work. What they forbid ends with that.
    /// - Parameters:
    ///   - reason: why; it is kept and shown.
    ///   - isMeant: whether somebody has said that those are meant, too, by which people must not be sent anything.
    /// - Returns: the run in which it was said, and the entries.
    public func dismiss(
        _ filter: QuarantineFilter, because reason: String, isMeant: Bool, at now: Instant
    ) throws(Fault) -> (run: Int64, entries: [QuarantineEntry]) {
        try change(filter, of: .waiting, "dismissed", at: now) { entries throws(Fault) in
            if !isMeant, let fault = QuarantineDesk.forbidding(entries) { throw fault }
        } body: { store, entries, run throws(Fault) in
            try store.dismiss(entries.map(\.number), because: reason, at: now, run: run)
        }
    }

    /// Puts dismissed entries back on the list.
    public func reopen(
        _ filter: QuarantineFilter, at now: Instant
    ) throws(Fault) -> (run: Int64, entries: [QuarantineEntry]) {
        try change(filter, of: .dismissed, "put back", at: now) { store, entries, _ throws(Fault) in
            try store.reopen(entries.map(\.number))
        }
    }

    private func change(
        _ filter: QuarantineFilter, of state: QuarantineState, _ what: String, at now: Instant,
        check: ([QuarantineEntry]) throws(Fault) -> Void = { _ in },
        body: (LeadStore, [QuarantineEntry], Int64) throws(Fault) -> Void
    ) throws(Fault) -> (run: Int64, entries: [QuarantineEntry]) {
        let store = try workspace.openForWriting()
        let entries = try QuarantineDesk.entries(filter, of: state, in: store)
        try check(entries)
        let run = try store.beginRun(source: QuarantineDesk.source, started: Instant.now, asOf: now)
        try body(store, entries, run)
        try store.finishRun(
            run, outcome: .succeeded, counts: RecordCounts(), moved: MovedLeads(), finished: Instant.now,
            message: "\(what): \(entries.count) \(entries.count == 1 ? "entry" : "entries") of the quarantine")
        return (run: run, entries: entries)
    }

    /// Why entries are not dismissed by the way: as long as they wait, somebody is not written to.
    private static func forbidding(_ entries: [QuarantineEntry]) -> Fault? {
        let forbidding = entries.filter { !$0.forbids.isEmpty }
        guard let first = forbidding.first else { return nil }
        let reasons = SuppressionReason.allCases.filter { reason in forbidding.contains { $0.forbids.contains(reason) }
        }
        .map(\.rawValue).joined(separator: ", ")
        let what =
            forbidding.count == 1
            ? "entry \(first.number) says, or may say, that somebody must not be written to: \(reasons)"
            : "\(forbidding.count) of the entries say, or may say, that somebody must not be written to: \(reasons)"
        return Fault(
            .quarantineForbids, .stopRun, what + ". Dismissed, it forbids nothing any more", at: first.fault.origin,
            advice:
                "Where it holds, enter the person with `leadloop suppression add` first, or mend the record with `leadloop quarantine export`. Then say it again with --even-opt-outs."
        )
    }

    /// The entries that a filter fits, oldest first.
    /// - Throws: `quarantine.not-found` where there are none, or where one was named that is not in this state.
    static func entries(
        _ filter: QuarantineFilter, of state: QuarantineState, in store: LeadStore
    ) throws(Fault) -> [QuarantineEntry] {
        var filter = filter
        filter.state = state
        let found = try store.quarantined(filter)
        let missing = Set(filter.entries).subtracting(found.map(\.number)).sorted()
        if let first = missing.first {
            let entry = try store.quarantined(first)
            let what =
                entry.map { $0.state == state ? "does not fit the other conditions" : "is \($0.state.rawValue)" }
                ?? "is not there"
            throw Fault(
                .quarantineNotFound, .stopRun, "entry \(first) \(what)",
                advice: "See `leadloop quarantine list --state \(entry?.state.rawValue ?? state.rawValue)`.")
        }
        guard !found.isEmpty else {
            throw Fault(
                .quarantineNotFound, .stopRun, "no \(state.rawValue) entry fits",
                advice: "See `leadloop quarantine list --group-by code --state \(state.rawValue)`.")
        }
        return found.reversed()
    }
}

extension QuarantineDesk {
    /// A value of a refused record, and what the mapping makes of its column.
    public struct Cell: Sendable {
        public var column: String
        public var value: String
        public var fields: [String]
    }

    /// What a record says, column by column; none of one that no reader could make a row of. Personal data is in it.
    /// - Throws: `quarantine.erased` where it mentions somebody who was erased.
    public func cells(of entry: QuarantineEntry) throws(Fault) -> [Cell] {
        let mapping = workspace.mapping(of: entry.stream)
        let store = try workspace.openForReading()
        let erased = try ErasedPeople(store, roleAccounts: workspace.matching.roleAccounts)
        let record = try FlatRecords(store, mapping: mapping, withholding: erased).records([entry])[entry.number]
        if record?.isWithheld == true {
            throw FlatRecord.withheld(entry, at: entry.fault.origin ?? Origin(file: store.path))
        }
        return record?.values.flatMap { value in
            value.cells.enumerated().map { index, cell in
                let column = value.cells.count > 1 ? "\(value.label)[\(index)]" : value.label
                let fields = mapping?.fields(of: column) ?? []
                return Cell(
                    column: column, value: cell.text,
                    fields: fields.isEmpty ? mapping?.fields(of: value.label) ?? [] : fields)
            }
        } ?? []
    }
}

extension Workspace {
    /// The mapping that understands a stream's records; `nil` where the stream is not configured any more.
    func mapping(of stream: StreamInfo) -> FieldMapping? {
        sources.first { $0.name == stream.source }?.streams.first { $0.name == stream.stream }.flatMap {
            mappings[$0.mapping]
        }
    }
}
