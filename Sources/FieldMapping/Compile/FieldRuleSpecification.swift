internal import ConfigFiles
internal import LeadModel

/// What may stand under a field: a column, a list of columns, or a rule whose keys depend on its type.
enum FieldRuleSpecification {
    static func shape(_ field: Field) -> ConfigShape {
        let types = types(of: field)
        let rule = ConfigVariants(
            "the rule of '\(field.word)'", by: "as", noun: "type", otherwise: field.type.rawValue,
            hints: hints(field, types),
            types.map { type in
                (
                    ConfigWord(type.rawValue, meaning(of: type)),
                    ConfigMapping("the rule of '\(field.word)'", exactlyOneOf: ["from", "constant"], keys(field, type))
                )
            })
        return .named(
            name(field), .either([.text("Column"), .list(.text("Column"), least: 1), .variants(rule)]))
    }

    /// The name of the shape in the schema: fields of one type share it.
    private static func name(_ field: Field) -> String {
        MappingSpecification.confined(field) != nil || field == .lostReason
            ? "\(field.word)-field" : "\(field.type.rawValue)-field"
    }

    /// The types that a field's rule may name.
    private static func types(of field: Field) -> [FieldType] {
        field.type == .text && MappingSpecification.confined(field) == nil
            ? [.text, .email, .phone, .country] : [field.type]
    }

    private static func hints(_ field: Field, _ types: [FieldType]) -> [String: ConfigHint] {
        var hints: [String: ConfigHint] = [:]
        for type in FieldType.allCases where !types.contains(type) {
            hints[type.rawValue] = ConfigHint(
                "Write `as: \(field.type.rawValue)`, or leave `as` out.",
                summary: "'\(field.word)' holds \(field.type.rawValue), not \(type.rawValue)", code: .configWrongType)
        }
        return hints
    }

    private static func meaning(of type: FieldType) -> String {
        switch type {
        case .text: "Any text."
        case .email: "An e-mail address."
        case .phone: "A telephone number, kept in international form."
        case .dateTime: "A point in time."
        case .number: "A number."
        case .money: "An amount of money with its currency."
        case .flag: "Yes or no."
        case .country: "A country, by code or name; kept as its ISO 3166 code."
        case .list: "Several texts."
        }
    }

    // MARK: Keys

    private static func keys(_ field: Field, _ type: FieldType) -> [ConfigKey] {
        var keys: [ConfigKey] =
            TransformSpecification.keys + [
                .optional(
                    "as", .word("type", [ConfigWord(type.rawValue, meaning(of: type))]), "The type of the value.",
                    otherwise: field.type.rawValue)
            ]
        switch type {
        case .text: keys.append(values(meaning(field)))
        case .country: keys.append(values(.text("DE")))
        case .email: break
        case .phone:
            keys.append(
                .optional(
                    "region",
                    lookup("'region'", CodeSpecification.country, "The country of records whose column is blank."),
                    "The country of numbers without calling code: an ISO 3166 code, or the column that tells."))
        case .dateTime: keys += times
        case .number: keys += [decimal, values(.text("10"))]
        case .money:
            keys += [
                decimal,
                .optional(
                    "currency",
                    lookup("'currency'", CodeSpecification.currency, "The currency of records whose column is blank."),
                    "The ISO 4217 code of the currency, or the column that tells; every amount needs one."),
            ]
        case .flag:
            keys += [
                .optional(
                    "suppresses",
                    .word(
                        "channel",
                        [
                            ConfigWord("email", "No mail is sent."), ConfigWord("phone", "Nobody calls."),
                            ConfigWord("all", "Neither."),
                        ]), "The channel that the flag closes."),
                .optional(
                    "true-words", .oneOrMore(.text("x", mayBeEmpty: true)), "Words for yes.",
                    otherwise: "true, 1, yes"),
                .optional(
                    "false-words", .oneOrMore(.text("-", mayBeEmpty: true)),
                    "Words for no; an empty one says what a blank cell means.", otherwise: "false, 0, no"),
                .optional(
                    "present", .flag,
                    "Whether every word that does not say no means yes, and a blank cell no: for a reason or a count.",
                    otherwise: "false"),
                .optional(
                    "any", .flag,
                    "Whether each column is asked, and one that says yes is enough; a CSV header has to have them all.",
                    otherwise: "false: the first that is not blank counts"),
                values(.word("meaning of a flag", [ConfigWord("true", "Yes."), ConfigWord("false", "No.")])),
            ]
        case .list:
            keys += [
                .optional(
                    "separator", .text(";", mayBeEmpty: true), "What stands between the items of one cell.",
                    otherwise: "a cell is one item"), values(.text("Brewing")),
            ]
        }
        keys.append(
            .optional(
                "absent-is-null", .flag, "Whether a record without the column says that the field is empty.",
                otherwise: "false"))
        keys.append(
            .optional(
                "invalid",
                .word(
                    "way to treat values that cannot be read",
                    [
                        ConfigWord("fault", "The record is refused."),
                        ConfigWord("blank", "The field is left out, and the record stays."),
                    ]), "What becomes of a value that cannot be read.", otherwise: "fault"))
        return keys
    }

    /// How a point in time is written.
    static let times: [ConfigKey] = [
        .optional(
            "format",
            .oneOrMore(.text("iso", suggestions: MappingSpecification.formats.map(\.0) + ["yyyy-MM-dd HH:mm"])),
            "How the time is written: \(MappingSpecification.formats.map(\.0).joined(separator: ", ")), or a pattern; several are tried in order.",
            otherwise: "iso"),
        .optional(
            "zone", MappingSpecification.zone, "The zone of times that are written without one.",
            otherwise: "that of the mapping"),
    ]

    private static let decimal = ConfigKey.optional(
        "decimal",
        .word(
            "decimal mark",
            DecimalMark.allCases.map { ConfigWord($0.rawValue, $0 == .point ? "1,234.56" : "1.234,56") }),
        "What stands before the fraction.", otherwise: DecimalMark.point.rawValue)

    private static func values(_ meaning: ConfigShape) -> ConfigKey {
        .optional("values", MappingSpecification.values(meaning), "What each word of the column means; `~`: nothing.")
    }

    private static func meaning(_ field: Field) -> ConfigShape {
        if field == .lostReason { return MappingSpecification.reasons }
        return MappingSpecification.meaning(field) ?? .text("Brewing")
    }

    /// A code, or the column that holds one.
    static func lookup(_ subject: String, _ code: ConfigShape, _ fallback: String) -> ConfigShape {
        .either([
            code,
            .mapping(
                ConfigMapping(
                    subject,
                    [
                        .required("from", MappingSpecification.columns, "The column that tells."),
                        .optional("default", code, fallback),
                    ])),
        ])
    }
}
