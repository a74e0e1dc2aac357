import Failpoints
import Foundation
import LeadLifecycle
public import LeadModel
import LeadStore
import Reconciliation

/// Writes the suppression ledger: by hand, and from lists.
///
/// What is written takes effect at once: the leads it names are decided about anew, and their receivers are told with the
/// next sync or export. Of the people nothing is kept but keyed hashes.
public struct SuppressionDesk {
    /// One person who is named, and where.
    public struct Name: Sendable {
        public var text: String
        public var place: Origin
        /// Why the line cannot be read, where it cannot.
        public var fault: Fault?

        public init(_ text: String, at place: Origin, fault: Fault? = nil) {
            self.text = text
            self.place = place
            self.fault = fault
        }
    }

    /// What came of it: read = added + renewed + known + refused.
    public struct Outcome: Sendable {
        /// People named, or rows of the list.
        public var read = 0
        /// Those of whom the ledger knew nothing, or not all, of this.
        public var added = 0
        /// Those who were in it and are from a later time on, now.
        public var renewed = 0
        public var known = 0
        /// Of those, whose opt-out a consent may have ended since: it stays of the time that it came first, because the list
        /// does not say since when it holds.
        public var kept = 0
        public var refused = 0
        /// Leads whose decision or anything else is another now.
        public var leads = 0
        /// Messages that take one of them back from a feed's receiver.
        public var withdrawals = 0
        /// Why rows were refused, the first of them.
        public var faults: [Fault] = []
        /// Of those who were taken, rows of which not all could be read, and what was made of the first of them.
        public var doubtful = 0
        public var doubts: [Fault] = []
        /// Telephone numbers of a list that were passed over: of somebody who wants no e-mail, and may be called.
        public var numbersPassedOver = 0
        /// Columns of the list that nothing was read from.
        public var ignored: [String] = []
        /// Whether leads are half made, so that only the next sync decides about them anew.
        public var waitsForSync = false
    }

    /// The name under which its runs are listed.
    private static let runs = "suppression"
    /// One mistake can be in every row, and whoever has seen this many knows what to look for.
    private static let faultsShown = 20
    /// Entries of one transaction.
    private static let batch = 50_000

    let workspace: Workspace
    let store: LeadStore
    let now: Instant
    let isRehearsal: Bool
    private let progress: ProgressReport

    /// - Parameters:
    ///   - now: the time that entries begin where nobody says another, and that leads are decided for.
    ///   - isRehearsal: whether nothing is written.
    public init(
        _ workspace: Workspace, at now: Instant, isRehearsal: Bool = false,
        progress: ProgressReport = ProgressReport { _ in }
    ) throws(Fault) {
        self.workspace = workspace
        store = isRehearsal ? try workspace.openForReading() : try workspace.openForWriting()
        self.now = now
        self.isRehearsal = isRehearsal
        self.progress = progress
    }

    // MARK: By hand

    /// Enters people who are named by an address, a number, a hash, a lead's number or a record's id.
    public func add(_ names: [Name], _ order: SuppressionOrder) throws(Fault) -> Outcome {
        try order.check()
        var outcome = Outcome()
        var pending = Pending(source: order.source)
        let inspector = try Inspector(workspace)
        let entries = LedgerEntries(store, workspace, now: now)
        for name in names {
            outcome.read += 1
            do throws(Fault) {
                pending.append(try entries.entries(for: name, order, inspector))
            } catch {
                refuse(error, &outcome)
            }
        }
        try write(&pending, &outcome)
        return try settle(outcome)
    }

    // MARK: From a list

    /// Enters the people of a list; a row may say reason, channel and since of its own. A bad row is told with its line, and
    /// its neighbours are taken in.
    /// - Parameter encoding: of the list; `nil`: UTF-8, or what a byte order mark says.
    public func importList(
        _ path: String, _ order: SuppressionOrder, encoding: String? = nil
    ) throws(Fault) -> Outcome {
        try order.check()
        let list = try SuppressionList(path: path, encoding: encoding)
        var outcome = Outcome(ignored: list.ignored)
        let entries = LedgerEntries(store, workspace, now: now)
        var pending = Pending(source: order.source, list: (path as NSString).lastPathComponent)
        progress.begin("reading the list", total: nil)
        try list.forEachPage { (rows) throws(Fault) in
            for row in rows {
                outcome.read += 1
                do throws(Fault) {
                    let (person, doubts, numbers) = try entries.entries(for: row, order)
                    pending.append(person)
                    outcome.numbersPassedOver += numbers
                    if !doubts.isEmpty { outcome.doubtful += 1 }
                    if outcome.doubts.count < SuppressionDesk.faultsShown { outcome.doubts += doubts }
                } catch {
                    refuse(error, &outcome)
                }
            }
            if pending.entries.count >= SuppressionDesk.batch { try write(&pending, &outcome) }
            progress.advance(rows.count)
        }
        try write(&pending, &outcome)
        return try settle(outcome)
    }

    // MARK: Writing

    /// Entries that wait for the next transaction, and behind which of them each person ends.
    private struct Pending {
        let source: String
        /// The name of the list; `nil` by hand.
        var list: String?
        /// What they are entered with, once the first are.
        var batch: Int64?
        var entries: [LedgerEntry] = []
        var ends: [Int] = []
        /// Of a rehearsal: what would be there by now, and since when.
        private var rehearsed: [LedgerEntry: Instant] = [:]

        init(source: String, list: String? = nil) {
            self.source = source
            self.list = list
        }

        mutating func append(_ person: [LedgerEntry]) {
            entries += person
            ends.append(entries.count)
        }

        /// What would become of an entry behind those that were rehearsed before it.
        /// - Parameter change: what would become of it by itself.
        mutating func rehearse(_ entry: LedgerEntry, _ change: LedgerChange) -> LedgerChange {
            var same = entry
            same.isDated = false
            same.suppression.since = Instant(milliseconds: 0)
            let since = entry.suppression.since
            guard let earlier = rehearsed[same] else {
                rehearsed[same] = since
                return change
            }
            guard change != .known, since > earlier else { return .known }
            guard entry.isDated else { return .kept }
            rehearsed[same] = since
            return .renewed
        }
    }

    private func refuse(_ fault: Fault, _ outcome: inout Outcome) {
        outcome.refused += 1
        if outcome.faults.count < SuppressionDesk.faultsShown { outcome.faults.append(fault) }
    }

    private func write(_ pending: inout Pending, _ outcome: inout Outcome) throws(Fault) {
        let changes: [LedgerChange]
        if isRehearsal {
            var rehearsed: [LedgerChange] = []
            for (entry, change) in zip(pending.entries, try store.rehearse(ledger: pending.entries)) {
                rehearsed.append(pending.rehearse(entry, change))
            }
            changes = rehearsed
        } else {
            if pending.batch == nil, !pending.entries.isEmpty {
                pending.batch = try store.beginBatch(source: pending.source, list: pending.list, entered: now)
            }
            changes = try store.insert(ledger: pending.entries, batch: pending.batch ?? 0) {
                Failpoint.ledgerJournalled.pass()
            }
            Failpoint.ledgerWritten.pass()
        }
        let consentEnds = workspace.agreement.version(at: now)?.suppression.consentFrom != nil
        var start = 0
        for end in pending.ends {
            let mayBeOver =
                consentEnds
                && (start..<end).contains { index in
                    // Consent is to e-mail: a number stays closed.
                    changes[index] == .kept && pending.entries[index].suppression.reason == .optOut
                        && pending.entries[index].suppression.channel != .phone
                }
            if mayBeOver { outcome.kept += 1 }
            switch changes[start..<end].max() ?? .known {
            case .added: outcome.added += 1
            case .renewed: outcome.renewed += 1
            case .kept, .known: outcome.known += 1
            }
            start = end
        }
        pending.entries.removeAll(keepingCapacity: true)
        pending.ends.removeAll(keepingCapacity: true)
    }

    /// Decides about the leads that are named; where leads are half made, the next sync does.
    func settle(_ outcome: Outcome) throws(Fault) -> Outcome {
        var outcome = outcome
        guard !isRehearsal, try store.isLedgerUnsettled() else { return outcome }
        do throws(Fault) {
            try store.requireSettled()
        } catch {
            outcome.waitsForSync = true
            return outcome
        }
        let run = try store.beginRun(source: SuppressionDesk.runs, started: Instant.now, asOf: now)
        let pass = LedgerPass(
            store: store, rules: try RuleBook(workspace, store: store), run: run, now: now, progress: progress)
        let settled = try pass.settle()
        outcome.leads = settled.leads.count
        outcome.withdrawals = settled.withdrawals
        try store.finishRun(
            run, outcome: .succeeded, counts: RecordCounts(), moved: MovedLeads(), finished: Instant.now, message: nil)
        return outcome
    }
}
