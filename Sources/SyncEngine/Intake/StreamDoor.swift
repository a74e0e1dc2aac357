import Connectors
import FieldMapping
import LeadModel
import LeadStore

/// How the streams of one source come in, for one run: files of a folder, here or elsewhere, or a system that is asked.
struct StreamDoor {
    private let source: SourceDefinition
    private let workspace: Workspace
    /// One for all streams: they share its connections, its token, and how often it may be asked.
    private let session: HTTPSession?
    /// One for all streams: a file may be read by several.
    private let folder: FolderIntake?

    init(_ source: SourceDefinition, workspace: Workspace, options: SyncRun.Options) {
        self.source = source
        self.workspace = workspace
        session =
            if case .http(let system) = source.door {
                HTTPSession(system, folder: workspace.root, clock: options.clock)
            } else {
                nil
            }
        folder = FolderIntake(source, workspace: workspace, clock: options.clock)
    }

    /// Takes in what a stream has.
    /// - Throws: only what stops the run; what stops the stream is noted.
    func take(
        _ definition: StreamDefinition, with intake: ExportIntake, into pull: inout SyncRun.SourcePull
    ) throws(Fault) {
        switch (source.door, definition.part) {
        case (.folder, .files(let selection)), (.remoteFolder, .files(let selection)):
            try folder?.take(selection, definition, intake, &pull)
        case (.http, .http(let stream)):
            guard let session else { return }
            let bookmark = try intake.stream.bookmark.map { text throws(Fault) in
                try PullBookmark(text: text, stream: "\(source.name)/\(definition.name)")
            }
            let stretch = HTTPPull(
                session, stream, values: ["fields": intake.mapping.columns.joined(separator: ",")],
                from: bookmark ?? PullBookmark())
            try intake.take(stretch, into: &pull.tally)
        case (.folder, .http), (.remoteFolder, .http), (.http, .files):
            preconditionFailure("a source's streams are read with the source, by its connector")
        }
        try intake.store.releaseCovered(of: intake.stream.info.number, run: pull.run)
    }

    /// What is to be done once all streams have been taken in and all of it is in the store.
    func finish(_ pull: inout SyncRun.SourcePull) throws(Fault) { try folder?.finish(&pull) }
}
