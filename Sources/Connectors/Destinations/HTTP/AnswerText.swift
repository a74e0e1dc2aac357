import Foundation
import LeadModel

/// What a vendor says of a row, without saying whose it is: texts of refusals may repeat an address, or name somebody else.
struct AnswerText {
    /// Longer ones first: one may be a part of another.
    private let values: [String]
    private let secrets: ConcealedSecrets

    static let mostCharacters = 200
    /// Stands for what was taken out.
    private static let gap = "…"
    /// A shorter value is taken out where it is a word of its own alone.
    private static let leastInWord = 4

    init(_ row: DeliveryRow, secrets: ConcealedSecrets) {
        self.secrets = secrets
        var values: Set<String> = []
        for text in row.cells.compactMap({ $0?.description }) {
            values.insert(text)
            // A name may come back in parts.
            for word in text.split(whereSeparator: { $0.isWhitespace || ",;".contains($0) }) {
                values.insert(String(word))
            }
        }
        self.values = values.filter { !$0.isEmpty && $0 != AnswerText.gap }
            .sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
    }

    /// One line of at most `mostCharacters`, without the row's values, secrets, addresses and long numbers.
    func cleaned(_ text: String) -> String {
        // What is cut off later is not looked at.
        var line = String(
            text.unicodeScalars.prefix(4_096).map {
                $0.properties.isWhitespace || $0.value < 0x20 ? " " : Character($0)
            })
        line = secrets.concealed(line)
        for value in values { line = AnswerText.without(value, in: line) }
        line = line.split(separator: " ").map { AnswerText.isOfAPerson($0) ? AnswerText.gap : String($0) }
            .joined(separator: " ")
        while line.contains("……") { line = line.replacing("……", with: "…") }
        return line.count <= Self.mostCharacters ? line : line.prefix(Self.mostCharacters - 1) + Self.gap
    }

    /// A vendor's code; `nil` where it is none, or holds what is the row's.
    func code(_ text: String?) -> String? {
        guard let text, ErrorAnswer.isCode(text), cleaned(text) == text else { return nil }
        return text
    }

    private static func without(_ value: String, in text: String) -> String {
        var result = ""
        var rest = text[...]
        while let found = rest.range(of: value, options: .caseInsensitive) {
            let before = rest[..<found.lowerBound].last ?? result.last
            let isWord = !(before.map(isOfWord) ?? false) && !(rest[found.upperBound...].first.map(isOfWord) ?? false)
            let goes = isWord || value.utf8.count >= leastInWord
            result += rest[..<found.lowerBound]
            result += goes ? gap : String(rest[found])
            rest = rest[found.upperBound...]
        }
        return result + rest
    }

    private static func isOfWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }

    /// An address, or more digits in a row than codes and counts have.
    private static func isOfAPerson(_ word: Substring) -> Bool {
        if let at = word.firstIndex(of: "@"), at != word.startIndex, word.index(after: at) != word.endIndex {
            return true
        }
        return word.count(where: \.isNumber) >= 10
    }
}
