import Connectors
import Foundation
public import LeadModel

/// What an erasure took away, for whoever asks later: numbers and places, nothing of the person.
public struct ErasureReceipt: Sendable, Hashable, Codable {
    /// A file that was written for a receiver, and what became of it.
    public struct File: Sendable, Hashable, Codable {
        /// What became of a file.
        public enum State: String, Sendable, Hashable, Codable {
            /// Written anew without the person's rows.
            case rewritten
            /// Left behind by somebody who was killed, or brought by half and to be brought anew: deleted.
            case removed
            /// Not there any more: whoever took it has the person's row.
            case gone
            /// Not what its manifest says: left as it is.
            case changed
            /// Not to be searched, not to be put together again byte for byte, or not to be deleted: left as it is.
            case unreadable
        }

        public var path: String
        /// `feed`, `feedback`, `partial` of what was left of writing one, `folder` of one that cannot be looked into, or `spool` of
        /// what was being brought of sources.
        public var kind: String
        public var state: State
        /// Rows of the person that were found in it.
        public var rows: Int
        /// Of a file that was written anew.
        public var sha256: String?
        /// What remains to be done by hand.
        public var advice: String?
    }

    /// An export where sources read it that holds records of the person still, or a folder of exports that cannot be listed; they
    /// are not the store's to change.
    public struct Export: Sendable, Hashable, Codable {
        public var path: String
        /// How many; 0 of one that cannot be listed or read to its end, so that nobody can tell.
        public var records: Int
        /// Their numbers in the file, the first of them.
        public var numbers: [Int]
        /// What remains to be done by hand.
        public var advice: String
    }

    /// A destination that was sent rows of the person.
    public struct Holder: Sendable, Hashable, Codable {
        public var destination: String
        public var feed: String
        /// What remains to be done by hand; `nil` where the next delivery takes the person back there.
        public var advice: String?
    }

    /// When, RFC 3339.
    public internal(set) var erased: String
    public internal(set) var lead: String
    /// Numbers of leads that were merged into it.
    public internal(set) var absorbed: [String]
    /// Which store; tells nothing of its secrets.
    public internal(set) var store: String
    /// The run under which it is listed.
    public internal(set) var run: Int64
    /// Keyed hashes that stay, so that the person is recognised and refused.
    public internal(set) var hashes: Int
    /// Versions of records that are gone.
    public internal(set) var versions: Int
    public internal(set) var rawPages = 0
    /// Records in quarantine that are gone.
    public internal(set) var quarantined = 0
    /// Messages of the outbox of which only the lead's number is left.
    public internal(set) var messages = 0
    /// Rows that went or were emptied, by table.
    public internal(set) var tables: [String: Int] = [:]
    /// Feeds whose receivers get a withdrawal with the next sync or export.
    public internal(set) var feeds: [String]
    /// Destinations that hold the person, or may: a withdrawal does not delete what they keep by themselves.
    public internal(set) var holders: [Holder]?
    public internal(set) var files: [File] = []
    /// Exports that have to be deleted by hand.
    public internal(set) var exports: [Export]?
    /// What is still to be done to the store itself; `nil` where nothing is.
    public internal(set) var note: String?
    /// SHA-256 of all the rest, in hex: of the receipt with an empty digest.
    public internal(set) var digest = ""

    enum CodingKeys: String, CodingKey {
        case erased, lead, absorbed, store, run, hashes, versions, messages, tables, feeds, holders, files, exports,
            note, digest
        case rawPages = "raw-pages"
        case quarantined = "quarantine"
    }

    /// Files that somebody has to see to.
    public var filesLeft: [File] { files.filter { ![.rewritten, .removed].contains($0.state) } }

    /// As JSON, one key a line, in the order of the alphabet.
    public func json() throws(Fault) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return try Array(encoder.encode(self)) + [0x0A]
        } catch {
            throw Fault(
                .fileWriteFailed, .stopRun, "the receipt cannot be written as JSON", advice: "Please report this.")
        }
    }

    func signed() throws(Fault) -> ErasureReceipt {
        var receipt = self
        receipt.digest = ""
        receipt.digest = Fingerprint.of(bytes: try receipt.json())
        return receipt
    }

    /// Reads what `json` wrote.
    static func read(_ json: [UInt8]) throws(Fault) -> ErasureReceipt {
        do {
            return try JSONDecoder().decode(ErasureReceipt.self, from: Data(json))
        } catch {
            throw Fault(
                .storeDamaged, .stopRun, "the receipt that was kept of an erasure cannot be read",
                advice: "Restore the store from a backup, and erase again in it.")
        }
    }

    /// Whether nobody changed a receipt since it was written.
    public static func isWhole(_ json: [UInt8]) -> Bool {
        do {
            let receipt = try read(json)
            return try receipt.signed().digest == receipt.digest
        } catch {
            return false
        }
    }
}
