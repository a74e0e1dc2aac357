import Connectors
import LeadModel

/// How far receivers have fetched feeds: for each of them one small file in a folder beside the store, which is written whole, by one
/// at a time.
///
/// It is no part of the store: whoever serves files writes it while a sync holds the store, and neither waits for the other. It
/// decides nothing, so that losing it loses no more than that knowledge.
struct FetchBook {
    struct Entry: Hashable {
        var feed: String
        var receiver: String
        /// Of the newest file that was fetched whole.
        var cursor: Int64
        var at: Instant
    }

    private let folder: String
    /// A cursor, a blank and a time are shorter.
    private static let mostBytes = 100
    /// For how many seconds others who write are waited for, of whom each needs a moment.
    private static let patience = 10

    init(beside storePath: String) { folder = storePath + "-fetched" }

    /// Keeps an entry, unless a newer file was fetched already.
    /// - Throws: `file.write-failed` and others of its kind; `run.locked` where somebody else does not come to an end.
    func note(_ entry: Entry) throws(Fault) {
        try WholeFile.makeFolder(folder, isPrivate: true)
        try FileLock.hold(folder + "/.lock", patience: FetchBook.patience) { () throws(Fault) in
            if let known = self.entry(entry.feed, entry.receiver), known.cursor > entry.cursor { return }
            let file = try WholeFile(path: path(entry.feed, entry.receiver), isPrivate: true)
            try file.write(Array("\(entry.cursor) \(entry.at)\n".utf8))
            _ = try file.commit()
        }
    }

    /// How far a receiver has fetched a feed; `nil` where it has fetched nothing, or nobody can tell.
    func entry(_ feed: String, _ receiver: String) -> Entry? {
        let bytes: [UInt8]?
        do throws(Fault) {
            bytes = try SmallFile.read(path(feed, receiver), limit: FetchBook.mostBytes)
        } catch {
            return nil
        }
        let words = String(decoding: bytes ?? [], as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let cursor = Int64(words[0]), let at = Instant(rfc3339: String(words[1])) else {
            return nil
        }
        return Entry(feed: feed, receiver: receiver, cursor: cursor, at: at)
    }

    /// Names of feeds and receivers hold no full stop.
    private func path(_ feed: String, _ receiver: String) -> String { "\(folder)/\(feed).\(receiver)" }
}
