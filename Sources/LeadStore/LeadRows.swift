import GRDB
public import LeadModel

extension LeadStore {
    private static let fixed = [
        "lead", "revision", "first_run", "last_run", "versions", "golden", "stage", "stage_reason", "stage_since",
        "furthest",
        "stage_evidence", "responded", "touches", "won", "exit", "exits",
        "waiting_since", "handed_over", "is_deleted", "decision", "cause", "trigger", "reason", "track", "due", "cycle",
        "suppressions", "agreement", "decision_evidence", "decision_since", "returned",
    ]

    /// As many as `append(_:run:to:)` fills. The golden values as columns are for those who search, and nobody searches a copy
    /// that is thrown away.
    static func columnsOfLead(isScratch: Bool) -> [String] { isScratch ? fixed : fixed + LeadColumns.names }

    /// Writes the leads of a batch, new ones and those that are there.
    static func upsert(isScratch: Bool) -> String {
        var columns = columnsOfLead(isScratch: isScratch)
        var values = columns.indices.map { "c\($0)" }
        columns.append("settled")
        values.append("(SELECT replays FROM store)")
        let updates = columns.filter { $0 != "lead" && $0 != "first_run" }.map { "\($0) = excluded.\($0)" }
        return """
            INSERT INTO lead (\(columns.joined(separator: ", "))) SELECT \(values.joined(separator: ", ")) FROM row_batch(?1)
            WHERE true ON CONFLICT (lead) DO UPDATE SET \(updates.joined(separator: ", "))
            """
    }

    /// Appends the row of a lead.
    static func append(_ write: LeadPage.Write, run: Int64, isScratch: Bool, to rows: inout RowBatch) {
        let standing = write.standing
        let decision = write.decision
        rows.append(write.id.number)
        rows.append(write.revision)
        rows.append(run)
        rows.append(run)
        rows.appendBlob { PackedNumbers.packAscending(write.versions, into: &$0) }
        rows.appendBlob { GoldenShares.pack(write.lead, write.versions, into: &$0) }
        rows.append(Int64(standing.stage.rawValue))
        rows.append(standing.reason.map { Int64($0.rawValue) })
        rows.append(standing.since?.milliseconds)
        rows.append(Int64(standing.furthest.rawValue))
        rows.append(standing.evidence?.rawValue)
        rows.append(standing.firstResponse?.milliseconds)
        rows.append(standing.touches)
        rows.append(standing.won.isEmpty ? nil : standing.won.map(\.description).joined(separator: "\n"))
        rows.append(standing.exit.map { StoredCodes.code($0, in: StoredCodes.triggers) })
        rows.append(standing.exits)
        rows.append(standing.waitingSince?.milliseconds)
        rows.append(standing.handedOver?.milliseconds)
        rows.append(standing.isDeleted ? 1 : 0)
        rows.append(StoredCodes.code(decision.kind, in: StoredCodes.decisions))
        rows.append(StoredCodes.code(decision.cause, in: StoredCodes.causes))
        rows.append(decision.trigger.map { StoredCodes.code($0, in: StoredCodes.triggers) })
        rows.append(decision.reason.map { Int64($0.rawValue) })
        rows.append(decision.track)
        rows.append(decision.due?.milliseconds)
        rows.append(decision.cycle)
        rows.append(SuppressionText.write(decision.suppressions))
        rows.append(decision.agreement)
        rows.append(decision.evidence?.rawValue)
        rows.append(decision.since?.milliseconds)
        rows.append(decision.returned?.milliseconds)
        if !isScratch { LeadColumns.append(write.lead.values, to: &rows) }
    }

    /// Leads by number, in the order asked; those that are gone are left out.
    public func leads(_ ids: [LeadID]) throws(Fault) -> [StoredLead] {
        var versions: [VersionID: StoredVersion] = [:]
        return try leads(ids, adding: &versions)
    }

    /// Leads by number, and every version of theirs, which the golden values stand in.
    /// - Parameter versions: those that are there already are not read again.
    public func leads(_ ids: [LeadID], adding versions: inout [VersionID: StoredVersion]) throws(Fault) -> [StoredLead]
    {
        try read { database in
            let select = try RawStatement(database, LeadStore.selectLeads + " WHERE lead = ?")
            var rows: [LeadRow] = []
            rows.reserveCapacity(ids.count)
            for id in ids {
                select.bind(id.number, at: 1)
                if try select.step(database) { rows.append(LeadStore.lead(select)) }
                select.reset()
            }
            return try LeadStore.complete(rows, adding: &versions, database)
        }
    }

    /// Those of some leads that may be sent out as the store stands now: there, not deleted, not suppressed, and with no
    /// address that another lead has opted out with or that does not exist.
    public func sendable(_ ids: [LeadID]) throws(Fault) -> Set<LeadID> {
        try read { database in
            let select = try RawStatement(
                database,
                """
                SELECT 1 FROM lead WHERE lead = ? AND is_deleted = 0 AND decision <> \(StoredCodes.suppressed)
                    AND NOT EXISTS (SELECT 1 FROM lead AS other WHERE other.email = lead.email
                        AND other.decision = \(StoredCodes.suppressed) AND (\(SuppressionText.namesAddress("other.suppressions"))))
                """)
            var sendable: Set<LeadID> = []
            for id in ids {
                select.bind(id.number, at: 1)
                if try select.step(database) { sendable.insert(id) }
                select.reset()
            }
            return sendable
        }
    }

    static let selectLeads = "SELECT \(fixed.joined(separator: ", ")), settled FROM lead"

    /// A row of the table: a lead whose golden values have not been fetched from its versions yet.
    struct LeadRow {
        var lead: StoredLead
        var shares: GoldenShares
        /// The replay after which it was written.
        var settled: Int64
    }

    /// Fetches the versions of some leads, neighbours together, and their golden values from them.
    static func complete(
        _ rows: [LeadRow], adding versions: inout [VersionID: StoredVersion], _ database: Database
    ) throws -> [StoredLead] {
        let addresses = rows.flatMap(\.lead.versions).sorted()
        versions.reserveCapacity(versions.count + addresses.count)
        for version in try stored(addresses.filter { versions[$0] == nil }, database) {
            versions[version.version] = version
        }
        let replayed = try ReplayedVersions(addresses, versions, database)
        var builder = FieldValuesBuilder()
        return rows.map { row in
            var lead = row.lead
            lead.golden = row.shares.unify(replayed?.said(to: row.settled) ?? versions, with: &builder)
            return lead
        }
    }

    static func lead(_ row: borrowing RawStatement) -> LeadRow {
        let versions = PackedNumbers.unpackAscending(row.bytes(4))
        let won = row.text(13).map { $0.split(separator: "\n").compactMap { MoneyText.read($0) } } ?? []
        let standing = Standing(
            stage: row.stage(6), reason: row.reason(7),
            since: row.instant(8), furthest: row.stage(9), evidence: row.version(10),
            firstResponse: row.instant(11), touches: Int(row.integer(12)), won: won,
            exit: StoredCodes.word(row.optionalInteger(14), in: StoredCodes.triggers), exits: Int(row.integer(15)),
            waitingSince: row.instant(16),
            handedOver: row.instant(17), isDeleted: row.integer(18) != 0)
        let decision = Decision(
            kind: StoredCodes.word(row.integer(19), in: StoredCodes.decisions) ?? .leave,
            cause: StoredCodes.word(row.integer(20), in: StoredCodes.causes) ?? .notAnExit,
            trigger: StoredCodes.word(row.optionalInteger(21), in: StoredCodes.triggers), reason: row.reason(22),
            track: row.text(23), due: row.instant(24), cycle: Int(row.integer(25)),
            suppressions: SuppressionText.read(row.text(26)),
            agreement: row.text(27) ?? "", evidence: row.version(28), since: row.instant(29),
            returned: row.instant(30))
        let lead = StoredLead(
            id: LeadID(number: row.integer(0)), revision: Int(row.integer(1)), firstRun: row.integer(2),
            lastRun: row.integer(3), versions: versions,
            golden: UnifiedLead(values: FieldValues(), winners: []), standing: standing, decision: decision)
        return LeadRow(
            lead: lead, shares: GoldenShares.unpack(row.bytes(5), versions), settled: row.integer(Int32(fixed.count)))
    }
}

/// Suppressions of a decision as one text: `channel reason source milliseconds`, a line each.
enum SuppressionText {
    /// SQL that tells whether a text names a reason that lies with the address, whoever has it.
    static func namesAddress(_ column: String) -> String {
        let reasons: [SuppressionReason] = [.optOut, .hardBounce]
        return reasons.map { "\(column) LIKE '% \($0.rawValue) %'" }.joined(separator: " OR ")
    }

    static func write(_ suppressions: [Suppression]) -> String? {
        guard !suppressions.isEmpty else { return nil }
        return suppressions.map { "\($0.channel.rawValue) \($0.reason.rawValue) \($0.since.milliseconds) \($0.source)" }
            .joined(separator: "\n")
    }

    static func read(_ text: String?) -> [Suppression] {
        guard let text else { return [] }
        return text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 3)
            guard parts.count == 4, let channel = Channel(rawValue: String(parts[0])),
                let reason = SuppressionReason(rawValue: String(parts[1])),
                let since = Int64(parts[2])
            else { return nil }
            return Suppression(
                channel: channel, reason: reason, source: String(parts[3]), since: Instant(milliseconds: since))
        }
    }
}

/// Money as `123.45 USD`.
enum MoneyText {
    static func read(_ text: Substring) -> Money? {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let hundredths = Int64(parts[0].filter { $0 != "." }) else { return nil }
        return Money(hundredths: hundredths, currency: String(parts[1]))
    }
}
