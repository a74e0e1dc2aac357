import Connectors
import Feedback
import LeadLifecycle
import LeadModel
import LeadStore

/// Writes what marketing receives: the feeds of recycled leads, and the feedback on the leads it delivered.
struct Publisher {
    let workspace: Workspace
    let store: LeadStore
    let rules: RuleBook
    let now: Instant

    /// One file that was written.
    struct Published {
        var path: String
        var counts: FeedCounts
    }

    /// Every feed with something to tell, then the feedback.
    /// - Parameter withheld: gets a fault for each row that could not be written, of the files before a throw, too.
    func publishAll(withheld: inout [Fault]) throws(Fault) {
        for feed in rules.router.feeds { _ = try publish(feed, withheld: &withheld) }
        guard workspace.feedbackEachSync else { return }
        try FeedbackPublisher(workspace: workspace, store: store, rules: rules, now: now).publish(withheld: &withheld)
    }

    /// Writes a feed's next file: everything for `full`, what is new since its cursor for `incremental`.
    ///
    /// The file is there whole with its manifest before the cursor moves. A run that dies in between writes the same rows
    /// once more under a new cursor; the receiver tells them by lead and action.
    /// - Parameter withheld: gets a fault for each row that the feed's format cannot hold; the others are written.
    /// - Returns: `nil` where there was nothing to tell.
    func publish(_ feed: FeedDefinition, withheld: inout [Fault]) throws(Fault) -> Published? {
        let from = try store.feedCursor(feed.name)
        let to = try store.lastMessage(of: feed.name)
        guard to > from else { return nil }
        let name = fileName(feed, cursor: to)
        let path = workspace.resolve(feed.folder) + "/" + name
        let file = try WholeFile(path: path)
        var writer = try FeedWriter(feed)
        var unwritable = WithheldRows(path: path)
        var buffer: [UInt8] = []
        writer.begin(into: &buffer)
        try forEachPage(of: feed, from: from, to: to) { (rows) throws(Fault) in
            // The last look at who may not be sent anywhere: not as decided then, but as it stands now.
            let sendable = try store.sendable(rows.map(\.lead))
            for row in rows {
                let told = try writer.write(row, isSuppressed: { !sendable.contains($0) }, into: &buffer)
                if case .failure(let fault) = told { unwritable.add(fault, row: row.lead.description) }
            }
            try file.write(buffer)
            buffer.removeAll(keepingCapacity: true)
        }
        // Where nothing but these is waiting, no file is written, and each run tells of them until they are corrected.
        withheld += unwritable.faults
        // Everything there is may be nothing, and a receiver that is not told so keeps what it had.
        guard writer.counts.rows > 0 || feed.mode == .full else { return nil }
        writer.finish(into: &buffer)
        try file.write(buffer)
        let sha256 = try file.commit()
        let manifest = try FeedManifest(
            feed, file: name, counts: writer.counts, bytes: Int(file.count), sha256: sha256, cursor: from...to,
            agreement: rules.agreement.version(at: now)?.effectiveFrom ?? "none", generated: now
        ).json()
        let beside = try WholeFile(path: path + ".manifest.json")
        try beside.write(manifest)
        _ = try beside.commit()
        try store.recordFeedFile(feed: feed.name, from: from, to: to, path: path, manifest: manifest, written: now)
        return Published(path: path, counts: writer.counts)
    }

    /// `recycled-to-marketo-20261001T060000Z-000042.csv`: by time, and by cursor where two fall into one second.
    private func fileName(_ feed: FeedDefinition, cursor: Int64) -> String {
        let name = feed.fileName(at: now)
        let digits = String(cursor)
        let padded = String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
        guard let dot = name.lastIndex(of: ".") else { return name + "-" + padded }
        return name[..<dot] + "-" + padded + name[dot...]
    }

    /// The rows of a feed's next file, a thousand or so at a time.
    private func forEachPage(
        of feed: FeedDefinition, from: Int64, to: Int64, _ body: ([FeedRow]) throws(Fault) -> Void
    ) throws(Fault) {
        guard feed.mode == .incremental else {
            let members = try store.members(of: feed.name)
            for start in stride(from: 0, to: members.count, by: 1_000) {
                try body(
                    members[start..<min(start + 1_000, members.count)].map { row(feed, $0.lead, .add, $0.content) })
            }
            return
        }
        // Most leads have one message; only those with more are held in memory.
        let repeated = try store.repeatedMessages(of: feed.name, after: from, upTo: to)
        var after = from
        while after < to {
            let messages = try store.messages(of: feed.name, after: after, limit: 1_000)
            guard let last = messages.last else { return }
            after = last.number
            try body(messages.filter { $0.number <= to }.compactMap { row(feed, $0, repeated[$0.lead]) })
        }
    }

    /// One row a lead: where a lead was decided more than once since the last file, the receiver gets the difference
    /// between what it holds and what it should hold, in the place of the last message.
    private func row(_ feed: FeedDefinition, _ message: OutboxMessage, _ span: LeadStore.MessageSpan?) -> FeedRow? {
        if let span, message.number != span.last { return nil }
        let receiverHasIt = (span?.firstAction ?? message.action) != .add
        switch (message.action, receiverHasIt) {
        case (.withdraw, false): return nil
        case (.withdraw, true): return feed.withdrawal(of: row(feed, message.lead, .change, message.content))
        case (_, true): return row(feed, message.lead, .change, message.content)
        case (_, false): return row(feed, message.lead, .add, message.content)
        }
    }

    private func row(_ feed: FeedDefinition, _ lead: LeadID, _ action: FeedAction, _ content: [UInt8]) -> FeedRow {
        var cells = FeedRowCodec.unpack(content)
        while cells.count < feed.columns.count { cells.append(nil) }
        // Of somebody who was erased, the number is all that is left to say.
        for (index, column) in feed.columns.enumerated() where column.field == .leadID {
            cells[index] = .text(lead.description)
        }
        for (index, column) in feed.columns.enumerated() where column.field == .action {
            cells[index] = .text(action.rawValue)
        }
        return FeedRow(lead: lead, action: action, cells: Array(cells.prefix(feed.columns.count)))
    }
}
