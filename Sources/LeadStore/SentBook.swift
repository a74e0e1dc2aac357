import Foundation
import GRDB
public import LeadModel

/// What the store and the journal of what was sent know of each other.
///
/// What is guaranteed, as long as the journal lies beside the store:
/// - No message number and no lead number that a receiver may have seen is given to anything else, whichever copy of the store is
///   put back: both go on behind the journal's.
/// - The revision that goes out with a lead is higher than any that went out before, once a copy is put back that lacks messages.
/// - Each lead that a destination was told of and the copy does not know it was told, is told anew: as the store has it by now where
///   it is to be there, taken back where it is not, each by a message of its own, whose id no receiver has seen. So a receiver that
///   knows leads by their numbers and drops ids that it knows ends as the store has it.
/// - Where a destination knows leads by another key, and the copy knows neither the lead nor its key, nobody can take it back: these
///   are counted, and an audit of the destination names them.
///
/// A copy that is put back **without** the journal knows nothing of all this.
extension LeadStore {
    /// What was put right because the journal tells of more than the store.
    public struct SentCatchUp: Sendable, Hashable {
        /// Of one destination and one feed.
        public struct Told: Sendable, Hashable {
            /// By its name.
            public var destination: String
            /// By its name.
            public var feed: String
            /// Leads that are to be there, and are sent once more.
            public var again = 0
            /// Leads that are not, and are taken back.
            public var withdrawn = 0
            /// Leads of which only a number is left, by which the destination does not know them.
            public var unknown = 0
        }

        /// By destination and feed.
        public var told: [Told] = []
        /// Whether messages were sent that the store does not have: an older copy was put back.
        public var isPutBack = false
        /// Whether the journal was gone, or an older one, and was begun anew.
        public var isBegunAnew = false
    }

    /// The names of the facts by which the store knows the journal: as it is, and as it is about to be.
    private static let markFact = "sent-journal"
    private static let nextFact = "sent-journal-next"
    private static let floorFact = "revision-floor"

    /// A longer one is written anew when the store is opened, if that makes it shorter by much.
    private static let longAtMost = 8 << 20

    /// The journal beside the store; a copy that is thrown away has none of its own.
    public var sentJournal: SentJournal { SentJournal(beside: path, store: name, key: identity.erasureKey) }

    /// What is added to the revision of every lead that goes out; see `SentCatchUp`.
    public func revisionFloor() throws(Fault) -> Int { try fact(LeadStore.floorFact).flatMap { Int($0) } ?? 0 }

    // MARK: Keeping the journal

    /// Writes down that something is about to leave the house; the last step before the transaction ends.
    func note(_ line: SentJournal.Line, _ database: Database) throws {
        guard !isScratch else { return }
        let mark = try LeadStore.mark(LeadStore.markFact, database)
        try LeadStore.keep(try sentJournal.append([line], behind: mark), database)
    }

    /// Writes down that a file of a feed with a cursor is about to appear.
    public func noteFile(of feed: String, cursor: Int64) throws(Fault) {
        try write(isBookkeeping: true) { database in
            let lead = try Int64.fetchOne(database, sql: "SELECT last_lead FROM store") ?? 0
            try note(.file(feed: feed, cursor: cursor, lead: lead), database)
        }
    }

    private static func mark(_ name: String, _ database: Database) throws -> SentJournal.Mark? {
        try String.fetchOne(database, sql: "SELECT value FROM fact WHERE name = ?", arguments: [name])
            .flatMap { SentJournal.Mark($0) }
    }

    private static func keep(_ mark: SentJournal.Mark, as name: String = markFact, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            arguments: [name, mark.text])
    }

    // MARK: Catching up

    /// Brings the store to know what the journal tells, before anything else is sent; a look at the end of the file where there is
    /// nothing to do.
    /// - Parameter knowsNumbers: whether a destination knows the leads of a feed by our own numbers.
    /// - Returns: `nil` where the two said the same.
    /// - Throws: `store.sent-foreign`, `store.sent-damaged`.
    public func catchUpSent(
        knowsNumbers: (_ destination: String, _ feed: String) -> Bool, at now: Instant
    ) throws(Fault) -> SentCatchUp? {
        let (known, next) = try read {
            (try LeadStore.mark(LeadStore.markFact, $0), try LeadStore.mark(LeadStore.nextFact, $0))
        }
        let found = try sentJournal.mark()
        if found == known {
            if let found, found.length > LeadStore.longAtMost { try shorten() }
            return nil
        }
        if let found, found == next {
            try write(isBookkeeping: true) { try LeadStore.keep(found, $0) }
            return nil
        }
        guard let contents = try sentJournal.read() else {
            try beginAnew()
            return SentCatchUp(isBegunAnew: true)
        }
        // Of a journal that the store does not know the end of, every line may tell what it lacks.
        let place = known.flatMap { contents.marks.firstIndex(of: $0) }
        let missed = place.map { Array(contents.lines[($0 + 1)...]) } ?? contents.lines
        return try write(isBookkeeping: true) { database in
            var done = try LeadStore.makeUp(for: missed, knowsNumbers, at: now, database)
            if let mark = contents.marks.last {
                try LeadStore.keep(mark, database)
            } else {
                try database.execute(sql: "DELETE FROM fact WHERE name = ?", arguments: [LeadStore.markFact])
            }
            if known != nil, place == nil {
                // It is an older one, too: whatever the store sent stands in it from here on.
                for line in try LeadStore.standing(database) { try note(line, database) }
                done.isBegunAnew = true
            }
            return done
        }
    }

    private static func makeUp(
        for lines: [SentJournal.Line], _ knowsNumbers: (String, String) -> Bool, at now: Instant, _ database: Database
    ) throws -> SentCatchUp {
        var done = SentCatchUp()
        let given = try numbers(database)
        var last = given
        struct Route: Hashable {
            var destination: String
            var feed: String
        }
        var told: [Route: Set<Int64>] = [:]
        for line in lines {
            switch line {
            case .delivery(let destination, let feed, let message, let revision, let leads):
                last.message = max(last.message, message)
                last.revision = max(last.revision, revision)
                last.lead = max(last.lead, leads.max() ?? 0)
                told[Route(destination: destination, feed: feed), default: []].formUnion(leads)
            case .file(_, let cursor, let lead):
                last.message = max(last.message, cursor)
                last.lead = max(last.lead, lead)
            case .numbers(let message, let lead, let revision):
                last.message = max(last.message, message)
                last.lead = max(last.lead, lead)
                last.revision = max(last.revision, revision)
            }
        }
        done.isPutBack = last.message > given.message
        try raise(last, from: given, database)
        for (route, leads) in told.sorted(by: { ($0.key.destination, $0.key.feed) < ($1.key.destination, $1.key.feed) })
        {
            var counts = SentCatchUp.Told(destination: route.destination, feed: route.feed)
            let isByNumber = knowsNumbers(route.destination, route.feed)
            for lead in leads.sorted() {
                try tellAnew(lead, isByNumber, at: now, &counts, database)
            }
            done.told.append(counts)
        }
        return done
    }

    /// The highest numbers that are given: of a message, of a lead, and of a revision that went out.
    private struct Numbers {
        var message: Int64
        var lead: Int64
        var revision: Int64
    }

    private static func numbers(_ database: Database) throws -> Numbers {
        let floor = try String.fetchOne(database, sql: "SELECT value FROM fact WHERE name = ?", arguments: [floorFact])
            .flatMap { Int64($0) }
        let revision = try Int64.fetchOne(
            database,
            sql: "SELECT max(revision) FROM outbox JOIN delivery USING (message) WHERE first_tried IS NOT NULL")
        return Numbers(
            message: try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'") ?? 0,
            lead: try Int64.fetchOne(database, sql: "SELECT last_lead FROM store") ?? 0,
            revision: (floor ?? 0) + (revision ?? 0))
    }

    private static func raise(_ last: Numbers, from given: Numbers, _ database: Database) throws {
        try database.execute(sql: "UPDATE store SET last_lead = max(last_lead, ?)", arguments: [last.lead])
        guard last.message > given.message else { return }
        try database.execute(
            sql: "UPDATE sqlite_sequence SET seq = ? WHERE name = 'outbox'", arguments: [last.message])
        if database.changesCount == 0 {
            try database.execute(
                sql: "INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', ?)", arguments: [last.message])
        }
        try database.execute(
            sql: "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            arguments: [floorFact, String(last.revision)])
    }

    /// Enqueues what makes a destination hold of a lead what it is to hold, whatever it was told since.
    private static func tellAnew(
        _ lead: Int64, _ isByNumber: Bool, at now: Instant, _ counts: inout SentCatchUp.Told, _ database: Database
    ) throws {
        let run = try Int64.fetchOne(database, sql: "SELECT max(run) FROM run") ?? 0
        let revision =
            try Int.fetchOne(database, sql: "SELECT revision FROM lead WHERE lead = ?", arguments: [lead]) ?? 1
        let content = try Data.fetchOne(
            database, sql: "SELECT content FROM feed_member WHERE feed = ? AND lead = ?",
            arguments: [counts.feed, lead])
        try database.execute(
            sql: "UPDATE delivery_holding SET is_sure = 0 WHERE feed = ? AND destination = ? AND lead = ?",
            arguments: [counts.feed, counts.destination, lead])
        let isHeld = database.changesCount > 0
        var message = OutboxMessage(
            feed: counts.feed, lead: LeadID(number: lead), revision: revision, action: .change,
            content: content.map { Array($0) } ?? [])
        if content != nil {
            counts.again += 1
            return try enqueue([message], run: run, database)
        }
        guard isHeld || isByNumber else { return counts.unknown += 1 }
        counts.withdrawn += 1
        message.action = .withdraw
        try enqueue([message], run: run, database)
        guard !isHeld else { return }
        // Only what a destination may hold is taken back there.
        try database.execute(
            sql: """
                INSERT INTO delivery_holding
                VALUES (?, ?, ?, (SELECT max(message) FROM outbox WHERE feed = ?1 AND lead = ?3), x'', NULL, NULL, 0, 1, ?)
                """, arguments: [counts.feed, counts.destination, lead, now.milliseconds])
    }

    // MARK: A new one

    /// What stands for everything that the store has sent: the highest numbers, and of each destination whom it was told of.
    private static func standing(_ database: Database) throws -> [SentJournal.Line] {
        let last = try numbers(database)
        var lines = [SentJournal.Line.numbers(message: last.message, lead: last.lead, revision: last.revision)]
        let routes = try Row.fetchAll(
            database, sql: "SELECT DISTINCT destination, feed FROM delivery_feed ORDER BY destination, feed")
        for route in routes {
            let (destination, feed): (String, String) = (route[0], route[1])
            let leads = try Int64.fetchAll(
                database,
                sql: """
                    SELECT lead FROM delivery WHERE destination = ?1 AND feed = ?2 AND first_tried IS NOT NULL
                    UNION SELECT lead FROM delivery_holding WHERE destination = ?1 AND feed = ?2
                    """, arguments: [destination, feed])
            guard !leads.isEmpty else { continue }
            lines.append(
                .delivery(
                    destination: destination, feed: feed, message: last.message, revision: last.revision, leads: leads))
        }
        return lines
    }

    private func beginAnew() throws(Fault) {
        try write(isBookkeeping: true) { database in
            let mark = try sentJournal.append(try LeadStore.standing(database), behind: nil)
            try LeadStore.keep(mark, database)
        }
    }

    /// Writes the journal anew without what is said many times. Whoever is killed in between knows either of the two.
    private func shorten() throws(Fault) {
        let shorter = SentJournal(beside: path, store: name, key: identity.erasureKey, suffix: ".sent.new")
        let mark = try write(isBookkeeping: true) { database in
            let mark = try shorter.append(try LeadStore.standing(database), behind: nil)
            try LeadStore.keep(mark, as: LeadStore.nextFact, database)
            return mark
        }
        try shorter.replace(sentJournal)
        try write(isBookkeeping: true) { try LeadStore.keep(mark, $0) }
    }
}
