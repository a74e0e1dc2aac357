/// What whoever gets a lead is told of its past, beyond what was decided.
///
/// All of it is about times that are over when the decision is made, so that it stays the same while nothing new is known
/// of them, and no receiver is told of a change that is none.
public struct Backstory: Sendable, Hashable {
    /// Things of one kind that the lead did.
    public struct Deeds: Sendable, Hashable {
        /// The kind of the activities.
        public var kind: String
        public var count: Int
        /// The last one's date, in the agreement's zone.
        public var last: String

        public init(kind: String, count: Int, last: String) {
            self.kind = kind
            self.count = count
            self.last = last
        }
    }

    /// Who had it in sales when it left.
    public var previousOwner: String?
    /// Since when marketing was to nurture it; `nil` where its cooling-off was not over.
    public var recycled: Instant?
    /// What it did from its exit until it qualified again, the newest first.
    public var deeds: [Deeds]
    /// What marketing sent it in that time, each by its name and date, the newest first.
    public var sent: [String]
    /// How much that was.
    public var sentCount: Int
    /// The conditions by which it qualified again, each with what was found.
    public var because: [String]
    /// The content that it had last of its track, before it came into it this time.
    public var resumeAfter: String?
    /// The team that owns its stage, by the agreement.
    public var team: String?

    public init(
        previousOwner: String? = nil, recycled: Instant? = nil, deeds: [Deeds] = [], sent: [String] = [],
        sentCount: Int = 0, because: [String] = [], resumeAfter: String? = nil, team: String? = nil
    ) {
        self.previousOwner = previousOwner
        self.recycled = recycled
        self.deeds = deeds
        self.sent = sent
        self.sentCount = sentCount
        self.because = because
        self.resumeAfter = resumeAfter
        self.team = team
    }
}
