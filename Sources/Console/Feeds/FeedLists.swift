import Foundation
import LeadModel
import SyncEngine

/// The feeds that a token opens, as JSON.
struct FeedList: Encodable {
    struct Feed: Encodable {
        var feed: String
        /// Whether each file is all that its receiver is to hold.
        var isFull: Bool
        /// Where its files are listed, from here.
        var files: String

        enum CodingKeys: String, CodingKey {
            case feed, files
            case mode
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(feed, forKey: .feed)
            try container.encode(isFull ? "full" : "incremental", forKey: .mode)
            try container.encode(files, forKey: .files)
        }
    }

    var feeds: [Feed]
}

/// A stretch of a feed's files, as JSON; addresses are from the list's own.
struct FileList: Encodable {
    struct File: Encodable {
        var cursorFrom: Int64
        var cursorTo: Int64
        var file: String
        var mode: String
        var written: String
        var rows: Int
        var adds: Int
        var changes: Int
        var withdrawals: Int
        var bytes: Int64
        var sha256: String
        var type: String
        /// Where it is.
        var href: String
        /// Where its manifest is.
        var manifest: String

        enum CodingKeys: String, CodingKey {
            case file, mode, written, rows, adds, changes, withdrawals, bytes, sha256, type, href, manifest
            case cursorFrom = "cursor-from"
            case cursorTo = "cursor-to"
        }
    }

    var feed: String
    /// Up to which cursor the feed was written.
    var newest: Int64
    var files: [File]
    /// Where the list goes on; nothing where this is its end.
    var next: String?

    init(_ feed: String, _ listing: FeedDownloads.Listing, _ stretch: FeedRoute.Stretch) {
        self.feed = feed
        newest = listing.newest
        files = listing.files.map(File.init)
        if listing.goesOn, let last = listing.files.last {
            next = "files?after=\(last.cursorTo)&limit=\(stretch.limit)"
        }
    }
}

extension FileList.File {
    init(_ file: FeedDownloads.File) {
        self.init(
            cursorFrom: file.cursorFrom, cursorTo: file.cursorTo, file: file.name, mode: file.mode,
            written: file.written.description, rows: file.rows, adds: file.adds, changes: file.changes,
            withdrawals: file.withdrawals, bytes: file.bytes, sha256: file.sha256, type: file.type,
            href: "files/\(file.cursorTo)", manifest: "files/\(file.cursorTo)/manifest")
    }
}
