internal import ConfigFiles
internal import LeadModel

/// Reads `transform:`, `constant:` and `when:` of a rule into a chain, and checks that each link can take what the one before
/// it gives.
extension MappingReader {
    /// What travels from link to link.
    private enum Flow {
        case text
        case texts
    }

    /// The chain of a rule; `nil` where the rule has none.
    /// - Parameter type: what the rule makes of it in the end.
    mutating func readChain(_ map: ConfigMap, of word: String, _ type: FieldType) -> Chain? {
        let constant = map.text("constant")
        let transform = map["transform"]
        let when = map.map("when").flatMap { readCondition($0) }
        var links: [ChainLink] = []
        if let constant { links.append(ChainLink(kind: .constant, transform: .constant(constant))) }
        // A value that counts only under a condition is none where the condition does not hold.
        if var condition = when {
            condition.isNegated.toggle()
            links.append(ChainLink(kind: .blank, transform: .blank, condition: condition))
        }
        guard let transform else { return links.isEmpty ? nil : Chain(links, gathers: false) }
        let nodes = transform.items
        var flow: Flow = type == .list ? .texts : .text
        var gathers = false
        for (number, node) in nodes.enumerated() {
            guard let link = readLink(node) else { return nil }
            let description = TransformCatalog.description(of: link.kind)
            if number == 0, constant == nil, description.takes == .texts {
                gathers = true
                flow = .texts
            }
            guard fits(description, flow, at: node.place, isFirst: number == 0) else { return nil }
            if description.takes != .text || flow == .text { flow = description.gives == .texts ? .texts : .text }
            links.append(link)
        }
        if flow == .texts, type != .list {
            findings.add(
                .mappingInvalidTransform, "the chain ends with several texts, and '\(word)' holds one",
                at: nodes.last?.place ?? transform.place,
                advice: "Add `{ part: first }` or `{ join: \", \" }` behind it.")
        }
        return Chain(links, gathers: gathers)
    }

    private func fits(_ description: TransformDescription, _ flow: Flow, at place: Origin, isFirst: Bool) -> Bool {
        switch (description.takes, flow) {
        case (.text, _), (.oneText, .text), (.texts, .texts): return true
        case (.texts, .text):
            findings.add(
                .mappingInvalidTransform, "'\(description.name)' takes several texts, and one arrives here", at: place,
                advice:
                    "Put `{ split: \",\" }` before it, or make it the first transform of a rule with several columns.")
        case (.oneText, .texts):
            findings.add(
                .mappingInvalidTransform, "'\(description.name)' takes one text, and several arrive here", at: place,
                advice: isFirst
                    ? "A list is cut by `separator:`; give its items their form with other transforms."
                    : "Put `{ part: first }` or `{ join: \", \" }` before it.")
        }
        return false
    }

    // MARK: One link

    private mutating func readLink(_ value: ConfigValue) -> ChainLink? {
        if let word = value.text {
            guard let kind = TransformKind(rawValue: word) else { return nil }
            return transform(TransformCatalog.description(of: kind), [:], at: value.place).map {
                ChainLink(kind: kind, transform: $0)
            }
        }
        guard let map = value.map else { return nil }
        let condition = map.map("when").flatMap { readCondition($0) }
        let otherwise = map["otherwise"]
        guard let name = map.first(of: TransformCatalog.all.map(\.name)), let kind = TransformKind(rawValue: name),
            let value = map[name]
        else { return nil }
        let description = TransformCatalog.description(of: kind)
        if let otherwise, !description.mayRefuse {
            findings.add(
                .mappingInvalidTransform, "'\(kind.rawValue)' takes every text, so 'otherwise' says nothing here",
                at: otherwise.place, advice: "Take it out.")
        }
        guard let arguments = readArguments(value, description),
            let transform = transform(description, arguments, at: value.place)
        else { return nil }
        let choice = (otherwise?.text).flatMap(ChainLink.Otherwise.init(rawValue:)) ?? .fault
        return ChainLink(kind: kind, transform: transform, condition: condition, otherwise: choice)
    }

    /// The parameters of a transform: a map of them, or the first one alone.
    private mutating func readArguments(
        _ value: ConfigValue, _ description: TransformDescription
    ) -> [String: TransformArgument]? {
        guard let main = description.parameters.first, !value.isNothing else { return [:] }
        var arguments: [String: TransformArgument] = [:]
        guard let map = value.map, main.form != .vocabulary else {
            guard let argument = readArgument(value, main) else { return nil }
            arguments[main.name] = argument
            return arguments
        }
        var isWhole = true
        for parameter in description.parameters {
            guard let value = map[parameter.name] else {
                isWhole = isWhole && !parameter.isRequired
                continue
            }
            arguments[parameter.name] = readArgument(value, parameter)
            isWhole = isWhole && arguments[parameter.name] != nil
        }
        return isWhole ? arguments : nil
    }

    private mutating func readArgument(_ value: ConfigValue, _ parameter: TransformParameter) -> TransformArgument? {
        switch parameter.form {
        case .text, .word, .group: value.text.map { .text($0) }
        case .part: readPart(value).map { .part($0) }
        case .pattern: value.text.flatMap { pattern($0, at: value.place) }.map { .pattern($0) }
        case .vocabulary:
            value.map.map { .words(vocabulary(of: $0, place: value.place) { text, _ in text }) }
        case .country: .country(readRegion(value))
        case .column: source(value).map { .column($0) }
        }
    }

    private func readPart(_ value: ConfigValue) -> Int? {
        switch value.text {
        case "first": 1
        case "last": -1
        case let text: text.flatMap { Int($0) }
        }
    }

    private func pattern(_ text: String, at place: Origin) -> CapturePattern? {
        do {
            return try CapturePattern(text)
        } catch {
            findings.add(
                .mappingPatternRefused, "the pattern cannot be used: \(error.reason)", at: place,
                advice: "Patterns are those of RE2, without look-around and back-references; put them in single quotes."
            )
            return nil
        }
    }

    private func transform(
        _ description: TransformDescription, _ arguments: [String: TransformArgument], at place: Origin
    ) -> Transform? {
        let main = description.parameters.first.flatMap { arguments[$0.name] }
        switch (description.kind, main) {
        case (.trim, let main): return .trim(Set(main?.text ?? ""))
        case (.letterCase, .text(let word)?): return LetterCase(rawValue: word).map { .letterCase($0) }
        case (.split, .text(let text)?): return .split(by: text)
        case (.part, .part(let number)?): return .part(number)
        case (.join, .text(let text)?): return .join(with: text)
        case (.namePart, .text(let word)?): return FullName.Part(rawValue: word).map { .namePart($0) }
        case (.fallback, .text(let text)?): return .fallback(text)
        case (.values, .words(let words)?): return .values(words)
        case (.country, _): return .country
        case (.region, .country(let rule)?):
            let form = (arguments["as"]?.text).flatMap { RegionName.Form(rawValue: $0) }
            return .region(of: rule, as: form ?? .code)
        case (.phone, .country(let rule)?): return .phone(rule)
        case (.phone, _): return .phone(.none)
        case (.email, _): return .email
        case (.capture, .pattern(let pattern)?):
            return group(arguments["group"]?.text, of: pattern, at: place).map { .capture(pattern, group: $0) }
        case (.stripHTML, _): return .stripHTML
        case (.hash, _): return .hash
        case (.constant, .text(let text)?): return .constant(text)
        case (.column, .column(let source)?): return .column(source)
        case (.blank, _): return .blank
        default: return nil
        }
    }

    private func group(_ text: String?, of pattern: CapturePattern, at place: Origin) -> Int? {
        guard let text else { return min(1, pattern.groups) }
        if let number = Int(text), 0...pattern.groups ~= number { return number }
        if let number = pattern.group(named: text) { return number }
        findings.add(
            .mappingInvalidTransform, "the pattern has no group '\(text)'", at: place,
            advice: "It has \(pattern.groups); name one with `(?P<NAME>…)`, or leave 'group' out.")
        return nil
    }

    // MARK: when

    /// `{ column: COLUMN, is: WORDS }`, `is-not: WORDS` or `is-blank: true`.
    private mutating func readCondition(_ map: ConfigMap) -> Condition? {
        let columns = map["column"].flatMap { source($0) }
        let (isOneOf, isNot, blank) = (map.texts("is"), map.texts("is-not"), map.flag("is-blank"))
        guard let columns else { return nil }
        if let isOneOf { return Condition(source: columns, test: .isOneOf(Set(isOneOf)), isNegated: false) }
        if let isNot { return Condition(source: columns, test: .isOneOf(Set(isNot)), isNegated: true) }
        return blank.map { Condition(source: columns, test: .isBlank, isNegated: !$0) }
    }
}

/// What a mapping writes for a parameter.
enum TransformArgument {
    case text(String)
    case part(Int)
    case pattern(CapturePattern)
    case words(Vocabulary<String>)
    case country(RegionRule)
    case column(ColumnSource)

    var text: String? { if case .text(let text) = self { text } else { nil } }
}
