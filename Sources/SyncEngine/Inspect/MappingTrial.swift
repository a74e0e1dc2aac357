import Connectors
import FieldMapping
import Foundation
public import LeadModel
import RecordFormats

/// Puts records of a file through a mapping and tells what becomes of them, field by field and transform by transform.
/// Nothing is stored, and no store is needed.
public struct MappingTrial {
    /// What one record became.
    public struct Record: Sendable {
        public let line: Int
        public let number: Int
        public let entries: [Entry]
        /// Every reason for which the record would be refused.
        public let faults: [Fault]
    }

    /// What became of one field.
    public struct Entry: Sendable {
        public let field: String
        public let steps: [Step]
        /// Whether the record has any cell of the field, or the rule gives a value without one.
        public let isTold: Bool
    }

    /// A cell, what a transform made of it, what the field holds in the end, or why it holds nothing.
    public struct Step: Sendable {
        /// What a step tells of.
        public enum Kind: String, Sendable {
            case cell
            case transform
            case value
            case fault
        }

        public let kind: Kind
        /// The column, the transform, the type of the value, or the code of the fault.
        public let name: String
        public let text: String
    }

    /// What became of the records of one file; cells and values are shapes unless they were asked for.
    public struct Report: Sendable {
        public let mapping: String
        public let file: String
        /// The format that was recognised.
        public let detected: String
        public let records: [Record]
        public let ignoredColumns: [String]
        /// Columns that the mapping neither reads nor ignores.
        public let unmappedColumns: [String]
    }

    private let book: MappingBook
    private let showsValues: Bool
    private let now: Instant

    public init(_ book: MappingBook, showsValues: Bool, now: Instant) {
        self.book = book
        self.showsValues = showsValues
        self.now = now
    }

    /// - Parameters:
    ///   - count: how many records from the front of the file.
    ///   - id: only the record with this id.
    /// - Throws: why the file cannot be read, or that it has no such record.
    public func run(_ path: String, count: Int, id: String?) throws(Fault) -> Report {
        guard let mapping = book.mappings.first else {
            throw Fault(.configMissing, .stopRun, "no mapping is named", advice: "Name one of `leadloop mapping list`.")
        }
        var (reader, detected) = try RecordReaders.open(
            try FileBytes(path: path), file: path, declared: format(of: path, mapping))
        var mapper = mapping.mapper(source: mapping.ids ?? mapping.name, file: path, now: now)
        let spellings = id.map { RecordIDSpelling.all(of: $0) }
        var records: [Record] = []
        var columns: [String] = []
        do {
            reading: while let page = try reader.nextPage() {
                columns = page.columns
                for entry in page.entries.indices {
                    if let spellings {
                        guard let found = mapper.identify(page, entry), spellings.contains(found) else { continue }
                    }
                    records.append(record(page, entry, &mapper))
                    if records.count >= (id == nil ? count : 1) { break reading }
                }
            }
        } catch {
            // What was read before the file broke off is shown; that it breaks off is told where nothing else is.
            guard !records.isEmpty else { throw error.located(at: Origin(file: path)) }
        }
        if id != nil, records.isEmpty {
            throw Fault(
                .recordNotFound, .stopRun, "no record of this file has that id", at: Origin(file: path),
                advice:
                    "An id is what the column under `identity:` holds; leave `--record` out to see the first records.")
        }
        return Report(
            mapping: mapping.name, file: path, detected: detected.description, records: records,
            ignoredColumns: mapping.ignoredColumns(among: columns),
            unmappedColumns: mapping.unknownColumns(among: columns))
    }

    /// What the source declares that reads such files by this mapping; recognised where none does.
    private func format(of path: String, _ mapping: FieldMapping) -> DeclaredFormat {
        SampleRecord.format(
            of: path, (book.workspace?.sources ?? []).flatMap(\.streams).filter { $0.mapping == mapping.name })
    }

    // MARK: One record

    private func record(_ page: RecordPage, _ entry: Int, _ mapper: inout RecordMapper) -> Record {
        let place = page.entries[entry]
        let trace = mapper.trace(page, entry)
        return Record(
            line: place.line, number: place.number, entries: trace.entries.map(self.entry),
            faults: trace.fault.map { [$0] } ?? trace.entries.compactMap(\.fault))
    }

    private func entry(_ entry: RecordTrace.Entry) -> Entry {
        var steps = entry.cells.map { cell in
            Step(kind: .cell, name: cell.column, text: text(of: cell, entry))
        }
        for stage in entry.stages {
            let said = stage.isApplied ? text(of: stage.result, entry) : "not here: its condition does not hold"
            steps.append(Step(kind: .transform, name: stage.transform.rawValue, text: said))
        }
        if let fault = entry.fault {
            let seen = fault.seen.map { "; saw \($0)" } ?? ""
            steps.append(Step(kind: .fault, name: fault.code.rawValue, text: fault.summary + seen))
        } else if entry.values.isEmpty {
            steps.append(Step(kind: .value, name: entry.type, text: "says nothing"))
        }
        for field in Field.allCases {
            guard let value = entry.values[field] else { continue }
            let name = field == entry.field ? entry.type : field.word
            steps.append(Step(kind: .value, name: name, text: text(of: value, field, entry)))
        }
        return Entry(
            field: entry.field.word, steps: steps,
            isTold: entry.cells.contains(where: \.isPresent) || !entry.values.isEmpty)
    }

    private func text(of cell: RecordTrace.Cell, _ entry: RecordTrace.Entry) -> String {
        guard cell.isPresent else { return "absent" }
        guard let text = cell.text else { return "null" }
        return shown(text, entry)
    }

    private func text(of value: RecordTrace.Value, _ entry: RecordTrace.Entry) -> String {
        switch value {
        case .absent: "absent"
        case .blank: "blank"
        case .text(let text): shown(text, entry)
        case .texts(let texts): "[" + texts.map { shown($0, entry) }.joined(separator: " | ") + "]"
        }
    }

    private func text(of value: FieldValue, _ field: Field, _ entry: RecordTrace.Entry) -> String {
        let isWord = entry.isVocabulary && field != .statusWord && field != .discardReasonWord
        if showsValues || value == .null || isWord { return MappingTest.spelled(value, field) }
        return shown(value.description, entry)
    }

    /// A text as it is, or its shape: words of the mapping's own vocabularies are nobody's data.
    private func shown(_ text: String, _ entry: RecordTrace.Entry) -> String {
        if text.isEmpty { return "empty" }
        let bare = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return showsValues || entry.knownWords.contains(bare) || entry.knownWords.contains(bare.lowercased())
            ? "'\(text)'" : "\(Seen.shape(of: text.utf8))"
    }
}
