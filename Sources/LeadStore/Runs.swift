import GRDB
public import LeadModel

/// A run as the store keeps it.
public struct StoredRun: Sendable, Hashable {
    public var number: Int64
    public var source: String
    public var started: Instant
    /// The time decisions were made for.
    public var asOf: Instant
    public var finished: Instant?
    /// `nil` while it runs, or when it was killed.
    public var outcome: RunOutcome?
    public var counts: RecordCounts
    public var moved: MovedLeads
    public var message: String?
    /// The run by which a person took back what it had read.
    public var undoneBy: Int64?
}

extension LeadStore {
    /// Opens a run.
    public func beginRun(source: String, started: Instant, asOf: Instant) throws(Fault) -> Int64 {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: "INSERT INTO run (source, started, as_of) VALUES (?, ?, ?)",
                arguments: [source, started.milliseconds, asOf.milliseconds])
            return database.lastInsertedRowID
        }
    }

    /// Closes the runs that a process left open when it died. Only the one writer may ask: none of them can be at work.
    public func closeInterruptedRuns() throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: "UPDATE run SET outcome = ?, message = ? WHERE outcome IS NULL",
                arguments: [
                    RunOutcome.failed.rawValue,
                    "interrupted; what it had read is in the store, and the next run went on",
                ])
        }
    }

    /// Closes a run. The counts must be conserved; the schema checks it once more.
    public func finishRun(
        _ run: Int64, outcome: RunOutcome, counts: RecordCounts, moved: MovedLeads, finished: Instant, message: String?
    ) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: """
                    UPDATE run SET finished = ?, outcome = ?, read = ?, inserted = ?, updated = ?, unchanged = ?, rejected = ?, held = ?,
                        recycled = ?, returned = ?, escalated = ?, message = ? WHERE run = ?
                    """,
                arguments: [
                    finished.milliseconds, outcome.rawValue, counts.read, counts.inserted, counts.updated,
                    counts.unchanged,
                    counts.rejected, counts.held, moved.recycled, moved.returned, moved.escalated, message, run,
                ])
        }
    }

    /// Counts what a page of leads came to under its run, which may not live to sum it up by sources.
    static func count(_ moved: MovedLeads, ofRun run: Int64, _ database: Database) throws {
        guard moved != MovedLeads() else { return }
        try database.execute(
            sql: """
                UPDATE run SET recycled = recycled + ?, returned = returned + ?, escalated = escalated + ? WHERE run = ?
                """, arguments: [moved.recycled, moved.returned, moved.escalated, run])
    }

    /// The newest runs first.
    public func runs(limit: Int) throws(Fault) -> [StoredRun] {
        try read { try LeadStore.runs($0, "ORDER BY run DESC LIMIT ?", [limit]) }
    }

    /// The last run of a source; `nil` before the first.
    public func lastRun(of source: String) throws(Fault) -> StoredRun? {
        try read { try LeadStore.runs($0, "WHERE source = ? ORDER BY run DESC LIMIT 1", [source]).first }
    }

    /// The last run of a source that ended well, with or without rejects; `nil` before the first.
    public func lastSuccess(of source: String) throws(Fault) -> StoredRun? {
        let outcomes = [RunOutcome.succeeded, .succeededWithRejects].map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try read {
            try LeadStore.runs($0, "WHERE source = ? AND outcome IN (\(outcomes)) ORDER BY run DESC LIMIT 1", [source])
                .first
        }
    }

    /// The run of a number; `nil` where the store has none.
    public func run(_ number: Int64) throws(Fault) -> StoredRun? {
        try read { try LeadStore.runs($0, "WHERE run = ?", [number]).first }
    }

    private static func runs(_ database: Database, _ clause: String, _ arguments: StatementArguments) throws
        -> [StoredRun]
    {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT run, source, started, as_of, finished, outcome, read, inserted, updated, unchanged, rejected, held, recycled, returned, escalated, message, undone_by
                FROM run \(clause)
                """, arguments: arguments)
        return rows.map { row in
            var counts = RecordCounts()
            counts.read = row[6]
            counts.inserted = row[7]
            counts.updated = row[8]
            counts.unchanged = row[9]
            counts.rejected = row[10]
            counts.held = row[11]
            var moved = MovedLeads()
            moved.recycled = row[12]
            moved.returned = row[13]
            moved.escalated = row[14]
            let finished: Int64? = row[4]
            let outcome: String? = row[5]
            return StoredRun(
                number: row[0], source: row[1], started: Instant(milliseconds: row[2]),
                asOf: Instant(milliseconds: row[3]),
                finished: finished.map { Instant(milliseconds: $0) },
                outcome: outcome.flatMap { RunOutcome(rawValue: $0) },
                counts: counts, moved: moved, message: row[15], undoneBy: row[16])
        }
    }
}
