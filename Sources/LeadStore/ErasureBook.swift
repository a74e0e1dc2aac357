import Foundation
import GRDB
public import LeadModel

/// What the store and the list of erasures beside it know of each other.
extension LeadStore {
    /// Where the store and the list differ.
    public struct ErasureGap: Sendable {
        /// Erasures of the list that the store does not hold: it was put back, or a writer was killed right before it let go.
        public var missed: [ErasedList.Erasure] = []
        /// Erasures that the store holds and the list does not.
        public var unlisted: [ErasedList.Erasure] = []
        /// Whether there is a list.
        public var isListed = false
        /// The line of the list that its writer did not come to the end of.
        public var tornLine: Int?
    }

    /// The mark of the list that the store holds every erasure of.
    private static let mark = "erased-list"

    /// The list beside the store; a copy that is thrown away has none of its own.
    public var erasedList: ErasedList {
        ErasedList(beside: path, store: name, key: identity.erasureKey)
    }

    /// Whether nothing has come to the list or gone from it since the store held every erasure of it; a look at the end of
    /// the file.
    public func isInStepWithErasedList() throws(Fault) -> Bool {
        let known = try fact(LeadStore.mark)
        if let found = try erasedList.mark() { return found == known }
        let isEmpty = try !hasErasures()
        return isEmpty && known == nil
    }

    private func hasErasures() throws(Fault) -> Bool {
        try read {
            try Bool.fetchOne(
                $0,
                sql: "SELECT EXISTS (SELECT 1 FROM suppression INDEXED BY suppression_erased WHERE reason = 0)")
                ?? false
        }
    }

    /// Where the two differ; reads the whole list.
    public func erasureGap() throws(Fault) -> ErasureGap {
        let listed = try erasedList.read()
        let held = try heldErasures()
        var gap = ErasureGap(isListed: listed != nil, tornLine: listed?.tornLine)
        let known = Set(held.flatMap(\.people))
        gap.missed = (listed?.erasures ?? []).filter { !$0.people.allSatisfy(known.contains) }
        let all = Set((listed?.erasures ?? []).flatMap(\.people))
        gap.unlisted = held.compactMap { erasure in
            let people = erasure.people.filter { !all.contains($0) }
            return people.isEmpty ? nil : ErasedList.Erasure(erased: erasure.erased, people: people)
        }
        return gap
    }

    /// The erasures of the ledger, those of one time together, earliest first.
    private func heldErasures() throws(Fault) -> [ErasedList.Erasure] {
        try read { database in
            let select = try RawStatement(
                database,
                """
                SELECT probe, person, kind, since FROM suppression INDEXED BY suppression_erased WHERE reason = 0
                ORDER BY since, person
                """)
            var erasures: [ErasedList.Erasure] = []
            while try select.step(database) {
                let kind = try LeadStore.known(
                    StoredCodes.word(select.integer(2), in: StoredCodes.ledgerKinds), "a kind of entry")
                let key = LedgerKey(kind: kind, probe: select.integer(0), person: select.bytes(1))
                let erased = Instant(milliseconds: select.integer(3))
                if erasures.last?.erased != erased {
                    erasures.append(ErasedList.Erasure(erased: erased, people: []))
                }
                erasures[erasures.count - 1].people.append(key)
            }
            return erasures
        }
    }

    /// Refuses to show a store that lacks erasures of the list: people who were erased would be in it again.
    /// - Throws: `store.erasures-missing`, `store.erasures-foreign`, `store.erasures-damaged`.
    public func requireErasures() throws(Fault) {
        // A writer is between the list and the store for some milliseconds.
        for _ in 0..<5 {
            if try isInStepWithErasedList() { return }
            if try erasureGap().missed.isEmpty { return }
            Thread.sleep(forTimeInterval: 0.1)
        }
        let count = try erasureGap().missed.count
        guard count > 0 else { return }
        throw Fault(
            .storeErasuresMissing, .stopRun,
            "the store lacks \(count) \(count == 1 ? "erasure" : "erasures") of the list beside it: it was put back to a time before them, or an erasure was interrupted",
            at: Origin(file: erasedList.path),
            advice: "Nothing is shown of it before they are carried out again: `leadloop sync` does that first of all.")
    }

    /// Holds erasures that were carried out again, drops what the quarantine had of those people, and lists what was not
    /// listed; from then on the store is in step with the list.
    /// - Parameter mentions: records in quarantine that mention them.
    public func hold(_ gap: ErasureGap, mentions: [QuarantineEntry], source: String) throws(Fault) {
        let raw = try rawPages(of: [], and: mentions)
        let entries = gap.missed.flatMap { erasure in
            erasure.people.map { key in
                LedgerEntry(
                    key: key,
                    suppression: Suppression(channel: .all, reason: .erasure, source: source, since: erasure.erased),
                    isDated: false)
            }
        }
        try write { database in
            if !mentions.isEmpty {
                try LeadStore.put(raw, database)
                let dropped = try LeadStore.drop(mentions.map(\.number), database)
                try enter(ofErasedRecords: dropped.forbidden, database)
            }
            _ = try LeadStore.insert(entries, database)
            // Of an empty list there is nothing to keep in step with.
            let isEmpty = gap.unlisted.isEmpty && !gap.isListed
            if !isEmpty, let mark = try erasedList.append(gap.unlisted) { try LeadStore.keepMark(mark, database) }
        }
    }

    static func keepMark(_ mark: String, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            arguments: [LeadStore.mark, mark])
    }

    /// Appends an erasure to the list.
    /// - Returns: the mark of the list with it.
    public func list(_ erasure: ErasedList.Erasure) throws(Fault) -> String? {
        try erasedList.append([erasure])
    }

    /// Puts memberships of leads that were made since the store was opened where those are looked for that are erased.
    public func placeMemberships() throws(Fault) { try write { try LeadStore.placeMemberships($0) } }

    /// When the raw pages of some versions were taken in.
    public func takenIn(_ versions: [StoredVersion]) throws(Fault) -> [Int64: Instant] {
        try read { database in
            let select = try RawStatement(
                database, "SELECT run.started FROM raw_page JOIN run USING (run) WHERE raw_page.page = ?")
            var times: [Int64: Instant] = [:]
            for page in Set(versions.map(\.page)) {
                select.bind(page, at: 1)
                if try select.step(database) { times[page] = Instant(milliseconds: select.integer(0)) }
                select.reset()
            }
            return times
        }
    }
}
