import Foundation
import GRDB
public import LeadModel

extension LeadStore {
    /// Puts a refused record into the quarantine, with what it forbids while it waits there.
    static func quarantine(
        _ refused: IntakePage.Refused, _ rawPage: Int64, _ page: IntakePage, _ database: Database
    ) throws {
        try enter(refused, rawPage, page, database)
        guard let entry = try entry(of: refused.digest, refused.fault.code, stream: page.stream, database) else {
            return
        }
        try setClosings(refused.closings, of: entry, database)
    }

    private static func enter(
        _ refused: IntakePage.Refused, _ rawPage: Int64, _ page: IntakePage, _ database: Database
    ) throws {
        let fault = refused.fault
        let seen = spelled(fault.seen)
        let digest = data(refused.digest)
        let file = fault.origin?.file ?? page.file
        guard let slot = refused.slot else {
            try database.execute(
                sql: """
                    UPDATE quarantine SET \(reworded("?1", "?2", "?3", "?4", code: "?12")), last_run = ?5, file = ?6, line = ?7,
                        record = ?8, delivered_run = ?9, delivered_page = (SELECT coalesce(max(page), 0) FROM raw_page)
                    WHERE stream = ?10 AND digest = ?11 AND code = ?12
                    """,
                arguments: [
                    fault.field, seen, fault.summary, fault.advice, page.run, file, fault.origin?.line,
                    fault.origin?.record, page.delivery, page.stream, digest, fault.code.rawValue,
                ])
            return
        }
        // The same bad record delivered again is the same entry. Read again from its raw bytes it comes without its place,
        // which is the one it had.
        try database.execute(
            sql: """
                INSERT INTO quarantine (stream, digest, code, summary, advice, field, seen, file, line, record, page, slot, first_run, last_run, record_id, said_at, delivered_run, delivered_page)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (stream, digest, code) DO UPDATE SET last_run = excluded.last_run, file = excluded.file,
                    line = coalesce(excluded.line, line), record = coalesce(excluded.record, record), record_id = excluded.record_id, said_at = excluded.said_at, page = excluded.page, slot = excluded.slot,
                    delivered_run = excluded.delivered_run, delivered_page = excluded.delivered_page,
                    released_run = NULL, corrected = 0, mended_by = NULL,
                    \(reworded(
                        "excluded.field", "excluded.seen", "excluded.summary", "excluded.advice", code: "excluded.code"))
                """,
            arguments: [
                page.stream, digest, fault.code.rawValue, fault.summary, fault.advice, fault.field, seen, file,
                fault.origin?.line, fault.origin?.record, rawPage, slot, page.run, page.run, refused.recordID,
                refused.saidAt?.milliseconds, page.delivery, rawPage,
            ])
    }

    /// Sets what the same bytes are refused for now. A word of dismissal goes where it was said of another fault.
    static func reworded(
        _ field: String, _ seen: String, _ summary: String, _ advice: String, code: String
    ) -> String {
        let isSame = "quarantine.field IS \(field) AND quarantine.code = \(code)"
        let kept = ["dismissed_run", "dismissed_at", "dismissed_because"].map {
            "\($0) = CASE WHEN \(isSame) THEN \($0) END"
        }
        return kept.joined(separator: ", ")
            + ", field = \(field), seen = \(seen), summary = \(summary), advice = \(advice)"
    }

    /// What was seen, as one text.
    static func spelled(_ seen: Seen?) -> String? {
        switch seen {
        case .word(let word): "w" + word
        case .shape(let shape): "s" + shape
        case nil: nil
        }
    }

    /// The inverse of `spelled`.
    static func seen(_ text: String?) -> Seen? {
        text.map { $0.hasPrefix("w") ? .word(String($0.dropFirst())) : .shape(String($0.dropFirst())) }
    }

    static func data(_ digest: ContentDigest) -> Data {
        withUnsafeBytes(of: (digest.high.bigEndian, digest.low.bigEndian)) { Data($0) }
    }

    /// What was known of a record before it was refused.
    public enum EarlierRefusal: Sendable {
        /// It waits, for the same reason.
        case waiting
        /// It waited, and was read after all or corrected in its source.
        case settled
    }

    /// What is known of records that are refused, in their order; `nil` of those that never were.
    /// - Parameter ignoring: raw pages of which nothing counts as known, because they will go.
    public func earlierRefusals(
        of refused: [(digest: ContentDigest, code: FaultCode)], stream: Int, ignoring pages: Set<Int64>
    ) throws(Fault) -> [EarlierRefusal?] {
        try read { database in
            let select = try RawStatement(
                database, "SELECT code, released_run, page FROM quarantine WHERE stream = ? AND digest = ?")
            return try refused.map { record in
                select.bind(stream, at: 1)
                select.bind(record.digest, at: 2)
                defer { select.reset() }
                var found: EarlierRefusal?
                while try select.step(database) {
                    if pages.contains(select.integer(2)) { continue }
                    if !select.isNull(1) {
                        found = found ?? .settled
                    } else if select.text(0) == record.code.rawValue {
                        found = .waiting
                    }
                }
                return found
            }
        }
    }

    /// Hashes of the ids of records that wait.
    public func waitingRecords(of stream: Int) throws(Fault) -> Set<Int> {
        try read { database in
            let select = try RawStatement(
                database,
                "SELECT record_id FROM quarantine WHERE stream = ? AND record_id IS NOT NULL AND released_run IS NULL")
            select.bind(stream, at: 1)
            var found: Set<Int> = []
            while try select.step(database) { if let id = select.text(0) { found.insert(id.hashValue) } }
            return found
        }
    }

    /// Lets go of waiting records whose bytes could be read now, because the mapping was mended.
    static func release(_ page: IntakePage, _ database: Database) throws {
        let open = "stream = ? AND (released_run IS NULL OR corrected = 1)"
        let waiting = try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM quarantine WHERE \(open))", arguments: [page.stream])
        guard waiting == true else { return }
        let update = try RawStatement(
            database, "UPDATE quarantine SET released_run = ?, corrected = 0 WHERE \(open) AND digest = ?")
        for version in page.versions {
            update.bind(page.run, at: 1)
            update.bind(page.stream, at: 2)
            update.bind(version.digest, at: 3)
            try update.run(database)
        }
    }

    /// Lets go of waiting records of which a later export holds a version that can be read: their source has corrected
    /// them. Of two versions in one export, nobody knows which one corrects the other.
    ///
    /// One that forbids something is corrected by nothing older: a version that was changed before it, or, where it does not
    /// say when it was changed, before it came.
    /// - Parameters:
    ///   - records: that can be read.
    ///   - delivery: which brought them.
    ///   - run: in which that was found out.
    static func releaseCorrected(
        _ records: some Sequence<IntakePage.Readable>, of stream: Int, by delivery: Delivery, run: Int64,
        _ database: Database
    ) throws {
        for record in try corrected(records, of: stream, by: delivery, database) {
            try database.execute(
                sql: "UPDATE quarantine SET released_run = ?7, corrected = 1 WHERE \(waitsBefore)",
                arguments: [
                    stream, record.id, delivery.run, delivery.file, delivery.page, record.saidAt?.milliseconds, run,
                ])
        }
    }

    /// Those of some records that wait, and were delivered before. Hardly more than one question where none waits.
    static func corrected(
        _ records: some Sequence<IntakePage.Readable>, of stream: Int, by delivery: Delivery, _ database: Database
    ) throws -> [IntakePage.Readable] {
        let anyWaits = try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM quarantine WHERE stream = ? AND record_id IS NOT NULL AND released_run IS NULL)
                """, arguments: [stream])
        guard anyWaits == true else { return [] }
        let select = try RawStatement(database, "SELECT 1 FROM quarantine WHERE \(waitsBefore)")
        return try records.filter { record in
            select.bind(stream, at: 1)
            select.bind(record.id, at: 2)
            select.bind(delivery.run, at: 3)
            select.bind(delivery.file, at: 4)
            select.bind(delivery.page, at: 5)
            select.bind(record.saidAt?.milliseconds, at: 6)
            defer { select.reset() }
            return try select.step(database)
        }
    }

    /// When records were delivered, to be compared with when others were.
    struct Delivery {
        var run: Int64
        var file: String
        /// The raw page of theirs; what came before it in another file of the same run came before them.
        var page: Int64

        init(run: Int64, file: String, page: Int64) {
            self.run = run
            self.file = file
            self.page = page
        }

        /// The delivery of a raw page.
        init(of page: ReplayPage, _ database: Database) throws {
            let run = try Int64.fetchOne(
                database, sql: "SELECT run FROM raw_page WHERE page = ?", arguments: [page.page])
            self.init(run: run ?? page.run, file: page.file, page: page.page)
        }
    }

    private static let waitsBefore = """
        stream = ?1 AND record_id = ?2 AND released_run IS NULL
            AND (delivered_run < ?3 OR delivered_run = ?3 AND file <> ?4 AND delivered_page < ?5)
            AND (?6 IS NULL OR NOT EXISTS (SELECT 1 FROM quarantine_closing c WHERE c.entry = quarantine.entry)
                OR ?6 >= coalesce(said_at, (SELECT as_of FROM run WHERE run = first_run)))
        """
}
