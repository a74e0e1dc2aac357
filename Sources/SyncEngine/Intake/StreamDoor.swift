import Connectors
import FieldMapping
import LeadModel
import LeadStore

/// How the streams of one source come in, for one run: files that lie in a folder, or a system that is asked.
struct StreamDoor {
    private let source: SourceDefinition
    private let workspace: Workspace
    /// One for all streams: they share its connections, its token, and how often it may be asked.
    private let session: HTTPSession?

    init(_ source: SourceDefinition, workspace: Workspace, options: SyncRun.Options) {
        self.source = source
        self.workspace = workspace
        session =
            if case .http(let system) = source.door {
                HTTPSession(system, folder: workspace.root, clock: options.clock)
            } else {
                nil
            }
        let beside = workspace.storePath.lastIndex(of: "/").map { String(workspace.storePath[..<$0]) } ?? "."
        session?.spool = "\(beside)/spool/\(source.name)"
        session?.tokenFile = "\(beside)/tokens/\(source.name).json"
        session?.quotaFile = "\(beside)/quota/\(source.name).json"
    }

    /// Takes in what a stream has.
    /// - Throws: only what stops the run; what stops the stream is noted.
    func take(
        _ definition: StreamDefinition, with intake: ExportIntake, into pull: inout SyncRun.SourcePull
    ) throws(Fault) {
        switch (source.door, definition.part) {
        case (.folder(let folder), .files(let pattern)):
            try take(pattern, in: folder, definition, intake, &pull)
        case (.http, .http(let stream)):
            guard let session else { return }
            let bookmark = try intake.stream.bookmark.map { text throws(Fault) in
                try PullBookmark(text: text, stream: "\(source.name)/\(definition.name)")
            }
            let stretch = HTTPPull(
                session, stream, values: ["fields": intake.mapping.columns.joined(separator: ",")],
                from: bookmark ?? PullBookmark())
            try intake.take(stretch, into: &pull.tally)
        case (.folder, .http), (.http, .files):
            preconditionFailure("a source's streams are read with the source, by its connector")
        }
        try intake.store.releaseCovered(of: intake.stream.info.number, run: pull.run)
    }

    private func take(
        _ pattern: String, in folder: String, _ definition: StreamDefinition, _ intake: ExportIntake,
        _ pull: inout SyncRun.SourcePull
    ) throws(Fault) {
        let files: [String]
        do {
            files = try ExportFolder(path: workspace.resolve(folder)).files(matching: pattern)
        } catch {
            pull.notes.append(error)
            return
        }
        if files.isEmpty { pull.warnings.append(noFile(definition, pattern, in: folder)) }
        for file in files { try intake.take(file, into: &pull.tally) }
    }

    private func noFile(_ stream: StreamDefinition, _ pattern: String, in folder: String) -> Fault {
        Fault(
            .fileNoneFits, .stopStream,
            "no file in '\(folder)' fits '\(pattern)' of stream \(source.name)/\(stream.name)",
            at: stream.mappingPlace, advice: "Put its exports there, or correct `files:` here if they have other names."
        )
    }
}
