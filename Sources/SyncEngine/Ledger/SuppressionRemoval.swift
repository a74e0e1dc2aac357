import Failpoints
public import LeadModel
public import LeadStore

/// Takes entries of the ledger back that were entered by mistake: what somebody typed wrongly, or a list that was the wrong
/// file.
///
/// Nothing is deleted: the entries stay with who took them back, when and why, and forbid nothing any more. Who changed her
/// mind is not meant: that is a consent, and ends an opt-out by the agreement.
public struct SuppressionRemoval: Sendable {
    /// What is taken back.
    public enum Scope: Sendable {
        /// What was entered at one go, by its number in the history.
        case batch(Int64)
        /// Everything that a source said.
        case source(String)
        /// What a source said of some people.
        case people([SuppressionDesk.Name], source: String)
    }

    public var scope: Scope
    /// Only entries for this reason; `nil`: for all.
    public var reason: SuppressionReason?
    /// Who takes them back.
    public var who: String
    public var because: String
    /// The country of telephone numbers that name none.
    public var region: String?

    public init(_ scope: Scope, reason: SuppressionReason?, who: String, because: String) {
        self.scope = scope
        self.reason = reason
        self.who = who
        self.because = because
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// Entries that are taken back, by reason.
        public var counts: [LedgerScopeCount] = []
        /// Those of the batch that stay, because something entered later said them again.
        public var saidAgain = 0
        /// Why people were passed over.
        public var faults: [Fault] = []
        public var leads = 0
        public var waitsForSync = false

        public var entries: Int { counts.reduce(0) { $0 + $1.entries } }
        public var saidElsewhere: Int { counts.reduce(0) { $0 + $1.saidElsewhere } }
    }

    fileprivate func check() throws(Fault) {
        for (text, what) in [(because, "the reason why"), (who, "who does so")] {
            let isPrintable = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
            guard (1...200).contains(text.utf8.count), isPrintable, !text.contains("@") else {
                throw SuppressionOrder.impossible(
                    "\(what) is told in 1 to 200 characters without an @", "Name nobody in it: it is kept for good.")
            }
        }
    }
}

extension SuppressionDesk {
    /// What was entered, newest first, and what is left of it.
    public static func history(_ workspace: Workspace) throws(Fault) -> [LedgerBatch] {
        try workspace.openForReading().ledgerBatches()
    }

    /// Takes entries back, and decides about the leads anew that they concerned.
    /// - Parameter isMeant: whether somebody has said that opt-outs, complaints and what the law forbids are meant, too.
    public func remove(_ removal: SuppressionRemoval, isMeant: Bool) throws(Fault) -> SuppressionRemoval.Outcome {
        try removal.check()
        var outcome = SuppressionRemoval.Outcome()
        let scope = try scope(of: removal, &outcome)
        outcome.counts = try store.count(scope)
        var isBatchLeft = false
        if case .batch(let number) = scope {
            let batch = try store.ledgerBatches().first { $0.number == number }
            outcome.saidAgain = (batch?.holding ?? 0) - outcome.entries
            // It may have entered nothing, and be what keeps closed what another did.
            let saysAgain = try store.saysAgain(number)
            isBatchLeft = outcome.saidAgain > 0 || saysAgain
        }
        guard outcome.entries > 0 || isBatchLeft else {
            if !outcome.faults.isEmpty { return outcome }
            throw SuppressionOrder.impossible(
                "the ledger holds no such entry",
                "See what was entered with `leadloop suppression history`, and by whom with `leadloop suppression list`. Erasures are for good."
            )
        }
        if isRehearsal { return outcome }
        let grave = outcome.counts.filter { [.optOut, .complaint, .legal].contains($0.reason) }
        guard isMeant || grave.isEmpty else {
            let what = grave.map { "\($0.entries) \($0.reason.rawValue)" }.joined(separator: ", ")
            throw SuppressionOrder.impossible(
                "these people could be written to again who are not to be: \(what)",
                "If they were entered by mistake, say so with --yes. Where somebody changed her mind, that is a consent: see `consent-from` in the agreement. --dry-run only counts."
            )
        }
        _ = try store.remove(scope, who: removal.who, because: removal.because, at: now) {
            Failpoint.ledgerJournalled.pass()
        }
        Failpoint.ledgerWritten.pass()
        let settled = try settle(Outcome())
        outcome.leads = settled.leads
        outcome.waitsForSync = settled.waitsForSync
        return outcome
    }

    private func scope(
        of removal: SuppressionRemoval, _ outcome: inout SuppressionRemoval.Outcome
    ) throws(Fault) -> LedgerScope {
        switch removal.scope {
        case .batch(let number): return .batch(number)
        case .source(let source): return .source(source, removal.reason)
        case .people(let names, let source):
            let inspector = try Inspector(workspace)
            let entries = LedgerEntries(store, workspace, now: now)
            var keys: Set<LedgerKey> = []
            for name in names {
                do throws(Fault) {
                    keys.formUnion(try entries.keys(of: name, region: removal.region, inspector))
                } catch {
                    outcome.faults.append(error)
                }
            }
            return .people(keys.sorted { $0.probe < $1.probe }, source, removal.reason)
        }
    }
}
