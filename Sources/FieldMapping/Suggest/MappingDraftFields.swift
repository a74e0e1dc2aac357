internal import LeadModel

/// The fields of a draft, and the columns that are left.
extension MappingDraft {
    mutating func readFields(_ matches: [ColumnMatch], _ maker: inout RuleMaker) {
        let mappable = Field.mappable(for: kind)
        for match in matches {
            guard let concept = match.concept, let field = concept.field(in: kind), mappable.contains(field),
                !Self.isOfConsent(field), !fields.contains(where: { $0.field == field && !$0.isComment })
            else { continue }
            let words: StatusWords? =
                switch field {
                case .activityType: .activities
                case .opportunityStage: .dealStages
                case .lostReason: nil
                default: nil
                }
            fields.append(maker.rule(field, match, words: words))
        }
        if kind == .lead { readConsent(matches, &maker) }
        if kind == .activity { readTime(matches, &maker) }
        readFullName(matches)
        readPrimaryItems()
        fields.sort {
            ($0.field?.rawValue ?? 0, $0.isComment ? 1 : 0) < ($1.field?.rawValue ?? 0, $1.isComment ? 1 : 0)
        }
    }

    /// When an activity happened, where no column is called so: that is the only time that is left, or somebody has to say which
    /// of several it is. Without one, activities count as of when their records were changed or read, which is told.
    private mutating func readTime(_ matches: [ColumnMatch], _ maker: inout RuleMaker) {
        guard !fields.contains(where: { $0.field == .at }) else { return }
        let read = columnsRead
        let times = matches.filter { match in
            guard !read.contains(match.column.name), ColumnWords.shownName(match.column.name) == match.column.name
            else {
                return false
            }
            switch match.column.guess.kind {
            case .time, .ambiguousTime: return true
            default: return false
            }
        }
        guard let first = times.first else { return hasNoTime = true }
        if times.count == 1 {
            var match = first
            match.confidence = 0.6
            match.because = ["the only column of times"]
            fields.append(maker.rule(.at, match))
        } else {
            let names = times.map { "'\($0.column.name)'" }.joined(separator: ", ")
            var rule = DraftRule(
                key: Field.at.word, field: .at, columns: [RuleMaker.undecided], confidence: 0,
                because: ["no column is called so that it tells when it happened; \(names) hold times"])
            rule.questions = ["which column tells when the activity happened"]
            fields.append(rule)
        }
    }

    /// A full name becomes a first and a last one, where no column holds them; the name of a firm is no person's.
    private mutating func readFullName(_ matches: [ColumnMatch]) {
        guard kind == .lead, let match = best(.fullName, matches) else { return }
        guard !isMapped(.lastName) else { return }
        let ofFirms: [Field] = [.website, .employees, .revenue, .industry]
        if !isMapped(.firstName), HeaderWords.words(match.column.name).last == "name", !isMapped(.email),
            !isMapped(.company),
            ofFirms.count(where: isMapped) >= 2
        {
            fields.append(
                DraftRule(
                    key: Field.company.word, field: .company, columns: [match.column.name], confidence: 0.7,
                    because: ["columns of a firm beside it, and none of a person"]))
            return
        }
        for (field, part) in [(Field.firstName, "first"), (.lastName, "last")] where !isMapped(field) {
            var rule = DraftRule(
                key: field.word, field: field, columns: [match.column.name], confidence: match.confidence,
                because: match.because + ["a full name"])
            rule.set("transform", .map([.init(key: "name-part", value: .word(part))]))
            fields.append(rule)
        }
    }

    /// Of several addresses or numbers of one person, that which is marked as the first: `emails[primary=true].value`.
    private mutating func readPrimaryItems() {
        for index in fields.indices {
            guard let field = fields[index].field, [.email, .phone, .mobilePhone].contains(field),
                let column = profile.column(fields[index].columns[0]), let list = Self.list(of: column.baseName),
                let mark = profile.columns.first(where: { $0.baseName == "\(list.list).primary" }),
                case .flag = mark.guess.kind
            else { continue }
            fields[index].columns = ["\(list.list)[primary=true].\(list.member)"]
            fields[index].because.append("the item that is marked as primary")
            primaryLists.insert(list.list)
        }
    }

    /// `emails.value` is the member `value` of the items of `emails`.
    private static func list(of name: String) -> (list: String, member: String)? {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex, !name.contains("[") else { return nil }
        return (String(name[..<dot]), String(name[name.index(after: dot)...]))
    }

    mutating func readRest(_ matches: [ColumnMatch]) {
        let read = columnsRead
        let hinted = Set(rules.filter(\.isComment).flatMap(\.columns))
        for match in matches where !read.contains(match.column.name) && !read.contains(match.column.baseName) {
            if match.consent == nil, let list = Self.list(of: match.column.baseName)?.list, primaryLists.contains(list)
            {
                continue
            }
            if match.column.name.isEmpty {
                withoutName += 1
                continue
            }
            if let why = consentLeft(match) {
                undecidedConsent.append((match.column.name, why))
                continue
            }
            // What a line of comment offers is neither read nor ignored: `source check` goes on telling of it.
            if hinted.contains(match.column.name), match.column.filled > 0 { continue }
            let isDoubled = isDoubled(match.column, read)
            if isDoubled { doubled.append(match.column.name) }
            let what = maker(match.concept) ?? "\(match.column.guess)"
            ignored.append((match.column.name, isDoubled ? "\(what); of columns of one name, another is read" : what))
        }
        // The country of telephone numbers and the currency of amounts are read by the rules of those.
        let used = Set(rules.filter { !$0.isComment }.flatMap { $0.options.flatMap(Self.columns) })
        ignored.removeAll { used.contains($0.column) }
    }

    /// Whether a header is there several times, and only another of its columns is read, though this one holds the like.
    private func isDoubled(_ column: ColumnProfile, _ read: Set<String>) -> Bool {
        // Members of lists of objects come several times as a matter of course.
        guard column.repeats > 1, column.baseName != column.name, column.filled > 0, !column.baseName.contains("."),
            ColumnWords.isOfNobody(column.baseName)
        else { return false }
        return profile.columns.contains {
            $0.baseName == column.baseName && $0.name != column.name && read.contains($0.name)
                && ($0.guess.kind == column.guess.kind || !Self.isLabelled(column.guess.kind, $0.guess.kind))
        }
    }

    /// Whether of two cells one holds a code, as in the pairs `[5, "Too expensive"]` of Odoo.
    private static func isLabelled(_ one: TypeGuess.Kind, _ other: TypeGuess.Kind) -> Bool {
        ValueEvidence.isCodeLike(one) || ValueEvidence.isCodeLike(other)
    }

    private func maker(_ concept: Concept?) -> String? {
        switch concept {
        case .technical: "technical"
        case .ofOwner: "of a user, not of the lead"
        case .ofCompany: "of the company"
        case .ownerID: "the owner's id"
        case .some(let concept) where concept.field(in: kind) == nil: concept.rawValue.replacing("-", with: " ")
        default: nil
        }
    }

    private static func columns(of pair: DraftRule.Pair) -> [String] {
        guard case .map(let pairs) = pair.value else { return [] }
        return pairs.compactMap { inner in
            guard inner.key == "from", case .word(let column) = inner.value else { return nil }
            return column
        }
    }
}
