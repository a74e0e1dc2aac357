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
    /// no later delivery brings the person back. Receivers of feeds get a withdrawal that names only the lead's number.
    ///
    /// One transaction, which ends the run and keeps the receipt as well: whatever fails afterwards, both are there. Nothing
    /// stays in free pages, between rows or in the log only after `overwriteResidue`.
    ///
    /// - Parameters:
    ///   - people: keyed hashes that stay.
    ///   - names: `id space:id` of the lead's records.
    ///   - mentions: records in quarantine that mention the person, whoever's they are.
    ///   - former: leads that had records of the person.
    ///   - receipt: what to keep of the erasure, without a word of the person.
    public func erase(
        _ lead: StoredLead, people: [LedgerKey], names: [String], mentions: [QuarantineEntry],
        former: [FormerLead], source: String,
        at now: Instant, run: Int64, receipt: (Erased) throws(Fault) -> [UInt8]
    ) throws(Fault) {
        let own = try quarantined(of: lead)
        let known = Set(own.map(\.number))
        let waiting = own + mentions.filter { !known.contains($0.number) }
        // She was known by those numbers, too, and messages under them may still wait.
        let absorbed = try absorbedVersions(into: lead.id).map(\.lead.number)
        let raw = try rawPages(of: lead, and: waiting)
        try write { database in
            var erased = Erased()
            // Until the file has been written anew, what was deleted can still be read between its rows.
            try database.execute(sql: "INSERT INTO fact VALUES ('residue', 'erasure') ON CONFLICT DO NOTHING")
            for (page, body) in raw {
                try database.execute(sql: "UPDATE raw_page SET body = ? WHERE page = ?", arguments: [Data(body), page])
            }
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
            }
            let others = try LeadStore.forget(former, lead.versions, database)
            erased.messages += others.messages
            erased.count("lead_change", others.changes)
            erased.count("outbox", erased.messages)
            erased.count("feed_member", feeds.count)
            try LeadStore.enqueue(
                feeds.map { OutboxMessage(feed: $0, lead: lead.id, revision: lead.revision + 1, action: .withdraw) },
                run: run,
                database)
            let records = try Int64.fetchAll(
                database, sql: "SELECT record FROM membership WHERE lead = ?", arguments: [number])
            try KeyIndex.remove(Set(records.map(VersionID.init(rawValue:))), database)
            let drop = try RawStatement(database, "DELETE FROM version WHERE version = ?")
            for version in lead.versions {
                drop.bind(version.rawValue, at: 1)
                try drop.run(database)
                erased.count("version", database.changesCount)
            }
            for entry in waiting {
                try database.execute(sql: "DELETE FROM quarantine WHERE entry = ?", arguments: [entry.number])
                erased.quarantined += database.changesCount
            }
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
        }
    }

    /// What was kept of the erasure of a person who had a number; `nil` where nobody was erased under it.
    public func erasure(of lead: LeadID) throws(Fault) -> [UInt8]? {
        try read { database in
            try Data.fetchOne(database, sql: "SELECT receipt FROM erasure WHERE lead = ?", arguments: [lead.number])
                .map { Array($0) }
        }
    }

    /// A file of a feed, and whether it tells a message of somebody.
    public struct FeedFile: Sendable {
        public var feed: String
        public var path: String
        public var manifest: [UInt8]
        public var tells: Bool
        /// What an erasure was about to make of it that did not come to its end.
        public var cutting: Cutting?
    }

    /// The manifest that a file of a feed gets when rows of a person have been taken out of it.
    public struct Cutting: Sendable {
        public var manifest: [UInt8]
        /// Whose rows.
        public var lead: LeadID

        public init(manifest: [UInt8], lead: LeadID) {
            self.manifest = manifest
            self.lead = lead
        }
    }

    /// The files of the feeds that ever had a message of some leads, from the first message on, oldest first.
    public func feedFiles(since leads: [LeadID]) throws(Fault) -> [FeedFile] {
        let cuttings = try cuttings()
        let messages = try read { database -> [String: [Int64]] in
            var messages: [String: [Int64]] = [:]
            let select = try RawStatement(database, "SELECT feed, message FROM outbox WHERE lead = ?")
            for number in Set(leads.map(\.number)).sorted() {
                select.bind(number, at: 1)
                while try select.step(database) {
                    messages[select.text(0) ?? "", default: []].append(select.integer(1))
                }
                select.reset()
            }
            return messages
        }
        return try feedFiles(nil).compactMap { file in
            guard let own = messages[file.feed], own.contains(where: { $0 <= file.to }) else { return nil }
            return FeedFile(
                feed: file.feed, path: file.path, manifest: file.manifest,
                tells: own.contains { file.from < $0 && $0 <= file.to }, cutting: cuttings[file.path])
        }
    }

    private func cuttings() throws(Fault) -> [String: Cutting] {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT path, cutting, cutting_lead FROM feed_file WHERE cutting IS NOT NULL")
            return Dictionary(
                rows.map { row in
                    let manifest: Data = row[1]
                    return (row[0], Cutting(manifest: Array(manifest), lead: LeadID(number: row[2])))
                }, uniquingKeysWith: { $1 })
        }
    }

    /// Says of a feed's file what it is about to be without rows of somebody: whoever is killed before its manifest stands
    /// beside it finds out by this which of the two it is.
    public func beginCutting(file path: String, _ cutting: Cutting) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: "UPDATE feed_file SET cutting = ?, cutting_lead = ? WHERE path = ?",
                arguments: [Data(cutting.manifest), cutting.lead.number, path])
        }
    }

    /// Says of a feed's file that it was written anew without rows of somebody.
    public func rewriteManifest(ofFile path: String, _ manifest: [UInt8]) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: "UPDATE feed_file SET manifest = ?, cutting = NULL, cutting_lead = NULL WHERE path = ?",
                arguments: [Data(manifest), path])
        }
    }

    /// Writes the database anew, without anything that was ever deleted or overwritten in it, where an erasure wants that.
    /// Takes as long as copying the file, and as much room for the time.
    /// - Throws: `store.full`, where the room is missing; the next call tries again.
    public func overwriteResidue() throws(Fault) {
        guard try fact("residue") != nil else { return }
        do {
            try pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM") }
        } catch {
            throw LeadStore.fault(error, path)
        }
        try write { try $0.execute(sql: "DELETE FROM fact WHERE name = 'residue'") }
        try checkpoint()
    }

    /// Records of a lead that were refused, as far as their ids could be read.
    private func quarantined(of lead: StoredLead) throws(Fault) -> [QuarantineEntry] {
        let records = Set(
            try versions(lead.versions).map {
                RecordName(stream: $0.version.stream, id: $0.observation.text(.id) ?? "")
            })
        var found: [QuarantineEntry] = []
        for record in records.sorted(by: { ($0.stream, $0.id) < ($1.stream, $1.id) }) {
            found += try quarantined(stream: record.stream, recordID: record.id)
        }
        return found
    }

    /// The raw pages that hold records of a lead, packed again without them.
    ///
    /// A record that was delivered again as it was has left its bytes on other pages as well, where nothing points to: every
    /// page of the lead's streams is looked through, some seconds for a million records.
    private func rawPages(
        of lead: StoredLead, and waiting: [QuarantineEntry]
    ) throws(Fault) -> [(page: Int64, body: [UInt8])] {
        var places: [Int: [(page: Int64, slot: Int)]] = [:]
        for version in try versions(lead.versions) {
            places[version.version.stream, default: []].append((page: version.page, slot: version.slot))
        }
        for entry in waiting { places[entry.stream.number, default: []].append((page: entry.page, slot: entry.slot)) }
        var pages: [(page: Int64, body: [UInt8])] = []
        for (stream, places) in places.sorted(by: { $0.key < $1.key }) {
            var own: Set<ArraySlice<UInt8>> = []
            for place in places {
                if let raw = try rawRecord(page: place.page, slot: place.slot) { own.insert(raw[...]) }
            }
            own.remove([])
            for number in try rawPages(of: stream) {
                guard let raw = try rawPage(number) else { continue }
                let slots = raw.records.indices.filter { own.contains(raw.records[$0]) }
                guard !slots.isEmpty else { continue }
                pages.append((page: number, body: try RawPageCodec.pack(raw.records, without: Set(slots))))
            }
        }
        return pages
    }
}

/// A record by its stream and id.
private struct RecordName: Hashable {
    var stream: Int
    var id: String
}
