import Failpoints
import LeadLifecycle
import LeadModel
import LeadStore

/// Decides anew the leads that no source spoke of: those whose time has come (holds that are over, leads that nobody
/// touched), and all of them where the rules are others than the last time.
///
/// Each page of leads is a transaction of its own. By which rules they were decided is forgotten before the first and
/// remembered behind the last: it may be killed anywhere, and repeated by these rules or by others.
struct RedecisionPass {
    let store: LeadStore
    let rules: RuleBook
    let run: Int64
    let now: Instant
    let progress: ProgressReport

    /// Leads of one transaction whose records are read.
    private static let pageLeads = 1_000

    /// - Parameter decided: the rules by which every lead was decided before any was decided by these.
    /// - Returns: leads that went to marketing or back to sales, or that sales is told of, by the source whose record shows why.
    func decide(after decided: RulesFingerprint?) throws(Fault) -> [String: MovedLeads] {
        let fingerprint = rules.fingerprint(at: now)
        guard decided != fingerprint else { return try settleAll(dueBy: now) }
        try DecidingRules.doubt(fingerprint, in: store)
        progress.begin("deciding by other rules", total: try store.leadCount())
        let moved = decided?.others == fingerprint.others ? try decideByAgreement() : try settleAll(dueBy: nil)
        try DecidingRules.remember(fingerprint, in: store)
        return moved
    }

    /// - Parameter time: only the leads that are due by then; `nil`: every lead.
    private func settleAll(dueBy time: Instant?) throws(Fault) -> [String: MovedLeads] {
        var settling = try Settling(self, streams: store.streamsByNumber())
        var after = LeadID(number: 0)
        while true {
            var versions: [VersionID: StoredVersion] = [:]
            let leads = try store.leads(
                matching: LeadFilter(dueBy: time, limit: RedecisionPass.pageLeads), after: after, adding: &versions)
            guard let last = leads.last else { return settling.moved }
            after = last.id
            try settling.settle(leads, versions, areUnified: false)
            try settling.commit()
            if time == nil { progress.advance(leads.count) }
        }
    }

    /// Every lead, where only the agreement is another: the records of most need not be read for that.
    private func decideByAgreement() throws(Fault) -> [String: MovedLeads] {
        var settling = try Settling(self, streams: store.streamsByNumber())
        var after = LeadID(number: 0)
        while true {
            let leads = try store.decidedLeads(after: after, limit: 4 * RedecisionPass.pageLeads)
            guard let last = leads.last else { return settling.moved }
            after = last.id
            var asked: [LeadID] = []
            for index in leads.indices where !settling.redecide(leads[index]) { asked.append(leads[index].id) }
            var rest = asked[...]
            while !rest.isEmpty {
                let ids = Array(rest.prefix(RedecisionPass.pageLeads))
                rest = rest.dropFirst(ids.count)
                var versions: [VersionID: StoredVersion] = [:]
                try settling.settle(try store.leads(ids, adding: &versions), versions, areUnified: true)
            }
            try settling.commit()
            progress.advance(leads.count)
        }
    }
}

/// What a redecision makes of leads, a page at a time.
private struct Settling {
    private let pass: RedecisionPass
    private let streams: [Int: StoredStream]
    private var settlement: LeadSettlement
    private var page: LeadPage
    private(set) var moved: [String: MovedLeads] = [:]

    init(_ pass: RedecisionPass, streams: [Int: StoredStream]) throws(Fault) {
        self.pass = pass
        self.streams = streams
        settlement = LeadSettlement(
            rules: pass.rules, now: pass.now, ledger: (look: try LedgerLook(pass.store), streams: streams))
        page = LeadPage(run: pass.run)
    }

    /// - Returns: `false` where the records have to be asked, or a receiver has to be told.
    mutating func redecide(_ lead: DecidedLead) -> Bool {
        guard
            let decision = pass.rules.agreement.decide(
                after: lead.decision, of: lead.id, standing: lead.standing, at: pass.now)
        else { return false }
        guard decision != lead.decision else { return true }
        guard !lead.isHeld, !pass.rules.router.carries(decision) else { return false }
        count(MovedLeads(from: lead.decision, to: decision), shownBy: decision.evidence)
        let changes = LeadChanges.between(lead.decision, decision)
        page.redecisions.append(
            Redecision(
                id: lead.id, revision: lead.revision + (changes.isEmpty ? 0 : 1), decision: decision, changes: changes))
        return true
    }

    /// - Parameter areUnified: whether the rules that unify records are those of the last time.
    mutating func settle(
        _ leads: [StoredLead], _ versions: [VersionID: StoredVersion], areUnified: Bool
    ) throws(Fault) {
        try settlement.look(at: versions.values)
        let held = try pass.store.feedMembers(leads.map(\.id))
        for (lead, held) in zip(leads, held) {
            let records = LeadRecords(lead.versions.compactMap { versions[$0] }, streams: streams).records
            let result =
                areUnified
                ? settlement.redecide(lead, records, held: held)
                : settlement.settle(lead.id, records, stored: lead, held: held)
            if let write = result.write { page.leads.append(write) }
            page.messages += result.messages
            count(result.moved, shownBy: result.evidence)
        }
    }

    private mutating func count(_ moved: MovedLeads, shownBy evidence: VersionID?) {
        guard moved != MovedLeads() else { return }
        let source = streams[evidence?.stream ?? 0]?.info.source ?? ""
        self.moved[source] = (self.moved[source] ?? MovedLeads()) + moved
        page.moved = page.moved + moved
    }

    mutating func commit() throws(Fault) {
        if !page.isEmpty {
            try pass.store.commit(page)
            Failpoint.leadsRedecided.pass()
        }
        page = LeadPage(run: pass.run)
    }
}

/// The rules by which every lead of a store was decided.
enum DecidingRules {
    private static let agreementFact = "decided-by"
    private static let othersFact = "settled-by"

    /// `nil` where not every lead was.
    static func fingerprint(in store: LeadStore) throws(Fault) -> RulesFingerprint? {
        guard let agreement = try store.fact(agreementFact), let others = try store.fact(othersFact) else { return nil }
        return RulesFingerprint(agreement: agreement, others: others)
    }

    /// Forgets by which rules leads were decided, where some are to be decided by others: from now on not all are by the same.
    static func doubt(_ rules: RulesFingerprint, in store: LeadStore) throws(Fault) {
        guard let decided = try fingerprint(in: store), decided != rules else { return }
        try store.forget(othersFact)
        try store.forget(agreementFact)
    }

    static func remember(_ rules: RulesFingerprint, in store: LeadStore) throws(Fault) {
        // Written again, they would make the store another than plans were made for.
        for (fact, text) in [(agreementFact, rules.agreement), (othersFact, rules.others)]
        where try store.fact(fact) != text { try store.remember(fact, text) }
    }
}
