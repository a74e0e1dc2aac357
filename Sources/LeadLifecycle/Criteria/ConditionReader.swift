import ConfigFiles
import LeadModel

/// Reads one condition: a line such as `employees >= 50` or `activity demo-request at least 2 within 30d`.
struct ConditionReader {
    let findings: Findings
    let place: Origin
    /// The line in words, at single blanks.
    private let words: [String]

    /// The fields that a condition may ask for.
    static let fields = Field.mappable(for: .lead)

    init(_ text: String, at place: Origin, _ findings: Findings) {
        self.findings = findings
        self.place = place
        words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// - Returns: `nil` where it is none, which is a finding then.
    func read() -> Condition? {
        guard let test = words.first.flatMap(test(beginningWith:)) else { return nil }
        return Condition(text: words.joined(separator: " "), place: place, test: test)
    }

    private func test(beginningWith first: String) -> Condition.Test? {
        switch first {
        case "activity": return activity(words.dropFirst(), isNone: false)
        case "no" where words.count > 1 && words[1] == "activity": return activity(words.dropFirst(2), isNone: true)
        case "no" where words.count > 1:
            return refuse("after 'no' stands 'activity'", "Write such as 'no activity call within 30d'.")
        case Field.score.word: return score()
        case Self.emailDomain: return domains()
        default: break
        }
        // What is no field of its own is offered, too, to whoever mistypes it.
        let known =
            Self.fields.map { ($0.word, $0) } + [(Self.emailDomain, Field.email), ("activity", Field.activityType)]
        if words.count == 1, !known.contains(where: { $0.0 == first }) {
            return refuse(
                "'\(first)' is no condition",
                "Within [ ], a condition that has commas stands in quotes: [ 'country in US, CA', score >= 50 ].")
        }
        guard let field = findings.choice(first, at: place, of: known, called: "field of a lead") else { return nil }
        guard words.count > 2 else {
            return refuse("'\(first)' is asked nothing", "Write such as '\(example(of: field))'.")
        }
        return ask(field, words[1], Array(words.dropFirst(2)))
    }

    // MARK: Fields

    private func ask(_ field: Field, _ verb: String, _ rest: [String]) -> Condition.Test? {
        switch (verb, rest) {
        case ("is", ["known"]): return .isKnown(field, true)
        case ("is", ["unknown"]): return .isKnown(field, false)
        case ("is", ["yes"]) where field.type == .flag: return .flag(field, true)
        case ("is", ["no"]) where field.type == .flag: return .flag(field, false)
        case ("is", _): return refuse(field, is: rest.joined(separator: " "))
        default: break
        }
        switch field.type {
        case .number: return number(field, verb, rest)
        case .money: return money(field, verb, rest)
        case .dateTime:
            guard verb == "within", rest.count == 1 else { return refuse(field, verb) }
            return span(rest[0]).map { .since(field, $0) }
        case .flag: return refuse(field, verb)
        case .text, .email, .phone, .country, .list: return text(field, verb, rest)
        }
    }

    private func text(_ field: Field, _ verb: String, _ rest: [String]) -> Condition.Test? {
        let line = rest.joined(separator: " ")
        switch (verb, rest.first) {
        case ("in", _): return among(field, line, isNegated: false)
        case ("not", "in") where rest.count > 1:
            return among(field, rest.dropFirst().joined(separator: " "), isNegated: true)
        case ("=", _): return among(field, [line], isNegated: false)
        case ("!=", _): return among(field, [line], isNegated: true)
        case ("contains", _): return .contains(field, line.lowercased())
        default: return refuse(field, verb)
        }
    }

    private func among(_ field: Field, _ line: String, isNegated: Bool) -> Condition.Test? {
        let items = line.split(separator: ",", omittingEmptySubsequences: false).map { item in
            item.split(separator: " ").joined(separator: " ")
        }
        guard !items.contains("") else {
            return refuse("between two commas stands nothing", "Write the words with one comma between two of them.")
        }
        return among(field, items, isNegated: isNegated)
    }

    private func among(_ field: Field, _ items: [String], isNegated: Bool) -> Condition.Test? {
        if field == .country, let other = items.first(where: { !isCountryCode($0) }) {
            return refuse("'\(other)' is no country's code", "Write two letters of ISO 3166, such as US or DE.")
        }
        return .isAmong(field, items.map { $0.lowercased() }, isNegated: isNegated)
    }

    private func isCountryCode(_ text: String) -> Bool {
        text.utf8.count == 2 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
    }

    private func number(_ field: Field, _ verb: String, _ rest: [String]) -> Condition.Test? {
        guard let comparison = Comparison(rawValue: verb) else { return refuse(field, verb) }
        guard rest.count == 1, let number = ExactNumber(rest[0]) else { return refuseNumber(rest) }
        return .number(field, comparison, number)
    }

    private func money(_ field: Field, _ verb: String, _ rest: [String]) -> Condition.Test? {
        guard let comparison = Comparison(rawValue: verb) else { return refuse(field, verb) }
        guard rest.count == 2, let number = ExactNumber(rest[0]), let hundredths = number.hundredths,
            rest[1].utf8.count == 3, rest[1].utf8.allSatisfy({ (0x41...0x5A).contains($0) })
        else {
            return refuse(
                "'\(rest.joined(separator: " "))' is no amount", "Write a number and a currency, such as 1000000 EUR.")
        }
        return .money(field, comparison, Money(hundredths: hundredths, currency: rest[1]))
    }

    private func score() -> Condition.Test? {
        guard words.count > 1, let comparison = Comparison(rawValue: words[1]) else {
            return refuse("the score is compared with a number", "Write such as 'score >= 50'.")
        }
        let rest = Array(words.dropFirst(2))
        guard rest.count == 1, let number = ExactNumber(rest[0]) else { return refuseNumber(rest) }
        return .score(comparison, number)
    }

    // MARK: Domains of addresses

    /// What is behind the `@` of an e-mail address.
    static let emailDomain = "email-domain"

    /// `email-domain in rival.example, rival.test`, `email-domain = rival.example`, and their negations.
    private func domains() -> Condition.Test? {
        let advice = "Write such as 'email-domain in rival.example'."
        var rest = words.dropFirst()
        guard let verb = rest.popFirst(), !rest.isEmpty else { return refuse("the domain is asked nothing", advice) }
        let isNegated: Bool
        switch (verb, rest.first) {
        case ("in", _), ("=", _): isNegated = false
        case ("not", "in"):
            isNegated = true
            rest.removeFirst()
        case ("!=", _): isNegated = true
        default: return refuse("'\(Self.emailDomain)' cannot be asked '\(verb)'", advice)
        }
        let items = rest.joined(separator: " ").split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.drop { $0 == " " || $0 == "@" }.lowercased() }
            .map { String($0.reversed().drop { $0 == " " }.reversed()) }
        if let other = items.first(where: { !Self.isDomain($0) }) {
            return refuse("'\(other)' is no domain", advice)
        }
        return .isAmongDomains(items, isNegated: isNegated)
    }

    private static func isDomain(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count > 1
            && labels.allSatisfy { label in
                !label.isEmpty
                    && label.utf8.allSatisfy {
                        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
                    }
            }
    }

    // MARK: Activities

    /// `demo-request [at least 2] [within 30d]`.
    private func activity(_ words: ArraySlice<String>, isNone: Bool) -> Condition.Test? {
        var rest = words
        guard let type = rest.popFirst() else {
            return refuse(
                "an activity is named by its kind", "Write such as 'activity demo-request within 30d'.")
        }
        guard ActivityType.isKind(type) else {
            return refuse("'\(type)' is no kind of activity", ActivityType.kindAdvice(for: type))
        }
        var least = 1
        if rest.starts(with: ["at", "least"]) {
            guard rest.count > 2, let count = Int(rest[rest.startIndex + 2]), count > 0, !isNone else {
                return refuse(
                    "'at least' needs a number from 1", "Write such as 'activity \(type) at least 3 within 14d'.")
            }
            least = count
            rest = rest.dropFirst(3)
        }
        var within: AgreedSpan?
        if rest.first == "within" {
            guard rest.count > 1, let time = span(rest[rest.startIndex + 1]) else {
                return rest.count > 1 ? nil : refuse("'within' needs a length of time", AgreedSpan.advice)
            }
            within = time
            rest = rest.dropFirst(2)
        }
        if let word = rest.first {
            return refuse(
                "'\(word)' is not understood here",
                "After the kind there may stand 'at least' with a number, then 'within' with a length of time.")
        }
        return isNone ? .noActivity(type, within: within) : .activity(type, atLeast: least, within: within)
    }

    // MARK: What is refused

    private func span(_ text: String) -> AgreedSpan? {
        if let span = AgreedSpan(text), span.amount > 0 { return span }
        return refuse("'\(text)' is no length of time", AgreedSpan.advice)
    }

    private func refuse<Value>(_ summary: String, _ advice: String) -> Value? {
        findings.add(.configWrongType, summary, at: place, advice: advice)
        return nil
    }

    private func refuse(_ field: Field, _ verb: String) -> Condition.Test? {
        refuse("'\(field.word)' cannot be asked '\(verb)'", "Write such as '\(example(of: field))'.")
    }

    private func refuse(_ field: Field, is word: String) -> Condition.Test? {
        field.type == .flag
            ? refuse(
                "'\(word)' is neither yes nor no",
                "Write '\(field.word) is yes' or '\(field.word) is no', or '\(field.word) is known' for either.")
            : refuse(
                "after '\(field.word) is' stands known or unknown, and not '\(word)'",
                "Write '\(field.word) is known', or such as '\(comparison(of: field))'.")
    }

    /// A condition that asks for more than whether the field is known.
    private func comparison(of field: Field) -> String {
        switch field.type {
        case .text, .email, .phone, .list: "\(field.word) = Brewing"
        case .number, .money, .dateTime, .flag, .country: example(of: field)
        }
    }

    private func refuseNumber(_ rest: [String]) -> Condition.Test? {
        refuse("'\(rest.joined(separator: " "))' is no number", "Write digits, such as 50 or 12.5.")
    }

    private func example(of field: Field) -> String {
        switch field.type {
        case .number: "\(field.word) >= 50"
        case .money: "\(field.word) >= 1000000 EUR"
        case .dateTime: "\(field.word) within 90d"
        case .flag: "\(field.word) is yes"
        case .country: "\(field.word) in US, CA"
        case .text, .email, .phone, .list: "\(field.word) is known"
        }
    }
}
