public import LeadModel

/// What an entry of the suppression ledger knows a person by.
public enum LedgerKind: String, Sendable, Hashable, CaseIterable {
    /// The id of a record.
    case id
    /// An e-mail address.
    case email
    /// A telephone number in E.164.
    case phone
    /// The SHA-256 of an address, as lists are exchanged.
    case sha256
    /// The MD5 of an address, as lists are exchanged.
    case md5
    /// A telephone number in E.164 together with a first and a last name. Only erasures know people by it.
    case phoneAndName = "phone-name"
}

/// Who is meant, by keyed hashes alone: one to look people up by, and one to be sure.
public struct LedgerKey: Sendable, Hashable {
    public var kind: LedgerKind
    public var probe: Int64
    /// `LeadStore.personHash(of:)`.
    public var person: [UInt8]

    public init(kind: LedgerKind, probe: Int64, person: [UInt8]) {
        self.kind = kind
        self.probe = probe
        self.person = person
    }
}

/// One entry of the suppression ledger.
public struct LedgerEntry: Sendable, Hashable {
    public var key: LedgerKey
    public var suppression: Suppression
    /// Whether somebody said since when, so that a later time renews the entry; otherwise the first time it came stays.
    public var isDated: Bool

    public init(key: LedgerKey, suppression: Suppression, isDated: Bool) {
        self.key = key
        self.suppression = suppression
        self.isDated = isDated
    }

    /// Whether another says the same of the same person, since whenever.
    func says(sameAs other: LedgerEntry) -> Bool {
        key == other.key && suppression.channel == other.suppression.channel
            && suppression.reason == other.suppression.reason && suppression.source == other.suppression.source
    }
}

/// How many entries of a kind the ledger holds.
public struct LedgerCount: Sendable, Hashable {
    public var reason: SuppressionReason
    public var channel: Channel
    public var source: String
    /// What its entries know people by.
    public var kind: LedgerKind
    public var entries: Int
    public var first: Instant
    public var last: Instant
}

/// What became, or would become, of an entry that was to be written.
public enum LedgerChange: Int, Sendable, Hashable, Comparable {
    /// It is there already.
    case known
    /// It is there from an earlier time on, which stays, because nobody said a later one.
    case kept
    /// It is there, and begins later now.
    case renewed
    case added

    var isWritten: Bool { self >= .renewed }

    public static func < (left: LedgerChange, right: LedgerChange) -> Bool { left.rawValue < right.rawValue }
}
