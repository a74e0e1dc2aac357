/// What a rule can say besides its transforms, each with an example, for the reference.
public struct RuleForm: Sendable {
    public let name: String
    /// What it does, in one sentence.
    public let summary: String
    public let example: RuleExample

    public static let all: [RuleForm] = [
        RuleForm(
            name: "from", summary: "The columns of the export; of a list, the first that is not blank counts.",
            example: RuleExample(
                "phone", "{ from: [Mobile, Phone], region: US }", [("Mobile", ""), ("Phone", "(312) 555-0142")],
                becomes: "+13125550142")),
        RuleForm(
            name: "constant", summary: "A text of yours in place of a column.",
            example: RuleExample("lead-source", "{ constant: Webinar }", [], becomes: "Webinar")),
        RuleForm(
            name: "when",
            summary:
                "The value counts only where another column holds one of these words; elsewhere the field is blank. "
                + "Behind `when` stand `column` and one of `is`, `is-not` and `is-blank`.",
            example: RuleExample(
                "note", "{ from: Remark, when: { column: Visible, is-not: [internal, secret] } }",
                [("Remark", "call after five"), ("Visible", "all")], becomes: "call after five")),
        RuleForm(
            name: "otherwise",
            summary:
                "Beside a transform that may refuse a text: `keep` leaves such a text as it is, `blank` takes it away, "
                + "`fault` refuses the record and is the default.",
            example: RuleExample(
                "title", "{ from: Job, transform: { capture: '^(.*) at ', otherwise: keep } }", [("Job", "Buyer")],
                becomes: "Buyer")),
        RuleForm(
            name: "values",
            summary: "A closed list of words behind the transforms; a word that is not listed is refused.",
            example: RuleExample(
                "language",
                "{ from: Lang, transform: { case: lower }, values: { deutsch: de, english: en, other: ~ } }",
                [("Lang", "ENGLISH")], becomes: "en")),
        RuleForm(
            name: "as: date-time", summary: "A time in a declared format and zone.",
            example: RuleExample(
                "created", #"{ from: Created, format: "d.M.yyyy HH:mm", zone: Europe/Berlin }"#,
                [("Created", "1.3.2026 10:00")], becomes: "2026-03-01T09:00:00Z")),
        RuleForm(
            name: "as: money", summary: "An amount with its currency, from the cell, another column, or the rule.",
            example: RuleExample(
                "revenue", "{ from: Sales, currency: { from: Cur, default: USD }, decimal: comma }",
                [("Sales", "1.234,50"), ("Cur", "EUR")], becomes: "1234.50 EUR")),
        RuleForm(
            name: "as: phone", summary: "A telephone number, its region by the column of the country.",
            example: RuleExample(
                "phone", "{ from: Tel, region: { from: Land, default: US } }",
                [("Tel", "044 668 18 00"), ("Land", "Schweiz")], becomes: "+41446681800")),
        RuleForm(
            name: "as: email", summary: "An e-mail address; an international domain is kept in its ASCII form.",
            example: RuleExample(
                "email", "{ from: Mail }", [("Mail", "Ada@BÜCHER.example")], becomes: "ada@xn--bcher-kva.example")),
        RuleForm(
            name: "as: country", summary: "A country by code or name.",
            example: RuleExample("country", "{ from: Land }", [("Land", "Österreich")], becomes: "AT")),
    ]
}
