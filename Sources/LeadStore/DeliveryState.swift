/// What became of a message that goes to a destination as a row.
///
/// A state's code in the store is its place here. New ones go to the end.
public enum DeliveryState: String, Sendable, Hashable, CaseIterable, Codable {
    /// It waits to be sent, for the first time or again.
    case waiting
    /// The receiver has it.
    case accepted
    /// The receiver does not take it as it is: a dead letter.
    case rejected
    /// It was tried as often as agreed, in vain: a dead letter.
    case exhausted
    /// A later message about the lead went in its place.
    case superseded
    /// The lead must not be sent any more; it never was.
    case suppressed
    /// Somebody has let go of it.
    case discarded
    /// It was older than its receiver takes it: held out, a dead letter.
    case late
    /// There was nothing to tell: the receiver holds what it says, or never held whom it takes back.
    case known
    /// Nobody was told, since the feed has no withdrawals.
    case untold

    /// Whether somebody has to look at it: given up on, and replayable.
    public var isDead: Bool { self == .rejected || self == .exhausted || self == .late }
}
