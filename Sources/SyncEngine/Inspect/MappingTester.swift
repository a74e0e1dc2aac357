import Connectors
import FieldMapping
public import LeadModel

/// Runs the tests of mappings and says what they leave untouched.
public struct MappingTester {
    /// What came of the tests of one mapping.
    public struct Report: Sendable {
        public let mapping: String
        public let file: String
        public let kind: RecordKind
        public let tests: [Test]
        public let coverage: Coverage
        /// `source/stream` of everything that reads by this mapping.
        public let usedBy: [String]
        public let columns: Int

        public var failures: [Test] { tests.filter { !$0.isPassed } }
    }

    /// One test that was run.
    public struct Test: Sendable {
        public let name: String
        public let place: Origin
        public let differences: [Difference]

        public var isPassed: Bool { differences.isEmpty }
    }

    /// Where what came differs from what the test expects.
    public struct Difference: Sendable {
        public let subject: String
        public let expected: String
        public let got: String
    }

    /// Fields and words that tests touch, of how many.
    public struct Coverage: Sendable {
        public let fields: Int
        public let touchedFields: Int
        public let words: Int
        public let touchedWords: Int
        /// Hundredths, rounded down.
        public let percent: Int
        public let items: [Item]
    }

    /// A field, or a word of its vocabulary.
    public struct Item: Sendable {
        public let field: String
        /// `nil`: the field itself.
        public let word: String?
        public let place: Origin
        public let isTouched: Bool
    }

    private let book: MappingBook

    public init(_ book: MappingBook) { self.book = book }

    /// Runs the tests of every mapping of the book, each with the tests beside it; a test that fails is in the report and throws nothing.
    public func reports() -> [Report] { book.mappings.map(report) }

    private func report(_ mapping: FieldMapping) -> Report {
        let results = mapping.testResults()
        let coverage = mapping.coverage(of: results)
        let tests = results.map { result in
            Test(
                name: result.test.name, place: result.test.place,
                differences: result.differences.map {
                    Difference(subject: $0.subject, expected: $0.expected, got: $0.got)
                })
        }
        let streams = (book.workspace?.sources ?? []).flatMap { source in
            source.streams.filter { $0.mapping == mapping.name }.map { "\(source.name)/\($0.name)" }
        }
        return Report(
            mapping: mapping.name, file: mapping.file, kind: mapping.kind, tests: tests,
            coverage: Coverage(
                fields: coverage.fields.count, touchedFields: coverage.fields.count(where: \.isTouched),
                words: coverage.words.count, touchedWords: coverage.words.count(where: \.isTouched),
                percent: coverage.percent,
                items: coverage.items.map {
                    Item(
                        field: $0.field.word, word: $0.word, place: $0.place ?? Origin(file: mapping.file),
                        isTouched: $0.isTouched)
                }),
            usedBy: streams, columns: mapping.columns.count)
    }
}
