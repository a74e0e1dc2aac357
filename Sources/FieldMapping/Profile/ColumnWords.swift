internal import LeadModel

/// What of a column may be shown to people who must not see anybody's data.
public enum ColumnWords {
    /// The words of a column that holds words of a vocabulary, such as those of a status, as far as they may be shown, and how
    /// many may not; `nil` where it holds anything else. What it is named after says so: a column with few owners or few first
    /// names holds few words, too.
    public static func vocabulary(
        _ profile: ColumnProfile, _ shown: ShownWords
    ) -> (words: [ColumnProfile.WordCount], hidden: Int)? {
        // Notes are no words: they are long, and hardly one comes twice.
        guard !profile.words.isEmpty, profile.words.count <= 12 || profile.words.count * 2 <= profile.filled,
            profile.words.allSatisfy({ isShort($0.word) })
        else { return nil }
        switch profile.guess.kind {
        case .flag(let yes, let no): return known(profile, shown) { (yes + no).contains($0) }
        case .currency: return known(profile, shown, Currencies.codes.contains)
        case .country, .countryOrState:
            let (words, hidden) = shown.words(of: profile) { _ in false }
            return (words, hidden)
        case .words, .text, .whole, .code, .digits, .digitsOrPhone: break
        default: return nil
        }
        guard HeaderReader.isVocabulary(profile.name) || isRegion(profile.name) else { return nil }
        let (words, hidden) = shown.words(of: profile) { _ in false }
        return words.isEmpty ? nil : (words, hidden)
    }

    private static func isRegion(_ name: String) -> Bool {
        HeaderReader(kind: .lead, vendor: nil).meanings(of: name).first.map {
            $0.concept == .region && $0.score >= 0.75
        }
            ?? false
    }

    private static func known(
        _ profile: ColumnProfile, _ shown: ShownWords, _ isKnown: @escaping (String) -> Bool
    ) -> (words: [ColumnProfile.WordCount], hidden: Int) {
        let words = profile.words.filter { isKnown($0.word) }
        return (words, profile.words.count - words.count)
    }

    private static func isShort(_ word: String) -> Bool {
        word.utf8.count <= 64 && word.split(separator: " ").count <= 6
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
        return holdsPhone(name) || holdsAddress(name) ? ValueShape.mask(name) : name
    }

    /// Whether something stands before and behind an @, with a dot behind: a member of an object that is named after an
    /// address, however short the member's name is.
    private static func holdsAddress(_ name: String) -> Bool {
        let parts = name.split(separator: "@", omittingEmptySubsequences: false)
        return zip(parts, parts.dropFirst()).contains { before, behind in
            before.last.map { $0.isLetter || $0.isNumber } ?? false && behind.first?.isLetter ?? false
                && behind.contains(".")
        }
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
