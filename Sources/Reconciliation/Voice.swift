import LeadModel

/// A version of a record that may speak for its person, with a cursor over its fields and all that its strength hangs on.
struct Voice {
    var record: Int
    var version: Int
    let evidence: Evidence
    /// Whether the record's current version says that it is gone.
    let isDeleted: Bool
    /// Of its source.
    let standing: SourceStanding
    let fields: FieldValues
    var cursor: FieldValues.Cursor
    /// Number of the field that is next; above all fields where none is left.
    private(set) var field = UInt16.max
    private(set) var entry: FieldValues.Entry?

    init(_ version: RecordVersion, at place: (record: Int, version: Int), isDeleted: Bool, standing: SourceStanding) {
        record = place.record
        self.version = place.version
        evidence = version.evidence
        self.isDeleted = isDeleted
        self.standing = standing
        fields = version.observation.fields
        cursor = fields.cursor()
    }

    mutating func advance() {
        entry = cursor.next(in: fields.bytes)
        field = entry.map { UInt16($0.field.rawValue) } ?? .max
    }

    /// Goes straight to one field.
    mutating func turn(to field: Field) {
        entry = fields.entry(field)
        self.field = entry == nil ? .max : UInt16(field.rawValue)
    }
}

/// How a source stands under the survivorship rules, so that no name is compared on the hot path.
struct SourceStanding {
    /// Its place in the declared order of sources.
    var rank: Int
    /// By number of the rule: its place among those preferred; 0 for the only one that counts; `.max` for all others.
    var preference: [Int]

    init(of source: String, _ rules: [SurvivorshipRule], order: [String]) {
        rank = order.firstIndex(of: source) ?? .max
        preference = rules.map { rule in
            switch rule {
            case .prefer(let sources): sources.firstIndex(of: source) ?? .max
            case .always(let only): only == source ? 0 : .max
            case .mostRecent, .firstSeen, .longestList: .max
            }
        }
    }
}
