import ConfigFiles
import LeadModel

/// Reads `paging:` and `incremental:` of a stream that is asked over HTTP.
enum PagingDeclaration {
    private static let ways = ["cursor", "cursor-header", "next-url", "link", "page", "offset"]

    static let shape = ConfigShape.mapping(
        ConfigMapping(
            "paging", exactlyOneOf: ways,
            [
                .optional(
                    "cursor", .text("paging.next.after"),
                    "The path in the body of what `{cursor}` is for the next page. It is over where there is none, or where it says `null`."
                ),
                .optional("cursor-header", .text("Sforce-Locator"), "The header that holds it."),
                .optional("next-url", .text("nextRecordsUrl"), "The path in the body of the next page's address."),
                .optional("link", .text("next"), "The relation of the next page's address in a `Link` header."),
                .optional("page", .wholeNumber(0...1), "The number of the first page; `{page}` counts on."),
                .optional(
                    "offset", .wholeNumber(1...100_000), "How many records a page has; `{offset}` grows by so many."),
                .optional(
                    "more", .text("info.more_records"), "The path in the body that says whether there are more.",
                    otherwise: "it is over with the first page that holds nothing"),
                .optional(
                    "full", .wholeNumber(1...100_000),
                    "Of pages and offsets: it is over with the first page of fewer records than this."),
                .optional(
                    "at-most", .wholeNumber(1...10_000_000), "A stream of more pages than this never ends.",
                    otherwise: "100000"),
            ]))

    static func read(_ map: ConfigMap) -> Paging {
        var paging = Paging()
        if let path = map.text("cursor") { paging.way = .cursor(path: path) }
        if let name = map.text("cursor-header") { paging.way = .cursorHeader(name) }
        if let path = map.text("next-url") { paging.way = .nextURL(path: path) }
        if let relation = map.text("link") { paging.way = .link(relation: relation) }
        if let first = map.wholeNumber("page") { paging.way = .page(first: first) }
        if let step = map.wholeNumber("offset") { paging.way = .offset(step: step) }
        paging.more = map.text("more")
        paging.full = map.wholeNumber("full")
        if let most = map.wholeNumber("at-most") { paging.atMost = most }
        return paging
    }

    static let window = ConfigShape.mapping(
        ConfigMapping(
            "'incremental'",
            [
                .optional(
                    "as",
                    .word("way to write times", PullWindow.Form.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                    "How `{since}` and `{until}` are written.", otherwise: "iso"),
                .optional(
                    "overlap", WrittenDuration.shape("10m"),
                    "How long before the last pull the next one begins; what was known is passed over.",
                    otherwise: "10m"),
                .optional(
                    "lag", WrittenDuration.shape("1m"), "How long before the server's own time a pull ends.",
                    otherwise: "1m"),
                .optional(
                    "start", .text("2024-01-01", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}"),
                    "Where the first pull begins: a day in UTC, or a time with its zone.",
                    otherwise: "at the beginning, without `{since}`"),
                .optional(
                    "step", WrittenDuration.shape("30d"), "The longest time that is asked about at once.",
                    otherwise: "any"),
            ]))

    static func readWindow(_ map: ConfigMap, _ findings: Findings) -> PullWindow {
        var window = PullWindow()
        if let form = map.text("as").flatMap(PullWindow.Form.init(rawValue:)) { window.form = form }
        if let seconds = WrittenDuration.read("overlap", of: map, findings) { window.overlapSeconds = seconds }
        if let seconds = WrittenDuration.read("lag", of: map, findings) { window.lagSeconds = seconds }
        window.stepSeconds = WrittenDuration.read("step", of: map, findings)
        if let start = map["start"], let text = start.text {
            window.start = Instant(rfc3339: text.utf8.count == 10 ? text + "T00:00:00Z" : text)
            if window.start == nil {
                findings.add(
                    .configUnknownValue, "'start' is no day and no time", at: start.place, seen: .word(text),
                    advice: "Write such as 2024-01-01, or 2024-01-01T00:00:00Z.")
            }
        }
        if window.stepSeconds != nil, window.start == nil, !map.isGiven("start") {
            findings.add(
                .configMissingKey, "steps need a 'start' to begin with", at: map.place(of: "step"),
                advice: "Add the day from which on there are records, such as `start: 2024-01-01`.")
        }
        return window
    }
}

extension PullWindow.Form {
    fileprivate var meaning: String {
        switch self {
        case .iso: "`2026-03-01T10:00:00Z`"
        case .isoMilliseconds: "`2026-03-01T10:00:00.000Z`"
        case .space: "`2026-03-01 10:00:00`, in UTC."
        case .day: "`2026-03-01`, in UTC."
        case .epoch: "Seconds since 1970."
        case .epochMilliseconds: "Milliseconds since 1970."
        }
    }
}
