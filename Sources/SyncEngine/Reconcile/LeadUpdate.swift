import Failpoints
import Foundation
import LeadModel
import LeadStore

/// Brings the leads up to date with what the store holds by now: what is pending is reconciled, and what has come due is
/// decided anew.
struct LeadUpdate {
    let workspace: Workspace
    let store: LeadStore
    let rules: RuleBook
    let run: Int64
    let now: Instant
    let progress: ProgressReport

    /// - Returns: leads that went to marketing or back to sales, by the source whose record shows why.
    func update(_ tally: inout RunTally) throws(Fault) -> [String: MovedLeads] {
        // Leads of a new store are decided by the rules of now, all of them.
        if try store.lastLead().number == 0 { try DecidingRules.remember(rules.fingerprint(at: now), in: store) }
        let decided = try DecidingRules.fingerprint(in: store)
        if try store.isRematchWanted() { try store.beginRematch(.keepsLeads) }
        let directory = (workspace.storePath as NSString).deletingLastPathComponent
        let pass = try ReconcilePass(
            store: store, rules: rules, run: run, now: now, directory: directory, progress: progress)
        var moved = try ResettlePass(store: store, rules: rules, run: run, now: now, progress: progress).resettle()
        moved.merge(try pass.reconcile(&tally), uniquingKeysWith: +)
        if try store.isLedgerUnsettled() {
            let ledger = LedgerPass(store: store, rules: rules, run: run, now: now, progress: progress)
            moved.merge(try ledger.settle().moved, uniquingKeysWith: +)
        }
        let redecision = RedecisionPass(store: store, rules: rules, run: run, now: now, progress: progress)
        moved.merge(try redecision.decide(after: decided), uniquingKeysWith: +)
        try DecidedFeeds.remember(workspace, in: store)
        Failpoint.leadsUpdated.pass()
        return moved
    }
}
