import Connectors
import Foundation
public import LeadModel
public import LeadStore

/// What stands beside a backup: which store it is of, as it stood when, and by what a whole one is told from a damaged one. No word of
/// a person is in it.
public struct BackupManifest: Sendable, Hashable, Codable {
    /// What the name of a backup gets behind it for its manifest.
    public static let fileSuffix = ".manifest.json"
    /// The files beside a store that a copy of it is nothing without.
    static let suffixesBeside = [".erased", ".ledger", ".sent"]
    private static let present = 1
    private static let bytesAtMost = 1 << 20

    /// A file that lies beside the store, and was taken along.
    public struct Beside: Sendable, Hashable, Codable {
        /// What its name has behind the store's.
        public var suffix: String
        /// How long it is.
        public var bytes: Int64
        /// In small hex digits.
        public var sha256: String
    }

    /// Of the form of this file.
    public var version = BackupManifest.present
    /// RFC 3339, UTC: when it was begun. Whatever was true before is in it.
    public var made: String
    /// The name of the backup, without its folder.
    public var file: String
    /// Which store it is; tells nothing of its secrets.
    public var store: String
    /// Where the store stood, see `StoreStand`.
    public var stand: Int64
    public var mark: Int64
    /// The migrations that are in it, in their order.
    public var schema: [String]
    /// The version of leadloop that made it.
    public var leadloop: String
    /// How long it is.
    public var bytes: Int64
    /// In small hex digits.
    public var sha256: String
    /// How closely the database was looked at before it counted as a backup.
    public var checked: StoreCheck.Depth
    /// What is in it.
    public var counts: StoreCheck.Counts
    /// The digest of its canonical dump, see `DumpDigest`; `nil` where that would take too long.
    public var dump: String?
    /// In the order of their suffixes.
    public var beside: [Beside]

    enum CodingKeys: String, CodingKey {
        case made, file, store, stand, mark, schema, leadloop, bytes, sha256, checked, counts, dump, beside
        case version = "leadloop-backup"
    }

    /// When it was begun.
    public var time: Instant { Instant(rfc3339: made) ?? Instant(milliseconds: 0) }

    /// The bytes of the file.
    func json() throws(Fault) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(self)) + [0x0A]
        } catch {
            throw Fault(
                .storeFailed, .stopRun, "the manifest could not be written: \(error)",
                advice: "Please report this with the command that you gave.")
        }
    }

    /// Reads the manifest beside a backup; `nil` where there is none.
    /// - Throws: `store.backup-damaged` where it cannot be understood, `store.too-new`.
    public static func read(beside path: String) throws(Fault) -> BackupManifest? {
        guard let bytes = try SmallFile.read(path + fileSuffix, limit: bytesAtMost) else { return nil }
        struct Version: Decodable {
            var version: Int
            enum CodingKeys: String, CodingKey { case version = "leadloop-backup" }
        }
        do {
            let version = try JSONDecoder().decode(Version.self, from: Data(bytes)).version
            guard version <= present else {
                throw Fault(
                    .storeTooNew, .stopRun, "a newer leadloop made this backup", at: Origin(file: path + fileSuffix),
                    advice: "Install the newer version.")
            }
            return try JSONDecoder().decode(BackupManifest.self, from: Data(bytes))
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(
                .storeBackupDamaged, .stopRun, "this is no manifest of a backup, or a damaged one",
                at: Origin(file: path + fileSuffix),
                advice:
                    "Take another backup. If there is none, move the manifest away: then the backup is looked at by itself."
            )
        }
    }
}

/// The version of this program.
public enum ProgramVersion {
    /// As `--version` prints it.
    public static let text = "0.1.0"
}
