import Connectors
import Feedback
public import LeadModel
import LeadStore

/// Files that are written once more, or for a receiver who lags behind; and what the next one would hold.
extension FeedDesk {
    /// Writes files of feeds again that were lost: the last one of each, or all from a cursor on.
    /// - Throws: `run.unfinished` where leads are half made: an opt-out may be among what waits.
    public func exportAgain(_ names: [String], since cursor: Int64?, now: Instant) throws(Fault) -> Exported {
        try requireFiles(names)
        try store.requireSettled()
        let rules = try RuleBook(workspace, store: store)
        let publisher = try Publisher(workspace: workspace, store: store, rules: rules, now: now)
        var exported = Exported()
        for feed in try selected(names, orClosed: true) {
            for file in try publisher.repeatFiles(of: feed, since: cursor, withheld: &exported.withheld) {
                exported.files.append(Export(file.written.path, file.written.counts, isSame: file.isSame))
            }
        }
        try send(&exported)
        return exported
    }

    /// What the next file of a feed would hold. Nothing is written.
    /// - Parameter limit: how many rows are shown; all are counted.
    public func preview(_ name: String, limit: Int, now: Instant) throws(Fault) -> FeedPreview {
        let feed = try selected([name])[0]
        try requireFiles(feed)
        let publisher = try Publisher(
            workspace: workspace, store: store, rules: RuleBook(workspace, store: store), now: now)
        return try publisher.preview(of: feed, limit: limit)
    }

    /// Writes one file that brings a receiver who has everything up to a cursor to where the feed's last file brings it. The feed
    /// goes on as if nothing had been written: neither its cursor moves, nor does the store know the file.
    /// - Parameters:
    ///   - path: where to; its manifest stands beside it. `nil`: `print` gets it in pieces.
    ///   - replaces: whether a file that is there gives way.
    public func exportSince(
        _ cursor: Int64, of name: String, to path: String?, replaces: Bool = false, now: Instant,
        print: ([UInt8]) throws(Fault) -> Void
    ) throws(Fault) -> Exported {
        try store.requireSettled()
        let feed = try selected([name], orClosed: true)[0]
        try requireFiles(feed)
        let end = try store.feedCursor(feed.name)
        guard cursor >= 0, cursor <= end else {
            throw Fault(
                .feedInvalid, .stopRun,
                "the feed '\(feed.name)' has written up to cursor \(end), and none is after \(cursor)",
                at: feed.place, advice: "Name the 'cursor-to' of the last manifest that the receiver has.")
        }
        let publisher = try Publisher(
            workspace: workspace, store: store, rules: RuleBook(workspace, store: store), now: now)
        var exported = Exported()
        guard let path else {
            _ = try publisher.stream(
                feed, cursor...end, named: "standard output", evenEmpty: true, withheld: &exported.withheld, into: print
            )
            return exported
        }
        try NewFile.checkPlace(path, replaces: replaces)
        guard
            let written = try publisher.write(
                feed, cursor...end, to: path, evenEmpty: true, withheld: &exported.withheld)
        else { return exported }
        let beside = try WholeFile(path: path + FeedManifest.fileSuffix)
        try beside.write(try publisher.manifest(of: written, feed, cursor...end))
        _ = try beside.commit()
        exported.files.append(Export(path, written.counts))
        return exported
    }
}
