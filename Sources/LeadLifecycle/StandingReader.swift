public import LeadModel

extension Agreement {
    /// Where a lead stands: the same under every version of the agreement, and whatever the order of the records.
    ///
    /// The CRM's word on the stage counts before marketing's; marketing's counts where no CRM record says one. A record
    /// whose current version is deleted is silent, and so is one that was closed as a duplicate, beside others. Where CRM records of one lead disagree, the newest change counts; at
    /// the same time that of the lower stream number, then that of the lower id. Cost: one walk over every version.
    public func standing(of dossier: LeadDossier) -> Standing {
        let walk = LifeWalk(dossier)
        let work = walk.work
        var won: [Money] = []
        for record in dossier.opportunities where !record.current.observation.isDeleted {
            let reading = OpportunityReading(record.current.observation.fields)
            if reading.stage == .won, let amount = reading.amount { won.add(amount) }
        }
        var life = Life(work: work)
        for event in walk.events { life.live(through: event) }

        var standing = Standing(
            stage: life.stage, reason: life.reason, since: life.since?.at, furthest: life.furthest ?? life.stage,
            evidence: life.evidence, firstResponse: work.firstResponse, touches: work.touches, won: won,
            exits: life.exits, handedOver: work.handedOver?.at, told: told(of: dossier),
            isDeleted: walk.isDeleted)
        switch life.stage {
        case .lost: standing.exit = .closedLost
        case .discarded:
            let isTouched =
                life.isWorked
                || work.isTouched(
                    from: life.passStart?.at, to: life.since?.latest, after: life.previousExit,
                    beyond: life.attemptsBefore)
            standing.exit = isTouched ? .discarded : .rejected
        default:
            guard let waiting = life.waitingSince else { break }
            if !work.isTouched(
                from: life.passStart?.at, to: nil, after: life.previousExit, beyond: life.attemptsBefore)
            {
                standing.waitingSince = work.latestHandOver(waiting)
            }
        }
        return standing
    }

    /// When anything was told of it last; of opportunities nothing that brings a lead back.
    private func told(of dossier: LeadDossier) -> Instant? {
        var last: Instant?
        for index in dossier.records.indices {
            let time = dossier.records[index].current.evidence.time
            last = max(last ?? time, time)
        }
        for index in dossier.activities.indices {
            let time = dossier.activities[index].current.evidence.time
            last = max(last ?? time, time)
        }
        return last
    }
}
