import Foundation
import GRDB
public import LeadModel

/// A lead as the store keeps it.
public struct StoredLead: Sendable, Hashable {
    public var id: LeadID
    public var revision: Int
    public var firstRun: Int64
    public var lastRun: Int64
    /// Every version of every record of the person, activities and opportunities included, ascending.
    public var versions: [VersionID]
    /// The golden record, and for each value in its order, where it came from.
    public var golden: UnifiedLead
    public var standing: Standing
    public var decision: Decision

    /// The fields of the golden record that have a text, in the order they are told in.
    public static let fields: [Field] = [.statusWord, .statusSince, .discardReasonWord] + Field.mappable(for: .lead)

    /// The golden value of a field as feeds and explanations write it; `nil` where nobody holds one.
    public func text(_ field: Field) -> String? {
        guard let value = golden.values[field], value != .null else { return nil }
        return value.description
    }
}

/// What a transaction makes of some leads.
public struct LeadPage: Sendable {
    /// A lead as it will stand after the transaction, and what of it is new.
    public struct Write: Sendable {
        public var id: LeadID
        /// Whether the store has no row of it.
        public var isNew: Bool
        public var revision: Int
        public var versions: [VersionID]
        public var lead: UnifiedLead
        public var standing: Standing
        public var decision: Decision
        /// Records that now belong to the lead and did not before.
        public var joined: [VersionID]
        public var absorbed: [LeadID]
        /// Whether the number is that of an absorbed lead, which stands by itself again.
        public var isRestored = false
        public var changes: [LeadChange]

        public init(
            id: LeadID, isNew: Bool, revision: Int, versions: [VersionID], lead: UnifiedLead, standing: Standing,
            decision: Decision,
            joined: [VersionID] = [], absorbed: [LeadID] = [], changes: [LeadChange] = []
        ) {
            self.id = id
            self.isNew = isNew
            self.revision = revision
            self.versions = versions
            self.lead = lead
            self.standing = standing
            self.decision = decision
            self.joined = joined
            self.absorbed = absorbed
            self.changes = changes
        }
    }

    public var run: Int64
    public var leads: [Write] = []
    /// Leads, none of `leads`, of which nothing but the decision is another.
    public var redecisions: [Redecision] = []
    public var messages: [OutboxMessage] = []
    /// Versions that said nothing new and are dropped.
    public var repeated: [VersionID] = []
    /// Records without a lead, with all of their versions.
    public var waiting: [(record: VersionID, versions: [VersionID])] = []
    /// Records of leads that are as they were, where memberships were forgotten.
    public var members: [(record: VersionID, lead: LeadID)] = []
    /// Leads of which no record is left.
    public var ended: [LeadID] = []
    /// What a person said, if that is what changes the leads.
    public var verdicts = VerdictChange()
    /// Leads of it that go to marketing or back to sales: the run counts them with the page, whatever becomes of the rest.
    public var moved = MovedLeads()

    public init(run: Int64) { self.run = run }

    /// Whether it would write nothing.
    public var isEmpty: Bool {
        leads.isEmpty && redecisions.isEmpty && messages.isEmpty && repeated.isEmpty && waiting.isEmpty
            && members.isEmpty && ended.isEmpty
            && verdicts.isEmpty
    }
}

extension LeadStore {
    /// Commits leads with their history and their messages: all of them or none.
    public func commit(_ page: LeadPage) throws(Fault) {
        let isScratch = isScratch
        try write { database in
            var rows = RowBatch(
                columns: LeadStore.columnsOfLead(isScratch: isScratch).count, rows: page.leads.count,
                bytes: page.leads.count * 256)
            var history = RowBatch(columns: LeadChange.columns.count)
            // By index: a copy of each lead would count a dozen references up and down.
            for index in page.leads.indices {
                LeadStore.append(page.leads[index], run: page.run, isScratch: isScratch, to: &rows)
                if !page.leads[index].changes.isEmpty {
                    history.append(
                        page.leads[index].changes, of: page.leads[index].id, revision: page.leads[index].revision,
                        run: page.run)
                }
            }
            if !isScratch { try LeadStore.notePartings(page, database) }
            try rows.run(LeadStore.upsert(isScratch: isScratch), database)
            if !isScratch { try LeadStore.join(page.leads, page.members, database) }
            for index in page.leads.indices {
                let id = page.leads[index].id
                if page.leads[index].isRestored {
                    try database.execute(sql: "DELETE FROM lead_merge WHERE absorbed = ?", arguments: [id.number])
                }
                for absorbed in page.leads[index].absorbed {
                    try LeadStore.absorb(absorbed, into: id, run: page.run, database)
                }
            }
            try history.run(LeadChange.insert, database)
            try LeadStore.redecide(page.redecisions, run: page.run, database)
            let wait = try RawStatement(
                database,
                "INSERT INTO waiting VALUES (?, ?) ON CONFLICT (record) DO UPDATE SET versions = excluded.versions")
            let quit = try RawStatement(database, "DELETE FROM membership WHERE record = ?")
            for (record, versions) in page.waiting {
                quit.bind(record.rawValue, at: 1)
                try quit.run(database)
                wait.bind(record.rawValue, at: 1)
                wait.bind(blob: PackedNumbers.packAscending(versions), at: 2)
                try wait.run(database)
            }
            try LeadStore.enqueue(page.messages, run: page.run, database)
            let drop = try RawStatement(database, "DELETE FROM version WHERE version = ?")
            for version in page.repeated {
                drop.bind(version.rawValue, at: 1)
                try drop.run(database)
            }
            for stream in Set(page.repeated.map(\.stream)).sorted() {
                try database.execute(
                    sql: "UPDATE source_stream SET is_unswept = 1 WHERE stream = ?", arguments: [stream])
            }
            for lead in page.ended {
                for table in ["membership", "lead", "lead_change"] {
                    try database.execute(sql: "DELETE FROM \(table) WHERE lead = ?", arguments: [lead.number])
                }
                // Nothing leads from here to the person any more, should she be erased: only the withdrawal may speak of her.
                try database.execute(
                    sql: "UPDATE outbox SET content = x'' WHERE lead = ? AND run < ?",
                    arguments: [lead.number, page.run])
            }
            try LeadStore.apply(page.verdicts, run: page.run, database)
            try LeadStore.count(page.moved, ofRun: page.run, database)
            if let last = page.leads.lazy.filter(\.isNew).map(\.id.number).max() {
                try database.execute(sql: "UPDATE store SET last_lead = max(last_lead, ?)", arguments: [last])
            }
        }
    }

    /// Makes records members of leads; they wait no longer.
    ///
    /// The records of neighbouring leads lie anywhere in their streams: written at once, each page of leads would touch every
    /// page of the table. Those of new leads are noted down with them and take their places together, when all leads are
    /// written.
    private static func join(
        _ leads: [LeadPage.Write], _ members: [(record: VersionID, lead: LeadID)], _ database: Database
    ) throws {
        var new = RowBatch(columns: 2)
        var others = RowBatch(columns: 2)
        for index in leads.indices {
            let id = leads[index].id
            for record in leads[index].joined {
                if leads[index].isNew {
                    new.append(member: record, of: id)
                } else {
                    others.append(member: record, of: id)
                }
            }
        }
        for (record, lead) in members { new.append(member: record, of: lead) }
        guard !new.isEmpty || !others.isEmpty else { return }
        try new.run("INSERT INTO membership_new (record, lead) SELECT c0, c1 FROM row_batch(?1)", database)
        // Their records may have been members of a lead that goes with this page.
        try others.run(
            """
            INSERT INTO membership SELECT c0, c1 FROM row_batch(?1)
            WHERE true ON CONFLICT (record) DO UPDATE SET lead = excluded.lead
            """, database)
        if try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM waiting)") ?? true {
            for joined in [new, others] {
                try joined.run("DELETE FROM waiting WHERE record IN (SELECT c0 FROM row_batch(?1))", database)
            }
        }
    }

    /// Gives the memberships that were noted down their places. Done before anybody looks for one: at the end of a run, and
    /// when the store is opened for writing, because a run may have been killed.
    static func placeMemberships(_ database: Database) throws {
        guard try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM membership_new)") ?? true else { return }
        try database.execute(
            sql: """
                INSERT INTO membership SELECT record, lead FROM membership_new
                WHERE true ORDER BY record, entry ON CONFLICT (record) DO UPDATE SET lead = excluded.lead;
                DELETE FROM membership_new;
                """)
    }

    private static func absorb(_ absorbed: LeadID, into survivor: LeadID, run: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO lead_merge SELECT lead, ?2, ?3, versions FROM lead WHERE lead = ?1
                ON CONFLICT (absorbed) DO NOTHING
                """, arguments: [absorbed.number, survivor.number, run])
        // One that was absorbed before may have come to another survivor.
        try database.execute(
            sql: "UPDATE lead_merge SET survivor = ?2 WHERE absorbed = ?1",
            arguments: [absorbed.number, survivor.number])
        try database.execute(sql: "DELETE FROM lead WHERE lead = ?", arguments: [absorbed.number])
    }
}

extension RowBatch {
    fileprivate mutating func append(member record: VersionID, of lead: LeadID) {
        append(record.rawValue)
        append(lead.number)
    }
}
