import LeadModel

/// What sales did for a lead: touches, attempts, first answers and assignments.
struct SalesWork {
    private(set) var assigned: Instant?
    private(set) var lastAssigned: Instant?
    private(set) var created: Instant?
    private var assignments: [Instant] = []
    /// The most that the CRM ever counted.
    private(set) var attempts: Int64 = 0
    private var responses: [Instant] = []
    private var touchTimes: [Instant] = []

    /// Calls, e-mails and meetings, or the count that the CRM gives, whichever is more.
    var touches: Int { max(touchTimes.count { $0 >= earliest }, Int(attempts)) }

    /// When sales first answered or touched the lead.
    var firstResponse: Instant? {
        let touch = touchTimes.lazy.filter { $0 >= earliest }.min()
        return [responses.min(), touch].compactMap(\.self).min()
    }

    /// Before this, sales worked on something else: on what the person was before there was this lead. A day before its first
    /// record was made, because clocks differ.
    private var earliest: Instant { created.map { $0.adding(days: -1) } ?? Instant(milliseconds: .min) }

    init(_ activities: [LeadRecord]) {
        for record in activities where record.stream.role == .crm && !record.current.observation.isDeleted {
            let current = record.current
            guard let type = current.observation.fields.text(.activityType).flatMap(ActivityType.init(rawValue:)),
                type.isTouch
            else { continue }
            let time = current.observation.fields.instant(.at) ?? current.evidence.time
            touchTimes.append(time)
        }
    }

    /// Takes what a version of a CRM record says.
    mutating func note(_ reading: VersionReading) {
        attempts = max(attempts, reading.attempts)
        if let time = reading.assigned {
            assigned = min(assigned ?? time, time)
            lastAssigned = max(lastAssigned ?? time, time)
            if assignments.last != time { assignments.append(time) }
        }
        if let time = reading.created { created = min(created ?? time, time) }
        guard let time = reading.firstResponse else { return }
        if responses.last != time { responses.append(time) }
    }

    /// The first assignment after an instant and not after another, as the CRM dates it.
    func assigned(after start: Instant, until end: Instant) -> Instant? {
        assignments.filter { start < $0 && $0 <= end }.min()
    }

    /// When sales touched the lead, earliest first.
    var allTouches: [Instant] { touches(from: Instant(milliseconds: .min), to: Instant(milliseconds: .max)) }

    /// When sales touched the lead between two instants, both included, earliest first: once for each activity, for many are
    /// dated by the day alone, and once for a first answer that no activity is.
    func touches(from start: Instant, to end: Instant) -> [Instant] {
        let start = max(start, earliest)
        let answers = Set(responses).subtracting(touchTimes)
        return (touchTimes + answers).filter { start <= $0 && $0 <= end }.sorted()
    }

    /// Whether sales touched the lead between two instants. Attempts are a count without times: more than so many
    /// count as a touch.
    func isTouched(from start: Instant?, to end: Instant?, beyond attemptsBefore: Int64) -> Bool {
        if attempts > attemptsBefore { return true }
        let from = max(start ?? earliest, earliest)
        let to = end ?? Instant(milliseconds: .max)
        return touchTimes.contains { from <= $0 && $0 <= to } || responses.contains { from <= $0 && $0 <= to }
    }
}
