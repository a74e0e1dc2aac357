import Connectors
import Feedback
import Foundation
import LeadModel
import LeadStore
import RecordFormats

/// Files of feeds that the store has not written and whose cursors it has yet to give: of the time after a copy of the store
/// was made that was put back, or of a writer that died before it could say so.
///
/// Their receiver may have read them. So numbers go on behind theirs, of cursors and of leads; and the receiver is told
/// what makes it hold what the store says it holds: what it was told of each lead is read from the files.
struct UnknownFeedFiles {
    private let store: LeadStore
    private let workspace: Workspace

    init(_ store: LeadStore, _ workspace: Workspace) {
        self.store = store
        self.workspace = workspace
    }

    /// A file, where it stands, and its manifest, where that can be read.
    private struct File {
        var path: String
        var cursor: Int64
        var manifest: FeedManifest?
    }

    /// What a receiver was told last of a lead.
    private enum Told {
        /// It holds the lead, and the row as a feed's content.
        case holds([UInt8])
        case withdrawn
    }

    /// Makes up for every such file of the feeds that are configured, once.
    /// - Returns: a warning for each feed that has some.
    func makeUp(run: Int64) throws(Fault) -> [Fault] {
        var warnings: [Fault] = []
        for feed in workspace.feeds where feed.folder != nil {
            if let warning = try makeUp(feed, run: run) { warnings.append(warning) }
        }
        return warnings
    }

    private func makeUp(_ feed: FeedDefinition, run: Int64) throws(Fault) -> Fault? {
        let cursor = try store.feedCursor(feed.name)
        guard let files = try files(of: feed, after: max(cursor, try store.madeUp(for: feed.name))) else {
            return unlisted(feed)
        }
        guard let last = files.last?.cursor, let first = files.first else { return nil }
        var told: [LeadID: Told] = [:]
        var unread: [String] = []
        // A full file is everything its receiver is to hold: those before it count no more.
        for file in feed.mode == .full ? files.suffix(1) : files[...] {
            if try !read(file, of: feed, into: &told) { unread.append(file.path) }
        }
        try store.makeUp(
            for: feed.name, after: cursor, cursor: last, lead: told.keys.max() ?? LeadID(number: 0),
            messages: try messages(feed, told, readsAll: unread.isEmpty, after: cursor), run: run)
        return Fault(
            .feedFilesUnknown, .stopStream,
            "the folder holds \(files.count == 1 ? "a file" : "\(files.count) files") of the feed '\(feed.name)' that the store has not written, up to cursor \(last): an older copy of the store was put back, or a run died; cursors and leads are numbered behind \(files.count == 1 ? "it" : "them")",
            at: Origin(file: unread.first ?? first.path), advice: advice(feed, unread))
    }

    private func unlisted(_ feed: FeedDefinition) -> Fault {
        Fault(
            .feedFilesUnknown, .stopStream,
            "the folder of the feed '\(feed.name)' cannot be listed: nobody can tell whether it holds files that the store has not written, whose cursors and leads would be given once more",
            at: Origin(file: feed.folder.map(workspace.resolve) ?? feed.place.file),
            advice: "Let this account list the folder, before the receiver reads more of it.")
    }

    private func advice(_ feed: FeedDefinition, _ unread: [String]) -> String {
        guard unread.isEmpty else {
            return
                "Nobody can tell from \(unread.count == 1 ? "this file" : "\(unread.count) of them, such as this one,") what the receiver was told. Have it delete the leads that it got by it; the next file holds all that it is to hold. `leadloop feed export \(feed.name)` writes that at once."
        }
        return
            "Leave them for the receiver until it has read them: the next file of the feed tells it what they said and the store does not, so that both hold the same."
    }

    /// Files in the feed's folder with a later cursor that the store does not know, by cursor; `nil` where nobody can tell.
    /// Without its manifest a file was never delivered: receivers wait for it. One that cannot be read may have been another.
    private func files(of feed: FeedDefinition, after cursor: Int64) throws(Fault) -> [File]? {
        guard let folder = feed.folder.map(workspace.resolve) else { return [] }
        let known = Set(try store.feedFiles(feed.name).map { StrayFiles.whole($0.path) })
        var files: [File] = []
        guard let names = StrayFiles.names(in: folder) else { return nil }
        for name in names
        where StrayFiles.isOf(feed.name, name) && name.hasSuffix(FeedManifest.fileSuffix) {
            let path = folder + "/" + name.dropLast(FeedManifest.fileSuffix.count)
            guard !known.contains(StrayFiles.whole(path)) else { continue }
            let manifest = StrayFiles.manifest(beside: path)
            guard manifest.map({ $0.feed == feed.name }) ?? true,
                let last = manifest?.cursorTo ?? UnknownFeedFiles.cursor(ofFile: path), last > cursor
            else { continue }
            files.append(File(path: path, cursor: last, manifest: manifest))
        }
        return files.sorted { ($0.cursor, $0.path) < ($1.cursor, $1.path) }
    }

    /// The cursor that `Publisher` wrote into a file's name; `nil` where it wrote none.
    private static func cursor(ofFile path: String) -> Int64? {
        let name = path.split(separator: "/").last ?? ""
        let stem = name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex)
        return stem.split(separator: "-").last.flatMap { Int64($0) }
    }

    /// - Returns: `false` where nobody can tell what the file says.
    private func read(_ file: File, of feed: FeedDefinition, into told: inout [LeadID: Told]) throws(Fault) -> Bool {
        guard let manifest = file.manifest, let format = format(of: manifest, feed),
            let leadColumn = manifest.leadColumn
        else { return false }
        do throws(Fault) {
            let bytes = try FileBytes(path: file.path)
            guard Hex.text(try bytes.finishDigest()) == manifest.sha256 else { return false }
            guard manifest.rows > 0 else { return true }
            try bytes.rewind()
            var (reader, _) = try RecordReaders.open(bytes, file: file.path, declared: format.declared)
            while let page = try reader.nextPage() {
                for entry in page.entries {
                    guard entry.fault == nil else { return false }
                    var cells: [String: String] = [:]
                    for cell in page.cells[entry.cells] {
                        cells[page.columns[Int(cell.column)]] = SpreadsheetText.restored(page.text(of: cell))
                    }
                    guard let lead = cells[leadColumn].flatMap({ LeadID($0) }) else { return false }
                    let action = manifest.actionColumn.flatMap { cells[$0] }.flatMap { feed.action(written: $0) }
                    told[lead] = action == .withdraw ? .withdrawn : .holds(content(feed, lead, cells))
                }
            }
            return true
        } catch {
            guard error.remedy != .stopRun else { throw error }
            return false
        }
    }

    private func format(of manifest: FeedManifest, _ feed: FeedDefinition) -> FeedFormat? {
        switch manifest.format {
        case "csv": .csv(manifest.dialect == "spreadsheet" ? .spreadsheet : .machine, firstLine: manifest.firstLine)
        case "ndjson": .ndjson
        case "json": .json
        default: feed.format.word == manifest.format ? feed.format : nil
        }
    }

    /// The row as the feed's columns are now, as far as the file has them: enough to take it back by its keys.
    private func content(_ feed: FeedDefinition, _ lead: LeadID, _ cells: [String: String]) -> [UInt8] {
        FeedRowCodec.pack(
            FeedRow(
                lead: lead, action: .add,
                // What was written in another way than it is cannot be read back.
                cells: feed.columns.map { $0.rendering == nil ? cells[$0.name].map(FieldValue.text) : nil }), of: feed)
    }

    /// What a withdrawal says of a row: nothing more is kept of whoever is no lead of this store.
    private func keys(_ feed: FeedDefinition, _ lead: LeadID, _ row: [UInt8]) -> [UInt8] {
        let cells = zip(feed.columns, FeedRowCodec.unpack(row)).map { $0.field.isKey ? $1 : nil }
        return FeedRowCodec.pack(FeedRow(lead: lead, action: .withdraw, cells: cells), of: feed)
    }

    /// What lies between what the receiver was told and what it is to hold. Where that is not known, all of the latter: as
    /// additions of those whom no file of the store has told it of, so that they wait where additions do.
    private func messages(
        _ feed: FeedDefinition, _ told: [LeadID: Told], readsAll: Bool, after cursor: Int64
    ) throws(Fault) -> [OutboxMessage] {
        var members: [LeadID: [UInt8]] = [:]
        for member in try store.members(of: feed.name) { members[member.lead] = member.content }
        var messages: [(lead: LeadID, action: FeedAction, content: [UInt8])] = []
        for (lead, said) in told {
            switch (said, members[lead]) {
            case (.holds(let row), nil): messages.append((lead, .withdraw, keys(feed, lead, row)))
            case (.holds, let content?): messages.append((lead, .change, content))
            case (.withdrawn, let content?): messages.append((lead, .add, content))
            case (.withdrawn, nil): break
            }
        }
        if feed.mode == .full || !readsAll {
            let untold = Set(try store.waitingAdditions(to: feed.name, after: cursor))
            for (lead, content) in members where told[lead] == nil {
                messages.append(
                    (lead, readsAll || untold.contains(lead) ? .add : .change, content))
            }
        }
        return messages.sorted { $0.lead < $1.lead }.map {
            OutboxMessage(feed: feed.name, lead: $0.lead, revision: 1, action: $0.action, content: $0.content)
        }
    }
}
