import Foundation
import Glibc
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `Looking into a store` {
    static let commands = [
        ["lead", "find"], ["lead", "show", "L1"], ["lead", "explain", "L1"], ["recycle", "list"],
        ["recycle", "preview"],
        ["recycle", "explain", "L1"], ["runs", "list"], ["runs", "show", "1"], ["feed", "list"], ["feed", "verify"],
        ["quarantine", "list"], ["db", "dump"], ["doctor"],
    ]

    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1", ["City": "Oslo"]), Setup.lead("2")])
        try bench.sync()
        return bench
    }

    /// Names, sizes and times of what lies in the store's folder.
    private func stand(_ bench: Workbench) throws -> [String] {
        try bench.files("store").map { name in
            let found = try FileManager.default.attributesOfItem(atPath: bench.path("store/" + name))
            return "\(name) \(found[.size] ?? "") \(found[.modificationDate] ?? "")"
        }
    }

    @Test func `needs no right to write there`() throws {
        let bench = try bench()
        chmod(bench.path("store/leadloop.sqlite"), 0o400)
        chmod(bench.path("store"), 0o500)
        defer { chmod(bench.path("store"), 0o700) }
        for command in Self.commands {
            let said = try Program.runUnprivileged(command, in: bench.folder)
            #expect(said.status == 0, "\(command): \(said.all)")
        }
    }

    @Test func `changes nothing and leaves nothing behind`() throws {
        let bench = try bench()
        let before = try stand(bench)
        for command in Self.commands { _ = try Program.run(command, in: bench.folder) }
        #expect(try stand(bench) == before)
    }

    @Test func `goes on while somebody begins to write, and sees it`() throws {
        let bench = try bench()
        let reader = try bench.workspace().openForReading()
        #expect(try reader.leads(matching: LeadFilter()).count == 2)
        let writer = try bench.workspace().openForWriting()
        try writer.remember("a", "b")
        #expect(try reader.fact("a") == "b")
        try writer.checkpoint()
        try writer.remember("a", "c")
        #expect(try reader.fact("a") == "c" && reader.leads(matching: LeadFilter()).count == 2)
    }

    @Test func `sees what was written and done in between, without a right to write there`() throws {
        let bench = try bench()
        let reader = try bench.workspace().openForReading()
        for value in ["b", "c"] {
            do { try bench.workspace().openForWriting().remember("a", value) }
            #expect(try reader.fact("a") == value)
            #expect(!(try bench.files("store").contains { $0.hasSuffix("-shm") }))
        }
    }

    @Test func `sees what a killed writer had acknowledged`() throws {
        let bench = try bench()
        let writer = try bench.workspace().openForWriting()
        try writer.remember("a", "b")
        // As the folder stands after kill -9: the log beside the store.
        for end in ["", "-wal"] {
            try FileManager.default.createDirectory(
                atPath: bench.path("copy"), withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: bench.path("store/leadloop.sqlite" + end), toPath: bench.path("copy/leadloop.sqlite" + end))
        }
        #expect(try LeadStore(at: bench.path("copy/leadloop.sqlite"), for: .read).fact("a") == "b")
    }

    @Test func `says what to do where a writer's log cannot be read, and the doctor does not send one to the doctor`()
        throws
    {
        let bench = try bench()
        do {
            let writer = try bench.workspace().openForWriting()
            try writer.remember("a", "b")
            try FileManager.default.copyItem(
                atPath: bench.path("store/leadloop.sqlite-wal"), toPath: bench.path("kept"))
        }
        try FileManager.default.copyItem(
            atPath: bench.path("kept"), toPath: bench.path("store/leadloop.sqlite-wal"))
        chmod(bench.path("store"), 0o500)
        defer { chmod(bench.path("store"), 0o700) }
        let said = try Program.runUnprivileged(["lead", "find"], in: bench.folder)
        #expect(said.status == 74 && said.talk.contains("may not make"), "\(said.all)")
        #expect(said.talk.contains("leadloop sync") && !said.talk.contains("leadloop doctor"))
        let doctor = try Program.runUnprivileged(["doctor"], in: bench.folder)
        #expect(doctor.status == 1 && doctor.output.contains("✗ store") && !doctor.output.contains("leadloop doctor"))
    }
}

@Suite struct `Personal data` {
    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test func `is readable for its own account only, while it is written and afterwards`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        // In a process of its own, because every test of this one makes files.
        let sync = try Program.start(
            ["sync", "--now", Setup.now], in: bench.folder, through: ["sh", "-c", "umask 022 && exec \"$@\"", "sh"])
        #expect(try sync.wait().status == 0)
        #expect(mode(bench.path("store")) == 0o700)
        let writer = try bench.workspace().openForWriting()
        try writer.remember("a", "b")
        let names = try bench.files("store")
        #expect(names.contains { $0.hasSuffix("-wal") } && names.contains { $0.hasSuffix(".lock") }, "\(names)")
        for name in names { #expect(mode(bench.path("store/" + name)) == 0o600, "\(name)") }
        let said = try Program.run(["doctor"], in: bench.folder)
        #expect(!said.output.contains("other accounts"), "\(said.all)")
    }

    @Test func `that others can read is told of by the doctor`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        chmod(bench.path("store"), 0o755)
        chmod(bench.path("store/leadloop.sqlite"), 0o644)
        let said = try Program.run(["doctor"], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(said.output.contains("! store rights: other accounts can read store/leadloop.sqlite"), "\(said.all)")
        // From anywhere, with the whole path.
        let elsewhere = try Program.run(["doctor", "--config", bench.path("config")], in: "/")
        #expect(elsewhere.output.contains("chmod 700 \(bench.path("store"));"), "\(elsewhere.all)")
        // A folder that nobody else gets through protects what is in it.
        chmod(bench.path("store"), 0o700)
        #expect(!(try Program.run(["doctor"], in: bench.folder)).output.contains("other accounts"))
    }
}

@Suite struct `The doctor` {
    @Test func `names the version of every library in use`() throws {
        let bench = try Workbench()
        let said = try Program.run(["doctor"], in: bench.folder).output
        for library in [
            "SQLite", "zstd", "libxml2", "simdjson", "zlib", "libphonenumber", "protobuf", "RE2", "libidn2",
            "libcrypto",
            "libcurl",
        ] {
            #expect(
                said.replacing("\n    ", with: " ").contains(try Regex("\(library) [0-9]+\\.[0-9]+")),
                "\(library): \(said)")
        }
    }
}
