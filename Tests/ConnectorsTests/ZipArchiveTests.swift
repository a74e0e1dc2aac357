import Foundation
import LeadModel
import Testing

@testable import Connectors

@Suite final class `A zip archive` {
    private let folder = NSTemporaryDirectory() + "/zip-\(UUID())"

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit {
        do { try FileManager.default.removeItem(atPath: folder) } catch { print("left behind: \(folder)") }
    }

    /// Has Python make one: `z` is the archive.
    private func make(_ script: String) throws -> String {
        let path = "\(folder)/export.zip"
        let program = """
            import sys, zipfile, stat, struct
            z = zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED)
            \(script)
            z.close()
            """
        try Shell.run("python3", "-W", "ignore", "-c", program, path)
        return path
    }

    private func unpack(_ path: String, _ change: (inout ZipArchive.Caps) -> Void = { _ in }) throws(Fault) -> [String:
        String]
    {
        var caps = ZipArchive.Caps()
        change(&caps)
        let archive = try ZipArchive(FileBytes(path: path), caps: caps)
        var found: [String: String] = [:]
        for (number, member) in try archive.members().enumerated() {
            try archive.unpack(member, to: "\(folder)/\(number)")
            found[member.name] = FileManager.default.contents(atPath: "\(folder)/\(number)").map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        return found
    }

    private func fault(_ script: String, _ change: (inout ZipArchive.Caps) -> Void = { _ in }) throws -> Fault? {
        let path = try make(script)
        return #expect(throws: Fault.self) { try unpack(path, change) }
    }

    @Test func `gives out what is in it, packed or not`() throws {
        let path = try make(
            """
            z.writestr("leads.csv", "a,b" * 1000)
            z.mkdir("out") if hasattr(z, "mkdir") else z.writestr("out/", "")
            z.writestr(zipfile.ZipInfo("out/Größe.csv"), "1")
            """)
        #expect(try unpack(path) == ["leads.csv": String(repeating: "a,b", count: 1_000), "out/Größe.csv": "1"])
        var status = stat()
        #expect(stat("\(folder)/0", &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test(arguments: [
        "../leads.csv", "out/../../leads.csv", "/etc/leads.csv", "C:/leads.csv", "a\\\\..\\\\leads.csv", "./leads.csv",
        "a//leads.csv", "a\\nb.csv",
    ]) func `with a name that leads out of it is refused`(name: String) throws {
        #expect(try fault(#"z.writestr("good.csv", "1"); z.writestr("\#(name)", "1")"#)?.code == .zipUnsafe)
    }

    @Test(arguments: ["S_IFLNK", "S_IFIFO", "S_IFCHR"]) func `with a link or a device is refused`(kind: String) throws {
        let fault = try fault(
            """
            i = zipfile.ZipInfo("leads.csv"); i.create_system = 3; i.external_attr = (stat.\(kind) | 0o777) << 16
            z.writestr(i, "/etc/passwd")
            """)
        #expect(fault?.code == .zipUnsafe)
    }

    @Test func `with two files of one name is refused`() throws {
        #expect(try fault(#"z.writestr("a.csv", "1"); z.writestr("a.csv", "2")"#)?.code == .zipUnsafe)
    }

    @Test func `within an archive is refused`() throws {
        #expect(try fault(#"z.writestr("inner.ZIP", "1")"#)?.code == .zipUnsafe)
    }

    @Test func `that is a bomb is refused, by its ratio and by its size`() throws {
        let bomb = #"z.writestr("leads.csv", "0" * (3 << 20))"#
        let byRatio = try fault(bomb) {
            $0.ratio = 100
            $0.ratioFreeBytes = 1 << 20
        }
        #expect(byRatio?.code == .zipTooLarge && byRatio?.summary.contains("100 times") == true)
        #expect(try fault(bomb) { $0.totalBytes = 1 << 20 }?.code == .zipTooLarge)
        #expect(try fault(#"for n in range(11): z.writestr(f"{n}", "")"#) { $0.members = 10 }?.code == .zipTooLarge)
    }

    @Test func `that lies about how much is in it gives out no more than its checksum covers`() throws {
        let path = try make(#"z.writestr("leads.csv", "0" * 100000)"#)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let name = Data("leads.csv".utf8)
        // The size of the unpacked file stands 24 bytes before the name in the central directory, 8 in the local header.
        for range in bytes.ranges(of: name) {
            let isCentral = range.lowerBound > 100
            let place = range.lowerBound - (isCentral ? 22 : 8)
            bytes.replaceSubrange(place..<place + 4, with: [10, 0, 0, 0])
        }
        try bytes.write(to: URL(fileURLWithPath: path))
        let fault = #expect(throws: Fault.self) { try unpack(path) }
        #expect(fault?.code == .zipDamaged)
    }

    @Test func `that is damaged or broken off is refused`() throws {
        let path = try make(#"import os; z.writestr(zipfile.ZipInfo("leads.csv"), os.urandom(100000))"#)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        var damaged = whole
        damaged[50_000] ^= 1
        for bytes in [damaged, whole.prefix(60_000), whole.dropFirst(1_000), Data("PK no zip".utf8)] {
            try bytes.write(to: URL(fileURLWithPath: path))
            let fault = #expect(throws: Fault.self) { try unpack(path) }
            #expect(fault?.code == .zipDamaged)
        }
    }

    @Test func `that is encrypted is refused`() throws {
        let path = try make(#"z.writestr("leads.csv", "secret")"#)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        // The flag of encryption, in the local header and in the central directory.
        bytes[6] |= 1
        let central = try #require(bytes.range(of: Data([0x50, 0x4B, 0x01, 0x02]))?.lowerBound)
        bytes[central + 8] |= 1
        try bytes.write(to: URL(fileURLWithPath: path))
        let fault = #expect(throws: Fault.self) { try unpack(path) }
        #expect(fault?.code == .zipEncrypted)
    }
}
