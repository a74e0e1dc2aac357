import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `Files that cannot be used` {
    private static let broken = "mapping: crm-lead\nrecord: lead\nidentity: { id: Id\n"
    /// What only looks, and `quarantine show 1` of a record that waits.
    private static let commands =
        `Looking into a store`.commands + [
            ["quarantine", "show", "1"], ["quarantine", "list", "--group-by", "code"], ["undo", "--list"],
            ["config", "show"],
        ]

    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv",
            [Setup.lead("9", ["Status": "On Hold"]), Setup.discarded("1", ["City": "Oslo"]), Setup.lead("2")])
        try bench.sync()
        return bench
    }

    @Test(arguments: [
        ("mappings/crm-lead.yaml", broken), ("config/agreement.yaml", "agreement: soon\n"),
        ("config/feeds/nurture.yaml", "feed: nurture\nselect: all\n"),
        ("config/sources/crm.yaml", "source: crm\nconnector: carrier-pigeon\n"),
        ("config/leadloop.yaml", "store: store/leadloop.sqlite\nchanges: some-day\n"),
        ("config/leadloop.yaml", "sto re: x\nstore: store/leadloop.sqlite\nstor: y\nmapings: z\nmappings: mappings\n"),
        ("config/leadloop.yaml", "store: store/leadloop.sqlite\nmappings: mappings\n  feedback: [x\n"),
    ])
    func `do not hinder commands that only look, which say so in one finding`(file: String, text: String) throws {
        let bench = try bench()
        try bench.write(file, text)
        for command in Self.commands where command != ["doctor"] {
            let said = try Program.run(command, in: bench.folder)
            #expect(said.status == 0, "\(command): \(said.all)")
            guard command != ["config", "show"] else { continue }
            let findings = said.talk.split(separator: "\n").filter { $0.contains("warning: ") }
            #expect(findings.count == 1 && findings[0].hasPrefix(file), "\(command): \(said.talk)")
            #expect(said.talk.contains("by the rules of run 2") && said.talk.contains("[config.passed-over]"))
        }
        let doctor = try Program.run(["doctor"], in: bench.folder)
        #expect(doctor.status == 1 && doctor.output.contains("✓ store: 2 leads"), "\(doctor.all)")
        let check = try Program.run(["config", "check"], in: bench.folder)
        #expect(check.status == 78 && check.output.hasPrefix(file), "\(check.all)")
        // Whatever changes something goes by files that are in order, or not at all.
        for command in [["sync"], ["plan"], ["feed", "export"], ["db", "rebuild"], ["lead", "merge", "L1", "L2"]] {
            let said = try Program.run(command, in: bench.folder)
            #expect(said.status == 78 && said.talk.contains(file), "\(command): \(said.all)")
        }
    }

    @Test func `show what the store says, not what they would make of it`() throws {
        let bench = try bench()
        let before = try Program.run(["lead", "explain", "L1"], in: bench.folder).output
        try bench.write("mappings/crm-lead.yaml", Self.broken)
        #expect(try Program.run(["lead", "explain", "L1"], in: bench.folder).output == before)
    }

    @Test func `stop everything where nobody can tell which store is meant, or nothing is in force`() throws {
        let bench = try bench()
        for text in ["stor: other.sqlite\n", "{ store: other.sqlite\n", "store: [other.sqlite]\n", "store: 'a b\n"] {
            try bench.write("config/leadloop.yaml", text)
            let said = try Program.run(["lead", "find"], in: bench.folder)
            #expect(
                said.status == 78 && said.output.isEmpty && said.talk.contains("config/leadloop.yaml:"),
                "\(text)\(said.all)")
        }
        let new = try Workbench()
        try new.write("mappings/crm-lead.yaml", Self.broken)
        #expect(try Program.run(["runs", "list"], in: new.folder).status == 78)
    }
}

@Suite struct `The configuration in force` {
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.lead("2")])
        try bench.sync()
        return bench
    }

    @Test func `is printed as it was, whatever its file has become`() throws {
        let bench = try bench()
        let text = try bench.text("mappings/crm-lead.yaml")
        try bench.write("mappings/crm-lead.yaml", "")
        for name in ["mappings/crm-lead.yaml", "./mappings/crm-lead.yaml", "crm-lead"] {
            let said = try Program.run(["config", "show", name], in: bench.folder)
            #expect(said.status == 0 && said.output == text, "\(said.all)")
        }
        let wrong = try Program.run(["config", "show", "crm-leed"], in: bench.folder)
        #expect(wrong.status == 78 && wrong.talk.contains("is not a file that decides about leads"), "\(wrong.all)")
        try bench.write("mappings/new.yaml", "mapping: new\n")
        let new = try Program.run(["config", "show", "mappings/new.yaml"], in: bench.folder)
        #expect(new.status == 78 && new.talk.contains("was not there"), "\(new.all)")
    }

    @Test func `is compared with the files, line by line`() throws {
        let bench = try bench()
        #expect(try Program.run(["config", "diff"], in: bench.folder).output.isEmpty)
        try bench.edit("config/agreement.yaml", "after: 90d", "after: 30d")
        try bench.remove("mappings/web-prospect.yaml")
        try bench.write("mappings/new.yaml", "mapping: new\n")
        let said = try Program.run(["config", "diff", "agreement"], in: bench.folder)
        let lines = said.output.split(separator: "\n")
        #expect(
            lines[0] == "--- config/agreement.yaml\tin force, run 2"
                && lines[1] == "+++ config/agreement.yaml\tthe file")
        #expect(lines.count { $0.hasPrefix("-  ") } == 1 && lines.count { $0.hasPrefix("+  ") } == 1, "\(said.output)")
        let all = try Program.run(["config", "diff"], in: bench.folder).output
        #expect(all.contains("+++ /dev/null") && all.contains("--- /dev/null\n+++ mappings/new.yaml"), "\(all)")
        let listed = try Program.run(["config", "show", "--output", "csv"], in: bench.folder).output
        for line in [
            "config/agreement.yaml,changed,1,1", "mappings/new.yaml,added,0,1", "config/matching.yaml,same,0,0",
        ] { #expect(listed.contains(line), "\(listed)") }
        #expect(listed.contains("mappings/web-prospect.yaml,removed,"))
    }

    @Test func `is named where an undo is refused because a file was edited, and brings the file back`() throws {
        let bench = try bench()
        try bench.edit("config/agreement.yaml", "after: 90d", "after: 30d")
        try PlanFile.write(bench.plan(), to: bench.path("plan.json"))
        try bench.apply()
        let inForce = try bench.text("config/agreement.yaml")
        for text in [inForce + "# a note\n", "agreement: soon\n"] {
            try bench.write("config/agreement.yaml", text)
            let said = try Program.run(["undo"], in: bench.folder)
            #expect(said.status == 77 && said.talk.contains("[plan.outdated]"), "\(said.all)")
            #expect(
                said.talk.contains("leadloop config diff")
                    && said.talk.contains("leadloop config show config/agreement.yaml >"))
        }
        try bench.write(
            "config/agreement.yaml", Program.run(["config", "show", "agreement.yaml"], in: bench.folder).output)
        #expect(try bench.text("config/agreement.yaml") == inForce)
        #expect(try Program.run(["undo"], in: bench.folder).status == 0)
    }

    @Test func `is looked at by the commands of the guide`() throws {
        let page = try String(
            contentsOfFile: Repository.path("Sources/leadloop/Documentation.docc/SeeAChangeFirst.md"), encoding: .utf8)
        let section = try #require(page.components(separatedBy: "## What is in force\n").dropFirst().first)
        let block = try #require(section.components(separatedBy: "```sh\n").dropFirst().first).components(
            separatedBy: "```")[0]
        #expect(block.split(separator: "\n").count == 6)
        let bench = try bench()
        let inForce = try bench.text("config/agreement.yaml")
        try bench.write("config/agreement.yaml", "agreement: soon\n")
        let session = "PATH=\"$(dirname \"$1\"):$PATH\"; export PATH\n\(block)"
        let said = try Program.start([], in: bench.folder, through: ["sh", "-ec", session, "sh"]).wait()
        #expect(said.status == 0 && said.output.contains("-agreement:\n"), "\(said.all)")
        #expect(try bench.text("config/agreement.yaml") == inForce)
    }

    @Test func `of an earlier number can be shown, too`() throws {
        let bench = try bench()
        let first = try bench.text("config/agreement.yaml")
        try bench.edit("config/agreement.yaml", "after: 90d", "after: 30d")
        try bench.sync("2026-10-02T06:00:00Z")
        let said = try Program.run(["config", "show", "agreement", "--number", "1"], in: bench.folder)
        #expect(said.output == first)
        let none = try Program.run(["config", "show", "agreement", "--number", "9"], in: bench.folder)
        #expect(none.status == 1 && none.talk.contains("no earlier configuration 9"), "\(none.all)")
    }
}

@Suite struct `What is odd in a workspace` {
    @Test func `reaches no terminal as control characters`() throws {
        let bench = try Workbench.ofTwoSystems()
        let text = try bench.text("mappings/crm-lead.yaml")
        try bench.write("mappings/crm-lead.yaml", text + "# \u{1B}[31mred\n")
        let said = try Program.run(["config", "diff"], in: bench.folder)
        #expect(said.output.contains("[31mred") && !said.all.contains("\u{1B}"), "\(said.all)")
    }

    @Test func `is told by doctor: feeds without a file, files that wait, and a damaged store beside a broken file`()
        throws
    {
        let bench = try Workbench.ofTwoSystems()
        try bench.remove("config/feeds/nurture.yaml")
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(
            try Program.run(["doctor"], in: bench.folder).all.contains("the feed 'nurture' is not configured any more"))
        let listed = try Program.run(["feed", "list"], in: bench.folder)
        #expect(listed.talk.contains("'nurture' is not configured any more"), "\(listed.all)")
        try bench.write("config/leadloop.yaml", "changes: by-apply\n")
        try bench.edit("config/agreement.yaml", "after: 90d", "after: 30d")
        #expect(try Program.run(["doctor"], in: bench.folder).all.contains("waits to be applied"))
        try bench.write("config/matching.yaml", "matching: [\n")
        try bench.write("store/leadloop.sqlite", String(repeating: "no store ", count: 2_000))
        let said = try Program.run(["doctor"], in: bench.folder)
        #expect(said.all.contains("the store is damaged") || said.all.contains("store.damaged"), "\(said.all)")
    }

    @Test func `is no reject for ever once somebody has seen to it`() throws {
        let bench = try Workbench()
        let parked = Setup.lead("2", ["Status": "Parked"])
        try bench.deliver("leads.csv", [Setup.lead("1"), parked])
        #expect(try Program.run(["sync", "--now", Setup.now], in: bench.folder).status == 4)
        // The file is kept; it was refused once.
        let kept = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
        #expect(kept.status == 0 && kept.talk.contains("quarantine: 1 waiting"), "\(kept.all)")
        #expect(kept.talk.contains("1 file is as it was") && kept.output.contains("read 0 ="), "\(kept.all)")
        try bench.deliver("leads-2.csv", [parked, Setup.lead("3")])
        #expect(try Program.run(["sync", "--now", Setup.now], in: bench.folder).status == 4)
        let dismissed = try Program.run(
            ["quarantine", "dismiss", "--code", "mapping.unmapped-status", "--because", "a test", "--yes"],
            in: bench.folder)
        #expect(dismissed.status == 0, "\(dismissed.all)")
        try bench.deliver("leads-3.csv", [parked, Setup.lead("4")])
        let seen = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
        #expect(seen.status == 0 && seen.output.contains("+ 1 rejected"), "\(seen.all)")
    }
}

@Suite struct `A difference of lines` {
    @Test(arguments: [
        ("a\nb\nc\n", "a\nx\nc\n", ["@@ -1,3 +1,3 @@", " a", "-b", "+x", " c"]), ("a\n", "a\n", []),
        ("", "a\n", ["@@ -0,0 +1 @@", "+a"]), ("a\n", "", ["@@ -1 +0,0 @@", "-a"]),
        ("a", "a\n", ["@@ -1 +1 @@", "-a\n\\ No newline at end of file", "+a"]),
        ("b\na\n", "b\na", ["@@ -1,2 +1,2 @@", " b", "-a", "+a\n\\ No newline at end of file"]),
        ("a\r\n", "a\n", ["@@ -1 +1 @@", "-a\r", "+a"]),
    ])
    func `is shown as diff -u shows it`(old: String, new: String, lines: [String]) {
        #expect(LineDifference(from: old, to: new).unified == lines)
    }

    @Test func `keeps what is far apart in hunks of its own`() {
        let old = (1...40).map { "\($0)\n" }.joined()
        let new = old.replacing("\n5\n", with: "\nfive\n").replacing("\n30\n", with: "\n")
        let lines = LineDifference(from: old, to: new).unified
        #expect(lines.filter { $0.hasPrefix("@@") } == ["@@ -2,7 +2,7 @@", "@@ -27,7 +27,6 @@"])
        #expect(lines.count { $0.hasPrefix("-") } == 2 && lines.count { $0.hasPrefix("+") } == 1)
    }

    @Test func `of long texts that share nothing takes no time`() {
        let began = ContinuousClock.now
        let old = (1...20_000).map { "a\($0)\n" }.joined()
        let new = (1...20_000).map { "b\($0)\n" }.joined()
        let difference = LineDifference(from: old, to: new)
        #expect(difference.counts == (gone: 20_000, new: 20_000))
        #expect(ContinuousClock.now - began < .seconds(10))
    }
}

@Suite struct `A plan that is applied twice` {
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.lead("2")])
        try bench.sync()
        try bench.edit("config/agreement.yaml", "after: 90d", "after: 900d")
        return bench
    }

    @Test func `is refused with the number of its run, as other plans that are too late`() throws {
        let bench = try bench()
        try PlanFile.write(bench.plan(), to: bench.path("plan.json"))
        let run = try bench.apply().report.run
        let again = try Program.run(["apply", "plan.json"], in: bench.folder)
        #expect(
            again.status == 77 && again.talk.contains("this plan was already applied as run \(run)."), "\(again.all)")
        #expect(again.talk.contains("[plan.applied]") && again.talk.contains("leadloop runs show \(run)"))
        #expect(try Program.run(["undo", "--now", "2026-10-02T06:00:00Z"], in: bench.folder).status == 0)
        let undone = try Program.run(["apply", "plan.json"], in: bench.folder)
        #expect(undone.status == 77 && undone.talk.contains("Another configuration is in force since"), "\(undone.all)")
    }

    @Test func `says how to get one where the file is not there, and what to do about a link`() throws {
        let bench = try bench()
        let missing = try Program.run(["apply", "plan.json"], in: bench.folder)
        #expect(missing.status == 74 && missing.talk.contains("leadloop plan --out plan.json"), "\(missing.all)")
        let draft = try Program.run(["plan", "draft.yaml"], in: bench.folder)
        #expect(draft.status == 74 && draft.talk.contains("it starts at the current folder"), "\(draft.all)")
        try FileManager.default.moveItem(
            atPath: bench.path("mappings/crm-lead.yaml"), toPath: bench.path("elsewhere.yaml"))
        try FileManager.default.createSymbolicLink(
            atPath: bench.path("mappings/crm-lead.yaml"), withDestinationPath: bench.path("elsewhere.yaml"))
        let link = try Program.run(["plan"], in: bench.folder)
        #expect(link.talk.contains("mappings/crm-lead.yaml: error: this is a symbolic link"), "\(link.all)")
        #expect(link.talk.contains("cp --remove-destination") && !link.talk.contains("export itself"))
    }

    @Test func `tells what time alone changes in sentences`() throws {
        let bench = try Workbench()
        // Its rest of 90 days ends in December.
        try bench.deliver(
            "leads.csv", [Setup.discarded("1"), Setup.discarded("2", ["Modified": "2026-09-10T10:00:00Z"])])
        try bench.sync()
        try bench.edit("config/agreement.yaml", "after: 30d", "after: 45d")
        let plan = try Program.run(
            ["plan", "--out", "plan.json", "--now", "2026-12-20T06:00:00Z"], in: bench.folder)
        #expect(plan.output.contains("Besides, 1 lead changes because its time has come"), "\(plan.all)")
        #expect(plan.output.contains("  In feed nurture will be: 1 added."), "\(plan.all)")
        let applied = try Program.run(["apply", "plan.json"], in: bench.folder)
        #expect(applied.output.contains("Besides, 1 lead changed because its time had come"), "\(applied.all)")
        #expect(applied.output.contains("  In feed nurture were: 1 added."), "\(applied.all)")
    }
}
