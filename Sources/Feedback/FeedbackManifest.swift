import Foundation
public import LeadModel

/// What stands beside a file of feedback, so that its receiver can tell a complete file from a damaged one.
public struct FeedbackManifest: Sendable, Hashable, Codable {
    /// What a file of feedback tells.
    public enum Subject: String, Sendable, Hashable, Codable, CaseIterable {
        /// Every record that the source delivered.
        case leads
        /// Those of whom something else is to be told than the last time.
        case changes
        /// Every campaign, from the beginning.
        case campaigns
        /// Every campaign that brought leads that were handed over to sales in one month.
        case month
        /// Recycled leads by month, reason and track.
        case recycling
    }

    /// Name of the file, without its folder.
    public let file: String
    /// What the file tells.
    public let subject: Subject
    /// The source that is told; `nil` of what is not about one.
    public let source: String?
    /// `2026-09`, of `month`.
    public let month: String?
    /// Of `changes`: one more than that of the file before.
    public let number: Int?
    /// `csv`.
    public let format: String
    /// `machine`.
    public let dialect: String
    /// In the order of the file.
    public let columns: [String]
    /// All rows of the file.
    public private(set) var rows: Int
    /// Rows that were left out, since the format cannot hold one of their values.
    public let unwritable: Int
    /// Rows that were taken out later, of people who were erased; `nil` where none were.
    public private(set) var erasedRows: Int?
    /// How long the file is.
    public private(set) var bytes: Int
    /// SHA-256 of the file in small hex digits.
    public private(set) var sha256: String
    /// `effective-from` of the agreement's version in force when it was generated.
    public let agreement: String
    /// RFC 3339, UTC.
    public let generated: String

    enum CodingKeys: String, CodingKey {
        case file, subject, source, month, number, format, dialect, columns, rows, unwritable, bytes, sha256, agreement
        case generated
        case erasedRows = "erased-rows"
    }

    /// The manifest of a file that has just been written.
    public init(
        file: String, _ subject: Subject, source: String?, month: String? = nil, number: Int? = nil, columns: [String],
        rows: Int, unwritable: Int, bytes: Int, sha256: String, agreement: String, generated: Instant
    ) {
        self.file = file
        self.subject = subject
        self.source = source
        self.month = month
        self.number = number
        format = "csv"
        dialect = "machine"
        self.columns = columns
        self.rows = rows
        self.unwritable = unwritable
        self.bytes = bytes
        self.sha256 = sha256
        self.agreement = agreement
        self.generated = generated.description
    }

    /// The manifest of the same file after rows of somebody who was erased were taken out.
    public func without(rows removed: Int, bytes: Int, sha256: String) -> FeedbackManifest {
        var manifest = self
        manifest.rows -= removed
        manifest.erasedRows = (erasedRows ?? 0) + removed
        manifest.bytes = bytes
        manifest.sha256 = sha256
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
                .feedInvalid, .stopRun, "the manifest of '\(file)' cannot be written", advice: "Report this file.")
        }
    }

    /// Reads a manifest that `json` wrote; `nil` for anything else.
    public init?(json bytes: [UInt8]) {
        do {
            self = try JSONDecoder().decode(FeedbackManifest.self, from: Data(bytes))
        } catch {
            return nil
        }
    }
}
