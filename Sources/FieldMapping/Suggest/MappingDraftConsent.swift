internal import LeadModel

/// Who must not be written to, as columns say it: certain ones become rules, every other one is left to the admin.
extension MappingDraft {
    static func isOfConsent(_ field: Field) -> Bool { [.optedOut, .doNotCall, .hardBounced].contains(field) }

    /// Words that say the same in every company alike, folded.
    private static let refused: Set<String> = [
        "unsubscribed", "opted out", "opt out", "optout", "no consent", "abgemeldet", "abbestellt", "desinscrit",
        "desabonne", "baja", "disiscritto", "afgemeld", "uitgeschreven", "descadastrado", "wypisany", "avregistrerad",
        "afmeldt", "avmeldt", "complained", "blocklisted", "blacklisted",
    ]
    private static let agreed: Set<String> = ["subscribed", "opted in", "opt in", "optin"]

    mutating func readConsent(_ matches: [ColumnMatch], _ maker: inout RuleMaker) {
        for field in [Field.doNotCall, .hardBounced] where !isMapped(field) {
            let found = matches.filter { $0.concept?.field(in: .lead) == field && isSure($0) }
            if let rule = maker.anyOf(found, field) { fields.append(rule) }
        }
        if !isMapped(.hardBounced), let match = matches.first(where: { $0.concept == .bounceReason }), vendor != nil {
            // The vendor fills it with the words of mail servers, and leaves it blank where none came back.
            var rule = DraftRule(
                key: Field.hardBounced.word, field: .hardBounced, columns: [match.column.name],
                confidence: match.confidence, because: match.because)
            rule.set("as", "flag")
            rule.set("present", "true")
            fields.append(rule)
        }
        guard !isMapped(.optedOut) else { return }
        let refusals = matches.filter { $0.concept == .optedOut && isSure($0) }
        let permissions = matches.filter { $0.concept == .optedIn && isSure($0) }
        if let rule = maker.anyOf(refusals, .optedOut) ?? wordsOfConsent(matches) ?? turned(permissions) {
            fields.append(rule)
        }
    }

    func isMapped(_ field: Field) -> Bool { fields.contains { $0.field == field && !$0.isComment } }

    private func isSure(_ match: ColumnMatch) -> Bool {
        guard match.confidence >= ColumnMatcher.sureEnough else { return false }
        if case .flag = match.column.guess.kind { return true }
        return match.column.filled == 0
    }

    /// A column in which each record says yes or no to being written to: no means that the person opted out.
    private func turned(_ permissions: [ColumnMatch]) -> DraftRule? {
        guard permissions.count == 1, let match = permissions.first,
            case .flag(let yes, let no) = match.column.guess.kind, match.column.filled == match.column.records,
            // `opted out` is the yes of a refusal.
            !yes.contains(where: { Self.meaning(of: $0) == "true" })
        else { return nil }
        let isWordOfMachine = no.isEmpty || yes.isEmpty
        var rule = DraftRule(
            key: Field.optedOut.word, field: .optedOut, columns: [match.column.name], confidence: match.confidence,
            because: match.because + ["the other way round: no permission is an opt-out"])
        rule.set("as", "flag")
        rule.set("true-words", .list(isWordOfMachine ? ["false", "0", "no"] : no))
        rule.set("false-words", .list(isWordOfMachine ? ["true", "1", "yes"] : yes))
        return rule
    }

    /// A column of words, such as `subscribed` and `unsubscribed`.
    private func wordsOfConsent(_ matches: [ColumnMatch]) -> DraftRule? {
        for match in matches
        where match.consent != nil && !match.column.words.isEmpty
            && ConsentPhrases.leavesItToTheWords(match.column.name)
        {
            let draft = shown.vocabulary(of: [match.column]) { Self.meaning(of: $0) }
            guard draft.words.contains(where: { $0.meaning == "true" }) else { continue }
            var rule = DraftRule(
                key: Field.optedOut.word, field: .optedOut, columns: [match.column.name], confidence: 0.8,
                because: ["words of a consent"])
            rule.set("as", "flag")
            rule.set(
                "values",
                .map(draft.words.map { .init(key: $0.word, value: .word($0.meaning ?? RuleMaker.undecided)) }))
            rule.tell(hidden: draft.hidden)
            for word in draft.undecided { rule.questions.append("the word '\(word.word)' of '\(match.column.name)'") }
            return rule
        }
        return nil
    }

    private static func meaning(of word: String) -> String? {
        let key = HeaderWords.words(word).joined(separator: " ")
        return refused.contains(key) ? "true" : agreed.contains(key) ? "false" : nil
    }

    /// Why a column that no rule reads may say who must not be written to; `nil` where it does not.
    func consentLeft(_ match: ColumnMatch) -> String? {
        let isConcept: Bool =
            switch match.concept {
            case .optedOut, .optedIn, .hardBounced, .doNotCall, .bounceReason: true
            default: false
            }
        guard match.consent != nil || isConcept || saysYesOrNoToContact(match) else { return nil }
        // Why mail came back, as the vendor tells it beside that it did.
        if match.concept == .bounceReason, vendor != nil, isMapped(.hardBounced) { return nil }
        // What a column is named after somebody says is not written down.
        guard ColumnWords.isOfNobody(match.column.name) else { return nil }
        let column = match.column
        var why = "\(column.guess)"
        if column.filled < column.records { why += ", \(TypeGuess.percent(column.fillShare)) filled" }
        if match.consent == .permission || match.concept == .optedIn { why += "; says who agreed" }
        return why
    }

    /// Whether a column of yes and no holds a word of writing or calling in its name, and nobody knows what the yes is said to.
    private func saysYesOrNoToContact(_ match: ColumnMatch) -> Bool {
        let column = match.column
        let saysYesOrNo: Bool
        if case .flag = column.guess.kind {
            saysYesOrNo = true
        } else {
            saysYesOrNo = !column.words.isEmpty && column.words.allSatisfy { FlagWords.isOne($0.word) }
        }
        guard saysYesOrNo, vendor?.meaning(of: column.name) == nil, match.concept != .ofOwner,
            match.concept != .ofCompany
        else { return false }
        return ContactWords.isOfContact(column.name)
    }
}

extension RuleMaker {
    /// A flag of one column, or of several of which one that says yes is enough.
    mutating func anyOf(_ matches: [ColumnMatch], _ field: Field) -> DraftRule? {
        guard let first = matches.first else { return nil }
        var yes: [String] = []
        var no: [String] = []
        var together: [ColumnMatch] = []
        for match in matches {
            guard case .flag(let more, let less) = match.column.guess.kind,
                Set(yes + more).isDisjoint(with: no + less), match.column.repeats == 1
            else { continue }
            yes += more.filter { !yes.contains($0) }
            no += less.filter { !no.contains($0) }
            together.append(match)
        }
        guard together.count > 1 else { return rule(field, first) }
        var whole = first
        whole.column.guess = TypeGuess(.flag(yes: yes, no: no))
        var rule = rule(field, whole)
        rule.columns = together.map(\.column.name)
        rule.set("any", "true")
        return rule
    }
}
