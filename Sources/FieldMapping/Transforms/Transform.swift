internal import LeadModel

/// One step of a chain, compiled: what it does to a text, or to several.
enum Transform: Sendable {
    /// Further characters that are taken off both ends, besides white space.
    case trim(Set<Character>)
    case letterCase(LetterCase)
    case split(by: String)
    /// The first is 1, the last -1.
    case part(Int)
    case join(with: String)
    case namePart(FullName.Part)
    case fallback(String)
    case values(Vocabulary<String>)
    case country
    case region(of: RegionRule, as: RegionName.Form)
    case phone(RegionRule)
    case email
    case capture(CapturePattern, group: Int)
    case stripHTML
    case hash
    case constant(String)
    case column(ColumnSource)
    case blank
}

/// A transform where it stands in a mapping, with what the mapping says of when it acts.
struct ChainLink: Sendable {
    /// What becomes of a text that the transform cannot read.
    enum Otherwise: String, Sendable, CaseIterable {
        case fault
        case keep
        case blank
    }

    let kind: TransformKind
    let transform: Transform
    var condition: Condition?
    var otherwise = Otherwise.fault
}

/// `when:`: another column must hold one of these words, or none of them.
struct Condition: Sendable {
    enum Test: Sendable {
        case isOneOf(Set<String>)
        case isBlank
    }

    let source: ColumnSource
    let test: Test
    var isNegated: Bool
}

/// The transforms of one rule, in order. A class, because the hot path walks over rules and copies none.
final class Chain: Sendable {
    /// A longer chain is refused.
    static let limitLinks = 16

    let links: [ChainLink]
    /// Where the rule gathers all cells of all its columns, instead of the first that is not blank.
    let gathers: Bool

    init(_ links: [ChainLink], gathers: Bool) {
        self.links = links
        self.gathers = gathers
    }
}

/// A rule behind a chain: it reads what the chain made of the cell.
final class TransformedRule: Sendable {
    let chain: Chain
    let rule: ValueRule

    init(_ chain: Chain, _ rule: ValueRule) {
        self.chain = chain
        self.rule = rule
    }
}

/// What travels along a chain. Absent, blank and a text stay three things from the first link to the last.
enum ChainValue: Sendable, Hashable {
    case absent
    case blank
    case text(String)
    /// Several; what is blank among them is empty and keeps its place.
    case texts([String])
}
