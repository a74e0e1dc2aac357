import LeadModel

/// The events of a lead's life in their order, and what sales did for it.
struct LifeWalk {
    let work: SalesWork
    let events: [LifeEvent]
    /// Whether every lead record was deleted; they are walked all the same then.
    let isDeleted: Bool

    init(_ dossier: LeadDossier) {
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
        for record in dossier.opportunities where !record.current.observation.isDeleted {
            events.addChanges(of: record)
        }
        self.isDeleted = isDeleted
        self.work = work
        self.events = events.ordered(knowing: work)
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
