import GRDB
public import LeadModel

/// A version as it is stored, its stream and kind left to the reader.
public struct StoredVersion: Sendable {
    public var version: VersionID
    public var digest: ContentDigest
    public var evidence: Evidence
    public var page: Int64
    public var slot: Int
    public var observation: FieldValues

    public init(
        version: VersionID, digest: ContentDigest, evidence: Evidence, page: Int64, slot: Int, observation: FieldValues
    ) {
        self.version = version
        self.digest = digest
        self.evidence = evidence
        self.page = page
        self.slot = slot
        self.observation = observation
    }
}

extension LeadStore {
    /// Versions of one stream in the order they arrived, from `after` on, at most `limit`.
    public func versions(of stream: Int, after sequence: Int64, limit: Int) throws(Fault) -> [StoredVersion] {
        try read { database in
            let select = try RawStatement(
                database,
                "SELECT version, digest, evidence, grade, page, slot, observation FROM version WHERE version > ? AND version < ? ORDER BY version LIMIT ?"
            )
            select.bind(VersionID(stream: stream, sequence: sequence).rawValue, at: 1)
            select.bind(VersionID(stream: stream + 1, sequence: 0).rawValue, at: 2)
            select.bind(limit, at: 3)
            var rows = VersionRows()
            while try select.step(database) { try rows.append(select) }
            return rows.versions()
        }
    }

    /// All versions of a stream.
    public func versionRuns(of stream: Int) throws(Fault) -> VersionRuns {
        try read { database in
            let select = try RawStatement(
                database, "SELECT version FROM version WHERE version > ? AND version < ? ORDER BY version")
            select.bind(VersionID(stream: stream, sequence: 0).rawValue, at: 1)
            select.bind(VersionID(stream: stream + 1, sequence: 0).rawValue, at: 2)
            var versions = VersionRuns()
            while try select.step(database) { versions.append(VersionID(rawValue: select.integer(0))) }
            return versions
        }
    }

    /// Versions with neighbouring addresses, both ends among them.
    public func versions(from first: VersionID, to last: VersionID) throws(Fault) -> [StoredVersion] {
        try read { try LeadStore.versions(from: first.rawValue, to: last.rawValue, $0) }
    }

    static func versions(from first: Int64, to last: Int64, _ database: Database) throws -> [StoredVersion] {
        let select = try RawStatement(
            database,
            "SELECT version, digest, evidence, grade, page, slot, observation FROM version WHERE version BETWEEN ? AND ? ORDER BY version"
        )
        select.bind(first, at: 1)
        select.bind(last, at: 2)
        var rows = VersionRows()
        while try select.step(database) { try rows.append(select) }
        return rows.versions()
    }

    /// Versions by address; the ones that are gone are left out.
    public func versions(_ addresses: [VersionID]) throws(Fault) -> [StoredVersion] {
        try read { try LeadStore.stored(addresses, $0) }
    }

    static func stored(_ addresses: [VersionID], _ database: Database) throws -> [StoredVersion] {
        let select = try RawStatement(
            database,
            "SELECT version, digest, evidence, grade, page, slot, observation FROM version WHERE version = ?")
        var rows = VersionRows()
        for address in addresses {
            select.bind(address.rawValue, at: 1)
            if try select.step(database) { try rows.append(select) }
            select.reset()
        }
        return rows.versions()
    }

    /// Digests of one stream in the order they arrived: what is already known.
    public func digests(
        of stream: Int, after sequence: Int64, limit: Int
    ) throws(Fault) -> [(sequence: Int64, digest: ContentDigest, grade: Evidence.Grade, page: Int64)] {
        try read { database in
            let select = try RawStatement(
                database,
                "SELECT version, digest, grade, page FROM version WHERE version > ? AND version < ? ORDER BY version LIMIT ?"
            )
            select.bind(VersionID(stream: stream, sequence: sequence).rawValue, at: 1)
            select.bind(VersionID(stream: stream + 1, sequence: 0).rawValue, at: 2)
            select.bind(limit, at: 3)
            var digests: [(sequence: Int64, digest: ContentDigest, grade: Evidence.Grade, page: Int64)] = []
            digests.reserveCapacity(limit)
            while try select.step(database) {
                let grade = try select.grade(2)
                if grade == .withdrawn { continue }
                digests.append(
                    (
                        sequence: VersionID(rawValue: select.integer(0)).sequence, digest: select.digest(1),
                        grade: grade,
                        page: select.integer(3)
                    ))
            }
            return digests
        }
    }

}

/// Versions as they are read: their observations lie in one buffer, which costs one allocation instead of one a version.
private struct VersionRows {
    private var rows: [(version: StoredVersion, observation: Range<Int>)] = []
    private var bytes: [UInt8] = []

    mutating func append(_ select: borrowing RawStatement) throws {
        let start = bytes.count
        select.appendBytes(6, to: &bytes)
        let version = StoredVersion(
            version: VersionID(rawValue: select.integer(0)), digest: select.digest(1),
            evidence: Evidence(
                time: Instant(milliseconds: select.integer(2)),
                grade: try select.grade(3)),
            page: select.integer(4), slot: Int(select.integer(5)), observation: FieldValues())
        rows.append((version: version, observation: start..<bytes.count))
    }

    /// What was read, once nothing more is.
    consuming func versions() -> [StoredVersion] {
        rows.map { row in
            var version = row.version
            version.observation = FieldValues(packed: bytes[row.observation])
            return version
        }
    }
}

extension RawStatement {
    fileprivate borrowing func grade(_ column: Int32) throws -> Evidence.Grade {
        try LeadStore.known(
            UInt8(exactly: integer(column)).flatMap { Evidence.Grade(rawValue: $0) }, "a grade of evidence")
    }
}
