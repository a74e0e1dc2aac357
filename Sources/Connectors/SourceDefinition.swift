public import ConfigFiles
public import LeadModel
public import RecordFormats

/// One configured source: `config/sources/<name>.yaml`.
public struct SourceDefinition: Sendable, Hashable {
    public var name: String
    public var role: SourceRole
    /// Folder its exports are put into; relative to the folder that holds `config`.
    public var folder: String
    public var streams: [StreamDefinition]
    public var watch: SourceGuard
    public var place: Origin

    /// Compiles the file; every finding at once.
    public static func compile(_ text: String, file: String) throws(FaultList) -> SourceDefinition {
        let document = try ConfigDocument(text, file: file, of: fileKind)
        return try document.result(read(document))
    }

    public static let fileKind = ConfigFileKind(
        "source", at: "config/sources/*.yaml", "One system that leads come from, and what its exports are.",
        .mapping(
            ConfigMapping(
                "a source",
                [
                    .required(
                        "source", .text("salesforce"),
                        "The source's name: in messages, before ids, and the id space of mappings that name none."),
                    .required(
                        "connector", .word("connector", [ConfigWord("files", "Exports that are put into a folder.")]),
                        "How its exports are reached."),
                    .required(
                        "role",
                        .word("role of a source", SourceRole.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                        "Which side of the house it belongs to."),
                    .required(
                        "folder", .text("inbox"),
                        "Where its exports are put; relative to the folder that holds `config`."),
                    .required(
                        "streams",
                        .table(
                            ConfigTable(
                                "the streams of a source", key: "The name of a kind of export", example: "leads",
                                .mapping(StreamDefinition.specification),
                                empty: (
                                    .configMissingKey, "a source needs at least one stream",
                                    "Add `leads: { mapping: …, files: … }`."
                                ))), "One entry for each kind of export, under a name of its own."),
                    .optional(
                        "guard", .mapping(SourceGuard.specification),
                        "What its exports are watched for, and what happens then.", otherwise: "`{ drift: hold }`"),
                ]))
    ) { _ = read($0) }

    private static func read(_ document: ConfigDocument) -> SourceDefinition? {
        guard let map = document.root else { return nil }
        _ = map.text("connector")
        let name = map.text("source")
        let role = map.text("role").flatMap(SourceRole.init(rawValue:))
        let folder = map.text("folder")
        let streams = map.map("streams")?.entries.compactMap { StreamDefinition.read($0, document.findings) }
        guard let name, let role, let folder, let streams else { return nil }
        let watch = map.map("guard").map(SourceGuard.read) ?? SourceGuard()
        return SourceDefinition(
            name: name, role: role, folder: folder, streams: streams, watch: watch, place: map.place)
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

/// One stream of a source: which files, in which format, understood by which mapping.
public struct StreamDefinition: Sendable, Hashable {
    public var name: String
    /// Name of a file in `mappings/`, without `.yaml`.
    public var mapping: String
    public var mappingPlace: Origin
    /// Glob over the names in the source's folder.
    public var files: String
    public var format: DeclaredFormat

    static let specification = ConfigMapping(
        "a stream",
        [
            .required("mapping", .text("salesforce-lead"), "A file of `mappings/`, without `.yaml`."),
            .required(
                "files", .text("leads*.csv"),
                "A pattern for the names of its files: `*` is any text, `?` any character. No folder stands in it."),
            .optional(
                "format", FormatDeclaration.shape, "What the files are.", otherwise: "it is recognised and printed"),
            .optional(
                "gzip",
                .word(
                    "way to unpack",
                    [
                        ConfigWord("auto", "Unpacked where the first bytes say so."),
                        ConfigWord("yes", "Always packed."), ConfigWord("no", "Never packed."),
                    ]), "Whether the files are packed with gzip.", otherwise: "auto"),
        ])

    static func read(_ entry: ConfigEntryValue, _ findings: Findings) -> StreamDefinition? {
        guard let map = entry.value.map else { return nil }
        let mapping = map.text("mapping")
        let files = map["files"]
        if let files, let pattern = files.text, pattern.contains("/") {
            findings.add(
                .configUnknownValue, "'files' is a pattern for names, not a path", at: files.place,
                seen: .word(pattern), advice: "Put the folder into 'folder:' of the source.")
        }
        var format = map["format"].map { FormatDeclaration.read($0, findings) } ?? DeclaredFormat()
        switch map.text("gzip") {
        case "yes": format.compression = .gzip
        case "no": format.compression = .none
        default: format.compression = .auto
        }
        guard let mapping, let pattern = files?.text else { return nil }
        return StreamDefinition(
            name: entry.key, mapping: mapping, mappingPlace: map.place, files: pattern, format: format)
    }
}
