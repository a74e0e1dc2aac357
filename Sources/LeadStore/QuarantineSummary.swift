public import LeadModel

/// By what the work list is put together.
public enum QuarantineGrouping: String, Sendable, Hashable, CaseIterable {
    case code
    case field
    case source
    case stream
    case file
    /// The run that refused a record first.
    case run

    var sql: String {
        switch self {
        case .code: "code"
        case .field: "coalesce(field, '')"
        case .source: "(SELECT source FROM source_stream s WHERE s.stream = quarantine.stream)"
        case .stream: "(SELECT source || '/' || name FROM source_stream s WHERE s.stream = quarantine.stream)"
        case .file: "file"
        case .run: "CAST(first_run AS TEXT)"
        }
    }
}

/// Records that were refused for one reason, or came from one place.
public struct QuarantineGroup: Sendable {
    public var key: String
    public var count: Int
    public var oldestRun: Int64
    public var newestRun: Int64
    /// The newest of them.
    public var example: QuarantineEntry
    /// How many there are of each reason, the most frequent first.
    public var codes: [QuarantineSummary.Count]
    /// How many different things are said of them: of one, what is said of the example is said of all.
    public var kinds: Int
}

/// How many records wait, and since when.
public struct QuarantineSummary: Sendable, Hashable {
    /// Records that wait for one reason.
    public struct Count: Sendable, Hashable {
        public var code: String
        public var count: Int
    }

    /// The most frequent first.
    public var counts: [Count] = []
    public var dismissed = 0
    /// Those of the waiting that forbid something of their person: an opt-out, say, or what may be one.
    public var forbidding = 0
    /// The run that refused the oldest of them, and the time that it worked for.
    public var oldestRun: Int64?
    public var oldestAt: Instant?

    public var waiting: Int { counts.reduce(0) { $0 + $1.count } }

    public init() {}
}

extension QuarantineSummary: CustomStringConvertible {
    /// `24 waiting (18 × mapping.unmapped-status, 6 × csv.surplus-cell), oldest from run 3, as of 2026-10-01T06:00:00Z`
    public var description: String {
        let kept = dismissed == 0 ? "" : "\(dismissed) dismissed"
        guard waiting > 0 else { return kept.isEmpty ? "empty" : "nothing waits, \(kept)" }
        // Beyond three the list says more.
        var reasons = counts.prefix(3).map { "\($0.count) × \($0.code)" }.joined(separator: ", ")
        if counts.count > 3 { reasons += ", …" }
        let oldest = oldestRun.map { run in
            ", oldest from run \(run)" + (oldestAt.map { ", as of \($0)" } ?? "")
        }
        let closed = forbidding == 0 ? "" : "; nobody is sent anything whom \(forbidding) of them name"
        return "\(waiting) waiting (\(reasons))\(oldest ?? "")\(closed)\(kept.isEmpty ? "" : "; \(kept)")"
    }
}
