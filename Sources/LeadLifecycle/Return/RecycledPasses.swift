public import LeadModel

extension Agreement {
    /// Every time that a lead was recycled, as its records and the agreement tell it today, earliest first.
    ///
    /// Left out are passes that were not: sales had the lead again, or it qualified again, before its rest was over; it was
    /// suppressed or deleted by then. Nothing that happened after the rest decides who is in, so that those who were nurtured
    /// and those who were held out stay comparable.
    ///
    /// Cost: that of `story(of:)`, and a search for what the lead did since each exit.
    /// - Parameter ledger: the ledger's entries for this person.
    public func recycledPasses(of dossier: LeadDossier, suppressed ledger: [Suppression], at now: Instant)
        -> [RecycledPass]
    {
        let walk = LifeWalk(dossier)
        let story = story(of: dossier, walk)
        let cycles = story.cycles.filter { $0.entered <= now }
        guard !cycles.isEmpty else { return [] }
        var releases: [Release] = []
        for index in cycles.indices {
            if let release = untouched(cycles, index, story, dossier, at: now) { releases.append(release) }
            if let release = givenUp(cycles, index, dossier, at: now) { releases.append(release) }
        }
        guard !releases.isEmpty else { return [] }
        let standing = standing(of: dossier)
        let since = suppressions(of: dossier, standing: standing, ledger: ledger, at: now)
            .filter(\.forbidsFeeds).map(\.since).min()
        let deleted = walk.isDeleted ? dossier.records.map(\.current.evidence.time).max() : nil
        releases.removeAll { release in
            since.map { $0 <= release.pass.recycled } ?? false || deleted.map { $0 <= release.pass.recycled } ?? false
        }
        return releases.indices.map { index in
            var release = releases[index]
            if index + 1 < releases.count { release.pass.until = releases[index + 1].pass.recycled }
            return outcome(of: release, story, dossier, at: now)
        }
    }

    /// That a lead was let go of and rested to the end.
    private struct Release {
        var pass: RecycledPass
        /// When it qualified again, and when sales had it again; `nil` where neither is known.
        var requalified: Instant?
        var taken: Instant?
    }

    private func givenUp(_ cycles: [Cycle], _ index: Int, _ dossier: LeadDossier, at now: Instant) -> Release? {
        let cycle = cycles[index]
        guard let exited = cycle.exited, let trigger = cycle.outcome.trigger,
            let decision = recycling(of: dossier, after: cycles[...index])
        else { return nil }
        let taken = index + 1 < cycles.count ? cycles[index + 1].entered : nil
        return release(
            decision, trigger, cycle.reason ?? .unknown, cycle: cycles[...index].passesThatEnded, exited: exited,
            agreedAt: exited, taken: taken, shownBy: cycle.evidence, dossier, at: now)
    }

    /// A pass in which nobody touched the lead for as long as was agreed, whether somebody came later or not.
    private func untouched(
        _ cycles: [Cycle], _ index: Int, _ story: LifeStory, _ dossier: LeadDossier, at now: Instant
    ) -> Release? {
        let cycle = cycles[index]
        // Attempts that are only counted may have been at any time.
        guard cycle.attempts == 0 || cycle.firstTouch != nil, let version = self.index(at: cycle.enteredBy),
            let since = versions[version].untouched(since: cycle.enteredBy), since <= now,
            since < cycle.exited ?? Instant(milliseconds: .max)
        else { return nil }
        let worked = story.stages.first {
            $0.stage.funnelRank >= Stage.working.funnelRank && $0.since >= cycle.entered
                && $0.since <= cycle.exited ?? now
        }
        let taken = [cycle.firstTouch, worked?.since].compactMap(\.self).min()
        guard since < taken ?? Instant(milliseconds: .max) else { return nil }
        let exit = Exit(
            trigger: .untouched, reason: nil, since: since, agreedAt: cycle.enteredBy,
            cycle: cycles[..<index].passesThatEnded + 1)
        var decision = Decision(kind: .leave, cause: .notAnExit, agreement: versions[version].effectiveFrom)
        apply(version, to: &decision, exit, of: dossier.id) { circumstances(of: dossier, at: since, by: version) }
        // Given up while it rested: that is another exit.
        if let exited = cycle.exited, let due = decision.due, exited <= due, cycle.outcome != .won { return nil }
        return release(
            decision, .untouched, nil, cycle: exit.cycle, exited: since, agreedAt: exit.agreedAt, taken: taken,
            shownBy: cycle.evidence, dossier, at: now)
    }

    private func release(
        _ decision: Decision, _ trigger: RecycleTrigger, _ reason: DiscardReason?, cycle: Int, exited: Instant,
        agreedAt: Instant, taken: Instant?, shownBy evidence: VersionID, _ dossier: LeadDossier, at now: Instant
    ) -> Release? {
        guard decision.kind == .hold, let track = decision.track, let due = decision.due, due <= now,
            taken.map({ $0 > due }) ?? true, let version = index(at: agreedAt)
        else { return nil }
        let back =
            returnsAnybody
            ? Requalification(dossier, since: exited, shownBy: evidence, by: self).first(due: due, at: now)?.at : nil
        guard back.map({ $0 >= due }) ?? true else { return nil }
        return Release(
            pass: RecycledPass(
                lead: dossier.id, cycle: cycle, trigger: trigger, reason: reason, track: track, recycled: due,
                isControl: decision.isControl,
                isMeasured: (versions[version].recycling.controlShare(of: track)?.parts ?? 0) > 0),
            requalified: back, taken: taken)
    }

    /// What the lead did from the end of its rest until the next one's, or by now.
    private func outcome(of release: Release, _ story: LifeStory, _ dossier: LeadDossier, at now: Instant)
        -> RecycledPass
    {
        var pass = release.pass
        let end = pass.until ?? Instant(milliseconds: .max)
        func isIn(_ time: Instant?) -> Bool { time.map { $0 >= pass.recycled && $0 < end && $0 <= now } ?? false }
        pass.isReengaged = dossier.activities.contains { record in
            let fields = record.current.observation.fields
            guard !record.current.observation.isDeleted, let kind = fields.text(.activityType),
                ActivityKinds.isDeed(kind)
            else { return false }
            return isIn(fields.instant(.at) ?? record.current.evidence.time)
        }
        pass.isRequalified = isIn(release.requalified) || isIn(release.taken)
        let stages = story.stages.filter { isIn($0.since) }.map(\.stage)
        pass.hasOpportunity = stages.contains { $0.funnelRank >= Stage.opportunity.funnelRank }
        pass.isWon = stages.contains(.won)
        for record in dossier.opportunities where !record.current.observation.isDeleted {
            let reading = OpportunityReading(record.current.observation.fields)
            guard reading.stage == .won, isIn(reading.closed?.at ?? record.current.evidence.time) else { continue }
            pass.hasOpportunity = true
            pass.isWon = true
            if let amount = reading.amount { pass.earned.add(amount) }
        }
        return pass
    }
}

extension ArraySlice<Cycle> {
    /// How often sales let go of the lead in them, otherwise than by winning it.
    fileprivate var passesThatEnded: Int { count { $0.exited != nil && $0.outcome != .won } }
}
