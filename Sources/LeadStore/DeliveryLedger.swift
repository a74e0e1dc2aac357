import Foundation
import GRDB
public import LeadModel

/// Which entries of the ledger of deliveries are meant; every condition that is set must hold.
public struct DeliveryFilter: Sendable, Hashable {
    /// By its name.
    public var destination: String?
    /// By its name.
    public var feed: String?
    /// Of whom they tell.
    public var lead: LeadID?
    /// One message, by its number in the outbox.
    public var message: Int64?
    /// Empty: any.
    public var states: [DeliveryState] = []
    /// The vendor's or our code of why.
    public var code: String?
    /// That came to their state at this time or later.
    public var since: Instant?

    /// All of them.
    public init() {}
}

/// One entry of the ledger of deliveries.
public struct DeliveryEntry: Sendable, Hashable {
    /// Whither, by its name.
    public var destination: String
    /// Its number in the outbox.
    public var message: Int64
    /// The feed whose message it is, by its name.
    public var feed: String
    /// Of whom it tells.
    public var lead: LeadID
    /// The revision of the lead that it tells of.
    public var revision: Int
    /// What became of it.
    public var state: DeliveryState
    /// What was sent, or would be.
    public var action: FeedAction
    /// How often it was tried since it was decided, or last replayed.
    public var attempts: Int
    /// When it is tried next; `nil` where it does not wait.
    public var due: Instant?
    /// When it was tried first; `nil` where it never was.
    public var firstTried: Instant?
    /// When it was tried last.
    public var lastTried: Instant?
    /// When it was accepted last, whatever became of it since.
    public var accepted: Instant?
    /// The HTTP status of the last answer.
    public var status: Int?
    /// Why it is not accepted: the vendor's code or ours. Of one that is, the vendor's word for what it did.
    public var code: String?
    /// The vendor's words, or ours; cleaned of the row's values.
    public var said: String?
    /// The field they are about, as the receiver spells it.
    public var field: String?
    /// The receiver's own id of the lead, where it holds it.
    public var receiverID: String?
    /// The row as it was decided; empty where the lead was erased since.
    public var content: [UInt8]
    /// The row by whose keys the destination knows the lead; empty where it holds nothing of it.
    public var keys: [UInt8]
    /// The id under which it was sent last; `nil` where it never was.
    public var id: String?
}

extension LeadStore {
    /// Entries of the ledger, by destination and message.
    /// - Parameter after: the entry to go on behind; `nil` for the first ones.
    public func deliveries(
        _ filter: DeliveryFilter, after: (destination: String, message: Int64)? = nil, limit: Int
    ) throws(Fault) -> [DeliveryEntry] {
        let (condition, arguments) = LeadStore.condition(filter)
        return try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT d.*, o.revision, o.content, h.receiver_id, h.keys FROM delivery d JOIN outbox o USING (message)
                    LEFT JOIN delivery_holding h ON h.feed = d.feed AND h.destination = d.destination AND h.lead = d.lead
                    WHERE (d.destination, d.message) > (?, ?) AND \(condition) ORDER BY d.destination, d.message LIMIT ?
                    """,
                arguments: [after?.destination ?? "", after?.message ?? -1] + arguments + [limit]
            ).map(LeadStore.entry)
        }
    }

    /// How many entries of each state every destination has.
    public func deliveryCounts() throws(Fault) -> [String: [DeliveryState: Int]] {
        try read { database in
            var counts: [String: [DeliveryState: Int]] = [:]
            for row in try Row.fetchAll(
                database, sql: "SELECT destination, state, count(*) FROM delivery GROUP BY destination, state")
            {
                guard let state = StoredCodes.word(row[1], in: StoredCodes.deliveries) else { continue }
                counts[row[0], default: [:]][state] = row[2]
            }
            return counts
        }
    }

    /// What waits for a destination, and since when, and how many messages to it were given up.
    public func queueStanding(of destination: String) throws(Fault) -> (waiting: Int, oldest: Instant?, dead: Int) {
        try read { database in
            let waiting = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*), min(coalesce(first_tried, changed)) FROM delivery INDEXED BY delivery_waiting
                    WHERE destination = ? AND state = 0
                    """, arguments: [destination])
            let dead = try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM delivery INDEXED BY delivery_dead
                    WHERE destination = ? AND \(StoredCodes.isDead)
                    """, arguments: [destination])
            let oldest: Int64? = waiting?[1]
            return (waiting: waiting?[0] ?? 0, oldest: oldest.map { Instant(milliseconds: $0) }, dead: dead ?? 0)
        }
    }

    /// How many entries a filter means.
    public func countDeliveries(_ filter: DeliveryFilter) throws(Fault) -> Int {
        let (condition, arguments) = LeadStore.condition(filter)
        return try read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM delivery d WHERE \(condition)", arguments: arguments)
                ?? 0
        }
    }

    /// How many messages `replayDeliveries` would put back.
    public func replayableDeliveries(_ filter: DeliveryFilter) throws(Fault) -> Int {
        let (condition, arguments) = LeadStore.condition(filter)
        return try read { database in
            try Int.fetchOne(
                database, sql: "SELECT count(*) FROM delivery d WHERE \(condition) AND \(LeadStore.isReplayable)",
                arguments: arguments) ?? 0
        }
    }

    /// That nothing else stands for a message: no later one about the lead.
    private static let isReplayable = """
        d.state <> 0 AND NOT EXISTS (
            SELECT 1 FROM delivery later INDEXED BY delivery_lead WHERE later.destination = d.destination
                AND later.feed = d.feed AND later.lead = d.lead AND later.message > d.message)
        """

    /// Puts messages back into the queue of their destination, as if they had never been tried, where no later message about the
    /// lead has taken their place. They are sent even where the destination is known to hold what they say: those that it has accepted
    /// under another id than before, since a receiver drops ids that it knows.
    /// - Parameters:
    ///   - due: when the first is to be tried.
    ///   - spacing: milliseconds between one and the next: the rate at which they go out.
    /// - Returns: how many wait now.
    public func replayDeliveries(_ filter: DeliveryFilter, due: Instant, spacing: Double = 0) throws(Fault) -> Int {
        let (condition, arguments) = LeadStore.condition(filter)
        return try write(isBookkeeping: true) { database in
            try database.execute(
                sql: """
                    WITH chosen AS (
                        SELECT d.destination, d.message, row_number() OVER (PARTITION BY d.destination ORDER BY d.message) AS place
                        FROM delivery d WHERE \(condition) AND \(LeadStore.isReplayable))
                    UPDATE delivery SET round = round + (state = \(StoredCodes.code(DeliveryState.accepted, in: StoredCodes.deliveries))),
                        state = 0, attempts = 0, is_forced = 1, changed = ?,
                        due = ? + CAST((SELECT place - 1 FROM chosen c
                            WHERE c.destination = delivery.destination AND c.message = delivery.message) * ? AS INTEGER)
                    WHERE (destination, message) IN (SELECT destination, message FROM chosen)
                    """, arguments: arguments + [due.milliseconds, due.milliseconds, spacing])
            return database.changesCount
        }
    }

    /// How many messages `discardDeliveries` would let go of.
    public func discardableDeliveries(_ filter: DeliveryFilter) throws(Fault) -> Int {
        let (condition, arguments) = LeadStore.condition(filter)
        return try read { database in
            try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM delivery d WHERE \(condition) AND d.state IN (\(StoredCodes.open))",
                arguments: arguments) ?? 0
        }
    }

    /// Lets go of messages that wait or are dead letters: they are never sent. Of people who were erased nothing is kept by which
    /// they could be.
    /// - Returns: how many.
    public func discardDeliveries(_ filter: DeliveryFilter, at now: Instant) throws(Fault) -> Int {
        let (condition, arguments) = LeadStore.condition(filter)
        let chosen = "FROM delivery d WHERE \(condition) AND d.state IN (\(StoredCodes.open))"
        return try write(isBookkeeping: true) { database in
            let held = """
                WHERE lead IN (SELECT lead FROM erasure)
                    AND (feed, destination, lead) IN (SELECT d.feed, d.destination, d.lead \(chosen))
                """
            try database.execute(
                sql: "UPDATE delivery_holding SET keys = zeroblob(length(keys)) \(held)", arguments: arguments)
            try database.execute(sql: "DELETE FROM delivery_holding \(held)", arguments: arguments)
            try database.execute(
                sql: """
                    UPDATE delivery SET state = \(StoredCodes.code(DeliveryState.discarded, in: StoredCodes.deliveries)),
                        due = NULL, changed = \(now.milliseconds)
                    WHERE (destination, message) IN (SELECT d.destination, d.message \(chosen))
                    """, arguments: arguments)
            return database.changesCount
        }
    }

    private static func condition(_ filter: DeliveryFilter) -> (sql: String, arguments: StatementArguments) {
        var parts = ["1"]
        var arguments = StatementArguments()
        func add(_ sql: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            parts.append(sql)
            arguments += [value]
        }
        add("d.destination = ?", filter.destination)
        add("d.feed = ?", filter.feed)
        add("d.lead = ?", filter.lead?.number)
        add("d.message = ?", filter.message)
        add("d.code = ?", filter.code)
        add("d.changed >= ?", filter.since?.milliseconds)
        if !filter.states.isEmpty {
            parts.append("(\(StoredCodes.isOne(of: filter.states, in: "d.state")))")
        }
        return (sql: parts.joined(separator: " AND "), arguments: arguments)
    }

    private static func entry(_ row: Row) throws -> DeliveryEntry {
        func instant(_ column: String) -> Instant? { (row[column] as Int64?).map { Instant(milliseconds: $0) } }
        let content: Data = row["content"]
        let keys: Data? = row["keys"]
        return DeliveryEntry(
            destination: row["destination"], message: row["message"], feed: row["feed"],
            lead: LeadID(number: row["lead"]),
            revision: row["revision"],
            state: try LeadStore.known(StoredCodes.word(row["state"], in: StoredCodes.deliveries), "a delivery"),
            action: try LeadStore.known(StoredCodes.word(row["action"], in: StoredCodes.actions), "a delivery"),
            attempts: row["attempts"], due: instant("due"), firstTried: instant("first_tried"),
            lastTried: instant("last_tried"), accepted: instant("accepted"), status: row["status"], code: row["code"],
            said: row["said"],
            field: row["field"], receiverID: row["receiver_id"], content: Array(content),
            keys: keys.map { Array($0) } ?? [], id: row["id"])
    }
}
