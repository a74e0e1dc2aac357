/// What of a column may be shown to people who must not see anybody's data.
public enum ColumnWords {
    /// Whether the values are words of a vocabulary, such as those of a status. What they are named after says so: a column
    /// with few owners or few first names holds few words, too.
    public static func areVocabulary(_ profile: ColumnProfile) -> Bool {
        // Notes are no words: they are long, and hardly one comes twice.
        guard !profile.words.isEmpty, profile.words.count <= 12 || profile.words.count * 2 <= profile.filled,
            profile.words.allSatisfy({ isWord($0.word) })
        else { return false }
        switch profile.guess.kind {
        case .flag, .country, .countryOrState, .currency: return true
        case .words, .text, .whole, .code: break
        default: return false
        }
        return HeaderReader.isVocabulary(profile.name)
    }

    private static func isWord(_ word: String) -> Bool {
        VocabularyLook.isWord(Array(word.utf8)) && word.split(separator: " ").count <= 6
    }

    /// The name of a column, or its shape where the name itself is somebody's address or telephone number.
    public static func shownName(_ name: String) -> String {
        // The labels that Dynamics adds look like addresses: `statuscode@OData.Community.Display.V1.FormattedValue`.
        if name.contains("@OData.") { return name }
        let parts = name.split(separator: " ").flatMap { $0.split(separator: ".", maxSplits: 1) }
        var scratch: [UInt8] = []
        for part in parts + [name[...]] {
            do {
                try EmailAddress.read(Array(part.utf8).span, into: &scratch)
                return ValueShape.mask(name)
            } catch {}
        }
        return holdsPhone(name) ? ValueShape.mask(name) : name
    }

    /// Whether a name is one of nobody, so that it may be kept.
    public static func isOfNobody(_ name: String) -> Bool { shownName(name) == name }

    /// Whether a name is a telephone number, or ends with one behind a dot, as members of objects are named.
    private static func holdsPhone(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        for start in bytes.indices where start == 0 || bytes[start - 1] == UInt8(ascii: ".") {
            let text = bytes.span.extracting(start..<bytes.count)
            switch TextLooks.phone(text) {
            case .written: return true
            // Fields are numbered, too; hardly ever so high.
            case .bare where text.count >= 10: return true
            case .bare, .no: continue
            }
        }
        return false
    }
}
