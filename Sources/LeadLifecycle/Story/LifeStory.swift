public import LeadModel

/// What became of a lead from its first record on: the stages it was in, and its passes through sales.
///
/// The same whatever the order of the records, and under every version of the agreement but for what `expired` says of a
/// pass that nobody began. Nothing is overwritten: a lead that qualifies again begins another cycle.
public struct LifeStory: Sendable, Hashable {
    /// The unified stages, earliest first; each lasts until the next begins.
    public let stages: [StageSpan]
    /// Passes through sales, earliest first.
    public let cycles: [Cycle]
}

/// One stage that a lead was in.
public struct StageSpan: Sendable, Hashable {
    public let stage: Stage
    /// Of `discarded` and `lost`; the last one given.
    public var reason: DiscardReason?
    public let since: Instant
    /// The last instant at which it can have begun.
    let latest: Instant
    /// The version of a record that shows it.
    public let evidence: VersionID
    /// Who owned the lead by that record; `nil` where it names nobody.
    public var owner: String?
}

/// One pass of a lead through sales.
public struct Cycle: Sendable, Hashable {
    /// How a pass ended.
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// Sales has it still.
        case open
        case won
        /// Given up after somebody had worked on it.
        case discarded
        /// Given up at hand-over: nobody touched it.
        case rejected
        /// An opportunity was lost.
        case closedLost = "closed-lost"
        /// Handed back to marketing without being given up.
        case handedBack = "handed-back"
    }

    /// 1 and up.
    public let number: Int
    /// When sales got it: of the first pass the earliest time that any record shows, of the others the date of assignment,
    /// or else the change of the record that shows it.
    public let entered: Instant
    /// The last instant at which it can have been: the end of the day where that is all that is known.
    public var enteredBy: Instant
    /// Who had it when the pass ended, or has it now.
    public var owner: String?
    /// The first touch by sales within it: a call, an e-mail, a meeting, or what a record calls the first answer.
    public var firstTouch: Instant?
    /// The day of the first touch, where no record knows more of it; `firstTouch` is the day's first instant then.
    public var firstTouchDay: ZonedDay?
    /// Touches with a time, within it.
    public var touches: Int
    /// Attempts to reach the lead that the CRM counts, within it, without saying when.
    public var attempts: Int
    /// The furthest stage that it came to.
    public var furthest: Stage
    /// When sales let go of it; `nil` of one that is open.
    public var exited: Instant?
    /// The last instant at which it can have been: the end of the day where that is all that is known, or when something else
    /// happened on it.
    public var exitedBy: Instant?
    public var reason: DiscardReason?
    public var outcome: Outcome
    /// The version of a record that shows the exit, or the stage it is in now.
    public var evidence: VersionID
}

extension Agreement {
    /// The story of a lead.
    ///
    /// Cost: the walk of `standing(of:)` once more, and memory for each change of stage; not for a hot path.
    public func story(of dossier: LeadDossier) -> LifeStory {
        story(of: dossier, LifeWalk(dossier))
    }

    func story(of dossier: LeadDossier, _ walk: LifeWalk) -> LifeStory {
        var life = Life(work: walk.work, isRecording: true)
        for event in walk.events { life.live(through: event) }
        var teller = StoryTeller(dossier: dossier, work: walk.work)
        for mark in life.marks { teller.tell(mark) }
        // A count that rises without a change of stage is no event.
        return teller.finish(max(life.attempts, walk.work.attempts))
    }
}

extension Cycle.Outcome {
    /// How the agreement calls it where it may make a lead recyclable.
    var trigger: RecycleTrigger? {
        switch self {
        case .discarded: .discarded
        case .rejected: .rejected
        case .closedLost: .closedLost
        case .open, .won, .handedBack: nil
        }
    }
}
