import Foundation
import LeadModel
import TestSupport
import Testing

@testable import Connectors

/// What is asked for by the ids of other records, and records that are nothing but ids.
@Suite(.serialized) struct `A pull by the ids of others` {
    private static let server = Result { try Server("paged_server") }
    private let bench: PullBench
    private let skipping: HTTPSource

    init() throws {
        bench = PullBench(try Self.server.get())
        try bench.set()
        var skip = ErrorRule(.skip)
        skip.statuses = [404...404]
        let rule = skip
        skipping = try bench.source { $0.errors = [rule] }
    }

    private static let contacts = """
        contacts:
          mapping: contact
          request: { get: /contacts, query: { after: "{cursor}", since: "{since}" } }
          format: { json: { records: results } }
          paging: { cursor: next }
          incremental: { start: 2026-01-01 }

        """

    private func deals() throws -> HTTPStream {
        try bench.stream(
            Self.contacts + """
                deals:
                  mapping: deal
                  for-each: { stream: contacts, id: id }
                  request: { get: "/deals/{id}", query: { after: "{cursor}" } }
                  format: { json: { records: results } }
                  paging: { cursor: next }
                """)
    }

    private static let expected = Set(
        (0..<60).filter { $0 != 13 }.flatMap { contact in (0..<contact % 3).map { "\(contact)-\($0)" } })

    @Test func `brings what each of them has, with its id, wherever it is cut off`() throws {
        let stream = try deals()
        let pull = try bench.pull(stream, source: skipping)
        var found: [String] = []
        while let page = try pull.nextPage() {
            let parents = bench.values(page, "$parent")
            let ids = bench.values(page)
            #expect(parents.count == ids.count && zip(parents, ids).allSatisfy { $1.hasPrefix("\($0)-") })
            for entry in page.entries {
                let raw = String(decoding: page.raw(of: entry), as: UTF8.self)
                #expect(
                    raw.hasPrefix("{\"$parent\":\"") && (try? JSONSerialization.jsonObject(with: Data(raw.utf8))) != nil
                )
            }
            found += ids
        }
        #expect(found.count == Self.expected.count && Set(found) == Self.expected)
        #expect(pull.skipped == 1 && bench.told(pull) == [.httpStatus], "\(pull.warnings)")
        #expect(pull.bookmark.watermark != nil && pull.bookmark.open == nil)
        for cut in stride(from: 1, to: 58, by: 3) {
            let first = try bench.pull(stream, source: skipping)
            var found: [String] = []
            var mark = first.mark
            for _ in 0..<cut {
                found += bench.values(try #require(try first.nextPage()))
                mark = first.mark
            }
            found += try bench.ids(
                try bench.pull(stream, from: PullBookmark(text: mark, stream: "bench"), source: skipping))
            #expect(found.count == Self.expected.count && Set(found) == Self.expected, "cut after page \(cut)")
        }
    }

    @Test func `asks for the first cursor of their list, where it has to be asked for`() throws {
        let stream = try bench.stream(
            Self.contacts.replacing(
                "paging: { cursor: next }", with: "paging: { cursor: next, begin: { get: /start } }")
                    + """
                    deals:
                      mapping: deal
                      for-each: { stream: contacts, id: id }
                      request: { get: "/deals/{id}", query: { after: "{cursor}" } }
                      format: { json: { records: results } }
                      paging: { cursor: next }
                    """)
        // It begins behind the first 25.
        let later = Self.expected.filter { Int($0.split(separator: "-")[0]).map { $0 >= 25 } ?? false }
        #expect(try Set(bench.ids(bench.pull(stream))) == later)
    }

    @Test func `passes over one that is gone, and tells of it`() throws {
        let pull = try bench.pull(deals())
        #expect(try Set(bench.ids(pull)) == Self.expected)
        #expect(pull.gone == 1 && bench.told(pull) == [.httpMissing] && pull.bookmark.watermark != nil)
    }

    @Test func `ends where all of them seem to be gone, and counts none as read`() throws {
        let stream = try bench.stream(
            Self.contacts + """
                deals:
                  mapping: deal
                  for-each: { stream: contacts, id: id }
                  request: { get: "/gone/{id}" }
                  format: { json: { records: results } }
                """)
        var mark = PullBookmark()
        for _ in 0..<2 {
            let pull = try bench.pull(stream, from: mark)
            let fault = #expect(throws: Fault.self) { try bench.ids(pull) }
            #expect(fault?.code == .httpMissing && pull.bookmark.watermark == nil)
            mark = pull.bookmark
        }
    }

    @Test func `counts as read only where one of them is there`() throws {
        let stream = try bench.stream(
            Self.contacts.replacing("since: \"{since}\"", with: "since: \"2026-03-06T10:59:00Z\", from: \"{since}\"")
                + """
                deals:
                  mapping: deal
                  for-each: { stream: contacts, id: id }
                  request: { get: "/gone/{id}" }
                  format: { json: { records: results } }
                """)
        try bench.set("few=3")
        let pull = try bench.pull(stream)
        #expect(try bench.ids(pull).isEmpty && pull.gone == 3 && bench.told(pull) == [.httpMissing])
        #expect(pull.bookmark.watermark == Instant(rfc3339: "2026-01-01T00:10:00Z"), "\(pull.bookmark)")
    }

    @Test func `of pages that shift leaves nobody out`() throws {
        let stream = try bench.stream(
            """
            contacts:
              mapping: contact
              request: { get: /numbered, query: { page: "{page}" } }
              format: { json: { records: data } }
              paging: { page: 1 }
            tags:
              mapping: tag
              for-each: { stream: contacts, id: id, batch: 500 }
              request: { post: /all, json: '{ "inputs": [{ "id": "{id}" }] }' }
              format: { json: { records: results } }
            """)
        try bench.set("remove=6:7")
        let found = try Set(bench.ids(bench.pull(stream)))
        #expect(Set((7..<230).map(String.init)).isSubset(of: found), "\(found.count)")
    }

    @Test func `begins their list anew where its place is not known any more`() throws {
        let pull = try bench.pull(deals(), source: skipping)
        while pull.bookmark.open?.parents?.place?.position != .cursor("25") { _ = try #require(try pull.nextPage()) }
        var mark = pull.bookmark
        mark.open?.parents?.ids = []
        try bench.set("fail=1:400")
        let next = try bench.pull(deals(), from: mark, source: skipping)
        #expect(try Set(bench.ids(next)) == Self.expected)
        #expect(bench.told(next).contains(.httpOutdated))
    }

    @Test func `asks for some together`() throws {
        let stream = try bench.stream(
            Self.contacts + """
                associations:
                  mapping: deal
                  for-each: { stream: contacts, id: id, batch: 10 }
                  request: { post: /batch, json: '{ "inputs": [{ "id": "{id}" }] }' }
                  format: { json: { records: results } }
                """)
        _ = try bench.log()
        #expect(try bench.ids(try bench.pull(stream)) == (0..<60).map(String.init))
        #expect(try bench.log().count { $0.hasPrefix("POST /batch") } == 7)
        for found in try bench.cuts(stream) { #expect(found == (0..<60).map(String.init)) }
    }

    @Test func `asks for the time once more in which something did not come`() throws {
        let stream = try bench.stream(
            Self.contacts + """
                associations:
                  mapping: deal
                  for-each: { stream: contacts, id: id, batch: 10 }
                  request: { post: /batch, json: '{ "inputs": [{ "id": "{id}" }] }' }
                  format: { json: { records: results } }
                """)
        try bench.set("org=13")
        let first = try bench.pull(stream)
        #expect(try bench.ids(first).count == 59 && bench.told(first) == [.httpPartial])
        // From its beginning on.
        #expect(first.bookmark.open == nil && first.bookmark.watermark == Instant(rfc3339: "2026-01-01T00:10:00Z"))
        try bench.set()
        let second = try bench.pull(stream, from: first.bookmark)
        #expect(try bench.ids(second).count == 60)
        #expect(second.bookmark.watermark.map { $0 > PullBench.noon.adding(seconds: -3_600) } == true)
    }

    @Test func `takes what several of them have alike`() throws {
        let stream = try bench.stream(
            Self.contacts + """
                tags:
                  mapping: tag
                  for-each: { stream: contacts, id: id }
                  request: { get: "/twins/{id}", query: { after: "{cursor}" } }
                  format: { json: { records: results } }
                  paging: { cursor: next }
                """)
        #expect(try bench.ids(try bench.pull(stream)).count == 240)
    }

    @Test func `takes the ids of an answer that holds nothing else`() throws {
        let ids = """
            ids:
              mapping: deleted
              bare: id
              request: { get: /ids }
              format: { json: { records: result.ids } }

            """
        #expect(try bench.ids(try bench.pull(bench.stream(ids))) == ["0", "1", "2"])
        let deals = try bench.stream(
            ids + """
                deals:
                  mapping: deal
                  for-each: { stream: ids, id: id }
                  request: { get: "/deals/{id}", query: { after: "{cursor}" } }
                  format: { json: { records: results } }
                  paging: { cursor: next }
                """)
        #expect(try bench.ids(try bench.pull(deals)) == ["1-0", "2-0", "2-1"])
        let wrong = try bench.stream(ids.replacing("result.ids", with: "result.id"))
        let fault = #expect(throws: Fault.self) { try bench.ids(try bench.pull(wrong)) }
        #expect(fault?.code == .jsonPathMissing)
    }

    @Test func `counts the columns of all answers on one list`() throws {
        let pull = try bench.pull(
            bench.stream(
                """
                leads:
                  mapping: lead
                  request: { get: /turned, query: { after: "{cursor}" } }
                  format: { json: { records: results } }
                  paging: { cursor: next }
                """))
        var columns: [String] = []
        var number = 0
        while let page = try pull.nextPage() {
            #expect(Array(page.columns.prefix(columns.count)) == columns)
            columns = page.columns
            for cell in page.cells { #expect(page.text(of: cell) == "\(columns[Int(cell.column)])\(number)") }
            number += 1
        }
        #expect(columns == ["id", "email", "phone"] && number == 4)
    }

    @Test func `says nothing of when its records were changed, as only those of the others are asked by time`() throws {
        let read = PullBookmark(watermark: PullBench.noon)
        #expect(try bench.pull(deals(), from: read).readBefore == nil)
        #expect(try bench.pull(bench.stream(Self.contacts), from: read).readBefore == PullBench.noon)
    }
}
