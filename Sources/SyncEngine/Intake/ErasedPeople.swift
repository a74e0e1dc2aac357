import FieldMapping
import Foundation
import LeadModel
import LeadStore

/// Recognises records of people who were erased, so that no delivery brings them back.
///
/// A person is remembered by keyed hashes of the ids and personal e-mail addresses the records held, and of each telephone
/// number together with the first and the last name that stood beside it. A number by itself, a name by itself or the address
/// of a desk says nothing about one person and is not remembered.
struct ErasedPeople {
    private let store: LeadStore
    private var hashes: Set<[UInt8]>
    private let roleAccounts: Set<String>

    init(_ store: LeadStore, roleAccounts: Set<String>) throws(Fault) {
        self.store = store
        self.roleAccounts = roleAccounts
        hashes = try store.erasedPeople()
    }

    /// Whether nobody was erased.
    var isEmpty: Bool { hashes.isEmpty }

    /// These and one more, who is about to be erased.
    func adding(_ identities: Set<String>) -> ErasedPeople { adding(hashes: identities.map(store.personHash)) }

    /// One alone.
    func only(_ identities: Set<String>) -> ErasedPeople {
        var one = self
        one.hashes = Set(identities.map(store.personHash))
        return one
    }

    /// These and others.
    func adding(hashes others: [[UInt8]]) -> ErasedPeople {
        var more = self
        more.hashes.formUnion(others)
        return more
    }

    /// Whether a key of the ledger is an erased person's.
    func contains(_ key: LedgerKey) -> Bool { hashes.contains(key.person) }

    func contains(_ observation: Observation, space: String) -> Bool {
        guard !hashes.isEmpty else { return false }
        return identities(of: observation, space: space).contains { hashes.contains(store.personHash(of: $0)) }
    }

    /// Whether bytes of which nobody knows the columns, such as those of which no reader could make a record, are of an erased
    /// person: an address or a long id of hers stands in them.
    /// - Parameters:
    ///   - id: the record's own, where that much is known.
    ///   - spaces: other spaces than that of the stream's own ids from which they may name ids.
    func isMentioned(
        in raw: ArraySlice<UInt8>, id: String? = nil, space: String, others spaces: Set<String>
    ) -> Bool {
        guard !hashes.isEmpty else { return false }
        var found: Set<String> = []
        if let id { found.insert("id:\(space):\(id)") }
        for word in raw.split(whereSeparator: { !ErasedPeople.standsInID($0) })
        where word.count >= ErasedPeople.unmistakable {
            for spelling in RecordIDSpelling.all(of: String(decoding: word, as: UTF8.self)) {
                for space in spaces.union([space]) { found.insert("id:\(space):\(spelling)") }
            }
        }
        insertAddresses(in: raw, into: &found)
        return found.contains { hashes.contains(store.personHash(of: $0)) }
    }

    /// Whether a record that was taken apart, and that no mapping could understand, is of an erased person: by its id, by an
    /// id in a cell that holds ids, or by an address in its bytes. A word in any other column that reads like an id of hers
    /// may be a day, an amount or a postcode.
    /// - Parameters:
    ///   - id: the record's own, where it is a person's.
    ///   - cells: those that hold ids of people.
    func isMentioned(
        in raw: ArraySlice<UInt8>, id: String?, cells: @autoclosure () -> [IdentifyingCell], space: String
    ) -> Bool {
        guard !hashes.isEmpty else { return false }
        var found: Set<String> = []
        if let id { found.insert("id:\(space):\(id)") }
        for cell in cells() {
            for word in ErasedPeople.words(of: cell.text) {
                for spelling in RecordIDSpelling.all(of: word) { found.insert("id:\(cell.space ?? space):\(spelling)") }
            }
        }
        insertAddresses(in: raw, into: &found)
        return found.contains { hashes.contains(store.personHash(of: $0)) }
    }

    private func insertAddresses(in raw: ArraySlice<UInt8>, into found: inout Set<String>) {
        for address in AddressSearch.addresses(in: raw) { insert(email: address, into: &found) }
    }

    /// What may be an id in a cell that holds ids: all of it, one of a list, or a long one among whatever else.
    private static func words(of cell: String) -> Set<String> {
        var words = Set(cell.split(whereSeparator: { " ,;|".contains($0) }).map(String.init))
        words.insert(cell.trimmingCharacters(in: .whitespaces))
        for word in cell.utf8.split(whereSeparator: { !standsInID($0) }) where word.count >= unmistakable {
            words.insert(String(Substring(word)))
        }
        return words
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

    /// What a record says of who it is: `id:SPACE:ID`, `email:ADDRESS` and `phone-name:NUMBER FIRST LAST`.
    func identities(of observation: Observation, space: String) -> Set<String> {
        let fields = observation.fields
        var found: Set<String> = []
        // An activity, opportunity or campaign has an id of its own; it is the person's only by whom it concerns.
        if observation.kind == .lead {
            found.insert("id:\(space):\(observation.id)")
            if let email = fields.text(.email) { insert(email: email, into: &found) }
            for named in PersonIdentities.numbersWithName(of: fields) { found.insert(named.word) }
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
