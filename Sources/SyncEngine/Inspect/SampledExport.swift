import Connectors
import FieldMapping
public import LeadModel
import RecordFormats

/// What is seen of one export before anybody has described it.
public struct SampledExport: Sendable {
    /// One column, as it is told to people.
    public struct Column: Sendable {
        public var name: String
        /// A word for programs, such as `date-time`.
        public var type: String
        /// What the column holds, in words.
        public var guess: String
        public var isAmbiguous: Bool
        public var filled: Int
        /// Of the records that could be read, 0 to 1.
        public var fillShare: Double
        public var distinct: Int
        public var isDistinctExact: Bool
        /// The first different values, as shapes.
        public var shapes: [String]
        /// The same values themselves: a person's data.
        public var values: [String]
        /// Words of a vocabulary that may be shown, with their counts; empty where the column holds anything else.
        public var words: [(word: String, count: Int)]
        /// How many different values of such a vocabulary may be somebody's, and are not among the words.
        public var hidden: Int
        public var nullWords: [(word: String, count: Int)]
        public var notes: [String]
    }

    /// Where it belongs, of a configured source.
    public var source: String?
    public var stream: String?
    public var file: String
    public var format: String
    public var encoding: String
    /// Records that were looked at.
    public var records: Int
    public var refused: Int
    /// Whether those are all records of the file.
    public var isWhole: Bool
    public var columns: [Column]
    /// What stops the file, and the first fault of each code among its records.
    public var faults: [Fault]
    public var warnings: [Fault]
}

extension SampledExport.Column {
    init(_ profile: ColumnProfile, _ shown: ShownWords, number: Int, isHeader: Bool) {
        let vocabulary = ColumnWords.vocabulary(profile, shown)
        self.init(
            name: isHeader ? ColumnWords.shownName(profile.name) : "column \(number + 1)", type: profile.guess.word,
            guess: "\(profile.guess)", isAmbiguous: profile.guess.isAmbiguous, filled: profile.filled,
            fillShare: profile.fillShare, distinct: profile.distinct, isDistinctExact: profile.isDistinctExact,
            shapes: profile.shapes, values: profile.samples,
            words: vocabulary?.words.map { ($0.word, $0.count) } ?? [], hidden: vocabulary?.hidden ?? 0,
            nullWords: profile.nullWords.map { ($0.word, $0.count) }, notes: profile.notes)
    }
}

/// A file that was opened, looked at, and closed.
struct LookedAt {
    var profile: ExportProfile
    var detected: DetectedFormat
    var isWhole: Bool
    var faults: [Fault]
    /// What the reader was told besides what it found itself.
    var declared: DeclaredFormat
}

extension LookedAt {
    /// A CSV has no places for its records: what was said of them meant another file.
    func refusePath(_ path: String) throws(Fault) {
        guard case .csv = detected.format else { return }
        throw Fault(
            .configUnknownReference, .stopRun, "`--records` says where the records of JSON or XML are, and this is CSV",
            at: Origin(file: path), advice: "Leave it out: each line of a CSV is a record.")
    }

    /// What is to be decided about an encoding that only looks likely.
    var openEncoding: [String] {
        guard case .csv = detected.format, detected.encoding.hasPrefix("Windows-1252 ("), profile.hasWideCharacters
        else {
            return []
        }
        return ["whether the encoding is windows-1252, or another of Windows, such as windows-1250 of Polish and Czech"]
    }
}

/// Reads as much of an export as is needed to know its columns, whatever its size.
struct ExportLook {
    /// More records, or more cells, do not make a guess any better.
    static let recordLimit = 10_000
    static let cellLimit = 1_000_000

    /// - Parameters:
    ///   - declared: what the admin has said about the format; the rest is detected.
    ///   - rows: of how many records values may be shown.
    static func look(at path: String, declared: DeclaredFormat, rows: Int) throws(Fault) -> LookedAt {
        var limits = ReaderLimits()
        // Smaller pages than those of a sync: nothing is to be decoded that is not looked at.
        limits.pageBytes = 1 << 18
        limits.pageRecords = 1_024
        var declared = declared
        if declared.kind == nil || declared.kind == .csv, declared.dialect == nil, try ReportTail.isThere(path) {
            var dialect = CSVDialect()
            dialect.footer = .salesforceReport
            declared.dialect = dialect
        }
        let bytes = try FileBytes(path: path)
        var (reader, detected) = try RecordReaders.open(bytes, file: path, declared: declared, limits: limits)
        var profiler = ExportProfiler(sampleRecords: rows)
        var faults: [Fault] = []
        var left = (records: recordLimit, cells: cellLimit)
        var isWhole = false
        do {
            while left.records > 0, left.cells > 0 {
                guard let page = try reader.nextPage() else {
                    isWhole = true
                    break
                }
                profiler.add(page, limit: left.records)
                for fault in page.entries.prefix(left.records).compactMap(\.fault) { add(fault, to: &faults) }
                left = (left.records - page.entries.count, left.cells - page.cells.count)
                if left.records < 0 { break }
            }
        } catch {
            add(error.located(at: Origin(file: path)), to: &faults)
        }
        return LookedAt(
            profile: profiler.finish(), detected: detected, isWhole: isWhole, faults: faults, declared: declared)
    }

    private static func add(_ fault: Fault, to faults: inout [Fault]) {
        if !faults.contains(where: { $0.code == fault.code }), faults.count < 20 { faults.append(fault) }
    }
}

/// The last lines of a Salesforce report, which are no records.
private enum ReportTail {
    private static let words = Array("Confidential Information - Do Not Distribute".utf8)

    static func isThere(_ path: String) throws(Fault) -> Bool {
        let tail = try FileBytes(path: path).last(1_024)
        return tail.indices.contains { tail[$0...].starts(with: words) }
    }
}
