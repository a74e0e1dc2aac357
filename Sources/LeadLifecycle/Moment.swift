import LeadModel

/// When something happened, as exactly as is known.
struct Moment: Sendable, Hashable {
    /// The first instant at which it can have been.
    private(set) var at: Instant
    /// The last one: later than the first where a record gives the day alone.
    private(set) var latest: Instant

    init(_ instant: Instant) {
        at = instant
        latest = instant
    }

    init(_ day: ZonedDay) {
        at = day.begins
        latest = day.ends
    }

    /// It was not before something else. What can only have been before that, as far as is known, stays as it is.
    mutating func begin(noEarlierThan instant: Instant) {
        if instant <= latest { at = max(at, instant) }
    }

    /// It was before something else. What can only have been after that, as far as is known, stays as it is.
    mutating func end(before instant: Instant) {
        guard instant > at else { return }
        latest = min(latest, Instant(milliseconds: instant.milliseconds - 1))
    }
}

extension RecordVersion {
    /// The day on which the version was true, where its source dates its changes by the day alone.
    var day: ZonedDay? {
        guard let day = observation.fields.day(.modified), day.begins == evidence.time else { return nil }
        return day
    }

    /// When the version was true.
    var moment: Moment { day.map { Moment($0) } ?? Moment(evidence.time) }
}
