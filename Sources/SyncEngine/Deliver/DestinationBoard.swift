import Connectors
public import LeadModel
import LeadStore

/// How destinations are, those that get copies of files among them, and when what waits is tried next.
public struct DestinationBoard {
    private let workspace: Workspace

    /// - Parameter workspace: whose destinations are meant.
    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// A destination and how it is.
    public struct Standing: Sendable {
        /// What the word for it is.
        public enum Health: String, Sendable {
            /// Nothing was ever sent to it.
            case new
            case well
            /// It was tried in vain, and is tried again; or it has never taken anything that was sent to it.
            case failing
            /// Nothing is sent to it until somebody says so.
            case stopped
        }

        /// Its name.
        public var name: String
        /// As its file says it, such as `webhook`.
        public var connector: String
        /// Whether it gets copies of files, and no messages: then files are counted.
        public var takesFiles: Bool
        /// Names of the feeds that go to it.
        public var feeds: [String]
        /// In one word.
        public var health: Health
        /// Messages, or files, that it is to get.
        public var waiting = 0
        /// Dead letters, or files that are not tried any more.
        public var dead = 0
        /// Messages, or files, that it has taken.
        public var accepted = 0
        /// When it took something last.
        public var succeeded: Instant?
        /// Before which nothing that waits is tried; `nil` where nothing waits, and where nothing is sent until somebody says so.
        public var nextTry: Instant?
        /// Why what was sent to it last was not taken.
        public var why: String?
    }

    /// Every destination, by name.
    public func standings() throws(Fault) -> [Standing] {
        let store = try workspace.openForReading()
        let uploads = try store.uploadStandings()
        let takeFiles = Set(workspace.destinations.filter(\.takesFiles).map(\.name))
        return try DestinationDesk(workspace).list().map { listing throws(Fault) in
            takeFiles.contains(listing.name)
                ? DestinationBoard.standing(listing, uploads[listing.name] ?? UploadStanding())
                : try standing(listing, store)
        }
    }

    private func standing(_ listing: DestinationDesk.Listing, _ store: LeadStore) throws(Fault) -> Standing {
        let state = listing.state
        let health: Standing.Health =
            state.stopped != nil
            ? .stopped
            : state.failures > 0 || state.succeeded == nil && state.fault != nil
                ? .failing : state.succeeded == nil ? .new : .well
        var standing = Standing(
            name: listing.name, connector: listing.connector, takesFiles: false, feeds: listing.feeds, health: health)
        standing.waiting = listing.counts[.waiting] ?? 0
        standing.dead = listing.counts.filter(\.key.isDead).values.reduce(0, +)
        standing.accepted = listing.counts[.accepted] ?? 0
        standing.succeeded = state.succeeded
        standing.why = state.fault?.summary
        if state.stopped == nil, standing.waiting > 0 {
            let due = try store.nextDue(store.queuedFeeds(for: listing.name), for: listing.name)
            standing.nextTry = [state.notBefore, due].compactMap(\.self).max()
        }
        return standing
    }

    private static func standing(_ listing: DestinationDesk.Listing, _ files: UploadStanding) -> Standing {
        let health: Standing.Health =
            // Files of other feeds go on.
            files.givenUp > 0 && files.waiting == 0
            ? .stopped : files.code != nil || files.givenUp > 0 ? .failing : files.last == nil ? .new : .well
        var standing = Standing(
            name: listing.name, connector: listing.connector, takesFiles: true, feeds: listing.feeds, health: health)
        standing.waiting = files.waiting
        standing.dead = files.givenUp
        standing.accepted = files.sent
        standing.succeeded = files.last
        standing.nextTry = files.waiting == 0 ? nil : files.nextTry
        standing.why = files.code.map { "the last try ended with \($0); `leadloop runs show` says more" }
        return standing
    }
}
