import Failpoints
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// Runs that fetch exports from real OpenSSH and FTP servers on this machine.
@Suite(.serialized) struct `A source on another machine` {
    private static let days = [
        "2026-10-01T06:00:00Z", "2026-10-02T06:00:00Z", "2026-10-03T06:00:00Z", "2026-10-04T06:00:00Z",
    ]

    private func bench(
        _ host: FileHost, _ words: String = "ready: { stable: 10s }", by port: Int? = nil, files: String = "leads*.csv"
    ) throws -> Workbench {
        let bench = try Workbench()
        try bench.remove("config/sources/web.yaml")
        try bench.write("config/survivorship.yaml", "default: most recent\nsources: [crm]\n")
        try bench.write(
            "config/sources/crm.yaml",
            """
            source: crm
            connector: files
            role: crm
            address: "\(host.address(by: port))"
            \(try host.access())
            \(words)
            streams:
              leads: { mapping: crm-lead, files: "\(files)", format: csv }

            """)
        return bench
    }

    private func csv(_ rows: [Row]) -> String { Setup.csv(Setup.columns(of: "leads"), rows) }

    private func spool(_ bench: Workbench) throws -> [String] {
        FileManager.default.fileExists(atPath: bench.path("store/spool/crm")) ? try bench.files("store/spool/crm") : []
    }

    @Test(arguments: FileHost.Speech.allCases)
    func `is read once, and what is new the next time`(speech: FileHost.Speech) throws {
        guard let host = try FileHost(speech) else { return }
        let bench = try bench(host)
        try host.write("leads-1.csv", csv([Setup.lead("1")]))
        try host.write("leads-2.csv", csv([Setup.lead("2")]), secondsAgo: 1)
        let report = try #require(try bench.sync(Self.days[0]).first)
        #expect(report.outcome == .succeeded && report.counts.inserted == 1, "\(report)")
        #expect(report.files.map(\.path) == ["\(host.address())/leads-1.csv"])
        #expect(report.warnings.map(\.code) == [.fileNotReady])
        #expect(try spool(bench).isEmpty)

        try host.write("leads-2.csv", csv([Setup.lead("2")]), secondsAgo: 600)
        let second = try #require(try bench.sync(Self.days[1]).first)
        #expect(second.counts.read == 1 && second.counts.inserted == 1)
        #expect(second.files.map(\.isKept) == [true, false])

        // The same name, other bytes; and the same bytes under another name.
        try host.write("leads-1.csv", csv([Setup.lead("1"), Setup.lead("3")]), secondsAgo: 500)
        try host.write("leads-4.csv", csv([Setup.lead("2")]), secondsAgo: 500)
        let third = try #require(try bench.sync(Self.days[2]).first)
        #expect(third.counts.inserted == 1 && third.counts.unchanged == 1 && third.counts.read == 2, "\(third)")
        #expect(third.files.map(\.isKept) == [false, true, true])
        #expect(try bench.sync(Self.days[3]).first?.files.map(\.isKept) == [true, true, true])
    }

    @Test(arguments: [FileHost.Speech.sftp, .ftp])
    func `that shows a file as it was read is not asked for it again`(speech: FileHost.Speech) throws {
        guard let host = try FileHost(speech) else { return }
        let bench = try bench(host)
        try host.write("leads-1.csv", csv([Setup.lead("1")]))
        let path = host.path("leads-1.csv")
        let changed = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
        #expect(try bench.sync(Self.days[0]).first?.counts.inserted == 1)
        // Nobody could tell but by fetching it.
        try host.write("leads-1.csv", csv([Setup.lead("2")]))
        try FileManager.default.setAttributes(
            [.modificationDate: try #require(changed)], ofItemAtPath: path)
        let report = try #require(try bench.sync(Self.days[1]).first)
        #expect(report.files.map(\.isKept) == [true] && report.counts.read == 0, "\(report)")
        // Another mapping understands it in another way.
        try bench.edit("mappings/crm-lead.yaml", "  company: Company\n", "  title: Company\n")
        #expect(try bench.sync(Self.days[2]).first { $0.source == "crm" }?.files.map(\.isKept) == [false])
    }

    @Test(arguments: FileHost.Speech.allCases)
    func `says who it is before anything is read of it, and shows what lies there`(speech: FileHost.Speech) throws {
        guard let host = try FileHost(speech) else { return }
        let bench = try bench(host)
        try host.write("leads-1.csv", csv([Setup.lead("1"), Setup.lead("2")]))
        let check = try Program.run(["source", "check", "crm"], in: bench.folder)
        #expect(check.status == 0 && check.output.contains("leads-1.csv"), "\(check.all)")
        switch speech {
        case .sftp:
            let key = try host.text("fingerprint").split(separator: "\n")[0]
            #expect(check.output.contains("host key: \(key)"), "\(check.all)")
        case .ftp: #expect(check.output.contains("address: 127.0.0.1"), "\(check.all)")
        default: #expect(check.output.contains("certificate: of "), "\(check.all)")
        }
        #expect(!check.output.contains("clock:") && !check.output.contains("requests made"))
        let sample = try Program.run(
            ["source", "sample", "crm", "--stream", "leads", "--keep", "kept.csv"], in: bench.folder)
        #expect(sample.status == 0 && sample.output.contains("Email"), "\(sample.all)")
        #expect(
            try String(contentsOfFile: bench.path("kept.csv"), encoding: .utf8)
                == csv([Setup.lead("1"), Setup.lead("2")]))
        let rights = try FileManager.default.attributesOfItem(atPath: bench.path("kept.csv"))[.posixPermissions]
        #expect(rights as? Int == 0o600)
        #expect(try spool(bench).isEmpty && host.names() == ["leads-1.csv"])
    }

    @Test(arguments: [FileHost.Speech.sftp, .ftp])
    func `is tidied up once all of it is in the store`(speech: FileHost.Speech) throws {
        guard let host = try FileHost(speech) else { return }
        let bench = try bench(host, "ready: { manifest: \"{name}.json\" }\nafter: { archive: done }")
        try host.write("leads-1.csv", csv([Setup.lead("1")]))
        try host.write("leads-1.csv.json", #"{ "rows": 1 }"#)
        try host.write("leads-2.csv", csv([Setup.lead("2")]))
        try host.write("leads-2.csv.json", #"{ "rows": 2 }"#)
        let report = try #require(try bench.sync(Self.days[0]).first)
        #expect(report.counts.inserted == 1 && report.notes.map(\.code) == [.fileManifest], "\(report)")
        #expect(try host.names() == ["done", "leads-2.csv", "leads-2.csv.json"])
        #expect(try host.names(in: "done") == ["leads-1.csv", "leads-1.csv.json"])
        #expect(try spool(bench).isEmpty)
    }

    @Test func `whose files stay if the run dies before they are committed`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let bench = try bench(host, "ready: { stable: 10s }\nafter: { archive: done }")
        try host.write("leads-1.csv", csv([Setup.lead("1")]))
        try Program.run(["sync"], in: bench.folder, dyingAt: .pagesTaken)
        #expect(try host.names() == ["leads-1.csv"])
        #expect(try bench.sync(Self.days[1]).first?.outcome == .succeeded)
        #expect(try host.names() == ["done"] && spool(bench).isEmpty && bench.leads().count == 1)
    }

    @Test func `is gone on with in the middle of a file`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let filling = String(repeating: "x", count: 400)
        try host.write("leads-1.csv", csv((0..<6_000).map { Setup.lead("\($0)", ["Company": "\(filling) \($0)"]) }))
        let proxy = try Server("meddling_proxy", ["\(host.port)", "1000000", "cut"])
        let bench = try bench(host, "ready: { stable: 10s }\nlimits: { attempts: 1 }", by: proxy.port)
        let broken = try #require(try bench.sync(Self.days[0]).first)
        #expect(broken.outcome == .failed && broken.counts.read == 0, "\(broken)")
        #expect(broken.notes.allSatisfy { $0.origin?.file == "\(host.address(by: proxy.port))/leads-1.csv" })
        #expect(try !spool(bench).isEmpty)
        let whole = try #require(try bench.sync(Self.days[1]).first)
        #expect(whole.outcome == .succeeded && whole.counts.inserted == 6_000, "\(whole)")
        #expect(try spool(bench).isEmpty)
        #expect(try bench.count("SELECT count(*) FROM unread_export WHERE released_run IS NULL") == 0)
    }

    @Test func `whose file grows while it is fetched is read when it has done`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let rows = (0..<3_000).map { Setup.lead("\($0)", ["Company": String(repeating: "y", count: 400)]) }
        try host.write("leads-1.csv", csv(rows))
        let proxy = try Server("meddling_proxy", ["\(host.port)", "500000", "append:\(host.path("leads-1.csv"))"])
        let bench = try bench(host, by: proxy.port)
        let report = try #require(try bench.sync(Self.days[0]).first)
        #expect(report.outcome == .succeeded && report.counts.read == 0, "\(report)")
        #expect(report.warnings.map(\.code) == [.fileNotReady])
        #expect(try spool(bench).isEmpty)
    }

    @Test func `that is not let in stops itself and no other, and shows no secret`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let bench = try bench(host)
        try bench.edit(
            "config/sources/crm.yaml", try host.text("fingerprint"), "SHA256:" + String(repeating: "A", count: 43))
        try bench.write("config/sources/web.yaml", Setup.web)
        try bench.write("config/survivorship.yaml", "default: most recent\nsources: [crm, web]\n")
        try bench.deliver("prospects.csv", [Setup.prospect("1", ["Email": "a@example.com"])])
        let said = try Program.run(["sync"], in: bench.folder)
        #expect(said.status == 77, "\(said.all)")
        let fingerprint = try host.text("fingerprint")
        #expect(said.unfolded.contains("[ssh.host-changed]") && said.unfolded.contains(fingerprint))
        #expect(try bench.leads().count == 1)
    }

    @Test func `is checked before a run by its last file`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let bench = try bench(host)
        for name in ["leads-1.csv", "leads-2.csv"] { try host.write(name, csv([Setup.lead("1")])) }
        let said = try Program.run(["source", "check", "--output", "ndjson"], in: bench.folder)
        #expect(
            said.status == 0 && said.output.contains("leads-2.csv") && !said.output.contains("leads-1.csv"),
            "\(said.all)")
        #expect(try bench.files("store/spool") == [])
    }

    /// Its connections are closed while the process ends.
    @Test func `lets a process end well that has asked it, each time`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let bench = try bench(host)
        try host.write("leads-1.csv", csv([Setup.lead("1")]))
        for _ in 0..<20 {
            let checks = try (0..<3).map { _ in try Program.start(["source", "check", "crm"], in: bench.folder) }
            let said = try checks.map { try $0.wait() }
            #expect(said.allSatisfy { $0.status == 0 }, "\(said.map(\.status))")
        }
    }

    @Test func `brings archives as well`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let bench = try bench(host, files: "*.zip/leads*.csv")
        try host.write("leads-1.csv", csv([Setup.lead("1")]))
        _ = try Program.shell(
            "sh", "-ec",
            "cd '\(host.folder)' && python3 -m zipfile -c export.zip leads-1.csv && touch -d '1 hour ago' export.zip")
        let report = try #require(try bench.sync(Self.days[0]).first)
        #expect(report.counts.inserted == 1 && report.files.map(\.path) == ["\(host.address())/export.zip/leads-1.csv"])
        #expect(try bench.sync(Self.days[1]).first?.files.map(\.isKept) == [true])
        #expect(try spool(bench).isEmpty)
    }

    @Test(arguments: [
        ("address: \"https://host/out\"", "no folder that can be fetched"),
        ("address: \"sftp://user:secret@host/out\"", "no folder that can be fetched"),
        ("address: \"sftp://host/out\"\nfolder: inbox", "address"),
        ("address: \"sftp://host/out\"\nlogin: { user: u }", "neither 'password' nor 'key'"),
        ("address: \"sftp://host/out\"\nlogin: { user: u, password: hunter2 }", "no reference to a secret"),
        ("address: \"sftp://host/out\"\nlogin: { user: u, key: env:KEY }", "'key' is a file"),
        ("address: \"sftp://host/out\"\nencryption: none", "a matter of 'ftp:'"),
        ("address: \"ftps://host/out\"\nhost-key: SHA256:x", "a matter of SFTP"), ("role: crm", "address"),
    ]) func `is declared in words that are refused where they make no sense`(words: String, about: String) throws {
        let bench = try Workbench()
        try bench.write(
            "config/sources/crm.yaml",
            """
            source: crm
            connector: files
            \(words.contains("role") ? "" : "role: crm")
            \(words)
            streams: { leads: { mapping: crm-lead, files: "leads*.csv" } }

            """)
        let said = try Program.run(["config", "check"], in: bench.folder)
        #expect(said.status == 78 && said.unfolded.contains(about), "\(said.all)")
        #expect(!said.all.contains("hunter2") && !said.all.contains("secret@"))
    }
}
