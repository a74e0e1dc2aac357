import Foundation
public import LeadModel

extension Instant {
    /// The time on the clock. Who decides something gets its time as an argument.
    public static var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
}
