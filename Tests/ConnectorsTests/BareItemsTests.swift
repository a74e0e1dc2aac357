import LeadModel
import RecordFormats
import TestSupport
import Testing

@testable import Connectors

@Suite struct `Records that are bare values` {
    private func read(_ text: String, at path: [String]) throws -> [String] {
        let body = try BareItems.wrapped(MemoryBytes(Array(text.utf8)), at: path, as: "id", name: "bench")
        var (reader, _) = try RecordReaders.open(
            body, file: "bench", declared: DeclaredFormat(kind: .json, recordPath: path))
        var found: [String] = []
        while let page = try reader.nextPage() {
            for entry in page.entries { found += page.cells[entry.cells].map { page.text(of: $0) } }
        }
        return found
    }

    @Test func `keep the spelling of each, whatever stands around them`() throws {
        let text =
            #"{"a": {"ids": [9, {"x": "]}"}]}, "data": {"no": "\"[", "ids": [ "q\"],", 1.10 ,12345678901234567890123,"" ] }, "n": 1}"#
        #expect(try read(text, at: ["data", "ids"]) == [#"q"],"#, "1.10", "12345678901234567890123", ""])
        #expect(try read("[\"a\",2]", at: []) == ["a", "2"])
    }

    @Test(arguments: [
        #"{"data": [1, 2}"#, #"{"data": [1, 2]"#, #"{"data": ["a\"#, #"{"data": [1 2]}"#,
        #"{"x": 1, "x": 2, "data": [01]}"#,
    ])
    func `are refused where the answer is no JSON`(text: String) {
        #expect(throws: Fault.self) { try read(text, at: ["data"]) }
    }
}
