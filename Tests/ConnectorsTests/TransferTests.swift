import Foundation
import LeadModel
import TestSupport
import Testing

@testable import Connectors

/// What comes back from servers on good days and bad ones. Each asks a server of its own process over loopback.
@Suite(.serialized) struct `A transfer` {
    private static let server = Result { try Server("fault_server") }
    private static let engine = TransferEngine()

    private func request(_ path: String, _ change: (inout TransferRequest) -> Void = { _ in }) throws -> TransferRequest
    {
        var request = TransferRequest(url: "http://127.0.0.1:\(try Self.server.get().port)\(path)")
        request.reach = NetworkReach(allowed: [try #require(NetworkBlock("127.0.0.1"))])
        request.limits.stallSeconds = 2
        request.limits.connectSeconds = 5
        change(&request)
        return request
    }

    /// Status and body.
    private func get(_ request: TransferRequest) throws -> (head: ResponseHead, body: [UInt8]) {
        let (transfer, head) = try Self.engine.open(request)
        defer { transfer.cancel() }
        return (head, try transfer.readAll())
    }

    private func fault(_ path: String, _ change: (inout TransferRequest) -> Void = { _ in }) throws -> Fault? {
        let request = try request(path, change)
        return #expect(throws: Fault.self) { try get(request) }
    }

    @Test(arguments: ["/whole", "/chunked", "/no-length", "/announced", "/part"])
    func `brings all of the body`(path: String) throws {
        let (head, body) = try get(request(path))
        #expect(head.status == 200)
        let rows = try #require(JSONSerialization.jsonObject(with: Data(body)) as? [[String: String]])
        #expect(rows.count == 1_000 && rows[999]["id"] == "999")
    }

    @Test(arguments: ["/empty", "/nothing-to-say"]) func `brings nothing where there is nothing`(path: String) throws {
        #expect(try get(request(path)).body.isEmpty)
    }

    @Test(arguments: [
        ("/cut", FaultCode.networkTruncated), ("/chunked-cut", .networkTruncated), ("/reset", .networkTruncated),
        ("/hang-up", .networkTruncated), ("/chunk-size-nonsense", .networkTruncated),
        ("/two-lengths", .networkProtocol),
        ("/endless", .networkTooLarge), ("/promised-endless", .networkTooLarge), ("/many-headers", .networkTooLarge),
        ("/long-header", .networkTooLarge), ("/garbage", .networkProtocol), ("/old-protocol", .networkProtocol),
        ("/drip", .networkTimeout), ("/drip-head", .networkTimeout), ("/silence", .networkTimeout),
        ("/silence-in-the-middle", .networkTimeout), ("/negative-length", .networkProtocol),
    ]) func `that goes wrong says how`(path: String, code: FaultCode) throws {
        let fault = try #require(try fault(path) { $0.limits.bodyBytes = 1 << 20 })
        #expect(fault.code == code, "\(fault)")
        #expect(fault.origin?.file == "127.0.0.1:\(try Self.server.get().port)" && !fault.advice.isEmpty)
    }

    @Test func `that cannot begin says why`() throws {
        #expect(try fault("/whole") { $0.url = "http://127.0.0.1:1/" }?.code == .networkRefused)
        #expect(try fault("/whole") { $0.url = "http://no-such-host.invalid/" }?.code == .networkUnresolved)
        #expect(try fault("/whole") { $0.url = "file:///etc/passwd" }?.code == .networkAddress)
        #expect(try fault("/whole") { $0.url = "http://u:secret@127.0.0.1/" }?.code == .networkAddress)
    }

    @Test func `goes to no inner address that is not listed, whatever its name`() throws {
        let port = try Self.server.get().port
        for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1"] {
            let fault = try fault("/whole") {
                $0.reach = NetworkReach()
                $0.url = "http://\(host):\(port)/whole"
            }
            #expect(fault?.code == .networkInnerAddress, "\(host): \(fault.map { "\($0)" } ?? "")")
        }
    }

    @Test func `follows no answer elsewhere that is not allowed`() throws {
        #expect(try fault("/elsewhere?to=/whole")?.code == .networkRedirect)
        let (head, body) = try get(request("/elsewhere?to=/whole") { $0.redirects = 1 })
        #expect(head.status == 200 && body.count > 10_000)
        let loop = try fault("/elsewhere") { $0.redirects = 3 }
        #expect(loop?.summary.contains("once too often") == true)
        for to in [
            "http://169.254.169.254/latest/meta-data", "https://127.0.0.1/", "//localhost/", "file:///etc/passwd",
        ] {
            let fault = try fault("/elsewhere?to=\(to)") { $0.redirects = 3 }
            #expect(fault?.code == .networkRedirect, "\(to)")
        }
    }

    @Test func `sends what it is told and no more`() throws {
        let request = try request("/echo?q=1") {
            $0.method = "PATCH"
            $0.headers = [("X-Key", "word")]
            $0.body = Array("{\"a\":1}".utf8)
        }
        let said = try #require(
            JSONSerialization.jsonObject(with: Data(get(request).body)) as? [String: Any])
        #expect(said["method"] as? String == "PATCH" && said["target"] as? String == "/echo?q=1")
        #expect(said["body"] as? String == "{\"a\":1}")
        let headers = try #require(said["headers"] as? [String: String])
        #expect(headers["x-key"] == "word" && headers["expect"] == nil && headers["content-length"] == "7")
    }

    @Test func `goes on where another stopped`() throws {
        let whole = try get(request("/part")).body
        let (head, rest) = try get(request("/part") { $0.offset = 1_000 })
        #expect(head.status == 206 && whole[1_000...] == rest[...])
        #expect(head["content-range"] == "bytes 1000-\(whole.count - 1)/\(whole.count)")
    }

    /// 256 MB through a reader that is slower than the sender.
    @Test func `holds back a sender that is faster than its reader`() throws {
        let bytes: Int64 = 256 << 20
        let request = try request("/much?bytes=\(bytes)") { $0.limits.bodyBytes = 1 << 30 }
        let before = try Memory.resident()
        let (transfer, _) = try Self.engine.open(request)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var count: Int64 = 0
        Thread.sleep(forTimeInterval: 0.5)
        #expect(transfer.bodyBytes <= Int64(request.limits.bufferBytes))
        while case let got = try transfer.read(into: buffer), got > 0 { count += Int64(got) }
        #expect(count == bytes)
        #expect(try Memory.resident() - before < 32 << 20)
    }

    /// Waiting for us is not the sender's fault.
    @Test func `is not given up while its reader waits`() throws {
        let request = try request("/much?bytes=\(8 << 20)") { $0.limits.stallSeconds = 1 }
        let (transfer, _) = try Self.engine.open(request)
        Thread.sleep(forTimeInterval: 3)
        #expect(try transfer.readAll().count == 8 << 20)
    }

    @Test func `runs beside others, and one that hangs holds none of them up`() throws {
        let hanging = try (0..<20).map { _ in try Self.engine.start(request("/silence")) }
        let started = Date.now
        for _ in 0..<20 { #expect(try get(request("/whole")).head.status == 200) }
        #expect(Date.now.timeIntervalSince(started) < 2)
        for transfer in hanging { transfer.cancel() }
        for transfer in hanging { #expect(throws: Fault.self) { try transfer.head() } }
    }

    @Test func `ends what is under way when nobody needs its engine any more`() throws {
        var engine: TransferEngine? = TransferEngine()
        let transfer = try engine?.open(request("/much?bytes=\(64 << 20)")).transfer
        engine = nil
        #expect(throws: Never.self) { try transfer?.readAll() }
    }
}

extension Transfer {
    func readAll() throws(Fault) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        var all: [UInt8] = []
        while true {
            let count = try read(into: buffer)
            guard count > 0 else { return all }
            all.append(contentsOf: buffer[..<count])
        }
    }
}

enum Memory {
    /// Bytes of memory that this process holds.
    static func resident() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return (Int(text.split(separator: " ")[1]) ?? 0) * 4_096
    }
}
