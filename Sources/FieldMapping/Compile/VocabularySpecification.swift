internal import ConfigFiles
internal import LeadModel

/// The words of an export and what they may mean.
extension MappingSpecification {
    static let stages = ConfigShape.named(
        "stage", .word("stage", Stage.allCases.map { ConfigWord($0.word, $0.meaning) }))
    static let reasons = ConfigShape.named(
        "discard-reason", .word("discard reason", DiscardReason.allCases.map { ConfigWord($0.word, $0.meaning) }))

    /// A closed vocabulary of a mapping: its columns or constant, and what each word means.
    static func vocabulary(
        _ subject: String, _ meaning: ConfigShape, _ more: [ConfigKey] = []
    ) -> ConfigMapping {
        ConfigMapping(
            subject, exactlyOneOf: ["from", "constant"],
            TransformSpecification.keys + [
                .required("values", values(meaning), "What each word of the column means; `~`: nothing.")
            ] + more)
    }

    /// Since when a status holds.
    static let changed = [
        ConfigKey.optional(
            "changed",
            .either([
                .text("Status_Changed__c"), .list(.text("Status_Changed__c"), least: 1),
                .mapping(
                    ConfigMapping(
                        "'changed'",
                        [.required("from", columns, "The columns, one for each of the status'.")]
                            + FieldRuleSpecification.times)),
            ]), "Since when each of the status' columns has its value.")
    ]

    /// Words of a column, and what each means.
    static func values(_ meaning: ConfigShape) -> ConfigShape {
        .table(
            ConfigTable(
                "'values'", key: "A word of the column, as it is written there", example: "Open",
                .either([meaning, .nothing])))
    }

    /// The words that a text field is confined to, with what they mean.
    static func confined(_ field: Field) -> [ConfigWord]? {
        switch field {
        case .activityType:
            ActivityType.allCases.map {
                ConfigWord($0.rawValue, $0.isTouch ? "Sales reaching out." : "What the lead did.")
            }
        case .opportunityStage: OpportunityStage.allCases.map { ConfigWord($0.rawValue, "The deal is \($0.rawValue).") }
        default: nil
        }
    }

    static func closedWords(_ field: Field) -> [String]? { confined(field)?.map(\.word) }

    /// What a word of the field's column may mean; of activities also a kind that only the agreement knows.
    static func meaning(_ field: Field) -> ConfigShape? {
        guard field == .activityType else {
            return confined(field).map { .word("meaning of '\(field.word)'", $0) }
        }
        return .text(
            "pricing-page", pattern: "^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$", mayBeNumber: true,
            suggestions: ActivityType.allCases.map(\.rawValue) + ["pricing-page", "demo-request", "webinar"])
    }

    /// The formats of points in time that have a name.
    static let formats: [(String, DateFormat)] = [
        ("iso", .iso), ("epoch-seconds", .epochSeconds), ("epoch-milliseconds", .epochMilliseconds),
    ]
}
