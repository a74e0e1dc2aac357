import ConfigFiles
import LeadModel

/// A destination of files: a folder on another machine that they are put into, or an address that takes them over HTTP.
public struct FileDestination: Sendable, Hashable {
    /// Where a file goes.
    enum Place: Sendable, Hashable {
        /// Over SFTP, FTP or FTPS.
        case folder(RemoteFolder)
        case http(HTTPFilePlace)
    }

    let place: Place

    /// As the configuration writes it: no secret is in it.
    public var address: String {
        switch place {
        case .folder(let folder): folder.address
        case .http(let http): http.address
        }
    }

    /// Whether what lies there can be read back.
    public var canBeRead: Bool {
        if case .folder = place { true } else { false }
    }
}

/// An address that takes a file with each request.
struct HTTPFilePlace: Sendable, Hashable {
    /// Without a slash at its end; `{file}` in it stands for the name of the file.
    var address: String
    /// `PUT` or `POST`.
    var method = "PUT"
    var authentication = Authentication.none
    var trust = TransferTrust()
    var reach = NetworkReach()
    var limits = TransferLimits()
    var proxy: String?

    static let nameMark = "{file}"

    /// The address of one file.
    func address(of name: String) -> String {
        let name = RemoteFolder.encoded(name)
        if address.contains(HTTPFilePlace.nameMark) { return address.replacing(HTTPFilePlace.nameMark, with: name) }
        return method == "PUT" ? "\(address)/\(name)" : address
    }
}

/// Reads `connector: files` of a destination.
struct FileDestinationDeclaration {
    let findings: Findings

    static let keys: [ConfigKey] =
        [
            .required(
                "address", .text("sftp://files.partner.example/incoming"),
                "The folder on another machine that files are put into: sftp, ftp or ftps, which behind `/~/` starts in the home of the login; or an address that takes them over https, with `{file}` in it for their names."
            ),
            .optional(
                "method",
                .word(
                    "method",
                    [
                        ConfigWord("PUT", "Each file to its own address."),
                        ConfigWord("POST", "Each file to the one address that there is."),
                    ]), "Of https: how files are sent.", otherwise: "PUT"),
            .optional("auth", AuthenticationDeclaration.shape, "Of https: how requests say who sends."),
        ] + RemoteFolderDeclaration.keys.filter { $0.name != "address" }

    func read(_ map: ConfigMap) -> FileDestination? {
        if let pace = map.map("pace"), pace.isGiven("good-for") {
            findings.add(
                .configUnknownKey, "'good-for' is a matter of rows", at: pace.place(of: "good-for"),
                advice: "Take it out: a file waits until it can be put there, and those after it with it.")
        }
        let scheme = map.text("address")?.prefix { $0 != ":" }.lowercased()
        if scheme == "https" || scheme == "http" { return readHTTP(map).map { FileDestination(place: .http($0)) } }
        for key in ["method", "auth"] where map[key] != nil {
            map.passOver(key)
            findings.add(
                .configUnknownKey, "'\(key)' is a matter of https", at: map.place(of: key), advice: "Take it out.")
        }
        return RemoteFolderDeclaration(findings: findings).read(map).map { FileDestination(place: .folder($0)) }
    }

    private func readHTTP(_ map: ConfigMap) -> HTTPFilePlace? {
        for key in ["login", "host-key", "encryption"] where map[key] != nil {
            map.passOver(key)
            findings.add(
                .configUnknownKey, "'\(key)' is a matter of folders", at: map.place(of: key),
                advice: key == "login" ? "Write 'auth'." : "Take it out.")
        }
        guard let value = map["address"], let text = value.text else { return nil }
        let plain = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let known = TransferAddress(plain.replacing(HTTPFilePlace.nameMark, with: "name")), !plain.contains("#")
        else {
            findings.add(
                .configUnknownValue, "'address' is no address that takes files", at: value.place,
                advice: "Write such as https://intake.example/feeds/{file}, without a user or a password.")
            return nil
        }
        if known.scheme == "http" {
            findings.warn(
                .configUnknownValue, "over http everybody on the way reads along", at: value.place,
                advice: "Write https where the host speaks it.")
        }
        var place = HTTPFilePlace(address: plain)
        place.method = map.text("method") ?? place.method
        if let auth = map.map("auth") {
            place.authentication = AuthenticationDeclaration(findings: findings).read(auth) ?? .none
            switch place.authentication {
            case .oauth2, .login:
                findings.add(
                    .configUnknownValue, "files are sent with a token that stays", at: auth.place,
                    advice: "Write 'bearer', 'basic', 'header' or 'query'.")
            default: break
            }
        }
        var source = HTTPSource(address: "")
        if let network = map.map("network") {
            HTTPSourceDeclaration(findings: findings).read(network: network, into: &source)
        }
        (place.trust, place.reach, place.proxy) = (source.trust, source.reach, source.proxy)
        if let limits = map.map("limits") {
            for key in ["megabytes", "attempts"] where limits[key] != nil {
                findings.add(
                    .configUnknownKey, "'\(key)' is a matter of folders", at: limits.place(of: key),
                    advice: "Take it out.")
            }
            if let seconds = WrittenDuration.read("connect", of: limits, findings) {
                place.limits.connectSeconds = seconds
            }
            if let seconds = WrittenDuration.read("stall", of: limits, findings) { place.limits.stallSeconds = seconds }
        }
        return place
    }
}
