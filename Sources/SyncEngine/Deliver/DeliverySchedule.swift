import Connectors
import LeadModel

/// When a message that was not taken is tried again.
struct DeliverySchedule {
    let pace: DeliveryPace
    /// A share of the wait, from 0 to 1, by which those that failed together part.
    var dice: () -> Double = { Double.random(in: 0...1) }

    /// - Parameters:
    ///   - attempts: how often it was tried, this time included.
    ///   - asked: seconds that the receiver asks to wait; 0 where it does not.
    /// - Returns: `nil` where it was tried as often as agreed. Up to a tenth later than the pace says, never earlier.
    func next(after attempts: Int, asked: Int, now: Instant) -> Instant? {
        guard attempts < pace.waits.count else { return nil }
        let wait = Double(max(pace.waits[attempts], asked))
        return Instant(milliseconds: now.milliseconds + Int64(wait * 1_000 * (1 + dice() / 10)))
    }

    /// Before when nothing more is sent to a destination that fails by itself.
    /// - Parameter failures: tries in a row that did, this one included.
    func pause(after failures: Int, asked: Int, now: Instant) -> Instant {
        let wait = pace.waits[min(failures, pace.waits.count - 1)]
        return Instant(milliseconds: now.milliseconds + Int64(max(wait, asked)) * 1_000)
    }
}
