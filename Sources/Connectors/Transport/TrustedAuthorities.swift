import CCurl
import Foundation

/// The certificates of authorities that libcurl trusts unless a source or destination names its own.
public enum TrustedAuthorities {
    /// The file, or the folder, that libcurl was built to look in; `nil` where it was built without.
    public static var place: String? {
        (ccurl_authorities_file() ?? ccurl_authorities_folder()).map { String(cString: $0) }
    }

    /// How many there are: in the file, or, where there is none, how many files the folder has. 0 where neither can be read.
    public static func count() -> Int {
        if let file = ccurl_authorities_file(), let bytes = FileManager.default.contents(atPath: String(cString: file))
        {
            return String(decoding: bytes, as: UTF8.self).matches(of: /-----BEGIN (?:TRUSTED )?CERTIFICATE-----/).count
        }
        guard let folder = ccurl_authorities_folder() else { return 0 }
        return FileManager.default.subpaths(atPath: String(cString: folder))?.count ?? 0
    }
}

extension SourceDefinition {
    /// Whether it is reached by TLS, and shows a certificate that an authority of this machine must have signed.
    public var needsAuthorities: Bool {
        switch door {
        case .http(let system): system.needsAuthorities
        case .remoteFolder(let folder): folder.needsAuthorities
        case .folder, .singer: false
        }
    }
}

extension DestinationDefinition {
    /// Whether it is reached by TLS, and shows a certificate that an authority of this machine must have signed.
    public var needsAuthorities: Bool {
        switch door {
        case .http(let destination): destination.system.needsAuthorities
        case .webhook(let webhook): webhook.system.needsAuthorities
        case .files(let files): files.needsAuthorities
        }
    }
}

extension HTTPSource {
    fileprivate var needsAuthorities: Bool { trust.needsAuthorities(for: address) }
}

extension RemoteFolder {
    fileprivate var needsAuthorities: Bool { encrypts && trust.needsAuthorities(for: address) }
}

extension FileDestination {
    fileprivate var needsAuthorities: Bool {
        switch place {
        case .folder(let folder): folder.needsAuthorities
        case .http(let place): place.trust.needsAuthorities(for: place.address)
        }
    }
}

extension TransferTrust {
    /// Hosts that speak SSH have keys, and no certificates.
    fileprivate func needsAuthorities(for address: String) -> Bool {
        let address = address.lowercased()
        return authorities == nil && (address.hasPrefix("https:") || address.hasPrefix("ftp"))
    }
}
