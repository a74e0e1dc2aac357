public import Connectors
import Foundation
public import LeadModel

extension Instant {
    /// The time on the clock. Who decides something gets its time as an argument.
    public static var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
}

extension HTTPSession.Clock {
    /// The machine's.
    public static let system = HTTPSession.Clock(now: { Instant.now }) { seconds in
        Thread.sleep(forTimeInterval: TimeInterval(seconds))
    }
}
