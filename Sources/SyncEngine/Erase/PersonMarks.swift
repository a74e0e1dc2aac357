import Feedback
import LeadModel
import LeadStore

/// What tells a row of a person under a number that the store has given to nobody: files of a feed that were written after the
/// copy of the store was made that was put back know people by other numbers.
struct PersonMarks {
    /// Personal addresses, folded.
    var emails: Set<[UInt8]> = []
    /// Ids of records of hers, of whatever system.
    var ids: Set<String> = []
    /// Telephone numbers, which tell together with a name.
    var phones: Set<String> = []
    var names: Set<String> = []

    init() {}

    /// - Parameter identities: of `ErasedPeople`.
    init(of versions: [StoredVersion], emails: Set<[UInt8]>, identities: Set<String>) {
        self.emails = emails
        for identity in identities where identity.hasPrefix("id:") {
            let parts = identity.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            if parts.count == 3, !parts[2].isEmpty { ids.insert(String(parts[2])) }
        }
        for version in versions {
            for field in [Field.phone, .mobilePhone] {
                if let phone = version.observation.text(field) { phones.insert(phone) }
            }
            for field in [Field.firstName, .lastName] {
                if let name = version.observation.text(field) { names.insert(name) }
            }
        }
    }

    /// Whether cells of one row name her.
    func name(_ cells: [(text: String, isID: Bool)]) -> Bool {
        for cell in cells {
            if cell.isID, ids.contains(cell.text) { return true }
            guard cell.text.contains("@"), let folded = LedgerAddress.folded(cell.text.utf8) else { continue }
            if emails.contains(folded) { return true }
        }
        return cells.contains { phones.contains($0.text) } && cells.contains { names.contains($0.text) }
    }

    /// Messages that hold something of hers under numbers that the store has given to nobody, by number, as what is to be
    /// left of them: the number alone.
    func messages(in store: LeadStore) throws(Fault) -> [LeadStore.FormerLead] {
        var found: [LeadID: [Int64: [UInt8]]] = [:]
        for message in try store.messagesAboutStrangers() {
            let cells = FeedRowCodec.unpack(message.content).compactMap { cell -> (text: String, isID: Bool)? in
                guard let cell, case .text(let text) = cell else { return nil }
                return (text: text, isID: true)
            }
            if name(cells) { found[message.lead, default: [:]][message.number] = [] }
        }
        return found.sorted { $0.key < $1.key }.map {
            LeadStore.FormerLead(lead: $0.key, values: [:], messages: $0.value)
        }
    }
}
