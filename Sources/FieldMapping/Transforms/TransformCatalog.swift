/// The transforms, each described once: what mappings accept, the reference page, the schema and the tests of the examples
/// come from here.
public enum TransformCatalog {
    public static let all: [TransformDescription] = TransformKind.allCases.map(description)

    /// The description of a transform.
    public static func description(of kind: TransformKind) -> TransformDescription {
        switch kind {
        case .trim, .letterCase, .split, .part, .join: shape(kind)
        case .namePart, .capture, .stripHTML, .hash: content(kind)
        case .country, .region, .phone, .email: normal(kind)
        case .fallback, .values, .constant, .column, .blank: choice(kind)
        }
    }

    private static func make(
        _ kind: TransformKind, _ summary: String, takes: TransformKind.Intake = .text,
        gives: TransformKind.Output = .text, mayRefuse: Bool = false, _ parameters: [TransformParameter] = [],
        _ example: RuleExample
    ) -> TransformDescription {
        TransformDescription(
            kind: kind, summary: summary, takes: takes, gives: gives, parameters: parameters, mayRefuse: mayRefuse,
            example: example)
    }

    // MARK: The shape of a text

    private static func shape(_ kind: TransformKind) -> TransformDescription {
        switch kind {
        case .trim:
            make(
                kind,
                "Takes white space off both ends, as every rule does anyway, and with it the characters you name.",
                [TransformParameter("characters", .text, required: false, "further characters to take off")],
                RuleExample(
                    "company", #"{ from: Firm, transform: { trim: ",;" } }"#, [("Firm", "Acme Brewing ;")],
                    becomes: "Acme Brewing"))
        case .letterCase:
            make(
                kind, "Writes the text in small letters, in capitals, or each word with a capital.",
                [
                    TransformParameter(
                        "to", .word(LetterCase.allCases.map(\.rawValue), called: "case of letters"), "how to write it")
                ],
                RuleExample(
                    "last-name", "{ from: Name, transform: { case: title } }", [("Name", "O'BANNON-SMITH")],
                    becomes: "O'Bannon-Smith"))
        case .split:
            make(
                kind, "Cuts the text into parts wherever the separator stands; an empty part keeps its place.",
                takes: .oneText, gives: .texts, [TransformParameter("by", .text, "the separator")],
                RuleExample(
                    "campaign", #"{ from: Path, transform: [{ split: "/" }, { part: last }] }"#,
                    [("Path", "2026/autumn/webinar")], becomes: "webinar"))
        case .part:
            make(
                kind, "Takes one of several texts; where there are not so many, the field is blank.", takes: .texts,
                [TransformParameter("number", .part, "`first`, `last` or a number; -2 is the last but one")],
                RuleExample(
                    "city", #"{ from: Place, transform: [{ split: "," }, { part: 2 }] }"#,
                    [("Place", "1 High Street, Leeds, UK")], becomes: "Leeds"))
        default:
            make(
                kind,
                "Puts several texts together; those that are blank are left out. At the front of a rule it takes "
                    + "all columns of `from`.", takes: .texts,
                [TransformParameter("with", .text, "what stands between")],
                RuleExample(
                    "street", #"{ from: [Street 1, Street 2], transform: { join: ", " } }"#,
                    [("Street 1", "12 Mill Lane"), ("Street 2", "Floor 3")], becomes: "12 Mill Lane, Floor 3"))
        }
    }

    // MARK: What stands in a text

    private static func content(_ kind: TransformKind) -> TransformDescription {
        switch kind {
        case .namePart:
            make(
                kind,
                "Takes the first or the last name out of a full one, also of 'Last, First'; particles such as "
                    + "'van' and 'de' belong to the last name, titles and suffixes to neither.",
                [
                    TransformParameter(
                        "which", .word(FullName.Part.allCases.map(\.rawValue), called: "part of a name"), "which name")
                ],
                RuleExample(
                    "last-name", "{ from: Contact, transform: { name-part: last } }",
                    [("Contact", "Dr. Anna van der Berg")], becomes: "van der Berg"))
        case .capture:
            make(
                kind, "Takes what a pattern of RE2 captures: its first group, or the whole match where it has none.",
                mayRefuse: true,
                [
                    TransformParameter("pattern", .pattern, "the pattern, best in single quotes"),
                    TransformParameter("group", .group, required: false, "the number or the name of another group"),
                ],
                RuleExample(
                    "campaign", #"{ from: Source, transform: { capture: 'utm_campaign=([^&]+)' } }"#,
                    [("Source", "https://example.com/?utm_campaign=autumn&x=1")], becomes: "autumn"))
        case .stripHTML:
            make(
                kind, "Takes the text out of HTML: no tags, no scripts, entities decoded, a line for each block.",
                mayRefuse: true, [],
                RuleExample(
                    "note", "{ from: Notes, transform: strip-html }",
                    [("Notes", "<p>Called <b>twice</b> &amp; left a message</p>")],
                    becomes: "Called twice & left a message"))
        default:
            make(
                kind, "Puts the SHA-256 of the text in its place, 64 hexadecimal digits; normalise the text before it.",
                [],
                RuleExample(
                    "note", "{ from: Mail, transform: [email, hash] }", [("Mail", " Ada@Example.com ")],
                    becomes: "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"))
        }
    }

    // MARK: One spelling for all

    private static func normal(_ kind: TransformKind) -> TransformDescription {
        switch kind {
        case .country:
            make(
                kind, "Makes the ISO 3166 code of a country out of its code or name.", mayRefuse: true, [],
                RuleExample("note", "{ from: Land, transform: country }", [("Land", "Deutschland")], becomes: "DE"))
        case .region:
            make(
                kind,
                "Makes the ISO 3166-2 code of a state or province out of its code or name. Known are those of "
                    + "\(RegionName.countries); the regions of other countries stay as they are.", mayRefuse: true,
                [
                    TransformParameter("country", .country, "the country's code, or `{ from: COLUMN, default: US }`"),
                    TransformParameter(
                        "as", .word(RegionName.Form.allCases.map(\.rawValue), called: "form of a region"),
                        required: false,
                        "`code` is US-CA and the default, `short` is CA, `name` is California"),
                ],
                RuleExample(
                    "region", "{ from: State, transform: { region: { country: { from: Country, default: US } } } }",
                    [("State", "california"), ("Country", "")], becomes: "US-CA"))
        case .phone:
            make(
                kind, "Writes a telephone number as E.164, as libphonenumber reads it.", mayRefuse: true,
                [
                    TransformParameter(
                        "region", .country, required: false,
                        "the country of numbers without calling code, or `{ from: COLUMN, default: US }`")
                ],
                RuleExample(
                    "note", "{ from: Desk, transform: { phone: DE } }", [("Desk", "030 / 123 45 67")],
                    becomes: "+49301234567"))
        default:
            make(
                kind, "Writes an e-mail address in small letters, an international domain in its ASCII form.",
                mayRefuse: true, [],
                RuleExample(
                    "note", "{ from: Mail, transform: email }", [("Mail", "Ada <Ada@Bücher.Example>")],
                    becomes: "ada@xn--bcher-kva.example"))
        }
    }

    // MARK: Which text it is

    private static func choice(_ kind: TransformKind) -> TransformDescription {
        switch kind {
        case .fallback:
            make(
                kind,
                "Stands in for what is blank. A column that is missing stays missing, unless the rule says "
                    + "`absent-is-null: true`.", takes: .oneText,
                [TransformParameter("text", .text, "what stands there instead")],
                RuleExample(
                    "lead-source", "{ from: Origin, transform: { default: unknown } }", [("Origin", "")],
                    becomes: "unknown"))
        case .values:
            make(
                kind, "Puts for each word what it means; a word that is not listed is refused, `~` makes it blank.",
                mayRefuse: true, [TransformParameter("words", .vocabulary, "words and their meanings")],
                RuleExample(
                    "language",
                    "{ from: Lang, transform: [{ case: lower }, { values: { deutsch: de, english: en } }] }",
                    [("Lang", "Deutsch")], becomes: "de"))
        case .constant:
            make(
                kind, "Puts a text of yours there, whatever stood there before.", takes: .oneText,
                [TransformParameter("text", .text, "the text")],
                RuleExample(
                    "lead-source",
                    "{ from: Origin, transform: { constant: Partner, when: { column: Type, is: [Reseller, Agency] } } }",
                    [("Origin", "Web"), ("Type", "Agency")], becomes: "Partner"))
        case .column:
            make(
                kind, "Takes what stands in another column instead.", takes: .oneText,
                [
                    TransformParameter(
                        "name", .column, "the column, or a list of which the first that is not blank counts")
                ],
                RuleExample(
                    "city",
                    "{ from: Billing City, transform: { column: Office City, when: { column: Use, is: office } } }",
                    [("Billing City", "York"), ("Office City", "Leeds"), ("Use", "office")], becomes: "Leeds"))
        default:
            make(
                kind, "Takes the text away: the field is known to be empty.", takes: .oneText, [],
                RuleExample(
                    "phone", "{ from: Phone, transform: { blank: ~, when: { column: Phone Status, is: wrong } } }",
                    [("Phone", "+13125550142"), ("Phone Status", "wrong")], becomes: nil))
        }
    }
}
