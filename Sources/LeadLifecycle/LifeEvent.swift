import LeadModel

/// One change in the life of a lead, as one version of one of its records shows it.
struct LifeEvent {
    enum Change {
        case status(Stage, DiscardReason?)
        case opened
        case won
        case lost(DiscardReason)
    }

    var change: Change
    /// What the opportunity was before, where it is one; so that a re-opened one is not counted twice.
    var before: OpportunityStage?
    /// Its place in the lead's life: never before an earlier version of the same record.
    var order: Instant
    var grade: Evidence.Grade
    /// When it happened, as far as known.
    var time: Moment
    /// The earliest it can have happened: differs from `time` where the record was first seen in this state.
    var earliest: Moment
    var version: VersionID
    var isFromCRM: Bool
    /// The record's id in its source, and the event's number within the record.
    var record: String
    var step: Int
    /// Call attempts counted by then.
    var attempts: Int64

    var isOpportunity: Bool {
        if case .status = change { false } else { true }
    }

    /// Whether sales lets go of the lead by it.
    var isExit: Bool {
        switch change {
        case .status(.discarded, _), .status(.lost, _), .status(.nurturing, _), .status(.recycled, _), .lost: true
        case .status, .opened, .won: false
        }
    }

    /// By time; at the same time the surer evidence later, and the stream that the store numbered first last, so that
    /// its word stays.
    static func isEarlier(_ left: LifeEvent, _ right: LifeEvent) -> Bool {
        if left.order != right.order { return left.order < right.order }
        if left.grade != right.grade { return left.grade.rawValue < right.grade.rawValue }
        if left.version.stream != right.version.stream { return left.version.stream > right.version.stream }
        if left.record != right.record { return left.record > right.record }
        return left.step < right.step
    }
}

/// The records of a dossier as one sequence of events, the same whatever the order of the records.
struct LifeEvents {
    private var events: [LifeEvent] = []
    private var records = 0

    var isEmpty: Bool { events.isEmpty }

    /// The events, earliest first.
    consuming func ordered(knowing work: SalesWork) -> [LifeEvent] {
        // The events of one record are in order already.
        if records > 1 { events.sort(by: LifeEvent.isEarlier) }
        boundDays(knowing: work)
        return events
    }

    /// What is dated by the day alone was before whatever came after it on that day; that sales let go of a lead, before it got
    /// the lead again.
    private mutating func boundDays(knowing work: SalesWork) {
        var next: Instant?
        for index in events.indices.reversed() {
            if index + 1 < events.count, events[index].order < events[index + 1].order {
                next = events[index + 1].order
            }
            if events[index].isExit, events[index].time.at < events[index].time.latest,
                let again = work.assigned(after: events[index].time.at, until: events[index].time.latest)
            {
                events[index].time.end(before: again.at)
            }
            guard let next, events[index].time.latest >= next else { continue }
            if events[index].earliest == events[index].time { events[index].earliest.end(before: next) }
            events[index].time.end(before: next)
        }
    }

    /// Adds the changes of stage or reason in a lead record, and notes what sales did for it. Where the source's history
    /// tells since when a stage holds, it was entered then, and not when the record was changed or exported.
    mutating func addStatuses(of record: LeadRecord, noting work: inout SalesWork) {
        records += 1
        var stage: Stage?
        var reason: DiscardReason?
        var order = Instant(milliseconds: .min)
        var attempts: Int64 = 0
        for index in record.versions.indices {
            let reading = VersionReading(record.versions[index].observation.fields)
            attempts = max(attempts, reading.attempts)
            if record.stream.role == .crm { work.note(reading) }
            guard let next = reading.stage, next != stage || reading.reason != reason else { continue }
            var grade = record.versions[index].evidence.grade
            var time = record.versions[index].moment
            let since = next == stage ? nil : reading.since.flatMap { $0.at <= time.latest ? $0 : nil }
            if let since {
                grade = .changed
                time = since.moment
            }
            time = reading.after(what: time)
            time.begin(noEarlierThan: order)
            order = max(order, time.at)
            let earliest = stage == nil && since == nil ? reading.earliest(by: time) : time
            events.append(
                LifeEvent(
                    change: .status(next, reading.reason), order: order, grade: grade, time: time,
                    earliest: earliest,
                    version: record.versions[index].version, isFromCRM: record.stream.role == .crm, record: record.id,
                    step: index, attempts: attempts))
            stage = next
            reason = reading.reason
        }
    }

    /// Adds the changes of an opportunity record. One that was first seen closed was open since its creation.
    mutating func addChanges(of record: LeadRecord) {
        records += 1
        var stage: OpportunityStage?
        var reason: DiscardReason?
        var order = Instant(milliseconds: .min)
        for version in record.versions {
            let reading = OpportunityReading(version.observation.fields)
            guard let next = reading.stage, next != stage || reading.lostReason != reason else { continue }
            if stage == nil, next != .open, let created = reading.created, created.at < version.evidence.time {
                order = created.at
                append(.opened, nil, at: created.moment, order: order, of: version, record)
                stage = .open
            }
            var time = version.moment
            let known = next == .open ? (stage == nil ? reading.created : nil) : reading.closed
            if let known, known.at <= time.latest { time = known.moment }
            time.begin(noEarlierThan: order)
            order = max(order, time.at)
            let change: LifeEvent.Change =
                switch next {
                case .open: .opened
                case .won: .won
                case .lost: .lost(reading.lostReason ?? .unknown)
                }
            append(change, stage, at: time, order: order, of: version, record)
            stage = next
            reason = reading.lostReason
        }
    }

    private mutating func append(
        _ change: LifeEvent.Change, _ before: OpportunityStage?, at time: Moment, order: Instant,
        of version: RecordVersion,
        _ record: LeadRecord
    ) {
        events.append(
            LifeEvent(
                change: change, before: before, order: order, grade: version.evidence.grade, time: time, earliest: time,
                version: version.version, isFromCRM: record.stream.role == .crm, record: record.id, step: events.count,
                attempts: 0))
    }
}
