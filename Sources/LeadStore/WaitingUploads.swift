import Foundation
import GRDB
public import LeadModel

/// A file of a feed that a destination has no copy of yet, or none of the file as it is now.
public struct WaitingUpload: Sendable, Hashable {
    /// The feed's name.
    public var feed: String
    /// The file's cursor among those of the feed.
    public var cursor: Int64
    /// Who is to get it, by its name.
    public var destination: String
    /// Where the file lies.
    public var path: String
    /// The text of its manifest.
    public var manifest: [UInt8]
    /// Whether rows of a person were taken out of the file since the destination got it.
    public var isCut: Bool
    /// Whether somebody was at it who died, so that it may be there.
    public var isUnsure: Bool
    /// How often it was tried in vain.
    public var tries: Int
    /// Not before; `nil` where it was never tried, or given up.
    public var nextTry: Instant?
}

/// How the copies of feeds' files at one destination are.
public struct UploadStanding: Sendable, Hashable {
    /// Files that it is to get, those that were given up left out.
    public var waiting = 0
    /// Files that are not tried any more.
    public var givenUp = 0
    /// Files that it has got as they are now.
    public var sent = 0
    /// When it had the last one.
    public var last: Instant?
    /// Before which none of those that failed is tried again; `nil`: at once.
    public var nextTry: Instant?
    /// Why the first of those that wait was not sent; `nil` where none was tried in vain.
    public var code: String?

    /// Of a destination that nothing was to be sent to yet.
    public init() {}
}

/// What is known of the copies of feeds' files at destinations.
extension LeadStore {
    /// How the copies at each destination are, by its name.
    public func uploadStandings() throws(Fault) -> [String: UploadStanding] {
        try read { database in
            // Of several that failed, the values of the first one.
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT destination, is_due AND NOT (tries > 0 AND next_try IS NULL), is_due AND tries > 0 AND next_try IS NULL,
                        NOT is_due AND uploaded IS NOT NULL, uploaded, CASE WHEN is_due AND tries > 0 THEN next_try END,
                        CASE WHEN is_due THEN code END, is_due AND tries = 0, is_due AND tries > 0, feed
                    FROM feed_upload ORDER BY destination, feed, cursor_to
                    """)
            var standings: [String: UploadStanding] = [:]
            var fresh: Set<String> = []
            var blocked: Set<[String]> = []
            for row in rows {
                let name: String = row[0]
                var standing = standings[name] ?? UploadStanding()
                standing.waiting += row[1] as Int
                standing.givenUp += row[2] as Int
                standing.sent += row[3] as Int
                let uploaded = (row[4] as Int64?).map { Instant(milliseconds: $0) }
                standing.last = [standing.last, uploaded].compactMap(\.self).max()
                let next = (row[5] as Int64?).map { Instant(milliseconds: $0) }
                standing.nextTry = [standing.nextTry, next].compactMap(\.self).min()
                standing.code = standing.code ?? row[6]
                // Files of a feed go in their order.
                if row[8] as Bool { blocked.insert([name, row[9]]) }
                if row[7] as Bool, !blocked.contains([name, row[9]]) { fresh.insert(name) }
                standings[name] = standing
            }
            // What was never tried goes at once.
            for name in fresh { standings[name]?.nextTry = nil }
            return standings
        }
    }

    /// Has the files of a feed that are here already sent to a destination, too: it was named since they were written. What was
    /// to go to another one is not sent there any more.
    /// - Parameters:
    ///   - destination: `nil` where the feed's files are sent nowhere.
    ///   - onlyLast: whether a file makes those before it worthless.
    public func settleUploads(of feed: String, to destination: String?, onlyLast: Bool) throws(Fault) {
        let isSettled = try read { database in
            try Bool.fetchOne(
                database,
                sql: """
                    SELECT NOT EXISTS (
                        SELECT 1 FROM feed_upload WHERE is_due AND feed = ?1 AND destination IS NOT ?2
                    ) AND (?2 IS NULL OR NOT EXISTS (
                        SELECT 1 FROM feed_file WHERE feed = ?1 AND (NOT ?3 OR cursor_to = (
                            SELECT max(cursor_to) FROM feed_file WHERE feed = ?1
                        )) AND cursor_to NOT IN (
                            SELECT cursor_to FROM feed_upload WHERE feed = ?1 AND destination = ?2)
                    )) AND (NOT ?3 OR NOT EXISTS (
                        SELECT 1 FROM feed_upload WHERE is_due AND feed = ?1 AND cursor_to < (
                            SELECT max(cursor_to) FROM feed_file WHERE feed = ?1)
                    ))
                    """, arguments: [feed, destination, onlyLast]) ?? true
        }
        guard !isSettled else { return }
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: "DELETE FROM feed_upload WHERE is_due AND feed = ? AND destination IS NOT ?",
                arguments: [feed, destination])
            if onlyLast {
                // A cut copy is worth replacing as long as it lies there.
                try database.execute(
                    sql: """
                        DELETE FROM feed_upload WHERE is_due AND NOT is_cut AND feed = ?1
                            AND cursor_to < (SELECT max(cursor_to) FROM feed_file WHERE feed = ?1)
                        """, arguments: [feed])
            }
            guard let destination else { return }
            try database.execute(
                sql: """
                    INSERT INTO feed_upload (feed, cursor_to, destination)
                    SELECT feed, cursor_to, ?2 FROM feed_file WHERE feed = ?1 AND (NOT ?3 OR cursor_to = (
                        SELECT max(cursor_to) FROM feed_file WHERE feed = ?1
                    )) ON CONFLICT DO NOTHING
                    """, arguments: [feed, destination, onlyLast])
        }
    }

    /// Files that destinations are to get, of all feeds, those of each in the order in which they were written.
    public func waitingUploads() throws(Fault) -> [WaitingUpload] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT feed, cursor_to, destination, path, manifest, is_cut, is_unsure, tries, next_try
                    FROM feed_upload JOIN feed_file USING (feed, cursor_to)
                    WHERE is_due ORDER BY destination, feed, cursor_to
                    """
            ).map { row in
                let manifest: Data = row[4]
                let next: Int64? = row[8]
                return WaitingUpload(
                    feed: row[0], cursor: row[1], destination: row[2], path: row[3], manifest: Array(manifest),
                    isCut: row[5], isUnsure: row[6], tries: row[7],
                    nextTry: next.map { Instant(milliseconds: $0) })
            }
        }
    }

    /// Says that a file is about to be sent.
    public func beginUpload(_ upload: WaitingUpload) throws(Fault) {
        try say("is_unsure = 1", [], of: upload)
    }

    /// Says that a destination has a file, as far as it is to have it.
    /// - Parameter time: when it was seen to be there; `nil` where it is there no more, and is not to come back.
    public func finishUpload(_ upload: WaitingUpload, at time: Instant?) throws(Fault) {
        try say(
            "is_due = 0, is_cut = 0, is_unsure = 0, tries = 0, next_try = NULL, code = NULL, uploaded = coalesce(?, uploaded)",
            [time?.milliseconds], of: upload)
    }

    /// Says that a file could not be sent.
    /// - Parameter next: when it is tried again; `nil`: it is given up.
    public func failUpload(_ upload: WaitingUpload, _ code: FaultCode, next: Instant?) throws(Fault) {
        try say("tries = ?, next_try = ?, code = ?", [upload.tries + 1, next?.milliseconds, code.rawValue], of: upload)
    }

    private func say(_ what: String, _ values: StatementArguments, of upload: WaitingUpload) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: "UPDATE feed_upload SET \(what) WHERE feed = ? AND cursor_to = ? AND destination = ?",
                arguments: values + [upload.feed, upload.cursor, upload.destination])
        }
    }

    /// The destinations that have copies of a feed's files, with the paths of these, oldest first.
    public func uploadedFiles(_ feed: String) throws(Fault) -> [(
        destination: String, path: String, manifest: [UInt8], isDue: Bool
    )] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT destination, path, manifest, is_due FROM feed_upload JOIN feed_file USING (feed, cursor_to)
                    WHERE feed = ? AND uploaded IS NOT NULL ORDER BY destination, cursor_to
                    """, arguments: [feed]
            ).map { row in
                let manifest: Data = row[2]
                return (destination: row[0], path: row[1], manifest: Array(manifest), isDue: row[3])
            }
        }
    }
}
