public import ConfigFiles
import LeadModel

/// A folder on another machine that exports are fetched from.
public struct RemoteFolder: Sendable, Hashable {
    /// `sftp://host/folder`, `ftp://host/folder` or `ftps://host/folder`, without a slash at its end.
    public var address: String
    public var user: String?
    public var password: SecretReference?
    /// A file with a private key.
    public var key: SecretReference?
    public var passphrase: SecretReference?
    public var trust = TransferTrust()
    public var reach = NetworkReach()
    public var limits = RemoteFolder.usualLimits
    public var proxy: String?
    /// Whether nobody on the way may read along; of FTP.
    public var encrypts = true
    /// How often a file is asked for again whose transfer breaks off.
    public var attempts = 5

    init(address: String) { self.address = address }

    /// Exports are longer than answers.
    private static var usualLimits: TransferLimits {
        var limits = TransferLimits()
        limits.bodyBytes = 16 << 30
        return limits
    }

    /// The login, its secrets read.
    /// - Parameter folder: which relative paths of files start from.
    func login(from folder: String) throws(Fault) -> TransferLogin? {
        guard let user else { return nil }
        var login = TransferLogin(user: user)
        if let password { login.password = try password.value(from: folder) }
        if let passphrase { login.passphrase = try passphrase.value(from: folder) }
        if let key {
            // That it is there, and for nobody else to read.
            _ = try key.value(from: folder)
            login.keyFile = key.path(from: folder)
        }
        return login
    }
}

extension SecretReference {
    /// The path of its file; `nil` of one in the environment.
    func path(from folder: String) -> String? {
        guard case .file(let path) = place else { return nil }
        return path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }
}
