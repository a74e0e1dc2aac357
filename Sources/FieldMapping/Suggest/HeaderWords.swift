internal import Foundation
internal import LeadModel

/// What columns are called, in ten languages: the tables of this folder, ready to be asked.
///
/// In a table, a line alone is a concept; the lines below it hold a language and the names in it, with commas between.
/// Accents, capitals, spaces and punctuation do not count; `sv` stands for the Scandinavian languages.
struct HeaderWords: Sendable {
    /// A name of a table.
    struct Phrase: Sendable {
        var concept: Concept
        var language: String
        /// Its words, folded.
        var words: [String]
        /// The words as one.
        var key: String

        init(concept: Concept, language: String, words: [String]) {
            self.concept = concept
            self.language = language
            self.words = words
            key = words.joined()
        }
    }

    /// Those that any record may have.
    static let general = HeaderWords([identity, person, company, lifecycle])
    private static let ofActivity = HeaderWords([activity])
    private static let ofOpportunity = HeaderWords([opportunity])
    private static let ofCampaign = HeaderWords([campaign])

    /// Those of a kind of record alone; asked first.
    static func special(for kind: RecordKind) -> HeaderWords? {
        switch kind {
        case .lead: nil
        case .activity: ofActivity
        case .opportunity: ofOpportunity
        case .campaign: ofCampaign
        }
    }

    private(set) var phrases: [Phrase] = []
    private var byKey: [String: [Int]] = [:]

    init(_ tables: [String]) {
        for table in tables { read(table) }
    }

    private mutating func read(_ table: String) {
        var concept: Concept?
        for line in table.split(separator: "\n") {
            let text = line.trimmingCharacters(in: .whitespaces)
            guard line.hasPrefix("    ") else {
                concept = Concept(rawValue: text)
                precondition(concept != nil, "'\(text)' is not a concept")
                continue
            }
            guard let concept, let space = text.firstIndex(of: " ") else { continue }
            for name in text[space...].split(separator: ",") {
                add(Phrase(concept: concept, language: String(text[..<space]), words: Self.words(String(name))))
            }
        }
    }

    private mutating func add(_ phrase: Phrase) {
        guard !phrase.words.isEmpty else { return }
        byKey[phrase.key, default: []].append(phrases.count)
        phrases.append(phrase)
    }

    /// The phrases that a whole name is one of; several where languages or concepts share it.
    func exactly(_ key: String) -> [Phrase] { (byKey[key] ?? []).map { phrases[$0] } }

    // MARK: Folding

    /// The words of a name, folded: `HasOptedOutOfEmail__c` is `has opted out of email`, `E-Mail-Adresse` is `e mail adresse`.
    static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var last: Character?
        let characters = Array(name)
        for (index, character) in characters.enumerated() {
            let isWordCharacter = character.isLetter || character.isNumber
            let beginsWord =
                character.isUppercase
                && (last?.isLowercase == true
                    || (last?.isUppercase == true && index + 1 < characters.count && characters[index + 1].isLowercase))
            if !isWordCharacter || beginsWord {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if isWordCharacter { word += folded(character) }
            last = character
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    private static func folded(_ character: Character) -> String {
        switch character {
        case "ß": return "ss"
        case "ø", "Ø": return "o"
        case "æ", "Æ": return "ae"
        case "ł", "Ł": return "l"
        default: break
        }
        if character.isASCII { return character.lowercased() }
        return String(
            String.UnicodeScalarView(
                String(character).lowercased().decomposedStringWithCanonicalMapping.unicodeScalars.filter {
                    $0.properties.generalCategory != .nonspacingMark
                }))
    }
}
