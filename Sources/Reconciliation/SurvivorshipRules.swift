public import ConfigFiles
public import LeadModel

/// Whose word counts for which field: `config/survivorship.yaml`.
public struct SurvivorshipRules: Sendable, Hashable {
    /// The order of sources that breaks ties of equal evidence; sources not named come last, by name.
    public var sources: [String]
    /// Indexed by `Field.rawValue`.
    private var rules: [SurvivorshipRule]

    public init(
        sources: [String] = [], rules: [Field: SurvivorshipRule] = [:], otherwise: SurvivorshipRule = .mostRecent
    ) {
        self.sources = sources
        self.rules = Array(repeating: otherwise, count: 256)
        for (field, rule) in SurvivorshipRules.builtIn.merging(rules, uniquingKeysWith: { $1 }) {
            self.rules[Int(field.rawValue)] = rule
        }
        alwaysCount = self.rules.count { if case .always = $0 { true } else { false } }
    }

    /// Whether some field listens to one source only.
    var hasAlways: Bool { alwaysCount > 0 }
    private let alwaysCount: Int

    public subscript(field: Field) -> SurvivorshipRule { rules[Int(field.rawValue)] }

    /// Rules that hold where the file says nothing: the oldest creation is when the lead came to be, and lists are complete
    /// when they are long.
    public static let builtIn: [Field: SurvivorshipRule] = [.created: .firstSeen, .interests: .longestList]

    /// Compiles the file; every finding at once.
    /// - Parameter knownSources: names of the configured sources; a rule that names another is a finding.
    public static func compile(
        _ text: String, file: String, knownSources: [String]
    ) throws(FaultList) -> SurvivorshipRules {
        let root = try ConfigNode.parse(text, file: file)
        let findings = Findings()
        var map = ConfigMap(root, of: "the survivorship rules", into: findings)
        let order = map.optional("sources").map { findings.texts($0, of: "sources") } ?? []
        if let node = map.node.content.entry("sources") {
            for source in order where !knownSources.contains(source) {
                findings.add(
                    .configUnknownReference, "'\(source)' is not a configured source", at: node.place,
                    advice: Nearest.advice(for: source, among: knownSources))
            }
        }
        let otherwise = map.optional("default").flatMap { rule($0, knownSources, findings) } ?? .mostRecent
        var rules: [Field: SurvivorshipRule] = [:]
        if let node = map.optional("fields") {
            let fields = ConfigMap(node, of: "the survivorship rules of fields", into: findings)
            let names = ([.stage] + Field.mappable(for: .lead)).map { ($0.word, $0) }
            for entry in fields.all {
                guard let field = findings.choice(entry.key, at: entry.keyPlace, of: names, called: "lead field") else {
                    continue
                }
                rules[field] = rule(entry.value, knownSources, findings)
            }
        }
        map.refuseUnknownKeys()
        try findings.check()
        return SurvivorshipRules(sources: order, rules: rules, otherwise: otherwise)
    }

    /// `most recent`, `first seen`, `longest list`, `always SOURCE`, `prefer SOURCE[, SOURCE…] unless blank`.
    private static func rule(_ node: ConfigNode, _ knownSources: [String], _ findings: Findings) -> SurvivorshipRule? {
        guard let text = findings.text(node, of: "a survivorship rule") else { return nil }
        let words = text.split(separator: " ").map(String.init)
        switch words.first {
        case "most" where words == ["most", "recent"]: return .mostRecent
        case "first" where words == ["first", "seen"]: return .firstSeen
        case "longest" where words == ["longest", "list"]: return .longestList
        case "always" where words.count == 2:
            return known(words[1], node, knownSources, findings).map { .always($0) }
        case "prefer" where words.count >= 4 && words.suffix(2) == ["unless", "blank"]:
            let names = words[1..<words.count - 2].joined(separator: " ").split(separator: ",")
                .map { $0.split(separator: " ").joined(separator: " ") }
            let sources = names.compactMap { known($0, node, knownSources, findings) }
            return sources.isEmpty ? nil : .prefer(sources)
        default:
            findings.add(
                .configUnknownValue, "'\(text)' is not a survivorship rule", at: node.place,
                advice:
                    "Write 'most recent', 'first seen', 'longest list', 'always SOURCE' or 'prefer SOURCE, SOURCE unless blank'."
            )
            return nil
        }
    }

    private static func known(_ source: String, _ node: ConfigNode, _ knownSources: [String], _ findings: Findings)
        -> String?
    {
        guard !knownSources.contains(source) else { return source }
        findings.add(
            .configUnknownReference, "'\(source)' is not a configured source", at: node.place,
            advice: Nearest.advice(for: source, among: knownSources))
        return nil
    }
}

extension ConfigNode.Content {
    fileprivate func entry(_ key: String) -> ConfigNode? {
        guard case .map(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }
}
