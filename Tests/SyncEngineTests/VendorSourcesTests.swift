import Connectors
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// The sources that are shipped, each against a server that plays its vendor: two days, with an error in the middle of each.
@Suite(.serialized) struct `A shipped source` {
    /// What is to come of one vendor's two days.
    struct Vendor: Sendable, CustomTestStringConvertible {
        var name: String
        /// Texts of its file in the place of which others stand here.
        var changes: [(String, String)] = []
        var secrets: [String]
        /// People there are after the first day, and after the second.
        var people: (first: Int, second: Int)
        /// What is true of some of them: `1 discarded timing opted-out`.
        var first: Set<String>
        var second: Set<String>
        /// Records that the second day's pull reads.
        var news: Int
        /// The vendor's faults that a run gets over, and those that stop it, with their codes.
        var passing: [String]
        var stopping: [(fault: String, code: FaultCode)]
        var testDescription: String { name }
    }

    static let vendors = [
        Vendor(
            name: "pipedrive", secrets: ["PIPEDRIVE_TOKEN"], people: (230, 231),
            first: ["1 opportunity", "2 opportunity", "3 lost other", "6 opted-out", "7 won"],
            second: ["1 lost other opted-out", "2", "5 won"], news: 6, passing: ["throttle", "error"],
            stopping: [("body", .jsonErrorBody)]),
        Vendor(
            name: "salesforce", secrets: ["SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"], people: (230, 230),
            first: ["1 working", "2 assigned", "6 assigned opted-out", "8 discarded timing"],
            second: ["1 working opted-out", "2 assigned gone", "5 sales-qualified"], news: 6,
            passing: ["throttle", "expired"],
            stopping: [("error", .httpStatus)]),
        Vendor(
            name: "mailchimp", secrets: ["MAILCHIMP_KEY"], people: (1_130, 1_131),
            first: ["1 nurturing", "6 opted-out", "7 bounced", "8 gone"],
            second: ["1 nurturing opted-out", "2 nurturing gone"], news: 4,
            passing: ["throttle", "error"], stopping: []),
        Vendor(
            name: "activecampaign", secrets: ["ACTIVECAMPAIGN_KEY"], people: (230, 231),
            first: ["6 opted-out", "7 bounced"], second: ["1 opted-out", "5 gone"], news: 3,
            passing: ["throttle", "error"],
            stopping: [("html", .httpNotData)]),
        Vendor(
            name: "mautic", secrets: ["MAUTIC_CLIENT_ID", "MAUTIC_CLIENT_SECRET"], people: (400, 401),
            first: ["6 opted-out", "7 bounced"], second: ["1 opted-out"], news: 400,
            passing: ["throttle", "error", "expired"], stopping: []),
        Vendor(
            name: "pardot", changes: [("https://your-domain.my.salesforce.com", "{server}")],
            secrets: ["SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"], people: (230, 231),
            first: ["1 marketing-qualified", "2 nurturing", "6 nurturing opted-out", "7 marketing-qualified bounced"],
            second: ["1 marketing-qualified opted-out", "2 nurturing gone", "5 sales-qualified"], news: 4,
            passing: ["throttle", "expired"],
            stopping: [("error", .httpStatus)]),
        Vendor(
            name: "hubspot", secrets: ["HUBSPOT_TOKEN"], people: (230, 230),
            first: [
                "1 assigned", "2 sales-accepted", "6 sales-accepted opted-out", "7 opportunity", "8 discarded timing",
            ],
            second: ["1 assigned opted-out", "2 sales-accepted gone", "5 opportunity", "7 lost"], news: 11,
            passing: ["throttle", "gateway"], stopping: [("error", .httpStatus)]),
        Vendor(
            name: "zoho", changes: [("https://accounts.zoho.eu", "{server}")],
            secrets: ["ZOHO_CLIENT_ID", "ZOHO_CLIENT_SECRET", "ZOHO_REFRESH_TOKEN"], people: (230, 231),
            first: ["1 working", "2 assigned", "6 assigned opted-out", "8 discarded timing"],
            second: ["1 working opted-out", "2 assigned gone", "5 sales-accepted"], news: 4,
            passing: ["throttle", "expired"],
            stopping: [("error", .httpStatus)]),
        Vendor(
            name: "dynamics", changes: [("https://login.microsoftonline.com", "{server}")],
            secrets: ["DYNAMICS_CLIENT_ID", "DYNAMICS_CLIENT_SECRET"], people: (230, 232),
            first: [
                "1 working", "2 assigned", "6 assigned opted-out", "8 discarded no-need", "9 discarded no-response",
            ],
            second: ["1 working opted-out", "2 assigned gone", "5 sales-qualified"], news: 5,
            passing: ["throttle", "expired"],
            stopping: [("error", .httpStatus)]),
        Vendor(
            name: "odoo", secrets: ["ODOO_KEY"], people: (830, 831),
            first: ["1 sales-qualified", "2", "6 opted-out", "8 lost no-budget"],
            second: ["1 sales-qualified opted-out", "5 won"], news: 3, passing: ["throttle", "gateway"],
            stopping: [("error", .jsonErrorBody)]),
        Vendor(
            name: "salesforce-bulk", changes: [("every: 20s", "every: 1s")],
            secrets: ["SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"], people: (230, 230),
            first: ["1 working", "2 assigned", "6 assigned opted-out", "8 discarded timing"],
            second: ["1 working opted-out", "2 assigned gone", "5 sales-qualified"], news: 6,
            passing: ["throttle", "expired", "failed"], stopping: []),
        Vendor(
            name: "marketo", changes: [("every: 60s", "every: 1s")],
            secrets: ["MARKETO_CLIENT_ID", "MARKETO_CLIENT_SECRET"], people: (230, 233),
            first: ["6 opted-out"], second: ["1 opted-out", "2 gone"], news: 6, passing: ["throttle", "expired"],
            stopping: []),
    ]

    /// A workspace with the source as `leadloop source add` writes it, and the server it speaks to.
    private final class Stage {
        let bench: Workbench
        let vendor: Vendor
        private let server: Server
        private let session: URLAddress
        private(set) var waits: [Int] = []

        struct URLAddress { var text: String }

        init(_ vendor: Vendor) throws {
            self.vendor = vendor
            bench = try Workbench()
            server = try Server("vendors/\(vendor.name)")
            session = URLAddress(text: "http://127.0.0.1:\(server.port)")
            for secret in vendor.secrets {
                setenv(
                    secret, ["SECRET", "REFRESH"].contains { secret.contains($0) } ? "canary-secret" : "canary-key", 1)
            }
            let said = try Program.run(
                ["source", "add", vendor.name, "--as", "theirs", "--address", session.text], in: bench.folder)
            try #require(said.status == 0, "\(said.all)")
            for (old, new) in vendor.changes {
                try bench.edit("config/sources/theirs.yaml", old, new.replacing("{server}", with: session.text))
            }
            try bench.edit(
                "config/sources/theirs.yaml", "\nstreams:\n", "\nnetwork: { allow: 127.0.0.1 }\nstreams:\n")
            let check = try Program.run(["config", "check"], in: bench.folder)
            try #require(check.status == 0, "\(check.all)")
        }

        /// Tells the server what to play from now on.
        func play(_ query: String) throws { _ = try get("/play?\(query)") }

        func log() throws -> [String] {
            try #require(JSONSerialization.jsonObject(with: get("/log")) as? [String])
        }

        private func get(_ path: String) throws -> Data {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["curl", "-s", "--noproxy", "*", session.text + path]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let data = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return data
        }

        /// Pulls at noon of a day.
        func sync(day: Int) throws -> RunReport {
            let noon = try #require(Instant(rfc3339: "2026-03-\(9 + day)T12:00:00Z"))
            var options = SyncRun.Options(now: noon)
            options.sources = ["theirs"]
            options.clock = HTTPSession.Clock(now: { noon }) { _ in }
            let reports = try SyncRun(bench.workspace(), options: options, progress: ProgressReport { _ in }).run()
            return try #require(reports.first)
        }

        /// Of each person by number: the stage, if not `new`, the reason, and what forbids writing.
        func facts() throws -> Set<String> {
            Set(
                try bench.leads().compactMap { lead in
                    guard let email = lead.text(.email), email.hasPrefix("person"), email.hasSuffix("@example.com")
                    else { return nil }
                    var words = [String(email.dropFirst(6).dropLast(12))]
                    if lead.standing.stage != .new { words.append(lead.standing.stage.word) }
                    if let reason = lead.standing.reason, reason != .unknown { words.append(reason.word) }
                    if lead.text(.optedOut) == "true" { words.append("opted-out") }
                    if lead.text(.hardBounced) == "true" { words.append("bounced") }
                    if lead.standing.isDeleted { words.append("gone") }
                    return words.joined(separator: " ")
                })
        }
    }

    private static func missing(_ wanted: Set<String>, _ facts: Set<String>) -> Set<String> {
        wanted.subtracting(facts)
    }

    /// What is true of the first ten.
    private static func near(_ facts: Set<String>) -> [String] {
        facts.filter { ($0.split(separator: " ").first?.count ?? 9) == 1 }.sorted()
    }

    @Test(arguments: vendors) func `is read in full, then by what is new`(vendor: Vendor) throws {
        let stage = try Stage(vendor)
        let first = try stage.sync(day: 1)
        #expect(first.outcome == .succeeded, "\(first.notes) \(first.counts)")
        #expect(first.counts.rejected == 0, "\(first.waiting)")
        #expect(try stage.bench.leads().count == vendor.people.first)
        let facts = try stage.facts()
        #expect(Self.missing(vendor.first, facts).isEmpty, "\(Self.near(facts))")
        _ = try stage.log()

        try stage.play("day=2")
        let second = try stage.sync(day: 2)
        #expect(second.outcome == .succeeded, "\(second.notes)")
        let log = try stage.log()
        #expect(second.counts.read == vendor.news, "\(second.counts) \(log)")
        let count = try stage.bench.leads().count
        #expect(count == vendor.people.second, "\(second.counts)")
        let changed = try stage.facts()
        #expect(Self.missing(vendor.second, changed).isEmpty, "\(Self.near(changed))")
        // Nobody changed since: nothing is new, whatever is asked for again.
        let third = try stage.sync(day: 2)
        #expect(third.counts.inserted + third.counts.updated == 0, "\(third.counts)")
    }

    @Test(arguments: vendors) func `gets over what passes, in the middle of a stream`(vendor: Vendor) throws {
        for fault in vendor.passing {
            let stage = try Stage(vendor)
            try stage.play("fail=2:\(fault)")
            let report = try stage.sync(day: 1)
            #expect(report.outcome == .succeeded, "\(fault): \(report.notes)")
            #expect(try stage.bench.leads().count == vendor.people.first, "\(fault)")
            #expect(Self.missing(vendor.first, try stage.facts()).isEmpty, "\(fault)")
        }
    }

    @Test(arguments: vendors) func `goes on where it was stopped`(vendor: Vendor) throws {
        for (fault, code) in vendor.stopping {
            let stage = try Stage(vendor)
            try stage.play("down=2:\(fault)")
            let stopped = try stage.sync(day: 1)
            #expect(stopped.outcome == .failed)
            #expect(stopped.notes.contains { $0.code == code }, "\(fault): \(stopped.notes)")
            let before = try stage.bench.leads().count
            #expect(before > 0 && before < vendor.people.first, "\(fault): \(before)")
            #expect(!"\(stopped.notes)".contains("canary"), "\(fault)")
            try stage.play("")
            #expect(try stage.sync(day: 1).outcome == .succeeded)
            #expect(try stage.bench.leads().count == vendor.people.first, "\(fault)")
            #expect(Self.missing(vendor.first, try stage.facts()).isEmpty, "\(fault)")
        }
    }

    @Test(arguments: vendors) func `says who we are to it, and keeps secrets`(vendor: Vendor) throws {
        let stage = try Stage(vendor)
        let said = try Program.run(["source", "check", "theirs"], in: stage.bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(!said.all.contains("canary"), "\(said.all)")
        let whose = [
            "Example Ltd", "dana.whitfield", "leadloop@example.com", "4711", "2e45f1a2-0000-4000-8000-000000000902",
        ]
        let names = whose.contains { said.unfolded.contains($0) }
        #expect(names != ["marketo", "odoo"].contains(vendor.name), "\(said.all)")
    }

    @Test func `comes with every mapping that it names, and every file is shipped`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Repository.path("config/vendors"))
        #expect(Set(files) == Set(ShippedSources.names.map { "\($0).yaml" }))
        #expect(Set(Self.vendors.map(\.name)) == Set(ShippedSources.names))
        for name in ShippedSources.names {
            let text = try String(contentsOfFile: Repository.path("config/vendors/\(name).yaml"), encoding: .utf8)
            #expect(ShippedSources.sources[name] == Array(text.utf8), "build anew: \(name)")
            let source = try SourceDefinition.compile(text, file: name)
            #expect(source.name == name)
            for stream in source.streams {
                let path = Repository.path("mappings/\(stream.mapping).yaml")
                let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
                #expect(ShippedSources.shippedMappings[stream.mapping] == bytes, "\(name) \(stream.mapping)")
            }
        }
    }

    @Test func `is added once, under a name of its own, and overwrites nothing`() throws {
        let bench = try Workbench()
        try bench.write("mappings/pipedrive-person.yaml", "mine\n")
        let added = try Program.run(["source", "add", "pipedrive", "--as", "north"], in: bench.folder)
        #expect(added.status == 0 && added.output.contains("kept mappings/pipedrive-person.yaml"), "\(added.all)")
        #expect(added.talk.contains("PIPEDRIVE_TOKEN"))
        #expect(try bench.text("config/sources/north.yaml").contains("source: north\n"))
        #expect(try bench.text("mappings/pipedrive-person.yaml") == "mine\n")
        #expect(try Program.run(["source", "add", "pipedrive", "--as", "north"], in: bench.folder).status == 78)
        #expect(try Program.run(["source", "add", "pipedrive", "--as", "../north"], in: bench.folder).status == 78)
        let unknown = try Program.run(["source", "add", "pipedrve"], in: bench.folder)
        #expect(unknown.status == 78 && unknown.all.contains("pipedrive"), "\(unknown.all)")
        let list = try Program.run(["source", "add", "--output", "json"], in: bench.folder)
        #expect(list.status == 0 && list.output.contains("\"vendor\""), "\(list.all)")
    }
}
