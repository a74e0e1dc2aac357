public import LeadModel

extension Agreement {
    /// Every suppression that the lead's own records show, strictest first.
    ///
    /// An opt-out counts on first sight. It ends only where the same record itself says `false` later: silence, a blank,
    /// the record's deletion and another record's word end nothing. So do hard bounces and do-not-call; the last one
    /// closes the channel `phone` only. Customers and open opportunities end with the flag, the stage or the opportunity.
    /// The ledger's entries (erasures, imported lists) are not among them; `decide` takes those as an argument.
    public func suppressions(of dossier: LeadDossier, standing: Standing) -> [Suppression] {
        var found: [Suppression] = []
        for record in dossier.records {
            if let since = FlagHistory(record, .optedOut).standsSince {
                found.append(Suppression(channel: .email, reason: .optOut, source: record.stream.source, since: since))
            }
            if let since = FlagHistory(record, .hardBounced).standsSince {
                found.append(
                    Suppression(channel: .email, reason: .hardBounce, source: record.stream.source, since: since))
            }
            if let since = FlagHistory(record, .doNotCall).standsSince {
                found.append(Suppression(channel: .phone, reason: .optOut, source: record.stream.source, since: since))
            }
            if !record.current.observation.isDeleted, let since = FlagHistory(record, .customer).standsSince {
                found.append(Suppression(channel: .all, reason: .customer, source: record.stream.source, since: since))
            }
        }
        for record in dossier.opportunities where !record.current.observation.isDeleted {
            let current = record.current
            let reading = OpportunityReading(current.observation.fields)
            switch reading.stage {
            case .won:
                let since = min(reading.closed ?? current.evidence.time, current.evidence.time)
                found.append(Suppression(channel: .all, reason: .customer, source: record.stream.source, since: since))
            case .open:
                let since = min(reading.created ?? current.evidence.time, current.evidence.time)
                found.append(
                    Suppression(channel: .all, reason: .openOpportunity, source: record.stream.source, since: since))
            case .lost, nil: break
            }
        }
        if standing.stage == .won, let since = standing.since, !found.contains(where: { $0.reason == .customer }),
            let record = dossier.records.first(where: { $0.stream.number == standing.evidence?.stream })
        {
            found.append(Suppression(channel: .all, reason: .customer, source: record.stream.source, since: since))
        }
        return found.count > 1 ? Suppression.strictestFirst(found) : found
    }
}

/// How one flag of one record went over its versions.
struct FlagHistory {
    /// Since when it stands; `nil` where the record's last word is `false`, or it never spoke of it.
    private(set) var standsSince: Instant?

    init(_ record: LeadRecord, _ field: Field) {
        for index in record.versions.indices.reversed() {
            switch record.versions[index].observation.fields.entry(field)?.flag {
            case true?: standsSince = record.versions[index].evidence.time
            case false?: return
            case nil: break
            }
        }
    }
}

extension Suppression {
    /// Strictest first, then by channel and source; of the same kind by the same source only the earliest.
    static func strictestFirst(_ suppressions: [Suppression]) -> [Suppression] {
        var list: [Suppression] = []
        let sorted = suppressions.sorted { left, right in
            if left.reason != right.reason { return left.reason.strictness < right.reason.strictness }
            if left.channel != right.channel { return left.channel.breadth < right.channel.breadth }
            if left.source != right.source { return left.source < right.source }
            return left.since < right.since
        }
        for item in sorted {
            if let last = list.last, last.reason == item.reason, last.channel == item.channel,
                last.source == item.source
            {
                continue
            }
            list.append(item)
        }
        return list
    }

    /// Whether it forbids feeds, which reach people by e-mail.
    var forbidsFeeds: Bool { channel != .phone }

    /// Whether it follows from the person's own will or address, not from how business with the person stands.
    var isPersonal: Bool {
        switch reason {
        case .erasure, .optOut, .hardBounce: true
        case .customer, .openOpportunity: false
        }
    }
}

extension SuppressionReason {
    /// 0 for the strictest.
    fileprivate var strictness: Int {
        switch self {
        case .erasure: 0
        case .optOut: 1
        case .hardBounce: 2
        case .customer: 3
        case .openOpportunity: 4
        }
    }
}

extension Channel {
    fileprivate var breadth: Int {
        switch self {
        case .all: 0
        case .email: 1
        case .phone: 2
        }
    }
}
