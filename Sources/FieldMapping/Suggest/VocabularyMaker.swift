internal import LeadModel

/// Finds the meanings of a vocabulary's words: the vendor's own, or those that mean one thing everywhere. The rest is left
/// to the admin.
enum VocabularyMaker {
    static func status(
        _ matches: [ColumnMatch], _ shown: ShownWords, _ vendor: VendorKnowledge?
    ) -> DraftVocabulary? {
        let known = vendor?.stages.map { ($0.word, $0.stage.word) } ?? []
        return vocabulary(matches, shown, known, vendor, StatusWords.stages)
    }

    static func reasons(
        _ matches: [ColumnMatch], _ shown: ShownWords, _ vendor: VendorKnowledge?
    ) -> DraftVocabulary? {
        let known = vendor?.reasons.map { ($0.word, $0.reason.word) } ?? []
        return vocabulary(matches, shown, known, vendor, StatusWords.reasons)
    }

    private static func vocabulary(
        _ matches: [ColumnMatch], _ shown: ShownWords, _ known: [(String, String)], _ vendor: VendorKnowledge?,
        _ common: StatusWords
    ) -> DraftVocabulary? {
        guard let first = matches.first else { return nil }
        var draft = shown.vocabulary(of: matches.map(\.column)) { word in
            known.first { $0.0 == word }?.1 ?? known.first { $0.0.lowercased() == word.lowercased() }?.1
                ?? common.meaning(of: word)
        }
        for index in draft.words.indices where draft.words[index].meaning != nil {
            let word = draft.words[index].word.lowercased()
            let isVendors = known.contains { $0.0.lowercased() == word }
            draft.words[index].because = isVendors ? "\(vendor?.name ?? "")'s word" : ""
        }
        guard !draft.words.isEmpty || first.column.filled == 0 && !known.isEmpty else { return nil }
        // Words of the vendor that this file happens not to have, where its own words are used at all.
        if first.column.filled == 0 || draft.words.contains(where: { !$0.because.isEmpty }) {
            let seen = Set(draft.words.map(\.word))
            let isUpper = draft.words.allSatisfy { $0.word == $0.word.uppercased() || $0.word == $0.word.lowercased() }
            for (word, meaning) in known
            where !seen.contains(word)
                && (isUpper == !word.contains { $0.isUppercase && word.contains(where: \.isLowercase) }
                    || first.column.filled == 0 || known.count < 10)
            {
                draft.words.append(
                    .init(
                        word: word, meaning: meaning, count: 0, because: "\(vendor?.name ?? "")'s word, not seen here"))
            }
        }
        draft.confidence = first.confidence
        draft.because = first.because
        return draft
    }
}

extension ShownWords {
    /// The words of columns with their counts and meanings, those that may be written down.
    func vocabulary(of columns: [ColumnProfile], _ meaning: (String) -> String?) -> DraftVocabulary {
        var draft = DraftVocabulary(columns: columns.map(\.name), words: [], hidden: 0, confidence: 0, because: [])
        for column in columns {
            let (words, hidden) = words(of: column) { meaning($0) != nil }
            draft.hidden += hidden
            for count in words where !draft.words.contains(where: { $0.word == count.word }) {
                draft.words.append(
                    .init(word: count.word, meaning: meaning(count.word), count: count.count, because: ""))
            }
        }
        return draft
    }
}
