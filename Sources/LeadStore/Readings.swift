import Foundation
import GRDB
public import LeadModel

/// Readings of files that are judged at their end.
///
/// While a file is read its pages are committed, and the reading is open. At its end it counts, or it is taken back: its
/// versions, raw bytes and refused records go, and entries of the quarantine that it touched are what they were, as is the
/// bookmark of a stream that is asked for its records. A process that dies in between leaves it open, and the next writer takes
/// it back before it does anything else; but what was asked for counts, page by page, and the next pull goes on behind it.
extension LeadStore {
    /// Profiles of the last readings of a stream before a run, the newest first: of the file's own path where there are
    /// any, else of all its files.
    /// - Parameter atLeast: so many records a file had; a smaller one says nothing.
    public func profiles(
        of stream: Int, path: String, before run: Int64, atLeast: Int, limit: Int
    ) throws(Fault) -> [ReadingProfile] {
        try read { database in
            let counted = "stream = ? AND run < ? AND read >= ? AND profile IS NOT NULL AND NOT is_withdrawn"
            var found = try Data.fetchAll(
                database,
                sql: "SELECT profile FROM export_file WHERE \(counted) AND path = ? ORDER BY file DESC LIMIT ?",
                arguments: [stream, run, atLeast, path, limit])
            if found.isEmpty {
                found = try Data.fetchAll(
                    database, sql: "SELECT profile FROM export_file WHERE \(counted) ORDER BY file DESC LIMIT ?",
                    arguments: [stream, run, atLeast, limit])
            }
            let decoder = JSONDecoder()
            return try found.map { try decoder.decode(ReadingProfile.self, from: $0) }
        }
    }

    /// Lets a reading count that did not come to its file's end.
    public func accept(readingOf path: String, stream: Int, run: Int64) throws(Fault) {
        try write { database in
            let reading = try Int64.fetchOne(
                database, sql: "SELECT file FROM export_file WHERE stream = ? AND run = ? AND path = ?",
                arguments: [stream, run, path])
            if let reading { try LeadStore.accept(reading, of: stream, database) }
        }
    }

    /// Takes back an open reading: everything is as if the file had not been there.
    public func takeBack(readingOf path: String, stream: Int, run: Int64) throws(Fault) {
        try write { database in
            let reading = try Int64.fetchOne(
                database, sql: "SELECT file FROM export_file WHERE stream = ? AND run = ? AND path = ? AND is_open",
                arguments: [stream, run, path])
            if let reading { try LeadStore.takeBack(reading, of: stream, database) }
        }
    }

    /// Takes back what a process was reading when it died. Only the one writer may ask.
    public func takeBackOpenReadings() throws(Fault) {
        let open = try read { database in
            try Row.fetchAll(database, sql: "SELECT file, stream, bookmark_before FROM export_file WHERE is_open").map {
                (reading: $0[0] as Int64, stream: $0[1] as Int, isPull: $0[2] as String? != nil)
            }
        }
        guard !open.isEmpty else { return }
        try write { database in
            for (reading, stream, isPull) in open {
                if isPull {
                    try LeadStore.accept(reading, of: stream, database)
                } else {
                    try LeadStore.takeBack(reading, of: stream, database)
                }
            }
        }
    }

    private static func accept(_ reading: Int64, of stream: Int, _ database: Database) throws {
        try database.execute(sql: "UPDATE export_file SET is_open = 0 WHERE file = ?", arguments: [reading])
        try dropOldBookmarks(before: reading, database)
        try database.execute(sql: "DELETE FROM quarantine_before WHERE stream = ?", arguments: [stream])
    }

    private static func takeBack(_ reading: Int64, of stream: Int, _ database: Database) throws {
        // Versions of a stream are appended, and while a reading is open nobody else appends: what came since it was opened
        // is its own. None of it is in a lead yet, and the next reading may have the numbers.
        let opened =
            try Int64.fetchOne(
                database, sql: "SELECT opened_at FROM export_file WHERE file = ?", arguments: [reading]) ?? 0
        try database.execute(
            sql: "DELETE FROM version WHERE version > ? AND version < ?",
            arguments: [
                VersionID(stream: stream, sequence: opened).rawValue,
                VersionID(stream: stream + 1, sequence: 0).rawValue,
            ])
        try database.execute(
            sql: "UPDATE source_stream SET last = ? WHERE stream = ?", arguments: [opened, stream])
        try database.execute(
            sql: """
                UPDATE source_stream SET bookmark = nullif(bookmark_before, '')
                FROM export_file WHERE file = ? AND bookmark_before IS NOT NULL AND source_stream.stream = export_file.stream
                """, arguments: [reading])
        let own = "page IN (SELECT page FROM raw_page WHERE file = ?1)"
        try database.execute(sql: "DELETE FROM quarantine WHERE \(own)", arguments: [reading])
        try database.execute(
            sql:
                "UPDATE export_file SET is_open = 0, is_withdrawn = 1, \(LeadStore.dropsBookmarkBefore) WHERE file = ?",
            arguments: [reading])
        try database.execute(
            sql: "INSERT OR REPLACE INTO quarantine SELECT * FROM quarantine_before WHERE stream = ?2 AND NOT (\(own))",
            arguments: [reading, stream])
        try database.execute(sql: "DELETE FROM quarantine_before WHERE stream = ?", arguments: [stream])
        try database.execute(sql: "DELETE FROM raw_page WHERE file = ?", arguments: [reading])
    }
}
