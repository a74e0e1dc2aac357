/// A lead's number in the store. Written `L1042`; never changes, never re-used.
public struct LeadID: Sendable, Hashable, Comparable, Codable {
    public var number: Int64

    public init(number: Int64) { self.number = number }

    public init?(_ text: some StringProtocol) {
        guard let first = text.first, first == "L" || first == "l", let number = Int64(text.dropFirst()), number > 0
        else {
            return nil
        }
        self.number = number
    }

    public static func < (left: LeadID, right: LeadID) -> Bool { left.number < right.number }
}

extension LeadID: CustomStringConvertible {
    public var description: String { "L\(number)" }
}

/// A rule by which one source's value survives over the others'.
public enum SurvivorshipRule: Sendable, Hashable {
    /// The first of these sources that holds a value; the most recent of the others if none does.
    case prefer([String])
    /// Only this source counts, even where it is blank.
    case always(String)
    case mostRecent
    case firstSeen
    case longestList

    /// As the configuration spells it.
    public var word: String {
        switch self {
        case .prefer(let sources): "prefer \(sources.joined(separator: ", ")) unless blank"
        case .always(let source): "always \(source)"
        case .mostRecent: "most recent"
        case .firstSeen: "first seen"
        case .longestList: "longest list"
        }
    }
}

/// The golden record: one per person.
public struct UnifiedLead: Sendable, Hashable {
    /// The surviving values. `status` and `discard-reason` are what the winning record says; the stage that the lead is
    /// in, opportunities considered, is `LeadLifecycle`'s to say.
    public var values: FieldValues
    /// For each entry of `values`, in its order: the version the value came from.
    public var winners: [VersionID]

    public init(values: FieldValues, winners: [VersionID]) {
        self.values = values
        self.winners = winners
    }
}

/// Everything the store knows of one person, as the stages after reconciliation read it.
public struct LeadDossier: Sendable {
    public var id: LeadID
    public var lead: UnifiedLead
    /// Records of kind `lead`, by stream and id.
    public var records: [LeadRecord]
    /// Records of kind `activity`, by time, then stream and id.
    public var activities: [LeadRecord]
    /// Records of kind `opportunity`, by stream and id.
    public var opportunities: [LeadRecord]

    public init(
        id: LeadID, lead: UnifiedLead, records: [LeadRecord], activities: [LeadRecord], opportunities: [LeadRecord]
    ) {
        self.id = id
        self.lead = lead
        self.records = records
        self.activities = activities
        self.opportunities = opportunities
    }
}
