public import LeadModel

/// The sums over some passes through sales that a scorecard tells.
public struct PassFigures: Sendable, Hashable {
    public var handedOver = 0
    /// Working minutes to the first response, of the passes that have one with a time.
    public var responses = MinuteCounts()
    public var response = PromiseTally()
    public var attempts = PromiseTally()
    /// Of the kept ones, those that a count without times shows.
    public var attemptsByCount = 0
    public var followUp = PromiseTally()
    /// Given up, by reason, in the order of `DiscardReason.allCases`; `unknown` where none was given.
    public private(set) var reasons = [Int](repeating: 0, count: DiscardReason.allCases.count)
    public var open = 0
    public var handedBack = 0
    /// Came to `sales-accepted` or further.
    public var accepted = 0
    public var won = 0
    /// Accepted, and open still.
    public var acceptedOpen = 0
    /// Of leads that marketing knows, and those of them that were given up as junk.
    public var delivered = 0
    public var junk = 0
    /// Touched by nobody, though it was to be recycled for that by now.
    public var expired = 0

    public init() {}

    public mutating func add(_ pass: MeasuredPass) {
        handedOver += 1
        if let minutes = pass.responseMinutes { responses.add(minutes) }
        response.add(pass.response)
        attempts.add(pass.attempts)
        if pass.isByCount { attemptsByCount += 1 }
        followUp.add(pass.followUp)
        if pass.isGivenUp { reasons[Int((pass.reason ?? .unknown).rawValue)] += 1 }
        if pass.outcome == .open { open += 1 }
        if pass.outcome == .handedBack { handedBack += 1 }
        if pass.isAccepted || pass.outcome == .won {
            accepted += 1
            if pass.outcome == .won { won += 1 }
            if pass.outcome == .open { acceptedOpen += 1 }
        }
        if pass.isFromMarketing {
            delivered += 1
            if pass.isJunk { junk += 1 }
        }
        if pass.isWaiting, pass.followUp == .broken { expired += 1 }
    }

    public mutating func add(_ other: PassFigures) {
        handedOver += other.handedOver
        responses.add(other.responses)
        response.add(other.response)
        attempts.add(other.attempts)
        attemptsByCount += other.attemptsByCount
        followUp.add(other.followUp)
        for index in reasons.indices { reasons[index] += other.reasons[index] }
        open += other.open
        handedBack += other.handedBack
        accepted += other.accepted
        won += other.won
        acceptedOpen += other.acceptedOpen
        delivered += other.delivered
        junk += other.junk
        expired += other.expired
    }

    public func count(of reason: DiscardReason) -> Int { reasons[Int(reason.rawValue)] }

    public var givenUp: Int { reasons.reduce(0, +) }
    /// Given up with a reason.
    public var reasonShare: Share { Share(givenUp - count(of: .unknown), of: givenUp) }
    /// Won, of the accepted ones whose end is known.
    public var closeRate: Share { Share(won, of: accepted - acceptedOpen) }
    public var junkShare: Share { Share(junk, of: delivered) }
    public var acceptance: Share { Share(accepted, of: handedOver) }
}

/// What became of leads that sales gave up.
public struct ExitFigures: Sendable, Hashable {
    public var exits = 0
    public var resting = 0
    public var released = 0
    public var tooEarly = 0
    public var requalified = 0
    public var returned = 0
    public var handedBack = 0
    /// Those that stay, because no rule takes them back or none may.
    public var staying = 0
    public var notAgreed = 0
    /// Those that qualified again, whatever else became of them; and those of them that did before their rest was over.
    public var qualifiedAgain = 0
    public var qualifiedEarly = 0

    public init() {}

    public mutating func add(_ exit: MeasuredExit) {
        exits += 1
        if let comeback = exit.comeback {
            qualifiedAgain += 1
            if comeback.isEarly { qualifiedEarly += 1 }
        }
        switch exit.fate {
        case .stays: staying += 1
        case .resting: resting += 1
        case .released: released += 1
        case .tooEarly: tooEarly += 1
        case .requalified: requalified += 1
        case .returned: returned += 1
        case .handedBack: handedBack += 1
        case .notAgreed: notAgreed += 1
        }
    }
}
