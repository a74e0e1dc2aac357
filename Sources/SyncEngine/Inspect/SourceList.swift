import Connectors
public import LeadModel
import LeadStore

/// Every stream of every source, and how far it was read.
public struct SourceList {
    /// One stream.
    public struct Row: Sendable {
        public var source: String
        /// As `connector:` has it.
        public var connector: String
        public var role: SourceRole
        public var stream: String
        public var mapping: String
        /// What was changed before has been read; `nil` of files, and before the first pull has ended.
        public var readUpTo: Instant?
        /// Whether a pull stopped in its middle, and the next one goes on there.
        public var isInMiddle: Bool
        /// So many calls the last pull took that came to its end; `nil` of files, and before the first one.
        public var calls: Int?
        /// When a run of the source ended last, and how.
        public var lastRun: (ended: Instant?, outcome: RunOutcome?)?
    }

    private let workspace: Workspace

    /// - Parameter workspace: whose sources.
    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// In the order of the files.
    /// - Throws: where there is a store that cannot be read.
    public func rows() throws(Fault) -> [Row] {
        var streams: [StoredStream] = []
        var runs: [String: StoredRun] = [:]
        do throws(Fault) {
            let store = try workspace.openForReading()
            streams = try store.streams()
            for source in workspace.sources { runs[source.name] = try store.lastRun(of: source.name) }
        } catch {
            guard error.code == .storeMissing else { throw error }
        }
        var rows: [Row] = []
        for source in workspace.sources {
            for stream in source.streams {
                let stored = streams.first { $0.info.source == source.name && $0.info.stream == stream.name }
                var bookmark: PullBookmark?
                if case .http = source.door, let text = stored?.bookmark {
                    bookmark = try PullBookmark(text: text, stream: "\(source.name)/\(stream.name)")
                }
                rows.append(
                    Row(
                        source: source.name, connector: source.connector, role: source.role, stream: stream.name,
                        mapping: stream.mapping, readUpTo: bookmark?.watermark, isInMiddle: bookmark?.open != nil,
                        calls: bookmark?.calls,
                        lastRun: runs[source.name].map { (ended: $0.finished, outcome: $0.outcome) }))
            }
        }
        return rows
    }
}
