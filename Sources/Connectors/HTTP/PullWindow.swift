import Foundation
public import LeadModel

/// Which time a stream is asked about: `incremental:`.
public struct PullWindow: Sendable, Hashable {
    /// How times are written into requests.
    public enum Form: String, Sendable, Hashable, CaseIterable {
        /// `2026-03-01T10:00:00Z`
        case iso
        /// `2026-03-01T10:00:00.000Z`
        case isoMilliseconds = "iso-ms"
        /// `2026-03-01 10:00:00`, without a zone
        case space = "date-time"
        /// `2026-03-01T10:00:00`, without a zone
        case isoLocal = "iso-local"
        /// `2026-03-01`
        case day
        /// Seconds since 1970.
        case epoch
        /// Milliseconds since 1970.
        case epochMilliseconds = "epoch-ms"
    }

    public var form = Form.iso
    /// Of forms without a zone: that of the vendor's account; `nil`: UTC.
    public var zone: String?
    /// Before the last watermark, so that what was changed while it was read is asked for again.
    public var overlapSeconds = 600
    /// Before the server's own time: what was changed just now may not be found yet.
    public var lagSeconds = 60
    /// Where the first pull begins; `nil`: at the beginning, without `{since}`.
    public var start: Instant?
    /// The longest time that is asked about at once; `nil`: any.
    public var stepSeconds: Int?

    public init() {}

    /// Where the time begins that is asked about: where clocks are put back, the earlier one of what it could mean.
    func text(since time: Instant) -> String { text(of: isAmbiguous(time) ? time.adding(seconds: -7_200) : time) }

    /// Where it ends: where clocks are put back, the later one.
    func text(until time: Instant) -> String { text(of: isAmbiguous(time) ? time.adding(seconds: 7_200) : time) }

    /// Whether a clock on the wall shows this time twice.
    private func isAmbiguous(_ time: Instant) -> Bool {
        guard hasZone else { return false }
        let now = offset(at: time)
        return offset(at: time.adding(seconds: -3_600)) > now || offset(at: time.adding(seconds: 3_600)) < now
    }

    private var hasZone: Bool { zone != nil && [.space, .isoLocal, .day].contains(form) }

    private func offset(at time: Instant) -> Int {
        let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1_000)
        return zone.flatMap(TimeZone.init(identifier:))?.secondsFromGMT(for: date) ?? 0
    }

    func text(of time: Instant) -> String {
        let time = hasZone ? time.adding(seconds: offset(at: time)) : time
        let iso = time.description
        // Without its fraction, where it has one.
        let seconds = iso.prefix(19)
        switch form {
        case .iso: return seconds + "Z"
        case .isoMilliseconds:
            let fraction = String(1_000 + (time.milliseconds % 1_000 + 1_000) % 1_000).dropFirst()
            return "\(seconds).\(fraction)Z"
        case .space: return String(seconds.replacing("T", with: " "))
        case .isoLocal: return String(seconds)
        case .day: return String(iso.prefix(10))
        case .epoch: return String(time.milliseconds.quotientAndRemainder(dividingBy: 1_000).quotient)
        case .epochMilliseconds: return String(time.milliseconds)
        }
    }
}
