import ConfigFiles
public import LeadModel
public import RecordFormats

/// One stream of a source: what of it is read, in which format, understood by which mapping.
public struct StreamDefinition: Sendable, Hashable {
    /// What of the source it is.
    public enum Part: Sendable, Hashable {
        /// Files of the source's folder.
        case files(FileSelection)
        case http(HTTPStream)
        case singer(SingerStream)
    }

    public var name: String
    /// Name of a file in `mappings/`, without `.yaml`.
    public var mapping: String
    public var mappingPlace: Origin
    public var part: Part
    public var format: DeclaredFormat
    /// Whether each of its exports is all that there is: a record that one has no row of is gone.
    public var isComplete = false

    /// What the names of its files fit; `nil` of what is asked for.
    public var filePattern: String? {
        fileSelection?.pattern
    }

    /// Which files of the source's folder it reads; `nil` of what is asked for.
    public var fileSelection: FileSelection? {
        if case .files(let selection) = part { selection } else { nil }
    }

    private static let mapping = ConfigKey.required(
        "mapping", .text("salesforce-lead"), "A file of `mappings/`, without `.yaml`.")

    private static func complete(_ meaning: String) -> ConfigKey {
        .optional("complete", .flag, meaning, otherwise: "no: nobody is gone because an export does not speak of them")
    }

    static let http = ConfigMapping(
        "a stream",
        [
            mapping,
            complete(
                "Whether all of its answers together are all that there is, so that a record which is in none of them is gone; with 'incremental', those of `sync --full`."
            ),
        ] + HTTPStreamDeclaration.keys)

    static let singer = ConfigMapping(
        "a stream",
        [
            mapping,
            complete(
                "Whether the tap writes all that there is each time, so that a record which it does not write is gone. It is given no state then."
            ),
        ] + SingerDeclaration.streamKeys)

    static let files = ConfigMapping(
        "a stream",
        [
            mapping,
            .required(
                "files", .text("leads*.csv"),
                "A pattern for the names of its files: `*` is any text, `?` any character. No folder stands in it; behind a slash may stand a pattern for what zip archives of such names hold."
            ),
            complete("Whether each file is one whole export, so that a record which it has no row of is gone."),
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
        ] + DropDeclaration.keys)

    /// - Parameter logged: names that the source's login gives.
    static func readHTTP(
        _ entry: ConfigEntryValue, _ findings: Findings, logged: [(name: String, meaning: String)]
    ) -> StreamDefinition? {
        guard let map = entry.value.map else { return nil }
        let mapping = map.text("mapping")
        guard let stream = HTTPStreamDeclaration(findings: findings, logged: logged).read(map), let mapping else {
            return nil
        }
        let isComplete = map.flag("complete") ?? false
        if isComplete { StreamCheck(findings: findings, map: map).checkComplete(stream) }
        return StreamDefinition(
            name: entry.key, mapping: mapping, mappingPlace: map.place, part: .http(stream), format: stream.format,
            isComplete: isComplete)
    }

    static func readSinger(_ entry: ConfigEntryValue, _ findings: Findings) -> StreamDefinition? {
        guard let map = entry.value.map else { return nil }
        let mapping = map.text("mapping")
        let stream = SingerDeclaration(findings: findings).readStream(map, name: entry.key)
        guard let mapping else { return nil }
        return StreamDefinition(
            name: entry.key, mapping: mapping, mappingPlace: map.place, part: .singer(stream),
            format: SingerStream.format, isComplete: map.flag("complete") ?? false)
    }

    /// - Parameter rules: what the source says of all its files.
    static func readFiles(
        _ entry: ConfigEntryValue, under rules: DropRules, _ findings: Findings
    ) -> StreamDefinition? {
        guard let map = entry.value.map else { return nil }
        let mapping = map.text("mapping")
        let files = map["files"]
        if let files, let pattern = files.text, !isPattern(pattern) {
            findings.add(
                .configUnknownValue, "'files' is a pattern for names, not a path", at: files.place,
                seen: .word(pattern),
                advice:
                    "Put the folder into 'folder:' of the source; a slash stands only behind a pattern of zip files, such as export*.zip/leads*.csv."
            )
        }
        var format = map["format"].map { FormatDeclaration.read($0, findings) } ?? DeclaredFormat()
        switch map.text("gzip") {
        case "yes": format.compression = .gzip
        case "no": format.compression = .none
        default: format.compression = .auto
        }
        guard let mapping, let pattern = files?.text else { return nil }
        let selection = FileSelection(pattern, DropDeclaration(findings: findings).read(map, over: rules))
        return StreamDefinition(
            name: entry.key, mapping: mapping, mappingPlace: map.place, part: .files(selection), format: format,
            isComplete: map.flag("complete") ?? false)
    }

    private static func isPattern(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 1
            || parts.count == 2 && ZipArchive.isName(String(parts[0])) && !parts[1].isEmpty
    }
}
