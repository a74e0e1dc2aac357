/// The type of a field's value.
public enum FieldType: String, Sendable, Hashable, CaseIterable {
    case text
    case email
    case phone
    case dateTime = "date-time"
    case number
    case money
    case flag
    case country
    case list
}

extension Field {
    /// The type a mapping gives the field where it declares none.
    public var type: FieldType {
        switch self {
        case .modified, .statusSince, .created, .assigned, .firstResponse, .lastActivity, .converted, .consented,
            .nurtureStepAt, .at, .closed, .start, .end:
            .dateTime
        case .employees, .score, .callAttempts: .number
        case .revenue, .amount, .cost: .money
        case .deleted, .optedOut, .hardBounced, .doNotCall, .customer: .flag
        case .email: .email
        case .phone, .mobilePhone: .phone
        case .country: .country
        case .references, .interests, .convertedTo: .list
        default: .text
        }
    }
}
