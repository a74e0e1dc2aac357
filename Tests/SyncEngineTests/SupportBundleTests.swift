import Foundation
import Glibc
import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `A bundle for support` {
    private static let person = ["Quetzalina", "Canarysson", "quetzalina@canarysson.example", "+31655512345"]
    private static let secret = "tok-7Hq9wQuetzal"

    /// A workspace that has people and secrets wherever there is room for them.
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        let person = SupportBundleTests.person
        try bench.deliver(
            "leads.csv",
            [
                Setup.discarded(
                    "1", ["First": person[0], "Last": person[1], "Email": person[2], "Phone": person[3]]),
                Setup.discarded("2", ["Email": "", "Last": ""]),
                Setup.discarded("\(person[2]) \(person[3])", ["Modified": person[1]]),
            ])
        try bench.edit(
            "mappings/crm-lead.yaml", "record: lead",
            """
            # asks \(person[2])
            record: lead
            tests:
              - name: \(person[0]) is read
                record: { Id: "1", Status: Closed, Email: \(person[2]), Last: \(person[1]) }
                expect: { email: \(person[2]), last-name: \(person[1]) }
            """)
        try bench.write(
            "config/sources/shop.yaml",
            """
            source: shop
            connector: http
            role: marketing
            address: https://127.0.0.1:1/\(person[1])/\(SupportBundleTests.secret)
            auth: { bearer: env:QUETZAL_TOKEN }
            streams:
              people: { mapping: web-prospect, request: { get: "/people?key=\(SupportBundleTests.secret)", headers: { X-Key: \(SupportBundleTests.secret) } }, format: { json: { records: data } } }

            """)
        return bench
    }

    private typealias SupportBundleTests = `A bundle for support`

    private func sync(_ bench: Workbench) throws {
        let said = try Program.run(
            ["sync", "--now", Setup.now], in: bench.folder,
            surroundings: ["QUETZAL_TOKEN": SupportBundleTests.secret])
        try #require(said.status != 64, "\(said.all)")
    }

    private func texts(_ bench: Workbench, _ folder: String = "bundle") throws -> [String: String] {
        let said = try Program.run(
            ["support-bundle", "--out", folder], in: bench.folder,
            surroundings: ["QUETZAL_TOKEN": SupportBundleTests.secret, "HOME": bench.folder])
        try #require(said.status == 0, "\(said.all)")
        return try Dictionary(
            uniqueKeysWithValues: FileManager.default.contentsOfDirectory(atPath: bench.path(folder)).map {
                ($0, try bench.text("\(folder)/\($0)"))
            })
    }

    @Test func `holds no person and no secret, wherever they stand`() throws {
        let bench = try bench()
        try sync(bench)
        try #require(bench.dump().contains { $0.contains(SupportBundleTests.person[2]) }, "nobody was stored")
        _ = try Program.run(
            ["schedule", "pause", "crm", "--because", "\(SupportBundleTests.person[0]) is away"], in: bench.folder)
        let texts = try texts(bench)
        let words = SupportBundleTests.person + [SupportBundleTests.secret]
        for (name, text) in texts {
            for word in words {
                let base64 = Data(word.utf8).base64EncodedString().prefix { $0 != "=" }.dropLast()
                for form in [word, String(base64), word.replacing("@", with: "%40"), word.filter(\.isLetter)]
                where form.count > 5 {
                    #expect(!text.lowercased().contains(form.lowercased()), "\(form) is in \(name)")
                }
            }
            #expect(!text.contains(bench.folder), "the home is in \(name)")
        }
    }

    @Test func `tells what somebody who helps asks for`() throws {
        let bench = try bench()
        try sync(bench)
        _ = try Program.run(["schedule", "pause", "crm", "--because", "fields"], in: bench.folder)
        let texts = try texts(bench)
        #expect(
            Set(texts.keys) == [
                "machine.txt", "doctor.txt", "configuration.txt", "store.txt", "runs.csv", "metrics.txt",
            ])
        let configuration = try #require(texts["configuration.txt"])
        for line in [
            "config/sources/crm.yaml, ", "  4\trole\tcrm\n", "auth.bearer\tenv:QUETZAL_TOKEN\n",
            "  2\tsource\tshop\n".replacing("  2", with: "  1"), "recycling.reasons.timing.after\t90d\n",
            "tests\t1 left out\n",
        ] { #expect(configuration.contains(line), "\(line)\n\(configuration)") }
        let store = try #require(texts["store.txt"])
        #expect(store.contains("table\tlead\t") && store.contains("file\tSTORE\t"), "\(store)")
        #expect(store.contains("paused\tsource crm") || store.contains("paused\t"), "\(store)")
        let runs = try #require(texts["runs.csv"]?.split(separator: "\n"))
        #expect(runs.count >= 3 && runs[0].hasPrefix("run,source,began,"))
        #expect(texts["doctor.txt"]?.contains("✓ mapping tests") == true || texts["doctor.txt"]?.contains("✗") == true)
        #expect(texts["metrics.txt"]?.contains("leadloop_quarantine_records ") == true)
        #expect(texts["machine.txt"]?.contains("SQLite 3.") == true)
    }

    @Test func `gives one text one number, in all files`() throws {
        let bench = try Workbench()
        let lines = try #require(texts(bench)["configuration.txt"]).split(separator: "\n")
        let folders = lines.filter { $0.contains("\tfolder\t") }.compactMap { $0.split(separator: "\t").last }
        #expect(folders.count == 2 && Set(folders).count == 1, "\(folders)")
        #expect(folders[0].contains("(5 letters)"))
    }

    @Test func `is made of what is there, and says what is not`() throws {
        let bench = try bench()
        let none = try texts(bench)
        #expect(none["store.txt"]?.contains("store.missing") == true && none["runs.csv"] == nil, "\(none)")
        try bench.write("config/feeds/nurture.yaml", "feed: nurture\nselectt: { \(SupportBundleTests.person[0]): 1 }\n")
        try bench.write("config/feeds/other.yaml", "feed: [\n \(SupportBundleTests.person[0])\n")
        let broken = try texts(bench, "second")
        let told = try #require(broken["configuration.txt"])
        #expect(told.contains("finding: config/feeds/nurture.yaml:2:1: config.unknown-key"), "\(told)")
        #expect(told.contains("config.not-yaml") || told.contains("config/feeds/other.yaml:"), "\(told)")
        #expect(broken.values.allSatisfy { !$0.contains(SupportBundleTests.person[0]) })
    }

    @Test func `is for this account alone, and never written over something`() throws {
        let bench = try Workbench()
        _ = try texts(bench)
        var status = stat()
        try #require(stat(bench.path("bundle"), &status) == 0)
        #expect(status.st_mode & 0o077 == 0)
        try #require(stat(bench.path("bundle/machine.txt"), &status) == 0)
        #expect(status.st_mode & 0o077 == 0)
        let again = try Program.run(["support-bundle", "--out", "bundle"], in: bench.folder)
        #expect(again.status != 0 && again.unfolded.contains("there is something of that name already"), "\(again.all)")
        let nowhere = try Program.run(["support-bundle", "--out", "no/such/folder"], in: bench.folder)
        #expect(nowhere.unfolded.contains("could not be made: No such file or directory"), "\(nowhere.all)")
    }
}
