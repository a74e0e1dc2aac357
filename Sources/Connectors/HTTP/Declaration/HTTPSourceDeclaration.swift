import ConfigFiles
import LeadModel

/// Reads what a source of `connector: http` says of all its streams, and a destination of all its writes.
struct HTTPSourceDeclaration {
    /// Whether a system is read or written. Of what is written nothing waits, and nothing is tried again: both are up to whoever
    /// keeps it.
    enum Use {
        case source
        case destination
    }

    let findings: Findings
    var use = Use.source

    static let keys = keys(of: .source)

    static func keys(of use: Use) -> [ConfigKey] {
        [
            .required(
                "address", .text("https://api.crm.example"), "Scheme and host, and what all its paths begin with."),
            .optional("auth", AuthenticationDeclaration.shape, "How requests say who asks."),
            .optional(
                "headers",
                .table(
                    ConfigTable(
                        "the headers of a source", key: "A header.", example: "Accept", .text("application/json"))),
                "Headers of every request."),
            .optional(
                "secret-headers",
                .table(
                    ConfigTable(
                        "the secret headers of a source", key: "A header.", example: "developer-token",
                        AuthenticationDeclaration.secret)),
                "Headers of every request whose values are secrets: where each is, beside what `auth` says."),
            .optional(
                "errors", .list(.mapping(rule(use))),
                "What is done about answers that say that something went wrong; the first rule that fits counts.",
                otherwise:
                    use == .source
                    ? "429 and 5xx are tried again after the time that the host asks for, 401 once with a new token; all else stops the stream"
                    : "429 and 5xx are tried again after the time that the host asks for, 401 once with a new token; by what else a row or a request is refused the writes say"
            ),
            .optional(
                "quota", QuotaDeclaration.shape, "How often it may be asked.", otherwise: "as often as it answers"),
            .optional(
                "identity",
                .mapping(
                    ConfigMapping(
                        "'identity'",
                        [
                            .required("request", RequestDeclaration.shape, "What is asked for."),
                            .required(
                                "shows", .oneOrMore(.text("user.company")), "Paths in the answer of what is shown."),
                            .optional(
                                "account", .text("organization_id"),
                                "The path of what tells the system's accounts apart: how far one was read says nothing of another.",
                                otherwise: "the address and the names of the secrets do"),
                        ])), "How the system says who we are to it; `leadloop source check` shows it."),
            .optional("limits", .mapping(limits(use)), "How long answers may take, and how long they may be."),
            .optional("network", .mapping(network), "Which addresses may be reached, and who is trusted there."),
        ]
    }

    private static func rule(_ use: Use) -> ConfigMapping {
        ConfigMapping(
            "a rule for errors",
            [
                .optional("status", .oneOrMore(.wholeNumber(200...599)), "Of the answer."),
                .optional(
                    "code", .text("REQUEST_LIMIT_EXCEEDED"),
                    "The vendor's code in the body, also of an answer of status 200."),
                .optional(
                    "says", .text("try again later"),
                    "Words in the body, of an answer whose status says that something went wrong."),
                .required("then", .word("treatment", treatments(use)), "What is done."),
                .optional("after", WrittenDuration.shape("60s"), "Of `retry`: after how long."),
            ])
    }

    private static func treatments(_ use: Use) -> [ConfigWord] {
        let again = [
            ConfigWord("retry", "The same request again, after the time that the host asks for."),
            ConfigWord("refresh", "The same request again with a new token."),
        ]
        return switch use {
        case .source:
            again + [
                ConfigWord("skip", "What was asked for is passed over, and told."),
                ConfigWord("anew", "The place where the stream goes on is not known any more: it is read anew."),
                ConfigWord("stop", "The stream stops here, and the next run goes on."),
            ]
        case .destination: again + [ConfigWord("stop", "Nothing more is sent until somebody has looked at it.")]
        }
    }

    private static func limits(_ use: Use) -> ConfigMapping {
        let keys: [ConfigKey] = [
            .optional("connect", WrittenDuration.shape("20s"), "Until a connection stands.", otherwise: "20s"),
            .optional("stall", WrittenDuration.shape("60s"), "How long nothing may come.", otherwise: "60s"),
            .optional(
                "total", WrittenDuration.shape("10m"), "How long one answer may take.", otherwise: "as long as it moves"
            ),
            .optional(
                "megabytes", .wholeNumber(1...1_000_000), "How long one answer may be.",
                otherwise: use == .source ? "256" : "16"),
        ]
        let waiting: [ConfigKey] = [
            .optional(
                "wait", WrittenDuration.shape("5m"), "How long a run waits when a host asks it to.", otherwise: "5m"),
            .optional(
                "attempts", .wholeNumber(1...20), "How often a request is made that fails for a reason that may pass.",
                otherwise: "5"),
        ]
        return ConfigMapping("'limits'", use == .source ? keys + waiting : keys)
    }

    private static let network = ConfigMapping("'network'", networkKeys)

    static let networkKeys: [ConfigKey] = [
        .optional(
            "allow", .oneOrMore(.text("10.1.0.0/16")),
            "Inner addresses that may be reached: loopback, private and link-local ones are refused otherwise."),
        .optional(
            "ca-file", .text("certs/our-ca.pem"),
            "Certificates of authorities in PEM, in the place of the machine's own."),
        .optional(
            "pin", .text("sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            "The SHA-256 of the server's public key."),
        .optional(
            "client-certificate",
            .mapping(
                ConfigMapping(
                    "'client-certificate'",
                    [
                        .required("chain", .text("certs/us.pem"), "The certificate in PEM."),
                        .required("key", .text("certs/us.key"), "Its key in PEM."),
                    ])), "By which we say who we are."),
        .optional(
            "proxy", .text("http://proxy:3128"), "Through which the host is reached.",
            otherwise: "none, whatever the environment says"),
        .optional(
            "redirects", .wholeNumber(0...10), "How often an answer may point elsewhere on the same host.",
            otherwise: "0"),
    ]

    /// The keys that say how a host is reached, whatever is asked of it.
    static func connectionKeys(of use: Use) -> [ConfigKey] {
        keys(of: use).filter { ["address", "auth", "headers", "limits", "network"].contains($0.name) }
    }

    func read(_ map: ConfigMap) -> HTTPSource? {
        let connection = readConnection(map)
        let errors = map["errors"]?.items.compactMap(\.map).compactMap(rule) ?? []
        var found = connection ?? HTTPSource(address: "")
        found.secretHeaders = AuthenticationDeclaration(findings: findings).headers(map["secret-headers"])
        found.errors = errors
        found.quota = map.map("quota").map(QuotaDeclaration(findings: findings).read) ?? CallQuota()
        if let identity = map.map("identity"), let request = identity.map("request"),
            let plan = RequestDeclaration(findings: findings, names: found.authentication.names).read(request)
        {
            found.identity = IdentityRequest(plan, shows: identity.texts("shows") ?? [])
            found.identity?.account = identity.text("account")
        }
        return connection == nil ? nil : found
    }

    /// Reads `connectionKeys` alone.
    /// - Parameter withQuery: whether a query may stand in the address.
    func readConnection(_ map: ConfigMap, withQuery: Bool = false) -> HTTPSource? {
        var source: HTTPSource?
        if let address = map["address"], let text = address.text {
            let plain = text.hasSuffix("/") ? String(text.dropLast()) : text
            if let known = TransferAddress(plain), ["https", "http"].contains(known.scheme),
                withQuery || !plain.contains("?"), !plain.contains("#")
            {
                source = HTTPSource(address: plain)
                if known.scheme == "http" {
                    findings.warn(
                        .configUnknownValue, "over http everybody on the way reads along", at: address.place,
                        advice: "Write https where the host speaks it.")
                }
            } else {
                findings.add(
                    .configUnknownValue, "'address' is no address that can be asked", at: address.place,
                    advice: withQuery
                        ? "Write such as https://hooks.example/leadloop, without a user or a password."
                        : "Write such as https://api.crm.example, without a user, a password or a question mark.")
            }
        }
        var found = source ?? HTTPSource(address: "")
        found.asker = use == .destination ? .destination : .source
        found.authentication = map.map("auth").flatMap(AuthenticationDeclaration(findings: findings).read) ?? .none
        found.headers = RequestDeclaration(findings: findings, names: []).parameters(map["headers"])
        if let limits = map.map("limits") { read(limits: limits, into: &found) }
        if let network = map.map("network") {
            read(network: network, into: &found)
            if let redirects = network.wholeNumber("redirects") { found.redirects = redirects }
        }
        return source == nil ? nil : found
    }

    private func rule(_ map: ConfigMap) -> ErrorRule? {
        let seconds = WrittenDuration.read("after", of: map, findings)
        let treatment: ErrorRule.Treatment
        switch map.text("then") {
        case "retry": treatment = .retry(afterSeconds: seconds)
        case "refresh": treatment = .refresh
        case "skip": treatment = .skip
        case "anew": treatment = .anew
        case "stop": treatment = .stop
        default: return nil
        }
        var rule = ErrorRule(treatment)
        rule.statuses = (map.texts("status") ?? []).compactMap { Int($0) }.map { $0...$0 }
        rule.code = map.text("code")
        rule.says = map.text("says")
        if rule.statuses.isEmpty, rule.code == nil, rule.says == nil {
            findings.add(
                .configMissingKey, "a rule for errors fits every error", at: map.place,
                advice: "Say which are meant, by 'status', 'code' or 'says'.")
        }
        return rule
    }

    private func read(limits map: ConfigMap, into source: inout HTTPSource) {
        if let seconds = WrittenDuration.read("connect", of: map, findings) { source.limits.connectSeconds = seconds }
        if let seconds = WrittenDuration.read("stall", of: map, findings) { source.limits.stallSeconds = seconds }
        if let seconds = WrittenDuration.read("total", of: map, findings) { source.limits.totalSeconds = seconds }
        if let megabytes = map.wholeNumber("megabytes") { source.limits.bodyBytes = Int64(megabytes) << 20 }
        guard use == .source else { return }
        if let seconds = WrittenDuration.read("wait", of: map, findings) { source.longestWait = seconds }
        if let attempts = map.wholeNumber("attempts") { source.attempts = attempts }
    }

    func read(network map: ConfigMap, into source: inout HTTPSource) {
        for value in map["allow"]?.items ?? [] {
            guard let text = value.text else { continue }
            if let block = NetworkBlock(text) {
                source.reach.allowed.append(block)
            } else {
                findings.add(
                    .configUnknownValue, "this is no address and no block of addresses", at: value.place,
                    seen: .word(text), advice: "Write such as 10.1.2.3 or 10.1.0.0/16.")
            }
        }
        source.trust.authorities = map.text("ca-file")
        source.trust.pin = map.text("pin")
        if let certificate = map.map("client-certificate"), let chain = certificate.text("chain"),
            let key = certificate.text("key")
        {
            source.trust.certificate = ClientCertificate(chain: chain, key: key)
        }
        source.proxy = map.text("proxy")
    }
}
