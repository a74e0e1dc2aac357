import GRDB
public import LeadModel

/// One field of one lead that changed with a revision.
public struct LeadChange: Sendable, Hashable {
    /// What a turn is about, in words of the vocabularies, so that nobody has to read it out of a text.
    public enum Turn: Sendable, Hashable {
        case stage(from: Stage, to: Stage)
        case decision(from: Ruling, to: Ruling)
    }

    /// What of a decision is told apart and counted.
    public struct Ruling: Sendable, Hashable {
        public var kind: DecisionKind
        public var track: String?
        public var reasons: Set<SuppressionReason>

        public init(_ decision: Decision) {
            kind = decision.kind
            track = decision.track
            reasons = Set(decision.suppressions.map(\.reason))
        }

        fileprivate init(kind: DecisionKind, track: String?, reasons: Set<SuppressionReason>) {
            self.kind = kind
            self.track = track
            self.reasons = reasons
        }
    }

    /// A lead field's word, `stage` or `decision`.
    public var field: String
    /// As people read it.
    public var old: String?
    public var new: String?
    public var version: VersionID?
    /// Of the stage and of the decision; `nil` of a lead field.
    public var turn: Turn?

    public init(field: String, old: String?, new: String?, version: VersionID?, turn: Turn? = nil) {
        self.field = field
        self.old = old
        self.new = new
        self.version = version
        self.turn = turn
    }
}

extension LeadChange {
    static let columns = [
        "lead", "revision", "field", "run", "old", "new", "version", "old_code", "new_code", "old_track", "new_track",
        "old_reasons", "new_reasons",
    ]

    /// Writes the rows of a batch.
    static let insert =
        "INSERT INTO lead_change (\(columns.joined(separator: ", "))) SELECT \(columns.indices.map { "c\($0)" }.joined(separator: ", ")) FROM row_batch(?1)"

    /// The columns that `init(_:from:)` reads.
    static let selected = columns.filter { !["lead", "revision", "run"].contains($0) }.joined(separator: ", ")

    /// - Parameter first: the place of `selected` in the row.
    /// - Throws: `store.damaged` where a code stands for no word.
    init(_ row: borrowing RawStatement, from first: Int32) throws {
        let word = row.text(first) ?? ""
        self.init(field: word, old: row.text(first + 1), new: row.text(first + 2), version: row.version(first + 3))
        switch word {
        case "stage":
            turn = .stage(
                from: try LeadChange.stage(row.optionalInteger(first + 4)),
                to: try LeadChange.stage(row.optionalInteger(first + 5)))
        case "decision":
            turn = .decision(
                from: try LeadChange.ruling(row, first + 4, first + 6, first + 8),
                to: try LeadChange.ruling(row, first + 5, first + 7, first + 9))
        default: break
        }
    }

    private static func stage(_ code: Int64?) throws -> Stage {
        try LeadStore.known(code.flatMap { UInt8(exactly: $0) }.flatMap { Stage(rawValue: $0) }, "a stage")
    }

    private static func ruling(
        _ row: borrowing RawStatement, _ code: Int32, _ track: Int32, _ reasons: Int32
    ) throws -> Ruling {
        Ruling(
            kind: try LeadStore.known(
                StoredCodes.word(row.optionalInteger(code), in: StoredCodes.decisions), "a kind of decision"),
            track: row.text(track), reasons: try StoredCodes.words(row.integer(reasons), in: StoredCodes.reasons))
    }
}

extension RowBatch {
    /// As many cells as there are columns of `LeadChange`, for each change.
    mutating func append(_ changes: [LeadChange], of lead: LeadID, revision: Int, run: Int64) {
        for change in changes {
            append(lead.number)
            append(revision)
            append(change.field)
            append(run)
            append(change.old)
            append(change.new)
            append(change.version?.rawValue)
            switch change.turn {
            case nil: for _ in 0..<6 { appendNull() }
            case .stage(let old, let new):
                append(Int64(old.rawValue))
                append(Int64(new.rawValue))
                for _ in 0..<4 { appendNull() }
            case .decision(let old, let new):
                append(StoredCodes.code(old.kind, in: StoredCodes.decisions))
                append(StoredCodes.code(new.kind, in: StoredCodes.decisions))
                append(old.track)
                append(new.track)
                append(StoredCodes.codes(old.reasons, in: StoredCodes.reasons))
                append(StoredCodes.codes(new.reasons, in: StoredCodes.reasons))
            }
        }
    }
}
