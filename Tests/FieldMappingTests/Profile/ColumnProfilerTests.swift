import FieldMapping
import LeadModel
import Testing

@Suite struct `The profile of an export` {
    private func profile(_ values: [String]) throws -> ReadingProfile {
        var profiler = try leadMapping("fields:\n  company: C\n").profiler()
        profiler.add(TestPage.csv(["Id", "C"], values.enumerated().map { ["x\($0.offset)", $0.element] }))
        return profiler.profile
    }

    private func kinds(_ value: String) throws -> [ReadingProfile.Look.Kind] {
        let look = try profile(Array(repeating: value, count: 60)).columns.first { $0.name == "C" }?.look
        return ReadingProfile.Look.Kind.allCases.filter { look?.share(of: $0) == 1 }
    }

    @Test(arguments: [(0, false), (1, false), (49, false), (50, true), (100, true)])
    func `keeps no look of a column that few records hold`(filled: Int, isKept: Bool) throws {
        let profile = try profile((0..<100).map { $0 < filled ? "(312) 555-0142" : "" })
        let column = try #require(profile.columns.first { $0.name == "C" })
        #expect(column.filled == filled && (column.look != nil) == isKept, "\(column)")
    }

    @Test(arguments: ["999999", "1000000", "3125550142", "1234567.5", "-1234567", "12,345,678"])
    func `takes digits alone for a number, however many`(value: String) throws {
        #expect(try kinds(value) == [.number])
    }

    @Test(arguments: ["+13125550142", "(312)5550142", "312-555-0142", "312 555 0142", "312/5550142", "312.555.0142"])
    func `takes digits with what people write between them for a telephone number`(value: String) throws {
        #expect(try kinds(value) == [.phone])
    }
}
