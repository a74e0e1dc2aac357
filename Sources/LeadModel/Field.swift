/// Every field an observation can hold.
///
/// The raw values are written to the store: they are never re-used, new fields get new numbers.
public enum Field: UInt8, Sendable, Hashable, CaseIterable, Codable {
    // Identity of a record; set by `identity:`, `references:` and `lead:` of a mapping, never by `fields:`
    case id = 1
    case modified = 2
    case deleted = 3
    case mergedInto = 4
    case convertedTo = 5
    /// `space` and id of the same person elsewhere, a list of `space:id`.
    case references = 6
    /// Whom an activity or opportunity concerns: one `space:id` or `email:address`.
    case concerns = 7

    // Set by `status:` and `discard-reason:`
    case stage = 10
    case statusWord = 11
    case discardReason = 12
    case discardReasonWord = 13
    /// Since when the stage holds, where the source's history says so for certain.
    case statusSince = 14

    // Lead
    case email = 20
    case firstName = 21
    case lastName = 22
    case company = 23
    case phone = 24
    case mobilePhone = 25
    case title = 26
    case street = 27
    case city = 28
    case region = 29
    case postalCode = 30
    case country = 31
    case language = 32
    case website = 33
    case industry = 34
    case employees = 35
    case revenue = 36
    case leadSource = 37
    case campaign = 38
    case owner = 39
    case score = 40
    case interests = 41
    case note = 42
    case created = 43
    case assigned = 44
    case firstResponse = 45
    case lastActivity = 46
    case callAttempts = 47
    case converted = 48
    case optedOut = 49
    case hardBounced = 50
    case doNotCall = 51
    case customer = 52
    case consented = 53
    /// The nurture track that marketing's system has the lead in.
    case nurtureTrack = 54
    /// What it was sent last in it.
    case nurtureStep = 55
    case nurtureStepAt = 56
    /// What ad platforms gave the click or the form that brought the lead.
    case gclid = 57
    case gbraid = 58
    case wbraid = 59
    case metaLead = 60

    // Activity
    case activityType = 70
    case at = 71
    case subject = 72
    case outcome = 73

    // Opportunity and campaign
    case name = 80
    case opportunityStage = 81
    case amount = 82
    case closed = 83
    case lostReason = 84
    case channel = 85
    case cost = 86
    case start = 87
    case end = 88

    /// The word used in mappings, feeds and explanations.
    public var word: String {
        switch self {
        case .id: "id"
        case .modified: "modified"
        case .deleted: "deleted"
        case .mergedInto: "merged-into"
        case .convertedTo: "converted-to"
        case .references: "references"
        case .concerns: "concerns"
        case .stage: "status"
        case .statusWord: "status-word"
        case .discardReason: "discard-reason"
        case .discardReasonWord: "discard-reason-word"
        case .statusSince: "status-since"
        case .email: "email"
        case .firstName: "first-name"
        case .lastName: "last-name"
        case .company: "company"
        case .phone: "phone"
        case .mobilePhone: "mobile-phone"
        case .title: "title"
        case .street: "street"
        case .city: "city"
        case .region: "region"
        case .postalCode: "postal-code"
        case .country: "country"
        case .language: "language"
        case .website: "website"
        case .industry: "industry"
        case .employees: "employees"
        case .revenue: "revenue"
        case .leadSource: "lead-source"
        case .campaign: "campaign"
        case .owner: "owner"
        case .score: "score"
        case .interests: "interests"
        case .note: "note"
        case .created: "created"
        case .assigned: "assigned"
        case .firstResponse: "first-response"
        case .lastActivity: "last-activity"
        case .callAttempts: "call-attempts"
        case .converted: "converted"
        case .optedOut: "opted-out"
        case .hardBounced: "hard-bounced"
        case .doNotCall: "do-not-call"
        case .customer: "customer"
        case .consented: "consented"
        case .nurtureTrack: "nurture-track"
        case .nurtureStep: "nurture-step"
        case .nurtureStepAt: "nurture-step-at"
        case .gclid: "gclid"
        case .gbraid: "gbraid"
        case .wbraid: "wbraid"
        case .metaLead: "meta-lead-id"
        case .activityType: "type"
        case .at: "at"
        case .subject: "subject"
        case .outcome: "outcome"
        case .name: "name"
        case .opportunityStage: "stage"
        case .amount: "amount"
        case .closed: "closed"
        case .lostReason: "lost-reason"
        case .channel: "channel"
        case .cost: "cost"
        case .start: "start"
        case .end: "end"
        }
    }

    /// The field that is called so.
    public init?(word: some StringProtocol) {
        guard let field = Field.allCases.first(where: { $0.word == word }) else { return nil }
        self = field
    }

    /// The fields that `fields:` of a mapping for this kind of record may fill.
    public static func mappable(for kind: RecordKind) -> [Field] {
        switch kind {
        case .lead:
            allCases.filter { (Field.email.rawValue...Field.metaLead.rawValue).contains($0.rawValue) }
        case .activity: [.activityType, .at, .subject, .owner, .outcome, .campaign, .note]
        case .opportunity:
            [.name, .opportunityStage, .amount, .created, .closed, .lostReason, .campaign, .owner, .note]
        case .campaign: [.name, .channel, .cost, .start, .end, .note]
        }
    }
}
