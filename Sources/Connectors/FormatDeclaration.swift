import ConfigFiles
import LeadModel
import RecordFormats

/// Reads `format:` of a stream: `csv`, `ndjson`, `{ csv: {…} }`, `{ json: { records: results } }`, `{ xml: { records: prospect } }`.
enum FormatDeclaration {
    static let shape = ConfigShape.either([
        .word(
            "format",
            [
                ConfigWord("csv", "Delimited text, its dialect recognised."),
                ConfigWord("json", "JSON, its layout recognised."),
                ConfigWord("ndjson", "One JSON object a line."), ConfigWord("xml", "XML, its records recognised."),
            ]),
        .mapping(
            ConfigMapping(
                "a format", exactlyOneOf: ["csv", "json", "xml"],
                [
                    .optional("csv", .mapping(csv), "Delimited text, and what is known of its dialect."),
                    .optional("json", .mapping(json), "JSON, and where its records are."),
                    .optional("xml", .mapping(xml), "XML, and what its records are called."),
                ])),
    ])

    private static let delimiters: [(word: String, byte: UInt8)] = [
        ("comma", 0x2C), ("semicolon", 0x3B), ("tab", 0x09), ("pipe", 0x7C), ("caret", 0x5E), ("backtick", 0x60),
        (",", 0x2C), (";", 0x3B), ("\t", 0x09), ("|", 0x7C), ("^", 0x5E), ("`", 0x60),
    ]

    private static let encoding = ConfigKey.optional(
        "encoding", .text("windows-1252"), "A name that iconv knows, such as utf-8, windows-1252 or utf-16le.",
        otherwise: "it is recognised and printed")

    private static let csv = ConfigMapping(
        "a CSV format",
        [
            .optional(
                "delimiter",
                .word(
                    ConfigWords(
                        noun: "delimiter",
                        words: delimiters.map {
                            ConfigWord($0.word, $0.word.utf8.count == 1 ? "The character." : "By its name.")
                        },
                        advice:
                            "Write comma, semicolon, tab or pipe, or the character itself in quotes: \",\" \";\" \"|\" \"^\" \"`\"."
                    )),
                "What stands between the cells.", otherwise: "it is recognised and printed"),
            .optional(
                "quote",
                .word("quote character", [ConfigWord("\"", "The usual one."), ConfigWord("'", "The single one.")]),
                "What a cell with a delimiter in it is enclosed by.", otherwise: "\""), encoding,
            .optional("header", .flag, "Whether the first line names the columns.", otherwise: "true"),
            .optional(
                "columns", .oneOrMore(.text("Id")),
                "The names of the columns in order, where the file has no header."),
            .optional(
                "preamble-lines", .wholeNumber(0...100), "How many lines stand before the header.", otherwise: "0"),
            .optional(
                "footer",
                .word("kind of footer", CSVDialect.Footer.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                "What stands after the records.", otherwise: "none"),
        ])

    private static let json = ConfigMapping(
        "a JSON format",
        [
            .optional("records", .text("results"), "The path from the document's root to its records."),
            .optional(
                "layout", .word("layout", JSONShape.Layout.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                "How the records stand in the document.", otherwise: "it is recognised and printed"), encoding,
            .optional(
                "join", .either([.mapping(join), .list(.mapping(join), least: 1)]),
                "A list beside the records whose rows belong to them, or several."),
        ])

    private static let join = ConfigMapping(
        "'join'",
        [
            .required("list", .text("fieldValues"), "The path from the document's root to the rows."),
            .required("where", .text("contact"), "The member of a row that says whose it is."),
            .required("is", .text("id"), "The member of a record that this is."),
        ])

    private static let xml = ConfigMapping(
        "an XML format",
        [
            .required("records", .text("prospect"), "The name of the element that is a record, or a path of names."),
            encoding,
        ]
    )

    static func read(_ value: ConfigValue, _ findings: Findings) -> DeclaredFormat {
        var format = DeclaredFormat()
        guard let map = value.map else {
            format.kind = value.text == "ndjson" ? .json : value.text.flatMap(DeclaredFormat.Kind.init(rawValue:))
            if value.text == "ndjson" {
                format.layout = .lines
                format.recordPath = []
            }
            return format
        }
        if let csv = map.map("csv") {
            format.kind = .csv
            readCSV(csv, into: &format, findings)
        }
        if let json = map.map("json") {
            format.kind = .json
            if let records = json.text("records") {
                format.recordPath = records.split(separator: ".").map(String.init)
            }
            format.layout = json.text("layout").flatMap(JSONShape.Layout.init(rawValue:))
            format.encoding = json.text("encoding")
            let joins = json["join"]?.items.compactMap(\.map).compactMap(readJoin) ?? []
            format.joins = joins.isEmpty ? nil : joins
            if format.joins != nil, format.layout == .lines {
                findings.add(
                    .configWrongType, "lines have no list beside them", at: json.place(of: "join"),
                    advice: "Take out 'join'.")
            }
        }
        if let xml = map.map("xml") {
            format.kind = .xml
            format.recordElement = xml.text("records")
            format.encoding = xml.text("encoding")
        }
        return format
    }

    private static func readJoin(_ map: ConfigMap) -> JSONJoin? {
        guard let list = map.text("list"), let member = map.text("where"), let id = map.text("is") else { return nil }
        return JSONJoin(list: list.split(separator: ".").map(String.init), member: member, id: id)
    }

    private static func readCSV(_ map: ConfigMap, into format: inout DeclaredFormat, _ findings: Findings) {
        var dialect = CSVDialect()
        let delimiter = map.text("delimiter")
        dialect.delimiter = delimiters.first { $0.word == delimiter }?.byte
        if let quote = map.text("quote")?.utf8.first { dialect.quote = quote }
        format.encoding = map.text("encoding")
        dialect.encoding = format.encoding
        dialect.preambleLines = map.wholeNumber("preamble-lines") ?? 0
        dialect.columns = map.texts("columns")
        if map.flag("header") == false, dialect.columns == nil {
            findings.add(
                .configMissingKey, "a file without header needs 'columns'", at: map.place,
                advice: "List the column names in their order.")
        }
        if let footer = map.text("footer").flatMap(CSVDialect.Footer.init(rawValue:)) { dialect.footer = footer }
        format.dialect = dialect
    }
}

extension CSVDialect.Footer {
    fileprivate var meaning: String {
        switch self {
        case .none: "Nothing."
        case .salesforceReport: "The lines at the end of a Salesforce report; the number they name is checked."
        }
    }
}

extension JSONShape.Layout {
    fileprivate var meaning: String {
        switch self {
        case .array: "An array of objects."
        case .keyed: "An object whose members are the records; their keys become the column `$key`."
        case .one: "A single record, as a webhook or the answer to one id holds it."
        case .lines: "One object a line."
        }
    }
}
