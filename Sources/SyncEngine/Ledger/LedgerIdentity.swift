import Connectors
import LeadModel
import LeadStore
import Reconciliation

/// One thing that the ledger may know a person by, in the one spelling of it.
struct LedgerIdentity: Hashable {
    var kind: LedgerKind
    /// `ada@example.com` without a plus-tag, `+13125550142`, `SPACE:ID`, or hex digits.
    var text: [UInt8]
    /// Of an address and its hashes: the address.
    var address: [UInt8] = []

    /// What the keyed hashes are of: `email:ada@example.com`.
    var word: String { "\(kind.rawValue):\(String(decoding: text, as: UTF8.self))" }

    static func email(_ address: some Sequence<UInt8>) -> LedgerIdentity? {
        guard let folded = LedgerAddress.folded(address) else { return nil }
        return LedgerIdentity(kind: .email, text: folded, address: folded)
    }

    /// A number that is called by a full name; a number alone may be a switchboard's.
    static func phone(_ number: some Sequence<UInt8>, firstName: String, lastName: String) -> LedgerIdentity? {
        let (first, last) = (NameFolding.fold(firstName), NameFolding.fold(lastName))
        guard !first.isEmpty, !last.isEmpty else { return nil }
        return LedgerIdentity(kind: .phoneAndName, text: Array(number) + [0x20] + first + [0x20] + last)
    }

    static func id(_ id: some StringProtocol, in space: String) -> LedgerIdentity {
        LedgerIdentity(kind: .id, text: Array("\(space):\(id)".utf8))
    }
}

/// Makes the keyed hashes of identities.
struct LedgerKeys {
    let store: LeadStore
    private let hashKey: KeyHasher.Key

    init(_ store: LeadStore) {
        self.store = store
        hashKey = KeyHasher.Key(k0: store.matchKey.0, k1: store.matchKey.1)
    }

    /// The short hash, by which the ledger is looked through; no match key is ever made of the same bytes.
    func probe(of identity: LedgerIdentity) -> Int64 {
        var hasher = KeyHasher(hashKey)
        hasher.add(0x4C)
        hasher.add(identity.kind.rawValue)
        hasher.add(0x3A)
        hasher.add(identity.text)
        return Int64(bitPattern: hasher.finish().hash)
    }

    func key(of identity: LedgerIdentity) -> LedgerKey {
        LedgerKey(kind: identity.kind, probe: probe(of: identity), person: store.personHash(of: identity.word))
    }

    /// The key of an identity as erasures spell it, `id:SPACE:ID` or `email:ADDRESS`.
    func key(ofWord word: String) -> LedgerKey? {
        let parts = word.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let kind = LedgerKind(rawValue: String(parts[0])) else { return nil }
        return key(of: LedgerIdentity(kind: kind, text: Array(parts[1].utf8)))
    }
}

/// Spellings of e-mail addresses.
enum LedgerAddress {
    /// Lower case and without a plus-tag; `nil` where it is no address.
    static func folded(_ address: some Sequence<UInt8>) -> [UInt8]? {
        let lower = lowered(address)
        guard let at = lower.lastIndex(of: 0x40), at > 0 else { return nil }
        let local = lower[..<at].prefix { $0 != 0x2B }
        guard !local.isEmpty else { return nil }
        return local.count == at ? lower : Array(local) + lower[at...]
    }

    /// The spellings that others may have hashed: as it is in lower case, without a plus-tag, and for Google's mailboxes,
    /// in which dots mean nothing, without dots.
    static func hashed(_ address: some Sequence<UInt8>) -> [[UInt8]] {
        var spellings = [lowered(address)]
        guard let folded = folded(spellings[0]) else { return [] }
        if folded != spellings[0] { spellings.append(folded) }
        guard let at = folded.lastIndex(of: 0x40), googles.contains(Array(folded[(at + 1)...])) else {
            return spellings
        }
        let bare = folded[..<at].filter { $0 != 0x2E } + folded[at...]
        if bare != folded { spellings.append(Array(bare)) }
        return spellings
    }

    private static let googles: Set<[UInt8]> = [Array("gmail.com".utf8), Array("googlemail.com".utf8)]

    private static func lowered(_ address: some Sequence<UInt8>) -> [UInt8] {
        address.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}

/// Tells by what a record names its person.
struct PersonIdentities {
    /// Of the foreign hashes, and of numbers with names, the kinds that the ledger holds; others are not made.
    let foreign: Set<LedgerKind>

    /// Appends everything that an observation of a lead says of who it is: ids, addresses, numbers.
    /// - Parameter space: of the record's own ids.
    func append(of fields: FieldValues, space: String, to identities: inout [LedgerIdentity]) {
        var cursor = fields.cursor()
        while let entry = cursor.next(in: fields.bytes), entry.field.rawValue <= Field.mobilePhone.rawValue {
            switch entry.field {
            case .id, .mergedInto, .convertedTo:
                for id in texts(entry, fields) where !id.isEmpty { identities.append(.id(id, in: space)) }
            case .references:
                for reference in texts(entry, fields) {
                    if reference.hasPrefix("email:") {
                        append(email: reference.dropFirst(6).utf8, to: &identities)
                    } else {
                        identities.append(LedgerIdentity(kind: .id, text: Array(reference.utf8)))
                    }
                }
            case .email where entry.isText: append(email: fields.bytes[entry.payload], to: &identities)
            case .phone, .mobilePhone:
                guard entry.isText, fields.bytes[entry.payload].first == 0x2B else { continue }
                identities.append(LedgerIdentity(kind: .phone, text: Array(fields.bytes[entry.payload])))
            default: break
            }
        }
        guard foreign.contains(.phoneAndName) else { return }
        identities += PersonIdentities.numbersWithName(of: fields)
    }

    /// The numbers of a record that gives a first and a last name, with these.
    static func numbersWithName(of fields: FieldValues) -> [LedgerIdentity] {
        guard let first = fields.text(.firstName), let last = fields.text(.lastName) else { return [] }
        return [Field.phone, .mobilePhone].compactMap { field in
            guard let number = fields.text(field), number.hasPrefix("+") else { return nil }
            return .phone(number.utf8, firstName: first, lastName: last)
        }
    }

    private func texts(_ entry: FieldValues.Entry, _ fields: FieldValues) -> [String] {
        switch fields.value(of: entry) {
        case .text(let text): [text]
        case .list(let items): items
        default: []
        }
    }

    /// Appends an address, and its hashes in every spelling that others may have hashed.
    func append(email: some Sequence<UInt8>, to identities: inout [LedgerIdentity]) {
        let bytes = Array(email)
        guard let own = LedgerIdentity.email(bytes) else { return }
        identities.append(own)
        guard foreign.contains(.sha256) || foreign.contains(.md5) else { return }
        for spelling in LedgerAddress.hashed(bytes) {
            if foreign.contains(.sha256) {
                identities.append(
                    LedgerIdentity(kind: .sha256, text: ForeignHash.sha256(spelling), address: own.address))
            }
            if foreign.contains(.md5) {
                identities.append(LedgerIdentity(kind: .md5, text: ForeignHash.md5(spelling), address: own.address))
            }
        }
    }
}
