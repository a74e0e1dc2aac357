public import LeadModel

/// What a pass over the queues of destinations came to.
public struct DeliveryTally: Sendable, Hashable {
    /// The destination's name.
    public var destination: String
    /// Messages that its receiver has.
    public var accepted = 0
    /// Messages that its receiver does not take as they are.
    public var rejected = 0
    /// Tried in vain, and tried again later.
    public var failed = 0
    /// Given up on: tried as often as agreed, or too old.
    public var dead = 0
    /// Not sent, since the lead must not be sent any more.
    public var suppressed = 0
    /// There was nothing to tell.
    public var known = 0
    /// Of those that wait: so old that their receiver will soon not take them any more.
    public var aging = 0
    /// Messages that still wait.
    public var waiting = 0
    /// Why it could not be reached, or why nothing is sent to it.
    public var fault: Fault?
    /// What was odd about its answers, and stopped nothing; of each kind the first.
    public private(set) var notes: [Fault] = []

    /// Nothing sent yet.
    public init(_ destination: String) { self.destination = destination }

    mutating func note(_ warnings: [Fault]) {
        for warning in warnings where !notes.contains(where: { $0.code == warning.code }) { notes.append(warning) }
    }

    /// Whether a run has not done what it was to do: the destination could not be reached or is stopped, but not because somebody has
    /// said so, or has not taken something.
    var needsSomebody: Bool { fault.map { $0.code != .deliveryStopped } ?? (rejected + dead > 0) }

    /// Whether anything became of any message.
    var isSomething: Bool { accepted + rejected + failed + dead + suppressed + known > 0 }

    /// What a run says of it, where somebody has to know.
    var warning: Fault? {
        if var fault {
            if aging > 0 {
                fault.advice = "\(aging) of them will soon be older than the destination takes them. " + fault.advice
            }
            if waiting == 0 {
                // Nobody waits, and it is stopped: what it gave up is told with what lets it go on.
                fault.summary = "'\(destination)' is sent nothing: \(fault.summary)"
                fault.advice =
                    "`leadloop destination resume \(destination)` lets it go on; `leadloop delivery replay --destination \(destination)` puts its dead letters back."
                return fault
            }
            fault.summary =
                "\(waiting) \(waiting == 1 ? "message waits" : "messages wait") for '\(destination)': \(fault.summary)"
            return fault
        }
        guard rejected + dead > 0 else { return nil }
        return Fault(
            .deliveryDead, .stopStream,
            "'\(destination)' has not taken \(rejected + dead) \(rejected + dead == 1 ? "message" : "messages")",
            advice:
                "`leadloop delivery list --destination \(destination)` says why; `leadloop delivery replay --destination \(destination)` puts them back, and the next sync or `delivery send` sends them."
        )
    }
}
