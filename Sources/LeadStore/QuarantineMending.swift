import Foundation
import GRDB
public import LeadModel

/// What the rows of a page do to records that wait, where a person delivered it.
public struct Mending: Sendable {
    /// A waiting record in whose place a row stands.
    public struct Mended: Sendable {
        public var entry: Int64
        /// Of the row.
        public var digest: ContentDigest
        /// Of the record, as the row has it.
        public var recordID: String

        public init(entry: Int64, digest: ContentDigest, recordID: String) {
            self.entry = entry
            self.digest = digest
            self.recordID = recordID
        }
    }

    public var mended: [Mended] = []
    /// Rows that could not be understood, and why.
    public var attempts: [(entry: Int64, fault: String)] = []

    public init() {}

    public var isEmpty: Bool { mended.isEmpty && attempts.isEmpty }
}

extension LeadStore {
    /// Digests of records that a person has mended, with those of the rows that stand for them: their bytes are delivered
    /// again and again, and never speak again.
    public func mendedRecords(of stream: Int) throws(Fault) -> [ContentDigest: ContentDigest] {
        try read { database in
            let select = try RawStatement(
                database, "SELECT digest, mended_by FROM quarantine WHERE stream = ? AND mended_by IS NOT NULL")
            select.bind(stream, at: 1)
            var found: [ContentDigest: ContentDigest] = [:]
            while try select.step(database) { found[select.digest(0)] = select.digest(1) }
            return found
        }
    }

    /// Lets go of records that a person has mended, and of older ones of the same id, as an export would that held the row
    /// where the refused record stood. Those that were delivered later wait on.
    static func mend(_ mending: Mending, _ page: IntakePage, _ database: Database) throws {
        for row in mending.mended {
            try database.execute(
                sql: """
                    UPDATE quarantine SET released_run = ?, corrected = 0, mended_by = ?, record_id = ?, attempt = NULL
                    WHERE entry = ?
                    """, arguments: [page.run, data(row.digest), row.recordID, row.entry])
            let delivered = try Row.fetchOne(
                database, sql: "SELECT delivered_run, file, delivered_page FROM quarantine WHERE entry = ?",
                arguments: [row.entry])
            guard let delivered else { continue }
            let delivery = Delivery(run: delivered[0], file: delivered[1], page: delivered[2])
            // Its file is read once more, and its records are counted as what they are now.
            try database.execute(
                sql: "UPDATE export_file SET read_again = 0 WHERE stream = ? AND path = ? AND sha256 IS NOT NULL",
                arguments: [page.stream, delivery.file])
            try releaseCorrected(
                [IntakePage.Readable(id: row.recordID, saidAt: nil)], of: page.stream, by: delivery, run: page.run,
                database)
        }
        for (entry, fault) in mending.attempts {
            try database.execute(
                sql: "UPDATE quarantine SET attempt = ? WHERE entry = ?", arguments: [fault, entry])
        }
    }

    /// The file by which a person delivered a version; `nil` of one that an export brought.
    public func mendingFile(of version: VersionID) throws(Fault) -> String? {
        try read { database in
            try String.fetchOne(
                database,
                sql: """
                    SELECT path FROM version JOIN raw_page USING (page) JOIN export_file USING (file)
                    WHERE version = ? AND is_mending
                    """, arguments: [version.rawValue])
        }
    }

    /// Takes entries out whose rows turned out to be of people who were erased, with the bytes that were refused.
    public func dropErased(_ entries: [QuarantineEntry]) throws(Fault) {
        for (number, entries) in Dictionary(grouping: entries, by: \.page).sorted(by: { $0.key < $1.key }) {
            let body = try rawPage(number).map { raw throws(Fault) in
                try RawPageCodec.pack(raw.records, without: Set(entries.map(\.slot)))
            }
            try write { database in
                if let body {
                    try database.execute(
                        sql: "UPDATE raw_page SET body = ? WHERE page = ?", arguments: [Data(body), number])
                }
                let dropped = try LeadStore.drop(entries.map(\.number), database)
                try enter(ofErasedRecords: dropped.forbidden, database)
                try database.execute(sql: "INSERT INTO fact VALUES ('residue', 'erasure') ON CONFLICT DO NOTHING")
            }
        }
    }

    /// Says that entries need no work, and why.
    public func dismiss(_ entries: [Int64], because reason: String, at now: Instant, run: Int64) throws(Fault) {
        try write(isBookkeeping: true) { database in
            for entry in entries {
                try database.execute(
                    sql: """
                        UPDATE quarantine SET dismissed_run = ?, dismissed_at = ?, dismissed_because = ?
                        WHERE entry = ? AND released_run IS NULL
                        """, arguments: [run, now.milliseconds, reason, entry])
            }
        }
    }

    /// Puts dismissed entries back on the list.
    public func reopen(_ entries: [Int64]) throws(Fault) {
        try write(isBookkeeping: true) { database in
            for entry in entries {
                try database.execute(
                    sql: """
                        UPDATE quarantine SET dismissed_run = NULL, dismissed_at = NULL, dismissed_because = NULL
                        WHERE entry = ?
                        """, arguments: [entry])
            }
        }
    }

    /// Says why waiting records are refused now, after they have been read again by another mapping.
    static func reword(_ waiting: [(entry: Int64, fault: Fault)], _ database: Database) throws {
        for (entry, fault) in waiting {
            // An entry of the same bytes and the new reason is an older story of theirs; what is replaced by the way would
            // leave what it forbids behind.
            try database.execute(
                sql: """
                    DELETE FROM quarantine WHERE code = ?1 AND entry <> ?2
                        AND (stream, digest) = (SELECT stream, digest FROM quarantine WHERE entry = ?2)
                    """, arguments: [fault.code.rawValue, entry])
            try database.execute(
                sql: """
                    UPDATE quarantine SET \(reworded("?1", "?2", "?3", "?4", code: "?5")), code = ?5
                    WHERE entry = ?6
                    """,
                arguments: [
                    fault.field, spelled(fault.seen), fault.summary, fault.advice, fault.code.rawValue, entry,
                ])
        }
    }
}
