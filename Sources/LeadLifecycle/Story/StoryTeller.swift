import LeadModel

/// Makes a story of the marks of a life.
struct StoryTeller {
    let dossier: LeadDossier
    let work: SalesWork
    private var stages: [StageSpan] = []
    private var cycles: [Cycle] = []
    /// The pass that is running.
    private var running: Cycle?
    /// When the running pass began, where that was told; `nil` of the first.
    private var opened: Moment?
    private var isPassOpen = true
    /// When the stage began that it is in.
    private var stageBegan: Moment?
    /// Attempts that were counted before the running pass began.
    private var attemptsBefore: Int64 = 0

    init(dossier: LeadDossier, work: SalesWork) {
        self.dossier = dossier
        self.work = work
    }

    mutating func tell(_ mark: LifeMark) {
        switch mark {
        case .opened(let time, let attempts):
            isPassOpen = true
            opened = time
            attemptsBefore = attempts
        case .closed(let time, let stage, let isTouched, let attempts, let version):
            close(at: time, into: stage, isTouched: isTouched, attempts, version)
        case .corrected(let reason, let version):
            guard let last = stages.indices.last else { return }
            stages[last].reason = reason
            if !isPassOpen, let last = cycles.indices.last, reason != nil { cycles[last].reason = reason }
            if running != nil { running?.evidence = version }
        case .entered(let stage, let reason, let since, let earliest, let isWithSales, let version):
            stageBegan = since
            stages.append(
                StageSpan(
                    stage: stage, reason: reason, since: since.at, latest: since.latest, evidence: version,
                    owner: Circumstances(dossier, at: since.at, by: .crm).text(.owner)))
            if isPassOpen, isWithSales || stage == .won { go(on: stage, earliest: earliest, version) }
            if !isPassOpen, let last = cycles.indices.last, stage == .discarded || stage == .lost {
                cycles[last].reason = reason
                cycles[last].evidence = version
            }
        }
    }

    private mutating func go(on stage: Stage, earliest: Moment, _ version: VersionID) {
        var cycle =
            running ?? begin(at: opened ?? earliest.orBefore(work.assigned), stage, version)
        if stage.funnelRank > cycle.furthest.funnelRank { cycle.furthest = stage }
        cycle.outcome = stage == .won ? .won : .open
        cycle.evidence = version
        running = cycle
    }

    private func begin(at time: Moment, _ stage: Stage, _ version: VersionID) -> Cycle {
        Cycle(
            number: cycles.count + 1, entered: time.at, enteredBy: time.latest, owner: nil, firstTouch: nil, touches: 0,
            attempts: 0,
            furthest: stage,
            exited: nil, exitedBy: nil, reason: nil, outcome: .open, evidence: version)
    }

    private mutating func close(
        at time: Moment, into stage: Stage, isTouched: Bool, _ attempts: Int64, _ version: VersionID
    ) {
        // One that was first seen when it was over began when it was handed over, as far as anybody knows.
        var cycle = running ?? begin(at: opened ?? time.orBefore(work.handedOver), .assigned, version)
        // What is lost was an opportunity, whether any record shows it open or not.
        if stage == .lost { cycle.furthest = .opportunity }
        cycle.outcome =
            switch stage {
            case .lost: .closedLost
            case .discarded: isTouched ? .discarded : .rejected
            default: .handedBack
            }
        cycle.exited = time.at
        cycle.exitedBy = time.latest
        cycle.evidence = version
        cycles.append(completed(cycle, attempts))
        running = nil
        opened = nil
        isPassOpen = false
    }

    /// With what sales did in it.
    private func completed(_ cycle: Cycle, _ attempts: Int64) -> Cycle {
        var cycle = cycle
        let end = cycle.exited ?? Instant(milliseconds: .max)
        let latest = cycle.exitedBy ?? end
        cycle.enteredBy = min(cycle.enteredBy, latest)
        let touches = work.touches(from: cycle.entered, to: latest, after: cycles.last?.exitedBy)
        cycle.touches = touches.count
        cycle.firstTouch = touches.first?.at
        cycle.firstTouchDay = touches.first?.day
        cycle.attempts = Int(max(0, attempts - attemptsBefore))
        cycle.owner = Circumstances(dossier, at: end, by: .crm).text(.owner)
        return cycle
    }

    /// - Parameter attempts: counted by now.
    consuming func finish(_ attempts: Int64) -> LifeStory {
        if var cycle = running {
            if cycle.outcome == .won {
                cycle.exited = stageBegan?.at
                cycle.exitedBy = stageBegan?.latest
            }
            cycles.append(completed(cycle, attempts))
        }
        return LifeStory(stages: stages, cycles: cycles)
    }
}

extension Moment {
    /// What a record gives for the same, unless that is later than this can have been.
    fileprivate func orBefore(_ known: Touch?) -> Moment {
        guard let known, known.at <= latest else { return self }
        return known.moment
    }
}
