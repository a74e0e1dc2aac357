import LeadModel
import LeadStore
import Reconciliation

/// What people said of records, ready to be asked record by record.
struct VerdictBook {
    private var same: [String: [Verdict]] = [:]
    private var never: [String: Set<String>] = [:]

    init(_ verdicts: [Verdict]) {
        for verdict in verdicts {
            switch verdict.kind {
            case .same:
                same[verdict.left, default: []].append(verdict)
                same[verdict.right, default: []].append(verdict)
            case .never:
                never[verdict.left, default: []].insert(verdict.right)
                never[verdict.right, default: []].insert(verdict.left)
            }
        }
    }

    var hasSame: Bool { !same.isEmpty }
    var hasNever: Bool { !never.isEmpty }

    /// The keys by which a record finds those that it was said to be one person with.
    func keys(of record: String, _ keys: MatchKeys) -> [MatchKeys.Derived] {
        same[record]?.map { keys.verdict($0.left, $0.right) } ?? []
    }

    /// The records that a record must never be one person with.
    func apart(from record: String) -> Set<String> { never[record] ?? [] }

    /// Whether some of these records were said to be two people.
    func divides(_ records: [LeadRecord], in streams: [Int: StoredStream]) -> Bool {
        guard hasNever, records.count > 1 else { return false }
        let names = Set(records.filter { $0.kind == .lead }.map { $0.name(in: streams) })
        return names.contains { !apart(from: $0).isDisjoint(with: names) }
    }
}
