import Foundation
import LeadModel
import RecordFormats
import Synchronization
import TestSupport
import Testing

@testable import Connectors

/// A small CRM over loopback that plays every way of being asked, and pulls from it.
struct PullBench {
    static let noon = Instant(rfc3339: "2026-09-21T14:00:00Z") ?? Instant(milliseconds: 0)
    let port: Int

    init(_ server: Server) { port = server.port }

    init(port: Int) { self.port = port }

    func source(_ change: (inout HTTPSource) -> Void = { _ in }) throws -> HTTPSource {
        var source = HTTPSource(address: "http://127.0.0.1:\(port)")
        source.reach = NetworkReach(allowed: [try #require(NetworkBlock("127.0.0.1"))])
        source.limits.stallSeconds = 5
        change(&source)
        return source
    }

    func session(_ source: HTTPSource? = nil, now: Instant = PullBench.noon, waits: Waits = Waits()) throws
        -> HTTPSession
    {
        HTTPSession(
            try source ?? self.source(), folder: "/",
            clock: HTTPSession.Clock(now: { now.adding(seconds: waits.seconds.withLock { $0.reduce(0, +) }) }) {
                seconds in
                waits.seconds.withLock { $0.append(seconds) }
            })
    }

    /// How long pulls had to wait.
    final class Waits: Sendable {
        let seconds = Mutex<[Int]>([])
    }

    /// The first stream of a source that asks this server, as a file declares it.
    /// - Parameter streams: what stands under `streams:`.
    func streams(_ streams: String) throws -> [HTTPStream] {
        let text = """
            source: bench
            connector: http
            role: crm
            address: http://127.0.0.1:\(port)
            streams:
            \(streams.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))

            """
        let source = try SourceDefinition.compile(text, file: "bench.yaml")
        return source.streams.compactMap { if case .http(let stream) = $0.part { stream } else { nil } }
    }

    func stream(_ stream: String) throws -> HTTPStream { try #require(try streams(stream).last) }

    func pull(
        _ stream: HTTPStream, fields: [String] = ["id", "email"], from bookmark: PullBookmark = PullBookmark(),
        source: HTTPSource? = nil, now: Instant = PullBench.noon, waits: Waits = Waits()
    ) throws -> HTTPPull {
        HTTPPull(
            try session(source, now: now, waits: waits), stream, values: ["fields": fields.joined(separator: ",")],
            from: bookmark)
    }

    /// The values of a column, one a record that has it.
    func values(_ page: RecordPage, _ column: String = "id") -> [String] {
        guard let number = page.columns.firstIndex(of: column) else { return [] }
        return page.entries.flatMap { entry in
            page.cells[entry.cells].filter { Int($0.column) == number }.map { page.text(of: $0) }
        }
    }

    func ids(_ pull: HTTPPull, _ column: String = "id") throws -> [String] {
        var ids: [String] = []
        while let page = try pull.nextPage() { ids += values(page, column) }
        return ids
    }

    /// What a pull brings that is cut off behind each of its pages in turn, and goes on from what was kept with that page.
    /// - Returns: the ids of each of these, in order.
    func cuts(_ stream: HTTPStream, before: () throws -> Void = {}, _ column: String = "id") throws -> [[String]] {
        var all: [[String]] = []
        for cut in 0..<1_000 {
            try before()
            let first = try pull(stream)
            var found: [String] = []
            var mark = first.mark
            for _ in 0..<cut {
                guard let page = try first.nextPage() else { return all }
                found += values(page, column)
                mark = first.mark
            }
            // It was over, and the next pull is another one.
            if cut > 0, first.bookmark.open == nil, stream.window == nil { return all }
            found += try ids(
                try pull(stream, from: cut == 0 ? PullBookmark() : PullBookmark(text: mark, stream: "bench")), column)
            all.append(found)
        }
        return all
    }

    /// Codes of what a pull warns of, but that the clock of this CRM stands still.
    func told(_ pull: HTTPPull) -> [FaultCode] { pull.warnings.map(\.code).filter { $0 != .httpClock } }

    /// Lets a later request go wrong: `fail=3:500`; none at all without a word.
    func set(_ fault: String = "") throws { _ = try get("/set?\(fault)") }

    func log() throws -> [String] { try #require(JSONSerialization.jsonObject(with: Data(get("/log"))) as? [String]) }

    func get(_ path: String) throws -> [UInt8] {
        let answer = try #require(try session().ask(RequestPlan("GET", RequestTemplate(literally: path)), [:]))
        return try answer.transfer.readAll()
    }
}
