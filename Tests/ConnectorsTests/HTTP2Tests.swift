import Foundation
import LeadModel
import TestSupport
import Testing

@testable import Connectors

/// Transfers from nghttp2's server, which speaks HTTP/2 over TLS.
@Suite(.serialized) struct `A transfer over HTTP 2` {
    private static let engine = TransferEngine()
    private let folder = NSTemporaryDirectory() + "/http2-\(UUID())"
    private let server: Server?

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0) }).write(to: URL(fileURLWithPath: folder + "/leads"))
        let certificates = try Certificates.folder.get()
        do {
            server = try Server("http2_server", [folder, "\(certificates)/good.pem", "\(certificates)/good.key"])
        } catch Server.Failure.silent {
            print("no nghttpd on this machine: what is promised of HTTP/2 is not tried")
            server = nil
        }
    }

    private func request(_ path: String) throws -> TransferRequest? {
        guard let server else { return nil }
        var request = TransferRequest(url: "https://127.0.0.1:\(server.port)\(path)")
        request.reach = NetworkReach(allowed: [try #require(NetworkBlock("127.0.0.1"))])
        request.trust.authorities = try Certificates.folder.get() + "/root.pem"
        request.limits.bodyBytes = 1 << 30
        return request
    }

    @Test func `is agreed on where the server speaks it, and brings all of the body`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard let request = try request("/leads") else { return }
        let (transfer, head) = try Self.engine.open(request)
        #expect(head.version == "HTTP/2" && head.status == 200 && head["content-length"] == "100000")
        #expect(try transfer.readAll() == (0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
        #expect(transfer.peer.certificate?.issuer.contains("root") == true)
        let transfers = try (0..<20).map { _ in try Self.engine.start(request) }
        for transfer in transfers { #expect(try transfer.readAll().count == 100_000) }
        let missing = try #require(try self.request("/nothing"))
        #expect(try Self.engine.open(missing).head.status == 404)
    }

    @Test func `holds back a sender that is faster than its reader`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bytes = 64 << 20
        _ = FileManager.default.createFile(atPath: folder + "/much", contents: nil)
        try #require(truncate(folder + "/much", bytes) == 0)
        guard let request = try request("/much") else { return }
        let before = try Memory.resident()
        let (transfer, _) = try Self.engine.open(request)
        Thread.sleep(forTimeInterval: 0.5)
        #expect(transfer.bodyBytes <= Int64(request.limits.bufferBytes))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var count = 0
        while case let got = try transfer.read(into: buffer), got > 0 { count += got }
        #expect(count == bytes)
        // What a stream may send unasked is held by libcurl.
        #expect(try Memory.resident() - before < 48 << 20)
    }
}
