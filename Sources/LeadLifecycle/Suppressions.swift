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
        for index in dossier.records.indices {
            let flags = FlagHistories(dossier.records[index])
            guard flags.stands else { continue }
            let record = dossier.records[index]
            if let since = flags.optedOut.standsSince {
                found.append(Suppression(channel: .email, reason: .optOut, source: record.stream.source, since: since))
            }
            if let since = flags.hardBounced.standsSince {
                found.append(
                    Suppression(channel: .email, reason: .hardBounce, source: record.stream.source, since: since))
            }
            if let since = flags.doNotCall.standsSince {
                found.append(Suppression(channel: .phone, reason: .optOut, source: record.stream.source, since: since))
            }
            if !record.current.observation.isDeleted, let since = flags.customer.standsSince {
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

/// How one flag of one record went over its versions, read from the last to the first.
struct FlagHistory {
    /// Since when it stands; `nil` where the record's last word is `false`, or it never spoke of it.
    private(set) var standsSince: Instant?
    private var isOver = false

    mutating func read(_ flag: Bool, at time: Instant) {
        if !flag { isOver = true }
        if !isOver { standsSince = time }
    }
}

/// Every flag of one record that suppresses, in one walk over each of its versions.
struct FlagHistories {
    private(set) var optedOut = FlagHistory()
    private(set) var hardBounced = FlagHistory()
    private(set) var doNotCall = FlagHistory()
    private(set) var customer = FlagHistory()

    init(_ record: LeadRecord) {
        for index in record.versions.indices.reversed() {
            let fields = record.versions[index].observation.fields
            let time = record.versions[index].evidence.time
            var cursor = fields.cursor(from: .optedOut)
            while let entry = cursor.next(in: fields.bytes), entry.field.rawValue <= Field.customer.rawValue {
                guard let flag = entry.flag else { continue }
                switch entry.field {
                case .optedOut: optedOut.read(flag, at: time)
                case .hardBounced: hardBounced.read(flag, at: time)
                case .doNotCall: doNotCall.read(flag, at: time)
                case .customer: customer.read(flag, at: time)
                default: break
                }
            }
        }
    }

    /// Whether any of them stands.
    var stands: Bool {
        optedOut.standsSince != nil || hardBounced.standsSince != nil || doNotCall.standsSince != nil
            || customer.standsSince != nil
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
