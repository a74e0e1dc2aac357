import ConfigFiles
import LeadModel

/// What may stand in `config/agreement.yaml`.
enum AgreementSpecification {
    static let fileKind = ConfigFileKind(
        "agreement", at: "config/agreement.yaml", "What marketing and sales agreed, in dated versions.",
        .mapping(
            ConfigMapping(
                "an agreement file",
                [
                    .required(
                        "agreement", .list(.mapping(version), least: 1),
                        "Versions, each in force from its date until the next one's.")
                ]))
    ) { _ = AgreementCompiler.read($0, file: "agreement.yaml") }

    private static let date = ConfigShape.text("2026-10-01", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    private static let span = ConfigShape.text("30d", pattern: "^[0-9]+[mhdw]$")
    private static let share = ConfigShape.text("95%", pattern: "^[0-9]{1,3}(\\.[0-9]{1,3})?%$")
    private static let trackPattern = "^[a-z0-9-]{1,64}$"
    private static let time = ConfigShape.text("09:00", pattern: "^[0-9]{2}:[0-9]{2}$")

    private static let version = ConfigMapping(
        "a version of the agreement",
        [
            .required("effective-from", date, "The first day of the version, in its zone."),
            .required(
                "zone", .text("America/New_York", suggestions: ["America/New_York", "Europe/Berlin", "UTC"]),
                "The IANA name of the zone that its days and hours are meant in."),
            .optional(
                "business-hours", .mapping(businessHours), "When sales is at work.",
                otherwise: "service levels count around the clock"),
            .optional(
                "stages", .mapping(stages),
                "Which team owns the leads of a stage: who is to act where no record names anybody.",
                otherwise: "nobody is"),
            .optional(
                "score", .mapping(CriterionSpecification.score), "How many points a lead is worth.",
                otherwise: "`score` is what the sources give"),
            .optional(
                "marketing-qualified", CriterionSpecification.criterion, "What marketing may hand over to sales."),
            .optional("sales-accepted", CriterionSpecification.criterion, "What sales takes."),
            .optional(
                "sales-qualified", CriterionSpecification.criterion, "What sales goes on with towards an opportunity."),
            .optional("sales", .mapping(sales), "What sales promises."),
            .optional("marketing", .mapping(marketing), "What marketing promises."),
            .required("recycling", .mapping(recycling), "Which leads go back to marketing."),
            .optional(
                "suppression", .mapping(suppression), "Who must not be sent anywhere, and whose word ends an opt-out."),
        ])

    private static let suppression = ConfigMapping(
        "rules of suppression",
        [
            .optional(
                "consent-from", .oneOrMore(.text("marketo")),
                "The sources that may say that somebody who opted out has agreed again, later.",
                otherwise: "an opt-out in a record ends where the same record says so, and one of the ledger never")
        ]
            + SuppressionRules.byCriterion.map {
                .optional(
                    $0.rawValue, CriterionSpecification.criterion,
                    "Whoever fulfils it is sent nothing. \($0.meaning)")
            })

    private static let businessHours = ConfigMapping(
        "business hours",
        [
            .required(
                "days", .text("mon-fri", pattern: "^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$"),
                "A run of days, which may pass the end of the week."),
            .required("from", time, "When work begins, in quotes."),
            .required(
                "to", .text("17:30", pattern: "^[0-9]{2}:[0-9]{2}$"),
                "When work ends, in quotes; \"30:00\" is six in the morning after."),
            .optional("holidays", .oneOrMore(date), "Days without work."),
        ])

    private static let stages = ConfigMapping(
        "the stages", unknown: ("a known stage", .configUnknownValue),
        Stage.allCases.map { .optional($0.word, .text("inside-sales"), $0.meaning) })

    private static let sales = ConfigMapping(
        "sales' service levels",
        [
            .optional("first-response", span, "How soon sales answers for the first time."),
            .optional(
                "attempts", .text("5 within 10d", pattern: "^ *\\+?[0-9]+ +within +[0-9]+[mhdw] *$"),
                "How often sales tries to reach a lead before it gives up."),
            .optional("follow-up-share", share, "The share of leads that are followed up."),
            .optional("reason-share", share, "The share of discarded leads that are given a reason."),
            .optional("close-rate", share, "The share of accepted leads that are won."),
            .optional(
                "escalate", .oneOrMore(escalation),
                "Who is told of leads that nobody has touched, the soonest first.", otherwise: "nobody is"),
        ])

    private static let escalation = ConfigShape.named(
        "escalation",
        .mapping(
            ConfigMapping(
                "a step of an escalation",
                [
                    .required(
                        "after", .text("4h", pattern: "^ *[0-9]+([mhdw]| +business +(hours?|days?)) *$"),
                        "How long nobody has touched the lead since its hand-over: 30m, 4h, 2d, 2 business days or 16 business hours."
                    ),
                    .required(
                        "track", .text("team-lead", pattern: trackPattern, mayBeNumber: true),
                        "Who is told, as feeds select it: small letters, digits and hyphens."),
                ])))

    private static let marketing = ConfigMapping(
        "marketing's service levels",
        [
            .optional(
                "sales-ready-leads",
                .text(
                    "300 per quarter",
                    pattern:
                        "^ *\\+?[0-9]+ +per +(\(MarketingServiceLevels.Period.allCases.map(\.rawValue).joined(separator: "|"))) *$"
                ), "How many leads marketing hands over."),
            .optional("junk-share", share, "The greatest share of them that is junk."),
        ])

    private static let recycling = ConfigMapping(
        "a recycling policy",
        [
            .required(
                "triggers",
                .oneOrMore(
                    .text(
                        "discarded",
                        suggestions: RecycleTrigger.allCases.flatMap {
                            $0 == .untouched
                                ? ["untouched after 14d", "untouched after 10 business days"] : [$0.rawValue]
                        }), least: 1),
                "What makes a lead recyclable. "
                    + RecycleTrigger.allCases.map { "\($0.rawValue): \($0.meaning)" }.joined(separator: " ")
                    + " It has the time with it: untouched after 14d, 8h, 10 business days or 80 business hours."),
            .optional(
                "never",
                .oneOrMore(
                    .either([
                        .word("discard reason", DiscardReason.allCases.map { ConfigWord($0.word, $0.meaning) }),
                        .mapping(
                            ConfigMapping(
                                "who never comes back",
                                [.required("when", CriterionSpecification.criterion, "Whatever the reason.")])),
                    ])), "Whoever was given up for one of these, or fulfils one of these, never comes back."),
            .required(
                "reasons",
                .mapping(
                    ConfigMapping(
                        "the reasons", unknown: ("a known discard reason", .configUnknownValue),
                        DiscardReason.allCases.map { .optional($0.word, .oneOrMore(rule, least: 1), $0.meaning) }
                            + [
                                .optional(
                                    RecyclingCompiler.untouched, .oneOrMore(rule, least: 1),
                                    "No reason: nobody touched the lead.",
                                    otherwise: "the rule of unknown")
                            ])), "What becomes of everybody else, by the reason why sales gave the lead up."),
            .optional(
                "control", .oneOrMore(control, least: 1),
                "Leads that are recycled as all others and are not handed to marketing's feeds, so that `report recycling` can tell what nurturing the others earns.",
                otherwise: "every recycled lead is handed over"),
            .optional(
                "return-to-sales", CriterionSpecification.criterion,
                "What a lead that waits or is nurtured must have done since its exit to go back to sales.",
                otherwise: "sales gets nobody back"),
            .optional(
                "return-to-sales-early", .flag, "Whether it may go back before its cooling-off is over.",
                otherwise: "it may"),
        ])

    private static let control = ConfigShape.named(
        "control",
        .mapping(
            ConfigMapping(
                "a control share",
                [
                    .required(
                        "share", .text("10%", pattern: "^[0-9]{1,3}(\\.[0-9]{1,3})?%$"),
                        "How many of a track's leads are held out in each cycle, less than 100%. A greater share holds out the same leads and more."
                    ),
                    .optional(
                        "tracks", .oneOrMore(.text("re-engage", pattern: trackPattern, mayBeNumber: true), least: 1),
                        "The tracks that they are held out of.",
                        otherwise: "every track that no other share names"),
                ])))

    private static let rule = ConfigShape.named(
        "rule",
        .mapping(
            ConfigMapping(
                "a rule for a reason",
                [
                    .required(
                        "track", .text("re-engage", pattern: trackPattern, mayBeNumber: true),
                        "The nurture track, as feeds select it: small letters, digits and hyphens."),
                    .required("after", span, "How long the lead rests after sales let go of it."),
                    .required(
                        "cycles", .wholeNumber(1...100),
                        "The last pass through sales after which it may go round once more, whatever it was given up for before."
                    ),
                    .optional(
                        "when", CriterionSpecification.criterion,
                        "What must have been true of the lead when it left sales.", otherwise: "the rule fits everybody"
                    ),
                    .optional(
                        "triggers",
                        .oneOrMore(
                            .word("trigger", RecycleTrigger.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                            least: 1),
                        "How the lead must have left sales.", otherwise: "in any way"),
                ])))
}
