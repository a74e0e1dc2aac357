import GRDB
public import LeadModel

/// What to look for among the leads.
public struct LeadFilter: Sendable, Hashable {
    /// Part of an e-mail address, name or company, whatever its letter case, or of a phone number, however it is spelled.
    public var text: String?
    public var stage: Stage?
    public var decision: DecisionKind?
    public var track: String?
    /// Holds that are due, and untouched leads that become recyclable, at or before this time.
    public var dueBy: Instant?
    public var limit: Int

    public init(
        text: String? = nil, stage: Stage? = nil, decision: DecisionKind? = nil, track: String? = nil,
        dueBy: Instant? = nil,
        limit: Int = 100
    ) {
        self.text = text
        self.stage = stage
        self.decision = decision
        self.track = track
        self.dueBy = dueBy
        self.limit = limit
    }
}

extension LeadStore {
    /// Leads that fit, by number.
    public func leads(matching filter: LeadFilter, after: LeadID = LeadID(number: 0)) throws(Fault) -> [StoredLead] {
        var versions: [VersionID: StoredVersion] = [:]
        return try leads(matching: filter, after: after, adding: &versions)
    }

    /// When the first lead is to be decided anew that waits for its time; `nil` where none does.
    public func firstDueLead() throws(Fault) -> Instant? {
        try read { database in
            try Int64.fetchOne(
                database,
                sql: "SELECT due FROM lead INDEXED BY lead_due WHERE \(StoredCodes.awaitsItsTime) ORDER BY due LIMIT 1"
            ).map { Instant(milliseconds: $0) }
        }
    }

    /// Leads that fit, by number, and every version of theirs.
    public func leads(
        matching filter: LeadFilter, after: LeadID = LeadID(number: 0),
        adding versions: inout [VersionID: StoredVersion]
    ) throws(Fault) -> [StoredLead] {
        try read { database in
            var conditions = ["lead > ?1"]
            if filter.text != nil { conditions.append(LeadSearch.condition) }
            if filter.stage != nil { conditions.append("stage = ?3") }
            if filter.decision != nil { conditions.append("decision = ?4") }
            if filter.track != nil { conditions.append("track = ?5") }
            if filter.dueBy != nil { conditions.append("\(StoredCodes.awaitsItsTime) AND due <= ?6") }
            let select = try RawStatement(
                database,
                LeadStore.selectLeads + (filter.dueBy == nil ? "" : " INDEXED BY lead_due")
                    + " WHERE \(conditions.joined(separator: " AND ")) ORDER BY lead LIMIT ?7")
            select.bind(after.number, at: 1)
            select.bind(filter.text.map(LeadSearch.pattern), at: 2)
            select.bind(filter.stage.map { Int64($0.rawValue) }, at: 3)
            select.bind(filter.decision.map { StoredCodes.code($0, in: StoredCodes.decisions) }, at: 4)
            select.bind(filter.track, at: 5)
            select.bind(filter.dueBy?.milliseconds, at: 6)
            select.bind(filter.limit, at: 7)
            if filter.text != nil { select.bind(filter.text.flatMap(LeadSearch.digits), at: 8) }
            var rows: [LeadRow] = []
            while try select.step(database) { rows.append(LeadStore.lead(select)) }
            return try LeadStore.complete(rows, adding: &versions, database)
        }
    }

    /// The lead that a number leads to now, absorbed ones followed.
    public func resolve(_ id: LeadID) throws(Fault) -> LeadID? {
        try read { database in
            var current = id.number
            for _ in 0..<64 {
                if try Bool.fetchOne(
                    database, sql: "SELECT EXISTS (SELECT 1 FROM lead WHERE lead = ?)", arguments: [current]) == true
                {
                    return LeadID(number: current)
                }
                guard
                    let next = try Int64.fetchOne(
                        database, sql: "SELECT survivor FROM lead_merge WHERE absorbed = ?", arguments: [current])
                else { return nil }
                current = next
            }
            return nil
        }
    }

    /// Numbers of the leads that were merged into a lead.
    public func absorbed(into id: LeadID) throws(Fault) -> [(lead: LeadID, run: Int64)] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT absorbed, run FROM lead_merge WHERE survivor = ? ORDER BY absorbed",
                arguments: [id.number]
            )
            .map { (lead: LeadID(number: $0[0]), run: $0[1]) }
        }
    }

    /// The last revision that a lead's history tells of, though the lead may be absorbed; 0 where it tells nothing.
    public func lastRevision(of id: LeadID) throws(Fault) -> Int {
        try read {
            try Int.fetchOne($0, sql: "SELECT max(revision) FROM lead_change WHERE lead = ?", arguments: [id.number])
                ?? 0
        }
    }

    /// What changed with each revision of a lead, oldest first.
    public func changes(of id: LeadID) throws(Fault) -> [(revision: Int, run: Int64, change: LeadChange)] {
        try read { database in
            let select = try RawStatement(
                database,
                "SELECT revision, run, \(LeadChange.selected) FROM lead_change WHERE lead = ? ORDER BY revision, field")
            select.bind(id.number, at: 1)
            var changes: [(revision: Int, run: Int64, change: LeadChange)] = []
            while try select.step(database) {
                changes.append(
                    (
                        revision: Int(select.integer(0)), run: select.integer(1),
                        change: try LeadChange(select, from: 2)
                    ))
            }
            return changes
        }
    }

    /// How many leads there are now, whatever their stage; those that were merged into others do not count.
    public func leadCount() throws(Fault) -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM lead") ?? 0 }
    }

    /// How many leads there are, by decision and by stage.
    public func leadCounts() throws(Fault) -> (byDecision: [String: Int], byStage: [String: Int]) {
        try read { database in
            let decisions = try Row.fetchAll(database, sql: "SELECT decision, count(*) FROM lead GROUP BY decision")
            let stages = try Row.fetchAll(database, sql: "SELECT stage, count(*) FROM lead GROUP BY stage")
            return (
                byDecision: Dictionary(
                    uniqueKeysWithValues: decisions.map {
                        (StoredCodes.word($0[0], in: StoredCodes.decisions)?.rawValue ?? "", $0[1])
                    }),
                byStage: Dictionary(uniqueKeysWithValues: stages.map { (Stage(rawValue: $0[0])?.word ?? "", $0[1]) })
            )
        }
    }
}
