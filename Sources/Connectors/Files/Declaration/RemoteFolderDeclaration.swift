import ConfigFiles
import LeadModel

/// Reads what a source of `connector: files` says of a folder on another machine.
struct RemoteFolderDeclaration {
    let findings: Findings

    static let keys: [ConfigKey] = [
        .optional(
            "address", .text("sftp://files.partner.example/outgoing"),
            "The folder on another machine that exports are fetched from: sftp, ftp or ftps. Behind `/~/` it starts in the home of the login."
        ),
        .optional("login", .mapping(login), "How we say who we are there."),
        .optional(
            "host-key", .text("SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            "Of SFTP: the SHA-256 of the host's key, or a file in the form of known_hosts. Without it no host is trusted, and a run prints the key that it met."
        ),
        .optional(
            "encryption",
            .word(
                "encryption",
                [
                    ConfigWord("required", "The host has to speak TLS before we log in."),
                    ConfigWord("none", "Everybody on the way reads login and leads."),
                ]), "Of `ftp:`, whether it is asked for.", otherwise: "required"),
        .optional("network", .mapping(network), "Which addresses may be reached, and who is trusted there."),
        .optional("limits", .mapping(limits), "How long transfers may take, and how long files may be."),
    ]

    private static let login = ConfigMapping(
        "'login'",
        [
            .required("user", .text("leadloop"), "The name of the account."),
            .optional(
                "password", .text("env:PARTNER_PASSWORD"), "Its password, by reference: `env:NAME` or `file:PATH`."),
            .optional("key", .text("file:keys/partner"), "Of SFTP: the file of a private key, `file:PATH`."),
            .optional("passphrase", .text("env:PARTNER_KEY"), "Of the key, by reference."),
        ])

    private static let network = ConfigMapping(
        "'network'", HTTPSourceDeclaration.networkKeys.filter { $0.name != "redirects" })

    private static let limits = ConfigMapping(
        "'limits'",
        [
            .optional("connect", WrittenDuration.shape("20s"), "Until a connection stands.", otherwise: "20s"),
            .optional("stall", WrittenDuration.shape("60s"), "How long nothing may come.", otherwise: "60s"),
            .optional("megabytes", .wholeNumber(1...10_000_000), "How long one file may be.", otherwise: "16384"),
            .optional(
                "attempts", .wholeNumber(1...20),
                "How often a transfer is begun that breaks off; each goes on where the last one stopped.",
                otherwise: "5"),
        ])

    /// - Returns: `nil` where there is no address that can be used.
    func read(_ map: ConfigMap) -> RemoteFolder? {
        let address = map["address"].flatMap(readAddress)
        // What else is said is looked at all the same.
        var folder = RemoteFolder(address: address?.text ?? "")
        let scheme = address?.scheme ?? "sftp"
        if let login = map.map("login") { read(login: login, into: &folder, scheme) }
        read(hostKey: map["host-key"], into: &folder, scheme)
        if let network = map.map("network") {
            var known = HTTPSource(address: "")
            HTTPSourceDeclaration(findings: findings).read(network: network, into: &known)
            let trust = folder.trust
            folder.trust = known.trust
            (folder.trust.hostKey, folder.trust.knownHosts) = (trust.hostKey, trust.knownHosts)
            (folder.reach, folder.proxy) = (known.reach, known.proxy)
        }
        if let limits = map.map("limits") { read(limits: limits, into: &folder) }
        if let encryption = map["encryption"], let word = encryption.text {
            folder.encrypts = word != "none"
            if let scheme = address?.scheme { check(encryption, folder, scheme) }
        }
        return address == nil ? nil : folder
    }

    private func readAddress(_ value: ConfigValue) -> (text: String, scheme: String)? {
        guard var plain = value.text else { return nil }
        while plain.hasSuffix("/") { plain.removeLast() }
        if let address = TransferAddress(plain), ["sftp", "ftp", "ftps"].contains(address.scheme),
            !plain.contains(where: { "?#;".contains($0) })
        {
            return (plain, address.scheme)
        }
        findings.add(
            .configUnknownValue, "'address' is no folder that can be fetched from", at: value.place,
            advice: "Write such as sftp://files.partner.example/outgoing, without a user or a password.")
        return nil
    }

    private func check(_ encryption: ConfigValue, _ folder: RemoteFolder, _ scheme: String) {
        if scheme != "ftp" {
            findings.add(
                .configUnknownValue, "'encryption' is a matter of 'ftp:' alone", at: encryption.place,
                advice: "Take it out: \(scheme) is always encrypted.")
        } else if !folder.encrypts {
            findings.warn(
                .configUnknownValue, "without encryption everybody on the way reads login and leads",
                at: encryption.place, advice: "Take it out where the host speaks TLS, or have it speak SFTP.")
        }
    }

    private func read(login map: ConfigMap, into folder: inout RemoteFolder, _ scheme: String) {
        folder.user = map.text("user")
        folder.password = secret("password", map)
        folder.key = secret("key", map)
        folder.passphrase = secret("passphrase", map)
        if let key = folder.key, key.path(from: "") == nil || scheme != "sftp" {
            findings.add(
                .configUnknownValue, "'key' is a file, and of SFTP", at: map.place(of: "key"),
                advice: scheme == "sftp" ? "Write it as file:PATH." : "Write 'password', as env:NAME or file:PATH.")
        }
        if folder.password == nil, folder.key == nil, !map.isGiven("password"), !map.isGiven("key") {
            findings.add(
                .configMissingKey, "'login' has neither 'password' nor 'key'", at: map.place,
                advice: "Add one of them, as env:NAME or file:PATH.")
        }
    }

    private func secret(_ key: String, _ map: ConfigMap) -> SecretReference? {
        guard let value = map[key], let text = value.text else { return nil }
        if let secret = SecretReference(text, at: value.place) { return secret }
        findings.add(
            .configUnknownValue, "'\(key)' is no reference to a secret", at: value.place,
            advice: "Write env:NAME or file:PATH; the secret itself stands in no file of the configuration.")
        return nil
    }

    private func read(hostKey value: ConfigValue?, into folder: inout RemoteFolder, _ scheme: String) {
        guard let value, let text = value.text else { return }
        if scheme != "sftp" {
            findings.add(
                .configUnknownValue, "'host-key' is a matter of SFTP", at: value.place,
                advice: "Take it out; who answers over TLS is told by its certificate.")
        } else if text.hasPrefix("SHA256:") {
            folder.trust.hostKey = text
        } else {
            folder.trust.knownHosts = text
        }
    }

    private func read(limits map: ConfigMap, into folder: inout RemoteFolder) {
        if let seconds = WrittenDuration.read("connect", of: map, findings) { folder.limits.connectSeconds = seconds }
        if let seconds = WrittenDuration.read("stall", of: map, findings) { folder.limits.stallSeconds = seconds }
        if let megabytes = map.wholeNumber("megabytes") { folder.limits.bodyBytes = Int64(megabytes) << 20 }
        if let attempts = map.wholeNumber("attempts") { folder.attempts = attempts }
    }
}
