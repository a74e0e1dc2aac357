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
    mutating func readChain(_ map: inout ConfigMap, of word: String, _ type: FieldType) -> Chain? {
        let constant = map.optional("constant")
        let transform = map.optional("transform")
        let when = map.optional("when").flatMap { readCondition($0) }
        var links: [ChainLink] = []
        if let constant, let text = nonEmpty(constant, of: "constant") {
            links.append(ChainLink(kind: .constant, transform: .constant(text)))
        }
        // A value that counts only under a condition is none where the condition does not hold.
        if var condition = when {
            condition.isNegated.toggle()
            links.append(ChainLink(kind: .blank, transform: .blank, condition: condition))
        }
        guard let transform else { return links.isEmpty ? nil : Chain(links, gathers: false) }
        var nodes = [transform]
        if case .list(let items) = transform.content { nodes = items }
        guard !nodes.isEmpty, nodes.count <= Chain.limitLinks else {
            findings.add(
                .mappingInvalidTransform,
                nodes.isEmpty ? "'transform' names none" : "\(nodes.count) transforms stand in one chain",
                at: transform.place,
                advice: nodes.isEmpty
                    ? "Write for example `transform: { case: title }`, or take it out."
                    : "A chain has at most \(Chain.limitLinks); map the words with `values:` instead.")
            return nil
        }
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

    private mutating func readLink(_ node: ConfigNode) -> ChainLink? {
        if case .text(let word) = node.content {
            guard let kind = kind(word, at: node.place) else { return nil }
            let description = TransformCatalog.description(of: kind)
            guard description.mayStandAlone else {
                missing(description, at: node.place)
                return nil
            }
            return transform(description, [:], at: node.place).map { ChainLink(kind: kind, transform: $0) }
        }
        guard case .map(let entries) = node.content else {
            findings.add(
                .configWrongType, "a transform is a word or `{ NAME: PARAMETER }`, not \(node.kindWord)",
                at: node.place,
                advice: "Write for example `{ case: title }` or `strip-html`.")
            return nil
        }
        let named = entries.filter { !["when", "otherwise"].contains($0.key) }
        guard let entry = named.first, named.count == 1 else {
            findings.add(
                .mappingInvalidTransform,
                named.isEmpty
                    ? "no transform is named here" : "'\(named[0].key)' and '\(named[1].key)' stand in one step",
                at: named.last?.keyPlace ?? node.place,
                advice: "Write one transform in each step: `[{ \(named.first?.key ?? "case"): … }, …]`.")
            return nil
        }
        var map = ConfigMap(node, of: "a transform", into: findings)
        _ = map.optional(entry.key)
        let condition = map.optional("when").flatMap { readCondition($0) }
        let otherwiseNode = map.optional("otherwise")
        let otherwise = map.choice(
            "otherwise", of: ChainLink.Otherwise.allCases.map { ($0.rawValue, $0) }, required: false)
        guard let kind = kind(entry.key, at: entry.keyPlace) else { return nil }
        let description = TransformCatalog.description(of: kind)
        if let otherwiseNode, !description.mayRefuse {
            findings.add(
                .mappingInvalidTransform, "'\(kind.rawValue)' takes every text, so 'otherwise' says nothing here",
                at: otherwiseNode.place, advice: "Take it out.")
        }
        guard let arguments = readArguments(entry, description),
            let transform = transform(description, arguments, at: entry.value.place)
        else { return nil }
        return ChainLink(kind: kind, transform: transform, condition: condition, otherwise: otherwise ?? .fault)
    }

    private func kind(_ word: String, at place: Origin) -> TransformKind? {
        findings.choice(word, at: place, of: TransformKind.allCases.map { ($0.rawValue, $0) }, called: "transform")
    }

    private func missing(_ description: TransformDescription, at place: Origin) {
        guard let main = description.parameters.first else { return }
        findings.add(
            .configMissingKey, "'\(description.name)' needs to know its '\(main.name)', \(main.summary)", at: place,
            advice: "For example: `\(description.example.rule)`.")
    }

    /// The parameters of a transform: a map of them, or the first one alone.
    private mutating func readArguments(
        _ entry: ConfigEntry, _ description: TransformDescription
    ) -> [String: TransformArgument]? {
        guard let main = description.parameters.first else {
            if case .null = entry.value.content { return [:] }
            findings.add(
                .configWrongType, "'\(description.name)' has no parameters", at: entry.value.place,
                advice: "Write `\(description.name)` alone.")
            return nil
        }
        if case .null = entry.value.content {
            if description.mayStandAlone { return [:] }
            missing(description, at: entry.value.place)
            return nil
        }
        var arguments: [String: TransformArgument] = [:]
        guard case .map = entry.value.content, main.form != .vocabulary else {
            guard let argument = readArgument(entry.value, main) else { return nil }
            arguments[main.name] = argument
            return arguments
        }
        var map = ConfigMap(entry.value, of: "'\(description.name)'", into: findings)
        var isWhole = true
        for parameter in description.parameters {
            let node = parameter.isRequired ? map.required(parameter.name) : map.optional(parameter.name)
            guard let node else {
                isWhole = isWhole && !parameter.isRequired
                continue
            }
            arguments[parameter.name] = readArgument(node, parameter)
            isWhole = isWhole && arguments[parameter.name] != nil
        }
        map.refuseUnknownKeys()
        return isWhole ? arguments : nil
    }

    private mutating func readArgument(_ node: ConfigNode, _ parameter: TransformParameter) -> TransformArgument? {
        switch parameter.form {
        case .text: return nonEmpty(node, of: parameter.name).map { .text($0) }
        case .word(let words):
            return findings.text(node, of: parameter.name).flatMap { text in
                findings.choice(text, at: node.place, of: words.map { ($0, $0) }, called: parameter.name)
            }.map { .text($0) }
        case .part: return readPart(node, of: parameter.name).map { .part($0) }
        case .pattern:
            return nonEmpty(node, of: parameter.name).flatMap { pattern($0, at: node.place) }.map { .pattern($0) }
        case .group: return nonEmpty(node, of: parameter.name).map { .text($0) }
        case .vocabulary:
            let words = vocabulary(node, place: node.place) { text, _ in text }
            return .words(words)
        case .country: return .country(readRegion(node))
        case .column: return source(node, of: parameter.name).map { .column($0) }
        }
    }

    private func nonEmpty(_ node: ConfigNode, of key: String) -> String? {
        guard let text = findings.text(node, of: key) else { return nil }
        if !text.isEmpty { return text }
        findings.add(
            .configWrongType, "'\(key)' is empty", at: node.place, advice: "Write what is to stand there, in quotes.")
        return nil
    }

    private func readPart(_ node: ConfigNode, of key: String) -> Int? {
        guard let text = findings.text(node, of: key) else { return nil }
        if text == "first" { return 1 }
        if text == "last" { return -1 }
        if let number = Int(text), number != 0, -1_000...1_000 ~= number { return number }
        findings.add(
            .configWrongType, "'\(key)' is 'first', 'last' or a number, counted from 1", at: node.place,
            seen: .word(text), advice: "Write for example `{ part: 2 }`; -1 is the last.")
        return nil
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
    private mutating func readCondition(_ node: ConfigNode) -> Condition? {
        var map = ConfigMap(node, of: "'when'", into: findings)
        let columns = map.required("column").flatMap { source($0, of: "column") }
        let isOneOf = map.optional("is")
        let isNot = map.optional("is-not")
        let blank = map.optionalFlag("is-blank")
        map.refuseUnknownKeys()
        guard let columns else { return nil }
        switch (isOneOf, isNot, blank) {
        case (let node?, nil, nil):
            return words(of: node, "is").map { Condition(source: columns, test: .isOneOf($0), isNegated: false) }
        case (nil, let node?, nil):
            return words(of: node, "is-not").map { Condition(source: columns, test: .isOneOf($0), isNegated: true) }
        case (nil, nil, let blank?): return Condition(source: columns, test: .isBlank, isNegated: !blank)
        default:
            findings.add(
                .mappingInvalidTransform, "'when' needs one of 'is', 'is-not' and 'is-blank'", at: node.place,
                advice: "Write for example `when: { column: Type, is: [Partner, Reseller] }`.")
            return nil
        }
    }

    private func words(of node: ConfigNode, _ key: String) -> Set<String>? {
        let words = findings.texts(node, of: key)
        if words.isEmpty || words.contains("") {
            findings.add(
                .configWrongType, "'\(key)' needs words", at: node.place,
                advice: "Name them; for an empty cell write `is-blank: true`.")
            return nil
        }
        return Set(words)
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
