/// The canonical lifecycle of a lead, whatever its source calls it.
public enum Stage: UInt8, Sendable, Hashable, CaseIterable, Codable {
    case new
    case nurturing
    case marketingQualified
    case assigned
    case working
    case salesAccepted
    case salesQualified
    case opportunity
    case won
    case lost
    case discarded
    case recycled

    /// The word used in files, feeds and reports.
    public var word: String {
        switch self {
        case .new: "new"
        case .nurturing: "nurturing"
        case .marketingQualified: "marketing-qualified"
        case .assigned: "assigned"
        case .working: "working"
        case .salesAccepted: "sales-accepted"
        case .salesQualified: "sales-qualified"
        case .opportunity: "opportunity"
        case .won: "won"
        case .lost: "lost"
        case .discarded: "discarded"
        case .recycled: "recycled"
        }
    }

    public init?(word: some StringProtocol) {
        guard let stage = Stage.allCases.first(where: { $0.word == word }) else { return nil }
        self = stage
    }

    /// Whether sales works on the lead in this stage.
    public var isWithSales: Bool {
        switch self {
        case .assigned, .working, .salesAccepted, .salesQualified, .opportunity: true
        case .new, .nurturing, .marketingQualified, .won, .lost, .discarded, .recycled: false
        }
    }
}

/// Why sales gave a lead back: one taxonomy for all CRMs.
public enum DiscardReason: UInt8, Sendable, Hashable, CaseIterable, Codable {
    case timing
    case noResponse
    case noBudget
    case noAuthority
    case noNeed
    case notAFit
    case competitor
    case existingCustomer
    case duplicate
    case badData
    case spam
    case other
    case unknown

    /// The word used in files, feeds and reports.
    public var word: String {
        switch self {
        case .timing: "timing"
        case .noResponse: "no-response"
        case .noBudget: "no-budget"
        case .noAuthority: "no-authority"
        case .noNeed: "no-need"
        case .notAFit: "not-a-fit"
        case .competitor: "competitor"
        case .existingCustomer: "existing-customer"
        case .duplicate: "duplicate"
        case .badData: "bad-data"
        case .spam: "spam"
        case .other: "other"
        case .unknown: "unknown"
        }
    }

    public init?(word: some StringProtocol) {
        guard let reason = DiscardReason.allCases.first(where: { $0.word == word }) else { return nil }
        self = reason
    }
}

/// Where an opportunity stands.
public enum OpportunityStage: String, Sendable, Hashable, CaseIterable {
    case open
    case won
    case lost
}
