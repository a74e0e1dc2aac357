/// Words for yes and no in the languages that exports come in.
enum FlagWords {
    private static let pairs: [(yes: Set<String>, no: Set<String>)] = [
        (["true"], ["false"]), (["yes"], ["no"]), (["y"], ["n"]), (["t"], ["f"]), (["on"], ["off"]), (["1"], ["0"]),
        (["ja", "j"], ["nein", "n", "nee", "nej", "nei"]), (["wahr"], ["falsch"]), (["oui", "o"], ["non", "n"]),
        (["vrai"], ["faux"]), (["sí", "si", "sì", "s"], ["no", "n"]), (["verdadero", "vero"], ["falso"]),
        (["sim", "s"], ["não", "nao", "n"]), (["verdadeiro"], ["falso"]), (["waar"], ["onwaar"]),
        (["tak", "t"], ["nie", "n"]), (["prawda"], ["fałsz"]), (["sant", "sand"], ["falskt", "falsk"]),
        (["x", "✓", "✔"], []), (["checked"], ["unchecked"]), (["enabled"], ["disabled"]),
        (["opted out", "opted-out"], ["opted in", "opted-in"]),
    ]

    /// Whether a word means yes or no somewhere.
    static func isOne(_ word: String) -> Bool {
        let folded = word.lowercased()
        return pairs.contains { $0.yes.contains(folded) || $0.no.contains(folded) }
    }

    /// Which of the words mean yes and which no; `nil` where they are no such words.
    /// - Parameter hasBlanks: whether cells without a value stand among them, which mean no where no word does.
    static func meaning(of words: [String], hasBlanks: Bool) -> (yes: [String], no: [String])? {
        guard 1...4 ~= words.count else { return nil }
        let folded = words.map { $0.lowercased() }
        for pair in pairs {
            guard folded.allSatisfy({ pair.yes.contains($0) || pair.no.contains($0) }) else { continue }
            let yes = words.filter { pair.yes.contains($0.lowercased()) }
            let no = words.filter { pair.no.contains($0.lowercased()) }
            // A column of one word is a flag where the word is one of a machine, or where blanks mean the other.
            let isWhole = !yes.isEmpty && !no.isEmpty
            let isMachine = ["true", "false"].contains(folded[0])
            guard isWhole || isMachine || (hasBlanks && !yes.isEmpty) else { continue }
            return (yes, no.isEmpty && hasBlanks && !yes.isEmpty ? [""] : no)
        }
        return nil
    }
}
