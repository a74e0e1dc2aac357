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
        let root = try ConfigNode.parse(text, file: file)
        let findings = Findings()
        var map = ConfigMap(root, of: "a source", into: findings)
        let name = map.text("source")
        _ = map.choice("connector", of: [("files", ())], required: true)
        let role = map.choice("role", of: SourceRole.allCases.map { ($0.rawValue, $0) }, required: true)
        let folder = map.text("folder")
        var streams: [StreamDefinition] = []
        if let node = map.required("streams") {
            let all = ConfigMap(node, of: "the streams of a source", into: findings)
            streams = all.all.compactMap { StreamDefinition.compile($0, findings) }
            if streams.isEmpty {
                findings.add(
                    .configMissingKey, "a source needs at least one stream", at: node.place,
                    advice: "Add `leads: { mapping: …, files: … }`.")
            }
        }
        let watch = map.optional("guard").map { SourceGuard.compile($0, findings) } ?? SourceGuard()
        map.refuseUnknownKeys()
        try findings.check()
        guard let name, let role, let folder else { throw FaultList(findings.faults) }
        return SourceDefinition(
            name: name, role: role, folder: folder, streams: streams, watch: watch, place: root.place)
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

    static func compile(_ entry: ConfigEntry, _ findings: Findings) -> StreamDefinition? {
        var map = ConfigMap(entry.value, of: "a stream", into: findings)
        let mapping = map.text("mapping")
        let files = map.text("files")
        if let files, files.contains("/") {
            findings.add(
                .configUnknownValue, "'files' is a pattern for names, not a path", at: entry.value.place,
                seen: .word(files),
                advice: "Put the folder into 'folder:' of the source.")
        }
        var format = DeclaredFormat()
        if let node = map.optional("format") { format = FormatDeclaration.compile(node, findings) }
        if let compression = map.choice(
            "gzip", of: [("auto", DeclaredFormat.Compression.auto), ("yes", .gzip), ("no", .none)], required: false)
        {
            format.compression = compression
        }
        let place = map.node.place
        map.refuseUnknownKeys()
        guard let mapping, let files else { return nil }
        return StreamDefinition(name: entry.key, mapping: mapping, mappingPlace: place, files: files, format: format)
    }
}
