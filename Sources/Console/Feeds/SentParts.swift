import LeadModel
import SyncEngine
import Synchronization

/// Which parts of files receivers were sent: whoever fetches a file piece by piece, or goes on where it broke off, has it whole when
/// each of its bytes was sent. The end of a file alone is not the file.
final class SentParts: Sendable {
    private struct Download: Hashable {
        let feed: String
        let receiver: String
        let cursor: Int64
        /// Of the file as it is by now: parts of two files are not one.
        let sha256: String
    }

    private let parts = Mutex<[Download: RangeSet<Int64>]>([:])
    /// So many unfinished downloads are remembered, of so many pieces each; what is forgotten counts when it is fetched anew.
    private static let mostDownloads = 1_000
    private static let mostPieces = 1_000

    /// Takes note of bytes that were sent.
    /// - Returns: whether the receiver has been sent all of the file by now.
    func add(_ part: Range<Int64>, of file: FeedDownloads.File, to receiver: String) -> Bool {
        let download = Download(feed: file.feed, receiver: receiver, cursor: file.cursorTo, sha256: file.sha256)
        return parts.withLock { parts in
            var sent = parts.removeValue(forKey: download) ?? RangeSet()
            sent.insert(contentsOf: part)
            if part.count == file.bytes || sent == RangeSet(0..<file.bytes) { return true }
            guard !sent.isEmpty, sent.ranges.count <= SentParts.mostPieces else { return false }
            if parts.count >= SentParts.mostDownloads { parts.removeAll() }
            parts[download] = sent
            return false
        }
    }
}
