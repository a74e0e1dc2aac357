internal import Foundation
internal import LeadModel

/// What is known of the exports of one vendor: by which columns they are told, what those mean, and its own words.
///
/// The tables are lines of a key and a list: `marks` are columns that tell the vendor (`!` before those that only it has);
/// the name of a concept lists the columns that hold it; `status`, `reasons` and `status-flags` list the vendor's
/// words with their meanings. `*` at the end of a column stands for anything.
struct VendorKnowledge: Sendable {
    /// As `--vendor` takes it.
    let word: String
    let name: String
    /// The id space.
    let ids: String
    private(set) var marks: [(column: String, weight: Int)] = []
    private(set) var stages: [(word: String, stage: Stage)] = []
    private(set) var reasons: [(word: String, reason: DiscardReason)] = []
    /// Where the status says whether somebody may be written to, not how far sales came: what a word sets, if anything.
    private(set) var statusFlags: [(word: String, field: Field?)] = []
    /// What a column holds, and its rank among those that hold the same.
    private(set) var columns: [String: (concept: Concept, rank: Int)] = [:]
    private(set) var fronts: [(front: String, concept: Concept)] = []

    static let all: [VendorKnowledge] = (crmTables + marketingTables).map(VendorKnowledge.init)

    /// The vendor that a user names.
    static func named(_ word: String) -> VendorKnowledge? { all.first { $0.word == word.lowercased() } }

    /// The vendor whose columns these are, and the columns that told; `nil` where too few are seen.
    static func detect(among names: [String]) -> (vendor: VendorKnowledge, marks: [String])? {
        let present = Set(names.flatMap { Self.keys(of: $0) })
        var best: (vendor: VendorKnowledge, weight: Int, marks: [String])?
        for vendor in all {
            let seen = vendor.marks.filter { present.contains($0.column) }
            let weight = seen.reduce(0) { $0 + $1.weight }
            if weight >= 3, weight > best?.weight ?? 0 { best = (vendor, weight, seen.map(\.column)) }
        }
        return best.map { ($0.vendor, $0.marks) }
    }

    /// What the vendor calls so; `nil` for columns that are not the vendor's own. Of several columns for one thing, that with
    /// the lowest rank is the best.
    func meaning(of name: String) -> (concept: Concept, rank: Int)? {
        let keys = Self.keys(of: name)
        if let known = keys.lazy.compactMap({ columns[$0] }).first { return known }
        for key in keys {
            if let front = fronts.first(where: { key.hasPrefix($0.front) }) { return (front.concept, 0) }
        }
        return nil
    }

    /// The spellings under which a table may hold a column: as it is, and below what is put around all columns.
    private static func keys(of name: String) -> [String] {
        let whole = name.lowercased()
        var keys = [whole]
        if whole.hasSuffix("]"), let equals = whole.lastIndex(of: "="), whole.contains("[") {
            keys.append(String(whole[whole.index(after: equals)...].dropLast()))
        }
        for front in ["properties.", "fields.all.", "fields.core.", "fields.", "current.", "contact.", "lead."]
        where whole.hasPrefix(front) {
            var rest = String(whole.dropFirst(front.count))
            if rest.hasSuffix(".value") { rest.removeLast(6) }
            keys.append(rest)
        }
        return keys
    }

    init(_ table: String) {
        let lines = table.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let head = lines[0].split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        word = head[0]
        name = head[1]
        ids = head[2]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { preconditionFailure("'\(line)' has no key") }
            let key = String(line[..<colon])
            let list = line[line.index(after: colon)...].split(separator: ",").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            read(key, list)
        }
    }

    private mutating func read(_ key: String, _ list: [String]) {
        switch key {
        case "marks":
            marks += list.map { ($0.hasPrefix("!") ? String($0.dropFirst()) : $0, $0.hasPrefix("!") ? 3 : 1) }.map {
                ($0.0.lowercased(), $0.1)
            }
        case "status" where list.allSatisfy({ $0.contains("=") }):
            for (word, meaning) in list.map(Self.pair) {
                guard let stage = Stage(word: meaning) else { preconditionFailure("'\(meaning)' is no stage") }
                stages.append((word, stage))
            }
        case "reasons":
            for (word, meaning) in list.map(Self.pair) {
                guard let reason = DiscardReason(word: meaning) else {
                    preconditionFailure("'\(meaning)' is no reason")
                }
                reasons.append((word, reason))
            }
        case "status-flags": statusFlags += list.map(Self.pair).map { ($0.0, Field(word: $0.1)) }
        default:
            guard let concept = Concept(rawValue: key) else { preconditionFailure("'\(key)' is no concept") }
            for (rank, column) in list.map({ $0.lowercased() }).enumerated() {
                if column.hasSuffix("*") {
                    fronts.append((String(column.dropLast()), concept))
                } else {
                    columns[column] = (concept, rank)
                }
            }
        }
    }

    private static func pair(_ text: String) -> (String, String) {
        guard let equals = text.lastIndex(of: "=") else { preconditionFailure("'\(text)' has no meaning") }
        return (
            text[..<equals].trimmingCharacters(in: .whitespaces),
            text[text.index(after: equals)...].trimmingCharacters(in: .whitespaces)
        )
    }
}
