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
    func publishAll() throws(Fault) -> [Published] {
        var published: [Published] = []
        for feed in rules.router.feeds { if let file = try publish(feed) { published.append(file) } }
        if workspace.feedbackEachSync { try FeedbackPublisher(workspace: workspace, store: store, rules: rules, now: now).publish() }
        return published
    }

    /// Writes a feed's next file: everything for `full`, what is new since its cursor for `incremental`.
    ///
    /// The file is there whole with its manifest before the cursor moves. A run that dies in between writes the same rows
    /// once more under a new cursor; the receiver tells them by lead and action.
    /// - Returns: `nil` where there was nothing to tell.
    func publish(_ feed: FeedDefinition) throws(Fault) -> Published? {
        let from = try store.feedCursor(feed.name)
        let messages = try pendingMessages(of: feed, after: from)
        guard let to = messages.last?.number, to > from else { return nil }
        let rows = try feed.mode == .incremental ? incremental(feed, messages) : full(feed)
        // Everything there is may be nothing, and a receiver that is not told so keeps what it had.
        guard !rows.isEmpty || feed.mode == .full else { return nil }
        let name = fileName(feed, cursor: to)
        let path = workspace.resolve(feed.folder) + "/" + name
        let file = try WholeFile(path: path)
        var writer = FeedWriter(feed)
        var buffer: [UInt8] = []
        writer.begin(into: &buffer)
        for chunk in stride(from: 0, to: rows.count, by: 1_000) {
            let part = rows[chunk..<min(chunk + 1_000, rows.count)]
            // The last look at who may not be sent anywhere: not as decided then, but as it stands now.
            let sendable = try store.sendable(part.map(\.lead))
            for row in part {
                _ = try writer.write(row, isSuppressed: { !sendable.contains($0) }, into: &buffer)
            }
            try file.write(buffer)
            buffer.removeAll(keepingCapacity: true)
        }
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

    private func pendingMessages(of feed: FeedDefinition, after cursor: Int64) throws(Fault) -> [OutboxMessage] {
        var messages: [OutboxMessage] = []
        var after = cursor
        while true {
            let batch = try store.messages(of: feed.name, after: after, limit: 5_000)
            guard let last = batch.last else { return messages }
            messages += batch
            after = last.number
        }
    }

    /// One row a lead: where a lead was decided more than once since the last file, the receiver gets the difference
    /// between what it holds and what it should hold.
    private func incremental(_ feed: FeedDefinition, _ messages: [OutboxMessage]) throws(Fault) -> [FeedRow] {
        var last: [LeadID: (first: OutboxMessage, last: OutboxMessage)] = [:]
        var order: [LeadID] = []
        for message in messages {
            if let known = last[message.lead] {
                last[message.lead] = (first: known.first, last: message)
            } else {
                last[message.lead] = (first: message, last: message)
                order.append(message.lead)
            }
        }
        return order.compactMap { lead in
            guard let (first, last) = last[lead] else { return nil }
            let receiverHasIt = first.action != .add
            switch (last.action, receiverHasIt) {
            case (.withdraw, false): return nil
            case (.withdraw, true): return feed.withdrawal(of: row(feed, last.lead, .change, last.content))
            case (_, true): return row(feed, lead, .change, last.content)
            case (_, false): return row(feed, lead, .add, last.content)
            }
        }
    }

    private func full(_ feed: FeedDefinition) throws(Fault) -> [FeedRow] {
        try store.members(of: feed.name).map { row(feed, $0.lead, .add, $0.content) }
    }

    private func row(_ feed: FeedDefinition, _ lead: LeadID, _ action: FeedAction, _ content: [UInt8]) -> FeedRow {
        var cells = FeedRowCodec.unpack(content)
        while cells.count < feed.columns.count { cells.append(nil) }
        for (index, column) in feed.columns.enumerated() where column.field == .action { cells[index] = .text(action.rawValue) }
        return FeedRow(lead: lead, action: action, cells: Array(cells.prefix(feed.columns.count)))
    }
}
