import GRDB
public import LeadModel

/// What destinations hold of leads, by what was delivered to them.
extension LeadStore {
    /// Which feeds ever went to which destinations, and how many leads are held there of each.
    public func deliveredFeeds() throws(Fault) -> [(feed: String, destination: String, held: Int)] {
        try read { database in
            let pairs = try Row.fetchAll(
                database, sql: "SELECT feed, destination FROM delivery_feed ORDER BY feed, destination")
            return try pairs.map { row in
                let held = try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM delivery_holding WHERE feed = ? AND destination = ?",
                    arguments: [row[0] as String, row[1] as String])
                return (feed: row[0], destination: row[1], held: held ?? 0)
            }
        }
    }

    /// Which destinations hold, or may hold, something of some leads, and by which feeds.
    public func holders(of leads: [LeadID]) throws(Fault) -> [(feed: String, destination: String)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT feed, destination FROM delivery_holding INDEXED BY delivery_holding_lead
                    WHERE lead IN (SELECT value FROM json_each(?)) ORDER BY destination, feed
                    """, arguments: [LeadStore.list(leads)]
            ).map { (feed: $0[0], destination: $0[1]) }
        }
    }

    /// Forgets what a destination holds by a feed, and lets go of what waits: nobody will tell it anything of these leads.
    /// - Returns: how many leads it was.
    public func letGo(feed: String, destination: String, at now: Instant) throws(Fault) -> Int {
        try write(isBookkeeping: true) { database in
            let held = "WHERE feed = ? AND destination = ?"
            try database.execute(
                sql: "UPDATE delivery_holding SET keys = zeroblob(length(keys)) \(held)",
                arguments: [feed, destination])
            try database.execute(sql: "DELETE FROM delivery_holding \(held)", arguments: [feed, destination])
            let count = database.changesCount
            try database.execute(
                sql: """
                    UPDATE delivery SET state = \(StoredCodes.code(DeliveryState.discarded, in: StoredCodes.deliveries)),
                        due = NULL, changed = ?
                    WHERE destination = ? AND feed = ? AND state = 0
                    """, arguments: [now.milliseconds, destination, feed])
            return count
        }
    }
}

extension LeadStore {
    /// The statements that bring up to date what a destination is known to hold; the first three parameters of each are feed,
    /// destination and lead.
    private static let hold = """
        UPDATE delivery_holding SET message = ?4, receiver_id = coalesce(?5, receiver_id), is_sure = 1, was_sure = 1, since = ?6
        WHERE feed = ?1 AND destination = ?2 AND lead = ?3
        """
    private static let doubt = """
        UPDATE delivery_holding SET receiver_id = coalesce(?4, receiver_id) WHERE feed = ?1 AND destination = ?2 AND lead = ?3
        """
    private static let restore = """
        UPDATE delivery_holding SET message = ?4, is_sure = ?5, keys = ?6, address = ?7
        WHERE feed = ?1 AND destination = ?2 AND lead = ?3
        """
    /// Written over before they go, so that nothing of them stays in the page: of somebody who was erased they are all that is left.
    private static let blank = """
        UPDATE delivery_holding SET keys = zeroblob(length(keys)) WHERE feed = ?1 AND destination = ?2 AND lead = ?3
        """
    private static let letGo = "DELETE FROM delivery_holding WHERE feed = ?1 AND destination = ?2 AND lead = ?3"

    /// Brings up to date what a destination is known to hold of leads by what became of messages that were sent.
    static func settle(
        _ outcomes: [DeliveryOutcome], of feed: String, for destination: String, at now: Instant, _ database: Database
    ) throws {
        let hold = try RawStatement(database, LeadStore.hold)
        let doubt = try RawStatement(database, LeadStore.doubt)
        let restore = try RawStatement(database, LeadStore.restore)
        let blank = try RawStatement(database, LeadStore.blank)
        let letGo = try RawStatement(database, LeadStore.letGo)
        func run(_ statement: borrowing RawStatement, _ lead: LeadID) throws {
            statement.bind(feed, at: 1)
            statement.bind(destination, at: 2)
            statement.bind(lead.number, at: 3)
            try statement.run(database)
        }
        for outcome in outcomes {
            if outcome.letsGo || outcome.state == .accepted && outcome.action == .withdraw {
                try run(blank, outcome.lead)
                try run(letGo, outcome.lead)
            } else if outcome.state == .accepted {
                hold.bind(outcome.message, at: 4)
                hold.bind(outcome.receiverID, at: 5)
                hold.bind(now.milliseconds, at: 6)
                try run(hold, outcome.lead)
            } else if outcome.mayHaveArrived {
                doubt.bind(outcome.receiverID, at: 4)
                try run(doubt, outcome.lead)
            } else if let before = outcome.heldBefore {
                restore.bind(before.message, at: 4)
                restore.bind(before.isSure ? 1 : 0, at: 5)
                restore.bind(blob: before.keys.row, at: 6)
                restore.bind(before.keys.address, at: 7)
                try run(restore, outcome.lead)
            } else if outcome.action != .withdraw {
                try run(blank, outcome.lead)
                try run(letGo, outcome.lead)
            }
        }
    }
}
