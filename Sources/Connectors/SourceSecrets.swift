public import ConfigFiles

extension SourceDefinition {
    /// Every secret that it is read with.
    public var secrets: [SecretReference] {
        switch door {
        case .folder: []
        case .remoteFolder(let folder): folder.secrets
        case .http(let system): system.secrets
        case .singer(let program): program.environment.values.compactMap(\.reference)
        }
    }
}

extension DestinationDefinition {
    /// Every secret that it is sent to with.
    public var secrets: [SecretReference] {
        switch door {
        case .files(let files):
            switch files.place {
            case .folder(let folder): folder.secrets
            case .http(let http): http.authentication.secrets
            }
        case .webhook(let webhook): webhook.signing + webhook.system.secrets
        case .http(let system): system.secrets
        }
    }
}

extension RemoteFolder {
    /// Every secret of its login.
    var secrets: [SecretReference] { [password, passphrase, key].compactMap { $0 } }
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
