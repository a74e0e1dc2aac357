import GRDB
public import LeadModel

/// Versions as leads know them that have not been settled since the last replay: by what they said before it.
struct ReplayedVersions {
    private let replays: Int64
    private let before: [VersionID: StoredVersion]

    /// - Parameters:
    ///   - addresses: of the versions that are asked for.
    ///   - now: those that are there, as they are now.
    /// - Returns: `nil` where none of them said anything else before.
    init?(_ addresses: [VersionID], _ now: [VersionID: StoredVersion], _ database: Database) throws {
        guard try LeadStore.hasReplayedVersions(database) else { return nil }
        let select = try RawStatement(database, "SELECT observation FROM version_before WHERE version = ?")
        var versions = now
        for address in addresses {
            select.bind(address.rawValue, at: 1)
            if try select.step(database) {
                let observation = FieldValues(packed: select.bytes(0))
                // One that cannot be understood any more is gone by now.
                var version =
                    now[address]
                    ?? StoredVersion(
                        version: address, digest: ContentDigest(high: 0, low: 0),
                        evidence: Evidence(time: Instant(milliseconds: 0), grade: .exported), page: 0, slot: 0,
                        observation: observation)
                version.observation = observation
                versions[address] = version
            }
            select.reset()
        }
        before = versions
        replays = try Int64.fetchOne(database, sql: "SELECT replays FROM store") ?? 0
    }

    /// What a lead knows that was settled after so many replays; `nil`: what they say now.
    func said(to settled: Int64) -> [VersionID: StoredVersion]? { settled < replays ? before : nil }
}

extension LeadStore {
    /// Name of the fact that a replay has changed who may be whom.
    static let rematchWantedFact = "rematch-wanted"

    static func hasReplayedVersions(_ database: Database) throws -> Bool {
        try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM version_before)") ?? false
    }

    /// The versions that say something else since the last replay and whose leads have not all been settled anew.
    public func replayedVersions() throws(Fault) -> VersionRuns {
        try read { database in
            let select = try RawStatement(database, "SELECT version FROM version_before ORDER BY version")
            var versions = VersionRuns()
            while try select.step(database) { versions.append(VersionID(rawValue: select.integer(0))) }
            return versions
        }
    }

    /// Says that every lead has been settled since the last replay.
    public func forgetReplayedVersions() throws(Fault) {
        try write { try $0.execute(sql: "DELETE FROM version_before") }
    }

    /// Begins a count of replays: leads that were settled since the last one know their versions as they are now.
    static func beginReplay(_ database: Database) throws {
        if try hasReplayedVersions(database) {
            // The last one did not come to its end. Its settled leads are looked up by hand: it is rare.
            let select = try RawStatement(
                database, "SELECT versions FROM lead WHERE settled = (SELECT replays FROM store)")
            let forget = try RawStatement(database, "DELETE FROM version_before WHERE version = ?")
            while try select.step(database) {
                for version: VersionID in PackedNumbers.unpackAscending(select.bytes(0)) {
                    forget.bind(version.rawValue, at: 1)
                    try forget.run(database)
                }
            }
        }
        try database.execute(sql: "UPDATE store SET replays = replays + 1")
    }

    /// Keeps what versions say, before they say something else. What they said first stays.
    static func keepBefore(_ page: ReplayPage, _ database: Database) throws {
        var rows = RowBatch(columns: 2)
        for changed in page.changed {
            rows.append(changed.version.rawValue)
            rows.append(blob: changed.before.bytes)
        }
        try rows.run(
            "INSERT INTO version_before SELECT c0, c1 FROM row_batch(?1) WHERE true ON CONFLICT DO NOTHING", database)
        let keep = try RawStatement(
            database,
            "INSERT INTO version_before SELECT version, observation FROM version WHERE version = ? ON CONFLICT DO NOTHING"
        )
        for (version, _) in page.refused {
            keep.bind(version.rawValue, at: 1)
            try keep.run(database)
        }
    }

    /// Whether a replay has changed who may be whom, so that everything is to be matched anew.
    public func isRematchWanted() throws(Fault) -> Bool { try fact(LeadStore.rematchWantedFact) != nil }

    /// Says so.
    public func wantRematch(_ rematch: Rematch) throws(Fault) {
        try write { try LeadStore.begin(rematch, as: LeadStore.rematchWantedFact, $0) }
    }
}
