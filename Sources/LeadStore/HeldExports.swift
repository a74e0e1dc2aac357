import Foundation
import GRDB
public import LeadModel

/// An export of which nothing was taken in, as it was shown to people.
public struct HeldExport: Sendable, Hashable {
    /// What a person said of it.
    public enum Verdict: String, Sendable, Hashable {
        case approved
        case discarded
    }

    /// What it is held for: the code of a difference, and the column that differs.
    public struct Finding: Sendable, Hashable, Comparable {
        public var code: String
        /// Empty where it is no column that differs.
        public var column: String

        public init(code: String, column: String) {
            self.code = code
            self.column = column
        }

        public static func < (left: Finding, right: Finding) -> Bool {
            (left.code, left.column) < (right.code, right.column)
        }
    }

    /// The records that its stream knew.
    public struct Gone: Sendable, Hashable {
        /// How many there were.
        public var known: Int
        /// How many of them it has no row of.
        public var absent: Int

        public init(known: Int, absent: Int) {
            self.known = known
            self.absent = absent
        }
    }

    /// The run that held it.
    public var run: Int64
    public var stream: Int
    public var path: String
    /// `nil` of what was asked for: nothing of its bytes is kept.
    public var sha256: [UInt8]?
    public var bytes: Int64
    /// How many records it had.
    public var read: Int
    /// `nil` where the stream's exports are not complete, or nobody can say who is gone.
    public var gone: Gone?
    public var findings: Set<Finding>
    public var verdict: Verdict?
    public var saidAt: Instant?
    /// The run that carried out what was said.
    public var saidRun: Int64?
    public var because: String?

    public init(
        run: Int64, stream: Int, path: String, sha256: [UInt8]?, bytes: Int64, read: Int, gone: Gone?,
        findings: Set<Finding>
    ) {
        self.run = run
        self.stream = stream
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
        self.read = read
        self.gone = gone
        self.findings = findings
    }
}

/// Which exports were held, and what people said of them.
extension LeadStore {
    /// Writes down what is shown of an export that is held.
    public func remember(held export: HeldExport) throws(Fault) {
        try write(isBookkeeping: true) { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO held_export (run, stream, path, sha256, bytes, read, known, absent, findings)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    export.run, export.stream, export.path, export.sha256.map { Data($0) }, export.bytes, export.read,
                    export.gone?.known, export.gone?.absent,
                    export.findings.sorted().map { "\($0.code)\t\($0.column)" }.joined(separator: "\n"),
                ])
        }
    }

    /// What a run held, by stream and path.
    public func heldExports(ofRun run: Int64) throws(Fault) -> [HeldExport] {
        try read { try LeadStore.heldExports("WHERE run = ? ORDER BY stream, path", [run], $0) }
    }

    /// Numbers of the runs that hold an export which waits for somebody: nobody has said anything of it, it was not held once more by
    /// a later run, and nothing that was taken in since stands in its place.
    public func runsThatWait() throws(Fault) -> Set<Int64> {
        try read { database in
            try Int64.fetchSet(
                database,
                sql: """
                    SELECT run FROM held_export AS this WHERE verdict IS NULL
                        AND NOT EXISTS (SELECT 1 FROM held_export AS later
                            WHERE later.stream = this.stream AND later.path = this.path AND later.run > this.run)
                        AND NOT EXISTS (\(LeadStore.overtaking))
                    """)
        }
    }

    /// The run that took something in which stands in the place of an export that was held; `nil` where none has.
    public func run(overtaking export: HeldExport) throws(Fault) -> Int64? {
        try read { database in
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT (\(LeadStore.overtaking) ORDER BY taken.run DESC) FROM held_export AS this
                    WHERE run = ? AND stream = ? AND path = ?
                    """, arguments: [export.run, export.stream, export.path])
        }
    }

    /// The last run that held an export of the same place later on; `nil` where none has.
    public func run(holdingAgain export: HeldExport) throws(Fault) -> Int64? {
        try read { database in
            try Int64.fetchOne(
                database, sql: "SELECT max(run) FROM held_export WHERE stream = ? AND path = ? AND run > ?",
                arguments: [export.stream, export.path, export.run])
        }
    }

    /// Of `this`, what was read since in its place: the same bytes, what now lies where it lay, or all that its stream has.
    private static let overtaking = """
        SELECT taken.run FROM export_file AS taken
        WHERE taken.stream = this.stream AND taken.run > this.run AND taken.sha256 IS NOT NULL AND NOT taken.is_withdrawn
            AND (taken.sha256 = this.sha256 OR taken.path = this.path
                OR taken.is_complete AND this.known IS NOT NULL)
        """

    /// Whether the same bytes are to be left out, because a person has said so last.
    public func isDiscarded(_ sha256: [UInt8], stream: Int) throws(Fault) -> Bool {
        try read { database in
            try String.fetchOne(
                database,
                sql: """
                    SELECT verdict FROM held_export WHERE stream = ? AND sha256 = ? AND verdict IS NOT NULL
                    ORDER BY said_run DESC LIMIT 1
                    """, arguments: [stream, Data(sha256)]) == HeldExport.Verdict.discarded.rawValue
        }
    }

    /// Whether an export of this size was ever discarded: only then a digest is worth taking first.
    public func hasDiscarded(stream: Int, bytes: Int64) throws(Fault) -> Bool {
        try read { database in
            try Bool.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM held_export WHERE stream = ? AND bytes = ? AND verdict IS NOT NULL)
                    """, arguments: [stream, bytes]) ?? false
        }
    }

    /// Leaves exports for good that a run held: the same bytes are not read again, and hold nobody back.
    /// - Parameter run: the run that stands for it in the list of runs.
    public func discard(
        _ exports: [HeldExport], because reason: String?, at now: Instant, run: Int64
    ) throws(Fault) {
        try write { database in
            for export in exports {
                try LeadStore.say(.discarded, of: export, because: reason, at: now, run: run, database)
                try database.execute(
                    sql: """
                        UPDATE unread_export SET released_run = ?
                        WHERE stream = ? AND path = ? AND sha256 IS ? AND released_run IS NULL
                        """, arguments: [run, export.stream, export.path, export.sha256.map { Data($0) }])
            }
        }
    }

    /// Writes down that an export was taken in which a person has approved, in the transaction that says that it was read to its end.
    static func approve(
        _ held: CompletedFile.Held, of stream: Int, by reading: Int64, _ database: Database
    ) throws {
        let row = try Row.fetchOne(
            database, sql: "SELECT run, as_of FROM export_file JOIN run USING (run) WHERE file = ?",
            arguments: [reading])
        guard let row,
            let export = try heldExports(
                "WHERE run = ? AND stream = ? AND path = ?", [held.run, stream, held.path], database
            ).first
        else { return }
        try say(.approved, of: export, because: nil, at: Instant(milliseconds: row[1]), run: row[0], database)
    }

    private static func say(
        _ verdict: HeldExport.Verdict, of export: HeldExport, because reason: String?, at now: Instant, run: Int64,
        _ database: Database
    ) throws {
        try database.execute(
            sql: """
                UPDATE held_export SET verdict = ?, said_at = ?, said_run = ?, because = ?
                WHERE run = ? AND stream = ? AND path = ?
                """,
            arguments: [
                verdict.rawValue, now.milliseconds, run, reason, export.run, export.stream, export.path,
            ])
    }

    private static func heldExports(
        _ clause: String, _ arguments: StatementArguments, _ database: Database
    ) throws -> [HeldExport] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT run, stream, path, sha256, bytes, read, known, absent, findings, verdict, said_at, said_run, because
                FROM held_export \(clause)
                """, arguments: arguments)
        return rows.map { row in
            let sha256: Data? = row[3]
            let known: Int? = row[6]
            let absent: Int? = row[7]
            let lines: String = row[8]
            let verdict: String? = row[9]
            let saidAt: Int64? = row[10]
            var export = HeldExport(
                run: row[0], stream: row[1], path: row[2], sha256: sha256.map { Array($0) }, bytes: row[4],
                read: row[5],
                gone: known.flatMap { known in absent.map { HeldExport.Gone(known: known, absent: $0) } },
                findings: Set(
                    lines.split(separator: "\n").map { line in
                        let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
                        return HeldExport.Finding(
                            code: String(parts[0]), column: parts.count > 1 ? String(parts[1]) : "")
                    }))
            export.verdict = verdict.flatMap(HeldExport.Verdict.init(rawValue:))
            export.saidAt = saidAt.map { Instant(milliseconds: $0) }
            export.saidRun = row[11]
            export.because = row[12]
            return export
        }
    }
}

/// Exports that were all of their stream.
extension LeadStore {
    /// How many records each of the last complete exports of a stream had, the newest first.
    public func completeReadings(of stream: Int, limit: Int) throws(Fault) -> [Int] {
        try read { database in
            try Int.fetchAll(
                database,
                sql: """
                    SELECT read FROM export_file WHERE stream = ? AND is_complete AND NOT is_withdrawn
                    ORDER BY file DESC LIMIT ?
                    """, arguments: [stream, limit])
        }
    }

    /// The SHA-256 of the last complete export of a stream; `nil` before the first.
    public func lastCompleteReading(of stream: Int) throws(Fault) -> [UInt8]? {
        try read { database in
            try Data.fetchOne(
                database,
                sql: """
                    SELECT sha256 FROM export_file WHERE stream = ? AND is_complete AND NOT is_withdrawn AND sha256 IS NOT NULL
                    ORDER BY file DESC LIMIT 1
                    """, arguments: [stream]
            ).map { Array($0) }
        }
    }

    /// The last sequence that a stream has given.
    public func lastSequence(of stream: Int) throws(Fault) -> Int64 {
        try read { database in
            try Int64.fetchOne(
                database, sql: "SELECT last FROM source_stream WHERE stream = ?", arguments: [stream]) ?? 0
        }
    }
}
