internal import Foundation
internal import LeadModel

/// A compiled mapping: steps in ascending order of the fields they fill, over numbered column slots.
struct Plan: Sendable {
    /// One slot a column label; `ColumnReference.slot` counts into it.
    var columns: [String] = []
    /// The columns the mapping itself names, without those above them.
    var mapped: [String] = []
    /// Every place that columns are read from, for the check of a CSV header.
    var sources: [ColumnSource] = []
    var nullWords = NullWords()
    var steps: [Step] = []
    var zones: [TimeZone] = []

    /// The slot of a column, a new one where nobody named it before.
    mutating func slot(_ column: String) -> Int {
        if let slot = columns.firstIndex(of: column) { return slot }
        columns.append(column)
        return columns.count - 1
    }

    /// The number of a zone in `zones`.
    mutating func zone(_ zone: TimeZone) -> Int {
        if let number = zones.firstIndex(of: zone) { return number }
        zones.append(zone)
        return zones.count - 1
    }
}

/// How one field of an observation is filled. A class, because the hot path walks over steps and copies none.
final class Step: Sendable {
    let field: Field
    let source: ColumnSource
    let rule: ValueRule
    /// Where none of the columns is there, the field is null, not absent.
    let absentIsNull: Bool
    /// Where the value cannot be read, the field is left out and the record stays.
    let invalidIsBlank: Bool

    init(
        field: Field, source: ColumnSource, rule: ValueRule, absentIsNull: Bool = false, invalidIsBlank: Bool = false
    ) {
        self.field = field
        self.source = source
        self.rule = rule
        self.absentIsNull = absentIsNull
        self.invalidIsBlank = invalidIsBlank
    }
}

extension Step {
    /// The same step, for which words that its rule gives a meaning are no null words.
    func sparing(_ nullWords: NullWords) -> Step {
        guard nullWords.words.contains(where: rule.means) else { return self }
        var others = NullWords()
        for word in nullWords.words where !rule.means(word) { others.add(word) }
        return Step(
            field: field, source: ColumnSource(source.references, nullWords: others), rule: rule,
            absentIsNull: absentIsNull, invalidIsBlank: invalidIsBlank)
    }
}

/// The columns a value comes from; the first that is not blank counts.
final class ColumnSource: Sendable {
    let references: [ColumnReference]
    /// The slot of the first column; in most records the only one that is looked at.
    let firstSlot: Int
    /// The words that mean nothing here, where they are not the mapping's: those that the rule itself knows are missing.
    let nullWords: NullWords?

    init(_ references: [ColumnReference], nullWords: NullWords? = nil) {
        self.references = references
        self.nullWords = nullWords
        firstSlot = references.first?.slot ?? 0
    }

    /// The columns as the mapping writes them, for messages.
    var label: String { references.map(\.label).joined(separator: "' or '") }
}

/// One column as a mapping writes it: a label or path, perhaps with the number of a repeated cell.
final class ColumnReference: Sendable {
    let label: String
    /// The slot of the column with exactly this label.
    let slot: Int
    /// Of `name[1]`: the slot of `name` and the 0-based number among its cells, where no column is called so literally.
    let repeated: (slot: Int, number: Int)?
    /// Of `FL[val=Email]`: which of the elements `FL`, the one whose attribute `val` is `Email`.
    let selected: SelectedElement?
    /// Of `fields[name=email].newValue`: which item of a list, the one whose member `name` is `email`.
    let item: SelectedItem?
    /// Slots of the columns above: where `Owner` is null, so is `Owner.Name`.
    let above: [Int]

    init(
        label: String, slot: Int, repeated: (slot: Int, number: Int)?, selected: SelectedElement? = nil,
        item: SelectedItem? = nil, above: [Int]
    ) {
        self.label = label
        self.slot = slot
        self.repeated = repeated
        self.selected = selected
        self.item = item
        self.above = above
    }

    /// Whether an export with these columns can have it.
    func isThere(among columns: [String], of plan: Plan) -> Bool {
        if columns.contains(label) { return true }
        guard let base = repeated?.slot ?? selected?.slot ?? item?.slot else { return false }
        return columns.contains(plan.columns[base])
    }
}

/// An XML element that is told from its neighbours of the same name by an attribute.
struct SelectedElement: Sendable {
    /// The slot of the element's own text.
    var slot: Int
    /// The slot of the attribute, which stands before the text.
    var attribute: Int
    /// What the attribute holds.
    var word: [UInt8]
}

/// An item of a list that is told from its neighbours by another member of it.
struct SelectedItem: Sendable {
    /// The slot of the member that is wanted.
    var slot: Int
    /// The slots of the member, and of the attribute, that tells.
    var member: Int
    var attribute: Int
    /// What it holds.
    var word: [UInt8]
}

/// How a cell becomes a value.
enum ValueRule: Sendable {
    case text
    case identifier
    case salesforceID
    case email
    case phone(RegionRule)
    case dateTime(DateRule)
    case number(DecimalMark)
    case money(MoneyRule)
    case flag(FlagRule)
    case country
    case list(ListRule)
    /// A closed vocabulary with values of the field's own type.
    case words(Vocabulary<FieldValue>)
    /// Fills `stage` and `statusWord`.
    case status(Vocabulary<Stage>)
    /// Since when the stage holds: a source for each of the status' columns.
    case since([ColumnSource], DateRule)
    /// Fills `discardReason` and `discardReasonWord`; without a vocabulary, only what the stage implies.
    case reason(Vocabulary<DiscardReason>?)
    /// Every id of several columns, a list.
    case identifiers([IdentifierRule])
    /// Ids in other spaces, a list of `space:id`.
    case references([IdentifierRule])
    /// The first id or address that is there.
    case concerns([IdentifierRule])
    /// A chain of transforms, and how what it makes of the cell becomes a value.
    case transformed(TransformedRule)

    /// The rule that makes the value, without the chain before it.
    var last: ValueRule { if case .transformed(let transformed) = self { transformed.rule } else { self } }
    /// The transforms before it.
    var chain: Chain? { if case .transformed(let transformed) = self { transformed.chain } else { nil } }

    /// Whether the rule was told what this word means.
    func means(_ word: String) -> Bool {
        switch self {
        case .flag(let rule): rule.declared.contains(word)
        case .words(let vocabulary): vocabulary.table.words.contains(word)
        case .status(let vocabulary): vocabulary.table.words.contains(word)
        case .reason(let vocabulary?): vocabulary.table.words.contains(word)
        default: false
        }
    }
}

/// Where the country of a telephone number comes from.
enum RegionRule: Sendable {
    case none
    case fixed(CountryCode)
    case column(ColumnSource, otherwise: CountryCode?)
}

/// Formats in the order they are tried, and the number of the zone of times without offset.
struct DateRule: Sendable {
    var formats: [DateFormat]
    var zone: Int?
}

/// How an amount is written and in which currency.
struct MoneyRule: Sendable {
    enum Currency: Sendable {
        case none
        case fixed(String)
        case column(ColumnSource, otherwise: String?)
    }

    var mark: DecimalMark
    var currency: Currency
}

/// The words for yes and no, in lower case.
struct FlagRule: Sendable {
    var words: WordTable<Bool>
    /// What an empty cell says; `nil`: nothing, the flag is null.
    var blank: Bool?
    /// The words that the mapping itself names.
    var declared: [String] = []
    /// Every word that does not say no says yes: a reason why mails come back, or how often they did.
    var isPresence = false
    /// Each of the columns is asked, and one yes is enough.
    var asksEach = false
}

/// How a cell is split, and the closed vocabulary of its items, if one was declared.
struct ListRule: Sendable {
    var separator: [UInt8]
    var vocabulary: Vocabulary<String>?
}

/// The words of `values:`; a word without meaning (`~`) counts as blank.
struct Vocabulary<Meaning: Sendable>: Sendable {
    var table = WordTable<Meaning?>()
    /// Where `values:` stands, for the advice.
    var place: Origin
    /// Whether these are the field's own words, and the mapping wrote none.
    var isOwn = false
}

/// A column that holds the id of a record or a person elsewhere.
struct IdentifierRule: Sendable {
    enum Form: Sendable {
        case plain
        case salesforce
        case email
    }

    /// Empty where the id stands alone.
    var space: String
    var source: ColumnSource
    var form: Form
    /// Between several ids in one cell; empty where there is one.
    var separator: [UInt8] = []
}
