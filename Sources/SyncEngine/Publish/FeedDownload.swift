public import Connectors
import Feedback
public import LeadModel
import LeadStore

/// What is listed and sent of feeds.
extension FeedDownloads {
    /// A file of a feed, as its manifest describes it.
    public struct File: Sendable {
        /// The feed's name.
        public let feed: String
        /// The cursor behind which it tells everything; 0 for the first.
        public let cursorFrom: Int64
        /// The cursor up to which it does; its own among the feed's files.
        public let cursorTo: Int64
        /// Without its folder.
        public let name: String
        /// `incremental` or `full`.
        public let mode: String
        /// Such as `text/csv; charset=utf-8`.
        public let type: String
        /// All rows: `adds + changes + withdrawals`.
        public let rows: Int
        /// Rows of leads that are new to the receiver.
        public let adds: Int
        /// Rows of leads that the receiver has, and of which something has changed.
        public let changes: Int
        /// Rows of leads that the receiver is to let go of.
        public let withdrawals: Int
        /// How long it is.
        public let bytes: Int64
        /// In small hex digits.
        public let sha256: String
        /// The time for which it was written.
        public let written: Instant
        /// The text of the manifest.
        public let manifest: [UInt8]

        /// - Parameter text: the manifest that is the file's: the recorded one, or that of an erasure that has cut it.
        init(_ feed: String, _ file: LeadStore.RecordedFeedFile, _ text: [UInt8]) throws(Fault) {
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
        }
    }

    /// A stretch of a feed's files.
    public struct Listing: Sendable {
        /// Oldest first.
        public var files: [File]
        /// Up to which cursor the feed was written; 0 where no file was yet.
        public var newest: Int64
        /// Whether there are more behind them.
        public var goesOn: Bool
    }

    /// A file that is open, and was found to be whole.
    public struct Opened: Sendable {
        /// What its manifest says of it.
        public let file: File
        /// What is in it.
        public let bytes: SteadyFile
    }
}
