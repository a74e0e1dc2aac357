import LeadModel

/// What sales did for a lead: touches, attempts, first answers and assignments.
struct SalesWork {
    private(set) var assigned: Touch?
    private(set) var lastAssigned: Touch?
    private(set) var created: Touch?
    private var assignments: [Touch] = []
    /// The most that the CRM ever counted.
    private(set) var attempts: Int64 = 0
    private var responses: [Touch] = []
    private var activities: [Touch] = []
    /// Whether anything is dated by the day alone.
    private var hasDays = false

    /// Calls, e-mails and meetings, or the count that the CRM gives, whichever is more.
    var touches: Int { max(activities.count { $0.latest >= earliest }, Int(attempts)) }

    /// When sales first answered or touched the lead; `nil` where nobody did, or where no record knows more than the day.
    var firstResponse: Instant? {
        let first = (activities.filter { $0.latest >= earliest } + responses).min(by: Touch.isEarlier)
        guard let first, let day = first.day else { return first?.at }
        return exactAnswer(on: day)
    }

    /// Before this, sales worked on something else: on what the person was before there was this lead. A day before its first
    /// record was made, because clocks differ.
    private var earliest: Instant { created.map { $0.at.adding(days: -1) } ?? Instant(milliseconds: .min) }

    init(_ records: [LeadRecord]) {
        for record in records where record.stream.role == .crm && !record.current.observation.isDeleted {
            let current = record.current
            guard let type = current.observation.fields.text(.activityType).flatMap(ActivityType.init(rawValue:)),
                type.isTouch
            else { continue }
            let fields = current.observation.fields
            let touch = fields.entry(.at).flatMap { entry in
                fields.instant(of: entry).map { Touch(at: $0, day: fields.day(of: entry)) }
            }
            activities.append(touch ?? Touch(at: current.evidence.time, day: current.day))
            if activities.last?.day != nil { hasDays = true }
        }
    }

    /// Takes what a version of a CRM record says.
    mutating func note(_ reading: VersionReading) {
        attempts = max(attempts, reading.attempts)
        if let time = reading.assigned {
            assigned = Touch.earlier(assigned ?? time, time)
            lastAssigned = Touch.later(lastAssigned ?? time, time)
            if assignments.last != time { assignments.append(time) }
        }
        if let time = reading.created { created = Touch.earlier(created ?? time, time) }
        guard let time = reading.firstResponse else { return }
        if responses.last != time { responses.append(time) }
        if time.day != nil { hasDays = true }
    }

    /// When sales first got it, as the CRM dates it.
    var handedOver: Touch? { assigned ?? created }

    /// The first assignment after an instant and not after another, as the CRM dates it.
    func assigned(after start: Instant, until end: Instant) -> Touch? {
        assignments.lazy.filter { start < $0.at && $0.at <= end }.min(by: Touch.isEarlier)
    }

    /// Since when a lead waits, at the latest, that was handed over at a time: it may have been given to somebody else since.
    func latestHandOver(_ waiting: Moment) -> Instant {
        guard let lastAssigned else { return waiting.latest }
        // The day on which it came to wait is known, and the hour of the assignment on that day.
        return waiting.at <= lastAssigned.at ? lastAssigned.latest : max(waiting.latest, lastAssigned.latest)
    }

    /// When sales touched the lead, earliest first: once for each activity, for many are dated by the day alone, and once for
    /// a first answer that no activity is.
    var allTouches: [Touch] {
        guard hasDays else {
            let answers = Set(responses).subtracting(activities)
            return (activities + answers).filter { $0.at >= earliest }.sorted(by: Touch.isEarlier)
        }
        var touches = activities
        for answer in Set(responses) {
            if let same = touches.firstIndex(where: { $0.at == answer.at || $0.isSame(as: answer) }) {
                // The first answer tells the hour of what is dated by that day.
                if answer.day == nil { touches[same] = answer }
            } else {
                touches.append(answer)
            }
        }
        return touches.filter { $0.latest >= earliest }.sorted(by: Touch.isEarlier)
    }

    /// The touches within a pass that began and ended at two times, both included, earliest first.
    /// - Parameters:
    ///   - end: the last instant at which it can have ended.
    ///   - previous: the last one at which the pass before can have.
    func touches(from start: Instant, to end: Instant, after previous: Instant?) -> [Touch] {
        allTouches.filter { $0.isWithin(start, end, after: previous) }
    }

    /// Whether sales touched the lead between two instants. Attempts are a count without times: more than so many
    /// count as a touch.
    /// - Parameters:
    ///   - end: the last instant at which the pass can have ended.
    ///   - previous: the last one at which the pass before can have.
    func isTouched(from start: Instant?, to end: Instant?, after previous: Instant?, beyond attemptsBefore: Int64)
        -> Bool
    {
        if attempts > attemptsBefore { return true }
        let from = max(start ?? earliest, earliest)
        let to = end ?? Instant(milliseconds: .max)
        return activities.contains { $0.isWithin(from, to, after: previous) }
            || responses.contains { $0.isWithin(from, to, after: previous) }
    }

    /// The first answer, where the CRM gives it with its hour on a day that an activity is dated by.
    private func exactAnswer(on day: ZonedDay) -> Instant? {
        responses.filter { $0.day == nil && day.begins <= $0.at && $0.at <= day.ends }.map(\.at).min()
    }
}

extension Touch {
    /// Whether one of two is dated by the day on which the other was.
    fileprivate func isSame(as other: Touch) -> Bool {
        (day == nil) != (other.day == nil) && at <= other.latest && other.at <= latest
    }
}
