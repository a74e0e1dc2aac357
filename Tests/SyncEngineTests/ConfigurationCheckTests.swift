import Foundation
import LeadModel
import Testing

@testable import SyncEngine

@Suite struct `A configuration file that is damaged` {
    @Test(arguments: [
        ([UInt8]("mapping: a\nrecord: l\u{E9}ad".utf8) + [0xC3], 2, 14), ([UInt8]("a: ".utf8) + [0xE9, 0x0A], 1, 4),
        ([0xFF, 0xFE, 0x61, 0x00], 1, 1), ([UInt8]("a: 1\r\nb: ".utf8) + [0xE2, 0x82, 0x20], 2, 4),
    ])
    func `is told the first byte that is not UTF-8`(bytes: [UInt8], line: Int, column: Int) throws {
        let bench = try Workbench()
        try bench.write("mappings/crm-lead.yaml", bytes: bytes)
        let said = try Program.run(["config", "check"], in: bench.folder)
        #expect(said.status == 78, "\(said.all)")
        #expect(
            said.output.hasPrefix("mappings/crm-lead.yaml:\(line):\(column): error: the file is not UTF-8"),
            "\(said.all)")
    }

    @Test func `does not reach the terminal with what it obeys`() throws {
        let bench = try Workbench()
        try bench.write(
            "mappings/crm-lead.yaml", "mapping: crm-lead\n\"red\\e[31m\": \"\\e]0;x\\a\"\nrecord: \"\\e[2J\"\n")
        let said = try Program.run(["config", "check"], in: bench.folder)
        #expect(said.status == 78 && said.output.contains("'red\\u{1b}[31m' is not"), "\(said.all)")
        #expect(!said.all.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(said.all)")
    }
}

@Suite struct `The check of a configuration` {
    /// What the workbench is warned of anyway: fields that only tests look at.
    private static let usual = ["owner", "score", "interests"]

    private func check(_ bench: Workbench) -> ConfigurationCheck {
        ConfigurationCheck(config: bench.path("config"), now: Instant(milliseconds: 1_800_000_000_000))
    }

    private func warnings(_ bench: Workbench) -> [Fault] {
        check(bench).warnings.filter { fault in
            fault.code == .configUnused && !Self.usual.contains { fault.summary.hasPrefix("'\($0)' is mapped") }
        }
    }

    private func quiet() throws -> Workbench {
        let bench = try Workbench(feeds: ["nurture": Setup.nurture])
        #expect(check(bench).errors.isEmpty && warnings(bench).isEmpty, "\(warnings(bench))")
        return bench
    }

    /// One mistake leaves open what the file would ask for.
    @Test func `does not call a field unused that a damaged agreement may ask for, and counts what it tells`() throws {
        let bench = try quiet()
        let asking = Setup.agreement.replacing(
            "    zone: UTC\n", with: "    zone: UTC\n    marketing-qualified: { all: [ owner is known, score >= 5 ] }\n"
        )
        try bench.write("config/agreement.yaml", asking)
        #expect(!check(bench).warnings.contains { $0.summary.contains("'owner' is mapped") })
        try bench.write("config/agreement.yaml", asking.replacing("after: 90d", with: "after: soon"))
        let found = check(bench)
        #expect(found.errors.count == 1 && !found.warnings.contains { $0.summary.contains("is mapped") })
        try bench.write("mappings/spare.yaml", "mapping: spare\nrecord: lead\nidentity: { id: Id }\n")
        let said = try Program.run(["config", "check"], in: bench.folder)
        let warnings = check(bench).warnings.count
        #expect(warnings > 0 && said.status == 78, "\(said.all)")
        #expect(said.talk.hasSuffix("1 error and \(warnings) warning\(warnings == 1 ? "" : "s").\n"), "\(said.all)")
    }

    @Test func `finds nothing odd in what is shipped`() {
        let found = ConfigurationCheck(config: Repository.path("config"), now: Instant(milliseconds: 1_800_000_000_000))
        #expect(found.errors.isEmpty && found.warnings.isEmpty, "\(found.errors + found.warnings)")
    }

    @Test func `is made of one agreement, but for leads that go back to sales`() throws {
        func common(_ path: String) throws -> Substring {
            let text = try String(contentsOfFile: Repository.path(path), encoding: .utf8)
            return try #require(text.split(separator: "      # What a lead that rests or is nurtured").first)
        }
        #expect(try common("Sources/SyncEngine/Starter/agreement.yaml") == common("config/agreement.yaml"))
    }

    @Test func `finds nothing odd in what init makes`() throws {
        let bench = try Workbench()
        _ = try Program.run(["init", "--config", "new/config"], in: bench.folder)
        let said = try Program.run(["config", "check", "--config", "new/config"], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        // As of a day of which the file knows the year's holidays.
        let found = ConfigurationCheck(
            config: bench.path("new/config"), now: Instant(milliseconds: 1_800_000_000_000))
        #expect(found.errors.isEmpty && found.warnings.isEmpty, "\(found.errors + found.warnings)")
    }

    /// One file changed, and the one warning that comes of it.
    struct Oddity: Sendable, CustomTestStringConvertible {
        var file: String
        var old: String
        var new: String
        var line: Int
        var summary: String

        var testDescription: String { summary }

        static let all = [
            Oddity(
                file: "config/matching.yaml", old: "  - email\n", new: "  - email\n  - email + postal-code\n", line: 3,
                summary: "no mapping fills 'postal-code', so the key 'email + postal-code' links nobody"),
            Oddity(
                file: "config/matching.yaml", old: "  - email\n", new: "  - email\n  - email + country\n", line: 3,
                summary: "no mapping fills 'country', so the key 'email + country' links nobody"),
            Oddity(
                file: "mappings/web-prospect.yaml", old: "  title: Title\n",
                new: "  title: Title\n  industry: Branch\n", line: 15,
                summary: "'industry' is mapped, and no feed, matching rule or decision uses it"),
            Oddity(
                file: "config/feeds/nurture.yaml", old: "title: title", new: "title: website", line: 3,
                summary: "no mapping fills 'website', so the column 'title' stays empty"),
            Oddity(
                file: "config/feeds/nurture.yaml", old: "{ decision: recycle }",
                new: "{ decision: recycle, tracks: [back-in-season, first-touch] }", line: 9,
                summary: "no feed carries the track 're-engage'; its leads reach nobody"),
            Oddity(
                file: "config/feeds/nurture.yaml", old: "{ decision: recycle }",
                new: "{ decision: recycle, tracks: [back-in-season, first-touch, re-engage, re-engaged] }", line: 2,
                summary: "no version of the agreement puts a lead into the track 're-engaged'"),
            Oddity(
                file: "config/sources/crm.yaml", old: "  contacts: { mapping: crm-contact",
                new: "  activities: { mapping: crm-contact", line: 7,
                summary: "the stream 'activities' is read by a mapping of lead records"),
            Oddity(
                file: "mappings/crm-lead.yaml", old: "{ Open: assigned,", new: "{ Open: assigned, \" Open \": working,",
                line: 23,
                summary: "'Open' stands here a second time, but for the space around it; only the first counts"),
            Oddity(
                file: "config/agreement.yaml", old: "    recycling:",
                new:
                    "    marketing-qualified:\n      any: [ activity form-fil within 30d, activity form-fill ]\n    recycling:",
                line: 5, summary: "no mapping yields the activity 'form-fil', so no lead ever has one"),
            Oddity(
                file: "config/agreement.yaml", old: "    recycling:",
                new:
                    "    score:\n      contributions:\n        visits: { points: 5, for-each: pricing-page }\n    recycling:",
                line: 6, summary: "no mapping yields the activity 'pricing-page', so no lead ever has one"),
            Oddity(
                file: "config/agreement.yaml", old: "never: [spam]", new: "never: [spam, { when: employees < 5 }]",
                line: 6, summary: "no mapping fills 'employees', so it is known of no lead"),
            Oddity(
                file: "config/agreement.yaml", old: "    recycling:",
                new: "    suppression: { competitor: industry = Beer }\n    recycling:", line: 4,
                summary: "no mapping fills 'industry', so it is known of no lead"),
        ]
    }

    @Test(arguments: Oddity.all) func `warns of what is allowed and probably not meant`(oddity: Oddity) throws {
        let bench = try quiet()
        try bench.edit(oddity.file, oddity.old, oddity.new)
        let found = warnings(bench).filter { !$0.summary.hasPrefix("'title' is mapped") }
        #expect(found.map(\.summary) == [oddity.summary])
        #expect(found.first?.origin?.line == oddity.line && found.first?.origin?.column != nil, "\(found)")
        #expect(check(bench).errors.isEmpty, "\(check(bench).errors)")
    }

    @Test func `warns of a mapping that no source uses, and of a source of sales without a status`() throws {
        let bench = try quiet()
        try bench.edit("config/sources/crm.yaml", "mapping: crm-lead", "mapping: crm-contact")
        let found = warnings(bench).filter { $0.origin?.file.hasSuffix("nurture.yaml") == false }
        #expect(
            found.map(\.summary) == [
                "no mapping of 'crm' maps a status, so none of its leads has a stage",
                "no stream of any source uses the mapping 'crm-lead'",
            ], "\(found)")
    }

    @Test func `says nothing of what may be missing because of a file with errors`() throws {
        let bench = try quiet()
        try bench.edit("mappings/web-prospect.yaml", "record: lead", "record: leed")
        #expect(warnings(bench).isEmpty, "\(warnings(bench))")
        #expect(check(bench).errors.map(\.advice) == ["Did you mean 'lead'?"])
    }

    @Test func `names the nearest activity that is there, and knows fields that only the agreement asks for`() throws {
        let bench = try quiet()
        try bench.edit(
            "config/agreement.yaml", "    recycling:",
            "    marketing-qualified: { all: [ activity form-fil, owner is known, score >= 5 ] }\n    recycling:")
        let found = check(bench).warnings.filter { $0.code == .configUnused }
        #expect(
            found.map { "\($0.summary) \($0.advice)" }.sorted() == [
                "'interests' is mapped, and no feed, matching rule or decision uses it Give it a column in a feed, or list it under `show-only:` of leadloop.yaml if it is kept to be looked at.",
                "no mapping yields the activity 'form-fil', so no lead ever has one Did you mean 'form-fill'?",
            ])
    }

    @Test func `lets a field be kept to be looked at`() throws {
        let bench = try quiet()
        #expect(check(bench).warnings.contains { $0.summary.hasPrefix("'interests' is mapped") })
        try bench.write("config/leadloop.yaml", "show-only: [score, interests]\n")
        #expect(!check(bench).warnings.contains { $0.summary.contains("is mapped") })
    }

    @Test func `refuses names that two files have, and sources that a feed invents`() throws {
        let bench = try quiet()
        try bench.write("mappings/twin.yaml", try bench.text("mappings/crm-call.yaml"))
        try bench.write(
            "config/feeds/twin.yaml", Setup.nurture.replacing("lead: lead-id", with: "lead: { id-in: crmm }"))
        let found = check(bench).errors
        #expect(found.map(\.code) == [.configDuplicateKey, .configUnknownReference, .configDuplicateKey], "\(found)")
        #expect(found.contains { $0.advice == "Did you mean 'crm'?" })
        #expect(found.contains { $0.advice.contains("mappings/crm-call.yaml") })
    }

    @Test func `tells the findings of all files at once, by either command, as programs read them`() throws {
        let bench = try quiet()
        try bench.edit("mappings/crm-lead.yaml", "first-name: First", "fist-name: First")
        try bench.edit(
            "mappings/web-prospect.yaml", "score: { from: Score, as: number }", "score: { from: Score, as: flag }")
        try bench.edit("config/feeds/nurture.yaml", "mode: incremental", "mode: sometimes")
        try bench.edit("config/matching.yaml", "shared-above: 12", "shared-above: dozen")
        try bench.edit("config/agreement.yaml", "cycles: 3", "cycle: 3")
        let said = try Program.run(["mapping", "check", "--output", "json"], in: bench.folder)
        #expect(said.status == 78)
        let rows = try #require(JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [[String: Any]])
        let told = rows.filter { $0["severity"] as? String == "error" }.map { row in
            "\(row["file"] ?? "?"):\(row["line"] ?? "?"):\(row["column"] ?? "?") \(row["code"] ?? "?")"
        }
        #expect(
            told == [
                "config/agreement.yaml:8:59 config.unknown-key",
                "config/feeds/nurture.yaml:6:7 config.unknown-value", "config/matching.yaml:6:15 config.wrong-type",
                "mappings/crm-lead.yaml:13:3 mapping.unknown-field",
                "mappings/web-prospect.yaml:15:29 config.wrong-type",
            ], "\(told)")
        let other = try Program.run(["config", "check", "--output", "json"], in: bench.folder)
        #expect(other.output == said.output && other.status == said.status)
    }
}
