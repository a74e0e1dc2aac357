/// How often a promise was kept, over some passes.
public struct PromiseTally: Sendable, Hashable {
    public var kept = 0
    public var broken = 0
    /// Of which the time has not run out.
    public var pending = 0
    /// One count for each reason, in the order of `MeasuredPass.LeftOut.allCases`.
    private var leftOut = [Int](repeating: 0, count: MeasuredPass.LeftOut.allCases.count)

    public init() {}

    public mutating func add(_ verdict: MeasuredPass.Verdict) {
        switch verdict {
        case .kept: kept += 1
        case .broken: broken += 1
        case .pending: pending += 1
        case .leftOut(let why): leftOut[PromiseTally.index(of: why)] += 1
        }
    }

    public mutating func add(_ other: PromiseTally) {
        kept += other.kept
        broken += other.broken
        pending += other.pending
        for index in leftOut.indices { leftOut[index] += other.leftOut[index] }
    }

    /// Those of which it is known.
    public var share: Share { Share(kept, of: kept + broken) }

    public func count(_ why: MeasuredPass.LeftOut) -> Int { leftOut[PromiseTally.index(of: why)] }

    private static func index(of why: MeasuredPass.LeftOut) -> Int {
        switch why {
        case .noTime: 0
        case .noHandOver: 1
        case .junk: 2
        case .ended: 3
        case .reached: 4
        case .notAgreed: 5
        }
    }
}
