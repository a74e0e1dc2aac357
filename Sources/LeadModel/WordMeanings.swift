extension Stage {
    /// What the stage says, in one sentence: for editors and the reference of keys.
    public var meaning: String {
        switch self {
        case .new: "Known, and nobody has done anything about it."
        case .nurturing: "Marketing keeps in touch."
        case .marketingQualified: "Marketing finds it worth a salesperson's time."
        case .assigned: "Handed to sales, and not yet worked on."
        case .working: "Sales tries to reach it."
        case .salesAccepted: "Sales has taken it on."
        case .salesQualified: "Sales sees a possible deal."
        case .opportunity: "There is a deal to be won."
        case .won: "The deal was won."
        case .lost: "The deal was lost."
        case .discarded: "Sales gave it up."
        case .recycled: "It went back to marketing."
        }
    }
}

extension DiscardReason {
    /// What the reason says, in one sentence: for editors and the reference of keys.
    public var meaning: String {
        switch self {
        case .timing: "Not now."
        case .noResponse: "Nobody answered."
        case .noBudget: "There is no money for it."
        case .noAuthority: "The person may not decide."
        case .noNeed: "There is no need for it."
        case .notAFit: "It is not the kind of customer that is looked for."
        case .competitor: "A competitor won, or is the lead."
        case .existingCustomer: "It is a customer already."
        case .duplicate: "The same person is there as another record."
        case .badData: "The person cannot be reached by what is known."
        case .spam: "No person stands behind it."
        case .other: "Another reason, in sales' own words."
        case .unknown: "Sales gave no reason."
        }
    }
}

extension RecycleTrigger {
    /// What the trigger says, in one sentence: for editors and the reference of keys.
    public var meaning: String {
        switch self {
        case .discarded: "Sales worked on it and gave it up."
        case .rejected: "Sales gave it up at hand-over, without a touch."
        case .closedLost: "Its opportunity was lost."
        case .untouched: "It waits, and nobody came."
        }
    }
}
