internal import Foundation
internal import LeadModel

/// What words of a status, a reason, a deal's stage or an activity's type mean, in every company alike.
struct StatusWords: Sendable {
    static let stages = StatusWords(stageTable)
    static let reasons = StatusWords(reasonTable)
    static let dealStages = StatusWords(dealStageTable)
    static let activities = StatusWords(activityTable)

    private var meanings: [String: String] = [:]
    /// Words that stand under two meanings: they mean neither.
    private var twofold: Set<String> = []

    init(_ table: String) {
        var meaning = ""
        for line in table.split(separator: "\n") {
            guard line.hasPrefix("    ") else {
                meaning = String(line)
                continue
            }
            let text = line.trimmingCharacters(in: .whitespaces)
            guard let space = text.firstIndex(of: " ") else { continue }
            for word in text[space...].split(separator: ",") {
                let key = Self.key(String(word))
                if let known = meanings[key], known != meaning { twofold.insert(key) }
                meanings[key] = meaning
            }
        }
    }

    /// What a word means, as mappings write it; `nil` where that is not sure.
    func meaning(of word: String) -> String? {
        let key = Self.key(word)
        return twofold.contains(key) ? nil : meanings[key]
    }

    /// Numbers in front, as in `1 - New` and `02. Offen`, and marks do not count.
    private static func key(_ word: String) -> String {
        var words = HeaderWords.words(word)
        if words.count > 1, let first = words.first, first.allSatisfy(\.isNumber) { words.removeFirst() }
        return words.joined(separator: " ")
    }
}
