public import ConfigFiles

/// How requests say who asks: `auth:` of a source.
public enum Authentication: Sendable, Hashable {
    case none
    case bearer(SecretReference)
    case basic(user: SecretValue, password: SecretReference)
    /// A key in a header of this name.
    case header(String, SecretReference)
    /// A key in the query. Addresses are kept by others in logs: a header is better where the vendor takes one.
    case query(String, SecretReference)
    case oauth2(OAuth2)
    case login(SessionLogin)

    /// What requests may name of it: the values and the secrets of a login.
    var names: [(name: String, meaning: String)] {
        guard case .login(let login) = self else { return [] }
        return login.values.keys.sorted().map { ($0, "a value of the login") }
            + login.secrets.keys.sorted().map { ($0, "a secret of the login") }
    }

    /// Who asks, as the file says it: where its secrets are, and what is none.
    func names(of secrets: [SecretReference]) -> [String] {
        var names = secrets.map(\.description)
        switch self {
        case .basic(.plain(let user), _): names.append(user)
        case .oauth2(let oauth):
            if case .plain(let client) = oauth.clientID { names.append(client) }
            names.append(oauth.tokenURL)
        case .none, .bearer, .basic, .header, .query, .login: break
        }
        return names
    }

    /// Whether a new token may be had where one is refused.
    var canRefresh: Bool {
        switch self {
        case .oauth2, .login: true
        default: false
        }
    }
}

/// A header whose value is a secret, such as a developer's key that is sent beside a token: `secret-headers:`.
public struct SecretHeader: Sendable, Hashable {
    public var name: String
    public var value: SecretReference

    public init(_ name: String, _ value: SecretReference) {
        self.name = name
        self.value = value
    }
}

/// What may be a secret, or may stand in the file: a user's name, a client's id.
public enum SecretValue: Sendable, Hashable {
    case plain(String)
    case secret(SecretReference)
}

/// OAuth 2.0 without a person in it (RFC 6749, sections 4.4 and 6; RFC 7523).
public struct OAuth2: Sendable, Hashable {
    public enum Grant: String, Sendable, Hashable, CaseIterable {
        case clientCredentials = "client-credentials"
        case refreshToken = "refresh-token"
        case jwtBearer = "jwt-bearer"
    }

    public var grant: Grant
    /// Where tokens are given; a whole address.
    public var tokenURL: String
    public var clientID: SecretValue
    /// What stands before the token in `Authorization`.
    public var scheme = "Bearer"
    public var clientSecret: SecretReference?
    public var refreshToken: SecretReference?
    /// Of `jwt-bearer`.
    public var jwt: JSONWebToken?
    public var scope: String?
    /// Whether the client's id and secret go into the head, as the RFC has it, or into the body, as some vendors have it.
    public var isSentAsBasic = false
    /// What else the vendor wants in the body.
    public var more: [RequestParameter] = []

    public init(_ grant: Grant, tokenURL: String, clientID: SecretValue) {
        self.grant = grant
        self.tokenURL = tokenURL
        self.clientID = clientID
    }
}

/// A request of the vendor's own that gives a token: its answer's values fill in `{token}` and the like.
public struct SessionLogin: Sendable, Hashable {
    public var request: RequestPlan
    /// Secrets that its request names.
    public var secrets: [String: SecretReference]
    /// What is kept of the answer: a name, and the path in its body.
    public var values: [String: String]
    /// How requests carry it.
    public var headers: [RequestParameter]

    public init(
        _ request: RequestPlan, secrets: [String: SecretReference], values: [String: String],
        headers: [RequestParameter]
    ) {
        self.request = request
        self.secrets = secrets
        self.values = values
        self.headers = headers
    }
}
