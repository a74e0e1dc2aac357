public import LeadModel

/// Measures how both sides kept the agreement with one lead, from its records alone.
///
/// Every pass through sales is held against the version of the agreement that was in force when it was handed over. What is
/// dated later than the time that is asked about has not happened yet; of a time that is over, the records have to be those
/// of then, as `LeadRecord.asOf` tells them.
public struct ServiceMeasure: Sendable {
    public let agreement: Agreement
    /// The time that is asked about.
    public let asOf: Instant
    /// For each version, the time that counts under it.
    private let clocks: [WorkingTime]

    /// How long after `asOf` a due time may lie to be told.
    private static let outlookDays = 30

    public init(_ agreement: Agreement, asOf: Instant) {
        self.agreement = agreement
        self.asOf = asOf
        clocks = agreement.versions.map {
            WorkingTime($0.businessHours, from: $0.begins, to: asOf.adding(days: ServiceMeasure.outlookDays))
        }
    }

    /// The passes and exits of a lead.
    ///
    /// Cost: its story, and a search in the working hours for each pass.
    public func measure(_ dossier: LeadDossier) -> MeasuredLead {
        let walk = LifeWalk(dossier)
        var lead = MeasuredLead()
        guard !walk.events.isEmpty else { return lead }
        let story = agreement.story(of: dossier, walk)
        let touches = walk.work.allTouches
        lead.isDeleted = walk.isDeleted
        lead.futureTouches = touches.count { $0.at > asOf }
        let cycles = story.cycles.filter { $0.entered <= asOf }.map { clipped($0, story) }
        guard !cycles.isEmpty else { return lead }
        let ends = [nil] + cycles.map(\.exitedBy)
        lead.strayTouches = touches.filter { touch in
            touch.at <= asOf
                && !cycles.indices.contains {
                    touch.isWithin(cycles[$0].entered, end(of: cycles[$0]), after: ends[$0])
                }
        }.map(\.at)
        let isFromMarketing = dossier.isKnownToMarketing
        for (index, cycle) in cycles.enumerated() {
            guard let version = agreement.index(at: cycle.entered) else {
                lead.passesBefore.append(cycle.entered)
                continue
            }
            // One that no record shows the beginning of: it was over when it was seen, or only its second end was.
            let isSeen =
                cycle.entered != cycle.exited && (index == 0 || cycles[index - 1].exited != cycle.entered)
            let isEarly = index == 0 && touches.contains { $0.latest < cycle.entered }
            var pass = pass(
                cycle, version,
                touches.filter { $0.isWithin(cycle.entered, end(of: cycle), after: ends[index]) },
                isSeen: isSeen, isEarly: isEarly, accepted: accepted(cycle, story))
            pass.isFromMarketing = isFromMarketing
            lead.passes.append(pass)
        }
        lead.exits = exits(of: cycles, dossier)
        return lead
    }

    /// How many touches of a lead are dated later than the time that is asked about.
    public func futureTouches(of dossier: LeadDossier) -> Int {
        LifeWalk(dossier).work.allTouches.count { $0.at > asOf }
    }

    /// A cycle without what its records announce for later than the time that is asked about.
    private func clipped(_ cycle: Cycle, _ story: LifeStory) -> Cycle {
        var cycle = cycle
        let hasEndedLater = cycle.exited.map { $0 > asOf } ?? false
        guard hasEndedLater || story.stages.last.map({ $0.since > asOf }) ?? false else { return cycle }
        guard hasEndedLater || cycle.exited == nil else { return cycle }
        let spans = story.stages.filter { cycle.entered <= $0.latest && $0.since <= asOf }
        cycle.furthest = spans.map(\.stage).max { $0.funnelRank < $1.funnelRank } ?? .assigned
        cycle.evidence = spans.last?.evidence ?? cycle.evidence
        cycle.exited = nil
        cycle.exitedBy = nil
        cycle.reason = nil
        cycle.outcome = .open
        return cycle
    }

    /// The last instant at which a pass can have ended, or can have had a touch.
    private func end(of cycle: Cycle) -> Instant { min(cycle.exitedBy ?? asOf, asOf) }

    /// Working minutes from the hand-over of a pass to its end, or to the time that is asked about; at the least, where only the
    /// day of the hand-over is known.
    func minutes(of pass: MeasuredPass) -> Int {
        clocks[pass.version].minutes(from: pass.handedOverBy, to: pass.ended ?? asOf)
    }

    // MARK: A pass

    /// When a pass came to `sales-accepted` or further; at its end where no record shows it before.
    private func accepted(_ cycle: Cycle, _ story: LifeStory) -> Instant? {
        guard cycle.furthest.funnelRank >= Stage.salesAccepted.funnelRank else { return nil }
        let span = story.stages.first {
            cycle.entered <= $0.latest && $0.since <= cycle.exited ?? asOf
                && $0.stage.funnelRank >= Stage.salesAccepted.funnelRank
        }
        return span?.since ?? cycle.exited ?? cycle.entered
    }

    /// - Parameter accepted: when it came to `sales-accepted` or further.
    private func pass(
        _ cycle: Cycle, _ version: Int, _ touches: [Touch], isSeen: Bool, isEarly: Bool, accepted: Instant?
    ) -> MeasuredPass {
        let isWorked = cycle.furthest.funnelRank >= Stage.working.funnelRank
        var pass = MeasuredPass(
            number: cycle.number, version: version, handedOver: cycle.entered, handedOverBy: cycle.enteredBy,
            ended: cycle.exited, endedBy: end(of: cycle), outcome: cycle.outcome, reason: cycle.reason,
            owner: cycle.owner,
            evidence: cycle.evidence,
            isFromMarketing: false, isTouched: !touches.isEmpty || cycle.attempts > 0 || isWorked || isEarly,
            isAccepted: accepted != nil, answered: touches.first?.at, answeredDay: touches.first?.day,
            response: .pending, attemptsMade: 0, attempts: .pending, followUp: .pending)
        respond(&pass, touches, isSeen: isSeen)
        attempt(&pass, touches, cycle.attempts, isSeen: isSeen, accepted: accepted)
        pass.followUp = followUp(pass)
        return pass
    }

    /// The first response. A touch outside of business hours counts: no working time had passed.
    ///
    /// What is known by the day alone has no minutes. Whether it was in time is said only where every hour of that day would
    /// say the same.
    private func respond(_ pass: inout MeasuredPass, _ touches: [Touch], isSeen: Bool) {
        let latest = pass.handedOverBy
        guard isSeen else { return pass.response = .leftOut(.noHandOver) }
        let clock = clocks[pass.version]
        let limit = agreement.versions[pass.version].sales.firstResponse
        pass.responseDue = limit.flatMap { clock.instant($0.milliseconds, after: latest) }
        if pass.answered == nil, pass.isTouched { return pass.response = .leftOut(.noTime) }
        // It was answered, or is open still, at the earliest and at the latest at these times.
        let open = pass.ended ?? asOf
        let first = max(pass.answered ?? open, pass.handedOver)
        let last = max(first, min(touches.map(\.latest).min() ?? open, pass.endedBy))
        if pass.answered != nil, first == last, latest == pass.handedOver {
            pass.responseMinutes = clock.minutes(from: latest, to: first)
        }
        guard let limit else { return pass.response = .leftOut(.notAgreed) }
        let surplus = first > latest ? clock.milliseconds(from: latest, to: first) - limit.milliseconds : 0
        if pass.answered == nil, pass.isJunk { return pass.response = .leftOut(.junk) }
        if surplus > 0 {
            pass.minutesLate = Int((surplus + 59_999) / 60_000)
            pass.response = .broken
        } else if pass.answered == nil {
            pass.response = pass.ended == nil ? .pending : .leftOut(.ended)
        } else {
            let isSure = clock.milliseconds(from: pass.handedOver, to: last) <= limit.milliseconds
            pass.response = isSure ? .kept : .leftOut(.noTime)
        }
    }

    /// The attempts. Of a hand-over or touches that are known by the day alone it is said whether they were enough only where
    /// every hour of those days would say the same.
    /// - Parameter counted: by the CRM, without saying when.
    private func attempt(
        _ pass: inout MeasuredPass, _ touches: [Touch], _ counted: Int, isSeen: Bool, accepted: Instant?
    ) {
        pass.attemptsMade = max(touches.count, counted)
        guard let agreed = agreement.versions[pass.version].sales.attempts else {
            return pass.attempts = .leftOut(.notAgreed)
        }
        let due = agreed.within.after(pass.handedOverBy)
        pass.attemptsDue = due
        let dated = touches.count { $0.at <= due }
        let sure = agreed.within.after(pass.handedOver)
        if touches.count(where: { min($0.latest, max(pass.endedBy, $0.at)) <= sure }) >= agreed.count {
            pass.attemptsMade = dated
            pass.attempts = .kept
        } else if counted >= agreed.count {
            pass.attemptsMade = counted
            pass.isByCount = true
            pass.attempts = .kept
        } else if pass.isJunk {
            pass.attempts = .leftOut(.junk)
        } else if let reached = reached(pass, accepted), reached <= due {
            pass.attempts = .leftOut(.reached)
        } else if !isSeen {
            pass.attempts = .leftOut(.noHandOver)
        } else if dated >= agreed.count {
            pass.attemptsMade = dated
            pass.attempts = .leftOut(.noTime)
        } else if pass.outcome == .handedBack, let ended = pass.ended, ended <= due {
            pass.attempts = .leftOut(.ended)
        } else {
            pass.attemptsMade = max(dated, counted)
            pass.attempts = pass.ended == nil && asOf <= due ? .pending : .broken
        }
    }

    /// When sales had reached the lead, or knew what to think of it: from then on no more attempts are needed, and those that
    /// were due before are owed still.
    private func reached(_ pass: MeasuredPass, _ accepted: Instant?) -> Instant? {
        let judged = pass.outcome == .won || pass.isGivenUp && (pass.reason?.isJudgement ?? false) ? pass.ended : nil
        return [accepted, judged].compactMap(\.self).min()
    }

    private func followUp(_ pass: MeasuredPass) -> MeasuredPass.Verdict {
        if pass.isTouched { return .kept }
        if pass.isJunk { return .leftOut(.junk) }
        if pass.ended != nil { return .broken }
        let version = agreement.versions[pass.version]
        let ends =
            version.untouched(since: pass.handedOverBy)
            ?? version.sales.attempts?.within.after(pass.handedOverBy)
        guard let ends else { return pass.response == .broken ? .broken : .pending }
        return asOf >= ends ? .broken : .pending
    }

    // MARK: What became of leads that were given up

    private func exits(of cycles: [Cycle], _ dossier: LeadDossier) -> [MeasuredExit] {
        let comebacks = agreement.comebacks(of: dossier, cycles: cycles, at: asOf)
        return cycles.indices.compactMap { index in
            let cycle = cycles[index]
            guard let at = cycle.exited, cycle.outcome != .won else { return nil }
            var exit = MeasuredExit(
                number: cycle.number, at: at, reason: cycle.reason, owner: cycle.owner, evidence: cycle.evidence,
                fate: .handedBack)
            exit.returned = index + 1 < cycles.count ? cycles[index + 1].entered : nil
            exit.comeback = comebacks.first { $0.cycle == cycle.number }
            guard cycle.outcome.trigger != nil else { return exit }
            let decision = agreement.recycling(of: dossier, after: cycles[...index])
            exit.restEnds = decision?.due
            exit.fate = fate(of: exit, decision)
            return exit
        }
    }

    /// What became of it by the version in force.
    private func fate(of exit: MeasuredExit, _ decision: Decision?) -> MeasuredExit.Fate {
        guard let decision else { return .notAgreed }
        guard let rest = decision.due else { return .stays(decision.cause) }
        guard let next = exit.returned else { return asOf < rest ? .resting : .released }
        if next == exit.at { return .returned }
        return next < rest ? .tooEarly : .requalified
    }
}

extension LeadDossier {
    /// Whether marketing knows the lead: it has a record in a marketing system, or belongs to a campaign.
    public var isKnownToMarketing: Bool {
        records.contains { $0.stream.role == .marketing } || lead.values.entry(.campaign).map { !$0.isBlank } ?? false
    }
}
