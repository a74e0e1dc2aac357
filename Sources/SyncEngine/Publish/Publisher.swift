import Connectors
import Failpoints
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
    /// Nothing that is published changes whom an export holds back.
    let heldBack: HeldBackLeads
    let layouts: FeedLayouts

    init(workspace: Workspace, store: LeadStore, rules: RuleBook, now: Instant) throws(Fault) {
        self.workspace = workspace
        self.store = store
        self.rules = rules
        self.now = now
        heldBack = try HeldBackLeads(store, workspace)
        layouts = try FeedLayouts(store)
    }

    /// One file that was written.
    struct Published {
        var path: String
        var counts: FeedCounts
    }

    /// Every feed with something to tell whose time it is and that nobody has paused, those that were closed, too, then the feedback.
    /// - Parameter withheld: gets a fault for each row that could not be written, of the files before a throw, too.
    func publishAll(withheld: inout [Fault]) throws(Fault) {
        let times = DueTimes(store, workspace, agreement: rules.agreement)
        let paused = try store.pauses(at: now)
        let configured = Set(workspace.feeds.map(\.name))
        for feed in try feeds(unwritable: &withheld) {
            // The last file of a closed feed waits for nothing.
            let subject = ScheduledSubject.feed(feed.name)
            if configured.contains(feed.name) {
                guard paused[subject.key] == nil, try times.isDue(feed, at: now) else { continue }
            }
            _ = try publish(feed, withheld: &withheld)
            if feed.schedule != nil { try times.noteLook(subject, at: now) }
        }
        guard workspace.feedbackEachSync else { return }
        try FeedbackPublisher(workspace: workspace, store: store, rules: rules, now: now).publish(withheld: &withheld)
    }

    /// The feeds that are configured, and those that were closed and whose receivers have not been told all.
    /// - Parameter unwritable: gets a fault for each closed feed that nobody can write a file for.
    func feeds(unwritable: inout [Fault]) throws(Fault) -> [FeedDefinition] {
        let closed = ClosedFeeds(store: store, workspace: workspace)
        return rules.router.feeds + (try closed.waiting(unwritable: &unwritable))
    }

    /// Writes a feed's next file: everything for `full`, what is new since its cursor for `incremental`.
    ///
    /// The file is there whole with its manifest before the cursor moves. A run that dies in between writes the same rows
    /// once more under a new cursor; the receiver tells them by lead and action.
    /// - Parameter withheld: gets a fault for each row that the feed's format cannot hold; the others are written.
    /// - Returns: `nil` where there was nothing to tell, and of a feed that has no files.
    func publish(_ feed: FeedDefinition, withheld: inout [Fault]) throws(Fault) -> Published? {
        guard let folder = feed.folder else { return nil }
        let from = try store.feedCursor(feed.name)
        guard let to = try end(of: feed, after: from) else { return nil }
        let name = try fileName(feed, cursor: to)
        let path = workspace.resolve(folder) + "/" + name
        // Whoever puts an older copy of the store back knows by it which numbers are given away.
        try store.noteFile(of: feed.name, cursor: to)
        // Everything there is may be nothing, and a receiver that is not told so keeps what it had.
        guard let written = try write(feed, from...to, to: path, evenEmpty: feed.mode == .full, withheld: &withheld)
        else { return nil }
        var end = to
        if feed.mode == .incremental, !written.withheld.isEmpty {
            // Rows that could not be written wait behind the file until they can be: nobody would think of them again.
            end = try store.putOff(written.withheld, of: feed.name, after: from, upTo: to) ?? to
        }
        try record(written, of: feed, from...end)
        return Published(path: path, counts: written.counts)
    }

    /// The message that a feed's next file ends with; `nil` where there is nothing to tell. Leads that are held back are
    /// put behind it.
    private func end(of feed: FeedDefinition, after from: Int64) throws(Fault) -> Int64? {
        let last = try store.lastMessage(of: feed.name)
        guard last > from else { return nil }
        let additions = try heldBack.additions(to: feed, after: from, upTo: last)
        guard !additions.isEmpty else { return last }
        let end = try store.putOff(additions, of: feed.name, after: from, upTo: last)
        Failpoint.leadsPutOff.pass()
        return end
    }

    /// A file that is in its place, without its manifest yet.
    struct Written {
        var path: String
        var counts: FeedCounts
        var bytes: Int
        var sha256: String
        /// Leads whose rows could not be written.
        var withheld: Set<LeadID> = []
    }

    /// Writes a stretch of a feed into one file.
    /// - Parameters:
    ///   - time: when it says that its rows are written; `nil`: now.
    ///   - evenEmpty: whether a file without a row is written, too.
    func write(
        _ feed: FeedDefinition, _ span: ClosedRange<Int64>, to path: String, at time: Instant? = nil, evenEmpty: Bool,
        withheld: inout [Fault]
    ) throws(Fault) -> Written? {
        let file = try WholeFile(path: path)
        let told = try stream(feed, span, named: path, at: time, evenEmpty: evenEmpty, withheld: &withheld) {
            (bytes) throws(Fault) in try file.write(bytes)
        }
        guard let told else { return nil }
        let sha256 = try file.commit()
        return Written(
            path: path, counts: told.counts, bytes: Int(file.count), sha256: sha256, withheld: told.withheld)
    }

    /// Writes a stretch of a feed in pieces.
    /// - Parameters:
    ///   - name: what messages call it.
    ///   - time: when it says that its rows are written; `nil`: now.
    ///   - evenEmpty: whether one without a row counts, too.
    /// - Returns: `nil` where there is nothing that counts; else what was told, and whose rows could not be written.
    func stream(
        _ feed: FeedDefinition, _ span: ClosedRange<Int64>, named name: String, at time: Instant? = nil,
        evenEmpty: Bool,
        withheld: inout [Fault], into put: ([UInt8]) throws(Fault) -> Void
    ) throws(Fault) -> (counts: FeedCounts, withheld: Set<LeadID>)? {
        var writer = try FeedWriter(feed, at: time ?? now)
        var left: Set<LeadID> = []
        var unwritable = WithheldRows(path: name)
        var buffer: [UInt8] = []
        writer.begin(into: &buffer)
        var lastLook = try LastLook(store, rules: rules, now: now)
        try forEachPage(of: feed, from: span.lowerBound, to: span.upperBound) { (rows) throws(Fault) in
            let sendable = feed.selection.tellsOfSuppressed ? [] : try lastLook.sendable(rows.map(\.lead))
            for row in rows {
                let told = try writer.write(row, isSuppressed: { !sendable.contains($0) }, into: &buffer)
                if case .failure(let fault) = told {
                    unwritable.add(fault, row: row.lead.description)
                    left.insert(row.lead)
                }
            }
            try put(buffer)
            buffer.removeAll(keepingCapacity: true)
        }
        // Where nothing but these is waiting, no file is written, and each run tells of them until they are corrected.
        withheld += unwritable.faults
        guard writer.counts.rows > 0 || evenEmpty else { return nil }
        writer.finish(into: &buffer)
        try put(buffer)
        return (counts: writer.counts, withheld: left)
    }

    /// Puts the manifest beside a file, and moves the feed's cursor.
    func record(_ written: Written, of feed: FeedDefinition, _ span: ClosedRange<Int64>) throws(Fault) {
        try put(try manifest(of: written, feed, span), of: feed, beside: written.path, span)
    }

    func manifest(of written: Written, _ feed: FeedDefinition, _ span: ClosedRange<Int64>) throws(Fault) -> [UInt8] {
        try FeedManifest(
            feed, file: FeedUploads.name(written.path), counts: written.counts, bytes: written.bytes,
            sha256: written.sha256, cursor: span,
            agreement: rules.agreement.version(at: now)?.effectiveFrom ?? "none", generated: now
        ).json()
    }

    func put(_ manifest: [UInt8], of feed: FeedDefinition, beside path: String, _ span: ClosedRange<Int64>)
        throws(Fault)
    {
        let file = try WholeFile(path: path + FeedManifest.fileSuffix)
        try file.write(manifest)
        _ = try file.commit()
        try store.recordFeedFile(
            feed: feed.name, from: span.lowerBound, to: span.upperBound, path: path, manifest: manifest, written: now,
            for: feed.target.upload)
    }

    /// `recycled-to-marketo-20261001T060000Z-000042.csv`: by time, and by cursor where two fall into one second.
    private func fileName(_ feed: FeedDefinition, cursor: Int64) throws(Fault) -> String {
        // Receivers read the files in the order of their names: a rehearsal of an earlier day must not sort before.
        let name = feed.fileName(at: max(now, try store.lastFeedFile(feed.name) ?? now))
        let digits = String(cursor)
        let padded = String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
        guard let dot = name.lastIndex(of: ".") else { return name + "-" + padded }
        return name[..<dot] + "-" + padded + name[dot...]
    }

    /// The rows of a feed's next file, a thousand or so at a time.
    func forEachPage(
        of feed: FeedDefinition, from: Int64, to: Int64, _ body: ([FeedRow]) throws(Fault) -> Void
    ) throws(Fault) {
        guard feed.mode == .incremental else {
            let additions = try heldBack.additions(to: feed)
            var after = LeadID(number: 0)
            while true {
                let members = try store.members(of: feed.name, after: after, limit: 1_000)
                guard let last = members.last else { return }
                after = last.lead
                try body(
                    members.filter { !additions.contains($0.lead) }.map {
                        layouts.row(of: feed, $0.lead, .add, $0.content)
                    })
            }
        }
        let repeated = try store.repeatedMessages(of: feed.name, after: from, upTo: to)
        var after = from
        while after < to {
            let messages = try store.messages(of: feed.name, after: after, limit: 1_000)
            guard let last = messages.last else { return }
            after = last.number
            try body(messages.filter { $0.number <= to }.compactMap { row(feed, $0, repeated) })
        }
    }

    /// One row a lead: where a lead was decided more than once since the last file, the receiver gets the difference
    /// between what it holds and what it should hold, in the place of the last message.
    private func row(_ feed: FeedDefinition, _ message: OutboxMessage, _ repeated: RepeatedMessages) -> FeedRow? {
        if repeated.isOutdated(message.number) { return nil }
        let firstAction = repeated.firstAction(about: message.lead)
        func row(_ action: FeedAction) -> FeedRow { layouts.row(of: feed, message.lead, action, message.content) }
        // A receiver of corrections alone gets every one of them: what is corrected came in another file, perhaps before.
        let isCorrected = firstAction != nil && !feed.tells(.add)
        let receiverHasIt = isCorrected || (firstAction ?? message.action) != .add
        switch (message.action, receiverHasIt) {
        case (.withdraw, false): return nil
        case (.withdraw, true): return feed.withdrawal(of: row(.change))
        case (_, true): return row(.change)
        case (_, false): return row(.add)
        }
    }
}
