internal import LeadModel

/// How a value is written, without what it says: letters as `a` and `A`, digits as `9`, punctuation as it is.
///
/// `(312) 555-0142` becomes `(999) 999-9999`, and `Weatherington` becomes `Aa…(13)`: of a long word two letters stand,
/// and the number of all characters in parentheses.
public enum ValueShape {
    /// Longer masks are cut.
    private static let limit = 40
    /// Letters of a word that are shown one by one.
    private static let wordLimit = 3
    /// Digits in a row that are shown one by one: those of an epoch in milliseconds or an id of 18 digits.
    private static let digitLimit = 20

    private enum Kind {
        case upper, lower, digit, space, mark
    }

    /// The masked value.
    public static func mask(_ value: String) -> String {
        var masked = ""
        var isShortened = false
        var run = (isWord: false, count: 0, isDigit: false)
        for character in value {
            if masked.count >= limit {
                isShortened = true
                break
            }
            let kind = kind(of: character)
            let isWord = kind == .upper || kind == .lower
            let isDigit = kind == .digit
            run =
                isWord && run.isWord || isDigit && run.isDigit ? (isWord, run.count + 1, isDigit) : (isWord, 1, isDigit)
            if isWord, run.count > wordLimit || isDigit && run.count > digitLimit {
                if run.count == wordLimit + 1 {
                    masked.removeLast(wordLimit - 2)
                    masked += "…"
                }
                isShortened = true
                continue
            }
            switch kind {
            case .upper: masked += "A"
            case .lower: masked += "a"
            case .digit: masked += run.count > digitLimit ? "" : "9"
            case .space: masked += " "
            case .mark: masked.append(character)
            }
        }
        return isShortened ? "\(masked)(\(value.count))" : masked
    }

    private static func kind(of character: Character) -> Kind {
        if character.isWhitespace || character.isNewline { return .space }
        if character.isASCII {
            if character.isNumber { return .digit }
            if character.isLetter { return character.isUppercase ? .upper : .lower }
            return character.asciiValue.map { $0 < 0x20 || $0 == 0x7F } == true ? .space : .mark
        }
        if character.isNumber { return .digit }
        if character.isLetter { return character.isUppercase ? .upper : .lower }
        // An emoji may say something, a currency sign or a dash says how the value is written.
        return character.isCurrencySymbol || character.isPunctuation ? .mark : .lower
    }
}

/// Words that may be shown although they come from an export.
enum VocabularyLook {
    /// Whether bytes look like a word of a vocabulary, not like an address, a number of a person or a note that slipped
    /// into the column.
    static func isWord(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.count <= 64 && !bytes.contains(0x40) && !bytes.contains { $0 < 0x20 }
            && bytes.count(where: \.isDigit) <= 4
    }

    /// Whether bytes that come more than once are a numbered word, such as `Stufe 10001`, or the code of a status, such as
    /// `100000001`, among others like it.
    static func isNumbered(_ bytes: [UInt8], _ areNumbers: Bool) -> Bool {
        let digits = bytes.count(where: \.isDigit)
        guard bytes.count <= 64, !bytes.contains(0x40), !bytes.contains(where: { $0 < 0x20 }) else { return false }
        let letters = bytes.count(where: \.isLetter)
        return areNumbers ? digits <= 9 && bytes.first != UInt8(ascii: "0") : letters >= 3 && digits <= 6
    }
}
