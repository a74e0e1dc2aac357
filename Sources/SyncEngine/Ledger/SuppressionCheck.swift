import LeadLifecycle
public import LeadModel
public import LeadStore
import Reconciliation

/// Whether somebody may be sent anything, and why not.
public struct SuppressionVerdict: Sendable {
    /// Where the person was named.
    public var place: Origin
    /// What the person was named by; `nil` where nothing could be made of it.
    public var kind: LedgerKind?
    /// The leads that the person is, as far as they are found by what was named.
    public var leads: [LeadID]
    /// Whether the records and the agreement were asked: leads are found by an address, their number or a record's id, not
    /// by a telephone number, which several people may have, and not by a hash.
    public var areRecordsAsked: Bool
    /// What forbids it, strictest first.
    public var suppressions: [Suppression]
    public var fault: Fault?

    /// Whether a channel is open.
    public func isOpen(_ channel: Channel) -> Bool {
        fault == nil && !suppressions.contains { $0.channel == channel || $0.channel == .all }
    }
}

/// Looks into the suppression ledger; says nothing of anybody that was not asked about.
public struct SuppressionBook {
    private let workspace: Workspace
    private let inspector: Inspector
    private let look: LedgerLook
    private let keys: MatchKeys
    private let now: Instant
    private var settlement: LeadSettlement

    public init(_ workspace: Workspace, at now: Instant) throws(Fault) {
        self.workspace = workspace
        self.now = now
        inspector = try Inspector(workspace)
        look = try LedgerLook(inspector.store)
        keys = MatchKeys(rules: inspector.rules.matching, hashKey: inspector.rules.hashKey)
        settlement = LeadSettlement(
            rules: inspector.rules, now: now, ledger: (look: look, streams: inspector.streams))
    }

    /// How many entries there are, by what they say.
    public func counts() throws(Fault) -> [LedgerCount] { try inspector.store.ledgerCounts() }

    /// Says of somebody, named by an address, a number, a hash, a lead's number or a record's id, what holds: by the
    /// ledger, by the records of the leads that are found, and by the agreement.
    public mutating func check(_ name: SuppressionDesk.Name, region: String?) throws(Fault) -> SuppressionVerdict {
        let reading = LedgerReading(region: region)
        guard name.fault == nil, let identity = reading.identity(of: name.text) else {
            do throws(Fault) {
                if let fault = name.fault { throw fault }
                if name.text.contains("@") { throw reading.fault(name.text, at: name.place) }
                return try verdict(name.place, .id, leads: [try inspector.leadByIdentity(name.text)], own: [])
            } catch {
                guard [.leadNotFound, .suppressionUnreadable].contains(error.code) else { throw error }
                let fault = reading.lacksCountry(name.text) ? reading.fault(name.text, at: name.place) : error
                return SuppressionVerdict(
                    place: name.place, kind: nil, leads: [], areRecordsAsked: false, suppressions: [],
                    fault: fault.located(at: name.place))
            }
        }
        let own = try look.entries(for: identity, written: LedgerReading.trimmed(name.text)).map(\.suppression)
        let leads = try leads(of: identity)
        var verdict = try verdict(name.place, identity.kind, leads: leads ?? [], own: own)
        verdict.areRecordsAsked = leads != nil
        return verdict
    }

    /// - Parameter own: what the ledger says of the very address, number or hash. Of a lead that is found by it, an opt-out
    ///   may have ended since, and that is the agreement's to say; a bounce of another address than the lead is written to
    ///   by is one all the same.
    private mutating func verdict(
        _ place: Origin, _ kind: LedgerKind, leads: [StoredLead], own: [Suppression]
    ) throws(Fault) -> SuppressionVerdict {
        var found = own.filter { leads.isEmpty || $0.reason.isOfAddress }
        for lead in leads {
            let versions = try inspector.store.versions(lead.versions)
            try look.prepare(for: versions, inspector.streams)
            let dossier = settlement.dossier(
                lead.id, LeadRecords(versions, streams: inspector.streams).records)
            found += inspector.rules.agreement.suppressions(
                of: dossier, standing: inspector.rules.agreement.standing(of: dossier),
                ledger: look.suppressions(of: dossier, inspector.streams) + own.filter { !$0.reason.isOfAddress },
                at: now)
        }
        return SuppressionVerdict(
            place: place, kind: kind, leads: leads.map(\.id), areRecordsAsked: true,
            suppressions: Suppression.strictestFirst(found))
    }

    /// The leads that are found by an address, where a matching rule finds people by theirs; `nil` where nobody is looked for.
    private mutating func leads(of identity: LedgerIdentity) throws(Fault) -> [StoredLead]? {
        guard identity.kind == .email, inspector.rules.matching.keys.contains(where: { $0.parts == [.email] }) else {
            return nil
        }
        let rules = inspector.rules.matching
        var builder = FieldValuesBuilder()
        builder.append(.email, .text(String(decoding: identity.text, as: UTF8.self)))
        var derived: [MatchKeys.Derived] = []
        var keys = keys
        keys.append(of: Observation(kind: .lead, fields: builder.finish()), space: "", to: &derived)
        let own = derived.filter { $0.rule >= 0 && rules.keys[$0.rule].parts == [.email] }.map(\.key)
        guard !own.isEmpty else { return [] }
        let records = Set(try inspector.store.holders(of: own, limit: 1_000).joined().map(\.record)).sorted()
        let ids = Set(try inspector.store.leads(of: records).compactMap(\.self)).sorted()
        return try inspector.store.leads(ids)
    }
}
