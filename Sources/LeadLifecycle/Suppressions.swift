public import LeadModel

extension Agreement {
    /// Every suppression that holds for a lead, strictest first: those that its own records show, the ledger's, and those
    /// of the agreement's criteria. The rules are those of the version in force at `now`, because they protect people.
    ///
    /// An opt-out counts on first sight. It ends only by a later consent of a source that is allowed to give one; where
    /// the agreement names none, where the same record itself says `false` later. Silence, a blank, the record's deletion
    /// and another record's word end nothing. So does do-not-call, which closes the channel `phone` only. A hard bounce is
    /// one of an address: it holds while the lead would be written to by it. Customers and open opportunities end with the
    /// flag, the stage or the opportunity.
    /// - Parameter ledger: entries for this person, those of an address only where the lead is reached by it.
    public func suppressions(
        of dossier: LeadDossier, standing: Standing, ledger: [Suppression] = [],
        at now: Instant = Instant(milliseconds: .max)
    ) -> [Suppression] {
        let version = index(at: now)
        let rules = version.map { versions[$0].suppression } ?? .none
        var found = ledger
        for index in dossier.records.indices {
            let source = dossier.records[index].stream.source
            let flags = FlagHistories(dossier.records[index], mayConsent: rules.mayConsent(source))
            guard flags.stands else { continue }
            let record = dossier.records[index]
            if let since = flags.optedOut.standsSince {
                found.append(Suppression(channel: .email, reason: .optOut, source: source, since: since))
            }
            if let since = flags.hardBounced.standsSince, record.isBounced(dossier.lead) {
                found.append(Suppression(channel: .email, reason: .hardBounce, source: source, since: since))
            }
            if let since = flags.doNotCall.standsSince {
                found.append(Suppression(channel: .phone, reason: .optOut, source: source, since: since))
            }
            if !record.current.observation.isDeleted, let since = flags.customer.standsSince {
                found.append(Suppression(channel: .all, reason: .customer, source: source, since: since))
            }
        }
        appendBusiness(of: dossier, standing, to: &found)
        if let version, !rules.rules.isEmpty {
            let circumstances = Circumstances(dossier, at: now)
            for rule in rules.rules where rule.criterion.isMet(in: circumstances) {
                found.append(
                    Suppression(
                        channel: .all, reason: rule.reason, source: SuppressionRules.source,
                        since: versions[version].begins))
            }
        }
        guard !found.isEmpty else { return [] }
        if let sources = rules.consentSources, let consented = Consent.last(in: dossier, from: sources, until: now) {
            found = found.compactMap { $0.cleared(byConsent: consented) }
        }
        return found.count > 1 ? Suppression.strictestFirst(found) : found
    }

    /// What forbids it because of how business with the person stands.
    private func appendBusiness(of dossier: LeadDossier, _ standing: Standing, to found: inout [Suppression]) {
        for record in dossier.opportunities where !record.current.observation.isDeleted {
            let current = record.current
            let reading = OpportunityReading(current.observation.fields)
            switch reading.stage {
            case .won:
                let since = min(reading.closed?.at ?? current.evidence.time, current.evidence.time)
                found.append(Suppression(channel: .all, reason: .customer, source: record.stream.source, since: since))
            case .open:
                let since = min(reading.created?.at ?? current.evidence.time, current.evidence.time)
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
    }
}

extension Suppression {
    /// Strictest first, then by channel and source; of the same kind by the same source only the earliest.
    public static func strictestFirst(_ suppressions: [Suppression]) -> [Suppression] {
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

    /// Whether it follows from who the person is or wants, or from the address, not from how business with the person stands.
    var isPersonal: Bool {
        switch reason {
        case .erasure, .legal, .optOut, .complaint, .hardBounce, .competitor, .employee: true
        case .customer, .openOpportunity: false
        }
    }
}

extension SuppressionReason {
    /// 0 for the strictest.
    fileprivate var strictness: Int {
        switch self {
        case .erasure: 0
        case .legal: 1
        case .optOut: 2
        case .complaint: 3
        case .hardBounce: 4
        case .competitor: 5
        case .employee: 6
        case .customer: 7
        case .openOpportunity: 8
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
