public import ConfigFiles
public import LeadModel

/// One configured source: `config/sources/<name>.yaml`.
public struct SourceDefinition: Sendable, Hashable {
    /// How its exports are reached: `connector:`.
    public enum Door: Sendable, Hashable {
        /// Exports are put into a folder; relative to the folder that holds `config`.
        case folder(String)
        /// Exports are fetched from a folder on another machine.
        case remoteFolder(RemoteFolder)
        case http(HTTPSource)
        case singer(SingerSource)
    }

    public var name: String
    public var role: SourceRole
    public var door: Door
    public var streams: [StreamDefinition]
    public var watch: SourceGuard
    /// When it is synchronised by itself; `nil`: when the settings say.
    public var schedule: Schedule?
    public var place: Origin

    /// The folder on this machine that its exports are put into; `nil` where they are fetched or asked for.
    public var folder: String? {
        if case .folder(let folder) = door { folder } else { nil }
    }

    /// Those of its streams that are files, each with the pattern of their names.
    public var fileStreams: [(stream: StreamDefinition, pattern: String)] {
        streams.compactMap { stream in stream.filePattern.map { (stream: stream, pattern: $0) } }
    }

    /// Whether it is a system that is asked for its records, or a program; not a folder of files.
    public var isAsked: Bool {
        switch door {
        case .folder, .remoteFolder: false
        case .http, .singer: true
        }
    }

    /// As `connector:` has it.
    public var connector: String {
        switch door {
        case .folder, .remoteFolder: Connector.files.rawValue
        case .http: Connector.http.rawValue
        case .singer: Connector.singer.rawValue
        }
    }

    /// Compiles the file; every finding at once.
    public static func compile(_ text: String, file: String) throws(FaultList) -> SourceDefinition {
        let document = try ConfigDocument(text, file: file, of: fileKind)
        return try document.result(read(document))
    }

    private enum Connector: String, CaseIterable {
        case files
        case http
        case singer

        var meaning: String {
            switch self {
            case .files: "Exports that are put into a folder, here or on another machine."
            case .http: "A system that is asked over HTTP, page by page."
            case .singer: "A Singer tap, a program that writes records: several hundred systems have one."
            }
        }
    }

    public static let fileKind = ConfigFileKind(
        "source", at: "config/sources/*.yaml", "One system that leads come from, and what its exports are.",
        .variants(
            ConfigVariants(
                "a source", by: "connector", noun: "connector",
                Connector.allCases.map { (ConfigWord($0.rawValue, $0.meaning), specification($0)) }))
    ) { _ = read($0) }

    /// Keys of which a source of this kind has exactly one.
    private static func choice(_ connector: Connector) -> [String] {
        switch connector {
        case .files: ["folder", "address"]
        case .http: []
        case .singer: SingerDeclaration.choice
        }
    }

    private static func specification(_ connector: Connector) -> ConfigMapping {
        let own: [ConfigKey] =
            switch connector {
            case .files:
                [
                    .optional(
                        "folder", .text("inbox"),
                        "Where its exports are put; relative to the folder that holds `config`.")
                ] + RemoteFolderDeclaration.keys + DropDeclaration.keys
            case .http: HTTPSourceDeclaration.keys
            case .singer: SingerDeclaration.keys
            }
        let stream =
            switch connector {
            case .files: StreamDefinition.files
            case .http: StreamDefinition.http
            case .singer: StreamDefinition.singer
            }
        return ConfigMapping(
            "a source", exactlyOneOf: choice(connector),
            [
                .required(
                    "source", .text("salesforce"),
                    "The source's name: in messages, before ids, and the id space of mappings that name none."),
                .required(
                    "connector", .word("connector", [ConfigWord(connector.rawValue, connector.meaning)]),
                    "How its exports are reached."),
                .required(
                    "role",
                    .word("role of a source", SourceRole.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                    "Which side of the house it belongs to."),
            ] + own + [
                .required(
                    "streams",
                    .table(
                        ConfigTable(
                            "the streams of a source", key: "The name of a kind of export", example: "leads",
                            .mapping(stream),
                            empty: (
                                .configMissingKey, "a source needs at least one stream",
                                "Add `leads: { mapping: …, files: … }`."
                            ))), "One entry for each kind of export, under a name of its own."),
                .optional(
                    "guard", .mapping(SourceGuard.specification),
                    "What its exports are watched for, and what happens then.",
                    otherwise: "`{ drift: hold, missing-leads: 5%, at-least: 20 }`"),
                .optional(
                    "schedule", Schedule.shape("*/15 * * * *"),
                    "When the service synchronises it, and `leadloop sync --due`.",
                    otherwise: "`schedule` of config/leadloop.yaml"),
            ])
    }

    private static func read(_ document: ConfigDocument) -> SourceDefinition? {
        guard let map = document.root else { return nil }
        let connector = map.text("connector").flatMap(Connector.init(rawValue:))
        let name = map.text("source")
        let role = map.text("role").flatMap(SourceRole.init(rawValue:))
        let door: Door? =
            switch connector {
            case .files: readFolder(map, document.findings)
            case .http: HTTPSourceDeclaration(findings: document.findings).read(map).map(Door.http)
            case .singer: SingerDeclaration(findings: document.findings).read(map).map(Door.singer)
            case nil: nil
            }
        let logged =
            if case .http(let system) = door { system.authentication.names } else {
                [(name: String, meaning: String)]()
            }
        let rules = connector == .files ? dropRules(map, document.findings) : DropRules()
        let entries = map.map("streams")?.entries
        var streams = (entries ?? []).compactMap { entry in
            switch connector {
            case .http: StreamDefinition.readHTTP(entry, document.findings, logged: logged)
            case .singer: StreamDefinition.readSinger(entry, document.findings)
            case .files, nil: StreamDefinition.readFiles(entry, under: rules, document.findings)
            }
        }
        if connector == .http {
            let maps = (entries ?? []).compactMap { entry in entry.value.map.map { (entry.key, $0) } }
            ParentDeclaration(findings: document.findings).resolve(
                &streams, Dictionary(maps, uniquingKeysWith: { first, _ in first }))
        }
        let schedule = map["schedule"].flatMap { Schedule.read($0, document.findings) }
        guard let name, let role, let door, entries != nil else { return nil }
        let watch = map.map("guard").map { SourceGuard.read($0, document.findings) } ?? SourceGuard()
        return SourceDefinition(
            name: name, role: role, door: door, streams: streams, watch: watch, schedule: schedule, place: map.place)
    }

    private static func readFolder(_ map: ConfigMap, _ findings: Findings) -> Door? {
        let remote = RemoteFolderDeclaration(findings: findings).read(map)
        guard let folder = map.text("folder") else { return remote.map(Door.remoteFolder) }
        for key in RemoteFolderDeclaration.keys.map(\.name) where key != "address" && map.isGiven(key) {
            findings.add(
                .configUnknownKey, "'\(key)' is a matter of folders on another machine", at: map.place(of: key),
                advice: "Take it out, or write 'address' in the place of 'folder'.")
        }
        return .folder(folder)
    }

    /// What holds of all files of a source. Of what another machine writes nobody here knows whether it still does.
    private static func dropRules(_ map: ConfigMap, _ findings: Findings) -> DropRules {
        var rules = DropRules()
        if map.isGiven("address") { rules.readiness = .stable(seconds: 30) }
        return DropDeclaration(findings: findings).read(map, over: rules)
    }
}

extension SourceRole {
    fileprivate var meaning: String {
        switch self {
        case .crm: "Sales' system: its word on stages and reasons counts first."
        case .marketing: "Marketing's system: it delivers leads and receives the feedback."
        }
    }
}
