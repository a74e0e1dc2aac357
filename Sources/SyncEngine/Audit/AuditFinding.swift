public import LeadModel

/// What a destination's list and the ledger do not agree on, and why.
public struct AuditFinding: Sendable, Hashable {
    /// What is found.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The destination holds somebody whom it was, or is, to let go of.
        case thereThoughWithdrawn = "there-though-withdrawn"
        /// The destination does not hold somebody whom the ledger says it holds.
        case missing
        /// A column says something else.
        case differs
        /// It holds somebody twice.
        case twice
        /// It holds somebody under what was the key once, too.
        case underOldKey = "under-old-key"
    }

    /// Why, as far as the ledger tells.
    public enum Cause: String, Sendable, Hashable, CaseIterable {
        case withdrawalWaits = "withdrawal-waits"
        case withdrawalRefused = "withdrawal-refused"
        case withdrawalGivenUp = "withdrawal-given-up"
        case withdrawalDiscarded = "withdrawal-discarded"
        case neverTold = "never-told"
        case cameBack = "came-back"
        case neverSent = "never-sent"
        case deletedThere = "deleted-there"
        case neverConfirmed = "never-confirmed"
        case otherKey = "other-key"
        case changedThere = "changed-there"
        case changeWaits = "change-waits"
        case changeRefused = "change-refused"
        case oldKey = "old-key"
        case addedTwice = "added-twice"

        /// In words, for people.
        public var meaning: String {
            switch self {
            case .withdrawalWaits: "the withdrawal has not been sent, or not been taken, so far"
            case .withdrawalRefused: "it did not take the withdrawal"
            case .withdrawalGivenUp: "the withdrawal was tried as often as agreed, in vain"
            case .withdrawalDiscarded: "somebody has let go of the withdrawal"
            case .neverTold: "the feed has no withdrawals"
            case .cameBack: "it took the withdrawal and did not carry it out, or somebody has added them again"
            case .neverSent: "we never sent them: somebody else has added them"
            case .deletedThere: "somebody has deleted them there, or taken them out"
            case .neverConfirmed: "it never said that it has them"
            case .otherKey: "they are there under another key"
            case .changedThere: "somebody has changed it there, or it was written in another way"
            case .changeWaits: "our change has not been sent, or not been taken, so far"
            case .changeRefused: "it did not take our change"
            case .oldKey: "their key has changed, and the old one was left there"
            case .addedTwice: "the list has the same key more than once"
            }
        }
    }

    /// What is found.
    public var kind: Kind
    /// Why it is so.
    public var cause: Cause
    /// What the vendor called it, of what it refused.
    public var code: String?
    /// How many leads.
    public var count = 0
    /// The first of them.
    public var leads: [LeadID] = []
    /// By name, of columns that differ: of how many leads.
    public var columns: [String: Int] = [:]
    /// What is done about it, in words.
    public var advice: String
    /// The commands that do it, where there are any.
    public var commands: [String] = []
}

/// What came of comparing a destination's list with the ledger.
public struct AuditReport: Sendable {
    /// The destination's name.
    public var destination: String
    /// Feeds that the list is of.
    public var feeds: [String]
    /// People of the list.
    public var listed = 0
    /// Leads that the ledger says it holds.
    public var held = 0
    /// Leads of whom both say the same.
    public var agreed = 0
    /// People of the list that the ledger knows nothing of: added by others.
    public var strangers = 0
    /// Leads that nobody can look for, since they were erased.
    public var unsearchable = 0
    /// Records of the list without a key and an id.
    public var nameless = 0
    /// Records of the list that could not be read.
    public var unreadable = 0
    /// Columns that were compared, by the feed's names.
    public var compared: [String] = []
    /// Worst first, of one kind and cause each.
    public var findings: [AuditFinding] = []
    /// What was odd about the list, and stopped nothing.
    public var warnings: [Fault] = []
}
