import ConfigFiles
import LeadModel
import RecordFormats

/// Reads `format:` of a stream: `csv`, `ndjson`, `{ csv: {…} }`, `{ json: { records: results } }`, `{ xml: { records: prospect } }`.
enum FormatDeclaration {
    static func compile(_ node: ConfigNode, _ findings: Findings) -> DeclaredFormat {
        if case .text(let word) = node.content { return plain(word, node, findings) }
        var format = DeclaredFormat()
        var map = ConfigMap(node, of: "a format", into: findings)
        if let csv = map.optional("csv") {
            format.kind = .csv
            readCSV(csv, into: &format, findings)
        }
        if let json = map.optional("json") {
            format.kind = .json
            readJSON(json, into: &format, findings)
        }
        if let xml = map.optional("xml") {
            format.kind = .xml
            var options = ConfigMap(xml, of: "an XML format", into: findings)
            format.recordElement = options.text("records")
            format.encoding = options.optionalText("encoding")
            options.refuseUnknownKeys()
        }
        map.refuseUnknownKeys()
        if map.all.count != 1 {
            findings.add(
                .configWrongType, "a format is one of csv, json and xml", at: node.place, advice: "Keep one of them.")
        }
        return format
    }

    private static func plain(_ word: String, _ node: ConfigNode, _ findings: Findings) -> DeclaredFormat {
        var format = DeclaredFormat()
        let words: [(String, (DeclaredFormat.Kind, JSONShape.Layout?))] = [
            ("csv", (.csv, nil)), ("json", (.json, nil)), ("ndjson", (.json, .lines)), ("xml", (.xml, nil)),
        ]
        if let found = findings.choice(word, at: node.place, of: words, called: "format") {
            format.kind = found.0
            format.layout = found.1
            if found.1 == .lines { format.recordPath = [] }
        }
        return format
    }

    private static func readCSV(_ node: ConfigNode, into format: inout DeclaredFormat, _ findings: Findings) {
        var map = ConfigMap(node, of: "a CSV format", into: findings)
        var dialect = CSVDialect()
        if let delimiter = map.optionalText("delimiter") {
            let known: [String: UInt8] = [
                ",": 0x2C, ";": 0x3B, "\t": 0x09, "|": 0x7C, "^": 0x5E, "`": 0x60,
                "comma": 0x2C, "semicolon": 0x3B, "tab": 0x09, "pipe": 0x7C, "caret": 0x5E, "backtick": 0x60,
            ]
            dialect.delimiter = known[delimiter]
            if known[delimiter] == nil {
                findings.add(
                    .configUnknownValue, "this delimiter is not known", at: node.place, seen: .word(delimiter),
                    advice:
                        "Write comma, semicolon, tab or pipe, or the character itself in quotes: \",\" \";\" \"|\" \"^\" \"`\"."
                )
            }
        }
        if let quote = map.optionalText("quote") {
            if let byte = quote.utf8.first, quote.utf8.count == 1, byte == 0x22 || byte == 0x27 {
                dialect.quote = byte
            } else {
                findings.add(
                    .configUnknownValue, "this quote is not known", at: node.place, seen: .word(quote),
                    advice: "Known are: \" and '")
            }
        }
        format.encoding = map.optionalText("encoding")
        dialect.encoding = format.encoding
        dialect.preambleLines = map.optionalInteger("preamble-lines", in: 0...100) ?? 0
        let hasHeader = map.optionalFlag("header") ?? true
        if let columns = map.optional("columns") { dialect.columns = findings.texts(columns, of: "columns") }
        if !hasHeader, dialect.columns == nil {
            findings.add(
                .configMissingKey, "a file without header needs 'columns'", at: node.place,
                advice: "List the column names in their order.")
        }
        if let footer = map.choice("footer", of: CSVDialect.Footer.allCases.map { ($0.rawValue, $0) }, required: false)
        {
            dialect.footer = footer
        }
        map.refuseUnknownKeys()
        format.dialect = dialect
    }

    private static func readJSON(_ node: ConfigNode, into format: inout DeclaredFormat, _ findings: Findings) {
        var map = ConfigMap(node, of: "a JSON format", into: findings)
        if let records = map.optionalText("records") {
            format.recordPath = records.split(separator: ".").map(String.init)
        }
        let layouts: [(String, JSONShape.Layout)] = [
            ("array", .array), ("keyed", .keyed), ("one", .one), ("lines", .lines),
        ]
        format.layout = map.choice("layout", of: layouts, required: false)
        format.encoding = map.optionalText("encoding")
        if let joins = map.optional("join") {
            if case .list(let items) = joins.content {
                format.joins = items.compactMap { readJoin($0, findings) }
            } else {
                format.joins = readJoin(joins, findings).map { [$0] }
            }
        }
        map.refuseUnknownKeys()
        if format.joins != nil, format.layout == .lines {
            findings.add(
                .configWrongType, "lines have no list beside them", at: node.place, advice: "Take out 'join'.")
        }
    }

    /// `{ list: fieldValues, where: contact, is: id }`: a row belongs to the record whose `id` its `contact` is.
    private static func readJoin(_ node: ConfigNode, _ findings: Findings) -> JSONJoin? {
        var map = ConfigMap(node, of: "'join'", into: findings)
        let list = map.text("list")
        let member = map.text("where")
        let id = map.text("is")
        map.refuseUnknownKeys()
        guard let list, let member, let id else { return nil }
        return JSONJoin(list: list.split(separator: ".").map(String.init), member: member, id: id)
    }
}
