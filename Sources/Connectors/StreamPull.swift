public import LeadModel
public import RecordFormats

/// A stream that is asked for its records, from where it was left.
///
/// `mark` always says how far everything reaches that was handed out. Whoever keeps it in the transaction of the page that it came
/// with loses nothing, and reads nothing twice but what an overlap asks for.
public protocol StreamPull: AnyObject {
    /// The next records; `nil` behind the last. What a thrown fault ends was handed out before, as far as it was whole.
    func nextPage() throws(Fault) -> RecordPage?
    /// Where the records come from, for messages: without a secret, and without a value that was filled in.
    var name: String { get }
    /// The bookmark behind the page that was handed out last; behind `nil`, of the whole pull.
    var mark: String { get }
    /// Everything that was changed before was read by earlier pulls; `nil` where nobody knows.
    var readBefore: Instant? { get }
    /// How what it reads is written; `nil` before the first record.
    var detected: DetectedFormat? { get }
    /// So many bytes of bodies have come.
    var bytes: Int64 { get }
    /// Whether it has read all that there is, from the first record to the last; known behind the last page.
    var isWhole: Bool { get }
    /// What is odd and stops nothing; complete behind the last page.
    var warnings: [Fault] { get }
    /// How often its system was asked, and may be; `nil` where nobody counts.
    var calls: CallCount? { get }
}

/// How often a system was asked by a pull, and may still be.
public struct CallCount: Sendable, Hashable {
    public var made: Int
    /// So many it will be at the pull's end, going by the last one; `nil`: nobody knows.
    public var estimated: Int?
    /// So many may follow today, by the vendor's count or ours, within the share that is this source's; `nil`: nobody says.
    public var left: Int?

    public init(made: Int, estimated: Int?, left: Int?) {
        self.made = made
        self.estimated = estimated
        self.left = left
    }

    /// Whether the day's calls will be used before the pull is at its end.
    public var isShort: Bool {
        guard let estimated, let left else { return false }
        return estimated - made > left
    }
}
