import Foundation
import LeadModel

/// Whether a difference is more than chance explains, and how large it is. Pure.
///
/// `z ≥ 4.5` comes about by chance once in 300,000 comparisons: with fifty columns and words a day, every sixteen years.
enum Chance {
    private static let significance = 4.5
    /// The same certainty as a ratio of likelihoods, in natural logarithms.
    private static let evidence = 12.6

    /// Whether the shares of two groups differ: the two-proportion z-test with a pooled estimate,
    /// `z = (p₁ − p₂) / √(p (1 − p) (1/n₁ + 1/n₂))` (NIST/SEMATECH e-Handbook of Statistical Methods, 7.3.3).
    static func isOut(_ before: Double, of known: Int, _ now: Double, of new: Int) -> Bool {
        abs(deviations(before, of: known, now, of: new)) >= significance
    }

    /// By how many standard deviations the second share exceeds the first; 0 where nothing varies.
    static func deviations(_ before: Double, of known: Int, _ now: Double, of new: Int) -> Double {
        let known = Double(max(known, 1))
        let new = Double(max(new, 1))
        let pooled = (before * known + now * new) / (known + new)
        let deviation = (pooled * (1 - pooled) * (1 / known + 1 / new)).squareRoot()
        return deviation > 0 ? (now - before) / deviation : 0
    }

    /// Whether two groups are dealt into parts otherwise: the two-sample chi-squared test, its statistic made normal after
    /// Wilson and Hilferty (1931).
    static func isOut(_ before: [Int], _ now: [Int]) -> Bool {
        let known = Double(before.reduce(0, +))
        let new = Double(now.reduce(0, +))
        guard known > 0, new > 0 else { return false }
        var sum = 0.0
        var parts = 0
        for (left, right) in zip(before, now) where left + right > 0 {
            let gap = (new / known).squareRoot() * Double(left) - (known / new).squareRoot() * Double(right)
            sum += gap * gap / Double(left + right)
            parts += 1
        }
        guard parts > 1 else { return false }
        let freedom = Double(parts - 1)
        let spread = 2 / (9 * freedom)
        return (cbrt(sum / freedom) - (1 - spread)) / spread.squareRoot() >= significance
    }

    /// How far two groups lie apart: the share of one that would have to move to other parts, 0 to 1.
    static func distance(_ left: [Int], _ right: [Int]) -> Double {
        let known = Double(max(left.reduce(0, +), 1))
        let new = Double(max(right.reduce(0, +), 1))
        return zip(left, right).reduce(0) { $0 + abs(Double($1.0) / known - Double($1.1) / new) } / 2
    }

    /// Whether a group is far more likely to have been drawn from one population than from another: the ratio of
    /// likelihoods, with half a value added to each part of both (Krichevsky and Trofimov), so that none is impossible.
    static func isLikelier(_ now: [Int], from one: [Int], than other: [Int]) -> Bool {
        let half = Double(now.count) / 2
        let ones = Double(one.reduce(0, +)) + half
        let others = Double(other.reduce(0, +)) + half
        let sum = now.indices.reduce(0.0) { sum, part in
            sum + Double(now[part]) * log((Double(one[part]) + 0.5) / ones / ((Double(other[part]) + 0.5) / others))
        }
        return sum >= evidence
    }

    static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
