import Connectors
import LeadModel

/// Holds an export that is all of its stream against what the stream knows. Pure; knows no store and no clock.
///
/// Nobody vanishes unnoticed: what is usual goes by itself, and what is not waits for a person.
struct CompleteJudge {
    /// So many earlier exports are looked at.
    static let readings = 5
    /// What is left of an export's usual size where it is held.
    private static let half = 0.5

    /// How many records may be gone at once: a share of those that are known, and never fewer than a number.
    let limits: SourceGuard.Missing

    /// What an export would come to.
    struct Outcome: Hashable {
        var rows: Int
        /// The records of the last exports, the newest first.
        var earlier: [Int]
        /// Records of the stream that were there before it.
        var known: Int
        /// Those of them that it has no row of.
        var absent: Int
    }

    /// Why an export is held.
    enum Reason: Hashable {
        case noRows
        case rowsFell(usual: Int)
        case recordsGone
    }

    func reasons(_ outcome: Outcome) -> [Reason] {
        guard outcome.rows > 0 else { return outcome.known > 0 ? [.noRows] : [] }
        var reasons: [Reason] = []
        let usual = Chance.median(outcome.earlier.map(Double.init))
        if Double(outcome.rows) < usual * Self.half { reasons.append(.rowsFell(usual: Int(usual))) }
        // An export that knows nobody of the stream is another system's, or another account's, however few they are.
        let isEverybody = outcome.absent > 0 && outcome.absent == outcome.known
        let isMany =
            outcome.absent >= limits.atLeast
            && outcome.absent * SourceGuard.Missing.whole > outcome.known * limits.share
        if isEverybody || isMany { reasons.append(.recordsGone) }
        return reasons
    }
}
