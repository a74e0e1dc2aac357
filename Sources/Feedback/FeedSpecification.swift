import ConfigFiles
import LeadModel
import RecordFormats

/// What may stand in `config/feeds/*.yaml`.
enum FeedSpecification {
    static let fileKind = ConfigFileKind(
        "feed", at: "config/feeds/*.yaml", "Leads, or what became of them, as one receiver wants them.",
        .mapping(
            ConfigMapping(
                "a feed",
                [
                    .required(
                        "feed", .text("recycled-to-marketo", pattern: "^[a-z0-9-]{1,64}$", mayBeNumber: true),
                        "The feed's name, part of its files' names: small letters, digits and hyphens."),
                    .required("select", .mapping(selection), "Which leads it carries."),
                    .optional(
                        "where",
                        .table(
                            ConfigTable(
                                "the conditions of a feed", key: "A field of the lead.", example: "country",
                                .oneOrMore(.text("US", mayBeNumber: true), least: 1))),
                        "What fields of a lead must hold, one of the values that are named, for it to be selected."),
                    .optional(
                        "needs", .oneOrMore(.word(needed), least: 1),
                        "What a lead must have to be carried; one that lacks it is left out until it has it.",
                        otherwise: "nothing"),
                    .required(
                        "fields",
                        .table(
                            ConfigTable(
                                "the fields of a feed", key: "A column, as the receiver calls it",
                                example: "Email_Address", .either([.word(fields), .mapping(column)]),
                                empty: (.feedInvalid, "a feed needs fields", "Write such as `Email Address: email`.")
                            )), "Its columns in order, and what each holds."),
                    .optional("format", format, "How its files are written; a feed into a folder has it."),
                    .required("to", .mapping(destination), "Where it goes."),
                    .optional(
                        "mode",
                        .word(
                            "mode of a feed", FeedDefinition.Mode.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                        "What each file holds; a feed into a folder says it."),
                    .optional(
                        "withdrawals",
                        .word(
                            "way to withdraw",
                            FeedDefinition.Withdrawals.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                        "Whether the receiver is told who must leave again.", otherwise: "always"),
                    .optional(
                        "schedule", Schedule.shape("0 6 * * mon-fri"),
                        "When its files are written: by the first sync behind each time that is named.",
                        otherwise: "with each sync"),
                    .optional(
                        "actions",
                        .list(
                            .word(
                                "action",
                                [
                                    ConfigWord("add", "Leads that it does not hold."),
                                    ConfigWord("change", "Leads of which something it holds is another now."),
                                    ConfigWord("withdraw", "Leads that it must let go of."),
                                ]), least: 1),
                        "Which rows it gets, in the place of 'withdrawals': for receivers that take additions and corrections in different files."
                    ),
                ]))
    ) { _ = FeedCompiler.read($0) }

    private static let selection = ConfigMapping(
        "a selection", exactlyOneOf: ["decision", "feedback", "reached"],
        [
            .optional(
                "feedback", .text("hubspot"),
                "A marketing source: every lead that it delivered, with what became of it."),
            .optional(
                "reached",
                .word(
                    "stage",
                    FeedSelection.stages.map { ConfigWord($0.word, "Leads that came to this stage, or beyond it.") }),
                "A stage: every lead that reached it, as long as nobody says that it did not. Never somebody who must not be sent anywhere."
            ),
            .optional(
                "decision",
                .word(
                    "decision",
                    FeedDefinition.decisions.map { ConfigWord($0.rawValue, $0.selected) }),
                "What was decided about the leads."),
            .optional(
                "tracks", .either([.text("re-engage"), .list(.text("re-engage"), least: 1)]),
                "The tracks of the agreement that it carries.", otherwise: "all of them"),
        ])

    private static let fields = ConfigWords(
        noun: "feed field", words: FeedField.words.map { ConfigWord($0.0, $0.1.meaning) })

    private static let needed = ConfigWords(
        noun: "lead field",
        words: Field.mappable(for: .lead).map { ConfigWord($0.word, $0.meaning) })

    private static let column = ConfigMapping(
        "a column", exactlyOneOf: ["id-in", "from", "text"],
        [
            .optional("id-in", .text("hubspot"), "The source whose id of the lead the column holds."),
            .optional("from", .word(fields), "The field that the column holds, written in another way."),
            .optional("text", .text("Recycled lead", mayBeNumber: true), "The same text in each row."),
            .optional(
                "as",
                .word(
                    "form",
                    [
                        ConfigWord("sha256", "Its SHA-256, as ad platforms know people by."),
                        ConfigWord("time", "A time by 'pattern' and 'zone'."),
                        ConfigWord("epoch-seconds", "A time as seconds since 1970."),
                        ConfigWord("number", "The number of an amount."),
                        ConfigWord("currency", "The currency of an amount."),
                    ]), "How it is written."),
            .optional(
                "for", .word("receiver", HashedValue.Receiver.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                "Of `as: sha256`: by whose rules it is spelled before."),
            .optional(
                "pattern", .text("yyyy-MM-dd HH:mm:ss"),
                "Of `as: time`: yyyy, MM, dd, HH, mm, ss, SSS, and the offset as xxx (+01:00), xx (+0100) or XXX (Z for zero)."
            ),
            .optional("zone", .text("Europe/Amsterdam"), "Of `as: time`: the zone that it is told in."),
            .optional(
                "words",
                .table(
                    ConfigTable(
                        "the words of a column", key: "A word as the field holds it.", example: "timing",
                        .text("Later", mayBeNumber: true))),
                "The receiver's word for each; one that is not there is none of its words, and the row is left out."),
            .optional(
                "blank",
                .either([
                    .word(
                        "blank",
                        FeedRendering.Blank.allCases.filter { $0 != .null }.map { ConfigWord($0.rawValue, $0.meaning) }),
                    .nothing,
                ]),
                "What is written where there is no value; `null`: the name with null.",
                otherwise: "left out, or null where a source says that there is none"
            ),
        ])

    private static let sayMore = ConfigHint(
        "Write { csv: machine }, { csv: spreadsheet } or { xml: { root: leads, record: lead } }.",
        summary: "this format needs to say more", code: .feedInvalid)

    private static let spreadsheet = ConfigHint("Write { csv: spreadsheet }: spreadsheet programs open it as it is.")

    private static let format = ConfigShape.either([
        .word(
            ConfigWords(
                noun: "format",
                words: [
                    ConfigWord("ndjson", "One JSON object a line."), ConfigWord("json", "One JSON array of objects."),
                ],
                hints: [
                    "csv": sayMore, "xml": sayMore, "xlsx": spreadsheet, "xls": spreadsheet, "excel": spreadsheet,
                ],
                advice:
                    "Known are: ndjson, json, { csv: machine }, { csv: spreadsheet } and { xml: { root: leads, record: lead } }."
            )),
        .mapping(
            ConfigMapping(
                "a format", exactlyOneOf: ["csv", "xml"],
                [
                    .optional(
                        "csv",
                        .word("audience", CSVWriter.Audience.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                        "Delimited text, and who reads it."),
                    .optional(
                        "first-line", .text("Parameters:TimeZone=Europe/Amsterdam"),
                        "Of CSV: a line before the header, as Google Ads wants it."),
                    .optional("xml", .mapping(xml), "XML, and what its elements are called."),
                ])),
    ])

    private static let xml = ConfigMapping(
        "the XML format",
        [
            .required(
                "root", .text("leads", pattern: elementName, mayBeNumber: true), "The name of the document's element."),
            .required(
                "record", .text("lead", pattern: elementName, mayBeNumber: true), "The name of each lead's element."),
        ])

    private static let elementName = "^[A-Za-z_][A-Za-z0-9_.-]*$"

    private static let destination = ConfigMapping(
        "'to'", exactlyOneOf: ["folder", "destination"],
        [
            .optional(
                "folder", .text("feeds/marketo"),
                "The folder for its files; relative to the folder that holds `config`."),
            .optional("upload", .text("partner"), "The destination that gets a copy of each file."),
            .optional(
                "pull", FeedPullCompiler.shape,
                "Who may fetch its files from `leadloop feed serve`, and by which token: by reference, `env:NAME` or `file:PATH`; two while one takes the place of the other.",
                otherwise: "nobody"),
            .optional("destination", .text("marketo"), "The destination that gets each message as a row."),
            .optional(
                "with",
                .table(
                    ConfigTable(
                        "what a feed says to its destination", key: "A name that the destination knows.",
                        example: "list", .text("1001", mayBeNumber: true))),
                "What the destination is told of this feed, such as the id of a list."),
        ])
}

extension DecisionKind {
    /// Which leads a feed carries that selects it.
    fileprivate var selected: String {
        switch self {
        case .recycle: "Leads that go to marketing."
        case .return: "Leads that go back to sales."
        case .escalate: "Leads that wait for sales for longer than `escalate` of the agreement says."
        case .hold, .suppress, .leave: "None: such leads go nowhere."
        }
    }
}

extension FeedDefinition.Mode {
    fileprivate var meaning: String {
        switch self {
        case .full: "Every selected lead, each time."
        case .incremental: "What was added, changed or withdrawn since the last time."
        }
    }
}

extension FeedDefinition.Withdrawals {
    fileprivate var meaning: String {
        switch self {
        case .always: "Who leaves the feed is withdrawn from its receiver."
        case .never: "Nobody is withdrawn."
        }
    }
}

extension CSVWriter.Audience {
    fileprivate var meaning: String {
        switch self {
        case .machine: "For programs: exact values, quotes only where they are needed."
        case .spreadsheet: "For people who open it in a spreadsheet; nothing in it is computed."
        }
    }
}
