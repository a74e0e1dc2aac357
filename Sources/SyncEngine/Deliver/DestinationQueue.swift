import Connectors
import Feedback
import LeadModel
import LeadStore

/// The messages of one feed on their way to one destination: what each comes to before it is sent, and after.
struct DestinationQueue {
    let feed: FeedDefinition
    let destination: DestinationDefinition
    let layouts: FeedLayouts
    let schedule: DeliverySchedule
    /// What is added to every revision that goes out: more than any that went out before an older copy of the store was put back.
    let revisionFloor: Int
    /// The store's keyed hash of a text.
    let hash: (String) -> [UInt8]
    /// The column by which the destination tells leads apart; `nil` where that is the lead's own number.
    private let address: Int?

    init(
        feed: FeedDefinition, destination: DestinationDefinition, layouts: FeedLayouts, schedule: DeliverySchedule,
        revisionFloor: Int, hash: @escaping (String) -> [UInt8]
    ) {
        self.feed = feed
        self.destination = destination
        self.layouts = layouts
        self.schedule = schedule
        self.revisionFloor = revisionFloor
        self.hash = hash
        var address: Int?
        if case .destination(_, let parameters) = feed.target {
            let key = destination.addressColumn(with: parameters)
            address = feed.columns.firstIndex { $0.name == key }
        }
        self.address = address
    }

    /// A message, and what is to be done with it now.
    struct Step {
        var message: QueuedDelivery
        var work: Work
    }

    enum Work {
        case send(Sending)
        /// It comes to this without being sent.
        case end(DeliveryState, FeedAction)
        /// One of its values cannot be written as the feed says.
        case reject(Fault, FeedAction)
        /// Not now.
        case wait(FaultCode, until: Instant)
    }

    /// A row that goes out.
    struct Sending {
        var row: DeliveryRow
        var keys: DeliveryKeys
        /// Whether it takes back what the destination knows the lead by, because that has changed: the message itself follows.
        var isBefore = false
    }

    /// How long something waits that only a run can settle, in milliseconds, where none comes first.
    private static let waitForRun: Int64 = 3_600_000

    /// How a lead stands when its message is about to go.
    struct Standing {
        /// Whether it may be sent anywhere.
        var isSendable: Bool
        /// Whether an export that was not read to its end may say more of it.
        var isHeldBack: Bool
        /// Whether by rules that no run has decided by it would not be in the feed.
        var isLeaving: Bool
    }

    func step(_ message: QueuedDelivery, _ standing: Standing, now: Instant) -> Step {
        Step(message: message, work: work(message, standing, now: now))
    }

    private func work(_ message: QueuedDelivery, _ standing: Standing, now: Instant) -> Work {
        let later = Instant(milliseconds: now.milliseconds + DestinationQueue.waitForRun)
        let isSendable = standing.isSendable || feed.selection.tellsOfSuppressed
        if message.action == .withdraw || !isSendable {
            guard message.held != nil || message.isForced && isSendable else {
                return .end(isSendable ? .known : .suppressed, message.action)
            }
            return sending(message, .withdraw, now: now)
        }
        if standing.isLeaving { return .wait(.planWaiting, until: later) }
        // Of a person who was parted from the lead and erased; the lead's next message says how it is.
        if message.content.isEmpty { return .end(.suppressed, message.action) }
        if standing.isHeldBack, message.held == nil { return .wait(.feedHeldBack, until: later) }
        if let held = message.held, held.isSure, layouts.areSame(held.content, message.content, in: feed),
            !message.isForced
        {
            return .end(.known, .change)
        }
        // What nobody ever said to have is added still.
        let action: FeedAction = message.held?.wasSure == true ? .change : .add
        if let goodFor = destination.pace.goodFor,
            now.milliseconds - message.decided.milliseconds > Int64(goodFor) * 1_000
        {
            return .end(.late, action)
        }
        let work = sending(message, action, now: now)
        guard case .send(let sending) = work, let held = message.held, let address = held.keys.address,
            address != sending.keys.address, feed.tells(.withdraw)
        else { return work }
        // Taken back it would be held back.
        if standing.isHeldBack { return .wait(.feedHeldBack, until: later) }
        guard case .send(var before) = self.sending(message, .withdraw, now: now) else { return work }
        before.isBefore = true
        return .send(before)
    }

    private func sending(_ message: QueuedDelivery, _ action: FeedAction, now: Instant) -> Work {
        guard feed.tells(action) else { return .end(.untold, action) }
        do throws(Fault) {
            return .send(try row(message, action, now: now))
        } catch {
            return .reject(error, action)
        }
    }

    private func row(_ message: QueuedDelivery, _ action: FeedAction, now: Instant) throws(Fault) -> Sending {
        var row = layouts.row(of: feed, message.lead, action, message.content)
        if action == .withdraw {
            // By the keys that the receiver knows, which may have changed since.
            let keys = message.held?.keys.row ?? message.content
            row = feed.withdrawal(of: layouts.row(of: feed, message.lead, .change, keys))
        }
        // A lead that ended by a merge has no revision any more; what is said last has to have the highest.
        let revision =
            revisionFloor + max(message.revision, message.held.map { $0.revision + (action == .withdraw ? 1 : 0) } ?? 0)
        let rendered = try rendered(row, now: now)
        return Sending(
            row: DeliveryRow(
                id: MessageID.text(
                    row, message: message.message, round: message.round, revision: revision, feed: feed.name,
                    destination: destination.name),
                lead: message.lead, revision: revision, action: action, decided: message.decided,
                cells: rendered.cells, receiverID: message.held?.receiverID),
            keys: DeliveryKeys(
                row: FeedRowCodec.pack(feed.withdrawal(of: row), of: feed), address: address(of: rendered)))
    }

    /// What the destination tells leads apart by, as a number that says nothing to others.
    private func address(of row: FeedRow) -> Int64? {
        guard let address, let text = row.cells[address]?.description, !text.isEmpty else { return nil }
        return hash(text.lowercased()).prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }

    /// A row with its values as the receiver wants them. Of a withdrawal, where one of its keys cannot be written so, the lead's own
    /// number is enough.
    private func rendered(_ row: FeedRow, now: Instant) throws(Fault) -> FeedRow {
        do throws(Fault) {
            return try feed.rendered(row, at: now)
        } catch {
            guard row.action == .withdraw else { throw error }
            return try feed.rendered(feed.bareWithdrawal(of: row), at: now)
        }
    }

    /// What a message that was not sent comes to.
    func outcome(_ step: Step, now: Instant) -> DeliveryOutcome? {
        func outcome(_ state: DeliveryState, _ action: FeedAction, due: Instant? = nil) -> DeliveryOutcome {
            DeliveryOutcome(
                message: step.message.message, lead: step.message.lead, state: state, action: action, isTry: false,
                due: due)
        }
        switch step.work {
        case .send: return nil
        case .reject(let fault, let action):
            var outcome = outcome(.rejected, action)
            outcome.code = fault.code.rawValue
            outcome.said = fault.summary
            outcome.field = fault.field
            return outcome
        case .wait(let code, let due):
            var outcome = outcome(.waiting, step.message.action, due: due)
            outcome.code = code.rawValue
            outcome.said =
                code == .feedHeldBack
                ? "an export that may say more of the lead was not read to its end"
                : "by changed rules that no sync has decided by it would leave the feed"
            return outcome
        case .end(let state, let action):
            var outcome = outcome(state, action)
            // Of somebody who was erased nothing is kept by which nobody is told.
            outcome.letsGo = state == .untold && action == .withdraw && step.message.content.isEmpty
            if state == .late {
                outcome.code = FaultCode.deliveryLate.rawValue
                outcome.said = "older than its receiver takes it"
            }
            return outcome
        }
    }

    /// What a message that was sent comes to.
    func outcome(of message: QueuedDelivery, _ sending: Sending, _ verdict: DeliveryVerdict, now: Instant)
        -> DeliveryOutcome
    {
        var outcome = DeliveryOutcome(
            message: message.message, lead: message.lead, state: .accepted, action: sending.row.action, isTry: true)
        outcome.heldBefore = message.held
        outcome.id = sending.row.id
        switch verdict {
        case .accepted(let receipt):
            outcome.status = receipt.status
            outcome.receiverID = receipt.receiverID
            outcome.code = receipt.word
            outcome.said = receipt.warning
            guard sending.isBefore else { break }
            outcome.state = .waiting
            outcome.isAttempt = false
            outcome.letsGo = true
            outcome.due = now
        case .rejected where sending.isBefore:
            // What is not there any more, or will not go, keeps nothing new away.
            outcome.state = .waiting
            outcome.isAttempt = false
            outcome.letsGo = true
            outcome.due = now
        case .rejected(let refusal):
            outcome.state = .rejected
            outcome.status = refusal.status
            outcome.code = refusal.code
            outcome.said = refusal.text
            outcome.field = refusal.field
            outcome.receiverID = refusal.receiverID
            outcome.mayHaveArrived = refusal.isPartlyTaken
        case .untried:
            outcome.state = .waiting
            outcome.isAttempt = false
            outcome.id = nil
            outcome.due = now
        case .failed(let fault, let mayHaveArrived):
            var asked = 0
            if case .retry(let seconds) = fault.remedy { asked = seconds }
            outcome.due = schedule.next(after: message.attempts + 1, asked: asked, now: now)
            // Nobody is there, and nothing is the matter with the message.
            if fault.code == .deliveryGone { outcome.due = outcome.due ?? now }
            outcome.state = outcome.due == nil ? .exhausted : .waiting
            outcome.code = fault.code.rawValue
            outcome.said = fault.summary
            outcome.mayHaveArrived = mayHaveArrived
        }
        return outcome
    }
}
