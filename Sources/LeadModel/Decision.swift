/// What made a lead recyclable.
public enum RecycleTrigger: String, Sendable, Hashable, CaseIterable, Codable {
    /// Disqualified after sales had worked on it.
    case discarded
    /// Disqualified at hand-off: sales never accepted it.
    case rejected
    /// Its opportunity was lost.
    case closedLost = "closed-lost"
    /// Nobody touched it within the agreed time.
    case untouched
}

/// What is to become of a lead now.
public enum DecisionKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// Goes to marketing, into a track.
    case recycle
    /// Goes to marketing when its cooling-off has passed.
    case hold
    /// Must not be sent anywhere.
    case suppress
    /// Stays where it is.
    case leave
    /// Goes back to sales, with its story: it qualified again.
    case `return`
    /// Waits for sales for longer than agreed: somebody in sales is told.
    case escalate

    /// Whether feeds may carry such leads out.
    public var isSent: Bool { self == .recycle || self == .return || self == .escalate }
}

/// Why a decision is what it is.
public enum DecisionCause: String, Sendable, Hashable, CaseIterable, Codable {
    /// The reason's rule applies and the cooling-off has passed.
    case coolingOffPassed = "cooling-off-passed"
    /// The reason's rule applies; the cooling-off has not passed.
    case coolingOff = "cooling-off"
    /// The agreement never recycles this reason.
    case neverReason = "never-reason"
    /// The agreement never recycles such a lead, whatever the reason.
    case neverCriterion = "never-criterion"
    /// The agreement has no rule for this reason.
    case noRule = "no-rule"
    /// The trigger is not among the agreed ones.
    case triggerNotAgreed = "trigger-not-agreed"
    /// It went round as often as agreed.
    case cyclesExhausted = "cycles-exhausted"
    /// A suppression forbids it.
    case suppressed
    /// Sales or marketing is at it, or it is won.
    case notAnExit = "not-an-exit"
    /// Its record was deleted in every source.
    case deleted
    /// It has no address to send anything to.
    case unreachable
    /// No version of the agreement was in force when it happened.
    case noAgreement = "no-agreement"
    /// It did since its exit what the agreement asks of a lead that goes back to sales.
    case reQualified = "re-qualified"
    /// Nobody touched it for as long as sales agreed to be told of.
    case overdue
}

/// A recycling decision with its because.
public struct Decision: Sendable, Hashable {
    public var kind: DecisionKind
    public var cause: DecisionCause
    public var trigger: RecycleTrigger?
    public var reason: DiscardReason?
    /// Where feeds take it from. The nurture track, of `recycle` and `hold`, and of `return` where it is known; of `escalate`
    /// the track of those who are told.
    public var track: String?
    /// When the cooling-off ends or ended; of `recycle`, `hold` and `return`. Of `leave` and `escalate` when more waiting makes
    /// something else of a lead that nobody touches.
    public var due: Instant?
    /// Which pass through recycling this is, 1 and up; 0 where none.
    public var cycle: Int
    /// Of `suppress`: every suppression that holds, strictest first.
    public var suppressions: [Suppression]
    /// `effective-from` of the agreement's version that decided, as `2026-10-01`; `none` where none was in force. Of
    /// `return` the version in force when the lead qualified again.
    public var agreement: String
    /// The record version that shows the trigger.
    public var evidence: VersionID?
    /// When the trigger happened; of `escalate` since when they are to be told.
    public var since: Instant?
    /// Of `return`: when it qualified again.
    public var returned: Instant?
    /// Of `recycle` and `hold`: whether it is held out of its track in this cycle. It is decided as all others, and
    /// marketing's feeds do not get it, so that can be measured what nurturing the others earns.
    public var isControl: Bool

    public init(
        kind: DecisionKind, cause: DecisionCause, trigger: RecycleTrigger? = nil, reason: DiscardReason? = nil,
        track: String? = nil, due: Instant? = nil, cycle: Int = 0, suppressions: [Suppression] = [], agreement: String,
        evidence: VersionID? = nil, since: Instant? = nil, returned: Instant? = nil, isControl: Bool = false
    ) {
        self.kind = kind
        self.cause = cause
        self.trigger = trigger
        self.reason = reason
        self.track = track
        self.due = due
        self.cycle = cycle
        self.suppressions = suppressions
        self.agreement = agreement
        self.evidence = evidence
        self.since = since
        self.returned = returned
        self.isControl = isControl
    }

    /// Whether it goes back to sales before its cooling-off was over.
    public var isEarlyReturn: Bool {
        guard kind == .return, let returned, let due else { return false }
        return returned < due
    }
}

/// Where a lead stands, every record, activity and opportunity considered.
public struct Standing: Sendable, Hashable {
    public var stage: Stage
    public var reason: DiscardReason?
    /// Since when.
    public var since: Instant?
    /// The furthest stage it ever reached.
    public var furthest: Stage
    /// The record version that says so.
    public var evidence: VersionID?
    /// When sales first answered, from records and activities.
    public var firstResponse: Instant?
    /// Touches by sales: calls, e-mails, meetings, or the count the CRM gives, whichever is more.
    public var touches: Int
    /// Won amounts, one per currency, by currency.
    public var won: [Money]
    /// How it left sales, where `stage` is an exit. Never `untouched`: that is the agreement's to say, of `waitingSince`.
    public var exit: RecycleTrigger?
    /// How often it left sales so far, the present exit included.
    public var exits: Int
    /// Of a lead that was handed over and not touched in this pass: since when it waits, at the latest. Where the day of the
    /// hand-over is all that is known, the end of that day.
    public var waitingSince: Instant?
    /// When sales first got it.
    public var handedOver: Instant?
    /// When anything was told of it last, by its records and activities.
    public var told: Instant?
    /// Whether every lead record of it was deleted; the other members say what was last known.
    public var isDeleted: Bool

    public init(
        stage: Stage, reason: DiscardReason? = nil, since: Instant? = nil, furthest: Stage, evidence: VersionID? = nil,
        firstResponse: Instant? = nil, touches: Int = 0, won: [Money] = [], exit: RecycleTrigger? = nil, exits: Int = 0,
        waitingSince: Instant? = nil, handedOver: Instant? = nil, told: Instant? = nil, isDeleted: Bool = false
    ) {
        self.stage = stage
        self.reason = reason
        self.since = since
        self.furthest = furthest
        self.evidence = evidence
        self.firstResponse = firstResponse
        self.touches = touches
        self.won = won
        self.exit = exit
        self.exits = exits
        self.waitingSince = waitingSince
        self.handedOver = handedOver
        self.told = told
        self.isDeleted = isDeleted
    }

    /// Passes through sales so far, the running one included; 0 where sales never had it.
    public var passes: Int {
        switch stage {
        case .assigned, .working, .salesAccepted, .salesQualified, .opportunity, .won: exits + 1
        case .new, .marketingQualified: handedOver == nil && waitingSince == nil ? exits : exits + 1
        case .nurturing, .recycled, .discarded, .lost: exits
        }
    }
}
