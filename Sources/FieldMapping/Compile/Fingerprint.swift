internal import ConfigFiles
internal import LeadModel

/// The meaning of a mapping in canonical text.
enum Fingerprint {
    /// Raised when the same file comes to mean something else because this room reads values differently.
    /// 2: telephone numbers as libphonenumber reads them, international e-mail domains in ASCII; a word that means nothing leaves
    /// the answer to the next column.
    private static let edition = 2

    /// `tests`, `ignore`, `opt-out` and the name do not change what a record becomes; the order of keys does so only under `lead`.
    static func text(of node: ConfigNode) -> String {
        guard case .map(let entries) = node.content else { return "" }
        let meant = entries.filter { !["mapping", "tests", "ignore", "opt-out"].contains($0.key) }.sorted {
            $0.key < $1.key
        }
        let parts = meant.map { entry in quoted(entry.key) + ":" + text(of: entry.value, isOrdered: entry.key == "lead")
        }
        return "mapping edition \(edition) {" + parts.joined(separator: ",") + "}"
    }

    /// The meaning of each rule for itself, and of what all of them share.
    static func rules(of node: ConfigNode) -> RuleTexts {
        var rules = RuleTexts()
        guard case .map(let entries) = node.content else { return rules }
        var shared = "edition \(edition)"
        var verdict = ""
        for entry in entries.sorted(by: { $0.key < $1.key }) {
            let text = text(of: entry.value, isOrdered: entry.key == "lead")
            switch entry.key {
            case "mapping", "tests", "ignore", "opt-out": break
            // What a record was merged into is spelled like its id.
            case "identity":
                for field in [Field.id, .modified, .deleted, .mergedInto, .convertedTo] { rules.byField[field] = text }
            case "references": rules.byField[.references] = text
            case "lead": rules.byField[.concerns] = text
            case "fields":
                guard case .map(let fields) = entry.value.content else { break }
                for field in fields {
                    guard let known = Field(word: field.key) else { continue }
                    rules.byField[known] = Self.text(of: field.value, isOrdered: false)
                }
            // A reason follows from the status where it has no words of its own, and the time belongs to the status.
            case "status", "discard-reason": verdict += quoted(entry.key) + ":" + text
            default: shared += "," + quoted(entry.key) + ":" + text
            }
        }
        rules.shared = shared
        for field in [Field.stage, .discardReason, .statusSince] { rules.byField[field] = verdict }
        return rules
    }

    private static func text(of node: ConfigNode, isOrdered: Bool) -> String {
        switch node.content {
        case .null: return "~"
        case .text(let text): return quoted(text)
        case .list(let items): return "[" + items.map { text(of: $0, isOrdered: false) }.joined(separator: ",") + "]"
        case .map(let entries):
            let sorted = isOrdered ? entries : entries.sorted { $0.key < $1.key }
            return "{"
                + sorted.map { quoted($0.key) + ":" + text(of: $0.value, isOrdered: false) }.joined(separator: ",")
                + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }
}

/// The canonical texts of the rules of a mapping, by the first field that each fills.
struct RuleTexts: Sendable, Hashable {
    /// What every rule depends on: zone, null words, id space, kind of record.
    var shared = ""
    var byField: [Field: String] = [:]
}
