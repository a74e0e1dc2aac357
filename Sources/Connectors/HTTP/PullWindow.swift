public import LeadModel

/// Which time a stream is asked about: `incremental:`.
public struct PullWindow: Sendable, Hashable {
    /// How times are written into requests.
    public enum Form: String, Sendable, Hashable, CaseIterable {
        /// `2026-03-01T10:00:00Z`
        case iso
        /// `2026-03-01T10:00:00.000Z`
        case isoMilliseconds = "iso-ms"
        /// `2026-03-01 10:00:00`, in UTC
        case space = "date-time"
        /// `2026-03-01`, in UTC
        case day
        /// Seconds since 1970.
        case epoch
        /// Milliseconds since 1970.
        case epochMilliseconds = "epoch-ms"
    }

    public var form = Form.iso
    /// Before the last watermark, so that what was changed while it was read is asked for again.
    public var overlapSeconds = 600
    /// Before the server's own time: what was changed just now may not be found yet.
    public var lagSeconds = 60
    /// Where the first pull begins; `nil`: at the beginning, without `{since}`.
    public var start: Instant?
    /// The longest time that is asked about at once; `nil`: any.
    public var stepSeconds: Int?

    public init() {}

    func text(of time: Instant) -> String {
        let iso = time.description
        // Without its fraction, where it has one.
        let seconds = iso.prefix(19)
        switch form {
        case .iso: return seconds + "Z"
        case .isoMilliseconds:
            let fraction = String(1_000 + (time.milliseconds % 1_000 + 1_000) % 1_000).dropFirst()
            return "\(seconds).\(fraction)Z"
        case .space: return String(seconds.replacing("T", with: " "))
        case .day: return String(iso.prefix(10))
        case .epoch: return String(time.milliseconds.quotientAndRemainder(dividingBy: 1_000).quotient)
        case .epochMilliseconds: return String(time.milliseconds)
        }
    }
}
