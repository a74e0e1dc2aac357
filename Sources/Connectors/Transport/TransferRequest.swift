/// What is asked of another machine, and under which conditions.
///
/// Holds secrets: it is never printed, and none of it is part of a fault but `host`.
public struct TransferRequest: Sendable {
    /// `https`, `http`, `sftp`, `ftp` or `ftps`.
    public var url: String
    public var method: String
    public var headers: [(name: String, value: String)]
    /// Sent with the request; `nil`: none.
    public var body: [UInt8]?
    /// A file that is put there: over HTTP the body, over FTP and SFTP what is written under the address.
    public var upload: UploadedBytes?
    public var limits = TransferLimits()
    public var reach = NetworkReach()
    public var trust = TransferTrust()
    /// Of FTP and SFTP.
    public var login: TransferLogin?
    /// From which byte of the file on.
    public var offset: Int64 = 0
    /// A folder's names instead of a file, of FTP and SFTP.
    public var listsNames = false
    /// Of FTP and SFTP: nothing but how long the file is and when it was changed, as `Transfer.found` says afterwards.
    public var onlyLooks = false
    /// Of FTP and SFTP: what is asked of the host behind everything else, in the words of its protocol as libcurl takes them.
    public var commands: [String] = []
    /// Whether a host that is asked over FTP has to speak TLS before anybody logs in.
    public var encrypts = true
    /// How often an answer may send us to another address; only ever of the same scheme, host and port.
    public var redirects = 0
    /// `http://proxy:3128`; `nil`: none, whatever the environment says.
    public var proxy: String?
    /// On whose behalf the host is asked.
    public var asker = TransferAsker.source

    public init(
        url: String, method: String = "GET", headers: [(name: String, value: String)] = [], body: [UInt8]? = nil
    ) {
        self.url = url
        self.method = method
        self.headers = headers
        self.body = body
    }

    /// Whether the query has a parameter of this name, as it is encoded.
    func names(parameter name: String) -> Bool {
        guard let query = url.split(separator: "?", maxSplits: 1).dropFirst().first else { return false }
        return query.split(separator: "#", omittingEmptySubsequences: false)[0].split(separator: "&").contains {
            $0.split(separator: "=", omittingEmptySubsequences: false)[0] == name
        }
    }

    /// Host and port as the address says them, without anything that could be a secret: for messages.
    public var host: String { TransferAddress(url)?.place ?? "an address that cannot be read" }
}

/// Who is trusted to be on the other side.
public struct TransferTrust: Sendable, Hashable {
    /// A file of certificates in PEM, instead of the machine's own.
    public var authorities: String?
    /// The SHA-256 of the public key in base64, as `sha256//…` names it; whoever has another key is refused.
    public var pin: String?
    /// By which we say who we are.
    public var certificate: ClientCertificate?
    /// A file in the form of OpenSSH's known_hosts.
    public var knownHosts: String?
    /// The SHA-256 of the host's key in base64, as OpenSSH shows it behind `SHA256:`.
    public var hostKey: String?

    public init() {}

    /// What holds for a host that tokens are given by: neither is its key the one that is pinned, nor is our certificate meant for it.
    var elsewhere: TransferTrust {
        var trust = self
        trust.pin = nil
        trust.certificate = nil
        return trust
    }

    /// The same with relative paths of its files made whole.
    func resolved(from folder: String) -> TransferTrust {
        func whole(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }
        var trust = self
        trust.authorities = authorities.map(whole)
        trust.knownHosts = knownHosts.map(whole)
        if let certificate {
            trust.certificate = ClientCertificate(chain: whole(certificate.chain), key: whole(certificate.key))
        }
        return trust
    }
}

/// Our own certificate and its key: files in PEM.
public struct ClientCertificate: Sendable, Hashable {
    public var chain: String
    public var key: String

    public init(chain: String, key: String) {
        self.chain = chain
        self.key = key
    }
}

/// How we say who we are over SFTP and FTP.
public struct TransferLogin: Sendable {
    public var user: String
    public var password: String?
    /// A file with a private key.
    public var keyFile: String?
    public var passphrase: String?

    public init(user: String, password: String? = nil, keyFile: String? = nil, passphrase: String? = nil) {
        self.user = user
        self.password = password
        self.keyFile = keyFile
        self.passphrase = passphrase
    }
}

/// The parts of an address that say where it is.
public struct TransferAddress: Sendable, Hashable {
    public var scheme: String
    /// As written, in small letters; an IPv6 address in brackets.
    public var host: String
    public var port: Int
    /// Path and query, from the slash on.
    public var path: String

    private static let ports = ["https": 443, "http": 80, "sftp": 22, "ftp": 21, "ftps": 990]

    /// Reads an absolute address; `nil` for anything else, for other schemes, and where it holds a user or a password.
    public init?(_ text: String) {
        guard let colon = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<colon.lowerBound].lowercased()
        guard let usual = TransferAddress.ports[scheme] else { return nil }
        let rest = text[colon.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.contains("@"), !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == 0x5C }) else {
            return nil
        }
        var host = authority
        var port = usual
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            guard let given = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(given) else {
                return nil
            }
            (host, port) = (authority[..<colon], given)
        }
        guard !host.isEmpty, host.hasPrefix("[") || !host.contains(":") else { return nil }
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
        let path = String(rest[end...])
        self.path = path.isEmpty ? "/" : path.hasPrefix("/") ? path : "/" + path
    }

    /// Whether credentials for one may be sent to the other.
    public func isSamePlace(as other: TransferAddress) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// `crm.example` or `crm.example:8443`.
    public var place: String { TransferAddress.ports[scheme] == port ? host : "\(host):\(port)" }

    /// The address that an answer points to: absolute, or relative to this one (RFC 3986, section 5.2, without dot segments).
    public func resolving(_ reference: String) -> String? {
        if reference.contains("://") { return TransferAddress(reference) == nil ? nil : reference }
        if reference.hasPrefix("//") {
            return TransferAddress("\(scheme):\(reference)") == nil ? nil : "\(scheme):\(reference)"
        }
        let base = "\(scheme)://\(place)"
        if reference.hasPrefix("/") { return base + reference }
        let ownPath = path.prefix { $0 != "?" && $0 != "#" }
        if reference.hasPrefix("?") { return base + ownPath + reference }
        let folder = ownPath.lastIndex(of: "/").map { ownPath[...$0] } ?? "/"
        return base + folder + reference
    }
}

/// On whose behalf a host is asked: in whose file it stands how it is reached.
public enum TransferAsker: Sendable, Hashable, CustomStringConvertible {
    case source
    case destination

    /// As advice calls it.
    public var description: String {
        switch self {
        case .source: "source"
        case .destination: "destination"
        }
    }
}
