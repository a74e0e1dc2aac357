import ConfigFiles
import Foundation
import LeadModel
import TestSupport
import Testing

@testable import Connectors

/// Folders of a real OpenSSH server, and of an FTP server with and without TLS.
@Suite(.serialized) final class `A folder on another machine` {
    private let home = NSTemporaryDirectory() + "/remote-\(UUID())"

    init() throws { try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true) }

    deinit {
        do { try FileManager.default.removeItem(atPath: home) } catch { print("left behind: \(home)") }
    }

    private func definition(_ host: FileHost, by port: Int? = nil, _ change: (String) -> String = { $0 }) throws
        -> RemoteFolder
    {
        let access = change(try host.access())
        let text = """
            source: crm
            connector: files
            role: crm
            address: "\(host.address(by: port))"
            \(access)
            streams: { leads: { mapping: crm-lead, files: "*" } }
            """
        let source = try SourceDefinition.compile(text, file: "crm.yaml")
        guard case .remoteFolder(var folder) = source.door else {
            throw Fault(.configMissing, .stopRun, "the source has no remote folder", advice: "")
        }
        folder.attempts = 3
        return folder
    }

    private func drop(_ host: FileHost, by port: Int? = nil, _ change: (inout RemoteFolder) throws -> Void = { _ in })
        throws
        -> RemoteDrop
    {
        var folder = try definition(host, by: port)
        try change(&folder)
        return try RemoteDrop(folder, root: home, spool: Spool(folder: "\(home)/spool")) { _ in }
    }

    private func text(_ export: ReadyExport) throws -> String {
        let bytes = try export.open()
        var all: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while case let count = try bytes.read(into: buffer), count > 0 { all += buffer[..<count] }
        return String(decoding: all, as: UTF8.self)
    }

    @Test(arguments: FileHost.Speech.allCases)
    func `is listed, looked at, fetched from and tidied up`(speech: FileHost.Speech) throws {
        guard let host = try FileHost(speech) else { return }
        let names = [
            "leads.csv", "-rf.csv", "zwei Wörter.csv", "100%.csv", "#1;type=a?.csv", "it's \"so\".csv",
            "back\\slash.csv",
        ]
        for name in names { try host.write(name, "of \(name)", secondsAgo: 1_000) }
        let drop = try drop(host)
        #expect(Set(try drop.names()) == Set(names))
        for name in names {
            let file = try #require(try drop.look(at: name), "\(name)")
            #expect(file.bytes == Int64("of \(name)".utf8.count))
            let age = Date().timeIntervalSince1970 - Double(file.modified.milliseconds) / 1_000
            #expect(age > 990 && age < 1_060, "\(file)")
            let export = try drop.fetch(file)
            #expect(try text(export) == "of \(name)")
            #expect(export.name == "\(host.address())/\(name)")
        }
        try drop.archive(names, in: "done")
        #expect(try host.names() == ["done"] && Set(try host.names(in: "done")) == Set(names))
        // Another of the same name: nothing is written over.
        try host.write("leads.csv", "newer")
        try self.drop(host).archive(["leads.csv"], in: "done")
        #expect(try String(contentsOfFile: host.path("done/leads.csv"), encoding: .utf8) == "of leads.csv")
        #expect(try String(contentsOfFile: host.path("done/leads.2.csv"), encoding: .utf8) == "newer")
    }

    @Test func `is asked again about a file where the connection goes`() throws {
        guard let host = try FileHost(.sftp) else { return }
        try host.write("leads.csv", "1")
        let signal = "\(home)/cut-now"
        let proxy = try Server("meddling_proxy", ["\(host.port)", "1", "cut:\(signal)"])
        let drop = try drop(host, by: proxy.port)
        #expect(try drop.names() == ["leads.csv"])
        try Data().write(to: URL(fileURLWithPath: signal))
        #expect(try drop.look(at: "leads.csv")?.bytes == 1)
        #expect(try self.drop(host, by: proxy.port) { $0.attempts = 1 }.look(at: "leads.csv")?.bytes == 1)
    }

    @Test func `gives out no links, FIFOs, devices and folders`() throws {
        guard let host = try FileHost(.sftp) else { return }
        try host.write("leads.csv", "1")
        try Shell.run("ln", "-s", "/etc/passwd", host.path("link.csv"))
        try Shell.run("mkfifo", host.path("fifo.csv"))
        try Shell.run("mkdir", host.path("folder.csv"))
        let hasDevice = mknod(host.path("null.csv"), S_IFCHR | 0o600, 259) == 0
        let drop = try drop(host)
        for name in ["link.csv", "fifo.csv", "folder.csv"] + (hasDevice ? ["null.csv"] : []) {
            let fault = #expect(throws: Fault.self) { try drop.look(at: name) }
            #expect(fault?.code == .fileNotRegular && fault?.origin?.file.hasSuffix(name) == true, "\(name)")
        }
        #expect(try drop.look(at: "leads.csv") != nil)
    }

    @Test(arguments: [FileHost.Speech.sftp, .ftp])
    func `is never asked for a name that leads elsewhere`(speech: FileHost.Speech) throws {
        guard let host = try FileHost(speech) else { return }
        try host.write("two\nlines.csv", "1")
        let drop = try drop(host)
        for name in ["..", "../fingerprint", "a/b", "x\r\nDELE leads.csv", ""] {
            let fault = #expect(throws: Fault.self) { try drop.look(at: name) }
            #expect(fault?.code == .fileName, "\(name)")
        }
        // A name of two lines is none that anything stands under.
        for name in try drop.names() {
            let looked = Result { try drop.look(at: name) }
            if case .success(let file?) = looked { Issue.record("\(file)") }
        }
    }

    @Test func `whose key nobody has confirmed is not logged in to, and the key is told`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let fingerprint = try host.text("fingerprint")
        let unknown = #expect(throws: Fault.self) { try self.drop(host) { $0.trust.hostKey = nil }.names() }
        #expect(unknown?.code == .sshHostUnknown && unknown?.summary.contains(fingerprint) == true)
        let changed = #expect(throws: Fault.self) {
            try self.drop(host) { $0.trust.hostKey = "SHA256:" + String(repeating: "A", count: 43) }.names()
        }
        #expect(changed?.code == .sshHostChanged && changed?.summary.contains(fingerprint) == true)
        let known = try host.text("known_hosts")
        try known.write(toFile: "\(home)/known_hosts", atomically: true, encoding: .utf8)
        _ = try self.drop(host) { ($0.trust.hostKey, $0.trust.knownHosts) = (nil, "known_hosts") }.names()
    }

    @Test func `that refuses the login says so, and shows no password`() throws {
        let canary = "canary-\(UUID())"
        try canary.write(toFile: "\(home)/wrong", atomically: true, encoding: .utf8)
        chmod("\(home)/wrong", 0o600)
        for speech in FileHost.Speech.allCases {
            guard let host = try FileHost(speech) else { continue }
            let fault = #expect(throws: Fault.self) {
                try self.drop(host) {
                    $0.key = nil
                    $0.password = SecretReference("file:wrong", at: Origin(file: "crm.yaml"))
                }.names()
            }
            #expect(fault?.code == .networkLogin, "\(speech): \(fault.map { "\($0)" } ?? "")")
            #expect(fault.map { "\($0)".contains(canary) } == false)
        }
    }

    @Test func `over FTP is not logged in to without TLS, unless that is said`() throws {
        guard let host = try FileHost(.ftp) else { return }
        let fault = #expect(throws: Fault.self) { try self.drop(host) { $0.encrypts = true }.names() }
        #expect(fault?.code == .tlsHandshake, "\(fault.map { "\($0)" } ?? "")")
    }

    @Test(arguments: [FileHost.Speech.explicitTLS, .implicitTLS])
    func `over FTP has to show a certificate that is trusted`(speech: FileHost.Speech) throws {
        guard let host = try FileHost(speech) else { return }
        let fault = #expect(throws: Fault.self) { try self.drop(host) { $0.trust.authorities = nil }.names() }
        #expect(fault?.code == .tlsUntrusted, "\(fault.map { "\($0)" } ?? "")")
    }

    @Test(arguments: [FileHost.Speech.sftp, .ftp])
    func `is gone on with where a transfer was cut`(speech: FileHost.Speech) throws {
        guard let host = try FileHost(speech) else { return }
        let whole = (0..<400_000).map { "\($0)" }.joined(separator: "\n")
        try host.write("leads.csv", whole)
        var port: Int?
        var proxy: Server?
        if speech == .sftp {
            proxy = try Server("meddling_proxy", ["\(host.port)", "1000000", "cut"])
            port = proxy?.port
        } else {
            try host.cutAfter(1_000_000)
        }
        // In one run …
        let drop = try drop(host, by: port)
        let file = try #require(try drop.look(at: "leads.csv"))
        #expect(try text(drop.fetch(file)) == whole)
        _ = proxy
        // … and in the next.
        if speech == .sftp {
            proxy = try Server("meddling_proxy", ["\(host.port)", "1000000", "cut"])
            port = proxy?.port
        } else {
            try host.cutAfter(1_000_000)
        }
        try FileManager.default.removeItem(atPath: "\(home)/spool")
        func fetch(_ attempts: Int, _ port: Int?) throws -> ReadyExport {
            let drop = try self.drop(host, by: port) { $0.attempts = attempts }
            return try drop.fetch(try #require(try drop.look(at: "leads.csv")))
        }
        let fault = #expect(throws: Fault.self) { try fetch(1, port) }
        #expect(fault?.code == .networkTruncated || fault?.code == .networkFailed, "\(fault.map { "\($0)" } ?? "")")
        #expect(try spooled() > 500_000 && spooled() < whole.utf8.count)
        #expect(try text(fetch(1, port)) == whole)
    }

    private func spooled() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "\(home)/spool").reduce(0) {
            $0 + (FileManager.default.contents(atPath: "\(home)/spool/\($1)")?.count ?? 0)
        }
    }

    @Test(arguments: ["append", "remove"])
    func `whose file changes while it is fetched gives out nothing of it`(deed: String) throws {
        guard let host = try FileHost(.sftp) else { return }
        try host.write("leads.csv", String(repeating: "0123456789", count: 300_000))
        let proxy = try Server("meddling_proxy", ["\(host.port)", "1000000", "\(deed):\(host.path("leads.csv"))"])
        let drop = try drop(host, by: proxy.port)
        let file = try #require(try drop.look(at: "leads.csv"))
        let fault = #expect(throws: Fault.self) { try drop.fetch(file) }
        #expect(fault?.code == (deed == "append" ? .fileChanged : .fileMissing), "\(fault.map { "\($0)" } ?? "")")
        #expect(try spooled() == 0)
    }

    @Test(arguments: [FileHost.Speech.sftp, .ftp])
    func `whose file has gone says so`(speech: FileHost.Speech) throws {
        guard let host = try FileHost(speech) else { return }
        for name in ["a.csv", "b.csv"] { try host.write(name, "1") }
        let drop = try drop(host)
        #expect(try drop.names().count == 2)
        let file = try #require(try drop.look(at: "a.csv"))
        for name in ["a.csv", "b.csv"] { try FileManager.default.removeItem(atPath: host.path(name)) }
        #expect(try drop.look(at: "b.csv") == nil)
        let fault = #expect(throws: Fault.self) { try drop.fetch(file) }
        #expect(fault?.code == .fileMissing)
    }

    @Test func `that refuses to be read or to have files moved says so`() throws {
        guard let closed = try FileHost(.sftp, refusing: "open"), let fixed = try FileHost(.sftp, refusing: "rename")
        else { return }
        for host in [closed, fixed] { try host.write("leads.csv", "1") }
        let reading = #expect(throws: Fault.self) {
            let drop = try self.drop(closed)
            _ = try drop.fetch(DroppedFile(name: "leads.csv", bytes: 1, modified: Instant(milliseconds: 0)))
        }
        #expect(reading?.code == .fileUnreadable, "\(reading.map { "\($0)" } ?? "")")
        let moving = #expect(throws: Fault.self) { try self.drop(fixed).archive(["leads.csv"], in: "done") }
        #expect(moving?.code == .fileArchive)
        #expect(try fixed.names().contains("leads.csv"))
        let missing = #expect(throws: Fault.self) { try self.drop(fixed) { $0.address += "/nowhere" }.names() }
        #expect(missing?.code == .fileMissing, "\(missing.map { "\($0)" } ?? "")")
    }

    @Test func `within the house is not reached, unless it is listed`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let fault = #expect(throws: Fault.self) { try self.drop(host) { $0.reach = NetworkReach() }.names() }
        #expect(fault?.code == .networkInnerAddress)
    }

    @Test func `keeps what it fetched for this account alone`() throws {
        guard let host = try FileHost(.sftp) else { return }
        try host.write("leads.csv", "1")
        let drop = try drop(host)
        _ = try drop.fetch(try #require(try drop.look(at: "leads.csv")))
        var status = stat()
        #expect(stat("\(home)/spool", &status) == 0 && status.st_mode & 0o777 == 0o700)
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: "\(home)/spool").first)
        #expect(stat("\(home)/spool/\(name)", &status) == 0 && status.st_mode & 0o777 == 0o600)
    }
}
