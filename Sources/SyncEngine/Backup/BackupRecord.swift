import Connectors
import Foundation
public import LeadModel

/// When the last good backup of a store was made, and when one was last tried out, in a file beside the store: what `doctor`, and whoever
/// watches, asks.
public struct BackupRecord: Sendable, Hashable, Codable {
    /// A backup that was whole.
    public struct Made: Sendable, Hashable, Codable {
        /// RFC 3339, UTC.
        public var made: String
        /// Where it is, from the root.
        public var path: String
        /// How long it is.
        public var bytes: Int64
        /// In small hex digits.
        public var sha256: String

        /// When it was begun.
        public var time: Instant { Instant(rfc3339: made) ?? Instant(milliseconds: 0) }
    }

    /// A restore that was tried in a folder of its own, and came out as it should.
    public struct Drilled: Sendable, Hashable, Codable {
        /// RFC 3339, UTC.
        public var drilled: String
        /// The backup that was tried, from the root.
        public var path: String
        /// When that was made.
        public var made: String
        /// From the first byte to the last comparison.
        public var seconds: Double

        /// When it was tried.
        public var time: Instant { Instant(rfc3339: drilled) ?? Instant(milliseconds: 0) }
    }

    /// The last good one; `nil` before the first.
    public var backup: Made?
    /// The last one that came out well; `nil` before the first.
    public var drill: Drilled?

    /// Nothing yet.
    public init() {}

    private static let bytesAtMost = 1 << 16

    /// A path that whoever asks from another folder understands, too.
    static func fullPath(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// Where it lies.
    static func path(of storePath: String) -> String { storePath + ".backups.json" }

    /// What is known of a store; nothing where there is no such file, or nobody can read it: it is made anew by the next backup.
    public static func read(of storePath: String) -> BackupRecord {
        do {
            guard let bytes = try SmallFile.read(path(of: storePath), limit: bytesAtMost) else { return BackupRecord() }
            return try JSONDecoder().decode(BackupRecord.self, from: Data(bytes))
        } catch {
            return BackupRecord()
        }
    }

    /// Changes what is known.
    static func note(of storePath: String, _ change: (inout BackupRecord) -> Void) throws(Fault) {
        var record = read(of: storePath)
        change(&record)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let bytes: [UInt8]
        do {
            bytes = Array(try encoder.encode(record)) + [0x0A]
        } catch {
            throw Fault(
                .storeFailed, .stopRun, "the record of backups could not be written: \(error)",
                advice: "Please report this with the command that you gave.")
        }
        let file = try WholeFile(path: path(of: storePath), isPrivate: true)
        try file.write(bytes)
        _ = try file.commit()
    }
}
