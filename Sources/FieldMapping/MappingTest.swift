public import LeadModel

/// A test in a mapping file: a source record, and what it must become.
public struct MappingTest: Sendable {
    /// What a test expects of its record.
    public enum Outcome: Sendable {
        /// These fields with these values; other fields are not looked at.
        case fields([(field: Field, value: ExpectedValue)])
        case fault(FaultCode)
    }

    /// A value as the test writes it.
    public enum ExpectedValue: Sendable, Hashable {
        case null
        case text(String)
        case list([String])
    }

    public let name: String
    /// Where the test stands in its file.
    public let place: Origin
    public let outcome: Outcome
    /// Columns and cells of the record; a cell without text is null. The values of a list stand in one item each.
    let cells: [(column: String, text: String?, item: UInt16)]
    /// The record of a file that stands for them.
    public let sample: Sample?
    private var sampled: RecordPage?

    /// A record of a file.
    public struct Sample: Sendable, Hashable {
        /// As the test names it, from the folder of the test's file.
        public let file: String
        /// Its number in the file, from 1.
        public let record: Int
        /// Where the test names it.
        public let place: Origin
    }

    init(
        name: String, place: Origin, outcome: Outcome, cells: [(column: String, text: String?, item: UInt16)],
        sample: Sample? = nil
    ) {
        self.name = name
        self.place = place
        self.outcome = outcome
        self.cells = cells
        self.sample = sample
    }

    /// Gives the test the record that it names.
    mutating func take(_ entry: RecordPage.Entry, of page: RecordPage) {
        sampled = RecordPage(
            columns: page.columns, bytes: page.bytes, cells: page.cells, entries: [entry], frame: page.frame)
    }

    /// The record as a page of its own.
    var page: RecordPage {
        if let sampled { return sampled }
        var columns: [String] = []
        var bytes: [UInt8] = []
        var packed: [RecordPage.Cell] = []
        for cell in cells {
            let number = columns.firstIndex(of: cell.column) ?? columns.count
            if number == columns.count { columns.append(cell.column) }
            let text = Array((cell.text ?? "").utf8)
            packed.append(
                RecordPage.Cell(
                    column: UInt32(number),
                    value: RecordPage.Slice(start: UInt32(bytes.count), count: UInt32(text.count)),
                    form: cell.text == nil ? .null : .text, item: cell.item))
            bytes += text
        }
        let entry = RecordPage.Entry(
            cells: 0..<packed.count, raw: RecordPage.Slice(start: 0, count: UInt32(bytes.count)), number: 1,
            line: place.line ?? 1)
        return RecordPage(
            columns: columns, bytes: bytes, cells: packed, entries: [entry],
            frame: RawFrame(format: .json(JSONShape(layout: .lines))))
    }
}

extension MappingTest {
    /// Where what came differs from what was expected.
    public struct Difference: Sendable, Hashable {
        /// The word of a field; `fault` where a fault was expected or came.
        public let subject: String
        public let expected: String
        public let got: String
    }

    /// A test that was run.
    public struct Result: Sendable {
        public let test: MappingTest
        public let differences: [Difference]

        public var isPassed: Bool { differences.isEmpty }
    }
}

extension FieldMapping {
    /// Runs the tests, those in the file and those beside it.
    public func testResults() -> [MappingTest.Result] {
        tests.map { test in
            var mapper = mapper(source: name, file: file)
            return MappingTest.Result(test: test, differences: test.differences(from: mapper.observe(test.page, 0)))
        }
    }

    /// Runs the tests.
    /// - Returns: a fault for each that fails, with what was expected and what came; empty where all hold.
    public func runTests() -> [Fault] {
        testResults().filter { !$0.isPassed }.map { result in
            let said = result.differences.map { difference in
                difference.subject == MappingTest.faultSubject
                    ? "expected \(difference.expected), got \(difference.got)"
                    : "\(difference.subject) should be \(difference.expected), is \(difference.got)"
            }
            return Fault(
                .mappingTestFailed, .stopRun, "the test '\(result.test.name)' fails: \(said.joined(separator: "; "))",
                at: result.test.place, advice: "Correct the rule, or what the test expects.")
        }
    }
}

extension MappingTest {
    fileprivate static let faultSubject = "fault"

    fileprivate func differences(from result: Swift.Result<Observation, Fault>) -> [Difference] {
        func fault(_ expected: String, _ got: String) -> [Difference] {
            [Difference(subject: Self.faultSubject, expected: expected, got: got)]
        }
        switch (outcome, result) {
        case (.fault(let code), .failure(let found)) where found.code == code: return []
        case (.fault(let code), .failure(let found)):
            return fault("the fault \(code.rawValue)", "\(found.code.rawValue) for '\(found.field ?? "record")'")
        case (.fault(let code), .success): return fault("the fault \(code.rawValue)", "an observation")
        case (.fields, .failure(let found)):
            let seen = found.seen.map { "; saw \($0)" } ?? ""
            return fault(
                "an observation", "\(found.code.rawValue) for '\(found.field ?? "record")': \(found.summary)\(seen)")
        case (.fields(let expected), .success(let observation)):
            return expected.compactMap { difference($0.field, $0.value, observation.fields) }
        }
    }

    private func difference(_ field: Field, _ expected: ExpectedValue, _ fields: FieldValues) -> Difference? {
        let actual = fields[field]
        guard !matches(expected, actual, field) else { return nil }
        return Difference(subject: field.word, expected: "\(expected)", got: got(actual, field))
    }

    /// What came: of a person who stands in a file, only the shape.
    private func got(_ actual: FieldValue?, _ field: Field) -> String {
        guard sample != nil else { return MappingTest.spelled(actual, field) }
        switch actual {
        case .text(let text): return "\(Seen.shape(of: text.utf8))"
        case .list(let items): return "a list of \(items.count)"
        default: return MappingTest.spelled(actual, field)
        }
    }

    private func matches(_ expected: ExpectedValue, _ actual: FieldValue?, _ field: Field) -> Bool {
        switch (expected, actual) {
        case (_, nil): return false
        case (.null, let actual?): return actual == .null
        case (_, .null): return false
        case (.list(let items), .list(let actual)): return items == actual
        case (.list, _): return false
        case (.text(let text), .instant(let instant)): return Instant(rfc3339: text) == instant
        case (.text(let text), .list(let items)): return items == [text]
        case (.text(let text), .number(let number)):
            if field == .stage { return Stage(word: text).map { Int64($0.rawValue) } == number.mantissa }
            if field == .discardReason {
                return DiscardReason(word: text).map { Int64($0.rawValue) } == number.mantissa
            }
            return text == number.description
        case (.text(let text), .flag(let flag)): return (text == "true" || text == "yes") == flag
        case (.text(let text), let actual?): return text == actual.description
        }
    }

    /// A value as tests write it.
    public static func spelled(_ value: FieldValue?, _ field: Field) -> String {
        switch value {
        case nil: return "absent"
        case .null: return "null"
        case .number(let number):
            let raw = UInt8(truncatingIfNeeded: number.mantissa)
            if field == .stage { return "'\(Stage(rawValue: raw)?.word ?? "?")'" }
            if field == .discardReason { return "'\(DiscardReason(rawValue: raw)?.word ?? "?")'" }
            return "'\(number)'"
        case .list(let items): return "[\(items.joined(separator: ", "))]"
        case let value?: return "'\(value)'"
        }
    }
}

extension MappingTest.ExpectedValue: CustomStringConvertible {
    public var description: String {
        switch self {
        case .null: "null"
        case .text(let text): "'\(text)'"
        case .list(let items): "[\(items.joined(separator: ", "))]"
        }
    }
}
