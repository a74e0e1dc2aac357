internal import ConfigFiles

/// The meaning of a mapping in canonical text.
enum Fingerprint {
    /// Raised when the same file comes to mean something else because this room reads values differently.
    /// 2: telephone numbers as libphonenumber reads them, international e-mail domains in ASCII; a word that means nothing leaves
    /// the answer to the next column.
    private static let edition = 2

    /// `tests`, `ignore` and the name do not change what a record becomes; the order of keys does so only under `lead`.
    static func text(of node: ConfigNode) -> String {
        guard case .map(let entries) = node.content else { return "" }
        let meant = entries.filter { !["mapping", "tests", "ignore"].contains($0.key) }.sorted { $0.key < $1.key }
        let parts = meant.map { entry in quoted(entry.key) + ":" + text(of: entry.value, isOrdered: entry.key == "lead")
        }
        return "mapping edition \(edition) {" + parts.joined(separator: ",") + "}"
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
