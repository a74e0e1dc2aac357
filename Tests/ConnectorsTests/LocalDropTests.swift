import CBeneath
import Foundation
import Glibc
import LeadModel
import Testing

@testable import Connectors

/// What lies in a folder and is no export. `beneath_pretend_unguarded` is of the process, so the tests take turns.
@Suite(.serialized) final class `A folder that files are dropped into` {
    private let folder = NSTemporaryDirectory() + "/drop-\(UUID())"

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit {
        beneath_pretend_unguarded(0)
        do { try FileManager.default.removeItem(atPath: folder) } catch { print("left behind: \(folder)") }
    }

    private func write(_ name: String, _ text: String = "12345") throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
    }

    private func code(_ name: String) -> FaultCode? {
        do throws(Fault) {
            _ = try FileBytes(name, beneath: folder)
            return nil
        } catch { return error.code }
    }

    @Test(arguments: [false, true]) func `gives out its own files and nothing that leads elsewhere`(isOld: Bool) throws
    {
        beneath_pretend_unguarded(isOld ? 1 : 0)
        #expect(isOld != LocalDrop.isGuarded)
        try FileManager.default.createDirectory(atPath: "\(folder)/sub", withIntermediateDirectories: true)
        try write("leads.csv")
        try write("sub/inner.csv")
        #expect(symlink("leads.csv", "\(folder)/link.csv") == 0)
        #expect(symlink("/etc", "\(folder)/etc") == 0)
        #expect(symlink("sub", "\(folder)/sublink") == 0)
        #expect(mkfifo("\(folder)/fifo.csv", 0o600) == 0)
        #expect(code("leads.csv") == nil)
        for name in ["link.csv", "fifo.csv", "sub", "etc"] { #expect(code(name) == .fileNotRegular, "\(name)") }
        for name in ["../\((folder as NSString).lastPathComponent)/leads.csv", "/etc/passwd", "etc/passwd", ".."] {
            #expect(code(name) == .fileNotRegular, "\(name)")
        }
        #expect(code("sublink/inner.csv") == .fileNotRegular)
        #expect(code("nobody.csv") == .fileMissing)
        // Where this account may make one.
        if mknod("\(folder)/null.csv", S_IFCHR | 0o600, 259) == 0 { #expect(code("null.csv") == .fileNotRegular) }
    }

    @Test func `takes names as they are`() throws {
        let drop = LocalDrop(ExportFolder(path: folder))
        let names = ["-rf.csv", " a b.csv", "März.csv", "two\nlines.csv", "*.csv", "%2e%2e.csv"]
        for name in names { try write(name, name) }
        #expect(try drop.names() == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        for name in names {
            let file = try #require(try drop.look(at: name))
            #expect(file.bytes == Int64(name.utf8.count))
            #expect(try drop.fetch(file).open().count == file.bytes)
        }
    }

    @Test func `says that a file has gone, or has changed since`() throws {
        let drop = LocalDrop(ExportFolder(path: folder))
        try write("leads.csv")
        let file = try #require(try drop.look(at: "leads.csv"))
        try write("leads.csv", "1234567")
        #expect(throws: Fault.self) { try drop.fetch(file) }
        unlink("\(folder)/leads.csv")
        #expect(try drop.look(at: "leads.csv") == nil)
    }

    @Test func `moves files away and writes over none`() throws {
        let drop = LocalDrop(ExportFolder(path: folder))
        for text in ["first", "second", "third"] {
            try write("leads.csv", text)
            try write("leads.csv.done", "")
            try drop.archive(["leads.csv", "leads.csv.done"], in: "old/done")
        }
        #expect(try drop.names() == ["old"])
        let kept = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/old/done").sorted()
        #expect(
            kept == [
                "leads.2.csv", "leads.3.csv", "leads.csv", "leads.csv.2.done", "leads.csv.3.done", "leads.csv.done",
            ])
        #expect(try String(contentsOfFile: "\(folder)/old/done/leads.2.csv", encoding: .utf8) == "second")
        let fault = #expect(throws: Fault.self) { try drop.archive(["nobody.csv"], in: "done") }
        #expect(fault?.code == .fileArchive)
    }
}

@Suite struct `A folder that breaks while it is listed` {
    @Test func `is told of, and not taken for one that ends there`() throws {
        let path = NSTemporaryDirectory() + "leadloop-listing-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data().write(to: URL(fileURLWithPath: path + "/leads.csv"))
        let whole = try #require(opendir(path))
        #expect(try ExportFolder(path: path).names(in: whole) == ["leads.csv"])
        closedir(whole)
        let broken = try #require(opendir(path))
        defer { closedir(broken) }
        // Something else is in its place by now.
        let null = open("/dev/null", O_RDONLY)
        #expect(dup2(null, dirfd(broken)) >= 0)
        close(null)
        let fault = #expect(throws: Fault.self) { try ExportFolder(path: path).names(in: broken) }
        #expect(fault?.code == .fileUnreadable && fault?.origin?.file == path)
    }
}
