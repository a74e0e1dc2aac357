import GRDB
public import LeadModel

/// The queues of destinations: what is taken into them, what is due, and how much waits.
extension LeadStore {
    /// Takes messages of a feed into the queue of its destination: of each lead the last one, which stands for all that wait.
    /// A page of messages and the cursor behind it are one transaction.
    /// - Parameters:
    ///   - end: the last message to take.
    ///   - now: when they are to be tried first.
    /// - Returns: how many messages were taken; 0 where none is left.
    public func queue(_ feed: String, for destination: String, upTo end: Int64, at now: Instant) throws(Fault) -> Int {
        try write(isBookkeeping: true) { database in
            let cursor =
                try Int64.fetchOne(
                    database, sql: "SELECT cursor FROM delivery_feed WHERE feed = ? AND destination = ?",
                    arguments: [feed, destination]) ?? 0
            let last = try Int64.fetchOne(
                database,
                sql: """
                    SELECT max(message) FROM (
                        SELECT message FROM outbox WHERE feed = ? AND message > ? AND message <= ? ORDER BY message LIMIT 10000)
                    """, arguments: [feed, cursor, end])
            guard let last else { return 0 }
            try database.execute(
                sql: """
                    UPDATE delivery SET state = :superseded, due = NULL, changed = :now
                    WHERE (destination, message) IN (
                        SELECT d.destination, d.message
                        FROM outbox o CROSS JOIN delivery d INDEXED BY delivery_lead ON d.lead = o.lead
                        WHERE o.feed = :feed AND o.message > :cursor AND o.message <= :last
                            AND d.destination = :destination AND d.feed = :feed AND d.state IN (\(StoredCodes.open)))
                    """,
                arguments: [
                    "superseded": StoredCodes.code(DeliveryState.superseded, in: StoredCodes.deliveries),
                    "destination": destination, "feed": feed, "cursor": cursor, "last": last, "now": now.milliseconds,
                ])
            try database.execute(
                sql: """
                    INSERT INTO delivery (destination, message, feed, lead, state, action, due, changed)
                    SELECT :destination, message, feed, lead, CASE WHEN is_last THEN 0 ELSE :superseded END,
                        CASE action WHEN 'add' THEN 0 WHEN 'change' THEN 1 ELSE 2 END, CASE WHEN is_last THEN :now END, :now
                    FROM (SELECT message, feed, lead, action, message = max(message) OVER (PARTITION BY lead) AS is_last
                        FROM outbox WHERE feed = :feed AND message > :cursor AND message <= :last)
                    WHERE true ON CONFLICT DO NOTHING
                    """,
                arguments: [
                    "superseded": StoredCodes.code(DeliveryState.superseded, in: StoredCodes.deliveries),
                    "destination": destination, "feed": feed, "cursor": cursor, "last": last, "now": now.milliseconds,
                ])
            let count = database.changesCount
            try database.execute(
                sql: """
                    INSERT INTO delivery_feed VALUES (?, ?, ?)
                    ON CONFLICT (feed, destination) DO UPDATE SET cursor = excluded.cursor
                    """, arguments: [feed, destination, last])
            return max(1, count)
        }
    }

    /// Messages of a feed that wait in the queue of a destination and are due, those that wait longest first.
    public func due(
        _ feed: String, for destination: String, at now: Instant, limit: Int
    ) throws(Fault) -> [QueuedDelivery] {
        try read { database in
            let select = try RawStatement(
                database,
                """
                SELECT d.message, d.lead, o.revision, o.action, coalesce(r.as_of, d.due), o.content, d.attempts, d.first_tried,
                    h.message, held.content, h.receiver_id, h.is_sure, h.was_sure, held.revision, d.is_forced, h.keys, h.address, d.round
                FROM delivery d JOIN outbox o USING (message) LEFT JOIN run r USING (run)
                LEFT JOIN delivery_holding h ON h.feed = d.feed AND h.destination = d.destination AND h.lead = d.lead
                LEFT JOIN outbox held ON held.message = h.message
                WHERE d.destination = ? AND d.feed = ? AND d.state = 0 AND d.due <= ? ORDER BY d.due, d.message LIMIT ?
                """)
            select.bind(destination, at: 1)
            select.bind(feed, at: 2)
            select.bind(now.milliseconds, at: 3)
            select.bind(limit, at: 4)
            var found: [QueuedDelivery] = []
            while try select.step(database) {
                var held: QueuedDelivery.Held?
                if !select.isNull(8) {
                    held = QueuedDelivery.Held(
                        message: select.integer(8), revision: Int(select.integer(13)), content: select.bytes(9),
                        keys: DeliveryKeys(
                            row: select.bytes(15), address: select.isNull(16) ? nil : select.integer(16)),
                        receiverID: select.text(10), isSure: select.integer(11) == 1, wasSure: select.integer(12) == 1)
                }
                found.append(
                    QueuedDelivery(
                        message: select.integer(0), lead: LeadID(number: select.integer(1)),
                        revision: Int(select.integer(2)),
                        action: try LeadStore.known(FeedAction(rawValue: select.text(3) ?? ""), "a message"),
                        decided: Instant(milliseconds: select.integer(4)), content: select.bytes(5),
                        attempts: Int(select.integer(6)),
                        firstTried: select.isNull(7) ? nil : Instant(milliseconds: select.integer(7)), held: held,
                        isForced: select.integer(14) == 1, round: Int(select.integer(17))))
            }
            return found
        }
    }

    /// The cursor up to which a feed's messages are in the queue of a destination.
    public func deliveryCursor(_ feed: String, for destination: String) throws(Fault) -> Int64 {
        try read { database in
            try Int64.fetchOne(
                database, sql: "SELECT cursor FROM delivery_feed WHERE feed = ? AND destination = ?",
                arguments: [feed, destination]) ?? 0
        }
    }

    /// How many messages of some feeds wait for a destination.
    public func countWaiting(_ feeds: [String], for destination: String) throws(Fault) -> Int {
        try read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM delivery INDEXED BY delivery_waiting
                    WHERE destination = ? AND feed IN (SELECT value FROM json_each(?)) AND state = 0
                    """, arguments: [destination, LeadStore.jsonList(feeds)]) ?? 0
        }
    }

    /// How many of them were decided before a time.
    public func countWaiting(
        _ feeds: [String], for destination: String, decidedBefore time: Instant
    ) throws(Fault) -> Int {
        try read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM delivery d INDEXED BY delivery_waiting
                        JOIN outbox o USING (message) JOIN run r USING (run)
                    WHERE d.destination = ? AND d.feed IN (SELECT value FROM json_each(?)) AND d.state = 0 AND r.as_of < ?
                    """, arguments: [destination, LeadStore.jsonList(feeds), time.milliseconds]) ?? 0
        }
    }

    /// Lets everything that waits for a destination be due at once.
    public func hurry(_ destination: String, at now: Instant) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: "UPDATE delivery SET due = ? WHERE destination = ? AND state = 0 AND due > ?",
                arguments: [now.milliseconds, destination, now.milliseconds])
        }
    }

    /// Lets everything that waits for one reason be due at once.
    public func hurry(_ destination: String, waitingBecause code: FaultCode, at now: Instant) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: "UPDATE delivery SET due = ? WHERE destination = ? AND state = 0 AND code = ? AND due > ?",
                arguments: [now.milliseconds, destination, code.rawValue, now.milliseconds])
        }
    }

    /// Leads of which something of a feed waits for one reason.
    public func leads(
        of feed: String, for destination: String, waitingBecause code: FaultCode
    ) throws(Fault) -> [LeadID] {
        try read { database in
            try Int64.fetchAll(
                database,
                sql: """
                    SELECT lead FROM delivery INDEXED BY delivery_waiting
                    WHERE destination = ? AND feed = ? AND state = 0 AND code = ?
                    """, arguments: [destination, feed, code.rawValue]
            ).map { LeadID(number: $0) }
        }
    }

    /// By feed, leads whose last message to a destination is a dead letter.
    public func refusedLeads() throws(Fault) -> [String: Set<LeadID>] {
        try read { database in
            let select = try RawStatement(
                database,
                """
                SELECT feed, lead FROM delivery d INDEXED BY delivery_dead WHERE (\(StoredCodes.isDead)) AND NOT EXISTS (
                    SELECT 1 FROM delivery later INDEXED BY delivery_lead WHERE later.lead = d.lead AND later.feed = d.feed
                        AND later.destination = d.destination AND later.message > d.message)
                """)
            var refused: [String: Set<LeadID>] = [:]
            while try select.step(database) {
                refused[select.text(0) ?? "", default: []].insert(LeadID(number: select.integer(1)))
            }
            return refused
        }
    }

    /// Names of feeds that have something in the queue of a destination, or hold something there, in their order.
    public func queuedFeeds(for destination: String) throws(Fault) -> [String] {
        try read { database in
            try String.fetchAll(
                database, sql: "SELECT feed FROM delivery_feed WHERE destination = ? ORDER BY feed",
                arguments: [destination])
        }
    }

    /// When the next message of some feeds to a destination is due; `nil` where none waits.
    public func nextDue(_ feeds: [String], for destination: String) throws(Fault) -> Instant? {
        try read { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT min(due) FROM delivery INDEXED BY delivery_waiting
                    WHERE destination = ? AND feed IN (SELECT value FROM json_each(?)) AND state = 0
                    """, arguments: [destination, LeadStore.jsonList(feeds)]
            ).map { Instant(milliseconds: $0) }
        }
    }
}

extension LeadStore {
    /// Texts as a list of JSON, for `json_each`.
    static func jsonList(_ texts: [String]) -> String {
        // Names of the configuration: small letters, digits and hyphens.
        "[" + texts.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    }
}
