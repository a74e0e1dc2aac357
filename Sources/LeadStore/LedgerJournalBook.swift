import Foundation
import GRDB
public import LeadModel

/// What the store and the journal of the ledger beside it know of each other.
extension LeadStore {
    /// What was done so that the store and its journal say the same.
    public enum LedgerCatchUp: Sendable, Hashable {
        /// The two said the same.
        case inStep
        /// The store was put back, or a writer was killed right before its change came true: so many changes were made anew.
        case madeAnew(changes: Int)
        /// There was no journal: one was begun with what the store holds.
        case begun(entries: Int)
        /// The journal was an older one: what it lacked was put into it.
        case completed
        /// The journal went on from another copy of the store: the store takes those in whom that one closed, so many entries.
        case takenIn(entries: Int)
    }

    /// The journal beside the store; a copy that is thrown away has none of its own.
    public var ledgerJournal: LedgerJournal {
        LedgerJournal(beside: path, store: name, key: identity.erasureKey)
    }

    /// Entries of one frame of what the store holds.
    private static let heldAtOnce = 50_000

    // MARK: Keeping the journal

    /// Puts a change into the journal; the last step before the transaction ends, so that whatever the ledger comes to hold is
    /// in the journal.
    func journal(_ frame: LedgerFrame, _ database: Database) throws {
        guard !isScratch else { return }
        let mark = try ledgerJournal.append(frame, after: try LeadStore.lastMark(database))
        try LeadStore.keep(mark, database)
    }

    private static func keep(_ mark: LedgerJournal.Mark, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO suppression_journal (ends, begins, sum) VALUES (?, ?, ?)",
            arguments: [mark.ends, mark.begins, Data(mark.sum)])
    }

    static func lastMark(_ database: Database) throws -> LedgerJournal.Mark? {
        try Row.fetchOne(database, sql: "SELECT begins, ends, sum FROM suppression_journal ORDER BY ends DESC LIMIT 1")
            .map { row in
                let sum: Data = row[2]
                return LedgerJournal.Mark(begins: row[0], ends: row[1], sum: Array(sum))
            }
    }

    /// Whether the ledger has anything that no erasure brought.
    static func isEntered(_ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql:
                "SELECT EXISTS (SELECT 1 FROM suppression_batch) OR EXISTS (SELECT 1 FROM suppression WHERE reason <> 0)"
        )
            ?? false
    }

    // MARK: Catching up

    /// Brings the store and its journal to say the same, before anything else is done with the store.
    /// - Parameter step: called after each change that was made anew.
    /// - Returns: and how many bytes of the journal were not written to its end, and are kept beside it.
    public func catchUpLedger(
        at now: Instant, step: () -> Void = {}
    ) throws(Fault) -> (did: LedgerCatchUp, torn: Int) {
        do {
            switch try ledgerGap() {
            case .none: return (did: .inStep, torn: 0)
            case .behind(let last): return try makeAnew(after: last, step)
            case .gone(let torn, _):
                if torn > 0 { try ledgerJournal.putAside(torn, behind: nil) }
                return (did: try begin(), torn: torn)
            case .older(let end, let torn):
                if torn > 0 { try ledgerJournal.putAside(torn, behind: end) }
                return (did: try complete(end), torn: torn)
            case .apart(let end, let torn):
                if torn > 0 { try ledgerJournal.putAside(torn, behind: end) }
                return (did: try takeIn(end, at: now), torn: torn)
            }
        } catch {
            throw LeadStore.fault(error, path)
        }
    }

    /// Each change in a transaction of its own, as when it was made first.
    private func makeAnew(
        after last: LedgerJournal.Mark?, _ step: () -> Void
    ) throws -> (did: LedgerCatchUp, torn: Int) {
        var changes = 0
        let extent = try ledgerJournal.forEachFrame(after: last) { frame, mark in
            try write { database in
                try LeadStore.make(frame, database)
                try LeadStore.keep(mark, database)
            }
            changes += 1
            step()
        }
        if extent.torn > 0 || extent.last == nil { try ledgerJournal.putAside(extent.torn, behind: extent.last) }
        return (did: changes == 0 ? .inStep : .madeAnew(changes: changes), torn: extent.torn)
    }

    private func begin() throws -> LedgerCatchUp {
        try write { database in
            try database.execute(sql: "DELETE FROM suppression_journal")
            guard try LeadStore.isEntered(database) else {
                try ledgerJournal.remove()
                return .inStep
            }
            return .begun(entries: try hold(after: nil, database))
        }
    }

    private func complete(_ end: LedgerJournal.Mark) throws -> LedgerCatchUp {
        try write { database in
            try database.execute(sql: "DELETE FROM suppression_journal WHERE ends > ?", arguments: [end.ends])
            _ = try hold(after: end, database)
            return .completed
        }
    }

    /// Takes entries of a journal in that went on without this store, those alone that it does not hold: what that journal
    /// took back may be another thing here, and stays.
    private func takeIn(_ end: LedgerJournal.Mark, at now: Instant) throws -> LedgerCatchUp {
        try write { database in
            var batch: Int64?
            var count = 0
            try ledgerJournal.forEachFrame(after: nil) { frame, _ in
                guard frame.head.entered != nil || frame.head.isHeld else { return }
                let holding = frame.rows.filter { $0.removal == nil }.map(\.entry)
                let select = try RawStatement(database, LeadStore.selectSince)
                let new = try holding.filter { entry in
                    try LeadStore.change(by: entry, batch: 0, select, database).change.isWritten
                }
                guard !new.isEmpty else { return }
                if batch == nil {
                    try database.execute(
                        sql: "INSERT INTO suppression_batch (entered, source, list) VALUES (?, 'journal', NULL)",
                        arguments: [now.milliseconds])
                    batch = database.lastInsertedRowID
                }
                count += new.count
                _ = try LeadStore.enter(new, batch: batch ?? 0, database)
            }
            try database.execute(sql: "DELETE FROM suppression_journal")
            _ = try hold(after: end, database)
            return .takenIn(entries: count)
        }
    }

    /// Writes everything that the ledger holds into the journal.
    /// - Returns: how many entries.
    private func hold(after end: LedgerJournal.Mark?, _ database: Database) throws -> Int {
        var head = LedgerFrame.Head(isHeld: true)
        head.heldBatches = try Row.fetchAll(
            database, sql: "SELECT batch, entered, source, list, removal FROM suppression_batch ORDER BY batch"
        ).map { LedgerFrame.Batch(batch: $0[0], entered: $0[1], source: $0[2], list: $0[3], removal: $0[4]) }
        head.heldRemovals = try Row.fetchAll(
            database, sql: "SELECT removal, removed, who, because FROM suppression_removal ORDER BY removal"
        ).map { LedgerFrame.Removal(removal: $0[0], removed: $0[1], who: $0[2], because: $0[3]) }
        var last = end
        var rows: [LedgerFrame.Row] = []
        var count = 0
        func flush() throws {
            let mark = try ledgerJournal.append(LedgerFrame(head, rows: rows), after: last)
            try LeadStore.keep(mark, database)
            last = mark
            count += rows.count
            rows.removeAll(keepingCapacity: true)
            head = LedgerFrame.Head(isHeld: true)
        }
        let select = try RawStatement(
            database,
            """
            SELECT person, kind, channel, reason, source, since, probe, batch, again, removal FROM suppression
            WHERE reason <> 0
            """)
        while try select.step(database) {
            var row = LedgerFrame.Row(entry: try LeadStore.entry(select, select.integer(6)), batch: select.integer(7))
            row.again = select.optionalInteger(8)
            row.removal = select.optionalInteger(9)
            rows.append(row)
            if rows.count == LeadStore.heldAtOnce { try flush() }
        }
        if !rows.isEmpty || head.heldBatches?.isEmpty == false { try flush() }
        return count
    }
}
