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
    /// What of the table says nothing that is known.
    private(set) var unread: [String] = []

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

    /// Whether a column is known by its name to hold something that is told beside a flag: a reason, a time, an address.
    func isDetail(_ name: String) -> Bool {
        guard Self.keys(of: name).contains(where: { columns[$0]?.concept == .technical }) else { return false }
        let last = HeaderWords.words(name).last ?? ""
        return ["reason", "cause", "date", "time", "ip", "soft"].contains(last)
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

    /// Reads a table. What it does not understand it leaves out and lists in `unread`; the tests hold that nothing is.
    init(_ table: String) {
        let lines = table.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let head = (lines.first ?? "").split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        word = head.first ?? ""
        name = head.count > 1 ? head[1] : word
        ids = head.count > 2 ? head[2] : word
        if head.count != 3 { unread.append("\(lines.first ?? ""): not a word, a name and an id space") }
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else {
                unread.append("\(line): no key")
                continue
            }
            let list = line[line.index(after: colon)...].split(separator: ",").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            read(String(line[..<colon]), list)
        }
    }

    private mutating func read(_ key: String, _ list: [String]) {
        switch key {
        case "marks":
            marks += list.map { ($0.hasPrefix("!") ? String($0.dropFirst()) : $0, $0.hasPrefix("!") ? 3 : 1) }.map {
                ($0.0.lowercased(), $0.1)
            }
        case "status" where list.allSatisfy({ $0.contains("=") }):
            stages += meanings(list, of: key) { Stage(word: $0) }
        case "reasons": reasons += meanings(list, of: key) { DiscardReason(word: $0) }
        case "status-flags":
            statusFlags += meanings(list, of: key) { word -> Field?? in
                word == "none" ? .some(nil) : Field(word: word).map { .some($0) }
            }
        default: readColumns(key, list)
        }
    }

    private mutating func readColumns(_ key: String, _ list: [String]) {
        guard let concept = Concept(rawValue: key) else { return unread.append("\(key): no concept") }
        for (rank, column) in list.map({ $0.lowercased() }).enumerated() {
            if column.hasSuffix("*") {
                fronts.append((String(column.dropLast()), concept))
            } else {
                columns[column] = (concept, rank)
            }
        }
    }

    /// `word = meaning`, each.
    private mutating func meanings<Meaning>(
        _ list: [String], of key: String, _ meaning: (String) -> Meaning?
    ) -> [(String, Meaning)] {
        var read: [(String, Meaning)] = []
        for item in list {
            let parts = item.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
            if parts.count == 2, let meaning = meaning(parts[1]) {
                read.append((parts[0], meaning))
            } else {
                unread.append("\(key): \(item)")
            }
        }
        return read
    }
}
