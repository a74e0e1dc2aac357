import LeadModel

/// What is odd about an export, compared with those that its stream had before.
struct Drift {
    enum Kind {
        case vanished(renamedTo: String?)
        case appeared
        case blank
        case fell
        /// Fewer records than before say that somebody must not be contacted.
        case refusalsFell
        case refusalsJumped
        /// Values are no longer of the kind that they were.
        case otherKind(ReadingProfile.Look.Kind, now: ReadingProfile.Look.Kind)
        /// The column holds what another one held.
        case swapped(with: String)
        case jumped(word: String)
        case newWord(String)
        /// A word that the mapping lists and hardly any record has any more; and the share of records with words that it does
        /// not list, which may be the new spelling.
        case goneWord(String, unlisted: Double)
        /// The share of records whose word the mapping lists has fallen.
        case unknownWords
        /// Ids of the stream's own records that are all new; and the share of the people who are not, where it is known.
        case newIDs(samePeople: Double?)
    }

    var kind: Kind
    /// The column, or that of the vocabulary.
    var column: String
    /// Share of the records before, and now.
    var before: Double
    var now: Double
    /// Whether leads would be spoiled by it.
    var isBreaking: Bool
}

/// What a mapping makes of the columns of an export.
struct ColumnRoles {
    var isRead: (String) -> Bool = { _ in true }
    var isIgnored: (String) -> Bool = { _ in false }
    /// Whether it tells who somebody is, where they stand, or that they must not be contacted: a loss of it is never small.
    var isVital: (String) -> Bool = { _ in false }
    /// Whether its words are a closed list; they may be replaced by others that mean the same.
    var hasClosedWords: (String) -> Bool = { _ in false }
    /// Whether it holds ids and nothing else: a source spells them as it likes.
    var holdsIDs: (String) -> Bool = { _ in false }
    /// What it fills.
    var fields: (String) -> Set<Field> = { _ in [] }
}
