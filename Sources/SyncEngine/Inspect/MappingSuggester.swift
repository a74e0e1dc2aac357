import Connectors
import FieldMapping
import Foundation
public import LeadModel
import RecordFormats

/// Writes the mapping of an export that nobody has described yet.
public struct MappingSuggester {
    /// What was written, and what is to be done next.
    public struct Suggested: Sendable {
        public var text: String
        public var name: String
        public var kind: RecordKind
        /// What several such records are called, as streams are.
        public var records: String
        public var vendor: String?
        public var fields: [(field: String, column: String, confidence: Double)]
        /// What an admin must decide, in words.
        public var open: [String]
        /// Whether nothing in the text is `undecided`, so that records can be tried with it.
        public var isDecided: Bool
        public var ignored: [String]
        public var offered: [(field: String, column: String)]
        /// A source that reads such files with this mapping.
        public var source: String
        public var faults: [Fault]
        public var count: Int
        public var refused: Int
    }

    private let records: String?

    /// - Parameter records: where the records of a JSON or XML file are, if that cannot be told from the file.
    public init(records: String? = nil) { self.records = records }

    /// The words that stand for vendors.
    public static let vendors = MappingSuggestion.vendors

    /// - Parameters:
    ///   - name: of the mapping; taken from the file's where it is `nil`.
    ///   - vendor: `none` for none; told by the columns where it is `nil`.
    public func suggest(
        _ path: String, name: String?, kind: RecordKind?, vendor: String?, showsValues: Bool
    ) throws(Fault) -> Suggested {
        let declared = SourceSampler(config: "", rows: ExportLook.recordLimit, records: records).declaredByOptions
        let look = try ExportLook.look(at: path, declared: declared, rows: 3)
        if records != nil { try look.refusePath(path) }
        let base = (path as NSString).lastPathComponent
        let name = name ?? Self.name(for: base)
        let suggestion = try MappingSuggestion.suggest(
            look.profile, .init(name: name, kind: kind, vendor: vendor, file: base, showsValues: showsValues))
        let snippet = SourceSnippet(name: name, kind: suggestion.kind, file: base, look: look)
        return Suggested(
            text: suggestion.text, name: name, kind: suggestion.kind, records: snippet.stream,
            vendor: suggestion.vendor, fields: suggestion.fields,
            open: suggestion.open + look.openEncoding, isDecided: suggestion.isDecided, ignored: suggestion.ignored,
            offered: suggestion.offered,
            source: snippet.text, faults: look.faults, count: look.profile.records, refused: look.profile.refused)
    }

    /// `Leads October 2026.csv` is called `leads`: what changes with each export is left out.
    static func name(for file: String) -> String {
        var stem = ""
        for character in file.prefix(while: { $0 != "." }) {
            // `accountsList` is `accounts-list`.
            if character.isUppercase, stem.last?.isLowercase == true { stem += " " }
            stem.append(character)
        }
        var words = stem.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init)
        while words.count > 1, let last = words.last, last.contains(where: \.isNumber) || Self.months.contains(last) {
            words.removeLast()
        }
        return words.isEmpty ? "export" : words.joined(separator: "-")
    }

    private static let months: Set<String> = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
}

/// A file of `config/sources/` for exports like the one that was looked at.
struct SourceSnippet {
    let name: String
    let kind: RecordKind
    let file: String
    let look: LookedAt

    var text: String {
        """
        source: \(name)
        connector: files
        folder: inbox
        role: crm
        streams:\(note)
          \(stream): { mapping: \(name), files: "\(pattern)"\(format) }

        """
    }

    private var note: String {
        look.openEncoding.isEmpty
            ? "" : "\n  # The encoding is a guess: look at names with accents, and correct it if they are wrong."
    }

    var stream: String {
        switch kind {
        case .lead: "leads"
        case .activity: "activities"
        case .opportunity: "opportunities"
        case .campaign: "campaigns"
        }
    }

    /// The name with a star for what changes from one export to the next.
    private var pattern: String {
        let end = file.firstIndex(of: ".").map { String(file[$0...]) } ?? ""
        var stem = file.prefix { $0 != "." }
        while let last = stem.last, !(last.isLetter && last.isASCII) { stem = stem.dropLast() }
        let safe = stem.map { "*?[\"\\".contains($0) ? "?" : String($0) }.joined()
        return "\(safe)*\(end.filter { !"*?[\"\\".contains($0) })"
    }

    private var format: String {
        switch look.detected.format {
        case .csv(let dialect):
            let delimiters: [UInt8: String] = [
                0x2C: "comma", 0x3B: "semicolon", 0x09: "tab", 0x7C: "pipe", 0x5E: "caret", 0x60: "backtick",
            ]
            var parts = dialect.delimiter.flatMap { delimiters[$0] }.map { ["delimiter: \($0)"] } ?? []
            if let encoding = dialect.encoding, !encoding.uppercased().hasPrefix("UTF-16") {
                parts.append("encoding: \(encoding.lowercased())")
            }
            if dialect.footer != .none { parts.append("footer: \(dialect.footer.rawValue)") }
            return ", format: { csv: { \(parts.joined(separator: ", ")) } }"
        case .json(let shape):
            if shape.layout == .lines { return ", format: ndjson" }
            let path = shape.recordPath.joined(separator: ".")
            var parts = path.isEmpty ? [] : ["records: \"\(path)\""]
            if shape.layout != .array { parts.append("layout: \(shape.layout.rawValue)") }
            return parts.isEmpty ? ", format: json" : ", format: { json: { \(parts.joined(separator: ", ")) } }"
        case .xml(let shape): return ", format: { xml: { records: \"\(shape.recordElement)\" } }"
        }
    }
}
