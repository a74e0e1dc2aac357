import Foundation
import GRDB
public import LeadModel

extension LeadStore {
    /// Names of feeds whose receivers hold leads, with how many; whether a file describes them or not.
    ///
    /// The names are found by jumping from one to the next in the key: as many look-ups as there are feeds.
    public func feedsWithMembers() throws(Fault) -> [(feed: String, members: Int)] {
        try read { database in
            let names = try String.fetchAll(
                database,
                sql: """
                    WITH RECURSIVE name (feed) AS (
                        SELECT min(feed) FROM feed_member
                        UNION ALL
                        SELECT (SELECT min(feed) FROM feed_member WHERE feed > name.feed) FROM name WHERE feed IS NOT NULL
                    ) SELECT feed FROM name WHERE feed IS NOT NULL
                    """)
            return try names.map { name in
                let count = try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM feed_member WHERE feed = ?", arguments: [name])
                return (feed: name, members: count ?? 0)
            }
        }
    }

    /// Takes every lead back from the receiver of a feed, as a message of a run.
    ///
    /// A few thousand leads go into one transaction; what is interrupted is gone on with by another call.
    /// - Returns: how many leads were taken back.
    public func withdrawEverybody(from feed: String, run: Int64) throws(Fault) -> Int {
        var done = 0
        while true {
            let some = try write { database in
                let held = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT feed_member.lead, feed_member.content, coalesce(lead.revision, 1) FROM feed_member
                        LEFT JOIN lead ON lead.lead = feed_member.lead
                        WHERE feed = ? ORDER BY feed_member.lead LIMIT 5000
                        """, arguments: [feed])
                let messages = held.map { row in
                    let content: Data = row[1]
                    return OutboxMessage(
                        feed: feed, lead: LeadID(number: row[0]), revision: row[2], action: .withdraw,
                        content: Array(content))
                }
                try LeadStore.enqueue(messages, run: run, database)
                return messages.count
            }
            guard some > 0 else { return done }
            done += some
        }
    }
}
