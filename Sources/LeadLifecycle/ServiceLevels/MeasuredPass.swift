public import LeadModel

/// One pass of a lead through sales, held against what both sides promised when it was handed over.
public struct MeasuredPass: Sendable, Hashable {
    /// How a promise stands for one pass.
    public enum Verdict: Sendable, Hashable {
        case kept
        case broken
        /// Its time has not run out.
        case pending
        case leftOut(LeftOut)
    }

    /// Why a pass says nothing of a promise.
    public enum LeftOut: String, Sendable, Hashable, CaseIterable {
        /// Sales worked on it, but no record says when for the first time, or only for a time before the hand-over, or only
        /// on which day, which leaves open whether it was in time, or often enough in time.
        case noTime = "no-time"
        /// No record shows when it was handed over.
        case noHandOver = "no-hand-over"
        /// Given up as spam, bad data or a duplicate: that counts against marketing, not against sales.
        case junk
        /// It ended before the time was up.
        case ended
        /// Sales reached the lead, or knew what to think of it: no more attempts were needed.
        case reached
        /// The agreement states nothing to hold it against.
        case notAgreed = "not-agreed"
    }

    /// The cycle's number, 1 and up.
    public var number: Int
    /// Index of the agreement's version that was in force at the hand-over.
    public var version: Int
    public var handedOver: Instant
    /// The last instant at which it can have been handed over: the end of the day where that is all that is known.
    public var handedOverBy: Instant
    /// When sales let go of it; `nil` of one that is open.
    public var ended: Instant?
    /// The last instant at which it can have ended, or can have been touched.
    public var endedBy: Instant
    public var outcome: Cycle.Outcome
    public var reason: DiscardReason?
    /// Who has it, or had it at its end; `nil` where no record names anybody.
    public var owner: String?
    /// The version of a record that shows its end, or the stage it is in.
    public var evidence: VersionID
    /// Whether marketing knows the lead: it has a record in a marketing system, or belongs to a campaign.
    public var isFromMarketing: Bool
    /// Whether sales did anything about it that is on record.
    public var isTouched: Bool
    /// Whether it came to `sales-accepted` or further.
    public var isAccepted: Bool

    /// The first touch after the hand-over that has a time; of one that is dated by the day alone, the day's beginning.
    public var answered: Instant?
    /// The day of the first touch, where no record knows more of it.
    public var answeredDay: ZonedDay?
    /// Working minutes from the hand-over to it; `nil` where it cannot be said, because one of the two is known by the day
    /// alone.
    public var responseMinutes: Int?
    public var response: Verdict
    /// When the first response was due; `nil` where none is agreed, or later than anybody has to know.
    public var responseDue: Instant?
    /// By how many working minutes the first response is late, at the least; 0 where it is not.
    public var minutesLate = 0

    /// Attempts within the agreed time, or all that the CRM counts without saying when.
    public var attemptsMade: Int
    public var attempts: Verdict
    public var attemptsDue: Instant?
    /// Whether the attempts were kept by a count without times.
    public var isByCount = false

    public var followUp: Verdict

    /// Whether sales gave it up.
    public var isGivenUp: Bool { outcome == .discarded || outcome == .rejected || outcome == .closedLost }
    /// Whether it was given up as junk.
    public var isJunk: Bool { isGivenUp && (reason?.isJunk ?? false) }
    /// Whether somebody has to touch it still.
    public var isWaiting: Bool { outcome == .open && !isTouched }
}

extension DiscardReason {
    /// Whether it says that the lead should never have been handed over.
    public var isJunk: Bool {
        switch self {
        case .spam, .badData, .duplicate: true
        default: false
        }
    }

    /// Whether it says something of the lead, and not only that nobody was reached or that nobody said why.
    var isJudgement: Bool { self != .noResponse && self != .unknown }
}

/// What became of a lead after sales gave it up, as far as recycling promised anything.
public struct MeasuredExit: Sendable, Hashable {
    public enum Fate: Sendable, Hashable {
        /// It may not go back, or there is no rule for it.
        case stays(DecisionCause)
        /// Its rest is not over.
        case resting
        /// Its rest is over, and sales has not had it again.
        case released
        /// Sales had it again before its rest was over.
        case tooEarly
        /// Sales had it again after its rest.
        case requalified
        /// Sales had it again; no record shows when.
        case returned
        /// Sales handed it back without giving it up.
        case handedBack
        /// No version of the agreement was in force.
        case notAgreed
    }

    /// The number of the cycle that ended.
    public var number: Int
    public var at: Instant
    public var reason: DiscardReason?
    public var owner: String?
    public var evidence: VersionID
    public var fate: Fate
    /// When its rest is or was over; `nil` where it does not go back.
    public var restEnds: Instant?
    /// When sales had it again.
    public var returned: Instant?
    /// That it qualified again for sales, whether sales took it or not; `nil` where it did not.
    public var comeback: Comeback?
}

/// All that a scorecard asks of one lead.
public struct MeasuredLead: Sendable, Hashable {
    /// Passes that began by the time that is asked about, under some version of the agreement, earliest first.
    public var passes: [MeasuredPass] = []
    public var exits: [MeasuredExit] = []
    /// Passes that began before the first version.
    public var passesBefore: [Instant] = []
    /// Touches of sales that are dated later than the time that is asked about.
    public var futureTouches = 0
    /// Touches before the first hand-over or between two passes.
    public var strayTouches: [Instant] = []
    /// Whether every record of it was deleted.
    public var isDeleted = false
}
