import Foundation
import GRDB
public import LeadModel

/// Files for receivers that an erasure takes rows out of.
extension LeadStore {
    /// A file of a feed, and whether it tells a message of somebody.
    public struct FeedFile: Sendable {
        /// The feed's name.
        public var feed: String
        /// Where the file lies.
        public var path: String
        /// Its manifest, as it is recorded.
        public var manifest: [UInt8]
        /// Whether one of the messages is in it.
        public var tells: Bool
        /// What an erasure was about to make of it that did not come to its end.
        public var cutting: Cutting?
    }

    /// The manifest that a file of a feed gets when rows of a person have been taken out of it.
    public struct Cutting: Sendable {
        /// The text of it.
        public var manifest: [UInt8]
        /// Whose rows.
        public var lead: LeadID

        /// What is noted down right before a file is cut.
        public init(manifest: [UInt8], lead: LeadID) {
            self.manifest = manifest
            self.lead = lead
        }
    }

    /// The files of the feeds that ever had a message of some leads, from the first message on, oldest first.
    public func feedFiles(since leads: [LeadID]) throws(Fault) -> [FeedFile] {
        let cuttings = try cuttings()
        let messages = try read { database -> [String: [Int64]] in
            var messages: [String: [Int64]] = [:]
            let select = try RawStatement(database, "SELECT feed, message FROM outbox WHERE lead = ?")
            for number in Set(leads.map(\.number)).sorted() {
                select.bind(number, at: 1)
                while try select.step(database) {
                    messages[select.text(0) ?? "", default: []].append(select.integer(1))
                }
                select.reset()
            }
            return messages
        }
        return try feedFiles(nil).compactMap { file in
            guard let own = messages[file.feed], own.contains(where: { $0 <= file.to }) else { return nil }
            return FeedFile(
                feed: file.feed, path: file.path, manifest: file.manifest,
                tells: own.contains { file.from < $0 && $0 <= file.to }, cutting: cuttings[file.path])
        }
    }

    private func cuttings() throws(Fault) -> [String: Cutting] {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT path, cutting, cutting_lead FROM feed_file WHERE cutting IS NOT NULL")
            return Dictionary(
                rows.map { row in
                    let manifest: Data = row[1]
                    return (row[0], Cutting(manifest: Array(manifest), lead: LeadID(number: row[2])))
                }, uniquingKeysWith: { $1 })
        }
    }

    /// Says of a feed's file what it is about to be without rows of somebody: whoever is killed before its manifest stands
    /// beside it finds out by this which of the two it is.
    public func beginCutting(file path: String, _ cutting: Cutting) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: "UPDATE feed_file SET cutting = ?, cutting_lead = ? WHERE path = ?",
                arguments: [Data(cutting.manifest), cutting.lead.number, path])
        }
    }

    /// Says of a feed's file that it was written anew without rows of somebody.
    public func rewriteManifest(ofFile path: String, _ manifest: [UInt8]) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: "UPDATE feed_file SET manifest = ?, cutting = NULL, cutting_lead = NULL WHERE path = ?",
                arguments: [Data(manifest), path])
            try database.execute(
                sql: """
                    UPDATE feed_upload SET is_due = 1, is_cut = 1, tries = 0, next_try = NULL, code = NULL
                    WHERE NOT is_due AND (feed, cursor_to) IN (SELECT feed, cursor_to FROM feed_file WHERE path = ?)
                    """, arguments: [path])
        }
    }
}
