import LeadModel
import Yams

/// Finds the tags of a YAML text, which no configuration file may have: `!!python/object`, `!include`.
///
/// The parser resolves the usual ones away, so what stands at the place of a value is looked at itself.
struct TagPlaces {
    /// The text's lines, as the parser counts them; none where there is no tag in it for certain.
    private let lines: [[Unicode.Scalar]]

    init(_ text: String) {
        guard text.utf8.contains(0x21) else {
            lines = []
            return
        }
        var lines: [[Unicode.Scalar]] = [[]]
        var wasReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where wasReturn: break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": lines.append([])
            default: lines[lines.count - 1].append(scalar)
            }
            wasReturn = scalar == "\r"
        }
        self.lines = lines
    }

    /// The tag that a value or a key begins with.
    func tag(of node: Node) -> String? {
        guard let mark = node.mark, lines.indices.contains(mark.line - 1) else { return nil }
        let rest = lines[mark.line - 1].dropFirst(mark.column - 1)
        guard rest.first == "!" else { return nil }
        return String(String.UnicodeScalarView(rest.prefix { !" \t,[]{}".unicodeScalars.contains($0) }))
    }
}
