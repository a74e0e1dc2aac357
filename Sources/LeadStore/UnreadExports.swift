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

/// Which exports of which streams were not read to their end, until they came again whole or later ones did.
extension LeadStore {
    /// Remembers an export as unread.
    /// - Parameters:
    ///   - sha256: its digest; `nil` where not even that could be had. The same bytes are the same delivery, which was met by
    ///     the run that met it first.
    ///   - records: how many were read of it, the one included within which it broke off.
    public func remember(
        unread path: String, stream: Int, run: Int64, sha256: [UInt8]?, code: String, records: Int
    ) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: """
                    INSERT INTO unread_export (stream, path, run, sha256, code, records) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (stream, path) DO UPDATE SET code = excluded.code, records = excluded.records, sha256 = excluded.sha256,
                        run = iif(unread_export.sha256 IS excluded.sha256, unread_export.run, excluded.run)
                    """, arguments: [stream, path, run, sha256.map { Data($0) }, code, records])
        }
    }

    /// Lets go of the unread exports that an export which was read to its end stands for: those that lay in its place, and
    /// those that were met by an earlier run. What lay beside it when it came may be the other part of one delivery. The
    /// records within which they broke off wait no longer: nobody could tell whose they were, and now they have come whole.
    static func forgetUnread(before reading: Int64, _ database: Database) throws {
        let fragments = StoredCodes.fragments.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        try database.execute(
            sql: """
                UPDATE quarantine SET released_run = (SELECT run FROM export_file WHERE file = ?1), corrected = 1
                WHERE released_run IS NULL AND record_id IS NULL AND code IN (\(fragments)) AND EXISTS (
                    SELECT 1 FROM export_file AS whole JOIN unread_export AS unread USING (stream)
                    JOIN raw_page ON raw_page.page = quarantine.page
                    JOIN export_file AS broken ON broken.file = raw_page.file
                    WHERE whole.file = ?1 AND NOT whole.is_mending
                        AND (whole.path = unread.path OR whole.run > unread.run)
                        AND broken.stream = unread.stream AND broken.path = unread.path AND broken.sha256 IS NULL
                        AND quarantine.record = unread.records AND quarantine.delivered_run < whole.run)
                """, arguments: [reading])
        try database.execute(
            sql: """
                DELETE FROM unread_export WHERE EXISTS (
                    SELECT 1 FROM export_file AS whole WHERE whole.file = ? AND NOT whole.is_mending
                        AND whole.stream = unread_export.stream
                        AND (whole.path = unread_export.path OR whole.run > unread_export.run))
                """, arguments: [reading])
    }

    /// Every export that was not read to its end, by stream and path.
    public func unreadExports() throws(Fault) -> [UnreadExport] {
        let all = try read { database in
            try Row.fetchAll(database, sql: "SELECT stream, path, run, code FROM unread_export ORDER BY stream, path")
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
        try read { database in
            let select = try RawStatement(database, "SELECT versions FROM lead WHERE lead = ?")
            var found: Set<LeadID> = []
            for lead in leads {
                select.bind(lead.number, at: 1)
                defer { select.reset() }
                guard try select.step(database) else { continue }
                if PackedNumbers.unpackAscending(select.bytes(0)).contains(where: { streams.contains($0.stream) }) {
                    found.insert(lead)
                }
            }
            return found
        }
    }
}
