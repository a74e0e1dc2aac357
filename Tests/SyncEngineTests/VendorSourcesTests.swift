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
        /// Records that the first day's pull brings.
        var records: Int
        /// Records that the second day's pull reads.
        var news: Int
        /// Further records of people that are theirs after the second day, by the person's number: `contacts/5`.
        var theirs: [Int: Set<String>] = [:]
        /// The id that the system has for the first person's record, and one that it has not; `nil`: it cannot be asked for.
        var record: (id: String, unknown: String)?
        /// The vendor's faults that a run gets over, and those that stop it, with their codes.
        var passing: [String]
        var stopping: [(fault: String, code: FaultCode)]
        var testDescription: String { name }
    }

    static let vendors = [
        Vendor(
            name: "pipedrive", secrets: ["PIPEDRIVE_TOKEN"], people: (230, 231),
            first: ["1 opportunity", "2 opportunity", "3 lost other", "6 opted-out", "7 won"],
            second: ["1 lost other opted-out", "2", "5 won"], records: 235, news: 6, record: ("1", "999"),
            passing: ["throttle", "error"],
            stopping: [("body", .jsonErrorBody)]),
        Vendor(
            name: "salesforce", secrets: ["SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"], people: (230, 230),
            first: ["1 working", "2 assigned", "6 assigned opted-out", "8 discarded timing"],
            second: ["1 working opted-out", "2 assigned gone", "5 opportunity"], records: 232, news: 9,
            theirs: [2: ["tasks"], 4: ["events"], 5: ["contacts", "opportunities"]],
            record: ("00Q5g0000000001EAA", "00Q5g0000000999EAA"), passing: ["throttle", "expired"],
            stopping: [("error", .httpStatus)]),
        Vendor(
            name: "mailchimp", changes: [("your-audience", "an-audience")], secrets: ["MAILCHIMP_KEY"],
            people: (1_130, 1_131),
            first: ["1 nurturing", "6 opted-out", "7 bounced", "8 gone"],
            second: ["1 nurturing opted-out", "2 nurturing gone"], records: 1130, news: 4,
            passing: ["throttle", "error"], stopping: []),
        Vendor(
            name: "activecampaign", secrets: ["ACTIVECAMPAIGN_KEY"], people: (230, 231),
            first: ["6 opted-out", "7 bounced"], second: ["1 opted-out", "5 gone"], records: 230, news: 3,
            record: ("1", "999"), passing: ["throttle", "error"],
            stopping: [("html", .httpNotData)]),
        Vendor(
            name: "mautic", secrets: ["MAUTIC_CLIENT_ID", "MAUTIC_CLIENT_SECRET"], people: (400, 401),
            first: ["6 opted-out", "7 bounced"], second: ["1 opted-out"], records: 400, news: 400,
            record: ("1", "999"), passing: ["throttle", "error", "expired"], stopping: []),
        Vendor(
            name: "pardot", changes: [("https://your-domain.my.salesforce.com", "{server}")],
            secrets: ["SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"], people: (230, 231),
            first: ["1 marketing-qualified", "2 nurturing", "6 nurturing opted-out", "7 marketing-qualified bounced"],
            second: ["1 marketing-qualified opted-out", "2 nurturing gone", "5 sales-qualified"], records: 331, news: 6,
            theirs: [1: ["activities"], 3: ["activities"]], record: ("1", "999"), passing: ["throttle", "expired"],
            stopping: [("error", .httpThrottled)]),
        Vendor(
            name: "hubspot", secrets: ["HUBSPOT_TOKEN"], people: (230, 230),
            first: [
                "1 assigned", "2 sales-accepted", "6 sales-accepted opted-out", "7 opportunity", "8 discarded timing",
            ],
            second: ["1 assigned opted-out", "2 sales-accepted gone", "5 opportunity", "7 lost"], records: 462,
            news: 11,
            record: ("10001", "99999"), passing: ["throttle", "gateway"], stopping: [("error", .httpThrottled)]),
        Vendor(
            name: "zoho", changes: [("https://accounts.zoho.eu", "{server}")],
            secrets: ["ZOHO_CLIENT_ID", "ZOHO_CLIENT_SECRET", "ZOHO_REFRESH_TOKEN"], people: (231, 232),
            first: ["1 working", "2 assigned", "6 assigned opted-out", "8 discarded timing", "600 lost competitor"],
            second: ["1 working opted-out", "2 assigned gone", "5 opportunity", "600 gone"], records: 232, news: 8,
            theirs: [5: ["contacts", "deals"]], record: ("231200000000321001", "231200000000999999"),
            passing: ["throttle", "expired"],
            stopping: [("error", .httpStatus)]),
        Vendor(
            name: "dynamics",
            changes: [("https://login.microsoftonline.com", "{server}"), ("your-tenant", "a-tenant")],
            secrets: ["DYNAMICS_CLIENT_ID", "DYNAMICS_CLIENT_SECRET"], people: (231, 233),
            first: [
                "1 working", "2 assigned", "6 assigned opted-out", "8 discarded no-need", "9 discarded no-response",
                "7 opportunity", "600 opportunity",
            ],
            second: ["1 working opted-out", "2 assigned gone", "5 opportunity", "7 lost competitor", "600 gone"],
            records: 234, news: 10,
            theirs: [5: ["contacts", "opportunities"], 7: ["contacts", "opportunities"]],
            record: ("2e45f1a2-0000-4000-8000-000000000001", "2e45f1a2-0000-4000-8000-000000999999"),
            passing: ["throttle", "expired"],
            stopping: [("error", .httpStatus)]),
        Vendor(
            name: "odoo", secrets: ["ODOO_KEY"], people: (830, 831),
            first: ["1 sales-qualified", "2", "6 opted-out", "8 lost no-budget"],
            second: ["1 sales-qualified opted-out", "5 won"], records: 830, news: 3, record: ("1", "9999"),
            passing: ["throttle", "gateway"],
            stopping: [("error", .jsonErrorBody)]),
        Vendor(
            name: "salesforce-bulk", changes: [("every: 20s", "every: 1s")],
            secrets: ["SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"], people: (230, 230),
            first: ["1 working", "2 assigned", "6 assigned opted-out", "8 discarded timing"],
            second: ["1 working opted-out", "2 assigned gone", "5 opportunity"], records: 232, news: 9,
            theirs: [2: ["tasks"], 4: ["events"], 5: ["contacts", "opportunities"]],
            passing: ["throttle", "expired", "failed"], stopping: []),
        Vendor(
            name: "marketo", changes: [("every: 60s", "every: 1s"), ("start: 2024-01-01", "start: 2026-01-20")],
            secrets: ["MARKETO_CLIENT_ID", "MARKETO_CLIENT_SECRET"], people: (230, 233),
            first: ["3 marketing-qualified", "4 nurturing", "6 opted-out"],
            second: ["1 opted-out", "2 gone", "4 sales-accepted"], records: 237, news: 9,
            theirs: [3: ["activities"]], passing: ["throttle", "expired", "busy"],
            stopping: []),
        Vendor(
            name: "pardot-export",
            changes: [
                ("https://your-domain.my.salesforce.com", "{server}"), ("every: 60s", "every: 1s"),
                ("start: 2024-01-01", "start: 2026-01-20"),
            ],
            secrets: ["SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"], people: (0, 0), first: [], second: [],
            records: 101, news: 2, passing: ["throttle", "expired", "gone"], stopping: []),
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
        func sync(day: Int, _ extent: PullExtent = .news) throws -> RunReport {
            let noon = try #require(Instant(rfc3339: "2026-03-\(9 + day)T12:00:00Z"))
            var options = SyncRun.Options(now: noon)
            options.sources = ["theirs"]
            options.extent = extent
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
        #expect(first.counts.inserted == vendor.records, "\(first.counts)")
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
        for (person, streams) in vendor.theirs {
            let records = try stage.bench.records(of: stage.bench.lead("person\(person)@example.com"))
            let found = Set(records.compactMap { $0.split(separator: "/").dropFirst().first.map(String.init) })
            #expect(streams.isSubset(of: found), "\(person): \(records)")
        }
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
            #expect(report.counts.inserted == vendor.records, "\(fault): \(report.counts)")
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

    @Test(arguments: vendors.filter { $0.record != nil })
    func `gives one record by its id, and says where it has none`(vendor: Vendor) throws {
        let stage = try Stage(vendor)
        let (id, unknown) = try #require(vendor.record)
        #expect(try stage.sync(day: 1).outcome == .succeeded)
        try stage.play("day=2")
        _ = try stage.log()
        let one = try stage.sync(day: 2, .record(id))
        let log = try stage.log()
        #expect(one.outcome == .succeeded, "\(one.notes) \(log)")
        #expect(one.counts.read == 1 && one.counts.updated == 1, "\(one.counts) \(log)")
        let first = try #require(vendor.second.first { $0.hasPrefix("1 ") })
        #expect(try stage.facts().contains { $0.hasPrefix("1 ") && $0.hasSuffix("opted-out") }, "\(first)")
        let none = try stage.sync(day: 2, .record(unknown))
        #expect(none.notes.map(\.code) == [.recordNotFound], "\(none.notes) \(none.counts)")
    }

    @Test func `is read anew where the vendor does not know any more where the last pull ended`() throws {
        let stage = try Stage(try #require(Self.vendors.first { $0.name == "dynamics" }))
        #expect(try stage.sync(day: 1).outcome == .succeeded)
        try stage.play("day=2&fail=1:stale")
        let second = try stage.sync(day: 2)
        #expect(second.outcome == .succeeded, "\(second.notes)")
        #expect(second.warnings.map(\.code) == [.httpOutdated], "\(second.warnings)")
        // All leads, and of contacts and opportunities what is new.
        #expect(second.counts.read == 231 + 5 && second.counts.unchanged == 228, "\(second.counts)")
        #expect(try stage.facts().contains("1 working opted-out"))
    }

    @Test func `has a ceiling, and what lies beyond it arrives, too`() throws {
        let pardot = try #require(Self.vendors.first { $0.name == "pardot" })
        let stage = try Stage(pardot)
        try stage.play("ceiling=80")
        #expect(try stage.sync(day: 1).counts.inserted == pardot.records)
        // The ceiling is there: by the vendor's own page tokens no more than that would have come.
        let other = try Stage(pardot)
        try other.play("ceiling=80")
        let keyset = "paging: { keyset: { above-id: { from: id, first: \"0\" } } }"
        try other.bench.edit("config/sources/theirs.yaml", keyset, "paging: { next-url: nextPageUrl }")
        try other.bench.edit("config/sources/theirs.yaml", "idGreaterThan: \"{above-id}\"", "idGreaterThan: \"0\"")
        #expect(try other.sync(day: 1).counts.inserted == 160)
    }

    @Test(arguments: vendors) func `says who we are to it, and keeps secrets`(vendor: Vendor) throws {
        let stage = try Stage(vendor)
        let said = try Program.run(["source", "check", "theirs"], in: stage.bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(!said.all.contains("canary"), "\(said.all)")
        let whose = [
            "Example Ltd", "dana.whitfield", "leadloop@example.com", "4711", "2e45f1a2-0000-4000-8000-000000000902",
        ]
        #expect(whose.contains { said.unfolded.contains($0) }, "\(said.all)")
        // Exports that were made for the check do not stay behind.
        if vendor.name == "salesforce-bulk" {
            let log = try stage.log()
            let made = log.count { $0.hasPrefix("POST") && $0.contains("/jobs/query") }
            #expect(made > 0 && log.count { $0.hasPrefix("DELETE") } == made, "\(log)")
        }
    }

    @Test func `comes with every mapping that it names, and every file is shipped`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Repository.path("config/vendors"))
        #expect(Set(files) == Set(ShippedSources.names.map { "\($0).yaml" } + ["destinations"]))
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
