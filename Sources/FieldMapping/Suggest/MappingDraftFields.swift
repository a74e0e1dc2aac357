internal import LeadModel

/// The fields of a draft, and the columns that are left.
extension MappingDraft {
    mutating func readFields(_ matches: [ColumnMatch], _ maker: inout RuleMaker) {
        let mappable = Field.mappable(for: kind)
        for match in matches {
            guard let concept = match.concept, let field = concept.field(in: kind), mappable.contains(field),
                !fields.contains(where: { $0.field == field && !$0.isComment })
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
        addHints(matches)
        fields.sort {
            ($0.field?.rawValue ?? 0, $0.isComment ? 1 : 0) < ($1.field?.rawValue ?? 0, $1.isComment ? 1 : 0)
        }
    }

    /// Columns that hold what a field wants, but not as it wants it.
    private mutating func addHints(_ matches: [ColumnMatch]) {
        guard kind == .lead else { return }
        let hints: [(Concept, Field, String)] = [
            (.fullName, .lastName, "a full name; Leadloop keeps first and last name apart"),
            (
                .optedIn, .optedOut,
                "says who agreed; whether everybody else is to be left alone is yours to say with `values:`"
            ),
            (
                .bounceReason, .hardBounced,
                "holds words of mail servers; list those that mean a hard bounce under `true-words:`"
            ),
        ]
        for (concept, field, why) in hints {
            guard let match = matches.first(where: { $0.concept == concept }),
                !fields.contains(where: { $0.field == field && !$0.isComment })
            else { continue }
            var rule = DraftRule(
                key: field.word, field: field, columns: [match.column.name], confidence: match.confidence * 0.5,
                because: [why])
            if field.type == .flag { rule.set("as", "flag") }
            rule.isComment = true
            fields.append(rule)
        }
    }

    mutating func readRest(_ matches: [ColumnMatch]) {
        let read = columnsRead
        let hinted = Set(rules.filter(\.isComment).flatMap(\.columns))
        for match in matches where !read.contains(match.column.name) && !read.contains(match.column.baseName) {
            // What a line of comment offers is neither read nor ignored: `source check` goes on telling of it.
            if hinted.contains(match.column.name), match.column.filled > 0 { continue }
            let region = maker(match.concept)
            ignored.append((match.column.name, region ?? "\(match.column.guess)"))
        }
        // The country of telephone numbers and the currency of amounts are read by the rules of those.
        let used = Set(rules.filter { !$0.isComment }.flatMap { $0.options.flatMap(Self.columns) })
        ignored.removeAll { used.contains($0.column) }
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
