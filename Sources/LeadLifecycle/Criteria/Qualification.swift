public import LeadModel

/// What the departments agreed to call qualified. Each member is `nil` where the version does not state it.
public struct Qualification: Sendable, Hashable {
    public let score: ScoreModel?
    /// What marketing may hand over.
    public let marketingQualified: Criterion?
    /// What sales takes.
    public let salesAccepted: Criterion?
    /// What sales goes on with towards an opportunity.
    public let salesQualified: Criterion?

    /// The criterion that a lead must have fulfilled to be in a stage; `nil` where none is agreed.
    public func criterion(for stage: Stage) -> Criterion? {
        switch stage {
        case .marketingQualified: marketingQualified
        case .salesAccepted: salesAccepted
        case .salesQualified: salesQualified
        default: nil
        }
    }
}
