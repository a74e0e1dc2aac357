import GRDB
public import LeadModel

/// A lead as far as its standing and its last decision tell of it, without its records.
public struct DecidedLead: Sendable {
    public var id: LeadID
    public var revision: Int
    public var standing: Standing
    public var decision: Decision
    /// Whether a receiver of a feed holds it.
    public var isHeld: Bool
}

/// Another decision about a lead of which nothing else is new.
public struct Redecision: Sendable {
    public var id: LeadID
    public var revision: Int
    public var decision: Decision
    public var changes: [LeadChange]

    public init(id: LeadID, revision: Int, decision: Decision, changes: [LeadChange]) {
        self.id = id
        self.revision = revision
        self.decision = decision
        self.changes = changes
    }
}

extension LeadStore {
    /// Leads by number, without a look at their records.
    public func decidedLeads(after: LeadID, limit: Int) throws(Fault) -> [DecidedLead] {
        try read { database in
            let columns = ["lead", "revision"] + LeadStore.standingColumns + LeadStore.decisionColumns
            let select = try RawStatement(
                database,
                """
                SELECT \(columns.joined(separator: ", ")), EXISTS (SELECT 1 FROM feed_member WHERE lead = lead.lead)
                FROM lead WHERE lead > ?1 ORDER BY lead LIMIT ?2
                """)
            select.bind(after.number, at: 1)
            select.bind(limit, at: 2)
            var leads: [DecidedLead] = []
            leads.reserveCapacity(limit)
            while try select.step(database) {
                leads.append(
                    DecidedLead(
                        id: LeadID(number: select.integer(0)), revision: Int(select.integer(1)),
                        standing: LeadStore.standing(select, from: 2),
                        decision: LeadStore.decision(select, from: 2 + Int32(LeadStore.standingColumns.count)),
                        isHeld: select.integer(Int32(columns.count)) != 0))
            }
            return leads
        }
    }

    /// Writes decisions in place; nothing else of the rows is touched.
    static func redecide(_ redecisions: [Redecision], run: Int64, _ database: Database) throws {
        guard !redecisions.isEmpty else { return }
        var rows = RowBatch(columns: 3 + decisionColumns.count, rows: redecisions.count, bytes: redecisions.count * 32)
        var history = RowBatch(columns: LeadChange.columns.count)
        for index in redecisions.indices {
            rows.append(redecisions[index].id.number)
            rows.append(redecisions[index].revision)
            rows.append(run)
            append(redecisions[index].decision, to: &rows)
            if !redecisions[index].changes.isEmpty {
                history.append(
                    redecisions[index].changes, of: redecisions[index].id, revision: redecisions[index].revision,
                    run: run)
            }
        }
        let updates = (["revision", "last_run"] + decisionColumns).enumerated().map { "\($1) = c\($0 + 1)" }
        try rows.run("UPDATE lead SET \(updates.joined(separator: ", ")) FROM row_batch(?1) WHERE lead = c0", database)
        try history.run(LeadChange.insert, database)
    }
}
