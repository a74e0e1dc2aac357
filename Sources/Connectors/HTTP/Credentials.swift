import ConfigFiles
import Foundation
import LeadModel

/// The secrets of a source while a run needs them, and the token that they were changed into.
struct Credentials {
    private let authentication: Authentication
    private let keys: [SecretHeader]
    private let folder: String
    private let host: String
    /// Where refresh tokens are kept that the vendor changes; `nil`: nowhere.
    var tokenFile: TokenFile?
    /// What requests carry; `nil` before the first one and after one was refused.
    private var carried: Carried?
    /// Every secret that was sent.
    private(set) var secrets = ConcealedSecrets()

    struct Carried {
        var headers: [(name: String, value: String)] = []
        var query: [(name: String, value: String)] = []
        /// What a login gave, for requests that name it.
        var values: [String: String] = [:]
        /// When a token ends; `nil`: nobody said.
        var until: Instant?
    }

    /// - Parameter keys: further headers with secrets in them.
    init(_ authentication: Authentication, keys: [SecretHeader] = [], folder: String, host: String) {
        self.authentication = authentication
        self.keys = keys
        self.folder = folder
        self.host = host
    }

    var canRefresh: Bool { authentication.canRefresh }

    mutating func forget() { carried = nil }

    /// - Parameters:
    ///   - now: by our clock.
    ///   - ask: sends a request for a token, and gives the body of the answer.
    mutating func carry(
        now: Instant, ask: (RequestPlan, [String: String], [(name: String, value: String)]) throws(Fault) -> [UInt8]
    ) throws(Fault) -> Carried {
        if let carried, carried.until.map({ now < $0 }) ?? true { return carried }
        let fresh = try made(now: now, ask: ask)
        carried = fresh
        return fresh
    }

    private mutating func made(
        now: Instant, ask: (RequestPlan, [String: String], [(name: String, value: String)]) throws(Fault) -> [UInt8]
    ) throws(Fault) -> Carried {
        var carried = Carried()
        switch authentication {
        case .none: break
        case .bearer(let secret): carried.headers = [authorization("Bearer \(try value(of: secret, "token"))")]
        case .basic(let user, let password):
            carried.headers = [basic(try text(user), try value(of: password, "password"))]
        case .header(let name, let secret): carried.headers = [(name: name, value: try value(of: secret, "key"))]
        case .query(let name, let secret): carried.query = [(name: name, value: try value(of: secret, "key"))]
        case .oauth2(let oauth):
            guard oauth.grant == .refreshToken, let tokenFile else {
                try take(oauth, into: &carried, now: now, ask: ask)
                break
            }
            carried = try tokenFile.alone { () throws(Fault) in
                var carried = Carried()
                try take(oauth, into: &carried, now: now, ask: ask)
                return carried
            }
        case .login(let login):
            var values: [String: String] = [:]
            for (name, secret) in login.secrets { values[name] = try value(of: secret, name) }
            // Where every request says who asks, as in a remote procedure call, it names what the login did.
            carried.values = values
            let answer = try JSONScalars(try ask(login.request, values, [])) { [host] _ in HTTPFault.token(host) }
            for (name, path) in login.values {
                guard let value = answer[path] else { throw HTTPFault.token(host) }
                carried.values[name] = value
                secrets.add(name, value)
            }
            carried.headers = login.headers.compactMap { header in
                header.value.filled(carried.values).map { (name: header.name, value: $0) }
            }
        }
        for key in keys { carried.headers.append((name: key.name, value: try value(of: key.value, "key"))) }
        return carried
    }

    private mutating func value(of secret: SecretReference, _ name: String) throws(Fault) -> String {
        let value = try secret.value(from: folder)
        secrets.add(name, value)
        return value
    }

    private mutating func take(
        _ oauth: OAuth2, into carried: inout Carried, now: Instant,
        ask: (RequestPlan, [String: String], [(name: String, value: String)]) throws(Fault) -> [UInt8]
    ) throws(Fault) {
        var plan = RequestPlan("POST", RequestTemplate(oauth.tokenURL))
        var form: [RequestParameter] = []
        var values: [String: String] = [:]
        var headers: [(name: String, value: String)] = []
        func add(_ name: String, _ value: String?) {
            guard let value else { return }
            let key = name.replacing("_", with: "-")
            form.append(RequestParameter(name, RequestTemplate("{\(key)}")))
            values[key] = value
        }
        let id = try text(oauth.clientID)
        var configured: String?
        var secret: String?
        if let reference = oauth.clientSecret { secret = try value(of: reference, "client-secret") }
        switch oauth.grant {
        case .clientCredentials: add("grant_type", "client_credentials")
        case .refreshToken:
            add("grant_type", "refresh_token")
            if let reference = oauth.refreshToken { configured = try value(of: reference, "refresh-token") }
            let kept = try configured.flatMap { token throws(Fault) in try tokenFile?.token(inPlaceOf: token) }
            if let kept { secrets.add("refresh-token", kept) }
            add("refresh_token", kept ?? configured)
        case .jwtBearer:
            add("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
            add(
                "assertion",
                try oauth.jwt.map { jwt throws(Fault) in
                    try jwt.signed(issuer: id, tokenURL: oauth.tokenURL, pem: try jwt.key.value(from: folder), now: now)
                })
        }
        if oauth.grant == .jwtBearer {
            // The signature says who asks.
        } else if oauth.isSentAsBasic {
            headers.append(basic(id, secret ?? ""))
        } else {
            add("client_id", id)
            add("client_secret", secret)
        }
        add("scope", oauth.scope)
        plan.body = .form(form + oauth.more)
        let answer = try JSONScalars(try ask(plan, values, headers)) { [host] _ in HTTPFault.token(host) }
        guard let token = answer["access_token"], !token.isEmpty else { throw HTTPFault.token(host) }
        if let configured, let next = answer["refresh_token"], next != values["refresh-token"] {
            try tokenFile?.keep(next, inPlaceOf: configured)
        }
        carried.headers = [authorization("\(oauth.scheme) \(token)")]
        carried.values["token"] = token
        secrets.add("token", token)
        // One that ends as soon as it is given is none: until when it is good the first refusal tells.
        if let seconds = answer["expires_in"].flatMap({ Int64($0) }), seconds > 0 {
            // A minute before it ends, so that no request is under way with it when it does; half of a shorter time.
            let good = min(seconds, 31_536_000) * 1_000
            carried.until = Instant(milliseconds: now.milliseconds + good - min(60_000, good / 2))
        }
    }

    private mutating func text(_ name: SecretValue) throws(Fault) -> String {
        switch name {
        case .plain(let text): text
        case .secret(let secret): try value(of: secret, "user")
        }
    }

    private func authorization(_ value: String) -> (name: String, value: String) {
        (name: "Authorization", value: value)
    }

    private mutating func basic(_ user: String, _ password: String) -> (name: String, value: String) {
        let pair = Data("\(user):\(password)".utf8).base64EncodedString()
        secrets.add("pair", pair)
        return authorization("Basic " + pair)
    }
}
