public import ConfigFiles
public import LeadModel

/// One system or partner that leads, or news of them, are delivered to: `config/destinations/<name>.yaml`.
///
/// Which leads, and under which names, is said by the feeds that go to it.
public struct DestinationDefinition: Sendable, Hashable {
    /// How it is reached: `connector:`.
    public enum Door: Sendable, Hashable {
        /// Files are put into a folder on another machine.
        case files(FileDestination)
        /// Each message is sent as a signed event.
        case webhook(WebhookDestination)
        /// Rows are written by the calls that the system has for it.
        case http(HTTPDestination)
    }

    /// A source of the same system: what was written is recognised when it comes back from there.
    public struct System: Sendable, Hashable {
        public var name: String
        public var place: Origin
    }

    public var name: String
    public var door: Door
    public var system: System?
    public var pace = DeliveryPace()
    public var place: Origin

    /// Whether it takes files, and no rows.
    public var takesFiles: Bool {
        if case .files = door { true } else { false }
    }

    /// The column by whose value the system tells one lead from another, and by which it can be told to let go of one; `nil` where each
    /// row names the lead by its own number, or what is written stays as it is.
    /// - Parameter parameters: what the feed says under `with:`.
    public func addressColumn(with parameters: [String: String]) -> String? {
        guard case .http(let system) = door, !system.isOfEvents, system.takesBack(with: parameters) else { return nil }
        return system.key
    }

    /// As `connector:` has it.
    public var connector: String { kind.rawValue }

    private var kind: Connector {
        switch door {
        case .files: .files
        case .webhook: .webhook
        case .http: .http
        }
    }

    /// Compiles the file; every finding at once.
    public static func compile(_ text: String, file: String) throws(FaultList) -> DestinationDefinition {
        let document = try ConfigDocument(text, file: file, of: fileKind)
        return try document.result(read(document))
    }

    private enum Connector: String, CaseIterable {
        case files
        case webhook
        case http

        var meaning: String {
            switch self {
            case .files: "Files of feeds are put into a folder on another machine."
            case .webhook: "Each message is sent as an event, signed after Standard Webhooks."
            case .http: "Rows are written by the calls that a system has for it."
            }
        }

        var keys: [ConfigKey] {
            switch self {
            case .files: FileDestinationDeclaration.keys
            case .webhook: WebhookDeclaration.keys
            case .http: HTTPDestinationDeclaration.keys
            }
        }
    }

    public static let fileKind = ConfigFileKind(
        "destination", at: "config/destinations/*.yaml", "One system that leads, or news of them, are delivered to.",
        .variants(
            ConfigVariants(
                "a destination", by: "connector", noun: "connector",
                Connector.allCases.map { (ConfigWord($0.rawValue, $0.meaning), specification($0)) }))
    ) { _ = read($0) }

    private static func specification(_ connector: Connector) -> ConfigMapping {
        ConfigMapping(
            "a destination",
            [
                .required(
                    "destination", .text("marketo", pattern: "^[a-z0-9-]{1,64}$", mayBeNumber: true),
                    "The destination's name: small letters, digits and hyphens."),
                .required(
                    "connector", .word("connector", [ConfigWord(connector.rawValue, connector.meaning)]),
                    "How it is reached."),
                .optional(
                    "system", .text("marketo"),
                    "A source of the same system: what was written there is no news when it comes back."),
            ] + connector.keys + [
                .optional(
                    "pace", DeliveryPace.shape, "How often it is tried again, and how long a message is good for.")
            ])
    }

    private static func read(_ document: ConfigDocument) -> DestinationDefinition? {
        guard let map = document.root else { return nil }
        let findings = document.findings
        let name = map["destination"].flatMap { readName($0, findings) }
        let door = readDoor(map, findings)
        let pace = map.map("pace").map { DeliveryPace.read($0, findings) } ?? DeliveryPace()
        guard let name, let door else { return nil }
        let system = map["system"].flatMap { value in value.text.map { System(name: $0, place: value.place) } }
        return DestinationDefinition(name: name, door: door, system: system, pace: pace, place: map.place)
    }

    private static func readDoor(_ map: ConfigMap, _ findings: Findings) -> Door? {
        switch map.text("connector").flatMap(Connector.init(rawValue:)) {
        case .files: FileDestinationDeclaration(findings: findings).read(map).map(Door.files)
        case .webhook: WebhookDeclaration(findings: findings).read(map).map(Door.webhook)
        case .http: HTTPDestinationDeclaration(findings: findings).read(map).map(Door.http)
        case nil: nil
        }
    }

    /// The name is part of message ids.
    private static func readName(_ value: ConfigValue, _ findings: Findings) -> String? {
        guard let text = value.text else { return nil }
        let isWord = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
        }
        if isWord, (1...64).contains(text.utf8.count) { return text }
        findings.add(
            .configUnknownValue, "a destination is named in small letters, digits and hyphens", at: value.place,
            seen: .word(text), advice: "Write such as marketo or journey-tool; at most 64 characters.")
        return nil
    }
}
