import Connectors
import Feedback
import LeadModel
import LeadStore

/// A feed's file that was written once more.
struct RepeatedFile {
    var written: Publisher.Written
    /// Whether it has the very bytes it had at first.
    var isSame: Bool
}

extension Publisher {
    /// Writes files of a feed again that a receiver has lost.
    ///
    /// The messages are still in the store, so a file comes out byte for byte as it was, with its old name and manifest,
    /// unless someone in it must not be sent any more, or the feed's definition has changed: then it is a new file under
    /// the old name. What waits for a feed is no part of it.
    ///
    /// The file of a `full` feed is everything its receiver is to hold: it is written as of now, with leads that came since
    /// and without those that went.
    /// - Parameter since: the cursor from which on; `nil` for the last file only. Of a `full` feed only the last counts.
    func repeatFiles(of feed: FeedDefinition, since: Int64?, withheld: inout [Fault]) throws(Fault) -> [RepeatedFile] {
        let all = try store.feedFiles(feed.name)
        guard let last = all.last, let folder = feed.folder else { return [] }
        let wanted = feed.mode == .full ? [last] : all.filter { $0.from >= since ?? last.from }
        var repeated: [RepeatedFile] = []
        for file in wanted {
            let before = try FeedManifest(json: file.manifest, file: file.path)
            let path = workspace.resolve(folder) + "/" + before.file
            // A receiver that asked for it must find it, though nobody in it may be left.
            let time = Instant(rfc3339: before.generated)
            guard
                let written = try write(
                    feed, file.from...file.to, to: path, at: time, evenEmpty: true, withheld: &withheld)
            else { continue }
            let isSame = written.sha256 == before.sha256
            if isSame {
                try put(file.manifest, of: feed, beside: path, file.from...file.to)
            } else {
                try record(written, of: feed, file.from...file.to)
            }
            repeated.append(RepeatedFile(written: written, isSame: isSame))
        }
        return repeated
    }
}
