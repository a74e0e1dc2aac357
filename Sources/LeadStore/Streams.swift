import GRDB
public import LeadModel

/// A stream as the store knows it.
public struct StoredStream: Sendable, Hashable {
    public var info: StreamInfo
    public var idSpace: String
    /// Fingerprint of the mapping that its versions were made with.
    public var mapping: String
    /// Versions up to this sequence have been reconciled into leads.
    public var reconciled: Int64
    /// The last sequence there is.
    public var last: Int64
}

extension LeadStore {
    /// Every stream, by number.
    public func streams() throws(Fault) -> [StoredStream] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql:
                    "SELECT stream, source, name, kind, role, id_space, mapping, reconciled FROM source_stream ORDER BY stream"
            )
            return try rows.map { row in
                let number: Int = row[0]
                let info = StreamInfo(
                    number: number, source: row[1], stream: row[2], kind: RecordKind(rawValue: row[3]) ?? .lead,
                    role: SourceRole(rawValue: row[4]) ?? .crm)
                return StoredStream(
                    info: info, idSpace: row[5], mapping: row[6], reconciled: row[7],
                    last: try LeadStore.lastSequence(of: number, database))
            }
        }
    }

    /// Registers a stream, or brings its role and id space up to date; its number stays.
    public func register(
        source: String, stream: String, kind: RecordKind, role: SourceRole, idSpace: String, mapping: String
    ) throws(Fault) -> StoredStream {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO source_stream (source, name, kind, role, id_space, mapping) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (source, name) DO UPDATE SET kind = excluded.kind, role = excluded.role, id_space = excluded.id_space
                    """, arguments: [source, stream, kind.rawValue, role.rawValue, idSpace, mapping])
        }
        let all = try streams()
        guard let found = all.first(where: { $0.info.source == source && $0.info.stream == stream }) else {
            throw Fault(.storeFailed, .stopRun, "a stream could not be registered", advice: "Run `leadloop doctor`.")
        }
        return found
    }

    /// Remembers which mapping a stream's versions are made with now.
    public func setMapping(_ fingerprint: String, of stream: Int) throws(Fault) {
        try write {
            try $0.execute(
                sql: "UPDATE source_stream SET mapping = ? WHERE stream = ?", arguments: [fingerprint, stream])
        }
    }

    /// The last sequence that was ever given in a stream: versions that were dropped as repetitions keep theirs, because
    /// what comes up to `reconciled` is taken for done.
    static func lastSequence(of stream: Int, _ database: Database) throws -> Int64 {
        let reconciled =
            try Int64.fetchOne(
                database, sql: "SELECT reconciled FROM source_stream WHERE stream = ?", arguments: [stream]) ?? 0
        let end = VersionID(stream: stream + 1, sequence: 0).rawValue
        let last = try Int64.fetchOne(
            database, sql: "SELECT version FROM version WHERE version < ? ORDER BY version DESC LIMIT 1",
            arguments: [end])
        guard let last, VersionID(rawValue: last).stream == stream else { return reconciled }
        return max(reconciled, VersionID(rawValue: last).sequence)
    }
}
