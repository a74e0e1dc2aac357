import LeadModel

/// The words of a status and of a discard reason.
extension DriftJudge {
    /// Records that a mapping would refuse for their words: a smaller share is told record by record.
    private static let refusedShare = 0.05

    func words(_ vocabulary: ReadingProfile.Vocabulary) -> [Drift] {
        let earlier = baseline.compactMap { profile in
            profile.vocabularies.first { $0.field == vocabulary.field && $0.column == vocabulary.column }
        }.filter { $0.total >= Self.recordsAtLeast }
        guard !earlier.isEmpty, vocabulary.total >= Self.recordsAtLeast else { return [] }
        return [unlisted(vocabulary, earlier)].compactMap(\.self)
            + vocabulary.counts.sorted { $0.key < $1.key }.compactMap { word, count in
                judge(word, count, of: vocabulary, earlier)
            }
    }

    private func judge(
        _ word: String, _ count: Int, of vocabulary: ReadingProfile.Vocabulary,
        _ earlier: [ReadingProfile.Vocabulary]
    ) -> Drift? {
        let shares = earlier.map { Double($0.counts[word] ?? 0) / Double($0.total) }
        let median = Chance.median(shares)
        let now = Double(count) / Double(vocabulary.total)
        func drift(_ kind: Drift.Kind, isBreaking: Bool = false) -> Drift {
            Drift(kind: kind, column: vocabulary.column, before: median, now: now, isBreaking: isBreaking)
        }
        guard Chance.isOut(median, of: usual(earlier), now, of: vocabulary.total) else { return nil }
        if now < median {
            guard now <= (shares.min() ?? 0) * 0.1, shares.allSatisfy({ $0 > 0 }) else { return nil }
            return drift(.goneWord(word, unlisted: Double(vocabulary.unknown) / Double(vocabulary.total)))
        }
        if shares.allSatisfy({ $0 == 0 }) { return now >= 0.02 ? drift(.newWord(word)) : nil }
        guard count >= Self.wordsAtLeast, now >= median * Self.jump, now - median >= Self.difference,
            now > (shares.max() ?? 0) * 1.5
        else { return nil }
        return drift(.jumped(word: word), isBreaking: vocabulary.field == "status")
    }

    /// Words that the mapping does not list: each of their records would be refused.
    private func unlisted(
        _ vocabulary: ReadingProfile.Vocabulary, _ earlier: [ReadingProfile.Vocabulary]
    ) -> Drift? {
        let shares = earlier.map { Double($0.total - $0.unknown) / Double($0.total) }
        let median = Chance.median(shares)
        let now = Double(vocabulary.total - vocabulary.unknown) / Double(vocabulary.total)
        guard (shares.min() ?? 0) - now >= Self.refusedShare,
            Chance.isOut(median, of: usual(earlier), now, of: vocabulary.total)
        else { return nil }
        return Drift(
            kind: .unknownWords, column: vocabulary.column, before: median, now: now,
            isBreaking: vocabulary.field == "status")
    }

    private func usual(_ earlier: [ReadingProfile.Vocabulary]) -> Int {
        Int(Chance.median(earlier.map { Double($0.total) }))
    }
}
