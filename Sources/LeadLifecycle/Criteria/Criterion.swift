public import LeadModel

/// What the two departments agreed makes a lead qualified: conditions over what is known of it, what it did, and its score.
///
/// ```yaml
/// all:
///   - score >= 50
///   - country in US, CA
///   - any: [ activity demo-request within 30d, activity pricing-page at least 3 within 14d ]
/// ```
public indirect enum Criterion: Sendable, Hashable {
    case all([Criterion])
    case any([Criterion])
    case none([Criterion])
    case condition(Condition)
}

extension Criterion {
    /// Every condition in it, in the order of the file.
    public var conditions: [Condition] {
        switch self {
        case .all(let parts), .any(let parts), .none(let parts): parts.flatMap(\.conditions)
        case .condition(let condition): [condition]
        }
    }

    /// What it says, wherever it stands.
    public var words: String {
        switch self {
        case .all(let parts): "all of (\(parts.map(\.words).joined(separator: "; ")))"
        case .any(let parts): "any of (\(parts.map(\.words).joined(separator: "; ")))"
        case .none(let parts): "none of (\(parts.map(\.words).joined(separator: "; ")))"
        case .condition(let condition): condition.text
        }
    }

    /// The fields of a lead that it asks for.
    public var fields: Set<Field> { Set(conditions.compactMap(\.test.field)) }

    /// The kinds of activities that it asks for.
    public var activities: Set<String> { Set(conditions.compactMap(\.test.activity)) }

    /// Whether it asks for the score.
    public var asksForScore: Bool { conditions.contains { $0.test.isOfScore } }
}

/// One condition, as a line of the agreement writes it.
public struct Condition: Sendable, Hashable {
    /// As the file writes it, with single blanks.
    public let text: String
    public let place: Origin
    public let test: Test

    /// What is asked.
    public enum Test: Sendable, Hashable {
        /// `country in US, CA`, `industry = Brewing`; `not in` and `!=` where negated. Words compare without regard to
        /// capitals. A field that is not known is among nothing.
        case isAmong(Field, [String], isNegated: Bool)
        /// `email-domain in rival.example`: of any address of the lead, and with every domain below the one named.
        case isAmongDomains([String], isNegated: Bool)
        /// `title contains head of`, without regard to capitals.
        case contains(Field, String)
        /// `employees >= 50`, of a number.
        case number(Field, Comparison, ExactNumber)
        /// `revenue >= 1000000 EUR`; an amount in another currency is not known to fulfil it.
        case money(Field, Comparison, Money)
        /// `score >= 50`: by the agreement's score, or where it has none, by the one that the sources give.
        case score(Comparison, ExactNumber)
        /// `phone is known`, `phone is unknown`.
        case isKnown(Field, Bool)
        /// `customer is yes`. A flag that is not known is neither.
        case flag(Field, Bool)
        /// `created within 90d`: not longer ago than that.
        case since(Field, AgreedSpan)
        /// `activity demo-request at least 2 within 30d`.
        case activity(String, atLeast: Int, within: AgreedSpan?)
        /// `no activity call within 30d`.
        case noActivity(String, within: AgreedSpan?)
    }
}

/// How two numbers are compared.
public enum Comparison: String, Sendable, Hashable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"
    case equal = "="

    func holds(_ left: ExactNumber, _ right: ExactNumber) -> Bool {
        switch self {
        case .atLeast: !left.isLess(than: right)
        case .atMost: !right.isLess(than: left)
        case .above: right.isLess(than: left)
        case .below: left.isLess(than: right)
        case .equal: !left.isLess(than: right) && !right.isLess(than: left)
        }
    }
}

extension Condition.Test {
    var field: Field? {
        switch self {
        case .isAmong(let field, _, _), .contains(let field, _), .number(let field, _, _), .money(let field, _, _),
            .isKnown(let field, _), .flag(let field, _), .since(let field, _):
            field
        case .score: .score
        case .isAmongDomains: .email
        case .activity, .noActivity: nil
        }
    }

    var activity: String? {
        switch self {
        case .activity(let type, _, _), .noActivity(let type, _): type
        default: nil
        }
    }

    var isOfScore: Bool {
        if case .score = self { true } else { false }
    }
}
