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
        let document = try ConfigDocument(text, file: file, of: fileKind)
        return try document.result(read(document, knownSources))
    }

    public static let fileKind = ConfigFileKind(
        "survivorship", at: "config/survivorship.yaml",
        "Whose word counts, where the records of one person disagree. A blank never erases a value.",
        .mapping(
            ConfigMapping(
                "the survivorship rules",
                [
                    .optional(
                        "default", ruleShape, "The rule of fields that have none of their own.",
                        otherwise: "most recent"),
                    .optional(
                        "sources", .oneOrMore(.text("salesforce")),
                        "The order of sources that breaks ties of equal evidence.", otherwise: "by name"),
                    .optional(
                        "fields",
                        .mapping(
                            ConfigMapping(
                                "the survivorship rules of fields",
                                unknown: ("a known lead field", .configUnknownValue),
                                fields.map { .optional($0.word, ruleShape, $0.meaning) })),
                        "The rules of single fields."),
                ]))
    ) { _ = read($0, nil) }

    private static let fields = [.stage] + Field.mappable(for: .lead)
    private static let ruleShape = ConfigShape.named(
        "rule", .text("prefer salesforce, hubspot unless blank"))

    /// - Parameter knownSources: `nil` where any name will do.
    private static func read(_ document: ConfigDocument, _ knownSources: [String]?) -> SurvivorshipRules? {
        guard let map = document.root else { return nil }
        let findings = document.findings
        let order = map["sources"]?.items.compactMap { known($0.text ?? "", $0, knownSources, findings) } ?? []
        let otherwise = map["default"].flatMap { rule($0, knownSources, findings) } ?? .mostRecent
        var rules: [Field: SurvivorshipRule] = [:]
        let ruled = map.map("fields")
        for field in fields { rules[field] = ruled?[field.word].flatMap { rule($0, knownSources, findings) } }
        return SurvivorshipRules(sources: order, rules: rules, otherwise: otherwise)
    }

    /// `most recent`, `first seen`, `longest list`, `always SOURCE`, `prefer SOURCE[, SOURCE…] unless blank`.
    private static func rule(_ node: ConfigValue, _ knownSources: [String]?, _ findings: Findings) -> SurvivorshipRule?
    {
        guard let text = node.text else { return nil }
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

    private static func known(_ source: String, _ node: ConfigValue, _ knownSources: [String]?, _ findings: Findings)
        -> String?
    {
        guard let knownSources, !knownSources.contains(source) else { return source }
        findings.add(
            .configUnknownReference, "'\(source)' is not a configured source", at: node.place,
            advice: Nearest.advice(for: source, among: knownSources))
        return nil
    }
}
