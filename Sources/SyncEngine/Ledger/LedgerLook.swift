import LeadModel
import LeadStore

/// Looks people up in the suppression ledger, a page of them at a time.
///
/// An empty ledger costs nothing. Otherwise a page costs one query, for the probes that a filter lets through once so many
/// have been asked that it is worth reading the ledger's probes once.
final class LedgerLook {
    private let keys: LedgerKeys
    private let identities: PersonIdentities
    let isEmpty: Bool
    private var filter: LedgerFilter?
    private var asked = 0
    private let ended: EndedEntries
    /// What was found for the page that was prepared last.
    private var found: [Int64: [LedgerEntry]] = [:]

    /// After so many probes the filter is made: that is one walk through the ledger, against a walk down its tree each.
    private static let filterAfter = 50_000

    /// - Parameter ended: finds these entries, too, that do not count any more.
    init(_ store: LeadStore, and ended: EndedEntries = .none) throws(Fault) {
        self.ended = ended
        keys = LedgerKeys(store)
        let (isEmpty, foreign) = try store.ledgerKinds()
        self.isEmpty = isEmpty
        identities = PersonIdentities(foreign: foreign)
    }

    /// Whether anybody of the page may be in the ledger.
    var hasFound: Bool { !found.isEmpty }

    /// Looks up everybody of whom one of these versions speaks; forgets those before.
    func prepare(for versions: some Sequence<StoredVersion>, _ streams: [Int: StoredStream]) throws(Fault) {
        guard !isEmpty else { return }
        var named: [LedgerIdentity] = []
        for version in versions {
            guard let stream = streams[version.version.stream], stream.info.kind == .lead else { continue }
            identities.append(of: version.observation, space: stream.idSpace, to: &named)
        }
        try look(up: named.map(keys.probe))
    }

    private func look(up all: [Int64]) throws(Fault) {
        found.removeAll(keepingCapacity: true)
        asked += all.count
        if filter == nil, asked > LedgerLook.filterAfter {
            var made = LedgerFilter(entries: try keys.store.ledgerSize())
            try keys.store.forEachLedgerProbe { made.insert($0) }
            filter = made
        }
        let probes = Set(filter.map { filter in all.filter(filter.mayHold) } ?? all).sorted()
        guard !probes.isEmpty else { return }
        for entry in try keys.store.ledger(probes, and: ended) {
            found[entry.key.probe, default: []].append(entry)
        }
    }

    /// The entries for one identity, looked up by itself; of an address those of its hashes, too.
    /// - Parameter written: the address as it was written, because others hash it with its plus-tag.
    func entries(for identity: LedgerIdentity, written: String) throws(Fault) -> [LedgerEntry] {
        var named = [identity]
        if identity.kind == .email {
            identities.append(email: identity.text, to: &named)
            identities.append(email: written.utf8, to: &named)
        }
        let distinct = Set(named)
        try look(up: distinct.map(keys.probe))
        return distinct.flatMap(entries(among:))
    }

    private func entries(among identity: LedgerIdentity) -> [LedgerEntry] {
        guard let entries = found[keys.probe(of: identity)] else { return [] }
        let person = keys.store.personHash(of: identity.word)
        return entries.filter { $0.key.kind == identity.kind && $0.key.person == person }
    }

    /// Whether any of some versions of a page names somebody of the ledger.
    func names(_ versions: some Sequence<StoredVersion>, _ streams: [Int: StoredStream]) -> Bool {
        guard !found.isEmpty else { return false }
        var named: [LedgerIdentity] = []
        for version in versions {
            guard let stream = streams[version.version.stream], stream.info.kind == .lead else { continue }
            identities.append(of: version.observation, space: stream.idSpace, to: &named)
        }
        return named.contains { !entries(among: $0).isEmpty }
    }

    /// What the ledger says of a person of the page; of an address only where the lead would be reached by it.
    func suppressions(of dossier: LeadDossier, _ streams: [Int: StoredStream]) -> [Suppression] {
        guard !found.isEmpty else { return [] }
        var named: [LedgerIdentity] = []
        for record in dossier.records {
            let space = streams[record.stream.number]?.idSpace ?? ""
            for version in record.versions {
                identities.append(of: version.observation.fields, space: space, to: &named)
            }
        }
        var suppressions: [Suppression] = []
        for identity in Set(named) {
            for entry in entries(among: identity)
            where !entry.suppression.reason.isOfAddress || reaches(identity, dossier.lead) {
                suppressions.append(entry.suppression)
            }
        }
        return suppressions
    }

    /// Whether a lead would be written to, or called, by an identity; by an id it is always meant.
    private func reaches(_ identity: LedgerIdentity, _ lead: UnifiedLead) -> Bool {
        switch identity.kind {
        case .id, .phoneAndName: return true
        case .phone:
            return [Field.phone, .mobilePhone].contains { lead.values.text($0).map { Array($0.utf8) } == identity.text }
        case .email, .sha256, .md5:
            guard let email = lead.values.text(.email) else { return true }
            return LedgerAddress.folded(email.utf8) == identity.address
        }
    }
}
