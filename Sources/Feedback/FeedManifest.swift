import Foundation
public import LeadModel

/// What stands beside a feed's file, so that the receiver, and `feed verify`, can tell a complete file from a damaged
/// one.
public struct FeedManifest: Sendable, Hashable, Codable {
    /// What the name of a feed's file gets behind it for its manifest.
    public static let fileSuffix = ".manifest.json"

    /// The feed's name.
    public let feed: String
    /// Name of the file, without its folder.
    public let file: String
    /// `csv`, `ndjson`, `json` or `xml`.
    public let format: String
    /// `machine` or `spreadsheet`, of CSV.
    public let dialect: String?
    /// What stands before the header of CSV; `nil` where nothing does.
    public let firstLine: String?
    /// `full` or `incremental`.
    public let mode: String
    /// In the order of the file, as the receiver calls them.
    public let columns: [String]
    /// The one of `columns` that holds the lead's number; `nil` where none does, and in the manifests of earlier versions.
    public let leadColumn: String?
    /// The one of `columns` that holds the action; `nil` as above.
    public let actionColumn: String?
    /// All rows of the file: `adds + changes + withdrawals`.
    public private(set) var rows: Int
    /// Rows of leads that are new to the receiver.
    public private(set) var adds: Int
    /// Rows of leads that the receiver has, and of which something has changed.
    public private(set) var changes: Int
    /// Rows of leads that the receiver is to let go of.
    public private(set) var withdrawals: Int
    /// Leads left out since the last look before writing found them suppressed.
    public let suppressedAtLastMoment: Int
    /// Rows that were left out, since the format cannot hold one of their values.
    public var unwritable: Int { unwritableRows ?? 0 }
    /// `nil` in the manifests of earlier versions, which did not count them.
    private let unwritableRows: Int?
    /// Rows that were taken out later, of people who were erased; `nil` where none were.
    public private(set) var erasedRows: Int?
    /// How long the file is.
    public private(set) var bytes: Int
    /// SHA-256 of the file in small hex digits.
    public private(set) var sha256: String
    /// The place in the store's log after which this feed begins; 0 for the first.
    public let cursorFrom: Int64
    /// The place up to which it tells everything.
    public let cursorTo: Int64
    /// `effective-from` of the agreement's version in force when it was generated.
    public let agreement: String
    /// RFC 3339, UTC.
    public let generated: String

    enum CodingKeys: String, CodingKey {
        case feed, file, format, dialect, mode, columns, rows, adds, changes, withdrawals, bytes, sha256, agreement
        case generated
        case firstLine = "first-line"
        case leadColumn = "lead-column"
        case actionColumn = "action-column"
        case unwritableRows = "unwritable"
        case erasedRows = "erased-rows"
        case suppressedAtLastMoment = "suppressed-at-last-moment"
        case cursorFrom = "cursor-from"
        case cursorTo = "cursor-to"
    }

    /// The manifest of a file that has just been written.
    public init(
        _ definition: FeedDefinition, file: String, counts: FeedCounts, bytes: Int, sha256: String,
        cursor: ClosedRange<Int64>, agreement: String, generated: Instant
    ) {
        feed = definition.name
        self.file = file
        format = definition.format.word
        dialect = definition.format.dialect
        firstLine = definition.format.firstLine
        mode = definition.mode.rawValue
        columns = definition.columns.map(\.name)
        leadColumn = definition.columns.first { $0.field == .leadID }?.name
        actionColumn = definition.columns.first { $0.field == .action }?.name
        rows = counts.rows
        adds = counts.adds
        changes = counts.changes
        withdrawals = counts.withdrawals
        suppressedAtLastMoment = counts.suppressedAtLastMoment
        unwritableRows = counts.unwritable
        self.bytes = bytes
        self.sha256 = sha256
        cursorFrom = cursor.lowerBound
        cursorTo = cursor.upperBound
        self.agreement = agreement
        self.generated = generated.description
    }

    /// The manifest of the same file after rows of somebody who was erased were taken out.
    /// - Parameter removed: how many rows of each action.
    public func without(_ removed: FeedCounts, bytes: Int, sha256: String) -> FeedManifest {
        var manifest = self
        manifest.rows -= removed.rows
        manifest.adds -= removed.adds
        manifest.changes -= removed.changes
        manifest.withdrawals -= removed.withdrawals
        manifest.bytes = bytes
        manifest.sha256 = sha256
        manifest.erasedRows = (erasedRows ?? 0) + removed.rows
        return manifest
    }

    /// The manifest as JSON, one key a line, in the order of the alphabet.
    public func json() throws(Fault) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return try Array(encoder.encode(self)) + [0x0A]
        } catch {
            throw Fault(
                .feedInvalid, .stopRun, "the manifest of feed '\(feed)' cannot be written", advice: "Report this file.")
        }
    }

    /// Reads a manifest that `json` wrote.
    public init(json bytes: [UInt8], file: String) throws(Fault) {
        do {
            self = try JSONDecoder().decode(FeedManifest.self, from: Data(bytes))
        } catch {
            throw Fault(
                .feedDamaged, .stopStream, "this is not a manifest of a feed", at: Origin(file: file),
                advice: "Write the feed's last file again with `leadloop feed export NAME --again`.")
        }
    }

    /// A fault where a file is not the one that the manifest describes.
    public func verify(bytes count: Int, sha256 found: String) -> Fault? {
        if count == bytes, found == sha256 { return nil }
        let problem = count == bytes ? "another content" : "\(count) bytes instead of \(bytes)"
        return Fault(
            .feedDamaged, .stopStream, "the file has \(problem)", at: Origin(file: file),
            advice: advice + " Look at who changed it, too.")
    }

    /// How the file can be had again.
    public var advice: String {
        mode == FeedDefinition.Mode.full.rawValue
            ? "`leadloop feed export \(feed) --again` writes everything again."
            : "`leadloop feed export \(feed) --again --since \(cursorFrom)` writes it again, and those after it."
    }
}
