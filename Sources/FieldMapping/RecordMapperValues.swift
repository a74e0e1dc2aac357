internal import LeadModel

/// Reads the text of one cell as the type of its field.
extension RecordMapper {
    /// Appends what a text says to the observation, or says why it cannot be read.
    mutating func append(
        _ text: Span<UInt8>, of form: RecordPage.Form, as field: Field, _ rule: ValueRule, _ page: RecordPage,
        _ bytes: Span<UInt8>
    ) throws(Unreadable) {
        switch rule {
        case .text:
            if form == .flag { throw Unreadable(.mappingNotText) }
            try PlainText.append(text, as: field, to: &builder)
        case .identifier:
            if form == .flag { throw Unreadable(.mappingNotText) }
            try RecordID.check(text)
            try PlainText.append(text, as: field, to: &builder)
        case .salesforceID:
            try RecordID.readSalesforce(text, into: &scratch)
            Self.append(scratch, as: field, to: &builder)
        case .email:
            try EmailAddress.read(text, into: &scratch)
            Self.append(scratch, as: field, to: &builder)
        case .phone(let rule):
            try phone.read(text, region: region(rule, page, bytes), into: &scratch)
            Self.append(scratch, as: field, to: &builder)
        case .dateTime(let rule):
            try appendTime(text, as: field, rule)
        case .number(let mark):
            let number = try DecimalNumber.read(text, mark)
            builder.append(field, number: number)
        case .money(let rule):
            let currency = try currency(rule.currency, page, bytes)
            let money = try MoneyAmount.read(text, rule.mark, currency: currency)
            builder.append(field, money: money)
        case .flag(let rule):
            let flag = try flag(text, rule)
            builder.append(field, flag: flag)
        case .country:
            guard let code = countries.code(of: text, scratch: &scratch) else {
                throw Unreadable(.mappingInvalidCountry)
            }
            builder.append(field, text: code.text)
        case .words(let vocabulary):
            guard let meaning = vocabulary.table.meaning(of: text) else { throw Unreadable(.mappingUnmappedValue) }
            builder.append(field, meaning ?? .null)
        // These were filled before.
        case .status, .reason, .since, .list, .identifiers, .references, .concerns, .transformed: break
        }
    }

    private static func append(_ text: [UInt8], as field: Field, to builder: inout FieldValuesBuilder) {
        builder.append(field, text: text.span)
    }

    mutating func region(_ rule: RegionRule, _ page: RecordPage, _ bytes: Span<UInt8>) -> CountryCode? {
        switch rule {
        case .none: return nil
        case .fixed(let country): return country
        case .column(let source, let otherwise):
            // An unreadable country is no reason to guess one; the country's own field complains of it.
            do {
                let choice = try choose(source, page, bytes)
                guard choice.presence == .value else { return otherwise }
                return countries.code(of: bytes.extracting(choice.range), scratch: &scratch)
            } catch {
                return nil
            }
        }
    }

    private mutating func currency(
        _ rule: MoneyRule.Currency, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Unreadable) -> String? {
        switch rule {
        case .none: return nil
        case .fixed(let code): return code
        case .column(let source, let otherwise):
            let choice: CellIndex.Choice
            do {
                choice = try choose(source, page, bytes)
            } catch {
                throw Unreadable(error.code)
            }
            guard choice.presence == .value else { return otherwise }
            let word = PlainText.decoded(bytes.extracting(choice.range))
            guard let code = Currencies.code(of: word, declared: otherwise) else {
                throw Unreadable(.mappingInvalidMoney)
            }
            return code
        }
    }

    /// Appends a time, or a day where the text names no clock.
    mutating func appendTime(_ text: Span<UInt8>, as field: Field, _ rule: DateRule) throws(Unreadable) {
        let (instant, day) = try time(text, rule)
        if instant > latest, field.liesBehind {
            let itsTime = instant.adding(days: -1)
            understandsMoreFrom = min(understandsMoreFrom ?? itsTime, itsTime)
            throw Unreadable(.mappingFutureTime)
        }
        if let day { builder.append(field, day: day) } else { builder.append(field, instant: instant) }
    }

    private mutating func time(_ text: Span<UInt8>, _ rule: DateRule) throws(Unreadable) -> (Instant, ZonedDay?) {
        for format in rule.formats {
            guard let time = format.read(text) else { continue }
            guard 1900...2100 ~= time.year else { throw Unreadable(.mappingAbsurdDate) }
            let seconds: Int
            if let offset = time.offsetSeconds {
                seconds = time.localSeconds - offset
            } else if let zone = rule.zone {
                guard let found = zones[zone].seconds(ofLocal: time.localSeconds) else {
                    throw Unreadable(.mappingSkippedTime)
                }
                seconds = found
            } else {
                throw Unreadable(.mappingZoneMissing)
            }
            let instant = Instant(milliseconds: Int64(seconds) * 1_000 + Int64(time.millisecond))
            guard time.isDay else { return (instant, nil) }
            let next =
                time.offsetSeconds == nil
                ? rule.zone.flatMap { zones[$0].seconds(ofLocal: time.localSeconds + 86_400) } : nil
            return (
                instant,
                ZonedDay(
                    begins: instant, length: next.map { $0 - seconds } ?? 86_400, offset: time.localSeconds - seconds)
            )
        }
        throw Unreadable(.mappingInvalidDate)
    }

    mutating func flag(_ text: Span<UInt8>, _ rule: FlagRule) throws(Unreadable) -> Bool {
        scratch.removeAll(keepingCapacity: true)
        for index in 0..<text.count { scratch.append(text[index].lowerCased) }
        if let flag = rule.words.meaning(of: scratch.span) { return flag }
        if rule.isPresence { return true }
        throw Unreadable(.mappingInvalidFlag)
    }
}

extension Field {
    /// Whether it is a time that cannot lie ahead: such a change would win over every true one, such an activity, hand-over or
    /// answer would count as if it had happened, and such a consent would begin to count on a day on which nobody looks.
    fileprivate var liesBehind: Bool {
        switch self {
        case .modified, .statusSince, .at, .assigned, .firstResponse, .consented: true
        default: false
        }
    }
}
