import LeadModel

/// How one flag of one record went over its versions, read from the last to the first.
struct FlagHistory {
    /// Since when it stands; `nil` where the record's last word ends it, or it never spoke of it.
    private(set) var standsSince: Instant?
    private var isOver = false
    /// Whether the record's own later `false` ends it.
    private let endsByItself: Bool

    init(endsByItself: Bool = true) { self.endsByItself = endsByItself }

    mutating func read(_ flag: Bool, at time: Instant) {
        if flag {
            if !isOver { standsSince = time }
        } else if endsByItself || standsSince != nil {
            isOver = true
        }
    }
}

/// Every flag of one record that suppresses, in one walk over each of its versions.
struct FlagHistories {
    private(set) var optedOut: FlagHistory
    private(set) var hardBounced = FlagHistory()
    private(set) var doNotCall: FlagHistory
    private(set) var customer = FlagHistory()

    /// - Parameter mayConsent: whether the record's source is one whose word ends an opt-out.
    init(_ record: LeadRecord, mayConsent: Bool) {
        optedOut = FlagHistory(endsByItself: mayConsent)
        doNotCall = FlagHistory(endsByItself: mayConsent)
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

extension LeadRecord {
    /// Whether the address that bounced, by this record, is the one that a lead would be written to by.
    ///
    /// The bounce is of the address that the record held when it said so. Where it held none, nobody knows which it was,
    /// and it counts for whatever the lead has.
    func isBounced(_ lead: UnifiedLead) -> Bool {
        guard let reached = lead.values.text(.email) else { return true }
        var bounced: Set<String> = []
        var email: String?
        for version in versions {
            let fields = version.observation.fields
            if let own = fields.text(.email), !own.isEmpty { email = own }
            guard let flag = fields.entry(.hardBounced)?.flag else { continue }
            if !flag { bounced.removeAll() } else { bounced.insert(email ?? "") }
        }
        return bounced.contains(reached) || bounced.contains("")
    }
}
