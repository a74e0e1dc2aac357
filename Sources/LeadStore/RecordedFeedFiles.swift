import Foundation
import GRDB
public import LeadModel

/// Files of feeds as receivers ask for them.
extension LeadStore {
    /// A file of a feed as it is recorded.
    public struct RecordedFeedFile: Sendable {
        /// The cursor behind which it tells everything.
        public var from: Int64
        /// The file's cursor.
        public var to: Int64
        /// Where it lies.
        public var path: String
        /// The text of its manifest, as it was written.
        public var manifest: [UInt8]
        /// The time for which it was written.
        public var written: Instant
        /// The manifest that the file gets by an erasure that is under way; which of the two it has by now, its bytes say.
        public var cutting: [UInt8]?
    }

    /// The files of a feed behind a cursor, oldest first, at most so many.
    public func recordedFeedFiles(_ feed: String, after cursor: Int64, limit: Int) throws(Fault) -> [RecordedFeedFile] {
        try recordedFeedFiles("feed = ? AND cursor_to > ? ORDER BY cursor_to LIMIT ?", [feed, cursor, limit])
    }

    /// The file of a feed that ends with a cursor; `nil` where there is none.
    public func recordedFeedFile(_ feed: String, cursor: Int64) throws(Fault) -> RecordedFeedFile? {
        try recordedFeedFiles("feed = ? AND cursor_to = ?", [feed, cursor]).first
    }

    /// The newest file of a feed; `nil` where none was written yet.
    public func newestFeedFile(_ feed: String) throws(Fault) -> RecordedFeedFile? {
        try recordedFeedFiles("feed = ? ORDER BY cursor_to DESC LIMIT 1", [feed]).first
    }

    private func recordedFeedFiles(_ condition: String, _ arguments: StatementArguments) throws(Fault)
        -> [RecordedFeedFile]
    {
        try read { database in
            try Row.fetchAll(
                database,
                sql:
                    "SELECT cursor_from, cursor_to, path, manifest, written, cutting FROM feed_file WHERE \(condition)",
                arguments: arguments
            ).map { row in
                let manifest: Data = row[3]
                let cutting: Data? = row[5]
                return RecordedFeedFile(
                    from: row[0], to: row[1], path: row[2], manifest: Array(manifest),
                    written: Instant(milliseconds: row[4]), cutting: cutting.map(Array.init))
            }
        }
    }
}
