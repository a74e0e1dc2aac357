import Foundation
import GRDB
public import LeadModel

/// What an export that was all of its stream says of the records that it has no row of.
///
/// An absence is kept as a version of its record, one that nobody wrote: whatever matches, settles, decides, explains, erases and
/// dumps records does so with it as with a deletion that the source told of, and no other code has to know it. What tells it from all
/// others stands beside it in `absence`: which reading found the record gone, and what the record had said last.
public struct RecordPresence: Sendable {
    /// A record that is gone, or is there again.
    public struct Absent: Sendable {
        /// What the record said last, in a version that somebody wrote.
        public var last: VersionID
        /// From when on it is gone: no earlier than what it said last.
        public var evidence: Evidence
        /// An older absence of the record that this one takes the place of, because the record had been seen since.
        public var replaces: VersionID?

        public init(last: VersionID, evidence: Evidence, replaces: VersionID? = nil) {
            self.last = last
            self.evidence = evidence
            self.replaces = replaces
        }
    }

    /// A record that was absent and is there again.
    public struct Back: Sendable {
        /// The version that said that it was gone.
        public var absence: VersionID
        /// What the record had said last; `nil` where nothing of that can be understood any more.
        public var last: VersionID?

        public init(absence: VersionID, last: VersionID?) {
            self.absence = absence
            self.last = last
        }
    }

    public var absent: [Absent] = []
    public var back: [Back] = []

    public init() {}

    public var isEmpty: Bool { absent.isEmpty && back.isEmpty }
}

/// That a record is gone, as the store keeps it.
public struct StoredAbsence: Sendable, Hashable {
    /// The export that had no row of the record.
    public var path: String
    /// The run that read it.
    public var run: Int64
}

extension LeadStore {
    /// Writes down who is gone and who is there again, in the transaction that says that the export was read to its end.
    static func apply(_ presence: RecordPresence, of stream: Int, by reading: Int64, _ database: Database) throws {
        guard !presence.isEmpty else { return }
        let drop = try RawStatement(database, "DELETE FROM version WHERE version = ?")
        let keep = try RawStatement(database, keepsEnded)
        let copy = try RawStatement(
            database,
            """
            INSERT INTO version (version, digest, evidence, grade, page, slot, observation)
            SELECT ?1, digest, evidence, grade, page, slot, observation FROM version WHERE version = ?2
            """)
        let writer = try AbsenceWriter(database)
        func forget(_ version: VersionID) throws {
            keep.bind(version.rawValue, at: 1)
            keep.bind(reading, at: 2)
            try keep.run(database)
            drop.bind(version.rawValue, at: 1)
            try drop.run(database)
        }
        let repeats = presence.back.filter { $0.last != nil }.count
        var next = VersionID(
            stream: stream, sequence: try takeSequences(presence.absent.count + repeats, of: stream, database))
        for absent in presence.absent {
            if let old = absent.replaces { try forget(old) }
            try writer.write(next, after: absent.last, absent.evidence, by: reading)
            next = VersionID(rawValue: next.rawValue + 1)
        }
        for back in presence.back {
            try forget(back.absence)
            guard let last = back.last else { continue }
            copy.bind(next.rawValue, at: 1)
            copy.bind(last.rawValue, at: 2)
            try copy.run(database)
            try writer.mark(next, after: last, by: reading, isBack: true)
            next = VersionID(rawValue: next.rawValue + 1)
        }
    }

    /// Keeps what an absence was that an export ended, for when that is taken back.
    private static let keepsEnded = """
        INSERT INTO absence_ended (ended_by, digest, evidence, grade, file)
        SELECT ?2, absence.digest, version.evidence, version.grade, absence.file FROM absence JOIN version USING (version)
        WHERE version = ?1 AND NOT absence.is_back
        ON CONFLICT DO NOTHING
        """

    /// Takes back what readings said of absent records that turned out to have been wrong readings.
    /// - Parameter files: numbers of the readings, parted by commas.
    static func withdrawAbsences(ofReadings files: String, _ database: Database) throws {
        try database.execute(
            sql: "DELETE FROM version WHERE version IN (SELECT version FROM absence WHERE file IN (\(files)))")
    }

    /// Lets absences hold again that readings ended which are taken back, of records of which a version is left that somebody wrote.
    /// - Parameter files: numbers of the readings, parted by commas.
    static func restoreAbsences(endedBy files: String, _ database: Database) throws {
        let ended = try Row.fetchAll(
            database,
            sql: """
                SELECT found.stream, ended.digest, ended.evidence, ended.grade, ended.file FROM absence_ended AS ended
                JOIN export_file AS found USING (file)
                WHERE ended.ended_by IN (\(files)) AND ended.file NOT IN (\(files)) AND NOT found.is_withdrawn
                """)
        for (stream, rows) in Dictionary(grouping: ended, by: { $0[0] as Int }).sorted(by: { $0.key < $1.key }) {
            let said = try lastVersions(of: Set(rows.map { $0[1] as Data }), in: stream, except: files, database)
            let back = rows.compactMap { row in said[row[1] as Data].map { (row: row, last: $0) } }
            let writer = try AbsenceWriter(database)
            var next = VersionID(stream: stream, sequence: try takeSequences(back.count, of: stream, database))
            for (row, last) in back.sorted(by: { $0.last < $1.last }) {
                let evidence = Evidence(
                    time: Instant(milliseconds: row[2]),
                    grade: Evidence.Grade(rawValue: row[3] as UInt8) ?? .exported)
                try writer.write(next, after: last, evidence, by: row[4])
                next = VersionID(rawValue: next.rawValue + 1)
            }
        }
        try database.execute(sql: "DELETE FROM absence_ended WHERE ended_by IN (\(files)) OR file IN (\(files))")
    }

    /// The last version of each digest that somebody wrote, of those that some readings did not bring.
    private static func lastVersions(
        of digests: Set<Data>, in stream: Int, except files: String, _ database: Database
    ) throws -> [Data: VersionID] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT version, digest FROM version WHERE version > ? AND version < ? AND page > 0 AND grade <> ?
                    AND page NOT IN (SELECT page FROM raw_page WHERE file IN (\(files)))
                """,
            arguments: [
                VersionID(stream: stream, sequence: 0).rawValue, VersionID(stream: stream + 1, sequence: 0).rawValue,
                Int(Evidence.Grade.withdrawn.rawValue),
            ])
        var found: [Data: VersionID] = [:]
        while let row = try rows.next() {
            let digest: Data = row[1]
            if digests.contains(digest) { found[digest] = VersionID(rawValue: row[0]) }
        }
        return found
    }

    /// Places of a stream's log that nobody wrote.
    public struct UnwrittenVersions: Sendable {
        /// Those that say that their record is gone.
        public var absent: Set<Int64> = []
        /// Those that repeat what a record that is there again had said.
        public var back: Set<Int64> = []
    }

    /// The versions of a stream behind a sequence that nobody wrote.
    public func unwrittenVersions(of stream: Int, after sequence: Int64 = 0) throws(Fault) -> UnwrittenVersions {
        try read { database in
            let select = try RawStatement(
                database, "SELECT version, is_back FROM absence WHERE version > ? AND version < ?")
            select.bind(VersionID(stream: stream, sequence: sequence).rawValue, at: 1)
            select.bind(VersionID(stream: stream + 1, sequence: 0).rawValue, at: 2)
            var found = UnwrittenVersions()
            while try select.step(database) {
                let sequence = VersionID(rawValue: select.integer(0)).sequence
                if select.integer(1) == 0 { found.absent.insert(sequence) } else { found.back.insert(sequence) }
            }
            return found
        }
    }

    /// Which of some versions say that their record is gone, and which export said so.
    public func absences(of versions: [VersionID]) throws(Fault) -> [VersionID: StoredAbsence] {
        guard !versions.isEmpty else { return [:] }
        return try read { database in
            let select = try RawStatement(
                database,
                """
                SELECT export_file.path, export_file.run FROM absence JOIN export_file USING (file)
                WHERE absence.version = ? AND NOT absence.is_back
                """)
            var found: [VersionID: StoredAbsence] = [:]
            for version in versions {
                select.bind(version.rawValue, at: 1)
                if try select.step(database) {
                    found[version] = StoredAbsence(path: select.text(0) ?? "", run: select.integer(1))
                }
                select.reset()
            }
            return found
        }
    }

    /// Gives the absences of a stream that has been read again by another mapping the ids that its records have now. One of which
    /// the record cannot be understood any more stays as it is: it waits in quarantine, and is found again when it is mended.
    public func renewAbsences(of stream: Int) throws(Fault) {
        let all = try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT version, digest FROM absence WHERE NOT is_back AND version > ? AND version < ?",
                arguments: [
                    VersionID(stream: stream, sequence: 0).rawValue,
                    VersionID(stream: stream + 1, sequence: 0).rawValue,
                ]
            ).map { (version: VersionID(rawValue: $0[0]), digest: $0[1] as Data) }
        }
        guard !all.isEmpty else { return }
        let wanted = Dictionary(all.map { ($0.digest, $0.version) }, uniquingKeysWith: { first, _ in first })
        var lasts: [VersionID: StoredVersion] = [:]
        var after: Int64 = 0
        while true {
            let batch = try versions(of: stream, after: after, limit: 4_096)
            guard let newest = batch.last else { break }
            after = newest.version.sequence
            for version in batch where version.page > 0 && version.evidence.grade != .withdrawn {
                if let absence = wanted[version.digest.data] { lasts[absence] = version }
            }
        }
        try write { database in
            let update = try RawStatement(
                database,
                """
                UPDATE version SET evidence = ?2, grade = ?3, observation = ?4
                WHERE version = ?1 AND (evidence, grade, observation) IS NOT (?2, ?3, ?4)
                """)
            for (absence, last) in lasts.sorted(by: { $0.key < $1.key }) {
                guard let stored = try LeadStore.stored([absence], database).first else { continue }
                let evidence = stored.evidence.after(last.evidence)
                update.bind(absence.rawValue, at: 1)
                update.bind(evidence.time.milliseconds, at: 2)
                update.bind(Int(evidence.grade.rawValue), at: 3)
                update.bind(blob: Array(AbsenceWriter.observation(after: last.observation).bytes), at: 4)
                try update.run(database)
            }
        }
    }
}

extension Evidence {
    /// The same, made later than something that was true before where it is not: an absence ends what was said.
    public func after(_ before: Evidence) -> Evidence {
        guard !(before < self) else { return self }
        return Evidence(
            time: Instant(milliseconds: max(time.milliseconds, before.time.milliseconds + 1)),
            grade: before.grade.rawValue > grade.rawValue ? before.grade : grade)
    }
}

extension ContentDigest {
    /// 16 bytes, as tables have it.
    fileprivate var data: Data {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Data($0) }
    }
}
