import LeadModel
import LeadStore
import Reconciliation

/// Finds out anew who is whom among some records, where that is in doubt: a key that joined them is shared by too many, or
/// a person said that two of them are not one.
struct PersonGroups {
    let rules: RuleBook
    let streams: [Int: StoredStream]
    /// Keys that join nobody.
    let shared: Set<MatchKey>
    let verdicts: VerdictBook

    /// The records of each person, the person with the first record first; records of no person (activities that only a
    /// shared key had joined) are groups without a record of kind `lead`.
    ///
    /// Stronger keys join first: what a person said, then ids, then the matching rules in their order. A key that would join
    /// two people who must never be one does not: another holder of it joins the first of them that it may be one with.
    func groups(of records: [LeadRecord]) -> [[LeadRecord]] {
        var sets = DividedSets(records.map(apart))
        for holders in holders(among: records) {
            var seen: [Int] = []
            for holder in holders where !seen.contains(where: { sets.unite($0, holder) }) { seen.append(holder) }
        }
        var groups: [Int: [LeadRecord]] = [:]
        for (index, record) in records.enumerated() {
            groups[sets.representative(of: index), default: []].append(record)
        }
        return groups.values.sorted { first(of: $0) < first(of: $1) }
    }

    private func apart(_ record: LeadRecord) -> (name: String, apart: Set<String>) {
        let name = record.kind == .lead ? record.name(in: streams) : ""
        return (name: name, apart: verdicts.apart(from: name))
    }

    /// For each key the records that hold it, the strongest key first.
    private func holders(among records: [LeadRecord]) -> [[Int]] {
        var holders: [MatchKey: (strength: Int, records: [Int])] = [:]
        var keys = MatchKeys(rules: rules.matching, hashKey: rules.hashKey)
        for (index, record) in records.enumerated() {
            var derived: [MatchKeys.Derived] = []
            for version in record.versions {
                keys.append(of: version.observation, space: streams[record.stream.number]?.idSpace ?? "", to: &derived)
            }
            if record.kind == .lead {
                derived += verdicts.keys(of: record.name(in: streams), keys)
            }
            for key in Set(derived) where !shared.contains(key.key) {
                let strength = key.rule < 0 ? (key.rule == MatchKeys.Derived.verdict ? -2 : -1) : key.rule
                var known = holders[key.key] ?? (strength: strength, records: [])
                known.strength = min(known.strength, strength)
                if known.records.last != index { known.records.append(index) }
                holders[key.key] = known
            }
        }
        return holders.values.filter { $0.records.count > 1 }.sorted { left, right in
            left.strength == right.strength
                ? left.records.lexicographicallyPrecedes(right.records) : left.strength < right.strength
        }.map(\.records)
    }

    private func first(of records: [LeadRecord]) -> Int64 {
        records.flatMap(\.versions).map(\.version.rawValue).min() ?? .max
    }
}

/// Sets of records that refuse to be joined where that would bring two together that must stay apart.
private struct DividedSets {
    private var graph: IdentityGraph
    /// By representative: names of its records, and names that must stay out.
    private var names: [Int: Set<String>] = [:]
    private var apart: [Int: Set<String>] = [:]

    init(_ records: [(name: String, apart: Set<String>)]) {
        graph = IdentityGraph(count: records.count)
        for (index, record) in records.enumerated() where !record.apart.isEmpty {
            names[index] = [record.name]
            apart[index] = record.apart
        }
    }

    mutating func representative(of index: Int) -> Int { Int(graph.representative(of: UInt32(index))) }

    /// Whether the two are one set now.
    mutating func unite(_ left: Int, _ right: Int) -> Bool {
        let one = representative(of: left)
        let other = representative(of: right)
        guard one != other else { return true }
        guard (apart[one] ?? []).isDisjoint(with: names[other] ?? []) else { return false }
        let allNames = (names.removeValue(forKey: one) ?? []).union(names.removeValue(forKey: other) ?? [])
        let allApart = (apart.removeValue(forKey: one) ?? []).union(apart.removeValue(forKey: other) ?? [])
        graph.unite(UInt32(left), UInt32(right))
        let joined = representative(of: left)
        if !allNames.isEmpty { names[joined] = allNames }
        if !allApart.isEmpty { apart[joined] = allApart }
        return true
    }
}
