import ConfigFiles
import LeadModel

/// Reads `auth:` of a source.
struct AuthenticationDeclaration {
    let findings: Findings

    static let secret = ConfigShape.text("env:CRM_TOKEN", pattern: "^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$")

    static let shape = ConfigShape.mapping(
        ConfigMapping(
            "'auth'", exactlyOneOf: ["bearer", "basic", "header", "query", "oauth2", "login"],
            [
                .optional(
                    "bearer", secret,
                    "A token that is sent as `Authorization: Bearer …`: where it is, `env:NAME` or `file:PATH`."),
                .optional(
                    "basic",
                    .mapping(
                        ConfigMapping(
                            "'basic'",
                            [
                                .required("user", .text("env:CRM_USER"), "The user's name, or where it is."),
                                .required("password", secret, "Where the password is."),
                            ])), "User and password."),
                .optional("header", .mapping(key), "A key in a header."),
                .optional(
                    "query", .mapping(key),
                    "A key in the query. Others keep addresses in their logs: take a header where the vendor allows one."
                ),
                .optional("oauth2", .mapping(oauth), "A token of OAuth 2.0 that is fetched and renewed."),
                .optional("login", .mapping(login), "A request of the vendor's own that gives a token."),
            ]))

    private static let key = ConfigMapping(
        "a key",
        [
            .required("name", .text("X-Api-Key"), "The name of the header or parameter."),
            .required("value", secret, "Where the key is."),
        ])

    private static let oauth = ConfigMapping(
        "'oauth2'",
        [
            .required(
                "grant",
                .word(
                    "grant",
                    [
                        ConfigWord("client-credentials", "By the client's id and secret alone."),
                        ConfigWord(
                            "refresh-token",
                            "By a token that somebody has been given once. Where the vendor changes it, the new one is kept in a file beside the store, for this account alone."
                        ),
                        ConfigWord(
                            "jwt-bearer", "By what is signed with a private key, as Salesforce and Google have it."),
                    ]), "How tokens are had."),
            .required("token-url", .text("https://login.example/oauth/token"), "Where tokens are given."),
            .required("client-id", .text("env:CRM_CLIENT_ID"), "The client's id, or where it is."),
            .optional("client-secret", secret, "Where the client's secret is."),
            .optional("refresh-token", secret, "Where the refresh token is."),
            .optional("jwt", .mapping(jwt), "What is signed; the client's id is the issuer."),
            .optional("scope", .text("api refresh_token"), "What is asked for."),
            .optional(
                "scheme", .text("Zoho-oauthtoken"), "What stands before the token in `Authorization`.",
                otherwise: "Bearer"),
            .optional(
                "client-in",
                .word("place", [ConfigWord("body", "In the form."), ConfigWord("header", "As user and password.")]),
                "Where id and secret go.", otherwise: "body"),
        ])

    private static let jwt = ConfigMapping(
        "'jwt'",
        [
            .required("key", secret, "Where the private RSA key is, in PEM."),
            .optional("subject", .text("sync@our.example"), "In whose name.", otherwise: "the client's own"),
            .optional(
                "audience", .text("https://login.salesforce.com"), "Whom it is meant for.", otherwise: "'token-url'"),
            .optional(
                "scope", .text("https://www.googleapis.com/auth/…"), "A scope among the claims, as Google wants it."),
            .optional("expires", WrittenDuration.shape("3m"), "How long it is valid.", otherwise: "3m"),
        ])

    private static let login = ConfigMapping(
        "'login'",
        [
            .required("request", RequestDeclaration.shape, "What is asked; `secrets` may be filled in."),
            .optional(
                "secrets",
                .table(ConfigTable("the secrets of a login", key: "A name for braces.", example: "password", secret)),
                "Secrets by the names under which the request fills them in; so may all others."),
            .required(
                "values",
                .table(
                    ConfigTable(
                        "the values of a login", key: "A name for braces.", example: "token", .text("data.session_id"))),
                "What is kept of the answer: a name, and the path in its body. Requests of streams may name it, too."),
            .required(
                "headers",
                .table(
                    ConfigTable(
                        "the headers of a login", key: "A header.", example: "Authorization", .text("Session {token}"))),
                "How requests carry it."),
        ])

    func read(_ map: ConfigMap) -> Authentication? {
        if let value = map["bearer"] { return secret(value).map(Authentication.bearer) }
        if let basic = map.map("basic") {
            guard let user = basic["user"].flatMap(value), let password = basic["password"].flatMap(secret) else {
                return nil
            }
            return .basic(user: user, password: password)
        }
        if let key = map.map("header") { return self.key(key).map { .header($0.0, $0.1) } }
        if let key = map.map("query") { return self.key(key).map { .query($0.0, $0.1) } }
        if let oauth = map.map("oauth2") { return read(oauth: oauth) }
        if let login = map.map("login") { return read(login: login) }
        return nil
    }

    private func key(_ map: ConfigMap) -> (String, SecretReference)? {
        guard let name = map.text("name"), let value = map["value"].flatMap(secret) else { return nil }
        return (name, value)
    }

    private func read(oauth map: ConfigMap) -> Authentication? {
        let grant = map.text("grant").flatMap(OAuth2.Grant.init(rawValue:))
        let url = map["token-url"]
        if let url, url.text.flatMap({ TransferAddress($0) }) == nil {
            findings.add(
                .configUnknownValue, "'token-url' is no address", at: url.place,
                advice: "Write such as https://login.example/oauth/token, without a user or a password in it.")
            return nil
        }
        let id = map["client-id"].flatMap(value)
        let secret = map["client-secret"].flatMap(secret)
        let refresh = map["refresh-token"].flatMap(self.secret)
        let scope = map.text("scope")
        let scheme = map.text("scheme")
        let place = map.text("client-in")
        guard let grant, let address = url?.text, let id else { return nil }
        if grant == .refreshToken, !map.isGiven("refresh-token") {
            findings.add(
                .configMissingKey, "this grant needs a 'refresh-token'", at: map.place,
                advice: "Add where it is: `refresh-token: env:CRM_REFRESH_TOKEN`.")
        }
        let jwt = map.map("jwt").flatMap(read(jwt:))
        if (grant == .jwtBearer) != map.isGiven("jwt") {
            findings.add(
                .configMissingKey,
                grant == .jwtBearer ? "this grant needs a 'jwt'" : "'jwt' belongs to the grant 'jwt-bearer'",
                at: map.place,
                advice: "Write `grant: jwt-bearer` with `jwt: { key: file:secrets/sf.pem, subject: sync@our.example }`."
            )
        }
        var oauth = OAuth2(grant, tokenURL: address, clientID: id)
        oauth.jwt = jwt
        oauth.clientSecret = secret
        oauth.refreshToken = refresh
        oauth.scope = scope
        if let scheme { oauth.scheme = scheme }
        oauth.isSentAsBasic = place == "header"
        return .oauth2(oauth)
    }

    private func read(jwt map: ConfigMap) -> JSONWebToken? {
        let key = map["key"].flatMap(secret)
        let texts = ["subject", "audience", "scope"].map(map.text)
        let seconds = WrittenDuration.read("expires", of: map, findings)
        guard let key else { return nil }
        var jwt = JSONWebToken(key: key)
        (jwt.subject, jwt.audience, jwt.scope) = (texts[0], texts[1], texts[2])
        if let seconds { jwt.seconds = max(30, min(seconds, 3_600)) }
        return jwt
    }

    private func read(login map: ConfigMap) -> Authentication? {
        var secrets: [String: SecretReference] = [:]
        for entry in map.map("secrets")?.entries ?? [] { secrets[entry.key] = secret(entry.value) }
        let values = map.map("values")?.entries ?? []
        let request = map.map("request").flatMap {
            RequestDeclaration(findings: findings, names: secrets.keys.sorted().map { ($0, "a secret") }).read($0)
        }
        let headers = RequestDeclaration(findings: findings, names: values.map { ($0.key, "a value") }).parameters(
            map["headers"])
        guard let request else { return nil }
        return .login(
            SessionLogin(
                request, secrets: secrets,
                values: Dictionary(
                    values.map { ($0.key, $0.value.text ?? "") }, uniquingKeysWith: { first, _ in first }),
                headers: headers))
    }

    private func value(_ value: ConfigValue) -> SecretValue? {
        value.text.map { text in SecretReference(text, at: value.place).map(SecretValue.secret) ?? .plain(text) }
    }

    /// Headers whose values are secrets.
    func headers(_ value: ConfigValue?) -> [SecretHeader] {
        value?.map?.entries.compactMap { entry in secret(entry.value).map { SecretHeader(entry.key, $0) } } ?? []
    }

    /// A secret is never written into the file itself.
    private func secret(_ value: ConfigValue) -> SecretReference? {
        guard let text = value.text else { return nil }
        if let secret = SecretReference(text, at: value.place) { return secret }
        findings.add(
            .configUnknownValue, "a secret is named by where it is, and never stands in the file", at: value.place,
            seen: .shape(of: text.utf8),
            advice:
                "Write env:NAME for a variable of the environment, or file:PATH. Change the secret if it has been here."
        )
        return nil
    }
}
