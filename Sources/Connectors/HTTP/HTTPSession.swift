public import LeadModel
import RecordFormats

/// A source that is asked over HTTP: what is true of all its streams.
public struct HTTPSource: Sendable, Hashable {
    /// Without a slash at its end.
    public var address: String
    public var authentication = Authentication.none
    /// Of every request.
    public var headers: [RequestParameter] = []
    /// Further headers of every request, whose values are secrets.
    public var secretHeaders: [SecretHeader] = []
    public var errors: [ErrorRule] = []
    public var quota = CallQuota()
    public var limits = TransferLimits()
    public var reach = NetworkReach()
    public var trust = TransferTrust()
    public var proxy: String?
    public var redirects = 0
    /// The longest that a run waits when a host asks it to, in seconds.
    public var longestWait = 300
    /// How it is asked who we are to it; `nil`: it is not.
    public var identity: IdentityRequest?
    /// How often a request is made that fails for a reason that may pass.
    public var attempts = 5
    /// On whose behalf the host is asked.
    public var asker = TransferAsker.source

    public init(address: String) { self.address = address }

    /// Another one for another system: of its address, of the headers by which one address serves several, and of who asks, where
    /// the system does not say itself which account that is.
    var identifier: String {
        var parts = [address] + headers.map { "\($0.name.lowercased()): \($0.value.text)" }.sorted()
        if identity?.account == nil { parts += authentication.names(of: authentication.secrets) }
        return String(Hex.text(RunningDigest.of(Array(parts.joined(separator: "\n").utf8))).prefix(16))
    }
}

/// Asks one source, with its credentials, and asks again where that helps.
public final class HTTPSession {
    /// What time it is, and how to let it pass.
    public struct Clock: Sendable {
        public var now: @Sendable () -> Instant
        public var wait: @Sendable (_ seconds: Int) throws(Fault) -> Void

        public init(
            now: @escaping @Sendable () -> Instant, wait: @escaping @Sendable (_ seconds: Int) throws(Fault) -> Void
        ) {
            self.now = now
            self.wait = wait
        }
    }

    let source: HTTPSource
    let host: String
    private let engine: TransferEngine
    private let clock: Clock
    private var credentials: Credentials
    /// A file of ours for refresh tokens that the vendor changes; `nil`: the new one is forgotten.
    public var tokenFile: String? {
        get { credentials.tokenFile?.path }
        set { credentials.tokenFile = newValue.map(TokenFile.init) }
    }
    private var keeper: QuotaKeeper
    /// A file of ours for the count of a day's calls; `nil`: they are counted of this run alone.
    public var quotaFile: String? {
        get { keeper.file }
        set { keeper.file = newValue }
    }
    /// A folder of ours for files that are brought whole before they are read; `nil`: they are read as they come.
    public var spool: String?
    /// Requests that were sent, those for tokens and those that were repeated included.
    public private(set) var calls = 0

    /// Calls that may follow today; `nil`: nobody says.
    var callsLeft: Int? { keeper.left }

    /// - Parameter folder: from which relative paths of secrets start.
    public init(_ source: HTTPSource, folder: String, clock: Clock) {
        var source = source
        source.trust = source.trust.resolved(from: folder)
        self.source = source
        self.clock = clock
        host = TransferAddress(source.address)?.place ?? source.address
        engine = TransferEngine()
        keeper = QuotaKeeper(source.quota)
        credentials = Credentials(source.authentication, keys: source.secretHeaders, folder: folder, host: host)
    }

    var now: Instant { clock.now() }

    /// What must not be kept or shown of answers.
    var secrets: ConcealedSecrets { credentials.secrets }

    /// The address without its path.
    var root: String { TransferAddress(source.address).map { "\($0.scheme)://\($0.place)" } ?? source.address }

    /// Host and path of a request, for messages: names in braces stand for what is filled in.
    func place(of plan: RequestPlan) -> String {
        let path = TransferAddress(source.address)?.path ?? ""
        return host + (path == "/" ? "" : path) + plan.path.text
    }

    /// Who answered last with data, and what its head says of itself.
    public private(set) var server: SeenServer?

    /// The head of the last answer that a rule of the source passes over.
    private(set) var passedOver: ResponseHead?
    /// Whether the last answer refused the request itself (4xx), and no rule of the source says what is done about it.
    private(set) var isRefused = false
    /// So many seconds the host's clock is before ours, as it said last; `nil`: it never did.
    private(set) var clockAhead: Int?

    /// Which of the system's accounts is asked, asked once.
    public private(set) lazy var account = askedAccount()
    var hasToldAccount = false

    /// An answer with data in it.
    struct Answer {
        var transfer: Transfer
        var head: ResponseHead
        var address: TransferAddress
        /// That it may say back.
        var secrets: ConcealedSecrets
    }

    /// Sends a request until it is answered with data.
    /// - Returns: `nil` where a rule of the source says that this one is passed over.
    /// - Parameter part: puts into the request from where on its answer is wanted.
    /// - Throws: where it is not, after as many attempts as help.
    func ask(
        _ plan: RequestPlan, _ values: [String: String], part: (inout TransferRequest) -> Void = { _ in }
    ) throws(Fault) -> Answer? {
        var backoff = Backoff(source)
        var isRefreshed = false
        (passedOver, isRefused) = (nil, false)
        while true {
            do throws(Fault) {
                var request = try request(plan, values)
                part(&request)
                let (transfer, head) = try send(request)
                noteClock(head)
                let isData =
                    (200..<300).contains(head.status) || head.status == 304 || head.status == 416 && request.offset > 0
                if isData, let address = TransferAddress(request.url) {
                    server = SeenServer(transfer.peer, head, now: clock.now())
                    return Answer(transfer: transfer, head: head, address: address, secrets: secrets)
                }
                let answer = ErrorAnswer(status: head.status, head: head, body: try front(of: transfer, head))
                switch treatment(of: answer, isRefreshed: isRefreshed) {
                case .refresh:
                    isRefreshed = true
                    credentials.forget()
                case .skip:
                    passedOver = head
                    return nil
                case .anew:
                    var fault = refusal(answer)
                    fault.code = .httpOutdated
                    throw fault
                case .stop:
                    isRefused = isUnruled(answer)
                    throw refusal(answer)
                case .retry(let seconds):
                    let asked = seconds ?? retryAfter(head)
                    if let asked, asked > source.longestWait {
                        throw HTTPFault.throttled(head.status, waiting: asked, host, of: source.asker)
                    }
                    let fault = HTTPFault.status(head.status, code: answer.code, host, of: source.asker)
                    try clock.wait(backoff.seconds(asked: asked, after: fault))
                }
            } catch {
                let error = secrets.cleaned(error)
                guard case .retry(let seconds) = error.remedy, seconds <= source.longestWait else { throw error }
                // Of a request for a token, the time that its host asks for.
                let isAsked = error.code == .httpStatus || error.code == .httpThrottled
                try clock.wait(backoff.seconds(asked: isAsked ? seconds : nil, after: error))
            }
        }
    }

    /// Brings what a request asks for into a file, in as many answers as it takes.
    /// - Returns: `nil` where a rule of the source says that this one is passed over.
    public func take(
        _ download: Download, _ plan: RequestPlan, _ values: [String: String]
    ) throws(Fault) -> Download.File? {
        var isSkipped = false
        do throws(Fault) {
            return try download.take(wait: clock.wait) { stretch throws(Fault) in
                let answer = try ask(plan, values) { stretch.ask(&$0, mostBytes: download.mostBytes) }
                guard let answer else {
                    isSkipped = true
                    throw TransferFault.passedOver(host)
                }
                return answer.transfer
            }
        } catch {
            if isSkipped { return nil }
            throw error
        }
    }

    // MARK: Requests

    func request(
        _ plan: RequestPlan, _ values: [String: String], _ splices: JSONSplices = JSONSplices()
    ) throws(Fault) -> TransferRequest {
        let carried = try credentials.carry(now: clock.now()) { plan, values, headers throws(Fault) in
            var request = try plan.request(below: source.address, values)
            request.headers += headers
            prepare(&request)
            if !isHome(request) { request.trust = request.trust.elsewhere }
            let (transfer, head) = try send(request)
            let body = try front(of: transfer, head)
            guard (200..<300).contains(head.status) else { throw refusal(ofTokenWith: head) }
            return body
        }
        let secrets = secrets
        let known = values.mapValues(secrets.revealed).merging(carried.values) { own, _ in own }
        var request = try plan.request(below: source.address, known, splices)
        request.url = secrets.revealed(request.url)
        guard let address = TransferAddress(request.url), let home = TransferAddress(source.address),
            address.isSamePlace(as: home)
        else { throw TransferFault.addressUnreadable }
        request.headers += carried.headers
        for parameter in carried.query where !request.names(parameter: PercentEncoding.encoded(parameter.name)) {
            request.url += request.url.contains("?") ? "&" : "?"
            request.url += "\(PercentEncoding.encoded(parameter.name))=\(PercentEncoding.encoded(parameter.value))"
        }
        for header in source.headers {
            if let value = header.value.filled(carried.values) { request.headers.append((header.name, value)) }
        }
        prepare(&request)
        if let bad = request.headers.first(where: { $0.value.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F } })
        {
            throw HTTPFault.badHeader(bad.name, host)
        }
        return request
    }

    /// How long the address of a request is that names nothing of what a login gives.
    func addressBytes(_ plan: RequestPlan, _ values: [String: String]) throws(Fault) -> Int {
        let known = plan.needed.reduce(into: values) { known, name in known[name] = known[name] ?? "" }
        return try plan.request(below: source.address, known).url.utf8.count
    }

    private func isHome(_ request: TransferRequest) -> Bool {
        guard let address = TransferAddress(request.url), let home = TransferAddress(source.address) else {
            return false
        }
        return address.isSamePlace(as: home)
    }

    private func prepare(_ request: inout TransferRequest) {
        if !request.headers.contains(where: { $0.name.lowercased() == "accept-encoding" }) {
            request.headers.append((name: "Accept-Encoding", value: "gzip"))
        }
        request.limits = source.limits
        request.reach = source.reach
        request.trust = source.trust
        request.proxy = source.proxy
        request.redirects = source.redirects
        request.asker = source.asker
    }

    private func send(_ request: TransferRequest) throws(Fault) -> (Transfer, ResponseHead) {
        let pause = try keeper.admit(now: clock.now(), longestWait: source.longestWait, host: host)
        if pause > 0 { try clock.wait(pause) }
        calls += 1
        let answer = try engine.open(request)
        keeper.note(answer.1, now: clock.now())
        return answer
    }

    /// Sends a request that nobody reads the answer of yet.
    func begin(_ request: TransferRequest) throws(Fault) -> Transfer {
        let pause = try keeper.admit(
            now: clock.now(), longestWait: HTTPSession.longestPause, longestPace: HTTPSession.longestPause, host: host)
        if pause > 0 { try clock.wait(pause) }
        calls += 1
        return try engine.start(request)
    }

    /// What the head of an answer says of the quota.
    func note(_ head: ResponseHead) { keeper.note(head, now: clock.now()) }

    private func noteClock(_ head: ResponseHead) {
        let now = clock.now()
        guard let date = head["Date"].flatMap({ Instant(httpDate: $0, now: now) }) else { return }
        clockAhead = Int((date.milliseconds - now.milliseconds) / 1_000)
    }

    /// The beginning of a body, unpacked; the rest is not wanted. One that is packed in an unknown way, or wrongly, has none.
    func front(of transfer: Transfer, _ head: ResponseHead) throws(Fault) -> [UInt8] {
        defer { transfer.cancel() }
        let packed = head["Content-Encoding"]?.lowercased() ?? "identity"
        guard packed != "identity", packed != "" else { return try front(of: transfer) }
        guard packed == "gzip" || packed == "x-gzip" else { return [] }
        do throws(Fault) {
            return try front(of: GzipSource(transfer, file: host, caps: GzipSource.Caps()))
        } catch {
            if case .retry = error.remedy { throw error }
            return []
        }
    }

    private func front(of bytes: any ByteSource) throws(Fault) -> [UInt8] {
        var source = bytes
        var body = [UInt8](repeating: 0, count: ErrorAnswer.mostBytes)
        var filled = 0
        while filled < body.count {
            let part = filled..<body.count
            let result = body.withUnsafeMutableBytes { buffer in
                Result { () throws(Fault) in
                    try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[part]))
                }
            }
            let count = try result.get()
            if count == 0 { break }
            filled += count
        }
        return Array(body[..<filled])
    }

    // MARK: Answers that are no data

    func treatment(of answer: ErrorAnswer, isRefreshed: Bool) -> ErrorRule.Treatment {
        if let rule = source.errors.first(where: { $0.fits(answer) }) {
            return rule.treatment == .refresh && (isRefreshed || !credentials.canRefresh) ? .stop : rule.treatment
        }
        if answer.status == 401 { return credentials.canRefresh && !isRefreshed ? .refresh : .stop }
        return HTTPSession.passing.contains(answer.status) ? .retry(afterSeconds: nil) : .stop
    }

    /// Whether a rule of the file says what is done about an answer.
    func hasRule(for answer: ErrorAnswer) -> Bool { source.errors.contains { $0.fits(answer) } }

    func forgetToken() { credentials.forget() }

    /// Statuses of what may pass by itself.
    private static let passing: Set<Int> = [408, 425, 429, 500, 502, 503, 504]

    /// Why a request for a token was not answered with one; it is made again where the reason may pass.
    private func refusal(ofTokenWith head: ResponseHead) -> Fault {
        if [400, 401, 403].contains(head.status) { return HTTPFault.unauthorized(host, of: source.asker) }
        var fault = HTTPFault.status(head.status, code: nil, host, of: source.asker)
        fault.summary = "the request for a token: \(fault.summary)"
        // Not what was asked for is gone, but where tokens are given.
        if fault.code == .httpMissing { fault.code = .httpStatus }
        guard HTTPSession.passing.contains(head.status) else { return fault }
        let seconds = retryAfter(head) ?? 0
        if seconds > source.longestWait {
            return HTTPFault.throttled(head.status, waiting: seconds, host, of: source.asker)
        }
        fault.remedy = .retry(afterSeconds: seconds)
        return fault
    }

    /// Whether an answer says that the request is wrong, in a way that nobody has said anything about.
    private func isUnruled(_ answer: ErrorAnswer) -> Bool {
        (400..<500).contains(answer.status) && ![401, 403, 408, 425, 429].contains(answer.status)
            && !source.errors.contains { $0.fits(answer) }
    }

    private func refusal(_ answer: ErrorAnswer) -> Fault {
        answer.status == 401
            ? HTTPFault.unauthorized(host, of: source.asker)
            : HTTPFault.status(answer.status, code: answer.code, host, of: source.asker)
    }

    func retryAfter(_ head: ResponseHead) -> Int? {
        let now = clock.now()
        return RetryAfter.seconds(
            head["Retry-After"], now: now, serverDate: head["Date"].flatMap { Instant(httpDate: $0, now: now) })
    }

    /// Lets the token go that a body of status 200 has refused.
    /// - Returns: what is done about the code of such a body.
    func treatment(ofCode code: String, isRefreshed: Bool) -> ErrorRule.Treatment {
        let body = Array("{\"code\":\"\(code)\"}".utf8)
        let treatment = treatment(
            of: ErrorAnswer(status: 200, head: ResponseHead(status: 200, headers: []), body: body),
            isRefreshed: isRefreshed)
        if treatment == .refresh { credentials.forget() }
        return treatment
    }

    func wait(_ seconds: Int) throws(Fault) { try clock.wait(seconds) }
}
