import Connectors
import LeadModel
import LeadStore

/// What a change of the rules does to the leads, in totals.
public struct ChangeEffects: Sendable, Hashable {
    /// How many leads get, lose or change the value of a field.
    public struct FieldCount: Sendable, Hashable {
        public var filled = 0
        public var cleared = 0
        public var changed = 0
    }

    /// From one word to another: of stages, of decisions.
    public struct Move: Sendable, Hashable, Comparable {
        public var from: String
        public var to: String

        public init(from: String, to: String) {
            self.from = from
            self.to = to
        }

        public static func < (left: Move, right: Move) -> Bool {
            left.from == right.from ? left.to < right.to : left.from < right.from
        }
    }

    /// Records of one stream that begin to wait, or can be read, for one reason.
    public struct QuarantineMove: Sendable, Hashable {
        public var source: String
        public var stream: String
        public var code: String
        public var entered: Int
        public var released: Int
    }

    /// What a lead was that there was not before.
    public static let nothing = "(none)"

    /// Leads of which anything is new.
    public internal(set) var leads = 0
    /// By the field's word.
    public internal(set) var fields: [String: FieldCount] = [:]
    /// Leads whose stage is another.
    public internal(set) var stages: [Move: Int] = [:]
    /// Leads in the same stage for another reason, or since another time.
    public internal(set) var stageDetails = 0
    /// Leads whose decision is of another kind.
    public internal(set) var decisions: [Move: Int] = [:]
    /// Leads whose decision is of the same kind, with another track, due time, cycle or cause.
    public internal(set) var decisionDetails = 0
    /// Leads with the same kind of decision in another track.
    public internal(set) var tracks: [Move: Int] = [:]
    /// Newly recycled, by track.
    public internal(set) var recycled: [String: Int] = [:]
    /// No longer recycled, by the track they were in.
    public internal(set) var unrecycled: [String: Int] = [:]
    /// Newly suppressed, by reason; a lead may have several.
    public internal(set) var suppressed: [String: Int] = [:]
    /// No longer suppressed.
    public internal(set) var unsuppressed = 0
    /// Leads that were merged into others.
    public internal(set) var merges = 0
    /// Leads that there were not before: parted from another, or of records that could not be read.
    public internal(set) var begun = 0
    public internal(set) var quarantine: [QuarantineMove] = []
    /// Messages to receivers, by feed and action.
    public internal(set) var messages: [String: [String: Int]] = [:]
    /// Of all of it, lead by lead; independent of the order in which it was done.
    public internal(set) var digest = ""

    public var isEmpty: Bool {
        leads == 0 && merges == 0 && begun == 0 && quarantine.isEmpty && messages.isEmpty
    }

    /// Those of one run.
    init(ofRun run: Int64, in store: LeadStore) throws(Fault) {
        var sum = DigestSum()
        var last: LeadID?
        try store.forEachChange(ofRun: run) { lead, change in
            if lead != last { leads += 1 }
            last = lead
            sum.add("change \(lead) \(change.field) \(change.old ?? "~") \(change.new ?? "~")")
            count(change)
        }
        for (absorbed, survivor) in try store.merges(ofRun: run) {
            merges += 1
            sum.add("merge \(absorbed) \(survivor)")
        }
        let newLeads = try store.leadsBegun(inRun: run)
        for start in stride(from: 0, to: newLeads.count, by: 1_000) {
            for lead in try store.leads(Array(newLeads[start..<min(start + 1_000, newLeads.count)])) {
                begun += 1
                let stage = LeadChanges.stageText(lead.standing)
                let decision = LeadChanges.decisionText(lead.decision)
                sum.add("begun \(lead.id) \(stage) \(decision)")
                countStage(ChangeEffects.nothing, stage)
                countDecision(ChangeEffects.nothing, decision)
            }
        }
        try store.forEachMessage(ofRun: run) { feed, lead, action in
            messages[feed, default: [:]][action.rawValue, default: 0] += 1
            sum.add("message \(feed) \(lead) \(action.rawValue)")
        }
        quarantine = try store.quarantineMoves(ofRun: run).map { move in
            QuarantineMove(
                source: move.source, stream: move.stream, code: move.code, entered: move.entered,
                released: move.released)
        }
        for move in quarantine { sum.add("quarantine \(move)") }
        digest = sum.text
    }

    private mutating func count(_ change: LeadChange) {
        switch change.field {
        case "stage": countStage(change.old ?? "", change.new ?? "")
        case "decision": countDecision(change.old ?? "", change.new ?? "")
        default:
            var field = fields[change.field] ?? FieldCount()
            switch (change.old, change.new) {
            case (nil, _): field.filled += 1
            case (_, nil): field.cleared += 1
            default: field.changed += 1
            }
            fields[change.field] = field
        }
    }

    private mutating func countStage(_ old: String, _ new: String) {
        let move = Move(from: LeadChanges.stage(ofText: old), to: LeadChanges.stage(ofText: new))
        if move.from == move.to { stageDetails += 1 } else { stages[move, default: 0] += 1 }
    }

    private mutating func countDecision(_ old: String, _ new: String) {
        let before = LeadChanges.decision(ofText: old)
        let after = LeadChanges.decision(ofText: new)
        guard before.kind != after.kind else {
            decisionDetails += 1
            if let from = before.track, let to = after.track, from != to {
                tracks[Move(from: from, to: to), default: 0] += 1
            }
            return
        }
        decisions[Move(from: before.kind, to: after.kind), default: 0] += 1
        if after.kind == DecisionKind.recycle.rawValue { recycled[after.track ?? "", default: 0] += 1 }
        if before.kind == DecisionKind.recycle.rawValue { unrecycled[before.track ?? "", default: 0] += 1 }
        if after.kind == DecisionKind.suppress.rawValue {
            for reason in Set(after.suppressions) { suppressed[reason, default: 0] += 1 }
        }
        if before.kind == DecisionKind.suppress.rawValue { unsuppressed += 1 }
    }
}

/// Adds digests of lines up, so that their order does not matter.
private struct DigestSum {
    private var high: UInt64 = 0
    private var low: UInt64 = 0

    mutating func add(_ line: String) {
        let digest = RecordDigest.of(Array(line.utf8)[...], context: [])
        high &+= digest.high
        low &+= digest.low
    }

    var text: String { String(high, radix: 16) + "-" + String(low, radix: 16) }
}
