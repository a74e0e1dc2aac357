import Connectors
import Feedback
import Glibc
public import LeadModel
import LeadStore
import Synchronization

/// The files of feeds that receivers may fetch, and who they are.
///
/// What is given out is what the store says was written: each time the store is opened to be read, asked and closed again, so that
/// nobody who reads slowly holds it, and one that was put back is seen. Before a file is given out its bytes are held against its
/// manifest; that is remembered as long as the file stays untouched.
public final class FeedDownloads: Sendable {
    private let workspace: Workspace
    private let access: FeedAccess
    private let fullFeeds: Set<String>
    private let known = Mutex<[SteadyFile.Stand: String]>([:])
    private let summing = Mutex<Void>(())

    /// How many files' sums are remembered; beyond that they are taken anew.
    private static let mostKnown = 10_000

    /// - Parameter complain: hears why feeds that no file describes any more cannot be fetched; they hold nobody up.
    /// - Throws: `config.missing-key` where no feed may be fetched by anybody, `secret.missing`, `secret.readable`, and
    ///   `secret.unusable` of a token that is too short, or that two receivers of a feed share.
    public init(_ workspace: Workspace, complain: (Fault) -> Void) throws(Fault) {
        self.workspace = workspace
        var access = FeedAccess()
        for feed in workspace.feeds { try access.add(feed, root: workspace.root) }
        // The last file of a feed that was closed takes every lead back: its receivers are to have it.
        let closed = FeedDownloads.closed(workspace, complain: complain)
        for feed in closed {
            do throws(Fault) {
                try access.add(feed, root: workspace.root)
            } catch {
                complain(error)
            }
        }
        guard !access.isEmpty else {
            throw Fault(
                .configMissingKey, .stopRun, "no feed may be fetched by anybody",
                at: Origin(file: workspace.configFolder + "/feeds"),
                advice: "Say who: `to: { folder: feeds/NAME, pull: { warehouse: env:WAREHOUSE_TOKEN } }`.")
        }
        self.access = access
        fullFeeds = Set((workspace.feeds + closed).filter { $0.mode == .full }.map(\.name))
    }

    private static func closed(_ workspace: Workspace, complain: (Fault) -> Void) -> [FeedDefinition] {
        do throws(Fault) {
            let store = try workspace.openForReading()
            let configured = Set(workspace.feeds.map(\.name))
            let closed = ClosedFeeds(store: store, workspace: workspace)
            var feeds: [FeedDefinition] = []
            for name in try store.feedNames() where !configured.contains(name) {
                if let feed = try closed.definition(of: name) { feeds.append(feed) }
            }
            return feeds
        } catch {
            if error.code != .storeMissing { complain(error) }
            return []
        }
    }

    /// What a token opens; `nil` where nobody has it. Takes as long for a token that is nearly right as for any other.
    public func grant(to token: [UInt8]) -> FeedGrant? { access.grant(to: token) }

    // MARK: Files

    /// Whether each file of a feed is all that its receiver is to hold.
    public func isFull(_ feed: String) -> Bool { fullFeeds.contains(feed) }

    /// The feed's files behind a cursor, oldest first.
    /// - Throws: faults of the store.
    public func list(_ feed: String, after cursor: Int64, limit: Int) throws(Fault) -> Listing {
        let store = try workspace.openForReading()
        let found = try store.recordedFeedFiles(feed, after: cursor, limit: limit + 1)
        var files: [File] = []
        for file in found.prefix(limit) { files.append(try listed(file, of: feed)) }
        return Listing(
            files: files, newest: try store.feedCursor(feed), goesOn: found.count > limit)
    }

    /// A file as it is by now: where an erasure that is under way, or was interrupted, has cut it already, as that says.
    private func listed(_ found: LeadStore.RecordedFeedFile, of feed: String) throws(Fault) -> File {
        let recorded = try File(feed, found, found.manifest)
        guard found.cutting != nil else { return recorded }
        do throws(Fault) {
            return try openOnce(found, of: feed).file
        } catch {
            // Whoever asks for the file is told what is the matter with it.
            return recorded
        }
    }

    /// Opens a file by its cursor, or the newest where none is named.
    /// - Returns: `nil` where the feed has no such file.
    /// - Throws: faults of the store; `file.missing` and others of its kind where the file cannot be had; `feed.damaged` where it is
    ///   not what was written.
    public func open(_ feed: String, cursor: Int64?) throws(Fault) -> Opened? {
        var fault: Fault?
        // Between the store and the file somebody may be writing either anew.
        for attempt in 0..<5 {
            if attempt > 0 { usleep(100_000) }
            guard let found = try find(feed, cursor: cursor) else { return nil }
            do throws(Fault) {
                return try openOnce(found, of: feed)
            } catch {
                guard [.feedDamaged, .fileChanged].contains(error.code) else { throw error }
                fault = error
            }
        }
        guard let fault else { return nil }
        throw fault
    }

    private func find(_ feed: String, cursor: Int64?) throws(Fault) -> LeadStore.RecordedFeedFile? {
        let store = try workspace.openForReading()
        guard let cursor else { return try store.newestFeedFile(feed) }
        return try store.recordedFeedFile(feed, cursor: cursor)
    }

    private func openOnce(_ found: LeadStore.RecordedFeedFile, of feed: String) throws(Fault) -> Opened {
        let recorded = try File(feed, found, found.manifest)
        do throws(Fault) {
            let bytes = try SteadyFile(path: found.path)
            let sha256 = try sha256(of: bytes)
            // An erasure that is under way, or was interrupted, has cut the file and not said so yet.
            if let cutting = found.cutting {
                let cut = try File(feed, found, cutting)
                if cut.sha256 == sha256 { return Opened(file: cut, bytes: bytes) }
            }
            let manifest = try FeedManifest(json: found.manifest, file: found.path)
            if var fault = manifest.verify(bytes: Int(bytes.count), sha256: sha256) {
                fault.origin = Origin(file: found.path)
                throw fault
            }
            return Opened(file: recorded, bytes: bytes)
        } catch {
            guard error.code == .fileMissing else { throw error }
            var fault = error
            fault.advice = try FeedManifest(json: found.manifest, file: found.path).advice
            throw fault
        }
    }

    private func sha256(of file: SteadyFile) throws(Fault) -> String {
        if let sum = known.withLock({ $0[file.stand] }) { return sum }
        // One after the other: many who ask for a file at once are to have it read once.
        return try summing.withLock { _ throws(Fault) in
            if let sum = known.withLock({ $0[file.stand] }) { return sum }
            let sum = try file.sha256()
            known.withLock { known in
                if known.count >= FeedDownloads.mostKnown { known.removeAll() }
                known[file.stand] = sum
            }
            return sum
        }
    }

    // MARK: What was fetched

    /// Takes note that a receiver got a file whole.
    public func noteFetched(_ file: File, by receiver: String, at time: Instant) throws(Fault) {
        try FetchBook(beside: workspace.storePath).note(
            FetchBook.Entry(feed: file.feed, receiver: receiver, cursor: file.cursorTo, at: time))
    }
}
