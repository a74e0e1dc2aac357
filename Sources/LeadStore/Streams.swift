import GRDB
public import LeadModel

/// A stream as the store knows it.
public struct StoredStream: Sendable, Hashable {
    public var info: StreamInfo
    public var idSpace: String
    /// Fingerprint of the mapping that its versions were made with.
    public var mapping: String
    /// Fingerprint of the format that its files are declared to have.
    public var format: String
    /// Versions up to this sequence have been reconciled into leads.
    public var reconciled: Int64
    /// The last sequence ever given.
    public var last: Int64
    /// Where it goes on that is asked for its records; `nil` of files, and before the first pull.
    public var bookmark: String?
}

extension LeadStore {
    /// Every stream, by number.
    public func streams() throws(Fault) -> [StoredStream] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql:
                    "SELECT stream, source, name, kind, role, id_space, mapping, reconciled, last, format, bookmark FROM source_stream ORDER BY stream"
            )
            return try rows.map { row in
                let info = StreamInfo(
                    number: row[0], source: row[1], stream: row[2],
                    kind: try LeadStore.known(RecordKind(rawValue: row[3]), "a kind of record"),
                    role: try LeadStore.known(SourceRole(rawValue: row[4]), "a role of a source"))
                return StoredStream(
                    info: info, idSpace: row[5], mapping: row[6], format: row[9], reconciled: row[7],
                    last: row[8], bookmark: row[10])
            }
        }
    }

    /// Every stream by its number.
    public func streamsByNumber() throws(Fault) -> [Int: StoredStream] {
        Dictionary(uniqueKeysWithValues: try streams().map { ($0.info.number, $0) })
    }

    /// Registers a stream, or brings its role, id space and declared format up to date; its number stays, and so does the
    /// mapping that its versions were made with.
    public func register(
        source: String, stream: String, kind: RecordKind, role: SourceRole, idSpace: String, mapping: String,
        format: String
    ) throws(Fault) -> StoredStream {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO source_stream (source, name, kind, role, id_space, mapping, format)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (source, name) DO UPDATE SET kind = excluded.kind, role = excluded.role,
                        id_space = excluded.id_space, format = excluded.format
                    WHERE (kind, role, id_space, format)
                        <> (excluded.kind, excluded.role, excluded.id_space, excluded.format)
                    """, arguments: [source, stream, kind.rawValue, role.rawValue, idSpace, mapping, format])
        }
        let all = try streams()
        guard let found = all.first(where: { $0.info.source == source && $0.info.stream == stream }) else {
            throw Fault(
                .storeFailed, .stopRun, "a stream could not be registered", at: Origin(file: path),
                advice: "Run it again; if it fails again, restore the store from a backup.")
        }
        return found
    }

    /// Refuses where what has been read is not in the leads yet, because a run was interrupted: whoever looks at all of a
    /// person, or at everybody, would see half of it.
    /// - Throws: `run.unfinished`.
    public func requireSettled() throws(Fault) {
        if try isSettled() { return }
        throw Fault(
            .runUnfinished, .stopRun, "a run was interrupted, and what it had read is not in the leads yet",
            at: Origin(file: path), advice: "Run `leadloop sync` first.")
    }

    /// Whether all that has been read is in the leads.
    public func isSettled() throws(Fault) -> Bool {
        let isBehind = try streams().contains { $0.last > $0.reconciled || $0.mapping.isEmpty }
        let isReplayed = try read { try LeadStore.hasReplayedVersions($0) }
        if try rematch() != nil { return false }
        return try !isRematchWanted() && !isReplayed && !isBehind
    }
}
