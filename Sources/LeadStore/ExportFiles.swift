import Foundation
import GRDB
public import LeadModel

extension LeadStore {
    /// The number of the reading that a page belongs to; the first page of a file opens it.
    static func reading(of page: IntakePage, _ database: Database) throws -> Int64 {
        try database.execute(
            sql: """
                INSERT INTO export_file
                    (stream, run, path, bytes, mapping, format, is_mending, is_open, opened_at, bookmark_before)
                SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, NOT ?7, last, iif(?8, coalesce(bookmark, ''), NULL)
                FROM source_stream WHERE stream = ?1
                ON CONFLICT (stream, run, path) DO NOTHING
                """,
            arguments: [
                page.stream, page.run, page.file, page.bytes, page.mapping, page.format, page.mending != nil,
                page.bookmark != nil,
            ])
        return try Int64.fetchOne(
            database, sql: "SELECT file FROM export_file WHERE stream = ? AND run = ? AND path = ?",
            arguments: [page.stream, page.run, page.file]) ?? 0
    }

    /// For bookmarks that are of no use any more, and may hold ids of records: that there was one stays.
    static let dropsBookmarkBefore = "bookmark_before = iif(bookmark_before IS NULL, NULL, '')"

    /// Drops the bookmarks before all readings of a stream but the last, which alone can be gone back to.
    static func dropOldBookmarks(before reading: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE export_file SET bookmark_before = ''
                WHERE stream = (SELECT stream FROM export_file WHERE file = ?1) AND file < ?1 AND bookmark_before <> ''
                """, arguments: [reading])
    }

    /// Remembers a reading as one to the file's end, and takes back what earlier readings of it said that took it for
    /// something else: the very same bytes, or an export of that path and size of which the reading broke off.
    ///
    /// Their versions are dropped by the next matching, which the leads keep their numbers through, and their raw bytes at
    /// its end. A reading that could make less of the file than the one before proves nothing and takes nothing back.
    static func complete(_ file: CompletedFile, reading: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE export_file SET sha256 = ?, bytes = ?, detected = ?, read = ?, rejected = ?, mapping = ?, read_again = ?,
                    profile = ?, is_complete = ?, is_open = 0
                WHERE file = ?
                """,
            arguments: [
                Data(file.sha256), file.bytes, file.detected, file.read, file.rejected, file.mapping,
                file.readAgain?.milliseconds,
                try file.profile.map { try JSONEncoder().encode($0) }, file.isComplete, reading,
            ])
        try database.execute(
            sql: "DELETE FROM quarantine_before WHERE stream = (SELECT stream FROM export_file WHERE file = ?)",
            arguments: [reading])
        try dropOldBookmarks(before: reading, database)
        if file.isDelivery { try cover(file.standsFor, by: reading, database) }
        try closePull(by: reading, database)
        let stream = try Int.fetchOne(
            database, sql: "SELECT stream FROM export_file WHERE file = ?", arguments: [reading])
        if let stream, let presence = file.presence { try apply(presence, of: stream, by: reading, database) }
        if let stream, let held = file.approved { try approve(held, of: stream, by: reading, database) }
        let mistaken = try Int64.fetchAll(
            database,
            sql: """
                SELECT earlier.file FROM export_file AS this JOIN export_file AS earlier USING (stream)
                WHERE this.file = ? AND earlier.file <> this.file AND earlier.format <> this.format
                    AND NOT earlier.is_withdrawn AND NOT earlier.is_mending AND NOT this.is_mending
                    AND this.rejected <= max(coalesce(earlier.rejected, 0), this.read / 20)
                    AND (earlier.sha256 = this.sha256
                        OR earlier.sha256 IS NULL AND earlier.path = this.path AND earlier.bytes = this.bytes)
                """, arguments: [reading])
        guard !mistaken.isEmpty else { return }
        let files = mistaken.map(String.init).joined(separator: ", ")
        try withdrawAbsences(ofReadings: files, database)
        try database.execute(
            sql: """
                UPDATE export_file SET is_withdrawn = 1, sha256 = NULL, withdrawn_by = \(reading) WHERE file IN (\(files));
                UPDATE version SET grade = \(Evidence.Grade.withdrawn.rawValue)
                    WHERE page IN (SELECT page FROM raw_page WHERE file IN (\(files)));
                DELETE FROM quarantine WHERE page IN (SELECT page FROM raw_page WHERE file IN (\(files)));
                """)
        try LeadStore.forgetMatching(.settlesAll, database)
    }

    /// Whether some file of this size was read to its end: only then a digest is worth taking first.
    public func hasCompletedFile(stream: Int, bytes: Int64) throws(Fault) -> Bool {
        try read { database in
            try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM export_file WHERE stream = ? AND bytes = ? AND sha256 IS NOT NULL)",
                arguments: [stream, bytes]) ?? false
        }
    }

    /// The last reading of a file of these bytes to its end.
    public func completedFile(stream: Int, sha256: [UInt8]) throws(Fault) -> CompletedFile? {
        try completedFiles("WHERE stream = ? AND sha256 = ? ORDER BY file DESC LIMIT 1", [stream, Data(sha256)]).first
    }

    /// The last reading to its end of a file in this place.
    public func completedFile(stream: Int, path: String) throws(Fault) -> CompletedFile? {
        try completedFiles(
            "WHERE stream = ? AND path = ? AND sha256 IS NOT NULL ORDER BY file DESC LIMIT 1", [stream, path]
        ).first
    }

    /// Whether a run that came to its own end read a file to its: nothing of it is left to be counted.
    public func isCounted(_ file: CompletedFile, in stream: Int) throws(Fault) -> Bool {
        try read { database in
            try Bool.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM export_file JOIN run USING (run)
                        WHERE stream = ? AND bytes = ? AND sha256 = ? AND finished IS NOT NULL)
                    """, arguments: [stream, file.bytes, Data(file.sha256)]) ?? false
        }
    }

    /// The run that read a file first to its end.
    public func firstRun(of file: CompletedFile, in stream: Int) throws(Fault) -> StoredRun? {
        let run = try read { database in
            try Int64.fetchOne(
                database, sql: "SELECT min(run) FROM export_file WHERE stream = ? AND sha256 = ?",
                arguments: [stream, Data(file.sha256)])
        }
        return try run.flatMap { number throws(Fault) in try self.run(number) }
    }

    /// Files that a run read to their end, by path.
    public func files(ofRun run: Int64) throws(Fault) -> [CompletedFile] {
        try completedFiles("WHERE run = ? AND sha256 IS NOT NULL ORDER BY path", [run])
    }

    private func completedFiles(_ clause: String, _ arguments: StatementArguments) throws(Fault) -> [CompletedFile] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT path, sha256, bytes, detected, read, rejected, mapping, format, read_again FROM export_file \(clause)
                    """,
                arguments: arguments
            ).map { row in
                let sha256: Data = row[1]
                let readAgain: Int64? = row[8]
                return CompletedFile(
                    path: row[0], sha256: Array(sha256), bytes: row[2], detected: row[3], read: row[4],
                    rejected: row[5], mapping: row[6], format: row[7],
                    readAgain: readAgain.map { Instant(milliseconds: $0) })
            }
        }
    }

    /// Raw pages of files that were read as another format than their stream is declared to have now: where a record of
    /// theirs and one read since are equally new, the later reading is right.
    public func outdatedPages() throws(Fault) -> Set<Int64> {
        try read { database in
            let outdated = try Int64.fetchAll(
                database,
                sql:
                    "SELECT file FROM export_file JOIN source_stream USING (stream) WHERE export_file.format <> source_stream.format AND NOT is_mending"
            )
            guard !outdated.isEmpty else { return [] }
            let files = outdated.map(String.init).joined(separator: ", ")
            return try Int64.fetchSet(database, sql: "SELECT page FROM raw_page WHERE file IN (\(files))")
        }
    }
}
