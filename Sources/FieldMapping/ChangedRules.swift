public import LeadModel

/// Which rules of a mapping are others than those by which records were understood before.
///
/// A rule that is the same makes of a record what it made before: that is copied, and only the others are run.
public struct ChangedRules: Sendable {
    /// By step of the plan.
    private let isChanged: [Bool]

    /// - Parameter before: the mapping by which the records were understood.
    /// - Returns: `nil` where every rule is another, because they depend on something that is.
    public init?(_ mapping: FieldMapping, since before: FieldMapping) {
        guard mapping.rules.shared == before.rules.shared else { return nil }
        isChanged = mapping.plan.steps.map { step in
            // The id is always read: it tells whether it is the same record.
            step.field == .id || mapping.rules.byField[step.field] != before.rules.byField[step.field]
        }
    }

    func contains(_ step: Int) -> Bool { isChanged[step] }
}

extension RecordMapper {
    /// What a record says that was understood before.
    /// - Parameters:
    ///   - changed: the rules that are to be run.
    ///   - known: what the record said by the others, and said then.
    public mutating func observe(
        _ page: RecordPage, _ entry: Int, _ changed: ChangedRules, known: FieldValues
    ) -> Result<Observation, Fault> {
        if let fault = open(page, entry) { return .failure(fault) }
        let allBytes = page.bytes
        let bytes = allBytes.span
        var cursor = known.cursor()
        var next = cursor.next(in: known.bytes)
        for (number, step) in plan.steps.enumerated() {
            while let value = next, value.field.rawValue < step.field.rawValue { next = cursor.next(in: known.bytes) }
            if changed.contains(number) {
                do {
                    try fill(step, page, bytes)
                } catch {
                    builder.reset()
                    return .failure(takeFault(error, of: step, in: page, entry))
                }
            } else {
                while let value = next, value.field.rawValue <= step.lastField.rawValue {
                    builder.append(value, of: known)
                    next = cursor.next(in: known.bytes)
                }
            }
        }
        let observation = Observation(kind: kind, fields: builder.finish())
        // The raw records of a page were counted, not recognised.
        guard observation.fields.text(.id) == known.text(.id) else { return observe(page, entry) }
        return .success(observation)
    }
}

extension Step {
    /// The last of the fields that the step fills, which follow each other.
    fileprivate var lastField: Field {
        switch rule.last {
        case .status: .statusWord
        case .reason: .discardReasonWord
        default: field
        }
    }
}
