import ConfigFiles
import Connectors
import FieldMapping
import Foundation
import LeadModel
import RecordFormats

/// Opens an export, of a configured source or any file, and says what is in it; needs no mapping and stores nothing.
public struct SourceSampler {
    private let config: String
    private let rows: Int
    private let records: String?
    private let showsValues: Bool
    private let kept: String?
    private let fields: [String]

    /// - Parameters:
    ///   - config: the configuration's folder; it need not be there where a file is sampled.
    ///   - rows: how many records give the samples.
    ///   - records: where the records of a JSON or XML file are, if that cannot be told from the file.
    ///   - showsValues: whether names of columns may be shown that may be somebody's data.
    ///   - kept: where is kept what comes first of what lies elsewhere; `nil`: nowhere.
    ///   - fields: what a system is asked for, where its requests name it; empty: what the mapping reads.
    public init(
        config: String, rows: Int, records: String? = nil, showsValues: Bool = false, kept: String? = nil,
        fields: [String] = []
    ) {
        self.fields = fields
        self.kept = kept
        self.config = config
        self.showsValues = showsValues
        self.rows = rows
        self.records = records
    }

    /// Samples a file, or the newest file of each stream of a source.
    /// - Parameter name: the name of a source; anything else is a path.
    public func sample(_ name: String, stream: String?) throws -> [SampledExport] {
        guard let source = try source(named: name) else {
            if let stream {
                throw Fault(
                    .configUnknownReference, .stopRun, "'\(name)' is a file, and only sources have streams",
                    advice: "Leave out `--stream \(stream)`, or name a source.")
            }
            return [try sample(name, declared: declaredByOptions)]
        }
        var samples: [SampledExport] = []
        let streams = source.streams.filter { stream == nil || $0.name == stream }
        if streams.isEmpty, let stream {
            throw Fault(
                .configUnknownReference, .stopRun, "the source '\(name)' has no stream '\(stream)'", at: source.place,
                advice: Nearest.advice(for: stream, among: source.streams.map(\.name)))
        }
        for stream in streams {
            if source.folder == nil {
                samples.append(try sample(elsewhere: stream, of: source))
                continue
            }
            guard let path = source.folder, let pattern = stream.filePattern else { continue }
            let folder = path.hasPrefix("/") ? path : root + path
            guard let file = try ExportFolder(path: folder).files(matching: pattern).last else {
                samples.append(missing(stream, pattern, of: source, in: folder))
                continue
            }
            var sample = try sample(file, declared: stream.format)
            sample.source = source.name
            sample.stream = stream.name
            samples.append(sample)
        }
        return samples
    }

    /// Of what lies elsewhere, what would come first.
    private func sample(elsewhere stream: StreamDefinition, of source: SourceDefinition) throws(Fault) -> SampledExport
    {
        let folder = FileManager.default.temporaryDirectory.path
        let path = kept ?? "\(folder)/leadloop-\(UUID().uuidString).sample"
        defer { if kept == nil { unlink(path) } }
        var faults: [Fault] = []
        guard let settings = Settings.read(config, findings: &faults) else {
            throw faults.first
                ?? Fault(.configMissing, .stopRun, "the settings cannot be read", advice: "Correct them.")
        }
        let look = FirstLook(
            source: source, root: root.isEmpty ? "." : root,
            storePath: WorkspaceLoader.path(settings.store, from: config),
            columns: columns(of: stream, settings))
        let (name, isWhole) = try look.keep(stream, in: path)
        var sample = try sample(path, declared: stream.format)
        sample.file = name
        if !isWhole { sample.isWhole = false }
        sample.source = source.name
        sample.stream = stream.name
        return sample
    }

    /// What the stream's mapping reads, where there is one already.
    private func columns(of stream: StreamDefinition, _ settings: Settings) -> [String] {
        if !fields.isEmpty { return fields }
        let file = "\(WorkspaceLoader.mappingFolder(settings, from: config))/\(stream.mapping).yaml"
        guard FileManager.default.fileExists(atPath: file) else { return [] }
        // One that has findings says them where it is used; a sample comes before it.
        return (try? FieldMapping.compile(try TextFile.read(file), file: file).columns) ?? []
    }

    private func missing(
        _ stream: StreamDefinition, _ pattern: String, of source: SourceDefinition, in folder: String
    ) -> SampledExport {
        let fault = Fault(
            .fileNoneFits, .stopStream, "no file fits '\(pattern)'", at: Origin(file: folder), field: stream.name,
            advice: "Put an export there, or correct 'files:' of the stream.")
        return SampledExport(
            source: source.name, stream: stream.name, file: "\(folder)/\(pattern)", format: "", encoding: "",
            records: 0,
            refused: 0, isWhole: true, columns: [], faults: [], warnings: [fault])
    }

    private var root: String {
        guard let slash = config.lastIndex(of: "/") else { return "" }
        return String(config[...slash])
    }

    var declaredByOptions: DeclaredFormat {
        var declared = DeclaredFormat()
        if let records {
            // A point alone stands for the document itself, whose members are then the records.
            declared.recordPath = records.split(separator: ".").map(String.init)
            if records != "." { declared.recordElement = records }
        }
        return declared
    }

    private func sample(_ path: String, declared: DeclaredFormat) throws(Fault) -> SampledExport {
        let look = try ExportLook.look(at: path, declared: declared, rows: rows)
        if records != nil, declared.recordPath != nil { try look.refusePath(path) }
        let profile = look.profile
        let shown = ShownWords(profile, showsAll: showsValues)
        return SampledExport(
            file: path, format: look.detected.description, encoding: ExportLook.encoding(look),
            records: profile.records, refused: profile.refused, isWhole: look.isWhole,
            columns: profile.columns.enumerated().map {
                .init($1, shown, number: $0, isHeader: profile.hasHeader || showsValues)
            },
            faults: look.faults, warnings: ExportLook.warnings(look, path))
    }

    /// The source of that name; the other files of the configuration need not be in order, or there at all.
    private func source(named name: String) throws -> SourceDefinition? {
        let isPath = name.contains("/") || FileManager.default.fileExists(atPath: name)
        let folder = config + "/sources"
        guard FileManager.default.fileExists(atPath: folder) else { return nil }
        let files = try ExportFolder(path: folder).files(matching: "*.yaml")
        var names: [String] = []
        for file in files {
            do {
                let source = try SourceDefinition.compile(try TextFile.read(file), file: file)
                if source.name == name { return source }
                names.append(source.name)
            } catch let list as FaultList {
                // A broken file is told of where it may be the one that was asked for.
                if file.hasSuffix("/\(name).yaml"), let first = list.faults.first { throw first }
            }
        }
        if !isPath, let near = Nearest.name(for: name, among: names) {
            throw Fault(
                .configUnknownReference, .stopRun, "'\(name)' is neither a configured source nor a file",
                at: Origin(file: folder), advice: "Did you mean '\(near)'?")
        }
        return nil
    }
}

extension ExportLook {
    /// How the text is encoded, and how sure that is.
    static func encoding(_ look: LookedAt) -> String {
        let written = look.detected.encoding
        if !look.openEncoding.isEmpty {
            return
                "ambiguous: read as Windows-1252, and could be another of Windows, such as Windows-1250 of Polish and Czech"
        }
        if written.contains("(") { return "a guess: \(written)" }
        if look.declared.encoding != nil || look.declared.dialect?.encoding != nil { return "\(written), as declared" }
        if written.contains("BOM") { return "\(written), which is sure" }
        return look.profile.hasWideCharacters
            ? "\(written), of which all that was read is valid"
            : "\(written); only ASCII was read, which fits others, too"
    }

    /// What is odd about the file and stops nothing.
    static func warnings(_ look: LookedAt, _ path: String) -> [Fault] {
        guard !look.profile.hasHeader else { return [] }
        return [
            Fault(
                .csvHeaderMissing, .stopStream, "the first line may be a record, not the names of columns",
                at: Origin(file: path, line: 1),
                advice:
                    "Its cells are not shown. Declare the names with `format: { csv: { header: false, columns: […] } }`."
            )
        ]
    }
}
