import Foundation
import GRDB
public import LeadModel

/// Runs that a person takes back, after their leads are settled and their receivers were told.
///
/// The versions that they read are gone, though what they said is kept until the leads are settled anew by what is left, as in a replay
/// of raw records of which some cannot be understood any more. Everything is matched anew, without the keys that they had. What was known before them stands again: entries of the quarantine that they released wait, absences that they ended hold,
/// and a stream that was asked for its records is asked from where it stood. What nobody could restore refuses.
extension LeadStore {
    /// An export that a run read, and that counts.
    public struct CountingReading: Sendable, Hashable {
        public var number: Int64
        public var run: Int64
        public var stream: Int
        public var path: String
        /// How many records it had; those that were read of one that broke off are not counted.
        public var read: Int
        /// Whether a system was asked for it.
        public var isAsked: Bool
    }

    /// The readings of some runs that count, by number.
    public func countingReadings(ofRuns runs: [Int64]) throws(Fault) -> [CountingReading] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT file, run, stream, path, coalesce(read, 0), bookmark_before IS NOT NULL FROM export_file
                    WHERE run IN (\(LeadStore.list(runs))) AND NOT is_withdrawn AND NOT is_open ORDER BY file
                    """
            ).map { row in
                CountingReading(
                    number: row[0], run: row[1], stream: row[2], path: row[3], read: row[4], isAsked: row[5])
            }
        }
    }

    /// Later runs that read streams which a run read, too: what they found known they did not keep, and it may be this run's.
    public func runs(readingAfter run: Int64) throws(Fault) -> [Int64] {
        try read { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT later.run FROM export_file AS later
                    WHERE later.run > ?1 AND NOT later.is_withdrawn AND later.stream IN (
                        SELECT stream FROM export_file WHERE run = ?1 AND NOT is_withdrawn)
                    ORDER BY later.run
                    """, arguments: [run])
        }
    }

    /// Readings that took the place of earlier ones, of which nothing is left: those were read as something that they are not.
    public func readings(withoutReturn runs: [Int64]) throws(Fault) -> [CountingReading] {
        let replacing = try read { database in
            try Int64.fetchSet(
                database,
                sql: """
                    SELECT withdrawn_by FROM export_file JOIN run USING (run)
                    WHERE withdrawn_by IS NOT NULL AND run NOT IN (\(LeadStore.list(runs)))
                    """)
        }
        return try countingReadings(ofRuns: runs).filter { replacing.contains($0.number) }
    }

    /// Takes back what some runs read, in one transaction; what it means for the leads is for the next matching to settle.
    /// - Parameters:
    ///   - readings: all readings of these runs that count.
    ///   - run: the run that stands for it.
    public func takeBack(
        _ readings: [CountingReading], because reason: String?, at now: Instant, run: Int64
    ) throws(Fault) {
        let isScratch = isScratch
        try write { database in
            let files = LeadStore.list(readings.map(\.number))
            let runs = LeadStore.list(Set(readings.map(\.run)).sorted())
            // First, while the digests are there: the same bytes are left out from now on, until somebody approves of them.
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO held_export
                        (run, stream, path, sha256, bytes, read, findings, verdict, said_at, said_run, because)
                    SELECT file.run, file.stream, file.path, coalesce(file.sha256, unread.sha256), file.bytes, coalesce(file.read, 0), ?1,
                        'discarded', ?2, ?3, ?4
                    FROM export_file AS file LEFT JOIN unread_export AS unread
                        ON unread.stream = file.stream AND unread.path = file.path AND unread.run = file.run
                    WHERE file.file IN (\(files)) AND file.bookmark_before IS NULL AND NOT file.is_mending
                    """, arguments: ["\(FaultCode.runTakenBack.rawValue)\t", now.milliseconds, run, reason])
            try LeadStore.restoreBookmarks(files, readings, run, database)
            let own = "page IN (SELECT page FROM raw_page WHERE file IN (\(files)))"
            try LeadStore.beginReplay(database)
            try database.execute(
                sql: """
                    INSERT INTO version_before SELECT version, observation FROM version
                        WHERE \(own) OR version IN (SELECT version FROM absence WHERE file IN (\(files)))
                        ON CONFLICT DO NOTHING
                    """)
            try LeadStore.restoreAbsences(endedBy: files, database)
            try LeadStore.withdrawAbsences(ofReadings: files, database)
            try database.execute(
                sql: """
                    DELETE FROM version WHERE \(own);
                    DELETE FROM quarantine WHERE \(own);
                    UPDATE quarantine SET released_run = NULL, corrected = 0, mended_by = NULL
                        WHERE released_run IN (\(runs)) AND stream IN (SELECT stream FROM export_file WHERE file IN (\(files)));
                    DELETE FROM unread_export WHERE run IN (\(runs))
                        AND NOT EXISTS (SELECT 1 FROM export_file AS asked WHERE asked.file IN (\(files))
                            AND asked.stream = unread_export.stream AND asked.bookmark_before IS NOT NULL);
                    UPDATE unread_export SET covered_by = NULL, reads_fragment = 0, released_run = NULL
                        WHERE covered_by IN (\(files));
                    UPDATE export_file SET is_withdrawn = 1, sha256 = NULL, \(LeadStore.dropsBookmarkBefore)
                        WHERE file IN (\(files));
                    UPDATE run SET undone_by = \(run) WHERE run IN (\(runs));
                    """)
            try LeadStore.forgetMatching(.settlesAll, isScratch: isScratch, database)
        }
    }

    /// Sets streams that are asked for their records back to where they stood before, and says that nobody knows what they have said
    /// since. Where that is not kept, all that they have is asked for.
    private static func restoreBookmarks(
        _ files: String, _ readings: [CountingReading], _ run: Int64, _ database: Database
    ) throws {
        let streams = Set(readings.filter(\.isAsked).map(\.stream)).sorted()
        for stream in streams {
            try database.execute(
                sql: """
                    UPDATE source_stream SET bookmark = (
                        SELECT nullif(bookmark_before, '') FROM export_file
                        WHERE stream = ?1 AND file IN (\(files)) ORDER BY file LIMIT 1)
                    WHERE stream = ?1
                    """, arguments: [stream])
            try database.execute(
                sql: """
                    INSERT INTO unread_export (stream, path, run, code, records, met_run)
                    SELECT stream, path, ?2, ?3, 0, ?2 FROM export_file WHERE stream = ?1 AND file IN (\(files))
                    GROUP BY path HAVING true
                    ON CONFLICT (stream, path) DO UPDATE SET met_run = excluded.met_run, covered_by = NULL, reads_fragment = 0,
                        released_run = NULL
                    """, arguments: [stream, run, FaultCode.runTakenBack.rawValue])
        }
    }

    private static func list(_ numbers: some Sequence<Int64>) -> String {
        numbers.map(String.init).joined(separator: ", ")
    }
}
