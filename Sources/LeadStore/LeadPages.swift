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
    /// Text of every golden field, by `StoredLead.fields`; `nil` where nobody holds a value.
    public var texts: [String?]
    /// For each golden value in its order, where it came from; a single one where all came from it.
    public var winners: [VersionID]
    public var standing: Standing
    public var decision: Decision

    /// The fields of `texts`, in their order.
    public static var fields: [Field] { LeadColumns.fields }

    public func text(_ field: Field) -> String? { LeadColumns.fields.firstIndex(of: field).flatMap { texts[$0] } }
}

/// What a transaction makes of some leads.
public struct LeadPage: Sendable {
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
    public var messages: [OutboxMessage] = []
    /// Versions that said nothing new and are dropped.
    public var repeated: [VersionID] = []
    /// Records without a lead, with all of their versions.
    public var waiting: [(record: VersionID, versions: [VersionID])] = []
    /// Leads of which no record is left.
    public var ended: [LeadID] = []
    /// What a person said, if that is what changes the leads.
    public var verdicts = VerdictChange()

    public init(run: Int64) { self.run = run }
}

/// One field of one lead that changed with a revision.
public struct LeadChange: Sendable, Hashable {
    public var field: String
    public var old: String?
    public var new: String?
    public var version: VersionID?

    public init(field: String, old: String?, new: String?, version: VersionID?) {
        self.field = field
        self.old = old
        self.new = new
        self.version = version
    }
}

extension LeadStore {
    /// Commits leads with their history and their messages: all of them or none.
    public func commit(_ page: LeadPage) throws(Fault) {
        try write { database in
            let insert = try RawStatement(database, LeadStore.insert)
            let upsert = try RawStatement(database, LeadStore.upsert)
            let join = try RawStatement(
                database, "INSERT INTO membership VALUES (?, ?) ON CONFLICT (record) DO UPDATE SET lead = excluded.lead"
            )
            let history = try RawStatement(
                database,
                "INSERT INTO lead_change (lead, revision, field, run, old, new, version) VALUES (?, ?, ?, ?, ?, ?, ?)")
            let leave = try RawStatement(database, "DELETE FROM waiting WHERE record = ?")
            let hasWaiting = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM waiting)") ?? true
            for lead in page.leads {
                if lead.isNew {
                    try LeadStore.write(lead, run: page.run, with: insert, database)
                } else {
                    try LeadStore.write(lead, run: page.run, with: upsert, database)
                }
                for record in lead.joined {
                    join.bind(record.rawValue, at: 1)
                    join.bind(lead.id.number, at: 2)
                    try join.run(database)
                    if hasWaiting {
                        leave.bind(record.rawValue, at: 1)
                        try leave.run(database)
                    }
                }
                if lead.isRestored {
                    try database.execute(
                        sql: "DELETE FROM lead_merge WHERE absorbed = ?", arguments: [lead.id.number])
                }
                for absorbed in lead.absorbed { try LeadStore.absorb(absorbed, into: lead.id, run: page.run, database) }
                for change in lead.changes {
                    history.bind(lead.id.number, at: 1)
                    history.bind(lead.revision, at: 2)
                    history.bind(change.field, at: 3)
                    history.bind(page.run, at: 4)
                    history.bind(change.old, at: 5)
                    history.bind(change.new, at: 6)
                    history.bind(change.version?.rawValue, at: 7)
                    try history.run(database)
                }
            }
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
            for lead in page.ended {
                for table in ["membership", "lead"] {
                    try database.execute(sql: "DELETE FROM \(table) WHERE lead = ?", arguments: [lead.number])
                }
            }
            try LeadStore.apply(page.verdicts, run: page.run, database)
            if let last = page.leads.lazy.filter(\.isNew).map(\.id.number).max() {
                try database.execute(sql: "UPDATE store SET last_lead = max(last_lead, ?)", arguments: [last])
            }
        }
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
