import LeadModel

/// One thing that happened to a lead, as `Life` came upon it.
enum LifeMark: Sendable, Hashable {
    /// A stage began. `earliest` is the earliest time at which it can have begun.
    case entered(
        Stage, DiscardReason?, since: Moment, earliest: Moment, isWithSales: Bool, VersionID)
    /// The stage is the same, with another reason or by a newer record.
    case corrected(DiscardReason?, VersionID)
    /// Another pass through sales began; `attempts` were counted before.
    case opened(Moment, attempts: Int64)
    /// A pass ended, as a version of a record shows; `attempts` were counted by then.
    case closed(at: Moment, into: Stage, isTouched: Bool, attempts: Int64, VersionID)
}
