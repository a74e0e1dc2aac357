import ConfigFiles
import LeadModel

/// Reads criteria and scores from the values of a version of the agreement.
struct CriterionReader {
    let findings: Findings

    /// A condition, or a group of them.
    /// - Returns: `nil` where any part of it was a finding.
    func read(_ value: ConfigValue) -> Criterion? {
        if let text = value.text {
            return ConditionReader(text, at: value.place, findings).read().map(Criterion.condition)
        }
        guard let map = value.map, let key = map.first(of: ["all", "any", "none"]), let list = map[key] else {
            return nil
        }
        let parts = list.items.compactMap(read)
        guard parts.count == list.items.count else { return nil }
        switch key {
        case "all": return .all(parts)
        case "any": return .any(parts)
        default: return .none(parts)
        }
    }

    /// A criterion that can be fulfilled; one that cannot is a finding.
    /// - Parameter isRenewal: whether it brings leads back to sales.
    func readFulfillable(_ value: ConfigValue, score: ScoreModel?, isRenewal: Bool = false) -> Criterion? {
        guard let criterion = read(value) else { return nil }
        var check = CriterionCheck(findings: findings, score: score, isRenewal: isRenewal)
        check.check(criterion)
        return criterion
    }

    func readScore(_ map: ConfigMap) -> ScoreModel? {
        let most = map.wholeNumber("at-most")
        guard let entries = map.map("contributions")?.entries else { return nil }
        let contributions = entries.compactMap(contribution)
        guard contributions.count == entries.count else { return nil }
        return ScoreModel(contributions: contributions, most: most, place: map.place)
    }

    private func contribution(_ entry: ConfigEntryValue) -> ScoreModel.Contribution? {
        guard let map = entry.value.map else { return nil }
        let points = map.wholeNumber("points")
        let most = map.wholeNumber("at-most")
        let halfLife = map["half-life"].flatMap(span)
        guard let basis = basis(map), let points else { return nil }
        if points == 0 {
            findings.add(
                .agreementContradiction, "the contribution '\(entry.key)' gives no points", at: map.place(of: "points"),
                advice: "Write how many, or take the contribution out.")
        }
        if case .when(let criterion) = basis {
            if criterion.asksForScore {
                findings.add(
                    .agreementContradiction, "the contribution '\(entry.key)' depends on the score that it is part of",
                    at: map.place(of: "when"), advice: "Ask for fields and activities only.")
            }
            for key in ["at-most", "half-life"] where map[key] != nil {
                findings.add(
                    .agreementContradiction, "'\(key)' is for what is given for each activity",
                    at: map.place(of: key), advice: "Take it out, or write 'for-each' in the place of 'when'.")
            }
        }
        return ScoreModel.Contribution(
            name: entry.key, place: entry.keyPlace, points: points, basis: basis, most: most, halfLife: halfLife)
    }

    private func basis(_ map: ConfigMap) -> ScoreModel.Basis? {
        if let value = map["when"] { return readFulfillable(value, score: nil).map(ScoreModel.Basis.when) }
        guard let value = map["for-each"], let kind = value.text else { return nil }
        if ActivityType.isKind(kind) { return .each(kind) }
        findings.add(
            .configWrongType, "'\(kind)' is no kind of activity", at: value.place,
            advice: ActivityType.kindAdvice(for: kind))
        return nil
    }

    private func span(_ value: ConfigValue) -> AgreedSpan? {
        guard let text = value.text else { return nil }
        if let span = AgreedSpan(text), span.amount > 0 { return span }
        findings.add(
            .configWrongType, "a length of time is needed here", at: value.place, seen: .word(text),
            advice: AgreedSpan.advice)
        return nil
    }
}

extension ActivityType {
    /// What to write in the place of a word that names no kind.
    static func kindAdvice(for word: String) -> String {
        let small = word.lowercased().split { " _".contains($0) }.joined(separator: "-")
        let example = isKind(small) ? "Write '\(small)'" : "Write such as 'demo-request'"
        return "\(example): kinds are of small letters, digits and hyphens, as the mapping of activities calls them."
    }
}
