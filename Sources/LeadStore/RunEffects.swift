import GRDB
public import LeadModel

/// What one run did to the leads, as the history tells it.
extension LeadStore {
    /// Every change of a lead that was there before, by lead.
    public func forEachChange(ofRun run: Int64, _ body: (LeadID, LeadChange) -> Void) throws(Fault) {
        try read { database in
            let select = try RawStatement(
                database,
                "SELECT lead, \(LeadChange.selected) FROM lead_change WHERE run = ? ORDER BY lead, revision, field")
            select.bind(run, at: 1)
            while try select.step(database) {
                body(LeadID(number: select.integer(0)), try LeadChange(select, from: 1))
            }
        }
    }

    /// Leads that were merged into others.
    public func merges(ofRun run: Int64) throws(Fault) -> [(absorbed: LeadID, survivor: LeadID)] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT absorbed, survivor FROM lead_merge WHERE run = ? ORDER BY absorbed",
                arguments: [run]
            ).map { (absorbed: LeadID(number: $0[0]), survivor: LeadID(number: $0[1])) }
        }
    }

    /// Leads that there were not before.
    public func leadsBegun(inRun run: Int64) throws(Fault) -> [LeadID] {
        try read { database in
            try Int64.fetchAll(
                database, sql: "SELECT lead FROM lead WHERE first_run = ? ORDER BY lead", arguments: [run]
            ).map { LeadID(number: $0) }
        }
    }

    /// Every message to a receiver, in order.
    public func forEachMessage(
        ofRun run: Int64, _ body: (_ feed: String, LeadID, FeedAction) -> Void
    ) throws(Fault) {
        try read { database in
            let select = try RawStatement(
                database, "SELECT feed, lead, action FROM outbox WHERE run = ? ORDER BY message")
            select.bind(run, at: 1)
            while try select.step(database) {
                let action = try LeadStore.known(
                    FeedAction(rawValue: select.text(2) ?? ""), "a message")
                body(select.text(0) ?? "", LeadID(number: select.integer(1)), action)
            }
        }
    }

    /// Records that began to wait, and that were let go of, by stream and code.
    public func quarantineMoves(ofRun run: Int64) throws(Fault) -> [(
        source: String, stream: String, code: String, entered: Int, released: Int
    )] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT source, name, code, total(last_run = ?1 AND released_run IS NULL), total(released_run IS ?1)
                    FROM quarantine JOIN source_stream USING (stream)
                    WHERE last_run = ?1 AND released_run IS NULL OR released_run IS ?1
                    GROUP BY source, name, code ORDER BY source, name, code
                    """, arguments: [run]
            ).map {
                (
                    source: $0[0], stream: $0[1], code: $0[2], entered: Int($0[3] as Double),
                    released: Int($0[4] as Double)
                )
            }
        }
    }
}
