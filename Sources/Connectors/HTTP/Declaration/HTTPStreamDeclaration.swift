import ConfigFiles
import LeadModel
import RecordFormats

/// Reads what a stream of a source of `connector: http` says of how it is asked for.
struct HTTPStreamDeclaration {
    let findings: Findings
    /// What the source's login gives besides.
    var logged: [(name: String, meaning: String)] = []
    /// Keys that whoever is read may have; `nil`: all of them.
    var only: Set<String>?

    static let keys: [ConfigKey] = [
        .required("request", RequestDeclaration.shape, "What is asked for one page."),
        .required("format", FormatDeclaration.shape, "What an answer is, and where its records are."),
        .optional(
            "for-each", .mapping(parents),
            "What is asked for by the records of another stream, one at a time or some together: `{id}`, or `{ids}` parted by commas."
        ),
        .optional(
            "job", JobDeclaration.shape,
            "An export that the vendor makes by himself: it is created, waited for, and downloaded by 'request'."),
        .optional(
            "bare", .text("id"), "Of records that are bare values, such as ids: the column that they are put under."),
        .optional("fields", .mapping(fields), "What `{fields}` is.", otherwise: "every column that the mapping reads"),
        .optional("paging", PagingDeclaration.shape, "How the next page is asked for.", otherwise: "there is one"),
        .optional(
            "incremental", WindowDeclaration.shape,
            "Which time is asked about, so that the next run asks only for what is new.",
            otherwise: "all of it, each time"),
        .optional(
            "record", RequestDeclaration.shape,
            "How one record is asked for by its `{id}`, or `{id-number}` where JSON has a number, for `leadloop sync --record`; the answer is like one of 'request'."
        ),
    ]

    private static let parents = ConfigMapping(
        "'for-each'",
        [
            .required(
                "stream", .text("contacts"), "The stream that is asked for the ids; it may be one that is read, too."),
            .required("id", .text("id"), "The column of its records."),
            .optional("batch", .wholeNumber(1...10_000), "How many ids are asked about at once.", otherwise: "1"),
        ])

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
            .optional(
                "split", .mapping(split),
                "Where the address of a request gets too long by them, the same page is asked for several times, each time for other columns and for those of 'also', and its records are put together.",
                otherwise: "all are asked for at once"),
        ])

    private static let split = ConfigMapping(
        "'split'",
        [
            .required(
                "by", .text("id"),
                "The column of the records' ids; every answer has it, by itself or because of 'also'."),
            .optional(
                "longest", .wholeNumber(1_500...65_536), "Bytes that an address may have.", otherwise: "8000"),
        ])

    static let names: [(name: String, meaning: String)] = [
        ("since", "where the time begins that is asked about"), ("until", "where it ends"),
        ("cursor", "the next page's cursor"),
        ("page", "the page's number"), ("offset", "how many records come before the page"),
        ("fields", "the columns that the mapping reads, parted by commas"),
    ]

    private static let parentNames: [(name: String, meaning: String)] = [
        ("id", "the id of the parent"), ("ids", "the ids of the parents, parted by commas"),
    ]

    private static let recordNames: [(name: String, meaning: String)] = [
        ("id", "the record's id"), ("id-number", "the same, as a number"),
    ]

    func read(_ map: ConfigMap) -> HTTPStream? {
        let paging = map.map("paging").map(PagingDeclaration(findings: findings).read) ?? Paging()
        let keys = (paging.keyset?.keys ?? []).map { (name: $0.name, meaning: "a value of the last record") }
        let jobNames = part("job", map).map(JobDeclaration.names) ?? []
        let declaration = RequestDeclaration(
            findings: findings,
            names: Self.names + keys + logged + (map.isGiven("for-each") ? Self.parentNames : []) + jobNames)
        let request = map.map("request").flatMap(declaration.read)
        let format = map["format"].map { FormatDeclaration.read($0, findings) }
        let window = part("incremental", map).map { WindowDeclaration.read($0, findings) }
        let fields = part("fields", map).map(readFields) ?? FieldSelection()
        let bare = map.text("bare")
        let job = part("job", map).flatMap(JobDeclaration(findings: findings).read)
        guard let request, let format else { return nil }
        var stream = HTTPStream(request, format: format)
        stream.paging = paging
        stream.window = window
        if let record = part("record", map) {
            stream.record = RequestDeclaration(
                findings: findings, names: Self.recordNames + Self.names.suffix(1) + logged
            ).read(record)
        }
        stream.fields = fields
        stream.bareColumn = bare
        stream.job = job
        StreamCheck(findings: findings, map: map).check(stream)
        return stream
    }

    /// What stands under a key that may be there.
    private func part(_ key: String, _ map: ConfigMap) -> ConfigMap? {
        only?.contains(key) ?? true ? map.map(key) : nil
    }

    private func readFields(_ map: ConfigMap) -> FieldSelection {
        var fields = FieldSelection()
        fields.below = map.text("below")
        fields.cutAt = map.texts("cut-at") ?? []
        fields.prefix = map.text("prefix") ?? ""
        fields.also = map.texts("also") ?? []
        fields.except = Set(map.texts("except") ?? [])
        if let map = map.map("split"), let by = map.text("by") {
            var split = FieldSelection.Split(by: by)
            if let longest = map.wholeNumber("longest") { split.longest = longest }
            fields.split = split
        }
        return fields
    }
}
