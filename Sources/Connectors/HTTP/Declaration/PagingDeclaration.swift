import ConfigFiles
import LeadModel

/// Reads `paging:` of a stream that is asked over HTTP.
struct PagingDeclaration {
    let findings: Findings

    private static let ways = ["cursor", "cursor-header", "next-url", "link", "page", "offset"]

    static let shape = ConfigShape.mapping(
        ConfigMapping(
            "paging", atMostOneOf: ways,
            [
                .optional(
                    "cursor", .text("paging.next.after"),
                    "The path in the body of what `{cursor}` is for the next page. It is over where there is none, or where it says `null`."
                ),
                .optional(
                    "begin", RequestDeclaration.shape,
                    "Of `cursor`: the request whose answer holds the first one, at the same path.",
                    otherwise: "the first page is asked for without"),
                .optional("cursor-header", .text("Sforce-Locator"), "The header that holds it."),
                .optional("next-url", .text("nextRecordsUrl"), "The path in the body of the next page's address."),
                .optional("link", .text("next"), "The relation of the next page's address in a `Link` header."),
                .optional("page", .wholeNumber(0...1), "The number of the first page; `{page}` counts on."),
                .optional(
                    "offset", .wholeNumber(1...100_000),
                    "How many records a page has; `{offset}` is how many come before it."),
                .optional(
                    "overlap", .wholeNumber(0...64),
                    "To see whether pages shift while they are read: of offsets, so many records are asked for twice; of numbered pages, with 1 the page before is asked for again with each. 0 where they cannot shift.",
                    otherwise: "1"),
                .optional(
                    "keyset",
                    .table(
                        ConfigTable(
                            "a keyset", key: "A name for braces.", example: "after-id",
                            .either([.text("id"), .mapping(key)]),
                            empty: (
                                .configMissingKey, "a keyset needs a column of the records",
                                "Add `after-id: { from: id, first: \"0\" }`."
                            ))),
                    "What the next request is told of the last record, so that it goes on behind it. Alone it is the way of paging; beside another it is for what lies beyond `cap`."
                ),
                .optional(
                    "cap", .wholeNumber(1...10_000_000),
                    "The most records that the host gives, however they are paged: behind them the stream begins anew by its `keyset`."
                ),
                .optional(
                    "delta-link", .text("@odata.deltaLink"),
                    "The path in the body of the last page of the address at which the next pull begins."),
                .optional(
                    "more", .text("info.more_records"),
                    "The path in the body that says whether there are more. An answer that says it may lack its records: it has none.",
                    otherwise: "it is over with the first page that holds nothing"),
                .optional(
                    "full", .wholeNumber(1...100_000),
                    "Of pages, offsets and keysets: it is over with the first page of fewer records than this."),
                .optional(
                    "at-most", .wholeNumber(1...10_000_000), "A stream of more pages than this never ends.",
                    otherwise: "100000"),
            ]))

    private static let key = ConfigMapping(
        "a key of a keyset",
        [
            .required("from", .text("updatedAt"), "The column of the last record."),
            .optional(
                "first", .text("{since}", mayBeEmpty: true),
                "What it is for the first page; `{since}` and `{until}` may stand in it.",
                otherwise: "nothing: a parameter that is only this name is left out"),
            .optional(
                "as",
                .word("way to write times", PullWindow.Form.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                "How a time is written into requests.", otherwise: "as it stands in the record"),
        ])

    func read(_ map: ConfigMap) -> Paging {
        var paging = Paging()
        if let path = map.text("cursor") { paging.way = .cursor(path: path) }
        if let begin = map.map("begin") {
            let names = HTTPStreamDeclaration.names.filter { ["since", "until"].contains($0.name) }
            paging.begin = RequestDeclaration(findings: findings, names: names).read(begin)
            if !map.isGiven("cursor") {
                findings.add(
                    .configMissingKey, "'begin' gives a first 'cursor'", at: map.place(of: "begin"),
                    advice: "Say at which path of its answer, and of every page, the cursor stands: `cursor: …`.")
            }
        }
        if let name = map.text("cursor-header") { paging.way = .cursorHeader(name) }
        if let path = map.text("next-url") { paging.way = .nextURL(path: path) }
        if let relation = map.text("link") { paging.way = .link(relation: relation) }
        if let first = map.wholeNumber("page") { paging.way = .page(first: first) }
        if let step = map.wholeNumber("offset") { paging.way = .offset(step: step) }
        if let overlap = map.wholeNumber("overlap") { paging.overlap = overlap }
        paging.keyset = map["keyset"].flatMap(keyset)
        paging.cap = map.wholeNumber("cap")
        paging.deltaLink = map.text("delta-link")
        paging.more = map.text("more")
        paging.full = map.wholeNumber("full")
        if let most = map.wholeNumber("at-most") { paging.atMost = most }
        check(&paging, map)
        return paging
    }

    private func keyset(_ value: ConfigValue) -> Keyset? {
        guard let map = value.map else { return nil }
        return Keyset(
            map.entries.compactMap { entry in
                if !RequestTemplate.isName(entry.key) {
                    findings.add(
                        .configUnknownValue, "'\(entry.key)' cannot stand in braces", at: entry.keyPlace,
                        advice: "Take small letters, digits and hyphens, such as 'after-id'.")
                }
                guard let key = entry.value.map else {
                    return entry.value.text.map { Keyset.Key(entry.key, path: $0, first: nil) }
                }
                let names = [("since", "where the time begins that is asked about"), ("until", "where it ends")]
                let first = key["first"].map { RequestDeclaration(findings: findings, names: names).template($0) }
                let form = key.text("as").flatMap(PullWindow.Form.init(rawValue:))
                return key.text("from").map { Keyset.Key(entry.key, path: $0, first: first, form: form) }
            })
    }

    private func check(_ paging: inout Paging, _ map: ConfigMap) {
        if paging.way == .none, paging.keyset != nil { paging.way = .keyset }
        if paging.way == .none, paging.deltaLink == nil, !map.isGiven("keyset"), map.first(of: Self.ways) == nil {
            findings.add(
                .configMissingKey, "'paging' does not say how the next page is asked for", at: map.place,
                advice: "Add one of \(Self.ways.joined(separator: ", ")) or keyset, or take 'paging' out.")
        }
        if let keyset = paging.keyset, !keyset.keys.isEmpty, paging.way != .keyset, paging.cap == nil,
            !map.isGiven("cap")
        {
            findings.add(
                .configMissingKey, "beside another way of paging, 'keyset' needs 'cap'", at: map.place(of: "keyset"),
                advice: "Add after how many records the host gives no more, such as `cap: 10000`, or take one out.")
        }
        if paging.cap != nil, paging.way == .keyset {
            findings.add(
                .configMissingKey, "what is asked for behind the last record knows no 'cap'", at: map.place(of: "cap"),
                advice: "Take it out.")
        }
        if map.isGiven("overlap"), !map.isGiven("offset"), !map.isGiven("page") || paging.overlap > 1 {
            findings.add(
                .configMissingKey,
                map.isGiven("page")
                    ? "'overlap' is one of offsets; of numbered pages it is 0 or 1"
                    : "'overlap' is one of offsets and numbered pages",
                at: map.place(of: "overlap"), advice: "Take it out.")
        }
    }
}
