public import LeadModel

/// What sales made of a lead that was handed over to it.
public enum SalesVerdict: String, Sendable, Hashable, CaseIterable {
    /// It came to `sales-accepted` or further.
    case accepted
    /// Given up before that, whether anybody had worked on it or not.
    case rejected
    /// With sales, and not accepted yet.
    case pending
    /// Handed back without being given up or accepted: nobody said anything against it.
    case handedBack = "handed-back"
}

extension MeasuredPass {
    /// What sales made of it.
    public var salesVerdict: SalesVerdict {
        if isAccepted || outcome == .won { return .accepted }
        if isGivenUp { return .rejected }
        return outcome == .open ? .pending : .handedBack
    }
}

/// What sales made of some leads, and how they ended.
public struct VerdictFigures: Sendable, Hashable {
    /// In the order of `SalesVerdict.allCases`.
    private var verdicts = [Int](repeating: 0, count: SalesVerdict.allCases.count)
    public private(set) var won = 0
    /// Accepted, and given up or lost later.
    public private(set) var lost = 0
    /// Of the rejected ones, by reason, in the order of `DiscardReason.allCases`; `unknown` where none was given.
    private var reasons = [Int](repeating: 0, count: DiscardReason.allCases.count)

    public init() {}

    public mutating func add(_ pass: MeasuredPass) {
        let verdict = pass.salesVerdict
        verdicts[SalesVerdict.allCases.firstIndex(of: verdict) ?? 0] += 1
        if pass.outcome == .won { won += 1 }
        if verdict == .accepted, pass.isGivenUp { lost += 1 }
        if verdict == .rejected { reasons[Int((pass.reason ?? .unknown).rawValue)] += 1 }
    }

    public mutating func add(_ other: VerdictFigures) {
        for index in verdicts.indices { verdicts[index] += other.verdicts[index] }
        for index in reasons.indices { reasons[index] += other.reasons[index] }
        won += other.won
        lost += other.lost
    }

    public var leads: Int { verdicts.reduce(0, +) }
    public func count(of verdict: SalesVerdict) -> Int { verdicts[SalesVerdict.allCases.firstIndex(of: verdict) ?? 0] }
    public func rejected(for reason: DiscardReason) -> Int { reasons[Int(reason.rawValue)] }
    /// The reasons of the rejected ones, the most frequent first; of equal ones in the order of the taxonomy.
    public var rejections: [(reason: DiscardReason, count: Int)] {
        DiscardReason.allCases.map { (reason: $0, count: rejected(for: $0)) }.filter { $0.count > 0 }
            .sorted { $0.count != $1.count ? $0.count > $1.count : $0.reason.rawValue < $1.reason.rawValue }
    }

    /// Accepted, of those that sales accepted or rejected.
    public var acceptance: Share { Share(count(of: .accepted), of: count(of: .accepted) + count(of: .rejected)) }
    /// Won, of those whose end is known.
    public var winning: Share { Share(won, of: won + lost + count(of: .rejected)) }
}
