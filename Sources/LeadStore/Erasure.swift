import CSHA256
import Foundation
import GRDB
public import LeadModel

extension LeadStore {
    /// The keyed hash by which a person is remembered after erasure: HMAC-SHA-256 with this store's own key.
    /// - Parameter identity: `id:SPACE:ID`, `email:ADDRESS`, `phone:NUMBER`, `sha256:DIGITS` or `md5:DIGITS`.
    public func personHash(of identity: String) -> [UInt8] {
        let text = Array(identity.utf8)
        var digest = [UInt8](repeating: 0, count: 32)
        _ = csha256_hmac(self.identity.erasureKey, self.identity.erasureKey.count, text, text.count, &digest)
        return digest
    }

    /// Hashes of everybody who was erased; 32 bytes each.
    public func erasedPeople() throws(Fault) -> Set<[UInt8]> {
        try read { database in
            let rows = try Data.fetchAll(
                database, sql: "SELECT person FROM suppression INDEXED BY suppression_erased WHERE reason = 0")
            return Set(rows.map { Array($0) })
        }
    }

    /// What an erasure took away.
    public struct Erased: Sendable, Hashable {
        /// Raw pages that were packed again without the person's records.
        public var rawPages = 0
        /// Records in quarantine.
        public var quarantined = 0
        /// Messages to receivers of which only the lead's number is left.
        public var messages = 0
        /// Rows, by the table they were taken from or emptied in.
        public var tables: [String: Int] = [:]

        public init() {}

        fileprivate mutating func count(_ table: String, _ rows: Int) {
            if rows > 0 { tables[table, default: 0] += rows }
        }
    }

    /// Takes a person out of the store: leads, records, raw bytes, keys, history and messages. Keyed hashes stay, so that
    /// no later delivery brings the person back. Files of feeds get a withdrawal that names only the lead's number, destinations one by
    /// what they know her by, which is kept until they have let go.
    ///
    /// One transaction, which ends the run and keeps the receipt as well: whatever fails afterwards, both are there. Nothing
    /// stays in free pages, between rows or in the log only after `overwriteResidue`.
    ///
    /// - Parameters:
    ///   - people: keyed hashes that stay.
    ///   - list: writes them into the list beside the store; the last step before the transaction ends, so that whatever the
    ///     store comes to hold is in the list. Gives the mark that the list has with them.
    ///   - names: `id space:id` of the lead's records.
    ///   - mentions: records in quarantine that mention the person, whoever's they are.
    ///   - former: leads that had records of the person.
    ///   - untold: destinations that hold the person and that nobody tells anything any more, by feed: what she was known by there goes,
    ///     too. Where a withdrawal is on its way, that stays until it was told.
    ///   - receipt: what to keep of the erasure, without a word of the person.
    public func erase(
        _ lead: StoredLead, people: [LedgerKey], names: [String], mentions: [QuarantineEntry],
        former: [FormerLead], untold: [(feed: String, destination: String)], source: String,
        at now: Instant, run: Int64, receipt: (Erased) throws(Fault) -> [UInt8], list: () throws(Fault) -> String?
    ) throws(Fault) {
        let own = try quarantined(of: lead)
        let known = Set(own.map(\.number))
        let waiting = own + mentions.filter { !known.contains($0.number) }
        // She was known by those numbers, too, and messages under them may still wait.
        let absorbed = try absorbedVersions(into: lead.id).map(\.lead.number)
        let raw = try rawPages(of: lead.versions, and: waiting)
        try write { database in
            var erased = Erased()
            try LeadStore.put(raw, database)
            erased.rawPages = raw.count
            erased.count("raw_page", raw.count)
            let number = lead.id.number
            let feeds = try String.fetchAll(
                database, sql: "SELECT feed FROM feed_member WHERE lead = ?", arguments: [number])
            for other in [number] + absorbed {
                try database.execute(sql: "UPDATE outbox SET content = x'' WHERE lead = ?", arguments: [other])
                erased.messages += database.changesCount
                try database.execute(sql: "DELETE FROM lead_change WHERE lead = ?", arguments: [other])
                erased.count("lead_change", database.changesCount)
                try database.execute(sql: "DELETE FROM parting WHERE lead = ?", arguments: [other])
                for holder in untold {
                    try database.execute(
                        sql: "DELETE FROM delivery_holding WHERE feed = ? AND destination = ? AND lead = ?",
                        arguments: [holder.feed, holder.destination, other])
                    erased.count("delivery_holding", database.changesCount)
                }
                erased.count("feedback_told", try LeadStore.forgetTold(other, database))
            }
            for other in former { try LeadStore.forgetTold(other.lead.number, records: names, database) }
            let others = try LeadStore.forget(former, lead.versions, database)
            erased.messages += others.messages
            erased.count("lead_change", others.changes)
            erased.count("outbox", erased.messages)
            erased.count("feed_member", feeds.count)
            try LeadStore.enqueue(
                feeds.map {
                    OutboxMessage(feed: $0, lead: lead.id, revision: lead.revision + 1, action: .withdraw)
                },
                run: run,
                database)
            try LeadStore.withdrawWhereHeld([number] + absorbed, beside: feeds, of: lead, run: run, database)
            let records = try Int64.fetchAll(
                database, sql: "SELECT record FROM membership WHERE lead = ?", arguments: [number])
            try KeyIndex.remove(Set(records.map(VersionID.init(rawValue:))), database)
            let versions = lead.versions.map { String($0.rawValue) }.joined(separator: ", ")
            try database.execute(
                sql: """
                    DELETE FROM absence_ended WHERE digest IN (SELECT digest FROM version WHERE version IN (\(versions)));
                    UPDATE export_file SET bookmark_before = '' WHERE bookmark_before <> '' AND NOT is_open;
                    """)
            let drop = try RawStatement(database, "DELETE FROM version WHERE version = ?")
            for version in lead.versions {
                drop.bind(version.rawValue, at: 1)
                try drop.run(database)
                erased.count("version", database.changesCount)
            }
            let dropped = try LeadStore.drop(waiting.map(\.number), database)
            try enter(ofErasedRecords: dropped.forbidden, database)
            erased.quarantined = dropped.gone
            erased.count("quarantine", erased.quarantined)
            for table in ["membership", "lead"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE lead = ?", arguments: [number])
                erased.count(table, database.changesCount)
            }
            for name in names {
                try database.execute(
                    sql: "DELETE FROM verdict WHERE left_record = ?1 OR right_record = ?1", arguments: [name])
                erased.count("verdict", database.changesCount)
            }
            let erasure = Suppression(channel: .all, reason: .erasure, source: source, since: now)
            _ = try LeadStore.insert(
                people.map { LedgerEntry(key: $0, suppression: erasure, isDated: false) }, database)
            let kept = Data(try receipt(erased))
            for other in [number] + absorbed {
                try database.execute(
                    sql: """
                        INSERT INTO erasure VALUES (?, ?, ?)
                        ON CONFLICT (lead) DO UPDATE SET run = excluded.run, receipt = excluded.receipt
                        """, arguments: [other, run, kept])
            }
            try database.execute(
                sql: "UPDATE run SET finished = ?, outcome = ? WHERE run = ?",
                arguments: [now.milliseconds, RunOutcome.succeeded.rawValue, run])
            if let mark = try list() { try LeadStore.keepMark(mark, database) }
        }
    }

    /// What was kept of the erasure of a person who had a number; `nil` where nobody was erased under it.
    public func erasure(of lead: LeadID) throws(Fault) -> [UInt8]? {
        try read { database in
            try Data.fetchOne(database, sql: "SELECT receipt FROM erasure WHERE lead = ?", arguments: [lead.number])
                .map { Array($0) }
        }
    }
}
