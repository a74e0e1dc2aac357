import LeadModel
import LeadStore
import Reconciliation

/// Makes the ledger's entries of people who are named.
struct LedgerEntries {
    private let store: LeadStore
    private let keys: LedgerKeys
    let workspace: Workspace
    let now: Instant

    /// - Parameter now: when entries begin where nobody says another time.
    init(_ store: LeadStore, _ workspace: Workspace, now: Instant) {
        self.store = store
        keys = LedgerKeys(store)
        self.workspace = workspace
        self.now = now
    }

    // MARK: Of people named by hand

    /// - Throws: why the person cannot be entered.
    func entries(
        for name: SuppressionDesk.Name, _ order: SuppressionOrder, _ inspector: Inspector
    ) throws(Fault) -> [LedgerEntry] {
        if let fault = name.fault { throw fault }
        var order = order
        // Somebody says it now, whatever was said and agreed to before.
        if order.reason == .optOut, order.since == nil { order.since = now }
        let reading = LedgerReading(region: order.region)
        if let identity = reading.identity(of: name.text) { return [try entry(identity, order, at: name.place)] }
        let lead = try lead(name, reading, inspector)
        return try entries(for: lead, order, try inspector.records(of: lead), at: name.place)
    }

    /// Everything that an entry may know somebody by who is named; of an address, and of each of a lead's, its
    /// hashes, too. The address of a desk is nobody's.
    /// - Throws: why nobody is named.
    func keys(
        of name: SuppressionDesk.Name, region: String?, _ inspector: Inspector
    ) throws(Fault) -> [LedgerKey] {
        if let fault = name.fault { throw fault }
        let reading = LedgerReading(region: region)
        let foreign = PersonIdentities(foreign: [.sha256, .md5])
        var named: [LedgerIdentity] = []
        if let identity = reading.identity(of: name.text) {
            named.append(identity)
            if identity.kind == .email { foreign.append(email: LedgerReading.trimmed(name.text).utf8, to: &named) }
        } else {
            let lead = try lead(name, reading, inspector)
            named = try identities(of: lead, try inspector.records(of: lead), foreign).filter { !isDesk($0) }
        }
        return Set(named).map(keys.key)
    }

    /// Whom a text names that is no address, number or hash.
    private func lead(
        _ name: SuppressionDesk.Name, _ reading: LedgerReading, _ inspector: Inspector
    ) throws(Fault) -> StoredLead {
        if name.text.contains("@") { throw reading.fault(name.text, at: name.place) }
        do {
            return try inspector.leadByIdentity(name.text)
        } catch {
            if reading.lacksCountry(name.text) { throw reading.fault(name.text, at: name.place) }
            var fault = error.located(at: name.place)
            fault.advice +=
                " People are named by an address, a number with + in front, a hash, a lead's number or a record's id."
            throw fault
        }
    }

    /// Everything that a lead's records say of who it is.
    private func identities(
        of lead: StoredLead, _ records: [LeadRecord], _ identities: PersonIdentities
    ) throws(Fault) -> Set<LedgerIdentity> {
        let streams = try store.streamsByNumber()
        var named: [LedgerIdentity] = []
        for record in records where record.kind == .lead {
            let space = streams[record.stream.number]?.idSpace ?? ""
            for version in record.versions {
                identities.append(of: version.observation.fields, space: space, to: &named)
            }
        }
        return Set(named)
    }

    /// A lead is a person: her records' ids and personal addresses are entered, and for calls her numbers. The address of a
    /// desk says nothing about one person; a bounce only something about the address that she is written to by.
    private func entries(
        for lead: StoredLead, _ order: SuppressionOrder, _ records: [LeadRecord], at place: Origin
    ) throws(Fault) -> [LedgerEntry] {
        if order.reason.isOfAddress {
            guard let email = lead.text(.email), let identity = LedgerIdentity.email(email.utf8) else {
                throw Fault(
                    .suppressionImpossible, .deadLetter, "\(lead.id) has no e-mail address that could bounce",
                    at: place, advice: "Name the address itself.")
            }
            return [try entry(identity, order, at: place)]
        }
        let channel = order.channel(for: .id)
        var entries: [LedgerEntry] = []
        for identity in try identities(of: lead, records, PersonIdentities(foreign: [])) {
            var own = order
            switch identity.kind {
            case .phone:
                guard channel != .email else { continue }
                own.channel = .phone
            case .email where channel == .phone || isDesk(identity): continue
            default: own.channel = channel
            }
            entries.append(try entry(identity, own, at: place))
        }
        guard !entries.isEmpty else {
            throw Fault(
                .suppressionImpossible, .deadLetter,
                "\(lead.id) has nothing of her own to be known by on the channel '\(channel.rawValue)'", at: place,
                advice: "Name the address or the number itself.")
        }
        return entries
    }

    /// Whether an address, or the hash of one, is a desk's.
    private func isDesk(_ identity: LedgerIdentity) -> Bool {
        let local = identity.address.prefix { $0 != 0x40 }
        return workspace.matching.roleAccounts.contains(String(decoding: local, as: UTF8.self))
    }

    func entry(
        _ identity: LedgerIdentity, _ order: SuppressionOrder, at place: Origin
    ) throws(Fault) -> LedgerEntry {
        let channel = order.channel(for: identity.kind)
        let isPossible: Bool =
            switch identity.kind {
            case .phone: channel != .email
            case .email, .sha256, .md5: channel != .phone
            case .id, .phoneAndName: true
            }
        guard isPossible else {
            throw Fault(
                .suppressionImpossible, .deadLetter,
                "nobody is reached on the channel '\(channel.rawValue)' by what is named here", at: place,
                advice: "Name an address for e-mail, a number for the telephone, or a lead for both.")
        }
        return LedgerEntry(
            key: keys.key(of: identity),
            suppression: Suppression(
                channel: channel, reason: order.reason, source: order.source, since: order.since ?? now),
            isDated: order.since != nil)
    }
}
