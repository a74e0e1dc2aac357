import LeadModel

/// What one version of a lead record says about its stage and sales' work, read in one walk over its packed fields.
struct VersionReading {
    var stage: Stage?
    var reason: DiscardReason?
    /// Since when the stage holds, where the source knows it for certain.
    var since: Touch?
    var created: Touch?
    var assigned: Touch?
    var firstResponse: Touch?
    var attempts: Int64 = 0
    var converted: Touch?

    init(_ fields: FieldValues) {
        let bytes = fields.bytes
        var cursor = fields.cursor()
        while let entry = cursor.next(in: bytes) {
            switch entry.field {
            case .stage:
                if case .number(let number) = fields.value(of: entry) {
                    stage = Stage(rawValue: UInt8(truncatingIfNeeded: number.mantissa))
                }
            case .discardReason:
                if case .number(let number) = fields.value(of: entry) {
                    reason = DiscardReason(rawValue: UInt8(truncatingIfNeeded: number.mantissa))
                }
            case .statusSince: since = Self.touch(of: entry, in: fields)
            case .created: created = Self.touch(of: entry, in: fields)
            case .assigned: assigned = Self.touch(of: entry, in: fields)
            case .firstResponse: firstResponse = Self.touch(of: entry, in: fields)
            case .callAttempts:
                if case .number(let number) = fields.value(of: entry) { attempts = max(0, number.integer) }
            case .converted:
                converted = Self.touch(of: entry, in: fields)
                return
            default:
                if entry.field.rawValue > Field.converted.rawValue { return }
            }
        }
    }

    private static func touch(of entry: FieldValues.Entry, in fields: FieldValues) -> Touch? {
        fields.instant(of: entry).map { Touch(at: $0, day: fields.day(of: entry)) }
    }

    /// The earliest time since when the stage may hold, of a version before which the record was never seen.
    func earliest(by evidence: Moment) -> Moment {
        guard let known = isBeyondConversion ? converted ?? assigned ?? created : assigned ?? created,
            known.at <= evidence.latest
        else { return evidence }
        return known.moment
    }

    /// A time at which the version was true, without the hours before what it tells of itself.
    func after(what evidence: Moment) -> Moment {
        var moment = evidence
        for known in [created, assigned, isBeyondConversion ? converted : nil] {
            if let known { moment.begin(noEarlierThan: known.at) }
        }
        return moment
    }

    private var isBeyondConversion: Bool {
        switch stage {
        case .salesQualified, .opportunity, .won: true
        default: false
        }
    }
}

/// What one version of an opportunity record says.
struct OpportunityReading {
    var stage: OpportunityStage?
    /// Why it was lost; `nil` where it is not.
    var lostReason: DiscardReason?
    var created: Touch?
    var closed: Touch?
    var amount: Money?

    init(_ fields: FieldValues) {
        stage = fields.text(.opportunityStage).flatMap(OpportunityStage.init(rawValue:))
        created = Self.time(.created, in: fields)
        closed = Self.time(.closed, in: fields)
        if case .money(let money) = fields[.amount] { amount = money }
        guard stage == .lost else { return }
        lostReason = .unknown
        if let reason = fields.discardReason {
            lostReason = reason
        } else if let text = fields.text(.lostReason), !text.isEmpty {
            // Sales gave a reason in its own words: that is a reason, only not one of the taxonomy.
            lostReason = DiscardReason(word: text) ?? .other
        }
    }

    private static func time(_ field: Field, in fields: FieldValues) -> Touch? {
        fields.instant(field).map { Touch(at: $0, day: fields.day(field)) }
    }
}
