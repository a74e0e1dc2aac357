import GRDB
public import LeadModel

/// What a person said about two records; stronger than every match key.
public struct Verdict: Sendable, Hashable, Comparable {
    /// Which of the two a person may say.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// They are one person.
        case same
        /// They are two, whatever they have in common.
        case never
    }

    /// The two records, each as `id space:id`, the lower first.
    public let left: String
    public let right: String
    public var kind: Kind

    /// `nil` for a record and itself.
    public init?(_ kind: Kind, _ one: String, _ other: String) {
        guard one != other else { return nil }
        left = min(one, other)
        right = max(one, other)
        self.kind = kind
    }

    public static func < (left: Verdict, right: Verdict) -> Bool {
        left.left == right.left ? left.right < right.right : left.left < right.left
    }
}

/// Verdicts that come and go with a page of leads.
public struct VerdictChange: Sendable {
    /// Each takes the place of an earlier one about the same records.
    public var added: [Verdict] = []
    public var removed: [Verdict] = []
    /// Keys of the verdicts added, so that later versions of the records find each other.
    public var keys: [(key: MatchKey, holder: KeyHolder)] = []
    /// Keys of the verdicts removed.
    public var droppedKeys: [MatchKey] = []

    public init() {}

    public var isEmpty: Bool { added.isEmpty && removed.isEmpty && keys.isEmpty && droppedKeys.isEmpty }
}

extension LeadStore {
    /// Everything people said, ascending.
    public func verdicts() throws(Fault) -> [Verdict] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT kind, left_record, right_record FROM verdict ORDER BY left_record, right_record"
            ).compactMap { row in
                let kind: String = row[0]
                return Verdict.Kind(rawValue: kind).flatMap { Verdict($0, row[1], row[2]) }
            }
        }
    }

    static func apply(_ change: VerdictChange, run: Int64, _ database: Database) throws {
        for verdict in change.removed {
            try database.execute(
                sql: "DELETE FROM verdict WHERE left_record = ? AND right_record = ?",
                arguments: [verdict.left, verdict.right])
        }
        for key in change.droppedKeys {
            try KeyIndex.remove(key, database)
        }
        for verdict in change.added {
            try database.execute(
                sql: """
                    INSERT INTO verdict (left_record, right_record, kind, run) VALUES (?, ?, ?, ?)
                    ON CONFLICT (left_record, right_record) DO UPDATE SET kind = excluded.kind, run = excluded.run
                    """, arguments: [verdict.left, verdict.right, verdict.kind.rawValue, run])
        }
        try KeyIndex.insert(change.keys.sorted { $0.key < $1.key }, database)
    }
}
