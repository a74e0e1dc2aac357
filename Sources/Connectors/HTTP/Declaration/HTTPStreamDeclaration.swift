import ConfigFiles
import LeadModel
import RecordFormats

/// Reads what a stream of a source of `connector: http` says of how it is asked for.
struct HTTPStreamDeclaration {
    let findings: Findings

    static let keys: [ConfigKey] = [
        .required("request", RequestDeclaration.shape, "What is asked for one page."),
        .required("format", FormatDeclaration.shape, "What an answer is, and where its records are."),
        .optional("paging", PagingDeclaration.shape, "How the next page is asked for.", otherwise: "there is one"),
        .optional(
            "incremental", PagingDeclaration.window,
            "Which time is asked about, so that the next run asks only for what is new.",
            otherwise: "all of it, each time"),
        .optional(
            "record", RequestDeclaration.shape,
            "How one record is asked for by its `{id}`, for `leadloop sync --record`; the answer is like one of 'request'."
        ),
    ]

    private static let names: [(name: String, meaning: String)] = [
        ("since", "where the time begins that is asked about"), ("until", "where it ends"),
        ("cursor", "the next page's cursor"),
        ("page", "the page's number"), ("offset", "how many records come before the page"),
        ("fields", "the columns that the mapping reads, parted by commas"),
    ]

    func read(_ map: ConfigMap) -> HTTPStream? {
        let declaration = RequestDeclaration(findings: findings, names: HTTPStreamDeclaration.names)
        let request = map.map("request").flatMap(declaration.read)
        let format = map["format"].map { FormatDeclaration.read($0, findings) }
        let paging = map.map("paging").map(PagingDeclaration.read)
        let window = map.map("incremental").map { PagingDeclaration.readWindow($0, findings) }
        guard let request, let format else { return nil }
        var stream = HTTPStream(request, format: format)
        stream.paging = paging ?? Paging()
        stream.window = window
        if let record = map.map("record") {
            let names = [(name: "id", meaning: "the record's id")] + HTTPStreamDeclaration.names.suffix(1)
            stream.record = RequestDeclaration(findings: findings, names: names).read(record)
        }
        check(stream, map)
        return stream
    }

    /// What is asked for must stand somewhere in the request, and what stands there must be known.
    private func check(_ stream: HTTPStream, _ map: ConfigMap) {
        let names = stream.request.names
        let needed: String? =
            switch stream.paging.way {
            case .cursor, .cursorHeader: "cursor"
            case .page: "page"
            case .offset: "offset"
            case .none, .nextURL, .link: nil
            }
        if let needed, !names.contains(needed) {
            findings.add(
                .configMissingKey, "the request does not say where '{\(needed)}' goes", at: map.place(of: "request"),
                advice: "Put it there, such as `query: { \(needed): \"{\(needed)}\" }`: every page would be the first.")
        }
        for name in ["cursor", "page", "offset"] where names.contains(name) && name != needed {
            findings.add(
                .configMissingKey, "the request names '{\(name)}', which 'paging' does not give",
                at: map.place(of: "request"), advice: "Add it to 'paging', or take it out.")
        }
        if stream.window == nil {
            for name in ["since", "until"] where names.contains(name) {
                findings.add(
                    .configMissingKey, "the request names '{\(name)}', which needs 'incremental'",
                    at: map.place(of: "request"), advice: "Add `incremental: {}`, or take it out.")
            }
        } else if !names.contains("since") {
            findings.add(
                .configMissingKey, "'incremental' needs '{since}' in the request", at: map.place(of: "incremental"),
                advice: "Put it where the vendor takes a time, such as `query: { updated_since: \"{since}\" }`.")
        }
    }
}
