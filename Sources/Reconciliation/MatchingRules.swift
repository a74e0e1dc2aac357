public import ConfigFiles
public import LeadModel

/// A part of a match key. A key links two records when all of its parts are there and equal in both.
public enum KeyPart: String, Sendable, Hashable, CaseIterable {
    /// A personal e-mail address: lower case, without a plus-tag; never a role account such as `info@`.
    case email
    /// The address of a role account; only together with a name does it say who.
    case sharedEmail = "shared-email"
    /// The last ten digits of the phone or the mobile phone; each of the two makes a key.
    case phone
    case firstName = "first-name"
    case firstInitial = "first-initial"
    case lastName = "last-name"
    /// The first three letters of the last name, against typing errors at its end.
    case lastNameStart = "last-name-start"
    /// The company without its legal form.
    case company
    case city
    case postalCode = "postal-code"
    case country
}

extension KeyPart {
    /// The fields it is made of; any of them will do.
    public var fields: [Field] {
        switch self {
        case .email, .sharedEmail: [.email]
        case .phone: [.phone, .mobilePhone]
        case .firstName, .firstInitial: [.firstName]
        case .lastName, .lastNameStart: [.lastName]
        case .company: [.company]
        case .city: [.city]
        case .postalCode: [.postalCode]
        case .country: [.country]
        }
    }
}

/// When two records are the same person: `config/matching.yaml`.
public struct MatchingRules: Sendable, Hashable {
    /// One way to recognise a person, as `phone + last-name`.
    public struct Key: Sendable, Hashable {
        public var parts: [KeyPart]
        /// On more records than this the key is shared by many people; `nil` where the file's own limit holds.
        public var sharedLimit: Int?
        public var place: Origin

        /// As the file spells it.
        public var word: String { parts.map(\.rawValue).joined(separator: " + ") }
    }

    /// Strongest first; the order is what explanations name when several keys hold.
    public var keys: [Key]
    /// A key on more records than this is shared by many people and links nobody.
    public var sharedLimit: Int
    /// Local parts of addresses that belong to a desk, not to a person.
    public var roleAccounts: Set<String>

    /// Changes when the rules may match otherwise, and not with their order, which only names the key in explanations and
    /// what a doubtful case begins with.
    public var fingerprint: String {
        "matching edition 1: \(keys.map { "\($0.word) \($0.sharedLimit ?? sharedLimit)" }.sorted().joined(separator: "; ")); "
            + "role accounts \(roleAccounts.sorted().joined(separator: " "))"
    }

    /// On how many records a key of a rule may be before it is shared.
    public func sharedLimit(of rule: Int) -> Int { keys[rule].sharedLimit ?? sharedLimit }

    /// Compiles the file; every finding at once.
    public static func compile(_ text: String, file: String) throws(FaultList) -> MatchingRules {
        let document = try ConfigDocument(text, file: file, of: fileKind)
        return try document.result(read(document))
    }

    public static let fileKind = ConfigFileKind(
        "matching", at: "config/matching.yaml", "When two records are the same person.",
        .mapping(
            ConfigMapping(
                "the matching rules",
                [
                    .required(
                        "keys", .list(.either([parts, .mapping(limitedKey)]), least: 1),
                        "Ways to recognise a person, strongest first; all parts of one must be there and be equal. Parts: "
                            + KeyPart.allCases.map(\.rawValue).joined(separator: ", ") + "."),
                    .optional(
                        "shared-above", limit,
                        "A key on more records than this is shared by many people and links nobody.",
                        otherwise: "12"),
                    .optional(
                        "role-accounts", .oneOrMore(.text("info")),
                        "Local parts of addresses that belong to a desk, not to a person."),
                ]))
    ) { _ = read($0) }

    private static let parts = ConfigShape.text("phone + last-name")
    private static let limit = ConfigShape.wholeNumber(2...1_000)
    private static let limitedKey = ConfigMapping(
        "a match key",
        [
            .required("key", parts, "The parts, joined by `+`."),
            .optional(
                "shared-above", limit, "On more records than this, this key is shared by many people and links nobody.",
                otherwise: "that of the file"),
        ])

    private static func read(_ document: ConfigDocument) -> MatchingRules? {
        guard let map = document.root else { return nil }
        let keys = map["keys"]?.items.compactMap { key($0, document.findings) }
        let limit = map.wholeNumber("shared-above") ?? 12
        let roles = map.texts("role-accounts") ?? []
        return keys.map {
            MatchingRules(keys: $0, sharedLimit: limit, roleAccounts: Set(roles.map { $0.lowercased() }))
        }
    }

    /// `phone + last-name`, or `{ key: phone + last-name, shared-above: 6 }`.
    private static func key(_ value: ConfigValue, _ findings: Findings) -> Key? {
        guard let map = value.map else { return key(value, at: value.place, findings) }
        let limit = map.wholeNumber("shared-above")
        var key = key(map["key"], at: value.place, findings)
        key?.sharedLimit = limit
        return key
    }

    private static func key(_ value: ConfigValue?, at place: Origin, _ findings: Findings) -> Key? {
        guard let text = value?.text else { return nil }
        var parts: [KeyPart] = []
        for word in text.split(separator: "+") {
            let name = word.split(separator: " ").joined(separator: " ")
            let known = KeyPart.allCases.map { ($0.rawValue, $0) }
            guard let part = findings.choice(name, at: place, of: known, called: "part of a match key") else {
                return nil
            }
            parts.append(part)
        }
        let weak: Set<KeyPart> = [
            .firstName, .firstInitial, .lastName, .lastNameStart, .company, .city, .postalCode, .country,
        ]
        let names = parts.filter { $0 == .lastName || $0 == .lastNameStart }
        if parts.contains(.phone) || parts.contains(.sharedEmail), names.isEmpty {
            findings.add(
                .configUnknownValue, "'\(text)' would match everyone behind one switchboard or desk", at: place,
                advice: "Add `+ last-name`.")
        }
        if parts.allSatisfy(weak.contains), names.isEmpty || !parts.contains(.firstName) || !parts.contains(.company) {
            findings.add(
                .configUnknownValue, "'\(text)' does not tell people apart", at: place,
                advice: "A key without e-mail or phone needs first-name, last-name and company.")
        }
        return Key(parts: parts, place: place)
    }
}
