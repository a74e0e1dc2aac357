import FieldMapping
import LeadModel
import LeadStore

/// Recognises records of people who were erased, so that no delivery brings them back.
///
/// A person is remembered by keyed hashes of the ids and personal e-mail addresses the records held. A telephone number or
/// the address of a desk says nothing about one person and is not remembered.
struct ErasedPeople {
    private let store: LeadStore
    private var hashes: Set<[UInt8]>
    private let roleAccounts: Set<String>

    init(_ store: LeadStore, roleAccounts: Set<String>) throws(Fault) {
        self.store = store
        self.roleAccounts = roleAccounts
        hashes = try store.erasedPeople()
    }

    /// These and one more, who is about to be erased.
    func adding(_ identities: Set<String>) -> ErasedPeople {
        var more = self
        more.hashes.formUnion(identities.map(store.personHash))
        return more
    }

    func contains(_ observation: Observation, space: String) -> Bool {
        guard !hashes.isEmpty else { return false }
        return identities(of: observation, space: space).contains { hashes.contains(store.personHash(of: $0)) }
    }

    /// Whether a record that could not be understood is of an erased person, as far as its id tells, or an address or an id
    /// in its bytes.
    /// - Parameter spaces: other spaces than that of its own id from which it may name ids.
    func isMentioned(in raw: ArraySlice<UInt8>, id: String?, space: String, others spaces: Set<String> = []) -> Bool {
        guard !hashes.isEmpty else { return false }
        var found: Set<String> = []
        if let id { found.insert("id:\(space):\(id)") }
        for word in raw.split(whereSeparator: { !ErasedPeople.standsInID($0) })
        where word.count >= ErasedPeople.unmistakable {
            for spelling in RecordIDSpelling.all(of: String(decoding: word, as: UTF8.self)) {
                for space in spaces.union([space]) { found.insert("id:\(space):\(spelling)") }
            }
        }
        for word in raw.split(whereSeparator: { !ErasedPeople.standsInAddress($0) }) where word.contains(0x40) {
            insert(email: String(decoding: word, as: UTF8.self), into: &found)
        }
        return found.contains { hashes.contains(store.personHash(of: $0)) }
    }

    /// Whether identifying cells of a record that could not be understood are an erased person's.
    /// - Parameter parts: what each of these cells says by itself.
    func isNamed(by parts: @autoclosure () -> [Observation], space: String) -> Bool {
        !hashes.isEmpty && parts().contains { contains($0, space: space) }
    }

    /// A shorter id may stand for anything in bytes of which nobody knows the columns.
    static let unmistakable = 8

    static func standsInID(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F, 0x80...0xFF: true
        default: false
        }
    }

    private static func standsInAddress(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
        default: "@.+-_%'".utf8.contains(byte)
        }
    }

    /// What a record says of who it is: `id:SPACE:ID` and `email:ADDRESS`.
    func identities(of observation: Observation, space: String) -> Set<String> {
        let fields = observation.fields
        var found: Set<String> = []
        // An activity, opportunity or campaign has an id of its own; it is the person's only by whom it concerns.
        if observation.kind == .lead {
            found.insert("id:\(space):\(observation.id)")
            if let email = fields.text(.email) { insert(email: email, into: &found) }
            for field in [Field.mergedInto, .convertedTo] {
                switch fields[field] {
                case .text(let id)?: found.insert("id:\(space):\(id)")
                case .list(let ids)?: for id in ids where !id.isEmpty { found.insert("id:\(space):\(id)") }
                default: break
                }
            }
            if case .list(let references)? = fields[.references] {
                for reference in references { insert(reference: reference, into: &found) }
            }
        }
        if let concerned = fields.text(.concerns) { insert(reference: concerned, into: &found) }
        return found
    }

    /// An id elsewhere, `space:id`, or an address, `email:address`.
    private func insert(reference: String, into found: inout Set<String>) {
        if reference.hasPrefix("email:") {
            insert(email: String(reference.dropFirst(6)), into: &found)
        } else {
            found.insert("id:\(reference)")
        }
    }

    /// Lower case and without a plus-tag, as addresses are matched.
    private func insert(email: String, into found: inout Set<String>) {
        let parts = email.lowercased().split(separator: "@", maxSplits: 1)
        guard parts.count == 2, let local = parts[0].split(separator: "+").first, !roleAccounts.contains(String(local))
        else {
            return
        }
        found.insert("email:\(local)@\(parts[1])")
    }
}
