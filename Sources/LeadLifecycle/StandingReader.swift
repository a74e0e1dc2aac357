public import LeadModel

extension Agreement {
    /// Where a lead stands: the same under every version of the agreement, and whatever the order of the records.
    ///
    /// The CRM's word on the stage counts before marketing's; marketing's counts where no CRM record says one. A record
    /// whose current version is deleted is silent, and so is one that was closed as a duplicate, beside others. Where CRM records of one lead disagree, the newest change counts; at
    /// the same time that of the lower stream number, then that of the lower id. Cost: one walk over every version.
    public func standing(of dossier: LeadDossier) -> Standing {
        let isDeleted = !dossier.records.isEmpty && dossier.records.allSatisfy(\.current.observation.isDeleted)
        var work = SalesWork(dossier.activities)
        var events = LifeEvents()
        for rank in Speaker.allCases where events.isEmpty {
            for index in dossier.records.indices where Speaker(dossier.records[index]) == rank {
                if isDeleted || !dossier.records[index].current.observation.isDeleted {
                    events.addStatuses(of: dossier.records[index], noting: &work)
                }
            }
        }
        var won: [Money] = []
        for record in dossier.opportunities where !record.current.observation.isDeleted {
            events.addChanges(of: record)
            let reading = OpportunityReading(record.current.observation.fields)
            if reading.stage == .won, let amount = reading.amount { add(amount, to: &won) }
        }
        var life = Life(work: work)
        for event in events.ordered() { life.live(through: event) }

        var standing = Standing(
            stage: life.stage, reason: life.reason, since: life.since, furthest: life.furthest ?? life.stage,
            evidence: life.evidence, firstResponse: work.firstResponse, touches: work.touches, won: won,
            exits: life.exits, handedOver: work.assigned ?? work.created, isDeleted: isDeleted)
        switch life.stage {
        case .lost: standing.exit = .closedLost
        case .discarded:
            let isTouched =
                life.isWorked || work.isTouched(from: life.passStart, to: life.since, beyond: life.attemptsBefore)
            standing.exit = isTouched ? .discarded : .rejected
        default:
            guard let waiting = life.waitingSince else { break }
            if !work.isTouched(from: life.passStart, to: nil, beyond: life.attemptsBefore) {
                standing.waitingSince = max(waiting, work.lastAssigned ?? waiting)
            }
        }
        return standing
    }

    private func add(_ amount: Money, to won: inout [Money]) {
        if let index = won.firstIndex(where: { $0.currency == amount.currency }) {
            let (sum, overflow) = won[index].hundredths.addingReportingOverflow(amount.hundredths)
            won[index].hundredths = overflow ? .max : sum
        } else {
            won.insert(amount, at: won.firstIndex { $0.currency > amount.currency } ?? won.count)
        }
    }
}

/// Whose word on the stage counts: that of the first kind that says anything.
private enum Speaker: CaseIterable {
    case crm
    /// Closed as a duplicate: that is said of the record, not of the person.
    case duplicate
    case marketing

    init(_ record: LeadRecord) {
        guard record.stream.role == .crm else {
            self = .marketing
            return
        }
        let fields = record.current.observation.fields
        self = fields.stage == .discarded && fields.discardReason == .duplicate ? .duplicate : .crm
    }
}

/// What sales did for a lead: touches, attempts, first answers and assignments.
struct SalesWork {
    private(set) var firstResponse: Instant?
    private(set) var assigned: Instant?
    private(set) var lastAssigned: Instant?
    private(set) var created: Instant?
    private var attempts: Int64 = 0
    private var responses: [Instant] = []
    private var touchTimes: [Instant] = []

    /// Calls, e-mails and meetings, or the count that the CRM gives, whichever is more.
    var touches: Int { max(touchTimes.count, Int(attempts)) }

    init(_ activities: [LeadRecord]) {
        for record in activities where record.stream.role == .crm && !record.current.observation.isDeleted {
            let current = record.current
            guard let type = current.observation.fields.text(.activityType).flatMap(ActivityType.init(rawValue:)),
                type.isTouch
            else { continue }
            let time = current.observation.fields.instant(.at) ?? current.evidence.time
            touchTimes.append(time)
            firstResponse = min(firstResponse ?? time, time)
        }
    }

    /// Takes what a version of a CRM record says.
    mutating func note(_ reading: VersionReading) {
        attempts = max(attempts, reading.attempts)
        if let time = reading.assigned {
            assigned = min(assigned ?? time, time)
            lastAssigned = max(lastAssigned ?? time, time)
        }
        if let time = reading.created { created = min(created ?? time, time) }
        guard let time = reading.firstResponse else { return }
        firstResponse = min(firstResponse ?? time, time)
        if responses.last != time { responses.append(time) }
    }

    /// Whether sales touched the lead between two instants. Attempts are a count without times: more than so many
    /// count as a touch.
    func isTouched(from start: Instant?, to end: Instant?, beyond attemptsBefore: Int64) -> Bool {
        if attempts > attemptsBefore { return true }
        let from = start ?? Instant(milliseconds: .min)
        let to = end ?? Instant(milliseconds: .max)
        return touchTimes.contains { from <= $0 && $0 <= to } || responses.contains { from <= $0 && $0 <= to }
    }
}
