import Foundation
import GRDB
public import LeadModel

extension LeadStore {
    private static let columns = "path, sha256, bytes, detected, read, rejected, mapping, format, read_again"

    /// Remembers a file as read to its end; the path it was read by first stays.
    static func complete(_ file: CompletedFile, stream: Int, run: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO export_file (stream, first_run, run, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (stream, sha256) DO UPDATE SET run = excluded.run, read = excluded.read,
                    rejected = excluded.rejected, mapping = excluded.mapping, format = excluded.format,
                    read_again = excluded.read_again
                """,
            arguments: [
                stream, run, run, file.path, Data(file.sha256), file.bytes, file.detected, file.read, file.rejected,
                file.mapping, file.format, file.readAgain?.milliseconds,
            ])
    }

    /// Whether some file of this size was read to its end: only then a digest is worth taking first.
    public func hasCompletedFile(stream: Int, bytes: Int64) throws(Fault) -> Bool {
        try read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM export_file WHERE stream = ? AND bytes = ?)",
                arguments: [stream, bytes]) ?? false
        }
    }

    /// A file of these bytes that was read to its end.
    public func completedFile(stream: Int, sha256: [UInt8]) throws(Fault) -> CompletedFile? {
        try completedFiles("WHERE stream = ? AND sha256 = ?", [stream, Data(sha256)]).first
    }

    /// The run that read a file first.
    public func firstRun(of file: CompletedFile, in stream: Int) throws(Fault) -> StoredRun? {
        let run = try read { database in
            try Int64.fetchOne(
                database, sql: "SELECT first_run FROM export_file WHERE stream = ? AND sha256 = ?",
                arguments: [stream, Data(file.sha256)])
        }
        return try run.flatMap { number throws(Fault) in try self.run(number) }
    }

    /// Files that a run read to their end, by path.
    public func files(ofRun run: Int64) throws(Fault) -> [CompletedFile] {
        try completedFiles("WHERE run = ? ORDER BY path", [run])
    }

    private func completedFiles(_ clause: String, _ arguments: StatementArguments) throws(Fault) -> [CompletedFile] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT \(LeadStore.columns) FROM export_file \(clause)", arguments: arguments
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

    /// Takes back what a file said, because it was read as something that it is not: its versions wait to be dropped by
    /// the next matching, which the leads keep their numbers through; its raw bytes stay.
    public func withdraw(_ file: CompletedFile, of stream: Int) throws(Fault) {
        try write { database in
            let pages = """
                SELECT page FROM raw_page JOIN export_file USING (stream)
                WHERE stream = ?1 AND sha256 = ?2 AND raw_page.file = export_file.path
                    AND raw_page.run IN (export_file.first_run, export_file.run)
                """
            let arguments: StatementArguments = [stream, Data(file.sha256)]
            let range = (VersionID(stream: stream, sequence: 0), VersionID(stream: stream + 1, sequence: 0))
            try database.execute(
                sql: """
                    UPDATE version SET grade = \(Evidence.Grade.withdrawn.rawValue)
                    WHERE version > \(range.0.rawValue) AND version < \(range.1.rawValue) AND page IN (\(pages))
                    """, arguments: arguments)
            try database.execute(
                sql: "DELETE FROM quarantine WHERE stream = ?1 AND page IN (\(pages))", arguments: arguments)
            try database.execute(
                sql: "DELETE FROM export_file WHERE stream = ?1 AND sha256 = ?2", arguments: arguments)
            try LeadStore.forgetMatching(database)
        }
    }
}
