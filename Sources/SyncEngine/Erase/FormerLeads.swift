import LeadModel
import LeadStore

/// Leads that had records of a person before somebody parted them, or other rules did: their history, their messages and
/// their rows in files still say what was hers.
struct FormerLeads {
    private(set) var leads: [LeadStore.FormerLead] = []
    /// Personal addresses of hers that none of those leads has of its own.
    private(set) var emails: Set<[UInt8]>
    /// Names and telephone numbers of hers that none of those leads has of its own.
    private(set) var names: Set<String> = []

    /// What a person is called and called by.
    private static let naming: Set<Field> = [.firstName, .lastName, .phone, .mobilePhone]

    /// - Parameters:
    ///   - numbers: every number that is hers.
    ///   - emails: her personal addresses, folded.
    init(of lead: StoredLead, _ numbers: [LeadID], emails: Set<[UInt8]>, in store: LeadStore) throws(Fault) {
        self.emails = emails
        let hers = FormerLeads.values(try store.versions(lead.versions))
        names = FormerLeads.naming.reduce(into: []) { $0.formUnion(hers[$1.word] ?? []) }
        for former in try store.formerLeads(of: lead.versions) where !numbers.contains(former) {
            // What is left of it may be part of another by now.
            let now = try store.leads(try store.resolve(former).map { [$0] } ?? [])
            let own = FormerLeads.values(try store.versions(now.flatMap(\.versions)))
            var values: [String: Set<String>] = [:]
            for (field, texts) in hers { values[field] = texts.subtracting(own[field] ?? []) }
            let ownTexts = own.values.reduce(into: Set()) { $0.formUnion($1) }
            names.subtract(ownTexts)
            self.emails.subtract(ownTexts.compactMap { LedgerAddress.folded($0.utf8) })
            let telling = values.values.reduce(into: Set()) { $0.formUnion($1) }.subtracting(ownTexts)
            leads.append(
                LeadStore.FormerLead(
                    lead: former, values: values,
                    messages: FormerLeads.cleaned(try store.messages(about: former), telling)))
        }
    }

    /// The texts that versions hold, by field.
    private static func values(_ versions: [StoredVersion]) -> [String: Set<String>] {
        var values: [String: Set<String>] = [:]
        for version in versions {
            for field in StoredLead.fields {
                guard let value = version.observation[field], value != .null else { continue }
                values[field.word, default: []].insert(value.description)
            }
        }
        return values
    }

    /// Messages that hold one of some texts, each with what its feed was told of the lead last; with nothing but the number
    /// where that holds one, too. A file that is written again then says what is true now.
    private static func cleaned(_ messages: [OutboxMessage], _ texts: Set<String>) -> [Int64: [UInt8]] {
        func isHers(_ message: OutboxMessage) -> Bool {
            FeedRowCodec.unpack(message.content).contains { cell in
                guard let cell, case .text(let text) = cell else { return false }
                return texts.contains(text)
            }
        }
        var last: [String: OutboxMessage] = [:]
        for message in messages { last[message.feed] = message }
        var cleaned: [Int64: [UInt8]] = [:]
        for message in messages where isHers(message) {
            guard let newest = last[message.feed], newest.action != .withdraw, !isHers(newest) else {
                cleaned[message.number] = []
                continue
            }
            cleaned[message.number] = newest.content
        }
        return cleaned
    }
}
