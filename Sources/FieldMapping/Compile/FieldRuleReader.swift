internal import ConfigFiles
internal import LeadModel

/// Reads the rules under `fields:`, and those of `identity:` that are rules of the same form.
extension MappingReader {
    mutating func readFields(_ map: ConfigMap, _ kind: RecordKind) {
        let mappable = Field.mappable(for: kind)
        for entry in map.entries {
            if let field = mappable.first(where: { $0.word == entry.key }) { readField(field, entry.value) }
        }
    }

    /// Adds the step of a field: a column, a list of columns, or a rule.
    mutating func readField(_ field: Field, _ value: ConfigValue) {
        places[field] = value.place
        guard let map = value.map else {
            guard let source = source(value) else { return }
            if field.type == .money { currencyMissing(field, at: value.place) }
            let rule = defaultRule(field, at: value.place)
            plan.steps.append(
                Step(field: field, source: source, rule: rule, absentIsNull: isNullWhenAbsent(field)))
            return
        }
        let columns = readSource(map)
        let type = map.text("as").flatMap(FieldType.init(rawValue:)) ?? field.type
        let chain = readChain(map, of: field.word, type)
        let rule = transformed(readRule(map, field, type), chain)
        let absentIsNull = map.flag("absent-is-null") ?? isNullWhenAbsent(field)
        let invalidIsBlank = map.text("invalid") == "blank"
        if type == .text || type == .list, chain == nil, map["invalid"] != nil {
            findings.add(
                .configUnknownKey, "'invalid' says nothing here: every text can be read", at: map.place(of: "invalid"),
                advice: "Take it out; with `transform:` it says what becomes of a text that a transform refuses.")
        }
        guard let columns else { return }
        if case .flag(let flag) = rule.last, flag.asksEach { askEach(columns, chain, map) }
        plan.steps.append(
            Step(field: field, source: columns, rule: rule, absentIsNull: absentIsNull, invalidIsBlank: invalidIsBlank))
    }

    /// What the mapping says of its fields is not said of the record's identity.
    private func isNullWhenAbsent(_ field: Field) -> Bool {
        absentIsNull && field != .modified && field != .deleted
    }

    /// The columns under `from:`; none where a `constant:` stands in their place.
    mutating func readSource(_ map: ConfigMap) -> ColumnSource? {
        if let columns = map["from"].flatMap({ source($0) }) { return columns }
        return map["constant"] == nil ? nil : ColumnSource([])
    }

    func transformed(_ rule: ValueRule, _ chain: Chain?) -> ValueRule {
        chain.map { .transformed(TransformedRule($0, rule)) } ?? rule
    }

    /// The rule of `field: COLUMN`.
    private mutating func defaultRule(_ field: Field, at place: Origin) -> ValueRule {
        switch field.type {
        case .text: MappingSpecification.closedWords(field).map { ownWords($0, at: place) } ?? .text
        case .email: .email
        case .phone: .phone(.none)
        case .dateTime: .dateTime(DateRule(formats: [.iso], zone: zone))
        case .number: .number(.point)
        case .money: .money(MoneyRule(mark: .point, currency: .none))
        case .flag: .flag(flagRule(trueWords: nil, falseWords: nil))
        case .country: .country
        case .list: .list(ListRule(separator: [], vocabulary: nil))
        }
    }

    private mutating func readRule(_ map: ConfigMap, _ field: Field, _ type: FieldType) -> ValueRule {
        switch type {
        case .text, .country:
            if let values = readValues(map, field, type) { return .words(values) }
            if type == .country { return .country }
            return MappingSpecification.closedWords(field).map {
                ownWords($0 + constantKind(map, field), at: map.place)
            }
                ?? .text
        case .email: return .email
        case .phone: return .phone(readRegion(map["region"]))
        case .dateTime: return .dateTime(readDateRule(map))
        case .number:
            let mark = readDecimal(map)
            return readValues(map, field, type).map { .words($0) } ?? .number(mark)
        case .money: return .money(readMoneyRule(map, field))
        case .flag: return readFlagRule(map, field)
        case .list:
            let separator = map.text("separator") ?? ""
            let words = vocabulary(map) { text, _ in text }
            return .list(ListRule(separator: Array(separator.utf8), vocabulary: words))
        }
    }

    /// What `type: { constant: webinar }` says of every record is a kind, though the export has no word for it.
    private func constantKind(_ map: ConfigMap, _ field: Field) -> [String] {
        guard field == .activityType, let constant = map["constant"], let text = constant.text else { return [] }
        return kind(text, at: constant.place).map { [$0] } ?? []
    }

    private func readDecimal(_ map: ConfigMap) -> DecimalMark {
        map.text("decimal").flatMap(DecimalMark.init(rawValue:)) ?? .point
    }

    // MARK: Phones

    mutating func readRegion(_ value: ConfigValue?) -> RegionRule {
        guard let value else { return .none }
        guard let map = value.map else { return country(value).map { .fixed($0) } ?? .none }
        let columns = map["from"].flatMap { source($0) }
        let fallback = map["default"].flatMap { country($0) }
        return columns.map { .column($0, otherwise: fallback) } ?? .none
    }

    private func country(_ value: ConfigValue) -> CountryCode? { value.text.flatMap { CountryCode($0) } }

    // MARK: Dates

    mutating func readDateRule(_ map: ConfigMap) -> DateRule {
        let ownZone = map["zone"].flatMap { readZone($0) }
        let hasZone = ownZone != nil || zone != nil || map["zone"] != nil
        var formats: [DateFormat] = []
        for item in map["format"]?.items ?? [] {
            guard let text = item.text, let format = format(text, at: item.place) else { continue }
            formats.append(format)
            if !format.hasOffset, !hasZone {
                findings.add(
                    .mappingZoneMissing, "times in this format have no offset, and no zone is declared",
                    at: item.place, seen: .word(text),
                    advice: "Add `zone: Area/City` here or at the top of the mapping.")
            }
        }
        return DateRule(formats: formats.isEmpty ? [.iso] : formats, zone: ownZone ?? zone)
    }

    private func format(_ text: String, at place: Origin) -> DateFormat? {
        let names = MappingSpecification.formats
        if let format = names.first(where: { $0.0 == text }) { return format.1 }
        do {
            return .pattern(try DatePattern(text))
        } catch {
            let nearest =
                text.utf8.allSatisfy { $0.isLetter || $0 == 0x2D || $0 == 0x5F }
                ? Nearest.name(for: text, among: names.map(\.0)) : nil
            findings.add(
                .configUnknownValue, "the format cannot be read: \(error.summary)", at: place, seen: .word(text),
                advice: nearest.map { "Did you mean '\($0)'?" } ?? error.advice)
            return nil
        }
    }

    // MARK: Money

    private mutating func readMoneyRule(_ map: ConfigMap, _ field: Field) -> MoneyRule {
        let mark = readDecimal(map)
        guard let value = map["currency"] else {
            if !map.isGiven("currency") { currencyMissing(field, at: map.place) }
            return MoneyRule(mark: mark, currency: .none)
        }
        guard let rule = value.map else {
            return MoneyRule(mark: mark, currency: value.text.map { .fixed($0) } ?? .none)
        }
        let columns = rule["from"].flatMap { source($0) }
        let fallback = rule.text("default")
        return MoneyRule(mark: mark, currency: columns.map { .column($0, otherwise: fallback) } ?? .none)
    }

    private func currencyMissing(_ field: Field, at place: Origin) {
        findings.add(
            .configMissingKey, "'\(field.word)' needs a currency", at: place,
            advice: "Write `{ from: COLUMN, as: money, currency: USD }`, or name the currency's column.")
    }
}
