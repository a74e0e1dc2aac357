import Connectors
import Feedback
import LeadModel
import LeadStore

/// The messages of one feed on their way to one destination: what each comes to before it is sent, and after.
struct DestinationQueue {
    let feed: FeedDefinition
    let destination: DestinationDefinition
    let schedule: DeliverySchedule

    /// A message, and what is to be done with it now.
    struct Step {
        var message: QueuedDelivery
        var work: Work
    }

    enum Work {
        case send(DeliveryRow)
        /// It comes to this without being sent.
        case end(DeliveryState, FeedAction)
        /// One of its values cannot be written as the feed says.
        case reject(Fault, FeedAction)
        /// Not now.
        case wait(until: Instant)
    }

    /// - Parameters:
    ///   - isSendable: whether the lead may be sent anywhere, as it stands now.
    ///   - isHeldBack: whether an export that was not read to its end may say more of the lead.
    func step(_ message: QueuedDelivery, isSendable: Bool, isHeldBack: Bool, now: Instant) -> Step {
        let isSendable = isSendable || feed.selection.tellsOfSuppressed
        let isTaken = message.action == .withdraw || !isSendable
        if isTaken {
            guard message.held != nil || message.isForced && isSendable else {
                return Step(message: message, work: .end(isSendable ? .known : .suppressed, message.action))
            }
            return Step(message: message, work: sending(message, .withdraw, now: now))
        }
        if isHeldBack, message.held == nil {
            return Step(message: message, work: .wait(until: Instant(milliseconds: now.milliseconds + 900_000)))
        }
        if let held = message.held, held.isSure, held.content == message.content, !message.isForced {
            return Step(message: message, work: .end(.known, .change))
        }
        // What nobody ever said to have is added still.
        let action: FeedAction = message.held?.wasSure == true ? .change : .add
        if let goodFor = destination.pace.goodFor,
            now.milliseconds - message.decided.milliseconds > Int64(goodFor) * 1_000
        {
            return Step(message: message, work: .end(.late, action))
        }
        return Step(message: message, work: sending(message, action, now: now))
    }

    private func sending(_ message: QueuedDelivery, _ action: FeedAction, now: Instant) -> Work {
        guard feed.tells(action) else { return .end(.untold, action) }
        do throws(Fault) {
            return .send(try row(message, action, now: now))
        } catch {
            return .reject(error, action)
        }
    }

    private func row(_ message: QueuedDelivery, _ action: FeedAction, now: Instant) throws(Fault) -> DeliveryRow {
        var row = feed.row(message.lead, action, message.content)
        if action == .withdraw {
            // By the keys that the receiver knows, which may have changed since.
            let held = message.held?.content ?? []
            row = feed.withdrawal(of: feed.row(message.lead, .change, held.isEmpty ? message.content : held))
        }
        // A lead that ended by a merge has no revision any more; what is said last has to have the highest.
        let revision = max(message.revision, message.held.map { $0.revision + (action == .withdraw ? 1 : 0) } ?? 0)
        return DeliveryRow(
            id: MessageID.text(
                row, message: message.message, revision: revision, feed: feed.name, destination: destination.name),
            lead: message.lead, revision: revision, action: action, decided: message.decided,
            cells: try rendered(row, now: now).cells, receiverID: message.held?.receiverID)
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
    func outcome(_ step: Step) -> DeliveryOutcome? {
        switch step.work {
        case .send: return nil
        case .reject(let fault, let action):
            var outcome = DeliveryOutcome(
                message: step.message.message, lead: step.message.lead, state: .rejected, action: action, isTry: false)
            outcome.code = fault.code.rawValue
            outcome.said = fault.summary
            outcome.field = fault.field
            return outcome
        case .wait(let due):
            return DeliveryOutcome(
                message: step.message.message, lead: step.message.lead, state: .waiting, action: step.message.action,
                isTry: false, due: due)
        case .end(let state, let action):
            var outcome = DeliveryOutcome(
                message: step.message.message, lead: step.message.lead, state: state, action: action, isTry: false)
            if state == .late {
                outcome.code = FaultCode.deliveryLate.rawValue
                outcome.said = "older than its receiver takes it"
            }
            return outcome
        }
    }

    /// What a message that was sent comes to.
    func outcome(of message: QueuedDelivery, _ row: DeliveryRow, _ verdict: DeliveryVerdict, now: Instant)
        -> DeliveryOutcome
    {
        var outcome = DeliveryOutcome(
            message: message.message, lead: message.lead, state: .accepted, action: row.action, isTry: true)
        outcome.heldBefore = message.held
        switch verdict {
        case .accepted(let receipt):
            outcome.status = receipt.status
            outcome.receiverID = receipt.receiverID
            outcome.code = receipt.word
            outcome.said = receipt.warning
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
