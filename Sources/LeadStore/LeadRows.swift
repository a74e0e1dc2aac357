import GRDB
public import LeadModel

extension LeadStore {
    private static let fixed =
        ["lead", "revision", "first_run", "last_run", "versions", "golden"] + standingColumns + decisionColumns

    /// As `standing(_:from:)` reads them.
    static let standingColumns = [
        "stage", "stage_reason", "stage_since", "furthest", "stage_evidence", "responded", "touches", "won", "exit",
        "exits", "waiting_since", "handed_over", "told", "is_deleted",
    ]

    /// As `decision(_:from:)` reads them and `append(_:to:)` fills them.
    static let decisionColumns = [
        "decision", "cause", "trigger", "reason", "track", "due", "cycle", "suppressions", "agreement",
        "decision_evidence", "decision_since", "returned", "is_control",
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
        rows.append(standing.told?.milliseconds)
        rows.append(standing.isDeleted ? 1 : 0)
        append(write.decision, to: &rows)
        if !isScratch { LeadColumns.append(write.lead.values, to: &rows) }
    }

    /// Appends as many cells as there are `decisionColumns`.
    static func append(_ decision: Decision, to rows: inout RowBatch) {
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
        rows.append(decision.isControl ? 1 : 0)
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
        let lead = StoredLead(
            id: LeadID(number: row.integer(0)), revision: Int(row.integer(1)), firstRun: row.integer(2),
            lastRun: row.integer(3), versions: versions,
            golden: UnifiedLead(values: FieldValues(), winners: []), standing: standing(row, from: 6),
            decision: decision(row, from: 6 + Int32(standingColumns.count)))
        return LeadRow(
            lead: lead, shares: GoldenShares.unpack(row.bytes(5), versions), settled: row.integer(Int32(fixed.count)))
    }

    /// - Parameter first: the place of the first of `standingColumns`.
    static func standing(_ row: borrowing RawStatement, from first: Int32) -> Standing {
        Standing(
            stage: row.stage(first), reason: row.reason(first + 1), since: row.instant(first + 2),
            furthest: row.stage(first + 3), evidence: row.version(first + 4), firstResponse: row.instant(first + 5),
            touches: Int(row.integer(first + 6)),
            won: row.text(first + 7).map { $0.split(separator: "\n").compactMap { MoneyText.read($0) } } ?? [],
            exit: StoredCodes.word(row.optionalInteger(first + 8), in: StoredCodes.triggers),
            exits: Int(row.integer(first + 9)), waitingSince: row.instant(first + 10),
            handedOver: row.instant(first + 11), told: row.instant(first + 12), isDeleted: row.integer(first + 13) != 0)
    }

    /// - Parameter first: the place of the first of `decisionColumns`.
    static func decision(_ row: borrowing RawStatement, from first: Int32) -> Decision {
        Decision(
            kind: StoredCodes.word(row.integer(first), in: StoredCodes.decisions) ?? .leave,
            cause: StoredCodes.word(row.integer(first + 1), in: StoredCodes.causes) ?? .notAnExit,
            trigger: StoredCodes.word(row.optionalInteger(first + 2), in: StoredCodes.triggers),
            reason: row.reason(first + 3), track: row.text(first + 4), due: row.instant(first + 5),
            cycle: Int(row.integer(first + 6)), suppressions: SuppressionText.read(row.text(first + 7)),
            agreement: row.text(first + 8) ?? "", evidence: row.version(first + 9), since: row.instant(first + 10),
            returned: row.instant(first + 11), isControl: row.integer(first + 12) != 0)
    }
}

/// Suppressions of a decision as one text: `channel reason milliseconds source`, a line each.
enum SuppressionText {
    /// SQL that tells whether a text names a reason that lies with the address, whoever has it.
    static func namesAddress(_ column: String) -> String {
        let reasons: [SuppressionReason] = [.optOut, .hardBounce]
        let starts = Channel.allCases.flatMap { channel in reasons.map { "\(channel.rawValue) \($0.rawValue) " } }
        // At the start of a line: how its source is called is free.
        return starts.map { "char(10) || \(column) LIKE '%' || char(10) || '\($0)%'" }.joined(separator: " OR ")
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
