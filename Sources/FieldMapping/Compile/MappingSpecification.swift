internal import ConfigFiles
internal import LeadModel

/// What may stand in `mappings/*.yaml`; the rules of fields are specified in `FieldRuleSpecification`.
enum MappingSpecification {
    static let fileKind = ConfigFileKind(
        "mapping", at: "mappings/*.yaml", "How the records of one kind of export become leads, or what concerns leads.",
        .variants(
            ConfigVariants(
                "a mapping", by: "record", noun: "kind of records",
                RecordKind.allCases.map { (ConfigWord($0.word, meaning(of: $0)), mapping($0)) }))
    ) { _ = MappingReader.read($0, file: "mapping.yaml") }

    /// How a mapping says that its export has no opt-out, so that nobody takes that for an oversight.
    static let noOptOut = "none-in-this-export"

    private static func meaning(of kind: RecordKind) -> String {
        switch kind {
        case .lead: "A person: a lead, a contact or a prospect."
        case .activity: "What somebody did: a call, a mail, a form."
        case .opportunity: "A deal that concerns a lead."
        case .campaign: "A campaign, with its cost."
        }
    }

    private static func mapping(_ kind: RecordKind) -> ConfigMapping {
        var keys: [ConfigKey] = [
            .required("mapping", .text("salesforce-\(kind.word)"), "The mapping's name, as sources refer to it."),
            .required(
                "record", .word("kind of records", [ConfigWord(kind.word, meaning(of: kind))]),
                "What its records speak of."),
            .optional(
                "ids", .text("salesforce"), "The id space of `identity.id`; mappings of one system share it.",
                otherwise: "the source's name"),
            .optional("zone", zone, "The IANA name of the zone of times that are written without one."),
            .optional(
                "null-words", .oneOrMore(.text("#N/A", mayBeEmpty: true)),
                "Words that, alone in a cell, mean that there is nothing in it."),
            .optional(
                "absent-is-null", .flag, "Whether a field whose column a record lacks is known to be empty.",
                otherwise: "false"),
            .required("identity", .mapping(identity), "Which record it is, and how it changed."),
        ]
        switch kind {
        case .lead:
            keys.append(
                .optional(
                    "references", .table(spaces("'references'", "salesforce", references)),
                    "Columns with ids of the same person elsewhere, by id space; further addresses under `email`."))
        case .activity, .opportunity:
            keys.append(
                .required(
                    "lead", .table(spaces("'lead'", "salesforce")),
                    "Whom it concerns: columns with ids by id space, or with an address under `email`."))
        case .campaign: break
        }
        keys.append(
            .optional(
                "fields",
                .mapping(
                    ConfigMapping(
                        "'fields'", unknown: ("a field of \(kind.word) records", .mappingUnknownField),
                        hints: elsewhere(kind),
                        Field.mappable(for: kind).map {
                            .optional($0.word, FieldRuleSpecification.shape($0), $0.meaning)
                        })),
                "Where each field comes from: a column, several of which the first that is not blank counts, or a rule."
            ))
        if kind == .lead {
            keys += [
                .optional(
                    "opt-out",
                    .word("statement", [ConfigWord(noOptOut, "No column of the export says who wants no mail.")]),
                    "What is to be known of people who opted out, where no column is mapped as `opted-out`."),
                .optional(
                    "status", .mapping(vocabulary("'status'", stages, changed)), "What each status of the source means."
                ),
                .optional(
                    "discard-reason", .mapping(vocabulary("'discard-reason'", reasons)),
                    "What each reason of the source means, for which sales gives leads up."),
            ]
        }
        keys += [
            .optional("ignore", .oneOrMore(.text("Salutation")), "Columns that are known and not wanted."),
            .optional(
                "tests", .list(.mapping(test(expectable(kind), noun: kind.word))),
                "Records, and what must become of them."),
        ]
        return ConfigMapping("a mapping of \(kind.word) records", hints: misplaced(kind), keys)
    }

    /// What to say to keys that other kinds of records have.
    private static func misplaced(_ kind: RecordKind) -> [String: ConfigHint] {
        let vocabulary = kind == .opportunity ? "Map `stage` and `lost-reason` under `fields:`." : "Take it out."
        return [
            "references": ConfigHint(
                "Say with `lead:` whom the \(kind.word) concerns.", summary: "'references' is for leads"),
            "lead": ConfigHint(
                kind == .lead ? "Ids in other systems stand under `references:`." : "Take it out.",
                summary: "'lead' is for activities and opportunities"),
            "status": ConfigHint(vocabulary, summary: "'status' is for leads"),
            "discard-reason": ConfigHint(vocabulary, summary: "'discard-reason' is for leads"),
        ]
    }

    /// What to say to fields that stand elsewhere than under `fields:`.
    private static func elsewhere(_ kind: RecordKind) -> [String: ConfigHint] {
        var hints: [String: ConfigHint] = [:]
        for field in Field.allCases where !Field.mappable(for: kind).contains(where: { $0.word == field.word }) {
            switch field {
            case .stage, .statusWord, .statusSince:
                hints[field.word] = ConfigHint("A lead's status stands under `status:`.")
            case .discardReason, .discardReasonWord:
                hints[field.word] = ConfigHint("A lead's reason stands under `discard-reason:`.")
            case .id, .modified, .deleted, .mergedInto, .convertedTo:
                hints[field.word] = ConfigHint("It stands under `identity:`.")
            case .references: hints[field.word] = ConfigHint("Ids in other systems stand under `references:`.")
            default: break
            }
        }
        return hints
    }

    // MARK: Parts

    static let columns = ConfigShape.named(
        "columns", .either([.text("Email"), .list(.text("Email"), least: 1)]))
    static let zone = ConfigShape.text("Europe/Berlin", suggestions: ["America/New_York", "Europe/Berlin", "UTC"])

    private static let identity = ConfigMapping(
        "'identity'",
        [
            .required(
                "id", identifier, "The column of the record's id.",
                missing: (
                    .mappingIdentityMissing, "'identity' needs the column of the record's id",
                    "Add `id: COLUMN` here."
                )),
            .optional("modified", FieldRuleSpecification.shape(.modified), Field.modified.meaning),
            .optional("deleted", FieldRuleSpecification.shape(.deleted), Field.deleted.meaning),
            .optional("merged-into", identifier, Field.mergedInto.meaning),
            .optional("converted-to", identifier, Field.convertedTo.meaning),
        ])

    private static let identifier = ConfigShape.named("identifier", identifier([]))
    private static let references = ConfigShape.named(
        "reference",
        identifier([
            .optional(
                "separator", .text(";"), "What stands between several ids in one cell.", otherwise: "a cell is one id")
        ]))

    private static func identifier(_ more: [ConfigKey]) -> ConfigShape {
        .either([
            .text("Id"), .list(.text("Id"), least: 1),
            .mapping(
                ConfigMapping(
                    "the rule of an id",
                    [
                        .required(
                            "from", columns, "The column, or several of which the first that is not blank counts."),
                        .optional(
                            "as",
                            .word(
                                "form of an id",
                                [
                                    ConfigWord("text", "As it is written."),
                                    ConfigWord("salesforce-id", "15 or 18 characters, both the same id."),
                                ]), "How the id is spelled.", otherwise: "text, or as the record's own id"),
                    ] + more)),
        ])
    }

    private static func spaces(_ subject: String, _ example: String, _ rule: ConfigShape = identifier) -> ConfigTable {
        ConfigTable(subject, key: "An id space, as a mapping names it with `ids`", example: example, rule)
    }
}
