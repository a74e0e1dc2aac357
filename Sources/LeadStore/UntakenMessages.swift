import GRDB
public import LeadModel

/// Messages of a feed for a destination that were decided, and that no queue has taken yet.
public struct UntakenMessages: Sendable, Hashable {
    /// Names of both.
    public var feed: String
    public var destination: String
    /// How many messages there are.
    public var count: Int

    /// - Parameter count: above 0.
    public init(feed: String, destination: String, count: Int) {
        self.feed = feed
        self.destination = destination
        self.count = count
    }
}

extension LeadStore {
    /// What was decided for destinations, and is in none of their queues yet: of each feed that has something, by destination and feed.
    /// - Parameters:
    ///   - routes: the feeds that are configured, and where they go. Those that went somewhere and were closed are found besides.
    ///   - configured: names of all configured feeds.
    ///   - lead: only what is about it; `nil`: about any.
    public func untakenMessages(
        _ routes: [(feed: String, destination: String)], configured: [String], about lead: LeadID? = nil
    ) throws(Fault) -> [UntakenMessages] {
        try read { database in
            let closed = try Row.fetchAll(
                database,
                sql: """
                    SELECT feed, destination FROM delivery_feed t WHERE feed NOT IN (SELECT value FROM json_each(?))
                        AND NOT EXISTS (SELECT 1 FROM feed_member m WHERE m.feed = t.feed)
                    """, arguments: [LeadStore.jsonList(configured)])
            let all = routes + closed.map { (feed: $0[0] as String, destination: $0[1] as String) }
            return try all.sorted { ($0.destination, $0.feed) < ($1.destination, $1.feed) }.compactMap { route in
                let count = try Int.fetchOne(
                    database,
                    sql: """
                        SELECT count(*) FROM outbox WHERE feed = ?1 AND message > coalesce(
                            (SELECT cursor FROM delivery_feed WHERE feed = ?1 AND destination = ?2), 0)
                            AND (?3 IS NULL OR lead = ?3)
                        """, arguments: [route.feed, route.destination, lead?.number])
                guard let count, count > 0 else { return nil }
                return UntakenMessages(feed: route.feed, destination: route.destination, count: count)
            }
        }
    }

    /// Whether something was decided for a destination by one of some feeds that its queue has not taken yet.
    public func hasUntaken(_ feeds: [String], for destination: String) throws(Fault) -> Bool {
        try read { database in
            try Bool.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (
                        SELECT 1 FROM json_each(?1) f JOIN outbox INDEXED BY outbox_feed ON outbox.feed = f.value
                        WHERE message > coalesce(
                            (SELECT cursor FROM delivery_feed d WHERE d.feed = f.value AND destination = ?2), 0))
                    """, arguments: [LeadStore.jsonList(feeds), destination]) ?? false
        }
    }

    /// The feed that a message was decided for; `nil` where there is no such message.
    public func feed(ofMessage message: Int64) throws(Fault) -> String? {
        try read { database in
            try String.fetchOne(database, sql: "SELECT feed FROM outbox WHERE message = ?", arguments: [message])
        }
    }
}
