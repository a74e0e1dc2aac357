import Connectors
import Failpoints
import Feedback
import LeadModel
import LeadStore

/// Sends what waits for one destination, until nothing is due that is worth waiting for.
///
/// A message is in the ledger as waiting before it is sent, and what became of it is written behind the answer: whoever dies in
/// between sends it once more under the same id.
final class DestinationRun {
    private let destination: DestinationDefinition
    private let feeds: [FeedDefinition]
    private let store: LeadStore
    private let writer: any DeliveryWriter
    private let heldBack: HeldBackLeads
    private let layouts: FeedLayouts
    private let clock: HTTPSession.Clock
    /// How many seconds are waited for a message that is not due yet.
    private let patience: Int
    /// How many seconds it sends at most, waiting left out; `nil`: as long as there is something.
    private let longest: Int?
    private var lastLook: LastLook
    private var state: DestinationState
    private var tally: DeliveryTally
    private let schedule: DeliverySchedule
    private let revisionFloor: Int
    private var pageSize: PageSize

    init(
        _ destination: DestinationDefinition, feeds: [FeedDefinition], store: LeadStore, writer: any DeliveryWriter,
        heldBack: HeldBackLeads, lastLook: LastLook, clock: HTTPSession.Clock, patience: Int, longest: Int?
    ) throws(Fault) {
        self.destination = destination
        self.feeds = feeds
        self.store = store
        self.writer = writer
        self.heldBack = heldBack
        self.lastLook = lastLook
        self.clock = clock
        self.patience = patience
        self.longest = longest
        layouts = try FeedLayouts(store)
        revisionFloor = try store.revisionFloor()
        state = try store.state(ofDestination: destination.name)
        tally = DeliveryTally(destination.name)
        pageSize = PageSize(of: writer)
        schedule = DeliverySchedule(pace: destination.pace)
    }

    /// - Throws: what is wrong with the store; a destination that fails is told in the tally.
    func run() throws(Fault) -> DeliveryTally {
        for feed in feeds { try takeIn(feed) }
        let began = clock.now()
        // What they wait for may have been read since.
        if heldBack.unread.isEmpty { try store.hurry(destination.name, waitingBecause: .feedHeldBack, at: began) }
        try store.hurry(destination.name, waitingBecause: .planWaiting, at: began)
        var waited = 0
        while state.stopped == nil {
            let now = clock.now()
            // Others want to write to the store, too: the rest waits.
            if let longest, now.seconds(since: began) > Int64(longest + waited) { break }
            if let until = state.notBefore, until > now {
                guard let seconds = worthWaiting(until, now, waited) else { break }
                try clock.wait(seconds)
                waited += seconds
                continue
            }
            guard try sendPage(now) else {
                guard let next = try store.nextDue(feeds.map(\.name), for: destination.name), next > now,
                    let seconds = worthWaiting(next, now, waited)
                else { break }
                try clock.wait(seconds)
                waited += seconds
                continue
            }
        }
        try sumUp()
        return tally
    }

    /// Sends what is due now of each feed, a page of it.
    /// - Returns: `false` where nothing was.
    private func sendPage(_ now: Instant) throws(Fault) -> Bool {
        var isIdle = true
        for feed in feeds {
            let due = try store.due(feed.name, for: destination.name, at: now, limit: pageSize.rows)
            guard !due.isEmpty else { continue }
            isIdle = false
            try deliver(due, of: feed)
            if isLetAlone(now) { break }
        }
        return !isIdle
    }

    /// Whether nothing is sent to it now.
    private func isLetAlone(_ now: Instant) -> Bool {
        state.stopped != nil || state.notBefore.map { $0 > now } ?? false
    }

    private func sumUp() throws(Fault) {
        let names = feeds.map(\.name)
        tally.waiting = try store.countWaiting(names, for: destination.name)
        tally.fault = tally.waiting > 0 || state.stopped != nil ? tally.fault ?? state.fault : nil
        if let goodFor = destination.pace.goodFor {
            let time = Instant(milliseconds: clock.now().milliseconds - Int64(goodFor) * 800)
            tally.aging = try store.countWaiting(names, for: destination.name, decidedBefore: time)
        }
    }

    private func worthWaiting(_ time: Instant, _ now: Instant, _ waited: Int) -> Int? {
        let seconds = Int((time.milliseconds - now.milliseconds + 999) / 1_000)
        return waited + seconds <= patience ? seconds : nil
    }

    /// Takes what the outbox has for the destination into its queue; who is held back waits there.
    private func takeIn(_ feed: FeedDefinition) throws(Fault) {
        let last = try store.lastMessage(of: feed.name)
        while try store.queue(feed.name, for: destination.name, upTo: last, at: clock.now()) > 0 {
            Failpoint.messagesQueued.pass()
        }
    }

    private func deliver(_ due: [QueuedDelivery], of feed: FeedDefinition) throws(Fault) {
        let queue = DestinationQueue(
            feed: feed, destination: destination, layouts: layouts, schedule: schedule, revisionFloor: revisionFloor,
            hash: store.personHash)
        let now = clock.now()
        let leads = due.filter { $0.action != .withdraw }.map(\.lead)
        var leaving: Set<LeadID> = []
        let sendable =
            feed.selection.tellsOfSuppressed ? Set(leads) : try lastLook.sendable(leads, of: feed, leaving: &leaving)
        let unread = try heldBack.unreadAbout(leads, of: feed)
        let steps = due.map { message in
            queue.step(
                message,
                DestinationQueue.Standing(
                    isSendable: message.action == .withdraw || sendable.contains(message.lead),
                    isHeldBack: unread.contains(message.lead), isLeaving: leaving.contains(message.lead)), now: now)
        }
        let outcomes = steps.compactMap { queue.outcome($0, now: now) }
        try store.record(outcomes, of: feed.name, for: destination.name, at: now)
        for outcome in outcomes { tally.count(outcome) }
        let sent = steps.compactMap { step in if case .send(let row) = step.work { (step.message, row) } else { nil } }
        // Who goes, goes first: one of those who come may be the same person under another number.
        for part in [sent.filter { $0.1.row.action == .withdraw }, sent.filter { $0.1.row.action != .withdraw }]
        where !part.isEmpty && !isLetAlone(clock.now()) {
            try send(part, of: feed, queue)
        }
    }

    private func send(
        _ part: [(QueuedDelivery, DestinationQueue.Sending)], of feed: FeedDefinition, _ queue: DestinationQueue
    ) throws(Fault) {
        let now = clock.now()
        // Whoever dies while it is under way leaves it as something that may have arrived.
        try store.beginSending(
            part.map { message, sending in
                LeadStore.Sending(
                    message: message.message, lead: message.lead, revision: sending.row.revision,
                    action: sending.row.action,
                    keys: sending.keys)
            }, of: feed.name, to: destination.name, at: now)
        var parameters: [String: String] = [:]
        if case .destination(_, let given) = feed.target { parameters = given }
        Failpoint.beforeSending.pass()
        let verdicts = writer.deliver(
            DeliveryBatch(
                feed: feed.name, topic: feed.topic, columns: feed.columns.map(\.name), parameters: parameters,
                rows: part.map(\.1.row)), now: now)
        Failpoint.afterSending.pass()
        tally.note(writer.warnings)
        let answered = clock.now()
        pageSize.adapt(took: answered.milliseconds - now.milliseconds)
        let outcomes = zip(part, verdicts).map { queue.outcome(of: $0.0, $0.1, $1, now: answered) }
        try store.record(outcomes, of: feed.name, for: destination.name, at: answered)
        for outcome in outcomes { tally.count(outcome) }
        try judge(verdicts, now: answered)
        Failpoint.deliveriesRecorded.pass()
    }

    /// Whether a fault is one of a row by itself, and says nothing of the destination.
    private static func isOfARow(_ fault: Fault) -> Bool {
        fault.code == .deliveryRefused || fault.code == .deliveryPutOff || fault.code == .deliveryUnanswered
    }

    /// Whether a fault may be one of a row by itself, where others were judged: the receiver has failed over it.
    private static func mayBeOfARow(_ fault: Fault) -> Bool {
        guard case .retry(let asked) = fault.remedy, asked > 0 else {
            return fault.code == .httpStatus || fault.code == .networkTimeout || fault.code == .networkTruncated
        }
        return false
    }

    /// What the answers of one call say of the destination as a whole: it is let alone for a while where something fails that is no
    /// matter of one row, whatever it has taken besides.
    private func judge(_ verdicts: [DeliveryVerdict], now: Instant) throws(Fault) {
        let before = state
        var faults: [Fault] = []
        var judged = 0
        for verdict in verdicts {
            switch verdict {
            case .accepted, .rejected: judged += 1
            case .failed(let fault, _): faults.append(fault)
            case .untried: break
            }
        }
        let ofRows = { (fault: Fault) in
            DestinationRun.isOfARow(fault) || (judged > 0 || verdicts.count == 1) && DestinationRun.mayBeOfARow(fault)
        }
        if judged > 0 { state.succeeded = now }
        if let fault = faults.first(where: { !ofRows($0) }) {
            var asked = 0
            if case .retry(let seconds) = fault.remedy { asked = seconds }
            state.failures = judged > 0 ? 1 : state.failures + 1
            state.failed = now
            state.fault = fault
            state.notBefore = schedule.pause(after: state.failures, asked: asked, now: now)
            if fault.code == .deliveryGone || state.failures >= destination.pace.waits.count { state.stopped = now }
            tally.fault = fault
        } else {
            (state.failures, state.notBefore) = (0, nil)
            state.fault = faults.first
            tally.fault = faults.first { !DestinationRun.isOfARow($0) }
        }
        if state != before { try store.keep(state, ofDestination: destination.name) }
    }
}

extension DeliveryTally {
    fileprivate mutating func count(_ outcome: DeliveryOutcome) {
        switch outcome.state {
        case .accepted: accepted += 1
        case .rejected: rejected += 1
        case .waiting: failed += outcome.isTry && outcome.isAttempt ? 1 : 0
        case .exhausted, .late: dead += 1
        case .suppressed: suppressed += 1
        case .known, .untold, .superseded, .discarded: known += 1
        }
    }
}

extension FeedDefinition {
    /// What its rows tell of.
    var topic: FeedTopic {
        switch selection {
        case .decision(.return): .returnedToSales
        case .decision(.escalate): .escalated
        case .decision: .recycled
        case .feedback: .feedback
        case .reached: .reached
        }
    }
}
