import Foundation
import GRDB
public import LeadModel

/// How the store and the journal of the ledger beside it differ; whoever writes mends that first, whoever looks is refused.
enum LedgerGap {
    case none
    /// The store holds the journal up to a frame, or nothing of it.
    case behind(after: LedgerJournal.Mark?)
    /// There is no frame, though the store knew of some, or has something that was entered.
    case gone(torn: Int, isEntered: Bool)
    /// The journal ends with a frame that the store knows, and the store knows more.
    case older(end: LedgerJournal.Mark, torn: Int)
    /// The journal went on from another copy of the store.
    case apart(end: LedgerJournal.Mark, torn: Int)
}

extension LeadStore {
    func ledgerGap() throws -> LedgerGap {
        let journal = ledgerJournal
        let (last, isEntered) = try read { (try LeadStore.lastMark($0), try LeadStore.isEntered($0)) }
        if try journal.ends(with: last), last != nil || !isEntered { return .none }
        guard try journal.isThere() else { return .gone(torn: 0, isEntered: isEntered) }
        // Either the store holds the beginning of the journal, or nothing that was entered.
        if let last, try journal.holds(last) { return .behind(after: last) }
        if last == nil, !isEntered { return .behind(after: nil) }
        var first: LedgerFrame?
        let extent = try journal.forEachFrame(after: nil) { frame, _ in if first == nil { first = frame } }
        guard let end = extent.last else { return .gone(torn: extent.torn, isEntered: isEntered) }
        // What the ledger held before it had a journal is what the journal was begun with.
        if last == nil, first?.head.isHeld == true { return .behind(after: nil) }
        let isOwn = try read { try LeadStore.knows(end, $0) }
        return isOwn ? .older(end: end, torn: extent.torn) : .apart(end: end, torn: extent.torn)
    }

    private static func knows(_ mark: LedgerJournal.Mark, _ database: Database) throws -> Bool {
        try Data.fetchOne(
            database, sql: "SELECT sum FROM suppression_journal WHERE ends = ?", arguments: [mark.ends]
        ).map { Array($0) == mark.sum } ?? false
    }

    /// Refuses to show a store that may lack changes of its ledger: people would be shown as free to be written to who are not.
    /// - Throws: `store.ledger-behind`, `store.ledger-foreign`, `store.ledger-damaged`.
    public func requireLedger() throws(Fault) {
        do {
            guard try lack() != nil else { return }
            // A writer is between the journal and the store while a long list is made durable.
            for _ in 0..<30 {
                if case .none = try ledgerGap() { return }
                Thread.sleep(forTimeInterval: 0.1)
            }
            guard let lack = try lack() else { return }
            throw Fault(
                .storeLedgerBehind, .stopRun, lack.what, at: Origin(file: ledgerJournal.path), advice: lack.advice)
        } catch {
            throw LeadStore.fault(error, path)
        }
    }

    /// What keeps the store from being shown.
    private func lack() throws -> (what: String, advice: String)? {
        switch try ledgerGap() {
        case .none, .gone(_, isEntered: false): return nil
        case .behind(let last):
            var count = 0
            try ledgerJournal.forEachFrame(after: last) { _, _ in count += 1 }
            // Whoever did not come to the end of a change changed nothing.
            guard count > 0 else { return nil }
            return (
                "the store lacks \(count) \(count == 1 ? "change" : "changes") of the ledger that the journal beside it tells of: it was put back to a time before them, or a command was interrupted",
                "Nothing is shown of it before they are made anew: `leadloop sync` does that first of all."
            )
        case .gone:
            return (
                "the journal of the ledger beside the store is gone: if this is a copy that was put back, nobody can tell who was entered since it was made",
                "Put the newest journal beside it. Where there is none, `leadloop sync` begins a new one with what the store holds, and says so; nothing is shown before that."
            )
        case .older:
            return (
                "the journal of the ledger is an older one than the store: it was put back to another time",
                "Put the journal beside the store that belongs to it. Where there is none, `leadloop sync` puts into this one what it lacks, and says so; nothing is shown before that."
            )
        case .apart:
            return (
                "the journal of the ledger went on from another copy of the store: it may close people whom this one does not know",
                "Put the two back that belong together. If these two are to stay, `leadloop sync` takes in whom the journal closes; nothing is shown before that."
            )
        }
    }
}
