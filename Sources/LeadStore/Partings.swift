import Foundation
import GRDB
public import LeadModel

extension LeadStore {
    /// A lead that had records of a person before they were parted, and what is to go of it with that person.
    public struct FormerLead: Sendable {
        public var lead: LeadID
        /// Texts that were the person's alone, by the word of their field.
        public var values: [String: Set<String>]
        /// Messages that hold something of the person, by number, with what they are to hold instead.
        public var messages: [Int64: [UInt8]]

        public init(lead: LeadID, values: [String: Set<String>], messages: [Int64: [UInt8]]) {
            self.lead = lead
            self.values = values
            self.messages = messages
        }
    }

    /// The leads that had some versions and have them no more, by number.
    public func formerLeads(of versions: [VersionID]) throws(Fault) -> [LeadID] {
        try read { database in
            let select = try RawStatement(database, "SELECT lead FROM parting WHERE version = ?")
            var found: Set<LeadID> = []
            for version in versions {
                select.bind(version.rawValue, at: 1)
                while try select.step(database) { found.insert(LeadID(number: select.integer(0))) }
                select.reset()
            }
            return found.sorted()
        }
    }

    /// Every message about a lead, oldest first.
    public func messages(about lead: LeadID) throws(Fault) -> [OutboxMessage] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT message, feed, revision, action, content FROM outbox WHERE lead = ? ORDER BY message",
                arguments: [lead.number]
            ).map { row in
                let action: String = row[3]
                let content: Data = row[4]
                var message = OutboxMessage(
                    feed: row[1], lead: lead, revision: row[2],
                    action: try LeadStore.known(FeedAction(rawValue: action), "an action"),
                    content: Array(content))
                message.number = row[0]
                return message
            }
        }
    }

    /// Notes down the versions that leads of a page lose, but for those that are dropped.
    static func notePartings(_ page: LeadPage, _ database: Database) throws {
        let select = try RawStatement(database, "SELECT versions FROM lead WHERE lead = ?")
        let insert = try RawStatement(database, "INSERT INTO parting VALUES (?, ?) ON CONFLICT DO NOTHING")
        let repeated = Set(page.repeated)
        func note(_ lead: LeadID, keeping kept: [VersionID]) throws {
            select.bind(lead.number, at: 1)
            var before: [VersionID] = []
            if try select.step(database) { before = PackedNumbers.unpackAscending(select.bytes(0)) }
            select.reset()
            var place = 0
            for version in before {
                while place < kept.count, kept[place] < version { place += 1 }
                if place < kept.count, kept[place] == version { continue }
                guard !repeated.contains(version) else { continue }
                insert.bind(version.rawValue, at: 1)
                insert.bind(lead.number, at: 2)
                try insert.run(database)
            }
        }
        for index in page.leads.indices where !page.leads[index].isNew {
            try note(page.leads[index].id, keeping: page.leads[index].versions)
        }
        for lead in page.ended { try note(lead, keeping: []) }
    }

    /// Takes out of the history and the messages of leads what was of a person by her versions or her values.
    /// - Returns: how many changes and messages.
    static func forget(
        _ former: [FormerLead], _ versions: [VersionID], _ database: Database
    ) throws -> (changes: Int, messages: Int) {
        var gone = (changes: 0, messages: 0)
        for lead in former {
            let number = lead.lead.number
            for version in versions {
                // The turns stay that the lead has taken; what was shown for them does not.
                try database.execute(
                    sql:
                        "UPDATE lead_change SET version = NULL WHERE lead = ? AND version = ? AND old_code IS NOT NULL",
                    arguments: [number, version.rawValue])
                try database.execute(
                    sql: "DELETE FROM lead_change WHERE lead = ? AND version = ?",
                    arguments: [number, version.rawValue])
                gone.changes += database.changesCount
            }
            for (field, texts) in lead.values {
                for text in texts {
                    try database.execute(
                        sql: """
                            DELETE FROM lead_change
                            WHERE lead = ?1 AND field = ?2 AND (old = ?3 OR new = ?3) AND old_code IS NULL
                            """, arguments: [number, field, text])
                    gone.changes += database.changesCount
                }
            }
            for (message, content) in lead.messages {
                try database.execute(
                    sql: "UPDATE outbox SET content = ? WHERE message = ?", arguments: [Data(content), message])
                gone.messages += database.changesCount
            }
            if !lead.messages.isEmpty {
                // What destinations hold of the lead is not what these messages say by now.
                try database.execute(
                    sql: "UPDATE delivery_holding SET is_sure = 0 WHERE lead = ?", arguments: [number])
            }
        }
        for version in versions {
            try database.execute(sql: "DELETE FROM parting WHERE version = ?", arguments: [version.rawValue])
        }
        return gone
    }
}
