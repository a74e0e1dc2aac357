public import ConfigFiles
public import LeadModel

/// A system that rows are written to by the calls that it has for it.
public struct HTTPDestination: Sendable, Hashable {
    /// How it is reached.
    public var system: HTTPSource
    /// The column by whose value the system knows a lead; `nil`: it needs none.
    public var key: String?
    /// Whether each row is something that happened, which the key only says of whom; else rows are records, which the key tells apart.
    public var isOfEvents = false
    /// Columns that requests name, by the name in braces; they are no part of `{columns}`.
    public var names: [String: String] = [:]
    /// What feeds may say to it under `with:`, and what each is.
    public var parameters: [String: String] = [:]
    /// Of an answer that is fine; another one is an error, whatever its status.
    public var fine: WriteAnswer.Test?
    /// Of an error.
    public var error = WriteAnswer.Reason()
    public var lookups: [Lookup] = []
    /// How it is asked whom it holds; `nil`: it is not.
    public var members: MemberList?
    /// In the order in which they are made.
    public var writes: [WriteRule]

    public init(_ system: HTTPSource, writes: [WriteRule]) {
        self.system = system
        self.writes = writes
    }

    /// Every secret that it is written with.
    public var secrets: [SecretReference] { system.secrets }

    /// What a feed has to say under its `with` and does not: whatever writes name that are made for it.
    /// - Parameters:
    ///   - given: what it says.
    ///   - actions: which rows it sends.
    public func missingParameters(given: Set<String>, actions: Set<FeedAction>) -> [String] {
        var missing: Set<String> = []
        for write in writes where !write.actions.isDisjoint(with: actions) {
            if let only = write.onlyWith, !given.contains(only) { continue }
            // What is left out of a query where nobody says it is meant to be; of what is written it would be lost.
            var names = Set(write.needed + write.row.names)
            for plan in write.plans { if case .json(let json)? = plan.body { names.formUnion(json.names) } }
            for lookup in lookups where write.lookedUp(self).contains(lookup.name) {
                names.formUnion(lookup.request.needed)
            }
            for name in [write.whereKnown, write.whereUnknown] {
                if let name, let lookup = lookup(name) { names.formUnion(lookup.request.needed) }
            }
            for name in names {
                let plain = name.hasSuffix("-number") ? String(name.dropLast("-number".utf8.count)) : name
                if parameters[plain] != nil, !given.contains(plain) { missing.insert(plain) }
            }
        }
        return missing.sorted()
    }

    /// Whether a write takes rows back of a feed that says something under `with:`.
    public func takesBack(with parameters: [String: String]) -> Bool {
        writes.contains { write in
            write.actions.contains(.withdraw) && (write.onlyWith.map { parameters[$0] != nil } ?? true)
        }
    }

    /// What a feed may say under `with:` so that a write takes its rows back, in the order of the writes.
    public var takesBackOnlyWith: [String] {
        writes.filter { $0.actions.contains(.withdraw) }.compactMap(\.onlyWith)
    }

    /// Names in braces that are looked up where nobody knows them.
    func lookup(_ name: String) -> Lookup? { lookups.first { $0.name == name } }
}
