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
    /// Changes with the text of the agreement, the survivorship rules and the feeds.
    var fingerprint: String
    /// Changes with the meaning of the matching rules.
    var matchingFingerprint: String

    init(_ workspace: Workspace, store: LeadStore) {
        matching = workspace.matching
        hashKey = KeyHasher.Key(k0: store.matchKey.0, k1: store.matchKey.1)
        survivorship = workspace.survivorship
        agreement = workspace.agreement
        router = FeedRouter(workspace.feeds)
        fingerprint = workspace.rulesFingerprint
        matchingFingerprint = workspace.matching.fingerprint
    }

    /// The fingerprint of the rules that decide at a time: with the version in force where that says who is suppressed,
    /// since then it decides about leads that nothing else happens to.
    func fingerprint(at now: Instant) -> String {
        guard agreement.versions.contains(where: { $0.suppression != .none }) else { return fingerprint }
        return "\(fingerprint) as of \(agreement.version(at: now)?.effectiveFrom ?? "none")"
    }
}
