internal import LeadModel

/// What a column of a CRM or a marketing system is about: more than the fields of Leadloop, so that what is known and not
/// wanted can be told from what is not understood.
enum Concept: String, Sendable, Hashable, CaseIterable {
    // Identity
    case id, modified, created, deleted
    case mergedInto = "merged-into"
    case convertedTo = "converted-to"
    case salesforceID = "salesforce-id"
    case leadID = "lead-id"

    // The person
    case email, phone, title, language, owner, score, interests, note, customer
    case secondEmail = "second-email"
    case firstName = "first-name"
    case lastName = "last-name"
    case fullName = "full-name"
    case mobilePhone = "mobile-phone"
    case fax, salutation, gender
    case birthDate = "birth-date"
    case department

    // Company and address
    case company, website, industry, employees, revenue, currency
    case street, city, region, country
    case postalCode = "postal-code"

    // The life of a lead
    case status, reason, lifecycle, campaign, rating
    case leadSource = "lead-source"
    case ownerID = "owner-id"
    case assigned, converted, consented
    case isConverted = "is-converted"
    case firstResponse = "first-response"
    case lastActivity = "last-activity"
    case callAttempts = "call-attempts"
    case optedOut = "opted-out"
    case optedIn = "opted-in"
    case hardBounced = "hard-bounced"
    case bounceReason = "bounce-reason"
    case doNotCall = "do-not-call"
    case nurtureTrack = "nurture-track"
    case nurtureStep = "nurture-step"
    case nurtureStepAt = "nurture-step-at"

    // Activities, opportunities, campaigns
    case type, at, subject, outcome
    case name, amount, closed, stage
    case lostReason = "lost-reason"
    case channel, cost, start, end

    // Known, and of no use for a lead
    case ofOwner = "of-owner"
    case ofCompany = "of-company"
    case technical

    /// Whether the values are words that everybody may see, not a person's data.
    var isVocabulary: Bool {
        switch self {
        case .status, .reason, .lifecycle, .rating, .leadSource, .type, .stage, .lostReason, .channel, .industry,
            .language,
            .currency, .country, .optedOut, .optedIn, .doNotCall, .hardBounced, .isConverted, .deleted, .customer,
            .outcome,
            .salutation, .gender:
            true
        default: false
        }
    }

    /// Whether it says how far sales came with a lead, or why no further.
    var isOfSales: Bool {
        switch self {
        case .status, .stage, .lifecycle, .reason, .lostReason: true
        default: false
        }
    }

    /// The field that a column of this concept fills in a record of a kind.
    func field(in kind: RecordKind) -> Field? {
        let field = fieldOfAnyKind
        switch kind {
        case .lead: return field ?? leadField
        case .activity, .opportunity, .campaign:
            guard let found = field ?? otherField else { return nil }
            return Field.mappable(for: kind).contains(found) || Self.identity.contains(found) ? found : nil
        }
    }

    private static let identity: [Field] = [.id, .modified, .deleted]

    private var fieldOfAnyKind: Field? {
        switch self {
        case .id: .id
        case .modified: .modified
        case .deleted: .deleted
        case .created: .created
        case .owner: .owner
        case .campaign: .campaign
        case .note: .note
        default: nil
        }
    }

    private var leadField: Field? {
        switch self {
        case .mergedInto: .mergedInto
        case .convertedTo: .convertedTo
        case .email: .email
        case .firstName: .firstName
        case .lastName: .lastName
        case .company: .company
        case .phone: .phone
        case .mobilePhone: .mobilePhone
        case .title: .title
        case .street: .street
        case .city: .city
        case .region: .region
        case .postalCode: .postalCode
        case .country: .country
        case .language: .language
        case .website: .website
        case .industry: .industry
        case .employees: .employees
        case .revenue: .revenue
        case .leadSource: .leadSource
        case .score: .score
        case .interests: .interests
        case .assigned: .assigned
        case .firstResponse: .firstResponse
        case .lastActivity: .lastActivity
        case .callAttempts: .callAttempts
        case .converted: .converted
        case .consented: .consented
        case .optedOut: .optedOut
        case .hardBounced: .hardBounced
        case .doNotCall: .doNotCall
        case .customer: .customer
        case .nurtureTrack: .nurtureTrack
        case .nurtureStep: .nurtureStep
        case .nurtureStepAt: .nurtureStepAt
        case .status: .stage
        case .lifecycle: .stage
        case .stage: .stage
        case .reason, .lostReason: .discardReason
        default: nil
        }
    }

    private var otherField: Field? {
        switch self {
        case .type: .activityType
        case .at: .at
        case .subject: .subject
        case .outcome: .outcome
        case .name, .fullName: .name
        case .amount: .amount
        case .closed: .closed
        case .stage, .status: .opportunityStage
        case .lostReason, .reason: .lostReason
        case .channel: .channel
        case .cost: .cost
        case .start: .start
        case .end: .end
        default: nil
        }
    }
}
