public import LeadModel

/// Derives the match keys of observations.
///
/// A value with scratch buffers: make one per thread and use it for many observations.
public struct MatchKeys: Sendable {
    /// One key of one observation.
    public struct Derived: Sendable, Hashable {
        public var key: MatchKey
        /// Which rule made it: an index into `MatchingRules.keys`, or one of the negative constants here.
        public var rule: Int

        /// The record's own id.
        public static let ownID = -1
        /// The id of the same person in another system, a merge target, a conversion, or the lead an activity concerns.
        public static let reference = -2
        /// A person said that two records are one person.
        public static let verdict = -3
    }

    private let rules: MatchingRules
    private let hashKey: KeyHasher.Key
    private let roleAccounts: ByteWords
    /// By number of the rule: the parts it needs. And those that any of them needs.
    private let partsOfRule: [KeyParts]
    private let neededParts: KeyParts
    private var parts = FoldedParts()

    public init(rules: MatchingRules, hashKey: KeyHasher.Key) {
        self.rules = rules
        self.hashKey = hashKey
        roleAccounts = ByteWords(rules.roleAccounts.map { Array($0.utf8) })
        partsOfRule = rules.keys.map { key in KeyParts(key.parts.map(KeyParts.init)) }
        neededParts = KeyParts(partsOfRule)
    }

    /// Whether the values of a field can make a key.
    public func areMade(of field: Field) -> Bool {
        switch field {
        case .id, .mergedInto, .convertedTo, .references, .concerns: true
        default: !KeyParts(of: field).isDisjoint(with: neededParts)
        }
    }

    /// The key of a record's own id in an id space. Calls and leads may be numbered alike: only a lead's id is a person's,
    /// and those of other kinds never meet it.
    public func identifier(_ id: String, in space: String, of kind: RecordKind = .lead) -> MatchKey {
        var hasher = identifierHasher(space, kind)
        hasher.add(id)
        return hasher.finish()
    }

    private func identifierHasher(_ space: String, _ kind: RecordKind) -> KeyHasher {
        var hasher = KeyHasher(hashKey)
        hasher.add(0x69)
        if kind != .lead { hasher.add(kind.rawValue) }
        hasher.add(space)
        hasher.add(0)
        return hasher
    }

    /// The key by which two records find each other that a person said are one; each is named `id space:id`.
    public func verdict(_ left: String, _ right: String) -> Derived {
        var hasher = KeyHasher(hashKey)
        hasher.add(0x76)
        hasher.add(left)
        hasher.add(0)
        hasher.add(right)
        return Derived(key: hasher.finish(), rule: Derived.verdict)
    }

    /// Appends every key of an observation.
    ///
    /// - Parameter space: the id space of the observation's own id.
    ///
    /// Keys made of the same parts are equal across kinds of records and sources; a deleted record keeps its keys, so that
    /// its person stays recognisable.
    public mutating func append(of observation: Observation, space: String, to keys: inout [Derived]) {
        let values = observation.fields
        if let entry = values.entry(.id) {
            keys.append(
                Derived(key: identifier(values.bytes[entry.payload], space, observation.kind), rule: Derived.ownID))
        }
        for field in [Field.mergedInto, .convertedTo] {
            guard let value = values[field] else { continue }
            switch value {
            case .text(let id): keys.append(Derived(key: identifier(id, in: space), rule: Derived.reference))
            case .list(let ids):
                for id in ids where !id.isEmpty {
                    keys.append(Derived(key: identifier(id, in: space), rule: Derived.reference))
                }
            default: break
            }
        }
        var references: [String] = []
        if case .list(let listed)? = values[.references] { references = listed }
        for reference in references where !reference.hasPrefix("email:") { appendReference(reference, to: &keys) }
        if let concerned = values.text(.concerns) { appendConcern(concerned, to: &keys) }
        if observation.kind == .lead { appendRules(of: values, to: &keys) }
        for reference in references where reference.hasPrefix("email:") {
            var further: [Derived] = []
            appendConcern(reference, to: &further)
            // A desk is nobody's further address, and its own may stand among them.
            if !parts.isRoleAccount { keys += further.filter { !keys.contains($0) } }
        }
    }

    private func appendReference(_ reference: String, to keys: inout [Derived]) {
        guard let colon = reference.firstIndex(of: ":") else { return }
        let id = String(reference[reference.index(after: colon)...])
        keys.append(Derived(key: identifier(id, in: String(reference[..<colon])), rule: Derived.reference))
    }

    /// The key of an id or an address elsewhere. An activity has exactly one besides its own id, so it never joins two
    /// people; a further address of a lead finds those who have it as theirs.
    private mutating func appendConcern(_ concerned: String, to keys: inout [Derived]) {
        guard concerned.hasPrefix("email:") else { return appendReference(concerned, to: &keys) }
        parts.reset()
        parts.foldEmail(ArraySlice(concerned.dropFirst(6).utf8), roleAccounts: roleAccounts)
        guard let index = rules.keys.firstIndex(where: { $0.parts == [.email] }), !parts.email.isEmpty else { return }
        keys.append(Derived(key: hash(rules.keys[index], phone: []), rule: index))
    }

    private mutating func appendRules(of values: FieldValues, to keys: inout [Derived]) {
        parts.fold(values, needed: neededParts, roleAccounts: roleAccounts)
        let present = parts.present
        for index in partsOfRule.indices where partsOfRule[index].isSubset(of: present) {
            guard partsOfRule[index].contains(KeyParts(.phone)) else {
                keys.append(Derived(key: hash(rules.keys[index], phone: []), rule: index))
                continue
            }
            if !parts.phone.isEmpty {
                keys.append(Derived(key: hash(rules.keys[index], phone: parts.phone), rule: index))
            }
            if !parts.mobile.isEmpty, parts.mobile != parts.phone {
                keys.append(Derived(key: hash(rules.keys[index], phone: parts.mobile), rule: index))
            }
        }
    }

    private func identifier(_ id: ArraySlice<UInt8>, _ space: String, _ kind: RecordKind) -> MatchKey {
        var hasher = identifierHasher(space, kind)
        hasher.add(id)
        return hasher.finish()
    }

    /// The parts' codes go first, so that keys of different rules never meet.
    private func hash(_ rule: MatchingRules.Key, phone: [UInt8]) -> MatchKey {
        var hasher = KeyHasher(hashKey)
        for part in rule.parts {
            hasher.add(part.code)
            switch part {
            case .email, .sharedEmail: hasher.add(parts.email)
            case .phone: hasher.add(phone)
            case .firstName: hasher.add(parts.firstName)
            case .firstInitial: hasher.add(parts.firstName.prefix(1))
            case .lastName: hasher.add(parts.lastName)
            case .lastNameStart: hasher.add(parts.lastName.prefix(3))
            case .company: hasher.add(parts.company)
            case .city: hasher.add(parts.city)
            case .postalCode: hasher.add(parts.postalCode)
            case .country: hasher.add(parts.country)
            }
            hasher.add(0)
        }
        return hasher.finish()
    }
}

extension KeyPart {
    /// Stable code in the hash; never re-used.
    var code: UInt8 {
        switch self {
        case .email: 1
        case .sharedEmail: 2
        case .phone: 3
        case .firstName: 4
        case .firstInitial: 5
        case .lastName: 6
        case .lastNameStart: 7
        case .company: 8
        case .city: 9
        case .postalCode: 10
        case .country: 11
        }
    }
}
