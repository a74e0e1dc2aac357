/// How the letters of a text are written.
enum LetterCase: String, Sendable, CaseIterable {
    case lower
    case upper
    case title

    func apply(to text: String) -> String {
        switch self {
        case .lower: text.lowercased()
        case .upper: text.uppercased()
        case .title: Self.titled(text)
        }
    }

    /// Each word with a capital: `ANNE-MARIE O'BANNON` as `Anne-Marie O'Bannon`. Behind an apostrophe a capital stands only
    /// where one letter is before it: `it's` stays as it is.
    private static func titled(_ text: String) -> String {
        var titled = ""
        var lettersInWord = 0
        for character in text {
            if character.isLetter || character.isNumber {
                titled += lettersInWord == 0 ? character.uppercased() : character.lowercased()
                lettersInWord += 1
            } else {
                titled.append(character)
                if (character != "'" && character != "\u{2019}") || lettersInWord == 1 { lettersInWord = 0 }
            }
        }
        return titled
    }
}
