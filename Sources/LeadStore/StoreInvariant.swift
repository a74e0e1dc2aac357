import GRDB
import LeadModel

/// Something that always holds between the rows of a store, and that no CHECK can say: between two transactions it is so in every store,
/// also in one whose writer was killed.
struct StoreInvariant: Sendable {
    /// What is looked at, as people are told.
    var subject: String
    /// What one offence is called, and several.
    var one: String
    var many: String
    /// How many offences there are.
    var wrong: @Sendable (Database) throws -> Int
    /// What was looked at, in numbers.
    var detail: @Sendable (Database) throws -> String

    private init(
        _ subject: String, _ one: String, _ many: String, detail: @escaping @Sendable (Database) throws -> String,
        _ wrong: @escaping @Sendable (Database) throws -> Int
    ) {
        self.subject = subject
        self.one = one
        self.many = many
        self.wrong = wrong
        self.detail = detail
    }

    /// - Parameter sql: counts the offences.
    private init(_ subject: String, _ one: String, _ many: String, of table: String, _ sql: String) {
        self.init(subject, one, many, detail: { try StoreInvariant.count($0, table) }) {
            try Int.fetchOne($0, sql: sql) ?? 0
        }
    }

    private static func count(_ database: Database, _ table: String) throws -> String {
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
        return count == 1 ? "1 row" : "\(count) rows"
    }

    /// In the order in which they are told.
    static let all: [StoreInvariant] = [
        StoreInvariant(
            "runs", "run does not add up", "runs do not add up", of: "run",
            """
            SELECT count(*) FROM run
            WHERE outcome IS NOT NULL AND read <> inserted + updated + unchanged + rejected + held
            """),
        StoreInvariant(
            "leads", "version that a lead names is not there", "versions that leads name are not there",
            detail: { try StoreInvariant.count($0, "lead") }, missingVersions),
        StoreInvariant(
            "records", "record belongs to a lead that is not there", "records belong to leads that are not there",
            of: "membership",
            """
            SELECT count(*) FROM membership AS m WHERE NOT EXISTS (SELECT 1 FROM lead WHERE lead.lead = m.lead)
            """),
        StoreInvariant(
            "history", "lead has a history that is not its own", "leads have a history that is not their own",
            of: "lead_change",
            """
            SELECT count(*) FROM (SELECT lead, max(revision) AS revision FROM lead_change GROUP BY lead) AS told
            LEFT JOIN lead USING (lead)
            WHERE CASE WHEN lead.lead IS NULL THEN NOT EXISTS (SELECT 1 FROM lead_merge WHERE absorbed = told.lead)
                ELSE lead.revision < told.revision END
            """),
        StoreInvariant(
            "raw records", "version has no raw record", "versions have no raw record", of: "version",
            """
            SELECT count(*) FROM version AS v
            WHERE CASE WHEN v.page = 0 THEN NOT EXISTS (SELECT 1 FROM absence WHERE absence.version = v.version)
                ELSE NOT EXISTS (SELECT 1 FROM raw_page WHERE raw_page.page = v.page) END
            """),
        StoreInvariant(
            "raw pages", "page of raw records cannot be read", "pages of raw records cannot be read",
            detail: { try StoreInvariant.count($0, "raw_page") }, unreadablePages),
        StoreInvariant(
            "messages", "receiver was told last something else than it is to hold",
            "receivers were told last something else than they are to hold", of: "outbox",
            """
            SELECT count(*) FROM (SELECT feed, lead, max(message) AS last FROM outbox GROUP BY feed, lead) AS told
            JOIN outbox ON outbox.message = told.last
            WHERE (outbox.action = 'withdraw') = EXISTS (
                SELECT 1 FROM feed_member WHERE feed_member.feed = told.feed AND feed_member.lead = told.lead)
            """),
        StoreInvariant(
            "deliveries", "delivery is of no message", "deliveries are of no message", of: "delivery",
            """
            SELECT count(*) FROM delivery WHERE NOT EXISTS (
                SELECT 1 FROM outbox WHERE outbox.message = delivery.message)
            """),
        StoreInvariant(
            "numbers", "number would be given twice", "numbers would be given twice",
            detail: { database in
                let lead = try Int64.fetchOne(database, sql: "SELECT last_lead FROM store") ?? 0
                return "the last lead was L\(lead)"
            },
            { database in
                try Int.fetchOne(
                    database,
                    sql: """
                        SELECT ((SELECT coalesce(max(lead), 0) FROM lead) > (SELECT last_lead FROM store))
                            + ((SELECT coalesce(max(message), 0) FROM outbox)
                                > coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0))
                        """) ?? 0
            }),
    ]

    /// Of streams of which all is in the leads: what an export took back, or said anew, is named until its leads are settled.
    @Sendable private static func missingVersions(_ database: Database) throws -> Int {
        let unsettled = try Int.fetchSet(database, sql: "SELECT stream FROM source_stream WHERE last > reconciled")
        let leads = try RawStatement(database, "SELECT versions FROM lead")
        let find = try RawStatement(
            database,
            "SELECT 1 FROM version WHERE version = ?1 UNION ALL SELECT 1 FROM version_before WHERE version = ?1")
        var missing = 0
        while try leads.step(database) {
            for version: VersionID in PackedNumbers.unpackAscending(leads.bytes(0))
            where !unsettled.contains(version.stream) {
                find.bind(version.rawValue, at: 1)
                if try !find.step(database) { missing += 1 }
                find.reset()
            }
        }
        return missing
    }

    @Sendable private static func unreadablePages(_ database: Database) throws -> Int {
        let pages = try RawStatement(database, "SELECT body FROM raw_page")
        var unreadable = 0
        while try pages.step(database) {
            do throws(Fault) {
                _ = try RawPageCodec.unpack(pages.bytes(0))
            } catch {
                unreadable += 1
            }
        }
        return unreadable
    }
}
