import ConfigFiles
import LeadModel

/// What may stand where a criterion is asked for: a condition, or a group of conditions up to three deep.
enum CriterionSpecification {
    static let criterion = shape(names: ["criterion", "criterion-part", "criterion-inner-part"])

    private static let condition = ConfigShape.text(
        "country in US, CA",
        suggestions: [
            "score >= 50", "country in US, CA", "email-domain in rival.example", "employees >= 50",
            "title contains head", "phone is known",
            "activity demo-request within 30d", "activity pricing-page at least 3 within 14d",
            "no activity call within 30d",
        ],
        insteadOfKeys: ConfigHint(
            "Take a level out: a group of 'all' within 'all', or of 'any' within 'any', can be one with it.",
            summary: "groups of conditions stand in each other at most three deep"))

    /// - Parameter names: by which the schema knows the groups, the outermost first; as many as groups may be nested.
    private static func shape(names: ArraySlice<String>) -> ConfigShape {
        guard let name = names.first else { return condition }
        let parts = ConfigShape.list(shape(names: names.dropFirst()), least: 1)
        let group = ConfigMapping(
            "a group of conditions", exactlyOneOf: ["all", "any", "none"],
            [
                .optional("all", parts, "Fulfilled where every part is."),
                .optional("any", parts, "Fulfilled where at least one part is."),
                .optional("none", parts, "Fulfilled where no part is."),
            ])
        return .named(name, .either([condition, .mapping(group)]))
    }

    static let score = ConfigMapping(
        "a score",
        [
            .optional("at-most", .wholeNumber(1...1_000_000), "The highest score.", otherwise: "there is none"),
            .required(
                "contributions",
                .table(
                    ConfigTable(
                        "the contributions", key: "a name for it", example: "demo", .mapping(contribution),
                        empty: (
                            .configMissingKey, "a score needs a contribution",
                            "Write such as `demo: { points: 30, when: activity demo-request within 90d }`."
                        ))), "Named reasons for points."),
        ])

    private static let contribution = ConfigMapping(
        "a contribution", exactlyOneOf: ["when", "for-each"],
        [
            .required("points", .wholeNumber(-10_000...10_000), "How many points; negative against the lead."),
            .optional("when", criterion, "Given once, where this is fulfilled."),
            .optional(
                "for-each", .text("pricing-page", pattern: "^[a-z0-9-]{1,64}$"), "Given for each activity of this kind."
            ),
            .optional("at-most", .wholeNumber(1...1_000_000), "The most that it adds up to, or takes away."),
            .optional(
                "half-life", .text("30d", pattern: "^[0-9]+[mhdw]$"),
                "The time in which the points of an activity lose half of their worth."),
        ])
}
