import ConfigFiles
import LeadModel
import RecordFormats

/// Reads what a stream of a source of `connector: http` says of how it is asked for.
struct HTTPStreamDeclaration {
    let findings: Findings

    static let keys: [ConfigKey] = [
        .required("request", RequestDeclaration.shape, "What is asked for one page."),
        .required("format", FormatDeclaration.shape, "What an answer is, and where its records are."),
        .optional("fields", .mapping(fields), "What `{fields}` is.", otherwise: "every column that the mapping reads"),
        .optional("paging", PagingDeclaration.shape, "How the next page is asked for.", otherwise: "there is one"),
        .optional(
            "incremental", WindowDeclaration.shape,
            "Which time is asked about, so that the next run asks only for what is new.",
            otherwise: "all of it, each time"),
    ]

    private static let fields = ConfigMapping(
        "'fields'",
        [
            .optional("below", .text("properties"), "Only columns below this path, and without it."),
            .optional(
                "cut-at", .oneOrMore(.text("@")),
                "From this text on a column is cut off: `Owner.Name` at `.` is `Owner`."),
            .optional("prefix", .text("members."), "What is put in front of each."),
            .optional("also", .oneOrMore(.text("id")), "What is asked for besides."),
            .optional("except", .oneOrMore(.text("attributes.type")), "Columns that come without being asked for."),
        ])

    static let names: [(name: String, meaning: String)] = [
        ("since", "where the time begins that is asked about"), ("until", "where it ends"),
        ("cursor", "the next page's cursor"),
        ("page", "the page's number"), ("offset", "how many records come before the page"),
        ("fields", "the columns that the mapping reads, parted by commas"),
    ]

    func read(_ map: ConfigMap) -> HTTPStream? {
        let paging = map.map("paging").map(PagingDeclaration(findings: findings).read) ?? Paging()
        let keys = (paging.keyset?.keys ?? []).map { (name: $0.name, meaning: "a value of the last record") }
        let declaration = RequestDeclaration(findings: findings, names: Self.names + keys)
        let request = map.map("request").flatMap(declaration.read)
        let format = map["format"].map { FormatDeclaration.read($0, findings) }
        let window = map.map("incremental").map { WindowDeclaration.read($0, findings) }
        let fields = map.map("fields").map(readFields) ?? FieldSelection()
        guard let request, let format else { return nil }
        var stream = HTTPStream(request, format: format)
        stream.paging = paging
        stream.window = window
        stream.fields = fields
        StreamCheck(findings: findings, map: map).check(stream)
        return stream
    }

    private func readFields(_ map: ConfigMap) -> FieldSelection {
        var fields = FieldSelection()
        fields.below = map.text("below")
        fields.cutAt = map.texts("cut-at") ?? []
        fields.prefix = map.text("prefix") ?? ""
        fields.also = map.texts("also") ?? []
        fields.except = Set(map.texts("except") ?? [])
        return fields
    }
}
