import LeadModel

/// Follows a lead through its events and keeps where it stands.
///
/// Rules: a won opportunity outranks everything; an open one outranks any status; a lost one stays lost until a record
/// says, later, that sales or marketing is at the lead again. An exit is a change into `discarded` or `lost`, or sales
/// handing the lead back as `recycled` or `nurturing`. The pass that it ends is counted once, however often the exit's
/// reason is corrected; the next pass begins when the lead is active again. An export that only shows the present may
/// leave out that it was: another reason after more touches by sales is a pass of its own.
struct Life {
    private let work: SalesWork
    private(set) var stage: Stage = .new
    private(set) var reason: DiscardReason?
    private(set) var since: Moment?
    private(set) var evidence: VersionID?
    private(set) var furthest: Stage?
    private(set) var exits = 0
    /// Whether sales worked on it in the pass that is running, or ended last.
    private(set) var isWorked = false
    /// When the pass began; `nil` of the first, which began before anybody looked.
    private(set) var passStart: Moment?
    private(set) var attemptsBefore: Int64 = 0
    /// The last instant at which the pass before it can have ended.
    private(set) var previousExit: Instant?
    /// Since when it stands in a stage in which somebody should come and touch it.
    private(set) var waitingSince: Moment?
    private(set) var lostThroughOpportunity = false

    private var isPassOpen = true
    private var openOpportunities = 0
    private var wonOpportunities = 0
    private(set) var attempts: Int64 = 0
    private var attemptsAtExit: Int64 = 0
    private var exitedAt: Instant?
    private var lostAt = Instant(milliseconds: .min)

    /// What happened, one by one; empty unless it is asked for.
    private(set) var marks: [LifeMark] = []
    private let isRecording: Bool

    /// - Parameter isRecording: whether the marks are kept that a story is told from.
    init(work: SalesWork, isRecording: Bool = false) {
        self.work = work
        self.isRecording = isRecording
    }

    mutating func live(through event: LifeEvent) {
        attempts = max(attempts, event.attempts)
        switch event.before {
        case .open: openOpportunities -= 1
        case .won: wonOpportunities -= 1
        case .lost, nil: break
        }
        switch event.change {
        case .status(let stage, let reason): take(status: stage, reason, event)
        case .opened:
            openOpportunities += 1
            if wonOpportunities == 0 { enter(.opportunity, nil, event) }
        case .won:
            wonOpportunities += 1
            enter(.won, nil, event)
        case .lost(let reason):
            advance(to: .opportunity)
            guard wonOpportunities == 0, openOpportunities == 0 else { return }
            if event.before == .lost { return correct(reason, event) }
            lostThroughOpportunity = true
            lostAt = event.order
            enter(.lost, reason, event)
        }
    }

    private mutating func take(status: Stage, _ reason: DiscardReason?, _ event: LifeEvent) {
        if wonOpportunities > 0 || openOpportunities > 0 { return advance(to: status) }
        if lostThroughOpportunity {
            let isReengaged = status != .discarded && status != .lost && event.earliest.at > lostAt
            if !isReengaged { return advance(to: status) }
        }
        enter(status, reason, event)
    }

    /// A lost opportunity got another reason; when it was lost stays.
    private mutating func correct(_ reason: DiscardReason, _ event: LifeEvent) {
        guard lostThroughOpportunity else { return }
        self.reason = reason
        evidence = event.version
        if isRecording { marks.append(.corrected(reason, event.version)) }
    }

    private mutating func enter(_ next: Stage, _ nextReason: DiscardReason?, _ event: LifeEvent) {
        advance(to: next)
        let isSameStage = next == stage && evidence != nil
        let isUnseenPass = isSameStage && next == .discarded && isWorkedAgain(until: event)
        if isUnseenPass { openPass(at: since ?? event.time, worked: true) }
        // A corrected reason does not restart the cooling-off: the exit happened when it happened. A second lost
        // opportunity is no correction.
        if !isSameStage || isUnseenPass || event.isOpportunity { since = event.time }
        if next != .lost { lostThroughOpportunity = false }
        count(next, event, isSameStage: isSameStage)
        stage = next
        reason = next == .discarded || next == .lost ? nextReason ?? .unknown : nil
        evidence = event.version
        if isRecording { mark(next, event, isSameStage: isSameStage && !isUnseenPass && !event.isOpportunity) }
    }

    private mutating func mark(_ next: Stage, _ event: LifeEvent, isSameStage: Bool) {
        guard !isSameStage, let since else { return marks.append(.corrected(reason, event.version)) }
        let isWithSales = next.isWithSales || event.isFromCRM && (next == .new || next == .marketingQualified)
        marks.append(
            .entered(
                next, reason, since: since, earliest: event.earliest, isWithSales: isWithSales,
                event.version))
    }

    private mutating func count(_ next: Stage, _ event: LifeEvent, isSameStage: Bool) {
        switch next {
        case .discarded, .lost:
            closePass(next, event)
            waitingSince = nil
        case .nurturing, .recycled:
            // Marketing nurtures before hand-off, too; only what sales had, or what is called recycled, came back.
            if next == .recycled || stage.isWithSales || waitingSince != nil { closePass(next, event) }
            waitingSince = nil
        case .won: waitingSince = nil
        case .new, .marketingQualified, .assigned:
            let opens = !isPassOpen
            openPass(at: event.time, worked: false)
            // Sales cannot neglect what it never had: of marketing's words only `assigned` says that it has.
            let isWithSales = event.isFromCRM || next == .assigned
            if !isSameStage { waitingSince = isWithSales ? (opens ? passStart : nil) ?? event.earliest : nil }
        case .working, .salesAccepted, .salesQualified, .opportunity:
            openPass(at: event.time, worked: true)
            isWorked = true
            waitingSince = nil
        }
    }

    /// - Parameter time: of the change by which it shows. An export shows a change of the status when the record was changed,
    ///   which may be after the hand-over.
    private mutating func openPass(at time: Moment, worked: Bool) {
        guard !isPassOpen else { return }
        let start = exitedAt.flatMap { work.assigned(after: $0, until: time.latest) }?.moment ?? time
        isPassOpen = true
        isWorked = worked
        passStart = start
        previousExit = exitedAt
        attemptsBefore = attempts
        if isRecording { marks.append(.opened(start, attempts: attempts)) }
    }

    /// Whether sales was at the discarded lead again before it was discarded anew. A touch on the day after is the same
    /// work, entered late.
    private func isWorkedAgain(until event: LifeEvent) -> Bool {
        guard let since else { return false }
        let from = since.latest.adding(days: 1)
        guard event.time.at > from else { return false }
        return event.attempts > attemptsAtExit
            || work.isTouched(from: from, to: event.time.latest, after: from, beyond: .max)
    }

    private mutating func closePass(_ next: Stage, _ event: LifeEvent) {
        guard isPassOpen else { return }
        isPassOpen = false
        exits += 1
        attemptsAtExit = attempts
        exitedAt = event.time.latest
        guard isRecording else { return }
        let isTouched =
            isWorked
            || work.isTouched(
                from: passStart?.at, to: event.time.latest, after: previousExit, beyond: attemptsBefore)
        marks.append(
            .closed(at: event.time, into: next, isTouched: isTouched, attempts: attempts, event.version))
    }

    /// Remembers the furthest stage of the funnel; exits and ways back are none.
    private mutating func advance(to next: Stage) {
        guard next.funnelRank > furthest?.funnelRank ?? -1 else { return }
        furthest = next == .lost ? .opportunity : next
    }
}

extension Stage {
    /// How far along the funnel; exits and ways back are none.
    var funnelRank: Int {
        switch self {
        case .discarded, .recycled: -1
        case .new: 0
        case .nurturing: 1
        case .marketingQualified: 2
        case .assigned: 3
        case .working: 4
        case .salesAccepted: 5
        case .salesQualified: 6
        case .opportunity, .lost: 7
        case .won: 8
        }
    }
}
