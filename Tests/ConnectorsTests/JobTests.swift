import Foundation
import LeadModel
import Synchronization
import TestSupport
import Testing

@testable import Connectors

/// Exports that a vendor makes by himself once they are asked for.
@Suite(.serialized) struct `An export job` {
    private static let server = Result { try Server("paged_server") }
    private let bench: PullBench
    private static let all = (0..<230).map(String.init)

    init() throws {
        bench = PullBench(try Self.server.get())
        try bench.set()
        _ = try bench.log()
    }

    private func stream(
        mode: String = "", get: String = "\"/jobs/{job}/file\"", query: String = "{ locator: \"{cursor}\" }",
        more: String = "",
        paging: String = "paging: { cursor-header: Locator }"
    ) throws -> HTTPStream {
        try bench.stream(
            """
            leads:
              mapping: lead
              job:
                create: { post: /jobs, query: { mode: "\(mode)", fields: "{fields}" } }
                id: result.id
                start: { post: "/jobs/{job}/start" }
                created: Created
                status: { get: "/jobs/{job}" }
                state: result.status
                running: Running
                done: Done
                failed: [Failed, Cancelled]
                every: 60s
                delete: { delete: "/jobs/{job}" }
            \(more)
              request: { get: \(get), query: \(query) }
              format: csv
              \(paging)
            """)
    }

    /// Pulls with a folder for files that are brought whole first.
    private func spooled(_ stream: HTTPStream) throws -> (ids: [String], fault: Fault?, left: [String]) {
        let folder = NSTemporaryDirectory() + "leadloop-spool-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let session = try bench.session()
        session.spool = folder
        let pull = HTTPPull(session, stream, values: [:], from: PullBookmark())
        var ids: [String] = []
        var fault: Fault?
        do throws(Fault) {
            while let page = try pull.nextPage() { ids += bench.values(page) }
        } catch {
            fault = error
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
        return (ids, fault, left)
    }

    @Test func `is created, started, waited for, downloaded in parts and taken away`() throws {
        let waits = PullBench.Waits()
        let pull = try bench.pull(stream(), waits: waits)
        #expect(try bench.ids(pull) == Self.all)
        #expect(waits.seconds.withLock { $0 } == [60, 60, 60])
        let asked = try bench.log().map { $0.split(separator: "?")[0] }
        let polls = [String](repeating: "GET /jobs/1", count: 4)
        #expect(
            asked.map(String.init)
                == ["POST /jobs", polls[0], "POST /jobs/1/start"] + polls[1...]
                + [String](repeating: "GET /jobs/1/file", count: 4) + ["DELETE /jobs/1"], "\(asked)")
        #expect(pull.bookmark.open == nil && bench.told(pull).isEmpty)
    }

    @Test func `goes on where it was cut off, with the same job`() throws {
        let stream = try stream()
        for cut in 1...6 {
            try bench.set()
            let first = try bench.pull(stream)
            var found: [String] = []
            var mark = first.mark
            for _ in 0..<cut {
                guard let page = try first.nextPage() else { break }
                found += bench.values(page)
                mark = first.mark
            }
            let bookmark = try PullBookmark(text: mark, stream: "bench")
            guard bookmark.open != nil else {
                #expect(cut == 6 && found == Self.all)
                break
            }
            #expect(bookmark.open?.job?.id == "1")
            found += try bench.ids(try bench.pull(stream, from: bookmark))
            #expect(found == Self.all, "cut after page \(cut)")
            #expect(try bench.log().count { $0.hasPrefix("POST /jobs?") } == 1)
        }
    }

    @Test func `that fails or is gone is created anew, once`() throws {
        let once = try bench.pull(stream(mode: "fail-once"))
        #expect(try bench.ids(once) == Self.all && bench.told(once) == [.httpOutdated])
        let never = try bench.pull(stream(mode: "fails"))
        let fault = #expect(throws: Fault.self) { try bench.ids(never) }
        #expect(fault?.summary.contains("has failed") == true && fault?.seen == .word("Failed"))
        try bench.set()
        let stream = try stream()
        let first = try bench.pull(stream)
        for _ in 0..<3 { _ = try first.nextPage() }
        _ = try bench.session().ask(RequestPlan("DELETE", RequestTemplate("/jobs/1")), [:])
        let second = try bench.pull(stream, from: first.bookmark)
        #expect(try bench.ids(second) == Self.all && bench.told(second) == [.httpOutdated])
    }

    @Test func `is left for the next run where it takes too long, or says what nobody knows`() throws {
        let patient = try bench.pull(stream(more: "    patience: 100s"))
        let fault = #expect(throws: Fault.self) { try bench.ids(patient) }
        #expect(fault?.summary.contains("not done after 100 s") == true && patient.bookmark.open?.job?.id == "1")
        let next = try bench.pull(stream(more: "    patience: 100s"), from: patient.bookmark)
        #expect(try bench.ids(next) == Self.all)
        let strange = try bench.pull(stream(mode: "strange"))
        #expect(throws: Fault.self) { try bench.ids(strange) }
    }

    @Test func `may have several packed files, or none`() throws {
        let files = try stream(
            get: "\"{file}\"", query: "{}", more: "    files: result.files\n    count: result.records", paging: "")
        for found in try bench.cuts(files, before: { try bench.set() }) { #expect(found == Self.all) }
        let brought = try spooled(files)
        #expect(brought.ids == Self.all && brought.fault == nil && brought.left.isEmpty, "\(brought)")
        // One of them holds nothing, and says so.
        let hole = try stream(
            mode: "hole", get: "\"{file}\"", query: "{}", more: "    files: result.files", paging: "")
        #expect(try bench.ids(try bench.pull(hole)) == Array(Self.all[..<100] + Self.all[200...]))
        let empty = try bench.pull(stream(mode: "empty", more: "    count: result.records"))
        #expect(try bench.ids(empty).isEmpty && empty.bookmark.open == nil)
        let header = try bench.pull(stream(query: "{ header: \"1\" }", paging: ""))
        #expect(try bench.ids(header).isEmpty && header.bookmark.open == nil)
    }

    @Test func `is taken in where its checksum is right alone`() throws {
        let right = try stream(query: "{ whole: \"1\" }", more: "    sha256: result.checksum", paging: "")
        #expect(try bench.ids(try bench.pull(right)) == Self.all)
        #expect(try spooled(right).ids == Self.all)
        let wrong = try stream(
            mode: "wrong", query: "{ whole: \"1\" }", more: "    sha256: result.checksum", paging: "")
        let pull = try bench.pull(wrong)
        let fault = #expect(throws: Fault.self) { try bench.ids(pull) }
        #expect(fault?.code == .httpJob && pull.bookmark.open?.job?.id != nil)
        let spoiled = try spooled(wrong)
        #expect(spoiled.ids.isEmpty && spoiled.fault != nil)
    }
}
