import Foundation
public import LeadModel

/// How many points a lead is worth: named contributions, each of which may be capped and fade.
///
/// ```yaml
/// score:
///   at-most: 100
///   contributions:
///     demo:    { points: 30, when: activity demo-request within 90d }
///     pricing: { points: 5, for-each: pricing-page, at-most: 20, half-life: 30d }
///     senior:  { points: 10, when: { any: [ title contains head, title contains director ] } }
///     student: { points: -40, when: title contains student }
/// ```
public struct ScoreModel: Sendable, Hashable {
    /// One reason for points.
    public struct Contribution: Sendable, Hashable {
        public let name: String
        public let place: Origin
        /// Negative where it counts against the lead.
        public let points: Int
        public let basis: Basis
        /// The most that it adds up to, without its sign.
        public let most: Int?
        /// The time in which the points of an activity lose half of their worth.
        public let halfLife: AgreedSpan?
    }

    /// What the points are given for.
    public enum Basis: Sendable, Hashable {
        /// Once, where a criterion is fulfilled.
        case when(Criterion)
        /// For each activity of a kind.
        case each(String)
    }

    public let contributions: [Contribution]
    public let most: Int?
    public let place: Origin

    /// Points of one contribution at one time.
    public struct Points: Sendable, Hashable {
        public let name: String
        /// In hundredths.
        public let hundredths: Int64
        /// How many activities, or 1 where the criterion was fulfilled.
        public let count: Int
    }

    /// The points of every contribution, in the order of the file.
    public func points(in circumstances: Circumstances) -> [Points] {
        contributions.map { contribution in
            let (hundredths, count) = worth(contribution, in: circumstances)
            let most = contribution.most.map { Int64($0) * 100 } ?? .max
            return Points(
                name: contribution.name, hundredths: max(-most, min(most, hundredths)), count: count)
        }
    }

    /// The sum, with two places; never below 0, and never above `most`.
    public func total(_ points: [Points]) -> ExactNumber {
        let sum = points.reduce(Int64(0)) { $0 + $1.hundredths }
        let capped = min(max(0, sum), most.map { Int64($0) * 100 } ?? .max)
        return capped % 100 == 0 ? ExactNumber(mantissa: capped / 100) : ExactNumber(mantissa: capped, scale: 2)
    }

    private func worth(_ contribution: Contribution, in circumstances: Circumstances) -> (Int64, Int) {
        switch contribution.basis {
        case .when(let criterion):
            return criterion.isMet(in: circumstances) ? (Int64(contribution.points) * 100, 1) : (0, 0)
        case .each(let kind):
            let times = circumstances.times(of: kind, within: nil)
            guard let halfLife = contribution.halfLife else {
                return (Int64(contribution.points) * 100 * Int64(times.count), times.count)
            }
            let worth = times.reduce(Int64(0)) { sum, time in
                sum + faded(contribution.points, age: circumstances.at.milliseconds - time.milliseconds, halfLife)
            }
            return (worth, times.count)
        }
    }

    /// Hundredths of points that are so old; rounded, so that a sum does not depend on its order.
    private func faded(_ points: Int, age: Int64, _ halfLife: AgreedSpan) -> Int64 {
        Int64((Double(points) * 100 * exp2(-Double(age) / Double(halfLife.milliseconds))).rounded())
    }
}

extension Circumstances {
    /// The same with the score that a model gives.
    public func scored(by model: ScoreModel?) -> Circumstances {
        guard let model else { return self }
        var scored = self
        scored.score = model.total(model.points(in: self))
        return scored
    }
}
