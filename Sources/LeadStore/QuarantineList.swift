import Foundation
import GRDB
public import LeadModel

extension LeadStore {
    /// Waiting records, newest first.
    public func quarantined(limit: Int, includingReleased: Bool = false) throws(Fault) -> [QuarantineEntry] {
        var filter = QuarantineFilter(state: includingReleased ? nil : .waiting)
        filter.limit = limit
        return try quarantined(filter)
    }

    /// The entries that a filter fits, newest first.
    public func quarantined(_ filter: QuarantineFilter) throws(Fault) -> [QuarantineEntry] {
        let (condition, arguments) = filter.condition
        return try quarantineEntries(
            "WHERE \(condition) ORDER BY entry DESC LIMIT ?", arguments + [filter.limit])
    }

    /// The entry with a number, whatever its state.
    public func quarantined(_ number: Int64) throws(Fault) -> QuarantineEntry? {
        try quarantineEntries("WHERE entry = ?", [number]).first
    }

    /// Records of one id that were refused, whether they wait or not.
    func quarantined(stream: Int, recordID: String) throws(Fault) -> [QuarantineEntry] {
        try quarantineEntries("WHERE stream = ? AND record_id = ? ORDER BY entry", [stream, recordID])
    }

    /// Entries whose bytes are no version's: those that wait, that a person has dismissed or mended, or that a later export
    /// has corrected.
    public func refusedBytes() throws(Fault) -> [QuarantineEntry] {
        try quarantineEntries(
            "WHERE released_run IS NULL OR corrected = 1 OR mended_by IS NOT NULL ORDER BY page, slot", [])
    }

    /// The entries that a filter fits, put together; the largest group first.
    public func quarantineGroups(
        by grouping: QuarantineGrouping, _ filter: QuarantineFilter
    ) throws(Fault) -> [QuarantineGroup] {
        let (condition, arguments) = filter.condition
        let (rows, codes) = try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(grouping.sql) AS key, count(*) AS number, min(first_run), max(last_run), max(entry),
                        count(DISTINCT code || char(10) || coalesce(field, '') || char(10) || summary || char(10)
                            || coalesce(seen, '') || char(10) || advice)
                    FROM quarantine WHERE \(condition) GROUP BY key ORDER BY number DESC, key LIMIT ?
                    """, arguments: arguments + [filter.limit]
            ).map {
                (
                    key: $0[0] as String, $0[1] as Int, $0[2] as Int64, $0[3] as Int64, $0[4] as Int64,
                    kinds: $0[5] as Int
                )
            }
            let codes = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(grouping.sql) AS key, code, count(*) AS number
                    FROM quarantine WHERE \(condition) GROUP BY key, code ORDER BY number DESC, code
                    """, arguments: arguments
            ).map { (key: $0[0] as String, count: QuarantineSummary.Count(code: $0[1], count: $0[2])) }
            return (rows, Dictionary(grouping: codes, by: \.key))
        }
        var examples = QuarantineFilter(state: nil)
        examples.entries = rows.map(\.4)
        let found = rows.isEmpty ? [] : try quarantined(examples)
        return rows.compactMap { row in
            guard let example = found.first(where: { $0.number == row.4 }) else { return nil }
            return QuarantineGroup(
                key: row.key, count: row.1, oldestRun: row.2, newestRun: row.3, example: example,
                codes: codes[row.key, default: []].map(\.count), kinds: row.kinds)
        }
    }

    /// How many records wait, by code, and since when.
    public func quarantineSummary() throws(Fault) -> QuarantineSummary {
        try read { database in
            var summary = QuarantineSummary()
            let waits = "released_run IS NULL AND dismissed_run IS NULL"
            summary.counts = try Row.fetchAll(
                database, sql: "SELECT code, count(*) FROM quarantine WHERE \(waits) GROUP BY code ORDER BY 2 DESC, 1"
            ).map { QuarantineSummary.Count(code: $0[0], count: $0[1]) }
            summary.dismissed =
                try Int.fetchOne(
                    database,
                    sql:
                        "SELECT count(*) FROM quarantine WHERE released_run IS NULL AND dismissed_run IS NOT NULL") ?? 0
            summary.forbidding =
                try Int.fetchOne(
                    database,
                    sql: """
                        SELECT count(*) FROM quarantine
                        WHERE \(waits) AND entry IN (SELECT entry FROM quarantine_closing WHERE NOT ended)
                        """) ?? 0
            let oldest = try Row.fetchOne(
                database,
                sql: "SELECT run, as_of FROM run WHERE run = (SELECT min(first_run) FROM quarantine WHERE \(waits))")
            summary.oldestRun = oldest?[0]
            summary.oldestAt = oldest.map { Instant(milliseconds: $0[1]) }
            return summary
        }
    }

    /// Whether a record of a source waits for somebody to do something about it.
    public func waits(fromSource source: String) throws(Fault) -> Bool {
        try read { database in
            try Bool.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM quarantine JOIN source_stream USING (stream)
                                   WHERE source = ? AND released_run IS NULL AND dismissed_run IS NULL)
                    """, arguments: [source]) ?? false
        }
    }

    private func quarantineEntries(_ clause: String, _ arguments: StatementArguments) throws(Fault) -> [QuarantineEntry]
    {
        let streams = try streamsByNumber()
        return try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT entry, stream, code, summary, advice, field, seen, file, line, record, first_run, last_run, released_run,
                        page, slot, record_id, dismissed_run, dismissed_at, dismissed_because, mended_by, attempt,
                        delivered_run, (SELECT as_of FROM run WHERE run = delivered_run),
                        (SELECT group_concat(DISTINCT reason) FROM quarantine_closing c WHERE c.entry = quarantine.entry AND NOT ended)
                    FROM quarantine \(clause)
                    """, arguments: arguments)
            return try rows.map { row in
                let number: Int = row[1]
                let code: String = row[2]
                let stream = try LeadStore.known(streams[number], "a stream")
                let known = try LeadStore.known(FaultCode(rawValue: code), "a reason for quarantine")
                var fault = Fault(known, .deadLetter, row[3], advice: row[4])
                fault.field = row[5]
                fault.seen = LeadStore.seen(row[6])
                fault.origin = Origin(file: row[7], line: row[8], record: row[9])
                let mended: Data? = row[19]
                let dismissedRun: Int64? = row[16]
                let forbidden: String? = row[23]
                return QuarantineEntry(
                    number: row[0], stream: stream.info, fault: fault, firstRun: row[10], lastRun: row[11],
                    releasedRun: row[12], deliveredRun: row[21], deliveredAt: Instant(milliseconds: row[22]),
                    page: row[13], slot: row[14], recordID: row[15], forbids: try LeadStore.reasons(forbidden),
                    dismissal: dismissedRun.map {
                        QuarantineEntry.Dismissal(run: $0, at: Instant(milliseconds: row[17]), because: row[18])
                    },
                    mendedBy: mended.map(LeadStore.digest), attempt: row[20])
            }
        }
    }

    private static func reasons(_ codes: String?) throws -> [SuppressionReason] {
        try (codes ?? "").split(separator: ",").compactMap { Int64($0) }.sorted().map { code in
            try known(StoredCodes.word(code, in: StoredCodes.reasons), "a reason")
        }
    }

    private static func digest(_ data: Data) -> ContentDigest {
        let bytes = Array(data)
        func number(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
        return ContentDigest(high: number(0..<8), low: number(8..<16))
    }
}
