internal import ConfigFiles
internal import LeadModel

/// The word `undecided`: where it stands for a meaning, a format or a column, somebody has left a choice to the admin, and
/// until it is made the mapping is not complete.
extension MappingReader {
    static let undecided = "undecided"

    /// Whether a text leaves its choice open; that is a finding of its own.
    func isUndecided(_ text: String, at place: Origin, what: String, advice: String) -> Bool {
        guard text == Self.undecided else { return false }
        findings.add(.mappingUndecidedWord, "\(what) is not decided yet", at: place, advice: advice)
        return true
    }

    /// One word of a closed set, or the finding that it is undecided.
    func choice<Choice>(_ text: String, at place: Origin, of words: [(String, Choice)], called noun: String) -> Choice?
    {
        let advice = "Write one of: \(words.map(\.0).joined(separator: ", ")); or ~ for none."
        if isUndecided(text, at: place, what: "the \(noun) of this word", advice: advice) { return nil }
        return findings.choice(text, at: place, of: words, called: noun)
    }
}
