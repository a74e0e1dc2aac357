public import LeadModel

/// Whether a criterion was fulfilled, part by part, with what was found.
public struct Judgement: Sendable, Hashable {
    /// The condition as the file writes it; `all of`, `any of`, `none of` of a group.
    public let text: String
    /// Where the file writes it; `nil` of a group.
    public let place: Origin?
    public let isMet: Bool
    /// What was found, such as `120` or `2, the last on 2026-03-04`; empty of a group.
    public let found: String
    public let parts: [Judgement]

    /// The conditions one by one, in the order of the file, each with how deep it stands.
    public var lines: [(depth: Int, judgement: Judgement)] { lines(at: 0) }

    private func lines(at depth: Int) -> [(depth: Int, judgement: Judgement)] {
        [(depth: depth, judgement: self)] + parts.flatMap { $0.lines(at: depth + 1) }
    }
}

extension Criterion {
    /// Asks every part, those too that no longer matter, so that the answer can be explained.
    public func judge(_ circumstances: Circumstances) -> Judgement {
        switch self {
        case .all(let parts):
            let judged = parts.map { $0.judge(circumstances) }
            return group("all of", judged, isMet: judged.allSatisfy(\.isMet))
        case .any(let parts):
            let judged = parts.map { $0.judge(circumstances) }
            return group("any of", judged, isMet: judged.contains(where: \.isMet))
        case .none(let parts):
            let judged = parts.map { $0.judge(circumstances) }
            return group("none of", judged, isMet: !judged.contains(where: \.isMet))
        case .condition(let condition): return condition.judge(circumstances)
        }
    }

    /// Whether it is fulfilled; stops at the first part that settles it.
    public func isMet(in circumstances: Circumstances) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.isMet(in: circumstances) }
        case .any(let parts): parts.contains { $0.isMet(in: circumstances) }
        case .none(let parts): !parts.contains { $0.isMet(in: circumstances) }
        case .condition(let condition): condition.answer(circumstances).isMet
        }
    }

    private func group(_ text: String, _ parts: [Judgement], isMet: Bool) -> Judgement {
        Judgement(text: text, place: nil, isMet: isMet, found: "", parts: parts)
    }
}

extension Condition {
    func judge(_ circumstances: Circumstances) -> Judgement {
        let answer = answer(circumstances)
        return Judgement(text: text, place: place, isMet: answer.isMet, found: answer.found(), parts: [])
    }

    struct Answer {
        var isMet: Bool
        /// Made only where somebody wants to read it.
        var found: () -> String

        init(_ isMet: Bool, _ found: @autoclosure @escaping () -> String) {
            self.isMet = isMet
            self.found = found
        }
    }

    func answer(_ circumstances: Circumstances) -> Answer {
        switch test {
        case .isAmong(let field, let words, let isNegated):
            guard let value = circumstances.value(of: field) else { return Answer(false, Self.unknown) }
            let isAmong = Self.texts(value).contains { words.contains($0.lowercased()) }
            return Answer(isAmong != isNegated, value.description)
        case .isAmongDomains(let domains, let isNegated):
            let found = circumstances.domains
            guard !found.isEmpty else { return Answer(false, Self.unknown) }
            let isAmong = found.contains { domain in domains.contains { domain == $0 || domain.hasSuffix(".\($0)") } }
            return Answer(isAmong != isNegated, found.joined(separator: ", "))
        case .contains(let field, let part):
            guard let value = circumstances.value(of: field) else { return Answer(false, Self.unknown) }
            return Answer(Self.texts(value).contains { $0.lowercased().contains(part) }, value.description)
        case .number(let field, let comparison, let bound):
            guard case .number(let number)? = circumstances.value(of: field) else { return Answer(false, Self.unknown) }
            return Answer(comparison.holds(number, bound), number.description)
        case .money(let field, let comparison, let bound):
            guard case .money(let money)? = circumstances.value(of: field) else { return Answer(false, Self.unknown) }
            let isSame = money.currency == bound.currency
            let left = ExactNumber(mantissa: money.hundredths, scale: 2)
            let right = ExactNumber(mantissa: bound.hundredths, scale: 2)
            return Answer(isSame && comparison.holds(left, right), money.description)
        case .score(let comparison, let bound):
            guard let score = circumstances.scoreInForce else { return Answer(false, Self.unknown) }
            return Answer(comparison.holds(score, bound), score.description)
        case .isKnown(let field, let isKnown):
            let value = circumstances.value(of: field)
            return Answer((value != nil) == isKnown, value == nil ? Self.unknown : "known")
        case .flag(let field, let wanted):
            guard case .flag(let flag)? = circumstances.value(of: field) else { return Answer(false, Self.unknown) }
            return Answer(flag == wanted, flag ? "yes" : "no")
        case .since(let field, let span):
            guard case .instant(let time)? = circumstances.value(of: field) else { return Answer(false, Self.unknown) }
            return Answer(time <= circumstances.at && span.after(time) >= circumstances.at, time.description)
        case .activity(let kind, let least, let span):
            let times = circumstances.deeds(of: kind, within: span)
            return Answer(times.count >= least, Self.count(times))
        case .noActivity(let kind, let span):
            let times = circumstances.times(of: kind, within: span)
            return Answer(times.isEmpty, Self.count(times))
        }
    }

    private static let unknown = "not known"

    private static func count(_ times: [Instant]) -> String {
        times.last.map { "\(times.count), the last on \(String($0.description.prefix(10)))" } ?? "none"
    }

    private static func texts(_ value: FieldValue) -> [String] {
        if case .list(let items) = value { items } else { [value.description] }
    }
}

extension Circumstances {
    /// The agreement's score, or where it has none, the one that the sources give.
    var scoreInForce: ExactNumber? {
        if let score { return score }
        guard case .number(let number)? = value(of: .score) else { return nil }
        return number
    }
}
