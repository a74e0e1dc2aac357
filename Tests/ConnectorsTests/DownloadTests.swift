import Foundation
import LeadModel
import Synchronization
import TestSupport
import Testing

@testable import Connectors

/// Files that are brought in stretches, from servers that hang up.
@Suite(.serialized) struct `A download` {
    private static let server = Result { try Server("fault_server") }
    private static let engine = TransferEngine()
    /// What `/file` of the server gives, by its length.
    private static func content(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7 + $0) } }

    /// A folder that is removed afterwards.
    private final class Folder {
        let path = NSTemporaryDirectory() + "/download-\(UUID())"
        deinit { try? FileManager.default.removeItem(atPath: path) }
        var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
        func bytes(_ name: String) -> [UInt8] {
            FileManager.default.contents(atPath: "\(path)/\(name)").map(Array.init) ?? []
        }
    }

    private final class Waits: Sendable {
        let seconds = Mutex<[Int]>([])
    }

    /// - Parameter query: how the server is to behave, such as `bytes=1000&cut=300`.
    private func request(_ query: String) throws -> TransferRequest {
        var request = TransferRequest(url: "http://127.0.0.1:\(try Self.server.get().port)/file?key=\(UUID())&\(query)")
        request.reach = NetworkReach(allowed: [try #require(NetworkBlock("127.0.0.1"))])
        request.limits.stallSeconds = 2
        return request
    }

    private func take(_ download: Download, _ request: TransferRequest, _ waits: Waits = Waits()) throws(Fault)
        -> Download.File
    {
        try download.take(request, with: Self.engine) { seconds in waits.seconds.withLock { $0.append(seconds) } }
    }

    private func download(_ folder: Folder, _ change: (inout Download) -> Void = { _ in }) -> Download {
        var download = Download(of: "the file", into: folder.path, named: "leads.csv")
        change(&download)
        return download
    }

    /// How the server recognises a file again: by a tag, by a date, not at all; and whether it gives ranges.
    @Test(arguments: [("tag=%22a%22", 4), ("dated=1", 4), ("tag=W/%22a%22", 2), ("", 2), ("tag=%22a%22&ranges=no", 2)])
    func `goes on where it broke off, or begins anew where it cannot`(query: String, stretches: Int) throws {
        let folder = Folder()
        // Cut off every 30,000 bytes; whoever begins anew is given all of it the second time.
        let cut = stretches == 4 ? "cut=30000" : "cut=30000&once=1"
        let file = try take(download(folder), request("bytes=100000&\(cut)&\(query)"))
        #expect(file.bytes == 100_000 && file.stretches == stretches, "\(file.stretches)")
        #expect(folder.bytes("leads.csv") == Self.content(100_000) && folder.names == ["leads.csv"])
        #expect(file.sha256 == Fingerprint.of(bytes: Self.content(100_000)))
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `goes on in a later run, and of the same file only`() throws {
        let folder = Folder()
        let request = try request("bytes=100000&cut=30000&tag=%22a%22")
        let fault = #expect(throws: Fault.self) { try take(download(folder) { $0.attempts = 1 }, request) }
        #expect(fault?.code == .networkTruncated)
        #expect(folder.names == [".leads.csv.part", ".leads.csv.part.json"])
        #expect(folder.bytes(".leads.csv.part").count == 30_000)
        // Under another subject it is another file.
        let other = Folder()
        try FileManager.default.copyItem(atPath: folder.path, toPath: other.path)
        var another = download(other)
        another.subject = "another file"
        let whole = try self.request("bytes=100000")
        #expect(try take(another, whole).stretches == 1)
        let file = try take(download(folder), request)
        #expect(file.stretches == 3 && folder.bytes("leads.csv") == Self.content(100_000))
    }

    /// Every kill leaves some bytes and a note; also bytes without one, and one without bytes.
    @Test func `takes over nothing that it cannot know again`() throws {
        let folder = Folder()
        let request = try request("bytes=100000&cut=30000&tag=%22a%22")
        _ = #expect(throws: Fault.self) { try take(download(folder) { $0.attempts = 1 }, request) }
        try FileManager.default.removeItem(atPath: folder.path + "/.leads.csv.part.json")
        #expect(try take(download(folder), self.request("bytes=100000&tag=%22a%22")).stretches == 1)
        #expect(folder.bytes("leads.csv") == Self.content(100_000))
    }

    /// Behind the first cut the server has another file under the same address.
    @Test(arguments: ["", "&ignores-if-range=1"]) func `begins anew where the file has changed`(query: String) throws {
        let folder = Folder()
        let file = try take(
            download(folder), request("bytes=100000&cut=30000&once=1&tag=%22a%22&becomes=50000" + query))
        #expect(file.bytes == 50_000 && folder.bytes("leads.csv") == Self.content(50_000))
    }

    @Test func `is complete where only its end was missing to be heard of`() throws {
        let folder = Folder()
        let request = try request("bytes=100000&tag=%22a%22")
        let first = try take(download(folder), request)
        // As if the process had died between the last byte and the new name.
        try FileManager.default.moveItem(atPath: first.path, toPath: folder.path + "/.leads.csv.part")
        let note = #"{"state":{"condition":"\"a\"","size":100000},"subject":"\#(Fingerprint.of(["the file"]))"}"#
        try Data(note.utf8).write(to: URL(fileURLWithPath: folder.path + "/.leads.csv.part.json"))
        let second = try take(download(folder), request)
        #expect(second.bytes == 100_000 && second.head.status == 416 && second.sha256 == first.sha256)
        #expect(folder.names == ["leads.csv"])
    }

    @Test func `is what was announced, or is not there`() throws {
        let right = Fingerprint.of(bytes: Self.content(1_000))
        for (size, sha256, code) in [
            (1_000, right, nil), (1_000, right.uppercased(), nil), (999, nil, FaultCode.networkAltered),
            (1_000, String(repeating: "0", count: 64), .networkAltered),
        ] as [(Int64, String?, FaultCode?)] {
            let folder = Folder()
            let wanted = download(folder) {
                $0.size = size
                $0.sha256 = sha256
            }
            do throws(Fault) {
                let request = try! request("bytes=1000&tag=%22a%22")
                _ = try take(wanted, request)
                #expect(code == nil)
            } catch {
                #expect(error.code == code && error.remedy == .stopStream, "\(error)")
                #expect(!folder.names.contains("leads.csv") && folder.bytes(".leads.csv.part").isEmpty)
            }
        }
    }

    @Test func `ends by what does not pass, and gives up after as many attempts in vain`() throws {
        func fault(_ query: String, _ waits: Waits = Waits(), _ change: (inout Download) -> Void = { _ in }) throws
            -> Fault?
        {
            let request = try request(query)
            let folder = Folder()
            let fault = #expect(throws: Fault.self) { try take(download(folder, change), request, waits) }
            #expect(!folder.names.contains("leads.csv"))
            return fault
        }
        #expect(try fault("bytes=1000") { $0.mostBytes = 999 }?.code == .networkTooLarge)
        #expect(try fault("bytes=1000&unsaid=1") { $0.mostBytes = 999 }?.code == .networkTooLarge)
        #expect(try fault("bytes=1000&status=404")?.code == .httpMissing)
        #expect(try fault("bytes=1000&status=401")?.code == .httpUnauthorized)
        #expect(try fault("bytes=1000&status=206")?.code == .networkProtocol)
        let waits = Waits()
        let inVain = try fault("bytes=1000&cut=0&tag=%22a%22", waits)
        #expect(inVain?.code == .networkTruncated && inVain?.remedy == .stopStream)
        #expect(waits.seconds.withLock { $0 } == [5, 5, 5, 8], "\(waits.seconds.withLock { $0 })")
        // As long as it comes further, it goes on.
        let folder = Folder()
        let many = try take(download(folder), request("bytes=100000&cut=10000&tag=%22a%22"))
        #expect(many.stretches == 10)
    }

    @Test func `is brought by one at a time`() throws {
        let folder = Folder()
        let spool = try SpoolFile(folder: folder.path, name: "leads.csv", subject: "the file")
        let fault = #expect(throws: Fault.self) { try take(download(folder), request("bytes=1000")) }
        #expect(fault?.code == .runLocked && spool.count == 0)
    }

    // MARK: Other protocols

    @Test func `goes on over SFTP where the file is the same`() throws {
        guard let host = try SSHHost() else { return }
        let path = "\(host.folder)/files/leads.csv"
        try Data(Self.content(100_000)).write(to: URL(fileURLWithPath: path))
        let folder = Folder()
        let request = try host.request(path)
        let first = try take(download(folder), request)
        #expect(first.bytes == 100_000 && first.sha256 == Fingerprint.of(bytes: Self.content(100_000)))

        func leaveHalf() throws {
            try Data(Self.content(40_000)).write(to: URL(fileURLWithPath: folder.path + "/.leads.csv.part"))
            let changed = try #require(
                FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date)
            let note = """
                {"state":{"size":100000,"modified":\(Int64(changed.timeIntervalSince1970) * 1_000)},\
                "subject":"\(Fingerprint.of(["the file"]))"}
                """
            try Data(note.utf8).write(to: URL(fileURLWithPath: folder.path + "/.leads.csv.part.json"))
        }
        try leaveHalf()
        let second = try take(download(folder), request)
        #expect(second.sha256 == first.sha256 && second.stretches == 1)
        try leaveHalf()
        try Data(Self.content(50_000).reversed()).write(to: URL(fileURLWithPath: path))
        let third = try take(download(folder), request)
        #expect(third.bytes == 50_000 && third.stretches == 2)
        #expect(folder.bytes("leads.csv") == Self.content(50_000).reversed())
        #expect(throws: Fault.self) { try take(download(folder), host.request(path + "x")) }
    }

    @Test(arguments: [false, true]) func `goes on over FTP, with and without TLS`(isPrivate: Bool) throws {
        let home = Folder()
        try FileManager.default.createDirectory(atPath: home.path, withIntermediateDirectories: true)
        try Data(Self.content(100_000)).write(to: URL(fileURLWithPath: home.path + "/leads.csv"))
        let certificates = try Certificates.folder.get()
        let tls = isPrivate ? ["--certificate", "\(certificates)/good.pem", "--key", "\(certificates)/good.key"] : []
        let ways = [([], 1), (["--cut", "40000"], 2), (["--cut", "40000", "--plain"], 2)]
        for (arguments, stretches) in isPrivate ? [ways[1]] : ways {
            let server = try Server("ftp_server", [home.path] + arguments + tls)
            var request = TransferRequest(url: "\(isPrivate ? "ftps" : "ftp")://127.0.0.1:\(server.port)/leads.csv")
            request.reach = NetworkReach(allowed: [try #require(NetworkBlock("127.0.0.1"))])
            request.trust.authorities = "\(certificates)/root.pem"
            request.login = TransferLogin(user: "us", password: "s3cret")
            request.encrypts = isPrivate
            request.limits.stallSeconds = 2
            let folder = Folder()
            let file = try take(download(folder), request)
            #expect(file.bytes == 100_000 && file.stretches == stretches, "\(arguments): \(file.stretches)")
            #expect(folder.bytes("leads.csv") == Self.content(100_000))
            var names = request
            names.url = String(names.url.dropLast("leads.csv".count))
            names.listsNames = true
            #expect(try Self.engine.open(names).transfer.readAll() == Array("leads.csv\n".utf8))
            var stranger = request
            stranger.login = TransferLogin(user: "us", password: "wrong")
            let refused = #expect(throws: Fault.self) {
                _ = try TransferEngine().open(stranger).transfer.readAll()
            }
            #expect(refused?.code == .networkLogin)
            var missing = request
            missing.url += "x"
            #expect(#expect(throws: Fault.self) { try take(download(folder), missing) }?.code == .fileMissing)
        }
    }
}
