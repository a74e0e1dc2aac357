import Connectors
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
    private let clock: HTTPSession.Clock
    /// How many seconds are waited for a message that is not due yet.
    private let patience: Int
    private var lastLook: LastLook
    private var state: DestinationState
    private var tally: DeliveryTally
    private let schedule: DeliverySchedule

    init(
        _ destination: DestinationDefinition, feeds: [FeedDefinition], store: LeadStore, writer: any DeliveryWriter,
        heldBack: HeldBackLeads, lastLook: LastLook, clock: HTTPSession.Clock, patience: Int
    ) throws(Fault) {
        self.destination = destination
        self.feeds = feeds
        self.store = store
        self.writer = writer
        self.heldBack = heldBack
        self.lastLook = lastLook
        self.clock = clock
        self.patience = patience
        state = try store.state(ofDestination: destination.name)
        tally = DeliveryTally(destination.name)
        schedule = DeliverySchedule(pace: destination.pace)
    }

    /// - Throws: what is wrong with the store; a destination that fails is told in the tally.
    func run() throws(Fault) -> DeliveryTally {
        for feed in feeds { try takeIn(feed) }
        var waited = 0
        while state.stopped == nil {
            let now = clock.now()
            if let until = state.notBefore, until > now {
                guard let seconds = worthWaiting(until, now, waited) else { break }
                try clock.wait(seconds)
                waited += seconds
                continue
            }
            var isIdle = true
            for feed in feeds {
                let due = try store.due(feed.name, for: destination.name, at: now, limit: writer.mostRows)
                guard !due.isEmpty else { continue }
                isIdle = false
                try deliver(due, of: feed)
                if state.stopped != nil || state.notBefore.map({ $0 > now }) ?? false { break }
            }
            guard isIdle else { continue }
            guard let next = try store.nextDue(for: destination.name), next > now,
                let seconds = worthWaiting(next, now, waited)
            else { break }
            try clock.wait(seconds)
            waited += seconds
        }
        var waiting = DeliveryFilter()
        waiting.destination = destination.name
        waiting.states = [.waiting]
        tally.waiting = try store.countDeliveries(waiting)
        if tally.fault == nil, tally.waiting > 0 { tally.fault = state.fault }
        return tally
    }

    private func worthWaiting(_ time: Instant, _ now: Instant, _ waited: Int) -> Int? {
        let seconds = Int((time.milliseconds - now.milliseconds + 999) / 1_000)
        return waited + seconds <= patience ? seconds : nil
    }

    /// Takes what the outbox has for the destination into its queue; what is held back stays behind the rest.
    private func takeIn(_ feed: FeedDefinition) throws(Fault) {
        let from = try store.feedCursor(feed.name)
        var last = try store.lastMessage(of: feed.name)
        guard last > from else { return }
        let additions = try heldBack.additions(to: feed, after: from, upTo: last)
        if !additions.isEmpty {
            guard let end = try store.putOff(additions, of: feed.name, after: from, upTo: last) else { return }
            last = end
        }
        while try store.queue(feed.name, for: destination.name, upTo: last, at: clock.now()) > 0 {
            Failpoint.messagesQueued.pass()
        }
    }

    private func deliver(_ due: [QueuedDelivery], of feed: FeedDefinition) throws(Fault) {
        let queue = DestinationQueue(feed: feed, destination: destination, schedule: schedule)
        let now = clock.now()
        let sendable = try lastLook.sendable(due.filter { $0.action != .withdraw }.map(\.lead))
        let unread = try heldBack.unreadAbout(due.filter { $0.held == nil }.map(\.lead), of: feed)
        let steps = due.map { message in
            queue.step(
                message, isSendable: message.action == .withdraw || sendable.contains(message.lead),
                isHeldBack: unread.contains(message.lead), now: now)
        }
        var outcomes = steps.compactMap(queue.outcome)
        let sent = steps.compactMap { step in if case .send(let row) = step.work { (step.message, row) } else { nil } }
        var parameters: [String: String] = [:]
        if case .destination(_, let given) = feed.target { parameters = given }
        var verdicts: [DeliveryVerdict] = []
        if !sent.isEmpty {
            Failpoint.beforeSending.pass()
            verdicts = writer.deliver(
                DeliveryBatch(
                    feed: feed.name, topic: feed.topic, columns: feed.columns.map(\.name), parameters: parameters,
                    rows: sent.map(\.1)), now: now)
            Failpoint.afterSending.pass()
        }
        let answered = clock.now()
        for ((message, row), verdict) in zip(sent, verdicts) {
            outcomes.append(queue.outcome(of: message, row, verdict, now: answered))
        }
        try store.record(outcomes, of: feed.name, for: destination.name, at: answered)
        for outcome in outcomes { tally.count(outcome) }
        if !verdicts.isEmpty { try judge(verdicts, now: answered) }
        Failpoint.deliveriesRecorded.pass()
    }

    /// What the answers of one call say of the destination as a whole.
    private func judge(_ verdicts: [DeliveryVerdict], now: Instant) throws(Fault) {
        let before = state
        let faults = verdicts.compactMap { verdict in if case .failed(let fault, _) = verdict { fault } else { nil } }
        let isJudged = faults.count < verdicts.count
        if isJudged || faults.allSatisfy({ $0.code == .deliveryRefused }) {
            state.failures = 0
            state.notBefore = nil
            if isJudged { state.succeeded = now }
            if faults.isEmpty { state.fault = nil }
        } else if let fault = faults.first(where: { $0.code != .deliveryRefused }) {
            var asked = 0
            if case .retry(let seconds) = fault.remedy { asked = seconds }
            state.failures += 1
            state.failed = now
            state.fault = fault
            state.notBefore = schedule.pause(after: state.failures, asked: asked, now: now)
            if fault.code == .deliveryGone || state.failures >= destination.pace.waits.count { state.stopped = now }
            tally.fault = fault
        }
        if state != before { try store.keep(state, ofDestination: destination.name) }
    }
}

extension DeliveryTally {
    fileprivate mutating func count(_ outcome: DeliveryOutcome) {
        switch outcome.state {
        case .accepted: accepted += 1
        case .rejected: rejected += 1
        case .waiting: failed += outcome.isTry ? 1 : 0
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
        case .feedback: .feedback
        case .reached: .reached
        case .decision(.return): .returnedToSales
        case .decision(.escalate): .escalated
        case .decision: .recycled
        }
    }
}
