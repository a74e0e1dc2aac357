public import LeadModel

/// Which leads a feed carries: `select:`.
public enum FeedSelection: Sendable, Hashable {
    /// Those that a decision sends somewhere.
    case decision(DecisionKind)
    /// Every lead that a marketing source delivered, whatever became of it.
    case feedback(source: String)
    /// Those that reached a stage, as long as they have.
    case reached(Stage)

    /// The stages that a lead can have reached: the way through sales.
    static let stages: [Stage] = [
        .marketingQualified, .assigned, .working, .salesAccepted, .salesQualified, .opportunity, .won,
    ]

    /// Whether its receiver is told also of leads that must not be sent anywhere.
    ///
    /// What became of a lead is a fact that is told to the system that delivered it and knows the lead; that it must not be
    /// written to is the most important of these facts. All other receivers would learn of a person.
    public var tellsOfSuppressed: Bool {
        if case .feedback = self { true } else { false }
    }
}

/// A condition on a field of the lead: `where:`.
public struct FeedCondition: Sendable, Hashable {
    /// The field that is looked at.
    public let field: Field
    /// One of these it must hold, letter by letter.
    public let values: [String]

    func isMet(by lead: UnifiedLead) -> Bool {
        guard let value = lead.values[field], value != .null else { return false }
        return values.contains(value.description)
    }
}

extension Standing {
    /// Whether a lead has come to a stage, or beyond it, and nobody has said since that it had not.
    public func hasReached(_ stage: Stage) -> Bool {
        guard stage == .won else {
            return furthest.rawValue >= stage.rawValue && FeedSelection.stages.contains(furthest)
        }
        return self.stage == .won || !won.isEmpty
    }
}

extension LeadDossier {
    /// The earliest time of which a record says that the lead had come to a stage, or beyond it; `nil` where none does.
    func time(reached stage: Stage, _ standing: Standing) -> Instant? {
        var earliest: Instant?
        func tell(_ time: Instant?) {
            guard let time else { return }
            earliest = earliest.map { min($0, time) } ?? time
        }
        for record in records where record.stream.role == .crm {
            for version in record.versions {
                let fields = version.observation.fields
                guard case .number(let number)? = fields[.stage],
                    let said = Stage(rawValue: UInt8(truncatingIfNeeded: number.mantissa)),
                    said.rawValue >= stage.rawValue, FeedSelection.stages.contains(said)
                else { continue }
                tell(fields.instant(.statusSince) ?? version.evidence.time)
            }
        }
        for record in opportunities {
            let fields = record.current.observation.fields
            guard !record.current.observation.isDeleted else { continue }
            if stage == .won {
                guard fields.text(.opportunityStage) == "won" else { continue }
                tell(fields.instant(.closed) ?? record.current.evidence.time)
            } else {
                tell(fields.instant(.created))
            }
        }
        return earliest ?? (standing.stage == stage ? standing.since : nil)
    }
}
