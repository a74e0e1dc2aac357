internal import ConfigFiles
internal import LeadModel

/// Reads the rules under `fields:`, and those of `identity:` that are rules of the same form.
extension MappingReader {
    mutating func readFields(_ node: ConfigNode, _ kind: RecordKind) {
        let mappable = Field.mappable(for: kind)
        for entry in ConfigMap(node, of: "'fields'", into: findings).all {
            if let field = mappable.first(where: { $0.word == entry.key }) {
                readField(field, entry.value)
            } else {
                findings.add(
                    .mappingUnknownField, "'\(entry.key)' is not a field of \(kind.word) records", at: entry.keyPlace,
                    advice: fieldAdvice(entry.key, kind, mappable))
            }
        }
    }

    private func fieldAdvice(_ word: String, _ kind: RecordKind, _ mappable: [Field]) -> String {
        switch Field(mappingWord: word) {
        case .stage?, .statusWord?: return "A lead's status stands under `status:`."
        case .discardReason?, .discardReasonWord?: return "A lead's reason stands under `discard-reason:`."
        case .id?, .modified?, .deleted?, .mergedInto?, .convertedTo?: return "It stands under `identity:`."
        case .references?: return "Ids in other systems stand under `references:`."
        default: return Nearest.advice(for: word, among: mappable.map(\.word))
        }
    }

    /// Adds the step of a field: a column, a list of columns, or a rule.
    mutating func readField(_ field: Field, _ node: ConfigNode) {
        guard case .map = node.content else {
            guard let source = source(node, of: field.word) else { return }
            if field.type == .money { currencyMissing(field, at: node.place) }
            let rule = defaultRule(field, at: node.place)
            plan.steps.append(Step(field: field, source: source, rule: rule))
            return
        }
        var map = ConfigMap(node, of: "the rule of '\(field.word)'", into: findings)
        let columns = map.required("from").flatMap { source($0, of: "from") }
        let type = readType(&map, field)
        let rule = readRule(&map, field, type)
        let absentIsNull = map.optionalFlag("absent-is-null") ?? false
        var invalidIsBlank = false
        if type != .text, type != .list {
            invalidIsBlank = map.choice("invalid", of: [("blank", true), ("fault", false)], required: false) ?? false
        }
        map.refuseUnknownKeys()
        guard let columns else { return }
        plan.steps.append(
            Step(field: field, source: columns, rule: rule, absentIsNull: absentIsNull, invalidIsBlank: invalidIsBlank))
    }

    /// The rule of `field: COLUMN`.
    private mutating func defaultRule(_ field: Field, at place: Origin) -> ValueRule {
        switch field.type {
        case .text: closedWords(field).map { ownWords($0, at: place) } ?? .text
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

    private func readType(_ map: inout ConfigMap, _ field: Field) -> FieldType {
        let own = field.type
        guard let type = map.choice("as", of: FieldType.allCases.map { ($0.rawValue, $0) }, required: false) else {
            return own
        }
        let fits: [FieldType] = own == .text && closedWords(field) == nil ? [.text, .email, .phone, .country] : [own]
        guard fits.contains(type) else {
            findings.add(
                .configWrongType, "'\(field.word)' holds \(own.rawValue), not \(type.rawValue)", at: map.node.place,
                advice: "Write `as: \(own.rawValue)`, or leave `as` out.")
            return own
        }
        return type
    }

    private mutating func readRule(_ map: inout ConfigMap, _ field: Field, _ type: FieldType) -> ValueRule {
        switch type {
        case .text, .country:
            if let values = readValues(&map, field, type) { return .words(values) }
            if type == .country { return .country }
            return closedWords(field).map { ownWords($0, at: map.node.place) } ?? .text
        case .email: return .email
        case .phone: return .phone(readRegion(map.optional("region")))
        case .dateTime: return .dateTime(readDateRule(&map))
        case .number:
            let mark = readDecimal(&map)
            return readValues(&map, field, type).map { .words($0) } ?? .number(mark)
        case .money: return .money(readMoneyRule(&map, field))
        case .flag: return readFlagRule(&map, field)
        case .list:
            let separator = map.optionalText("separator") ?? ""
            var words: Vocabulary<String>?
            if let values = map.optional("values") {
                words = vocabulary(values, place: keyPlace("values", in: map)) { text, _ in text }
            }
            return .list(ListRule(separator: Array(separator.utf8), vocabulary: words))
        }
    }

    private func readDecimal(_ map: inout ConfigMap) -> DecimalMark {
        if let node = map.optional("decimal"), case .text(let text) = node.content,
            isUndecided(text, at: node.place, what: "the decimal mark", advice: "Write point or comma.")
        {
            return .point
        }
        return map.choice("decimal", of: DecimalMark.allCases.map { ($0.rawValue, $0) }, required: false) ?? .point
    }

    // MARK: Phones

    private mutating func readRegion(_ node: ConfigNode?) -> RegionRule {
        guard let node else { return .none }
        guard case .map = node.content else {
            return findings.text(node, of: "region").flatMap { country($0, at: node.place) }.map { .fixed($0) } ?? .none
        }
        var map = ConfigMap(node, of: "'region'", into: findings)
        let columns = map.required("from").flatMap { source($0, of: "from") }
        let fallback = map.optional("default").flatMap { node in
            findings.text(node, of: "default").flatMap { country($0, at: node.place) }
        }
        map.refuseUnknownKeys()
        return columns.map { .column($0, otherwise: fallback) } ?? .none
    }

    private func country(_ text: String, at place: Origin) -> CountryCode? {
        if let code = CountryCode(text), CountryName.known.list.contains(code.text) { return code }
        var advice = "Write an ISO 3166 code of two letters, such as US."
        if let code = CountryName.known.code(of: text) { advice = "Write its ISO 3166 code, '\(code.text)'." }
        findings.add(.configUnknownValue, "'\(text)' is not a country code", at: place, advice: advice)
        return nil
    }

    // MARK: Dates

    private mutating func readDateRule(_ map: inout ConfigMap) -> DateRule {
        let ownZone = map.optional("zone").flatMap { readZone($0) }
        let hasZone = ownZone != nil || zone != nil || map.optional("zone") != nil
        var formats: [DateFormat] = []
        if let node = map.optional("format") {
            var places = [node.place]
            if case .list(let items) = node.content { places = items.map(\.place) }
            for (place, text) in zip(places, findings.texts(node, of: "format")) {
                guard let format = format(text, at: place) else { continue }
                formats.append(format)
                if !format.hasOffset, !hasZone {
                    findings.add(
                        .mappingZoneMissing, "times in this format have no offset, and no zone is declared", at: place,
                        seen: .word(text), advice: "Add `zone: Area/City` here or at the top of the mapping.")
                }
            }
        }
        return DateRule(formats: formats.isEmpty ? [.iso] : formats, zone: ownZone ?? zone)
    }

    private func format(_ text: String, at place: Origin) -> DateFormat? {
        let names: [(String, DateFormat)] = [
            ("iso", .iso), ("epoch-seconds", .epochSeconds), ("epoch-milliseconds", .epochMilliseconds),
        ]
        if isUndecided(
            text, at: place, what: "the format",
            advice: "Write the pattern that the times have, such as d/M/yyyy where the day comes first.")
        {
            return nil
        }
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

    private mutating func readMoneyRule(_ map: inout ConfigMap, _ field: Field) -> MoneyRule {
        let mark = readDecimal(&map)
        guard let node = map.optional("currency") else {
            currencyMissing(field, at: map.node.place)
            return MoneyRule(mark: mark, currency: .none)
        }
        guard case .map = node.content else {
            let code = findings.text(node, of: "currency").flatMap { currency($0, at: node.place) }
            return MoneyRule(mark: mark, currency: code.map { .fixed($0) } ?? .none)
        }
        var rule = ConfigMap(node, of: "'currency'", into: findings)
        let columns = rule.required("from").flatMap { source($0, of: "from") }
        let fallback = rule.optional("default").flatMap { node in
            findings.text(node, of: "default").flatMap { currency($0, at: node.place) }
        }
        rule.refuseUnknownKeys()
        return MoneyRule(mark: mark, currency: columns.map { .column($0, otherwise: fallback) } ?? .none)
    }

    private func currencyMissing(_ field: Field, at place: Origin) {
        findings.add(
            .configMissingKey, "'\(field.word)' needs a currency", at: place,
            advice: "Write `{ from: COLUMN, as: money, currency: USD }`, or name the currency's column.")
    }

    private func currency(_ text: String, at place: Origin) -> String? {
        if isUndecided(text, at: place, what: "the currency", advice: "Write an ISO 4217 code, such as USD.") {
            return nil
        }
        if Currencies.codes.contains(text) { return text }
        let isNear = Currencies.codes.contains(text.uppercased())
        findings.add(
            .configUnknownValue, "'\(text)' is not a currency", at: place,
            advice: isNear ? "Did you mean '\(text.uppercased())'?" : "Write an ISO 4217 code, such as USD.")
        return nil
    }

    // MARK: Flags

    private mutating func readFlagRule(_ map: inout ConfigMap, _ field: Field) -> ValueRule {
        let channels = [("email", true), ("phone", true), ("all", true)]
        _ = map.choice("suppresses", of: channels, required: false)
        let trueWords = map.optional("true-words").map { findings.texts($0, of: "true-words") }
        let falseWords = map.optional("false-words").map { findings.texts($0, of: "false-words") }
        let values = readValues(&map, field, .flag)
        if let values { return .words(values) }
        for word in trueWords ?? [] where (falseWords ?? []).contains(where: { $0.lowercased() == word.lowercased() }) {
            findings.add(
                .configWrongType, "a word says yes and no", at: map.node.place, seen: .word(word),
                advice: "Keep it under `true-words:` or under `false-words:`.")
        }
        return .flag(flagRule(trueWords: trueWords, falseWords: falseWords))
    }

    private func flagRule(trueWords: [String]?, falseWords: [String]?) -> FlagRule {
        var rule = FlagRule(words: WordTable(), blank: nil)
        for (words, meaning) in [(trueWords, true), (falseWords, false)] {
            for word in words ?? [] {
                if word.isEmpty { rule.blank = meaning } else { rule.words.add(asciiLowerCased(word), meaning) }
            }
        }
        if trueWords == nil { for word in ["true", "1", "yes"] { rule.words.add(word, true) } }
        if falseWords == nil { for word in ["false", "0", "no"] { rule.words.add(word, false) } }
        return rule
    }

    private func asciiLowerCased(_ text: String) -> String {
        String(decoding: text.utf8.map(\.lowerCased), as: UTF8.self)
    }
}
