import GRDB
public import LeadModel

extension LeadStore {
    /// Whether no key has been indexed yet; then nothing needs to be looked up.
    public func hasNoKeys() throws(Fault) -> Bool {
        try read {
            try Bool.fetchOne(
                $0, sql: "SELECT NOT EXISTS (SELECT 1 FROM match_key) AND NOT EXISTS (SELECT 1 FROM match_key_recent)")
                ?? true
        }
    }

    /// Holders of keys, in the order of the keys, which should be ascending: neighbours share database pages.
    /// - Parameters:
    ///   - limit: so many holders of one key are given at most.
    ///   - areOwnIDs: whether only records are meant whose own id the key is.
    public func holders(of keys: [MatchKey], limit: Int, areOwnIDs: Bool = false) throws(Fault) -> [[KeyHolder]] {
        try read { database in
            let index = try KeyIndex(database)
            return try keys.map { try index.holders(of: $0, limit: limit, areOwnIDs: areOwnIDs) }
        }
    }

    /// Indexes keys in one transaction; those that are there already stay. Holders of one key must stand together;
    /// ascending order makes it cheap. In a copy that is thrown away nobody will look for them.
    public func insertKeys(_ keys: [(key: MatchKey, holder: KeyHolder)]) throws(Fault) {
        guard !keys.isEmpty, !isScratch else { return }
        try write { database in
            try KeyIndex.insert(keys, database)
        }
    }

    /// Keys that link nobody any more.
    public func sharedKeys() throws(Fault) -> Set<MatchKey> {
        try read { database in
            Set(
                try Int64.fetchAll(database, sql: "SELECT hash FROM shared_key").map {
                    MatchKey(hash: UInt64(bitPattern: $0))
                })
        }
    }

    /// The leads of records, in their order; `nil` for a record that belongs to no lead (yet).
    public func leads(of records: [VersionID]) throws(Fault) -> [LeadID?] {
        try read { database in
            let select = try RawStatement(database, "SELECT lead FROM membership WHERE record = ?")
            return try records.map { record in
                select.bind(record.rawValue, at: 1)
                defer { select.reset() }
                return try select.step(database) ? LeadID(number: select.integer(0)) : nil
            }
        }
    }

    /// The highest lead number given out so far; numbers of leads that are gone are not given again.
    public func lastLead() throws(Fault) -> LeadID {
        try read { LeadID(number: try Int64.fetchOne($0, sql: "SELECT last_lead FROM store") ?? 0) }
    }

    /// Every version of records that belong to no lead, in the order asked; a record that does not wait has none.
    public func waitingVersions(_ records: [VersionID]) throws(Fault) -> [[VersionID]] {
        try read { database in
            let select = try RawStatement(database, "SELECT versions FROM waiting WHERE record = ?")
            return try records.map { record in
                select.bind(record.rawValue, at: 1)
                defer { select.reset() }
                return try select.step(database) ? PackedNumbers.unpackAscending(select.bytes(0)) : []
            }
        }
    }

    /// Records of one stream that belong to no lead, with their versions, from `after` on.
    public func waiting(of stream: Int, after: VersionID, limit: Int) throws(Fault) -> [(
        record: VersionID, versions: [VersionID]
    )] {
        try read { database in
            let select = try RawStatement(
                database, "SELECT record, versions FROM waiting WHERE record > ? AND record < ? ORDER BY record LIMIT ?"
            )
            select.bind(max(after.rawValue, VersionID(stream: stream, sequence: 0).rawValue), at: 1)
            select.bind(VersionID(stream: stream + 1, sequence: 0).rawValue, at: 2)
            select.bind(limit, at: 3)
            var found: [(record: VersionID, versions: [VersionID])] = []
            while try select.step(database) {
                found.append(
                    (
                        record: VersionID(rawValue: select.integer(0)),
                        versions: PackedNumbers.unpackAscending(select.bytes(1))
                    ))
            }
            return found
        }
    }
}
