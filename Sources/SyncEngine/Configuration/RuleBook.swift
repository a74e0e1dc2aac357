import LeadLifecycle
import LeadModel
import LeadStore
import Reconciliation

/// The rules a run works by, ready for use.
struct RuleBook {
    var matching: MatchingRules
    var hashKey: KeyHasher.Key
    var survivorship: SurvivorshipRules
    var agreement: Agreement
    var router: FeedRouter
    var fingerprint: RulesFingerprint
    /// Changes with the meaning of the matching rules.
    var matchingFingerprint: String

    init(_ workspace: Workspace, store: LeadStore) throws(Fault) {
        matching = workspace.matching
        hashKey = KeyHasher.Key(k0: store.matchKey.0, k1: store.matchKey.1)
        survivorship = workspace.survivorship
        agreement = workspace.agreement
        router = FeedRouter(workspace.feeds, try FeedLayouts(store), refused: try store.refusedLeads())
        fingerprint = workspace.rulesFingerprint
        matchingFingerprint = workspace.matching.fingerprint
    }

    /// The fingerprint of the rules that decide at a time. Who is suppressed by agreement, and whose consent counts, is the
    /// version's in force to say, and asks the records of every lead; so does the team that a receiver is told.
    func fingerprint(at now: Instant) -> RulesFingerprint {
        var dated = fingerprint
        let suppressing = agreement.versions.filter { $0.suppression != .none }
        if !suppressing.isEmpty {
            dated.others += "; suppressions as of \(agreement.version(at: now)?.effectiveFrom ?? "none")"
        }
        // Who is suppressed by agreement is so since the version began, which its zone says, too.
        for version in suppressing { dated.others += "; \(version.begins) \(version.suppression.words)" }
        if router.tellsTeams {
            for version in agreement.versions {
                let teams = version.teams.map { "\($0.key.word): \($0.value)" }.sorted()
                dated.others += "; \(version.begins) \(teams.joined(separator: ", "))"
            }
        }
        return dated
    }
}

/// Changes with the text of the rules that decide about leads without new data.
struct RulesFingerprint: Hashable {
    var agreement: String
    /// Of the survivorship rules, the feeds, and which side each source is on.
    var others: String
}
