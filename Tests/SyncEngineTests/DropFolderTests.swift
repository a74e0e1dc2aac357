import Foundation
import Glibc
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// What becomes of files that are put into a folder of this machine.
@Suite struct `A dropped file` {
    private static let days = ["2026-10-01T06:00:00Z", "2026-10-02T06:00:00Z", "2026-10-03T06:00:00Z"]

    /// A bench whose source `crm` says more of its files.
    private func bench(_ words: String, files: String = "leads*.csv") throws -> Workbench {
        let bench = try Workbench()
        try bench.remove("config/sources/web.yaml")
        try bench.write("config/survivorship.yaml", "default: most recent\nsources: [crm]\n")
        try bench.write(
            "config/sources/crm.yaml",
            """
            source: crm
            connector: files
            folder: inbox
            role: crm
            \(words)
            streams:
              leads: { mapping: crm-lead, files: "\(files)", format: csv }

            """)
        return bench
    }

    private func age(_ bench: Workbench, _ name: String, _ seconds: Double) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: bench.path("inbox/\(name)"))
    }

    private func leads(_ bench: Workbench) throws -> Set<String> {
        Set(try bench.leads().compactMap { $0.text(.email) })
    }

    @Test func `that was changed just now waits, and is told without failing anything`() throws {
        let bench = try bench("ready: { stable: 2m }")
        try bench.deliver("leads-1.csv", [Setup.lead("1")])
        try bench.deliver("leads-2.csv", [Setup.lead("2")])
        try age(bench, "leads-1.csv", 300)
        let report = try #require(try bench.sync().first)
        #expect(report.outcome == .succeeded && report.counts.inserted == 1)
        let warning = try #require(report.warnings.first { $0.code == .fileNotReady })
        #expect(warning.origin?.file.hasSuffix("leads-2.csv") == true && warning.summary.contains("from 20"))
        let said = try Program.run(["sync"], in: bench.folder)
        #expect(said.status == 0 && said.unfolded.contains("the file is not ready"), "\(said.all)")
        try age(bench, "leads-2.csv", 300)
        #expect(try bench.sync(Self.days[1]).first?.counts.inserted == 1)
    }

    @Test func `waits for its marker, and is moved away with it`() throws {
        let bench = try bench("ready: { marker: \"{name}.done\" }\nafter: { archive: done }", files: "leads*")
        try bench.deliver("leads-1.csv", [Setup.lead("1")])
        #expect(try bench.sync().first?.counts.read == 0)
        #expect(try bench.files("inbox") == ["leads-1.csv"])
        try bench.write("inbox/leads-1.csv.done", "")
        let report = try #require(try bench.sync(Self.days[1]).first)
        #expect(report.outcome == .succeeded && report.counts.inserted == 1, "\(report)")
        #expect(try bench.files("inbox") == ["done"])
        #expect(try bench.files("inbox/done") == ["leads-1.csv", "leads-1.csv.done"])
        #expect(try bench.sync(Self.days[2]).first?.counts.read == 0)
    }

    @Test func `that is not read to its end stays where it is`() throws {
        let bench = try bench("after: { archive: done }")
        let whole = Setup.csv(Setup.columns(of: "leads"), [Setup.lead("1"), Setup.lead("2")])
        try bench.write("inbox/leads-1.csv", String(whole.dropLast(20)))
        try bench.deliver("leads-2.csv", [Setup.lead("3")])
        #expect(try bench.sync().first?.outcome == .failed)
        #expect(try bench.files("inbox") == ["done", "leads-1.csv"])
        // The upload that was half comes whole.
        try bench.write("inbox/leads-1.csv", whole)
        let report = try #require(try bench.sync(Self.days[1]).first)
        #expect(report.outcome == .succeeded && report.counts.inserted == 1 && report.counts.read == 2, "\(report)")
        #expect(try bench.files("inbox/done") == ["leads-1.csv", "leads-2.csv"])
        #expect(try leads(bench).count == 3)
    }

    @Test func `that two streams read is moved when both have`() throws {
        let bench = try bench("after: { archive: done }")
        try bench.edit(
            "config/sources/crm.yaml", "streams:\n",
            "streams:\n  contacts: { mapping: crm-contact, files: \"leads-9*.csv\", format: xml }\n")
        try bench.deliver("leads-1.csv", [Setup.lead("1")])
        try bench.deliver("leads-9.csv", [Setup.lead("9")])
        // It is no XML.
        let report = try #require(try bench.sync().first)
        #expect(report.outcome == .failed, "\(report)")
        #expect(try bench.files("inbox") == ["done", "leads-9.csv"])
    }

    @Test func `that came before and lies there under another name is read once, and moved away`() throws {
        let bench = try bench("after: { archive: done }")
        try bench.deliver("leads-1.csv", [Setup.lead("1")])
        try bench.sync()
        try bench.deliver("leads-2.csv", [Setup.lead("1")])
        let report = try #require(try bench.sync(Self.days[1]).first)
        #expect(report.counts.read == 0 && report.files.map(\.isKept) == [true])
        #expect(try bench.files("inbox/done") == ["leads-1.csv", "leads-2.csv"])
    }

    @Test func `that was changed last is read last where that is said`() throws {
        let bench = try bench("order: modified")
        for (name, seconds) in [("leads-a.csv", 10.0), ("leads-b.csv", 30), ("leads-c.csv", 20)] {
            try bench.deliver(name, [Setup.lead(name)])
            try age(bench, name, seconds)
        }
        let names = try bench.sync().first?.files.map { ($0.path as NSString).lastPathComponent }
        #expect(names == ["leads-b.csv", "leads-c.csv", "leads-a.csv"])
    }

    @Test func `is refused as a whole where its manifest says otherwise`() throws {
        let bench = try bench("ready: { manifest: \"{name}.manifest.json\" }\nafter: { archive: done }")
        let rows = [Setup.discarded("1"), Setup.discarded("2")]
        try bench.deliver("leads-1.csv", rows)
        try bench.write("inbox/leads-1.csv.manifest.json", #"{ "rows": 3 }"#)
        let report = try #require(try bench.sync().first)
        #expect(report.outcome == .failed && report.notes.map(\.code) == [.fileManifest], "\(report)")
        #expect(report.notes.first?.summary == "the file has 2 records, and its manifest says 3")
        #expect(report.counts.read == 2 && report.counts.held == 2)
        #expect(try leads(bench).isEmpty && bench.feedLines().isEmpty)
        #expect(try bench.count("SELECT count(*) FROM unread_export WHERE released_run IS NULL") == 1)
        #expect(try bench.files("inbox") == ["leads-1.csv", "leads-1.csv.manifest.json"])

        let other = String(repeating: "a", count: 64)
        try bench.write("inbox/leads-1.csv.manifest.json", #"{ "rows": 2, "sha256": "\#(other)" }"#)
        let second = try #require(try bench.sync(Self.days[1]).first)
        #expect(second.notes.map(\.code) == [.fileManifest] && second.counts.read == 0)

        let sum = try Program.shell("sha256sum", bench.path("inbox/leads-1.csv"))
        try bench.write("inbox/leads-1.csv.manifest.json", sum)
        let third = try #require(try bench.sync(Self.days[2]).first)
        #expect(third.outcome == .succeeded && third.counts.inserted == 2, "\(third)")
        #expect(try bench.count("SELECT count(*) FROM unread_export WHERE released_run IS NULL") == 0)
        #expect(try bench.files("inbox/done") == ["leads-1.csv", "leads-1.csv.manifest.json"])
    }

    @Test func `that is a link, a FIFO or a device is refused, and hurts none beside it`() throws {
        let bench = try bench("")
        try bench.deliver("leads-9.csv", [Setup.lead("9")])
        try FileManager.default.createSymbolicLink(
            atPath: bench.path("inbox/leads-1.csv"), withDestinationPath: "leads-9.csv")
        #expect(mkfifo(bench.path("inbox/leads-2.csv"), 0o600) == 0)
        let report = try #require(try bench.sync().first)
        #expect(report.notes.map(\.code) == [.fileNotRegular, .fileNotRegular] && report.counts.inserted == 1)
    }

    // MARK: Archives

    private func pack(_ bench: Workbench, _ archive: String, _ members: [(name: String, rows: [Row])]) throws {
        for (name, rows) in members { try bench.write("packing/\(name)", Setup.csv(Setup.columns(of: "leads"), rows)) }
        _ = try Program.shell(
            "sh", "-ec",
            """
            cd '\(bench.path("packing"))'
            python3 -c 'import sys, zipfile
            z = zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED)
            for n in sys.argv[2:]: z.write(n)
            z.close()' '\(bench.path("inbox/\(archive)"))' \(members.map(\.name).joined(separator: " "))
            """)
        try bench.remove("packing")
    }

    @Test func `that is an archive brings every file in it`() throws {
        let bench = try bench("after: { archive: done }", files: "export*.zip/leads*.csv")
        try pack(
            bench, "export-1.zip",
            [("leads-1.csv", [Setup.lead("1")]), ("other.txt", []), ("sub/leads-2.csv", [Setup.lead("2")])])
        try bench.deliver("leads-3.csv", [Setup.lead("3")])
        let report = try #require(try bench.sync().first)
        #expect(report.outcome == .succeeded && report.counts.inserted == 2, "\(report)")
        #expect(
            report.files.map(\.path)
                == ["leads-1.csv", "sub/leads-2.csv"].map { bench.path("inbox/export-1.zip/\($0)") })
        #expect(try bench.files("inbox") == ["done", "leads-3.csv"] && bench.files("store/spool/crm").isEmpty)
        // The same archive again.
        try FileManager.default.copyItem(
            atPath: bench.path("inbox/done/export-1.zip"), toPath: bench.path("inbox/export-1.zip"))
        #expect(try bench.sync(Self.days[1]).first?.counts.read == 0)
        #expect(try bench.files("inbox/done") == ["export-1.2.zip", "export-1.zip"])
    }

    @Test func `that is an archive which cannot be read is unread until it comes whole`() throws {
        let bench = try bench("", files: "export*.zip")
        try pack(
            bench, "export-1.zip", [("leads-1.csv", [Setup.discarded("1")]), ("leads-2.csv", [Setup.discarded("2")])])
        let whole = try Data(contentsOf: URL(fileURLWithPath: bench.path("inbox/export-1.zip")))
        try bench.write("inbox/export-1.zip", bytes: Array(whole.dropLast(30)))
        let report = try #require(try bench.sync().first)
        #expect(report.notes.map(\.code) == [.zipDamaged])
        #expect(try bench.count("SELECT count(*) FROM unread_export WHERE released_run IS NULL") == 1)
        try bench.write("inbox/export-1.zip", bytes: Array(whole))
        let second = try #require(try bench.sync(Self.days[1]).first)
        #expect(second.outcome == .succeeded && second.counts.inserted == 2, "\(second)")
        #expect(try bench.count("SELECT count(*) FROM unread_export WHERE released_run IS NULL") == 0)
    }

    @Test func `that is an archive with a manifest is compared with it`() throws {
        let bench = try bench("ready: { manifest: \"{stem}.json\" }", files: "export*.zip")
        try pack(bench, "export-1.zip", [("leads-1.csv", [Setup.lead("1")])])
        try bench.write("inbox/export-1.json", #"{ "rows": 2 }"#)
        #expect(try bench.sync().first?.notes.map(\.code) == [.fileManifest])
        try bench.write("inbox/export-1.json", #"{ "rows": 1 }"#)
        #expect(try bench.sync(Self.days[1]).first?.counts.inserted == 1)
        try pack(bench, "export-2.zip", [("leads-2.csv", [Setup.lead("2")]), ("leads-3.csv", [Setup.lead("3")])])
        try bench.write("inbox/export-2.json", #"{ "rows": 2 }"#)
        let report = try #require(try bench.sync(Self.days[2]).first)
        #expect(report.notes.map(\.code) == [.fileManifest] && report.counts.read == 0)
    }

    @Test func `is looked for in the archive, too, when a person is erased`() throws {
        let bench = try bench("after: { archive: done }")
        try bench.deliver("leads-1.csv", [Setup.lead("1")])
        try bench.sync()
        let said = try Program.run(["lead", "erase", "crm:1", "--yes"], in: bench.folder)
        #expect(said.status == 0 && said.unfolded.contains("inbox/done/leads-1.csv"), "\(said.all)")
    }

    @Test func `is checked before a run as it would be read, and stays`() throws {
        let bench = try bench(
            "ready: { marker: \"{name}.done\" }\nafter: { archive: done }", files: "export*.zip/leads*")
        try pack(bench, "export-1.zip", [("leads-1.csv", [Setup.lead("1"), Setup.lead("2")]), ("other.csv", [])])
        let said = try Program.run(["source", "check", "--output", "ndjson"], in: bench.folder)
        #expect(said.status == 0 && said.output.contains("export-1.zip/leads-1.csv"), "\(said.all)")
        #expect(!said.output.contains("other.csv"))
        #expect(try bench.files("inbox") == ["export-1.zip"])
        #expect(!FileManager.default.fileExists(atPath: bench.path("store/spool/crm-looked-at")))
    }

    // MARK: What may be written

    @Test(arguments: [
        ("ready: { marker: done }", "which file belongs to which"), ("ready: { stable: soon }", "no length of time"),
        ("ready: { stable: 30s, marker: \"{name}.done\" }", "marker"), ("after: { archive: . }", "no other folder"),
        ("login: { user: u, password: env:P }", "another machine"), ("order: size", "order"),
        ("host-key: SHA256:x", "another machine"), ("ready: {}", "ready"),
    ]) func `is declared in words that are refused where they make no sense`(words: String, about: String) throws {
        let bench = try bench(words)
        let said = try Program.run(["config", "check"], in: bench.folder)
        #expect(said.status == 78 && said.unfolded.contains(about), "\(said.all)")
    }
}

extension Program {
    /// What another program says on its output.
    static func shell(_ words: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(words)")
        return String(decoding: said, as: UTF8.self)
    }
}
