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
    /// Withdraws somebody who is erased wherever a destination holds her under any of her numbers, whatever became of earlier
    /// withdrawals: refused, let go of, or never told.
    /// - Parameter feeds: of which her own number is withdrawn anyhow.
    static func withdrawWhereHeld(
        _ numbers: [Int64], beside feeds: [String], of lead: StoredLead, run: Int64, _ database: Database
    ) throws {
        var messages: [OutboxMessage] = []
        for number in numbers {
            let held = try String.fetchAll(
                database,
                sql:
                    "SELECT DISTINCT feed FROM delivery_holding INDEXED BY delivery_holding_lead WHERE lead = ? ORDER BY feed",
                arguments: [number])
            for feed in held where number != lead.id.number || !feeds.contains(feed) {
                messages.append(
                    OutboxMessage(
                        feed: feed, lead: LeadID(number: number), revision: lead.revision + 1, action: .withdraw))
            }
        }
        try enqueue(messages, run: run, database)
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
    /// Of those that were accepted last of other leads, or for other feeds, under the same address: what was taken back there was theirs,
    /// too. Each goes out once more, unless something later is under way or has taken the lead back.
    private static let restoreOthers = """
        UPDATE delivery SET state = 0, due = ?4, changed = ?4, attempts = 0, is_forced = 1, round = round + 1
        WHERE destination = ?2 AND state = \(StoredCodes.code(DeliveryState.accepted, in: StoredCodes.deliveries))
            AND message IN (SELECT other.message FROM delivery_holding other WHERE \(sharesAddress))
            AND NOT EXISTS (
                SELECT 1 FROM delivery later INDEXED BY delivery_lead WHERE later.lead = delivery.lead
                    AND later.destination = delivery.destination AND later.feed = delivery.feed
                    AND later.message > delivery.message AND (later.state = 0
                        OR later.action = \(StoredCodes.code(FeedAction.withdraw, in: StoredCodes.actions))))
        """
    private static let doubtOthers = """
        UPDATE delivery_holding AS other SET is_sure = 0 WHERE \(sharesAddress)
        """
    /// Holdings beside the one of the first three parameters.
    private static let sharesAddress = """
        other.destination = ?2 AND (other.feed, other.lead) <> (?1, ?3) AND other.address = (
            SELECT own.address FROM delivery_holding own WHERE own.feed = ?1 AND own.destination = ?2 AND own.lead = ?3)
        """
    /// What is left of somebody who was erased goes with it: the file is written anew.
    private static let clean = """
        INSERT INTO fact SELECT 'residue', 'erasure' WHERE EXISTS (SELECT 1 FROM erasure WHERE lead = ?3)
        ON CONFLICT DO NOTHING
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
        let restoreOthers = try RawStatement(database, LeadStore.restoreOthers)
        let doubtOthers = try RawStatement(database, LeadStore.doubtOthers)
        let clean = try RawStatement(database, LeadStore.clean)
        func run(_ statement: borrowing RawStatement, _ lead: LeadID) throws {
            statement.bind(feed, at: 1)
            statement.bind(destination, at: 2)
            statement.bind(lead.number, at: 3)
            try statement.run(database)
        }
        for outcome in outcomes {
            if outcome.letsGo || outcome.state == .accepted && outcome.action == .withdraw {
                restoreOthers.bind(now.milliseconds, at: 4)
                try run(restoreOthers, outcome.lead)
                try run(doubtOthers, outcome.lead)
                try run(clean, outcome.lead)
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
