import LeadModel

/// One touch of a lead by sales, as exactly as its record dates it.
struct Touch: Sendable, Hashable {
    /// When it was; of one that is dated by the day alone, the day's first instant.
    let at: Instant
    /// The day, where no more is known.
    let day: ZonedDay?

    init(at: Instant, day: ZonedDay? = nil) {
        self.at = at
        self.day = day
    }

    /// The last instant at which it can have been.
    var latest: Instant { day?.ends ?? at }

    var moment: Moment { day.map { Moment($0) } ?? Moment(at) }

    /// Whether it was within a pass that began and ended at two times, both included.
    ///
    /// Of a day nobody knows the hour: it counts where the pass begins on that day, unless another pass ended on it, to which
    /// it belongs then. So do all touches of a day on which one pass ended and the next began, where the hour of neither is known.
    /// - Parameters:
    ///   - end: the last instant at which the pass can have ended.
    ///   - previous: the last one at which the pass before can have.
    func isWithin(_ start: Instant, _ end: Instant, after previous: Instant?) -> Bool {
        guard at <= end else { return false }
        if at >= start { return previous.map { $0 <= start || at > $0 } ?? true }
        return latest >= start && previous.map { at > $0 } ?? true
    }

    static func earlier(_ left: Touch, _ right: Touch) -> Touch { isEarlier(right, left) ? right : left }
    static func later(_ left: Touch, _ right: Touch) -> Touch { isEarlier(left, right) ? right : left }

    static func isEarlier(_ left: Touch, _ right: Touch) -> Bool {
        left.at != right.at ? left.at < right.at : left.latest < right.latest
    }
}
