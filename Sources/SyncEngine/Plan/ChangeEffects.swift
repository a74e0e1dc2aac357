import Connectors
import Failpoints
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
    /// Those of the added that wait, because an export was not read to its end that may close them; by feed.
    public internal(set) var heldBack: [String: Int] = [:]
    /// Of all of it, lead by lead; independent of the order in which it was done.
    public internal(set) var digest = ""

    public var isEmpty: Bool {
        leads == 0 && merges == 0 && begun == 0 && quarantine.isEmpty && messages.isEmpty
    }

    /// None yet.
    init() {}

    /// Those of one run.
    /// - Parameters:
    ///   - waiting: leads that feeds would add and hold back, by feed.
    ///   - body: is given each change of a lead, by lead.
    init(
        ofRun run: Int64, in store: LeadStore, waiting: [String: Set<LeadID>],
        forEachChange body: (LeadID, LeadChange) -> Void = { _, _ in }
    ) throws(Fault) {
        Failpoint.effectsCounted.pass()
        var sum = DigestSum()
        var last: LeadID?
        try store.forEachChange(ofRun: run) { lead, change in
            if lead != last { leads += 1 }
            last = lead
            sum.add(change, of: lead)
            count(change)
            body(lead, change)
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
                stages[Move(from: ChangeEffects.nothing, to: lead.standing.stage.word), default: 0] += 1
                count(nil, LeadChange.Ruling(lead.decision))
            }
        }
        try store.forEachMessage(ofRun: run) { feed, lead, action in
            messages[feed, default: [:]][action.rawValue, default: 0] += 1
            if action == .add, waiting[feed]?.contains(lead) ?? false { heldBack[feed, default: 0] += 1 }
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
        switch change.turn {
        case .stage(let from, let to) where from == to: stageDetails += 1
        case .stage(let from, let to): stages[Move(from: from.word, to: to.word), default: 0] += 1
        case .decision(let from, let to): count(from, to)
        case nil:
            var field = fields[change.field] ?? FieldCount()
            switch (change.old, change.new) {
            case (nil, _): field.filled += 1
            case (_, nil): field.cleared += 1
            default: field.changed += 1
            }
            fields[change.field] = field
        }
    }

    /// - Parameter before: `nil` of a lead that there was not before.
    private mutating func count(_ before: LeadChange.Ruling?, _ after: LeadChange.Ruling) {
        guard before?.kind != after.kind else {
            decisionDetails += 1
            if let from = before?.track, let to = after.track, from != to {
                tracks[Move(from: from, to: to), default: 0] += 1
            }
            return
        }
        let move = Move(from: before?.kind.rawValue ?? ChangeEffects.nothing, to: after.kind.rawValue)
        decisions[move, default: 0] += 1
        if after.kind == .recycle { recycled[after.track ?? "", default: 0] += 1 }
        if before?.kind == .recycle { unrecycled[before?.track ?? "", default: 0] += 1 }
        if after.kind == .suppress { for reason in after.reasons { suppressed[reason.rawValue, default: 0] += 1 } }
        if before?.kind == .suppress { unsuppressed += 1 }
    }
}

/// Adds digests of lines up, so that their order does not matter.
private struct DigestSum {
    private var high: UInt64 = 0
    private var low: UInt64 = 0
    /// Of one line.
    private var bytes: [UInt8] = []

    mutating func add(_ line: String) {
        bytes.removeAll(keepingCapacity: true)
        bytes += line.utf8
        add()
    }

    /// Texts and words, so that nothing that is counted can come out otherwise unseen.
    mutating func add(_ change: LeadChange, of lead: LeadID) {
        bytes.removeAll(keepingCapacity: true)
        withUnsafeBytes(of: lead.number.littleEndian) { bytes += $0 }
        for text in [change.field, change.old, change.new] { add(text) }
        switch change.turn {
        case .stage(let from, let to): bytes += [from.rawValue, to.rawValue]
        case .decision(let from, let to):
            for ruling in [from, to] {
                add(ruling.kind.rawValue)
                add(ruling.track)
                for reason in SuppressionReason.allCases { bytes.append(ruling.reasons.contains(reason) ? 1 : 0) }
            }
        case nil: break
        }
        add()
    }

    private mutating func add(_ text: String?) {
        bytes.append(text == nil ? 0 : 1)
        guard let text else { return }
        withUnsafeBytes(of: text.utf8.count.littleEndian) { bytes += $0 }
        bytes += text.utf8
    }

    private mutating func add() {
        let digest = RecordDigest.of(bytes[...], context: [])
        high &+= digest.high
        low &+= digest.low
    }

    var text: String { String(high, radix: 16) + "-" + String(low, radix: 16) }
}
