internal import ConfigFiles
internal import LeadModel

/// What may stand under `transform:`, `constant:` and `when:` of a rule: one key for each transform of the catalog, in the form
/// that its parameters say.
enum TransformSpecification {
    /// The keys of every rule that reads columns.
    static let keys: [ConfigKey] = [
        .optional(
            "from", MappingSpecification.columns, "The column, or several of which the first that is not blank counts."),
        .optional("constant", .text("Partner"), "A text of your own in the place of a column."),
        .optional(
            "transform", chain, "What is done to the text before it becomes a value, one step or several in order."),
        .optional("when", condition, "Where the value counts; elsewhere the field is blank."),
    ]

    private static let chain = ConfigShape.named(
        "transforms",
        .either([
            alone, link,
            .list(
                .either([alone, link]), least: 1,
                most: ConfigMost(
                    Chain.limitLinks, "transforms", .mappingInvalidTransform,
                    advice: "Map the words with `values:` instead, or do with fewer.")),
        ]))

    /// A transform that needs no parameters.
    private static let alone: ConfigShape = {
        let all = TransformCatalog.all
        return .word(
            "transform", all.filter(\.mayStandAlone).map { ConfigWord($0.name, $0.summary) },
            hints: Dictionary(
                uniqueKeysWithValues: all.filter { !$0.mayStandAlone }.map { description in
                    let main = description.parameters[0]
                    return (
                        description.name,
                        ConfigHint(
                            "For example: `\(description.example.rule)`.",
                            summary: "'\(description.name)' needs to know its '\(main.name)', \(main.summary)",
                            code: .configMissingKey)
                    )
                }))
    }()

    private static let link = ConfigShape.mapping(
        ConfigMapping(
            "a transform", exactlyOneOf: TransformCatalog.all.map(\.name),
            unknown: ("a known transform", .configUnknownValue),
            TransformCatalog.all.map { .optional($0.name, arguments($0), $0.summary) } + [
                .optional("when", condition, "Where the transform acts; elsewhere the text stays as it is."),
                .optional(
                    "otherwise",
                    .word(
                        "way to treat texts that cannot be read",
                        ChainLink.Otherwise.allCases.map { ConfigWord($0.rawValue, meaning($0)) }),
                    "What becomes of a text that the transform cannot read.", otherwise: "fault"),
            ]))

    private static func meaning(_ otherwise: ChainLink.Otherwise) -> String {
        switch otherwise {
        case .fault: "The record is refused."
        case .keep: "The text stays as it is."
        case .blank: "The text is taken away."
        }
    }

    private static let words = ConfigShape.oneOrMore(.text("Partner"))

    private static let condition = ConfigShape.named(
        "when",
        .mapping(
            ConfigMapping(
                "'when'", exactlyOneOf: ["is", "is-not", "is-blank"],
                [
                    .required("column", MappingSpecification.columns, "The column that is looked at."),
                    .optional("is", words, "It must hold one of these words."),
                    .optional("is-not", words, "It must hold none of these words."),
                    .optional("is-blank", .flag, "It must be blank, or with `false` must not."),
                ])))

    // MARK: Parameters

    /// The first parameter alone, or all of them by their names.
    private static func arguments(_ description: TransformDescription) -> ConfigShape {
        guard let main = description.parameters.first else { return .nothing }
        guard main.form != .vocabulary else { return shape(main) }
        var forms = alone(main)
        forms.append(
            .mapping(
                ConfigMapping(
                    "'\(description.name)'",
                    description.parameters.map { parameter in
                        parameter.isRequired
                            ? .required(parameter.name, shape(parameter), sentence(parameter.summary))
                            : .optional(parameter.name, shape(parameter), sentence(parameter.summary))
                    })))
        if description.mayStandAlone { forms.append(.nothing) }
        return .either(forms)
    }

    private static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }

    /// The forms of a parameter that are no mapping: a mapping holds parameters by their names.
    private static func alone(_ parameter: TransformParameter) -> [ConfigShape] {
        switch parameter.form {
        case .country: [CodeSpecification.country]
        case .column: [.text("Office City"), .list(.text("Office City"), least: 1)]
        default: [shape(parameter)]
        }
    }

    private static func shape(_ parameter: TransformParameter) -> ConfigShape {
        switch parameter.form {
        case .text, .group: .text(", ")
        case .word(let words, let noun): .word(noun, words.map { ConfigWord($0, parameter.summary) })
        case .part:
            .either([
                .word("part", [ConfigWord("first", "The first."), ConfigWord("last", "The last.")]),
                .wholeNumber(1...1_000), .wholeNumber(-1_000 ... -1),
            ])
        case .pattern: .text("([0-9]+)")
        case .vocabulary: MappingSpecification.values(.text("de"))
        case .country:
            FieldRuleSpecification.lookup(
                "'\(parameter.name)'", CodeSpecification.country, "The country of records whose column is blank.")
        case .column: MappingSpecification.columns
        }
    }
}
