import ConfigFiles
import LeadModel

/// Reads one of `writes:` of a destination.
struct WriteDeclaration {
    let findings: Findings
    let names: [(name: String, meaning: String)]
    let parameters: Set<String>
    let lookups: Set<String>

    static let mapping = ConfigMapping(
        "a write",
        [
            .required("name", .text("upsert"), "What it is called where a row is refused by it."),
            .required(
                "on", .oneOrMore(.word("action", actions), least: 1), "For rows of which actions it is made."),
            .optional(
                "only-with", .text("list"), "What a feed has to say under `with`, or it is not made.",
                otherwise: "it is made for every feed"),
            .optional("where-known", .text("receiver-id"), "Only for leads of which this is known or found."),
            .optional("where-unknown", .text("receiver-id"), "Only for leads of which this is not found."),
            .required(
                "request", RequestDeclaration.shape,
                "The call. `{rows}` in its JSON is the list of all rows; one that does not name it takes a row each."),
            .optional(
                "row", .text(#"{"id": "{key}", "properties": {columns}}"#),
                "One row, as JSON. `{columns}` is an object of all its columns; `\"...\": {columns}` puts them beside other members, in whose place they go.",
                otherwise: "`{columns}`"),
            .optional(
                "blank", .word("blank", blanks), "What stands for a field that holds nothing.", otherwise: "null"),
            .optional(
                "values", .word("values", values), "What numbers and flags are written as.", otherwise: "typed"),
            .optional(
                "columns", .word("columns", columns), "What a dot in a column's name means.", otherwise: "flat"),
            .optional("file", .mapping(file), "Rows are sent as a file."),
            .optional("most", .mapping(most), "How much goes into one request."),
            .optional(
                "split", .list(.wholeNumber(200...599)),
                "Statuses by which a request is refused because of rows in it: it is sent in halves until they stand alone.",
                otherwise: "`[400, 413, 422]`"),
            .optional(
                "also-fine", .list(.wholeNumber(300...599)), "Statuses that say that there was nothing to do.",
                otherwise: "none"),
            .optional("answer", .mapping(AnswerDeclaration.mapping), "What the answer says of each row."),
            .optional(
                "job", .mapping(ImportDeclaration.mapping),
                "How an import is waited for that the system makes by itself."),
        ])

    private static let actions = [
        ConfigWord("add", "Leads that are new to the feed."),
        ConfigWord("change", "Leads of which something has changed."),
        ConfigWord("withdraw", "Leads that are not to be nurtured any more."),
    ]
    private static let blanks = [
        ConfigWord("null", "`null`."), ConfigWord("empty", "An empty text."),
        ConfigWord("leave-out", "Nothing: what stands there stays."),
    ]
    private static let values = [
        ConfigWord("typed", "Numbers as numbers, flags as flags, lists as lists."), ConfigWord("text", "All as text."),
    ]
    private static let columns = [
        ConfigWord("flat", "Nothing: it is a part of the name."),
        ConfigWord("nested", "`user.mail` is `mail` in the object `user`; `[]` behind a name makes a list of it."),
    ]
    private static let most = ConfigMapping(
        "'most'",
        [
            .optional("rows", .wholeNumber(1...100_000), "Rows of one request.", otherwise: "100"),
            .optional("megabytes", .wholeNumber(1...100), "Millions of bytes of its body.", otherwise: "1"),
        ])
    private static let file = ConfigMapping(
        "'file'",
        [
            .required(
                "as",
                .word(
                    "kind of file",
                    [
                        ConfigWord(
                            "csv", "A file of CSV; leads of which other columns are spoken of go into another one."),
                        ConfigWord("ndjson", "One row a line."),
                    ]), "What it is."),
            .optional("part", .text("file"), "Its name as a part of a form.", otherwise: "it is the body itself"),
            .optional("name", .text("leads.csv"), "The file's name in the form.", otherwise: "`leads.csv`"),
            .optional(
                "form",
                .table(ConfigTable("further parts of the form", key: "A name.", example: "format", .text("csv"))),
                "Further parts of the form."),
            .optional(
                "columns",
                .table(ConfigTable("further columns", key: "A name.", example: "addToList", .text("{list}"))),
                "Further columns of CSV; one whose value is a name that has none is left out."),
            .optional(
                "null-word", .text("null", mayBeEmpty: true), "What stands in CSV for a field that holds nothing.",
                otherwise: "nothing"),
        ])

    func read(_ map: ConfigMap) -> WriteRule? {
        let requests = RequestDeclaration(
            findings: findings,
            names: names + [("rows", "all rows"), ("row", "the row"), ("columns", "the row's columns")])
        let name = map.text("name")
        let actions = Set((map.texts("on") ?? []).compactMap(FeedAction.init))
        let request = map.map("request").flatMap(requests.read)
        let row = row(map["row"], requests)
        let file = map.map("file").flatMap { self.file($0, requests) }
        let answer = map.map("answer").map { AnswerDeclaration(findings: findings, names: names).read($0) }
        let job = map.map("job").flatMap { ImportDeclaration(findings: findings, names: names).read($0) }
        var shape = RowShape()
        if let blank = map.text("blank").flatMap(RowShape.Blank.init) { shape.blank = blank }
        shape.isText = map.text("values") == "text"
        shape.isNested = map.text("columns") == "nested"
        let most = map.map("most")
        let (rows, megabytes) = (most?.wholeNumber("rows"), most?.wholeNumber("megabytes"))
        let conditions = (
            check(map["only-with"], among: parameters, "what 'with' names"),
            check(map["where-known"], among: lookups.union(["receiver-id"]), "what is looked up"),
            check(map["where-unknown"], among: lookups.union(["receiver-id"]), "what is looked up")
        )
        let splits = map.texts("split")?.compactMap { Int($0) }
        let fine = map.texts("also-fine")?.compactMap { Int($0) }
        guard let name, let request, let row else { return nil }
        var write = WriteRule(name, on: actions, request: request, row: row, place: map.place)
        (write.onlyWith, write.whereKnown, write.whereUnknown) = conditions
        write.shape = shape
        write.file = file
        if let rows { write.mostRows = rows }
        if let megabytes { write.mostBytes = megabytes * 1_000_000 }
        if let splits { write.splits = Set(splits) }
        write.alsoFine = Set(fine ?? [])
        if let answer { write.answer = answer }
        write.job = job
        return write
    }

    private func row(_ value: ConfigValue?, _ requests: RequestDeclaration) -> RequestJSON? {
        guard let value, let text = value.text else { return RequestJSON("{columns}") }
        guard let row = RequestJSON(text) else {
            findings.add(
                .configUnknownValue, "'row' is no JSON", at: value.place,
                advice: "Write it as the vendor's pages show it, between single quotes.")
            return nil
        }
        requests.check(row.names, at: value.place)
        return row
    }

    private func file(_ map: ConfigMap, _ requests: RequestDeclaration) -> UploadFile? {
        let kind = map.text("as").flatMap(UploadFile.Kind.init)
        let texts = (map.text("part"), map.text("name"), map.text("null-word"))
        let (form, columns) = (requests.parameters(map["form"]), requests.parameters(map["columns"]))
        guard let kind else { return nil }
        var file = UploadFile(kind)
        file.part = texts.0
        if let name = texts.1 { file.name = name }
        if let word = texts.2 { file.nullWord = word }
        file.form = form
        file.columns = columns
        return file
    }

    private func check(_ value: ConfigValue?, among known: Set<String>, _ what: String) -> String? {
        guard let value, let text = value.text else { return nil }
        if !known.contains(text) {
            findings.add(
                .configUnknownReference, "'\(text)' is not \(what)", at: value.place, seen: .word(text),
                advice: Nearest.advice(for: text, among: known.sorted()))
        }
        return text
    }
}

/// Reads `find:` of a destination.
struct LookupDeclaration {
    let findings: Findings
    let names: [(name: String, meaning: String)]

    static let mapping = ConfigMapping(
        "what is found", atMostOneOf: ["is", "has"],
        [
            .required("request", RequestDeclaration.shape, "What is asked for."),
            .required(
                "list", .text("contacts.*"),
                "Where what was found stands in the answer; `*` is every one of a list or an object."),
            .required("id", .text("id"), "Where its id stands in each."),
            .optional(
                "where", .text("email"), "Where in each that stands which tells whether it is the one.",
                otherwise: "whatever is found is"),
            .optional("is", .text("{key}"), "What has to stand there, in whatever letters. Several are refused."),
            .optional("has", .text("{message-id}"), "What has to be a part of it."),
        ])

    func read(_ name: String, _ map: ConfigMap) -> Lookup? {
        let requests = RequestDeclaration(findings: findings, names: names)
        let request = map.map("request").flatMap(requests.read)
        let (list, id, path) = (map.text("list"), map.text("id"), map.text("where"))
        let (whole, part) = (map["is"].map(requests.template), map["has"].map(requests.template))
        if (path == nil) != (whole == nil && part == nil) {
            findings.add(
                .configMissingKey, "'where' and 'is' or 'has' belong together", at: map.place,
                advice: "Say where what stands that tells whether it is the one, and what it is.")
        }
        guard let request, let list, let id else { return nil }
        var lookup = Lookup(name, request, list: AnswerPath(list), id: AnswerPath(id))
        lookup.path = path.map(AnswerPath.init)
        lookup.value = whole ?? part
        lookup.isPart = part != nil
        return lookup
    }
}
