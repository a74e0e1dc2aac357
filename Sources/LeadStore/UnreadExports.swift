import Foundation
import GRDB
public import LeadModel

/// An export that was delivered and not read to its end: nobody knows what the rest of it says.
public struct UnreadExport: Sendable, Hashable {
    public var stream: StreamInfo
    public var path: String
    /// The run that met it first.
    public var run: Int64
    /// Why it was not read: the code of the fault that it broke off with, or `run.held`.
    public var code: String
}

/// Which exports of which streams were not read to their end, until they came again whole or others stand for them.
extension LeadStore {
    /// Remembers an export as unread.
    /// - Parameters:
    ///   - sha256: its digest; `nil` where not even that could be had. The same bytes are the same delivery, which was met by
    ///     the run that met it first, and stays made up for where it was.
    ///   - records: how many were read of it, the one included within which it broke off.
    public func remember(
        unread path: String, stream: Int, run: Int64, sha256: [UInt8]?, code: String, records: Int
    ) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: """
                    INSERT INTO unread_export (stream, path, run, sha256, code, records, met_run)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?3)
                    ON CONFLICT (stream, path) DO UPDATE SET code = excluded.code, records = excluded.records, met_run = excluded.run,
                        run = iif(sha256 IS excluded.sha256, run, excluded.run),
                        covered_by = iif(sha256 = excluded.sha256, covered_by, NULL),
                        reads_fragment = iif(sha256 = excluded.sha256, reads_fragment, 0),
                        released_run = iif(sha256 = excluded.sha256, released_run, NULL),
                        sha256 = excluded.sha256
                    """, arguments: [stream, path, run, sha256.map { Data($0) }, code, records])
        }
    }

    /// Remembers that a stream is being asked for its records, and that nobody knows the rest until it was read to its end.
    public func remember(pullOf path: String, stream: Int, run: Int64) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: """
                    INSERT INTO unread_export (stream, path, run, code, records, met_run) VALUES (?1, ?2, ?3, ?4, 0, ?3)
                    ON CONFLICT (stream, path) DO UPDATE SET met_run = excluded.met_run, covered_by = NULL, reads_fragment = 0,
                        released_run = NULL
                    """, arguments: [stream, path, run, FaultCode.runUnfinished.rawValue])
        }
    }

    /// A stream that was asked to its end has said all that earlier pulls had left, wherever they stopped and whatever address they
    /// asked: nothing of it is unread, and the records within which they broke off wait no longer.
    static func closePull(by reading: Int64, _ database: Database) throws {
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT stream, run FROM export_file WHERE file = ? AND bookmark_before IS NOT NULL",
                arguments: [reading])
        else { return }
        let (stream, run) = (row[0] as Int, row[1] as Int64)
        try database.execute(
            sql: """
                UPDATE quarantine SET released_run = ?, corrected = 1
                WHERE entry IN (
                    SELECT quarantine.entry FROM unread_export JOIN quarantine USING (stream)
                    JOIN raw_page ON raw_page.page = quarantine.page
                    JOIN export_file AS broken ON broken.file = raw_page.file
                    WHERE unread_export.stream = ? AND \(LeadStore.isFragment))
                """, arguments: [run, stream])
        try database.execute(sql: "DELETE FROM unread_export WHERE stream = ?", arguments: [stream])
    }

    /// Exports of a stream that a file may stand for which was not there yet when they were met, or which lies in their
    /// place, each with the bytes of the record within which it broke off, where these are kept.
    public func uncoveredExports(
        of stream: Int, path: String, run: Int64
    ) throws(Fault) -> [(path: String, fragment: [UInt8]?)] {
        let found = try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT unread.path, (SELECT page FROM quarantine WHERE entry = found) AS page,
                        (SELECT slot FROM quarantine WHERE entry = found) AS slot
                    FROM (SELECT unread_export.*, (
                            SELECT max(quarantine.entry) FROM quarantine JOIN raw_page ON raw_page.page = quarantine.page
                            JOIN export_file AS broken ON broken.file = raw_page.file
                            WHERE \(LeadStore.isFragment)) AS found
                        FROM unread_export WHERE stream = ? AND (covered_by IS NULL OR released_run IS NULL)
                            AND (path = ? OR run < ?)) AS unread
                    ORDER BY unread.path
                    """, arguments: [stream, path, run]
            ).map { (path: $0[0] as String, page: $0[1] as Int64?, slot: $0[2] as Int?) }
        }
        return try found.map { row throws(Fault) in
            guard let page = row.page, let slot = row.slot, let raw = try rawPage(page),
                raw.records.indices.contains(slot)
            else {
                return (path: row.path, fragment: nil)
            }
            return (path: row.path, fragment: Array(raw.records[slot]))
        }
    }

    /// Whether a row of `quarantine`, delivered by `broken`, is the record within which `unread_export` broke off.
    private static var isFragment: String {
        let fragments = StoredCodes.fragments.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return """
            quarantine.released_run IS NULL AND quarantine.record_id IS NULL AND quarantine.code IN (\(fragments))
            AND quarantine.record = unread_export.records AND broken.stream = unread_export.stream
            AND broken.path = unread_export.path AND broken.sha256 IS NULL
            """
    }

    /// Notes which unread exports a file stands for that was read to its end.
    static func cover(_ exports: [CompletedFile.StandIn], by reading: Int64, _ database: Database) throws {
        for export in exports {
            try database.execute(
                sql: """
                    UPDATE unread_export SET covered_by = ?1, reads_fragment = ?2
                    WHERE path = ?3 AND stream = (SELECT stream FROM export_file WHERE file = ?1)
                    """, arguments: [reading, export.readsFragment, export.path])
        }
    }

    /// Lets go of the unread exports of a stream for which a file stands, after all that the stream's folder holds was read:
    /// what is still there, and still broken, is not made up for. The records within which they broke off wait no longer
    /// where the file says of the same people what they said; else what these may forbid holds on.
    public func releaseCovered(of stream: Int, run: Int64) throws(Fault) {
        let due = """
            unread_export.stream = ? AND unread_export.covered_by IS NOT NULL AND unread_export.met_run < ?
            AND (unread_export.released_run IS NULL OR unread_export.reads_fragment)
            """
        let isDue = try read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM unread_export WHERE \(due))", arguments: [stream, run])
        }
        guard isDue == true else { return }
        try write { database in
            try database.execute(
                sql: """
                    UPDATE quarantine SET released_run = ?, corrected = 1
                    WHERE entry IN (
                        SELECT quarantine.entry FROM unread_export JOIN quarantine USING (stream)
                        JOIN raw_page ON raw_page.page = quarantine.page
                        JOIN export_file AS broken ON broken.file = raw_page.file
                        WHERE \(due) AND reads_fragment AND \(LeadStore.isFragment))
                    """, arguments: [run, stream, run])
            try database.execute(
                sql:
                    "UPDATE unread_export SET released_run = coalesce(released_run, ?), reads_fragment = 0 WHERE \(due)",
                arguments: [run, stream, run])
        }
    }

    /// Lets go of an export that could not even be begun with, now that what lies in its place is known to its end. Nothing of it was
    /// seen that could be compared with: not when it is from, nor whom it speaks of.
    public func release(refusalOf path: String, stream: Int, run: Int64) throws(Fault) {
        let refusal = "stream = ? AND path = ? AND sha256 IS NULL AND records = 0 AND released_run IS NULL"
        let isThere = try read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM unread_export WHERE \(refusal))",
                arguments: [stream, path])
        }
        guard isThere == true else { return }
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: "UPDATE unread_export SET released_run = ? WHERE \(refusal)", arguments: [run, stream, path])
        }
    }

    /// Lets go of what was not read because a person says so. The records within which exports broke off wait on, and what
    /// they forbid holds.
    /// - Parameter sources: whose; `nil` means all, those that are configured no more among them.
    public func acceptUnread(of sources: [String]?, run: Int64) throws(Fault) {
        let streams = try streams().filter { sources?.contains($0.info.source) ?? true }.map { String($0.info.number) }
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: """
                    UPDATE unread_export SET released_run = ?
                    WHERE released_run IS NULL AND stream IN (\(streams.joined(separator: ", ")))
                    """, arguments: [run])
        }
    }

    /// Every export that was not read to its end and is not made up for, by stream and path.
    public func unreadExports() throws(Fault) -> [UnreadExport] {
        let all = try read { database in
            try Row.fetchAll(
                database,
                sql:
                    "SELECT stream, path, run, code FROM unread_export WHERE released_run IS NULL ORDER BY stream, path"
            )
            .map { (stream: $0[0] as Int, path: $0[1] as String, run: $0[2] as Int64, code: $0[3] as String) }
        }
        guard !all.isEmpty else { return [] }
        let streams = try streamsByNumber()
        return all.compactMap { row in
            streams[row.stream].map {
                UnreadExport(stream: $0.info, path: row.path, run: row.run, code: row.code)
            }
        }
    }

    /// Whether any export of some streams was ever read to its end.
    public func hasReadWhole(anyOf streams: Set<Int>) throws(Fault) -> Bool {
        let numbers = streams.sorted().map(String.init).joined(separator: ", ")
        return try read { database in
            try Bool.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM export_file
                        WHERE stream IN (\(numbers)) AND sha256 IS NOT NULL AND NOT is_mending)
                    """) ?? false
        }
    }

    /// Those of some leads that have a record of one of some streams.
    public func leads(_ leads: [LeadID], withRecordsOf streams: Set<Int>) throws(Fault) -> Set<LeadID> {
        guard !leads.isEmpty else { return [] }
        return try read { database in
            let select = try RawStatement(
                database, "SELECT lead, versions FROM lead WHERE lead IN (SELECT value FROM json_each(?))")
            select.bind(LeadStore.list(leads), at: 1)
            var found: Set<LeadID> = []
            while try select.step(database) {
                if PackedNumbers.unpackAscending(select.bytes(1)).contains(where: { streams.contains($0.stream) }) {
                    found.insert(LeadID(number: select.integer(0)))
                }
            }
            return found
        }
    }
}
