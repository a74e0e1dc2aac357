public import ConfigFiles

extension SourceDefinition {
    /// Every secret that it is read with.
    public var secrets: [SecretReference] {
        switch door {
        case .folder: []
        case .remoteFolder(let folder): [folder.password, folder.passphrase, folder.key].compactMap { $0 }
        case .http(let system): system.secrets
        case .singer(let program): program.environment.values.compactMap(\.reference)
        }
    }
}

extension HTTPSource {
    /// Every secret that it is asked with.
    var secrets: [SecretReference] { authentication.secrets + secretHeaders.map(\.value) }
}

extension SecretValue {
    /// `nil` where it stands in the file.
    var reference: SecretReference? {
        if case .secret(let reference) = self { reference } else { nil }
    }
}

extension Authentication {
    var secrets: [SecretReference] {
        switch self {
        case .none: []
        case .bearer(let secret), .header(_, let secret), .query(_, let secret): [secret]
        case .basic(let user, let password): [user.reference, password].compactMap { $0 }
        case .oauth2(let oauth):
            [oauth.clientID.reference, oauth.clientSecret, oauth.refreshToken, oauth.jwt?.key].compactMap { $0 }
        case .login(let login): login.secrets.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}
