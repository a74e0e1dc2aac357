import ConfigFiles
public import Connectors
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
public final class FeedShelf: Sendable {
    /// What a token opens: feeds, and who its owner is to each.
    public struct Grant: Sendable, Hashable {
        public let receivers: [String: String]

        /// The owner's name among a feed's receivers; `nil` where the feed is closed to it.
        public func receiver(of feed: String) -> String? { receivers[feed] }
    }

    /// A file of a feed.
    public struct File: Sendable {
        public let feed: String
        public let cursorFrom: Int64
        public let cursorTo: Int64
        /// Without its folder.
        public let name: String
        /// `incremental` or `full`.
        public let mode: String
        /// Such as `text/csv; charset=utf-8`.
        public let type: String
        public let rows: Int
        public let adds: Int
        public let changes: Int
        public let withdrawals: Int
        public let bytes: Int64
        /// In small hex digits.
        public let sha256: String
        /// The time for which it was written.
        public let written: Instant
        /// The text of the manifest.
        public let manifest: [UInt8]
        let path: String
    }

    /// A stretch of a feed's files.
    public struct Listing: Sendable {
        public var files: [File]
        /// Up to which cursor the feed was written; 0 where no file was yet.
        public var newest: Int64
        /// Whether there are more behind them.
        public var goesOn: Bool
    }

    /// A file that is open, and was found to be whole.
    public struct Opened: Sendable {
        public let file: File
        public let bytes: SteadyFile
    }

    private struct Token: Sendable {
        /// Of the token, which itself is held nowhere.
        let digest: [UInt8]
        let feed: String
        let receiver: String
    }

    private let workspace: Workspace
    private let tokens: [Token]
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
        var tokens: [Token] = []
        for feed in workspace.feeds { try FeedShelf.add(feed, workspace, to: &tokens) }
        // The last file of a feed that was closed takes every lead back: its receivers are to have it.
        let closed = FeedShelf.closed(workspace, complain: complain)
        for feed in closed {
            do throws(Fault) {
                try FeedShelf.add(feed, workspace, to: &tokens)
            } catch {
                complain(error)
            }
        }
        guard !tokens.isEmpty else {
            throw Fault(
                .configMissingKey, .stopRun, "no feed may be fetched by anybody",
                at: Origin(file: workspace.configFolder + "/feeds"),
                advice: "Say who: `to: { folder: feeds/NAME, pull: { warehouse: env:WAREHOUSE_TOKEN } }`.")
        }
        self.tokens = tokens
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

    // MARK: Tokens

    /// The shortest token: whoever guesses at one has no hope.
    private static let leastTokenBytes = 32

    private static func add(_ feed: FeedDefinition, _ workspace: Workspace, to tokens: inout [Token]) throws(Fault) {
        for receiver in feed.target.receivers {
            for reference in receiver.tokens {
                let token = Array(try reference.value(from: workspace.root).utf8)
                guard token.count >= leastTokenBytes, isBearerToken(token) else {
                    throw Fault(
                        .secretUnusable, .stopRun, "this is no token that a receiver can be told by",
                        at: reference.origin, seen: .shape("\(token.count) bytes"),
                        advice:
                            "Take 32 characters or more of letters, digits and - . _ ~ + / =, such as from `openssl rand -hex 32`."
                    )
                }
                let digest = Array(Fingerprint.of(bytes: token).utf8)
                if let other = tokens.first(where: {
                    $0.feed == feed.name && $0.receiver != receiver.name && $0.digest == digest
                }) {
                    throw Fault(
                        .secretUnusable, .stopRun,
                        "'\(receiver.name)' and '\(other.receiver)' have the same token: nobody could tell them apart",
                        at: reference.origin, advice: "Give each receiver a token of its own.")
                }
                tokens.append(Token(digest: digest, feed: feed.name, receiver: receiver.name))
            }
        }
    }

    /// `b64token` of RFC 6750, section 2.1.
    private static func isBearerToken(_ bytes: [UInt8]) -> Bool {
        let body = bytes.reversed().drop { $0 == UInt8(ascii: "=") }
        return !body.isEmpty
            && body.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "-._~+/".utf8.contains(byte)
            }
    }

    /// What a token opens; `nil` where nobody has it. Takes as long for a token that is nearly right as for any other.
    public func grant(to token: [UInt8]) -> Grant? {
        let digest = Array(Fingerprint.of(bytes: token).utf8)
        var receivers: [String: String] = [:]
        for known in tokens {
            var difference: UInt8 = 0
            for index in digest.indices { difference |= digest[index] ^ known.digest[index] }
            if difference == 0 { receivers[known.feed] = known.receiver }
        }
        return receivers.isEmpty ? nil : Grant(receivers: receivers)
    }

    // MARK: Files

    /// Whether each file of a feed is all that its receiver is to hold.
    public func isFull(_ feed: String) -> Bool { fullFeeds.contains(feed) }

    /// The feed's files behind a cursor, oldest first.
    /// - Throws: faults of the store.
    public func list(_ feed: String, after cursor: Int64, limit: Int) throws(Fault) -> Listing {
        let store = try workspace.openForReading()
        let found = try store.shelvedFiles(feed, after: cursor, limit: limit + 1)
        var files: [File] = []
        for file in found.prefix(limit) { files.append(try File(feed, file, file.manifest)) }
        return Listing(
            files: files, newest: try store.feedCursor(feed), goesOn: found.count > limit)
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
                return try open(found, of: feed)
            } catch {
                guard [.feedDamaged, .fileChanged].contains(error.code) else { throw error }
                fault = error
            }
        }
        guard let fault else { return nil }
        throw fault
    }

    private func find(_ feed: String, cursor: Int64?) throws(Fault) -> LeadStore.ShelvedFile? {
        let store = try workspace.openForReading()
        guard let cursor else { return try store.newestFile(feed) }
        return try store.shelvedFile(feed, cursor: cursor)
    }

    private func open(_ found: LeadStore.ShelvedFile, of feed: String) throws(Fault) -> Opened {
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
                if known.count >= FeedShelf.mostKnown { known.removeAll() }
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

extension FeedShelf.File {
    fileprivate init(_ feed: String, _ file: LeadStore.ShelvedFile, _ text: [UInt8]) throws(Fault) {
        let manifest = try FeedManifest(json: text, file: file.path)
        self.feed = feed
        cursorFrom = file.from
        cursorTo = file.to
        name = FeedUploads.name(file.path)
        mode = manifest.mode
        type = FeedUploads.type(of: manifest.format)
        rows = manifest.rows
        adds = manifest.adds
        changes = manifest.changes
        withdrawals = manifest.withdrawals
        bytes = Int64(manifest.bytes)
        sha256 = manifest.sha256
        written = file.written
        self.manifest = text
        path = file.path
    }
}
