import Foundation
import GRDB
import LeadModel

/// Writes versions that say that their record is gone.
struct AbsenceWriter: ~Copyable {
    private let database: Database
    private let read: RawStatement
    private let insert: RawStatement
    private let name: RawStatement

    init(_ database: Database) throws {
        let read = try RawStatement(database, "SELECT digest, observation FROM version WHERE version = ?")
        let insert = try RawStatement(
            database,
            "INSERT INTO version (version, digest, evidence, grade, page, slot, observation) VALUES (?, ?, ?, ?, 0, 0, ?)"
        )
        let name = try RawStatement(
            database,
            """
            INSERT INTO absence (version, digest, file, is_back)
            SELECT ?1, digest, ?3, ?4 FROM version WHERE version = ?2
            """)
        self.database = database
        self.read = read
        self.insert = insert
        self.name = name
    }

    /// - Parameters:
    ///   - last: what the record said last; where it is gone by now, nothing is written.
    ///   - reading: the one that found the record gone.
    func write(_ version: VersionID, after last: VersionID, _ evidence: Evidence, by reading: Int64) throws {
        read.bind(last.rawValue, at: 1)
        defer { read.reset() }
        guard try read.step(database) else { return }
        let observation = AbsenceWriter.observation(after: FieldValues(packed: read.bytes(1)))
        insert.bind(version.rawValue, at: 1)
        insert.bind(evidence.digest(ofAbsenceAfter: read.digest(0)), at: 2)
        insert.bind(evidence.time.milliseconds, at: 3)
        insert.bind(Int(evidence.grade.rawValue), at: 4)
        insert.bind(blob: Array(observation.bytes), at: 5)
        try insert.run(database)
        try mark(version, after: last, by: reading, isBack: false)
    }

    /// Says of a version that nobody wrote it.
    func mark(_ version: VersionID, after last: VersionID, by reading: Int64, isBack: Bool) throws {
        name.bind(version.rawValue, at: 1)
        name.bind(last.rawValue, at: 2)
        name.bind(reading, at: 3)
        name.bind(isBack ? 1 : 0, at: 4)
        try name.run(database)
    }

    /// What an absence says: whose it is, and that the record is deleted.
    static func observation(after last: FieldValues) -> FieldValues {
        var builder = FieldValuesBuilder()
        if let id = last.entry(.id) { builder.append(id, of: last) }
        builder.append(.deleted, flag: true)
        return builder.finish()
    }
}

extension Evidence {
    /// The digest of a version that nobody wrote: that of what the record had said last, and of when it was gone. The same on every
    /// way to the same absence, and no other's.
    fileprivate func digest(ofAbsenceAfter last: ContentDigest) -> ContentDigest {
        ContentDigest(high: ~last.high, low: last.low ^ UInt64(bitPattern: time.milliseconds))
    }
}
