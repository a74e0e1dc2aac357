import LeadModel
import RecordFormats
import Synchronization
import TestSupport
import Testing

@testable import Connectors

/// More columns are asked for than an address may name.
@Suite(.serialized) struct `Columns that are asked for in parts` {
    private static let server = Result { try Server("paged_server") }
    private let bench: PullBench
    private let columns = ["id"] + (0..<150).map { "properties.a_rather_long_column_\($0)" }

    init() throws {
        bench = PullBench(try Self.server.get())
        try bench.set()
        _ = try bench.log()
    }

    private func wide(_ fields: String = "split: { by: id, longest: 2000 }") throws -> HTTPStream {
        try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /wide, query: { after: "{cursor}", properties: "{fields}" } }
              format: { json: { records: results } }
              paging: { cursor: next }
              fields: { below: properties, \(fields) }
            """)
    }

    @Test func `come together, each page in as many requests as it takes`() throws {
        let pull = try bench.pull(wide(), fields: columns)
        var records = 0
        while let page = try pull.nextPage() {
            for index in page.entries.indices {
                let entry = page.entries[index]
                let id = page.text(of: page.cells[entry.cells][page.cells[entry.cells].startIndex])
                #expect(id == String(records))
                let cells = page.cells[entry.cells].filter { page.columns[Int($0.column)].hasPrefix("properties.") }
                #expect(cells.count == 150)
                #expect(
                    cells.allSatisfy { cell in
                        page.text(of: cell)
                            == page.columns[Int(cell.column)].dropFirst("properties.".count) + " of \u{e4} \\\" \(id)"
                    })
                // What is kept of a record is the whole of it.
                let raw = Array(page.raw(of: entry))
                var (again, _) = try RecordReaders.open(
                    MemoryBytes(raw), file: "raw", declared: DeclaredFormat(kind: .json, layout: .one, recordPath: []))
                #expect(try again.nextPage()?.entries.first?.cells.count == entry.cells.count)
                records += 1
            }
        }
        #expect(records == 60)
        let asked = try bench.log()
        #expect(asked.count > 3 && asked.count % 3 == 0 && asked.allSatisfy { $0.utf8.count < 2_000 })
    }

    @Test func `come in one request where there are few, and where nothing is said`() throws {
        #expect(try bench.ids(bench.pull(wide(), fields: Array(columns.prefix(9)))).count == 60)
        #expect(try bench.log().count == 3)
        let fault = #expect(throws: Fault.self) { try bench.ids(bench.pull(wide("also: id"), fields: columns)) }
        #expect(fault?.advice.contains("'split'") == true)
    }

    @Test func `are asked for again where the page has moved meanwhile`() throws {
        let calls = try bench.ids(bench.pull(wide(), fields: columns)).count
        #expect(calls == 60)
        let parts = try bench.log().count / 3
        try #require(parts > 2)
        try bench.set("shuffle=2:1")
        let waits = PullBench.Waits()
        #expect(try bench.ids(bench.pull(wide(), fields: columns, waits: waits)).count == 60)
        #expect(try bench.log().count == parts * 4 && waits.seconds.withLock { $0 } == [2])
    }

    @Test func `stop where they never fit, and nothing of the page is handed out`() throws {
        let pull = try bench.pull(wide("split: { by: properties.nobody, longest: 2000 }"), fields: columns)
        let fault = #expect(throws: Fault.self) { try pull.nextPage() }
        #expect(fault?.code == .httpPaging && fault?.advice.contains("'by'") == true)
        #expect(pull.bookmark.open?.position == .first)
    }

    @Test(arguments: ["fail=2:500", "cut=3:1", "code=2:606"])
    func `are asked for again where one of the answers is none`(fault: String) throws {
        try bench.set(fault)
        let source = try bench.source {
            var rule = ErrorRule(.retry(afterSeconds: 1))
            rule.code = "606"
            $0.errors = [rule]
        }
        #expect(try bench.ids(bench.pull(wide(), fields: columns, source: source)).count == 60)
    }

    @Test(arguments: [
        ("paging: { next-url: next }", "address of this way of paging"), ("bare: id", "put together"),
    ])
    func `are refused where a page cannot be asked for twice`(more: String, words: String) throws {
        let list = #expect(throws: (any Error).self) {
            try bench.stream(
                """
                leads:
                  mapping: lead
                  request: { get: /wide, query: { properties: "{fields}" } }
                  format: { json: { records: results } }
                  fields: { split: { by: id } }
                  \(more)
                """)
        }
        #expect(list.map { "\($0)".contains(words) } == true)
    }
}
