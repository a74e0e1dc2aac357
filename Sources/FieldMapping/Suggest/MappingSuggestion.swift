public import LeadModel

/// A mapping that was written from what an export looks like, for an admin to finish.
public struct MappingSuggestion: Sendable {
    /// What the user asks for.
    public struct Request: Sendable {
        /// What the mapping will be called.
        public var name: String
        /// What the records speak of; `nil`: told by the columns.
        public var kind: RecordKind?
        /// The vendor's word; `nil`: told by the columns.
        public var vendor: String?
        /// The export's name, for the first comment.
        public var file: String
        /// Whether samples may stand in comments; they are persons' data.
        public var showsValues: Bool

        public init(
            name: String, kind: RecordKind? = nil, vendor: String? = nil, file: String, showsValues: Bool = false
        ) {
            self.name = name
            self.kind = kind
            self.vendor = vendor
            self.file = file
            self.showsValues = showsValues
        }
    }

    /// The text of the mapping file.
    public let text: String
    public let kind: RecordKind
    /// The vendor's name, where it is known.
    public let vendor: String?
    /// Fields and the columns they are read from, those that are sure first.
    public let fields: [(field: String, column: String, confidence: Double)]
    /// What an admin must decide before the mapping can be used, in words.
    public let open: [String]
    /// Whether nothing in the text is `undecided`, so that it compiles as it is.
    public let isDecided: Bool
    /// Columns that no rule reads.
    public let ignored: [String]
    /// Lines that are written as comments, because they are not sure enough.
    public let offered: [(field: String, column: String)]

    /// The words that `--vendor` knows.
    public static let vendors: [String] = VendorKnowledge.all.map(\.word)

    /// Writes a mapping for an export.
    /// - Throws: where the vendor is not known, or the first line of the export is a record.
    public static func suggest(_ profile: ExportProfile, _ request: Request) throws(Fault) -> MappingSuggestion {
        guard profile.hasHeader || request.showsValues else {
            throw Fault(
                .csvHeaderMissing, .stopStream, "the first line may be a record, not the names of columns",
                at: Origin(file: request.file, line: 1),
                advice:
                    "Declare the names in a source, with `format: { csv: { header: false, columns: […] } }`; or say `--show-values`."
            )
        }
        guard profile.records > profile.refused, !profile.columns.isEmpty else {
            throw Fault(
                .fileEmpty, .stopStream, "no record could be read, so nothing is known of the columns",
                at: Origin(file: request.file),
                advice: "`leadloop source sample` tells what is wrong with it.")
        }
        let names = profile.columns.map(\.name)
        var vendor: VendorKnowledge?
        var marks: [String] = []
        if let word = request.vendor {
            vendor = VendorKnowledge.named(word)
            if vendor == nil, word != "none" {
                throw Fault(
                    .configUnknownValue, .stopRun, "'\(word)' is not a known vendor",
                    advice: Nearest.advice(for: word, among: vendors + ["none"]))
            }
        } else if let found = VendorKnowledge.detect(among: names) {
            vendor = found.vendor
            marks = found.marks.compactMap { mark in names.first { $0.lowercased() == mark } ?? mark }
        }
        let kind = request.kind ?? RecordKindGuess.kind(of: profile.columns, vendor: vendor)
        let draft = MappingDraft(
            profile, name: request.name, kind: kind, vendor: vendor, marks: marks,
            showsValues: request.showsValues)
        var writer = SuggestionWriter(draft, file: request.file, showsValues: request.showsValues)
        return MappingSuggestion(draft, text: writer.text())
    }

    private init(_ draft: MappingDraft, text: String) {
        self.text = text
        kind = draft.kind
        vendor = draft.vendor?.name
        let active = draft.rules.filter { !$0.isComment && $0.confidence > 0 }
        var fields = active.map { (field: $0.key, column: $0.columns[0], confidence: $0.confidence) }
        for (key, vocabulary) in [("status", draft.status), ("discard-reason", draft.reason)] {
            if let vocabulary { fields.append((key, vocabulary.columns[0], vocabulary.confidence)) }
        }
        self.fields = fields.sorted { $0.confidence > $1.confidence }
        offered = draft.rules.filter(\.isComment).map { ($0.key, $0.columns[0]) }
        ignored = draft.ignored.map(\.column) + draft.undecidedConsent.map(\.column)
        var open = draft.rules.filter { !$0.isComment }.flatMap(\.questions)
        if !draft.withoutZone.isEmpty {
            open.append("the time zone of \(draft.withoutZone.count) column\(draft.withoutZone.count == 1 ? "" : "s")")
        }
        if let status = draft.status, !status.undecided.isEmpty {
            open.append("the stage of \(Self.words(status))")
        }
        if let reason = draft.reason, !reason.undecided.isEmpty {
            open.append("the reason behind \(Self.words(reason))")
        }
        open += draft.undecidedConsent.map { "whether '\($0.column)' says who must not be written to" }
        isDecided = open.isEmpty
        if draft.hasNoTime { open.append("when the activities happened: no column holds a time") }
        open += draft.doubled.map { "which column of one name is meant: '\($0)' is not read" }
        self.open = open
    }

    private static func words(_ vocabulary: DraftVocabulary) -> String {
        let words = vocabulary.undecided.map { "'\($0.word)'" }
        return words.prefix(6).joined(separator: ", ") + (words.count > 6 ? " and \(words.count - 6) more" : "")
    }
}
