import LeadModel
import Testing

/// A bad day of a server, and what is promised of it.
struct BadDay: Sendable, CustomTestStringConvertible {
    var name: String
    /// What the first run says of it; `nil`: nothing, it was overcome.
    var code: FaultCode?
    /// Leads that are there behind the first run: those of the pages that came before.
    var leads: Int
    /// How long the first run waited, in seconds.
    var waits: [Int]
    /// What the first run warns of.
    var warning: FaultCode?
    /// Records that are set aside, and wait in quarantine.
    var rejected: Int
    var settings: BadDayBench.Settings

    var testDescription: String { name }

    init(
        _ name: String, _ code: FaultCode? = nil, leads: Int? = nil, waits: [Int] = [], warning: FaultCode? = nil,
        rejected: Int = 0, _ change: (inout BadDayBench.Settings) -> Void = { _ in }
    ) {
        self.name = name
        self.code = code
        self.leads = leads ?? (code == nil ? 60 : 30)
        self.waits = waits
        self.warning = warning
        self.rejected = rejected
        settings = BadDayBench.Settings()
        change(&settings)
    }

    /// Five attempts, after the pauses of our own and those that are asked for.
    private static let patience = [1, 2, 4, 8]
    private static let afterBreaks = [5, 5, 5, 8]

    static let all: [BadDay] = [
        BadDay("good"),
        // Bodies that are no data.
        BadDay("error-body", .jsonErrorBody),
        BadDay("error-body-first", .jsonErrorBody, leads: 0),
        BadDay("error-body-xml", .xmlErrorBody) {
            $0.path = "/leads.xml"
            $0.format = "xml: { records: lead }"
            $0.paging = "cursor-header: Next"
        },
        BadDay("empty-object", .jsonPathMissing),
        BadDay("strange-body-xml", .xmlRecordMissing) {
            $0.path = "/leads.xml"
            $0.format = "xml: { records: lead }"
            $0.paging = "cursor-header: Next"
        },
        BadDay("html-said", .httpNotData), BadDay("html-lying", .httpNotData),
        BadDay("html-first", .httpNotData, leads: 0),
        BadDay("empty", .fileEmpty), BadDay("no-content", .httpPaging),
        BadDay("not-modified", .httpPaging), BadDay("partial", .networkProtocol), BadDay("accepted", .jsonPathMissing),
        BadDay("duplicate-key", leads: 59, rejected: 1), BadDay("rest-behind", .jsonMalformed),
        BadDay("mark-in-front"), BadDay("bytes-nonsense", leads: 59, rejected: 1),
        // Bodies that break off, or never end.
        BadDay("half-said-whole", .networkTruncated, waits: afterBreaks), BadDay("half-once", waits: [5]),
        BadDay("half-said-half", .jsonTruncated), BadDay("length-too-short", .jsonTruncated),
        BadDay("cut-after-records", .jsonTruncated), BadDay("cut-between-records", .jsonTruncated),
        BadDay("chunked-cut", .networkTruncated, waits: afterBreaks), BadDay("chunked-cut-once", waits: [5]),
        BadDay("chunk-size-nonsense", .networkTruncated, waits: afterBreaks),
        BadDay("endless", .networkTooLarge) { $0.limits = "megabytes: 1" },
        BadDay("endless-records", .networkTooLarge) { $0.limits = "megabytes: 1" },
        BadDay("drip", .networkTimeout, waits: [5]) { $0.limits = "stall: 1s, attempts: 2" },
        BadDay("slow-for-ever", .networkTimeout, waits: [5]) { $0.limits = "total: 1s, attempts: 2" },
        BadDay("silence", .networkTimeout, waits: [1]) { $0.limits = "stall: 1s, attempts: 2" },
        BadDay("silence-in-the-middle", .networkTimeout, waits: [5]) { $0.limits = "stall: 1s, attempts: 2" },
        BadDay("drip-head", .networkTimeout, waits: [1]) { $0.limits = "stall: 1s, attempts: 2" },
        // Packed bodies.
        BadDay("packed"), BadDay("packed-unsaid"), BadDay("said-packed"),
        BadDay("packed-cut", .fileTruncated), BadDay("packed-damaged", .gzipDamaged),
        BadDay("packed-bomb", .gzipTooLarge) { $0.limits = "megabytes: 16" },
        BadDay("said-brotli", .networkProtocol),
        // Elsewhere.
        BadDay("moved-inside", .networkRedirect) { $0.network = ", redirects: 3" },
        BadDay("moved-to-another-host", .networkRedirect) { $0.network = ", redirects: 3" },
        BadDay("moved-to-a-file", .networkRedirect) { $0.network = ", redirects: 3" },
        BadDay("moved-here") { $0.network = ", redirects: 3" },
        BadDay("moved-here-unallowed", .networkRedirect),
        BadDay("moved-round", .networkRedirect) { $0.network = ", redirects: 3" },
        // Refusals.
        BadDay("unauthorized", .httpUnauthorized), BadDay("forbidden", .httpStatus), BadDay("missing", .httpMissing),
        BadDay("gone", .httpMissing), BadDay("teapot", .httpStatus), BadDay("status-nonsense", .networkProtocol),
        BadDay("token-ends") { $0.more = token("token-ends") },
        BadDay("token-never-good", .httpUnauthorized) { $0.more = token("token-never-good") },
        BadDay("wait-seconds", waits: [7]), BadDay("wait-date", waits: [9]), BadDay("wait-past-date", waits: [1]),
        BadDay("wait-negative", waits: [1]), BadDay("wait-nonsense", waits: [1]), BadDay("wait-unsaid", waits: [1]),
        BadDay("wait-for-years", .httpThrottled), BadDay("wait-for-ever", .httpThrottled, waits: [2, 2, 4, 8]),
        BadDay("error-once", waits: [1]), BadDay("error-for-ever", .httpStatus, waits: patience),
        BadDay("unavailable", .httpStatus, waits: patience),
        // Pages without end.
        BadDay("same-page", .httpPaging) { (settings: inout BadDayBench.Settings) in
            settings.query = "page: \"{page}\", since: \"{since}\""
            settings.paging = "page: 1"
        },
        BadDay("two-pages-in-turn", .httpPaging) { (settings: inout BadDayBench.Settings) in
            settings.query = "page: \"{page}\", since: \"{since}\""
            settings.paging = "page: 1"
        },
        BadDay("cursor-stands", .httpPaging), BadDay("cursor-goes-back", .httpPaging, leads: 35),
        BadDay("cursor-endless", .httpPaging), BadDay("cursor-behind-much", .httpPaging),
        // Clocks.
        BadDay("clock-fast", warning: .httpClock), BadDay("clock-slow", warning: .httpClock),
        // Heads.
        BadDay("long-header", .networkTooLarge), BadDay("many-headers", .networkTooLarge),
        BadDay("two-lengths", .networkProtocol), BadDay("negative-length", .networkProtocol),
        BadDay("garbage", .networkProtocol), BadDay("old-protocol", .networkProtocol), BadDay("announced"),
        // Connections.
        BadDay("hung-up", .networkTruncated, waits: patience), BadDay("hung-up-once", waits: [1]),
        BadDay("reset", .networkTruncated, waits: patience),
        BadDay("reset-in-the-middle", .networkTruncated, waits: afterBreaks),
        BadDay("refused", .networkRefused, leads: 0, waits: patience) { $0.port = 1 },
        BadDay("no-such-host", .networkUnresolved, leads: 0, waits: patience) { $0.host = "no-such-host.invalid" },
        BadDay("inside", .networkInnerAddress, leads: 0) { $0.network = "allow: 10.0.0.0/8" },
        BadDay("inside-by-name", .networkInnerAddress, leads: 0) {
            $0.host = "localhost"
            $0.network = "allow: 10.0.0.0/8"
        },
    ]

    private static func token(_ day: String) -> String {
        "auth: { oauth2: { grant: client-credentials, token-url: \"http://127.0.0.1:PORT/\(day)/token\", client-id: us } }"
    }
}
