import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A person in a broken record` {
    /// Words that occur nowhere else; each stands in some cell that is refused.
    private static let canary = [
        "Zyxwella", "Qanary", "zyxwella.qanary@kanarienvogel.example", "kanarienvogel", "5550199", "Vogelgasse",
    ]

    private func brokenRows() -> [Row] {
        let person: Row = [
            "Email": "zyxwella.qanary@kanarienvogel.example", "First": "Zyxwella", "Last": "Qanary",
            "Phone": "+1 312 5550199", "City": "Vogelgasse 7",
            "Company": "Kanarienvogel AG",
        ]
        let damages: [Row] = [
            ["Status": "zyxwella.qanary@kanarienvogel.example"],
            ["Reason": "call Zyxwella Qanary at 312 5550199 first", "Status": "Closed"],
            ["Modified": "Zyxwella Qanary"], ["Modified": ""], ["Email": "Zyxwella Qanary Vogelgasse"],
            ["Phone": "Zyxwella"], ["OptedOut": "Qanary@5550199"],
            ["Created": "2026-02-30 Vogelgasse"], ["Deleted": "zyxwella.qanary@kanarienvogel.example"], ["Id": ""],
            ["Id": "Zyxwella\u{0}Qanary"], ["City": "Vogelgasse\u{0}"],
        ]
        return damages.enumerated().map { number, damage in Setup.lead("x\(number)", person).merging(damage) { $1 } }
    }

    @Test func `is named in no fault, line of talk, report, manifest, column of the quarantine or name of a file`()
        throws
    {
        let bench = try Workbench()
        try bench.deliver("leads-1.csv", brokenRows() + [Setup.lead("1")])
        let header = Setup.columns(of: "leads.csv").joined(separator: ",")
        try bench.write("inbox/leads-2.csv", header + "\nx90,Zyxwella,Qanary\nx91,\"Zyxwella Qanary\n")
        try bench.write(
            "inbox/leads-3.csv",
            bytes: Array((header + "\nx92,").utf8) + [0xFF, 0xFE] + Array("Zyxwella".utf8)
                + Array(repeating: 0x2C, count: 14) + [0x0A])
        // An export without its header: its first record stands where the names of columns are looked for.
        let headless = "x93,Zyxwella,Qanary,zyxwella.qanary@kanarienvogel.example,Vogelgasse 7\n"
        try bench.write("inbox/leads-4.csv", headless + headless)
        // Names of columns that are somebody's address or number, and exports without a header, which are compared with those
        // before them.
        let tagged = Setup.columns(of: "leads").joined(separator: ",")
        let record = "1,2026-06-01T10:00:00Z,,,,lead1@example.com" + String(repeating: ",", count: 10) + "\r\n"
        try bench.write("inbox/leads-5.csv", tagged + "\r\n" + String(repeating: record, count: 60))
        try bench.sync("2026-09-30T06:00:00Z", only: ["crm"])
        try bench.write(
            "inbox/leads-6.csv",
            tagged + ",tags.zyxwella.qanary@kanarienvogel.example,tags.+1 312 5550199,Industry\r\n"
                + String(repeating: record.dropLast(1) + ",yes,yes,Tea\r\n", count: 60))
        try bench.write("inbox/leads-7.csv", String(repeating: headless, count: 60))
        var texts: [String] = []
        for arguments in [
            ["source", "check"], ["sync", "--now", Setup.now], ["sync", "--output", "json", "--now", Setup.now],
            ["quarantine", "list"],
            ["quarantine", "list", "--output", "json"], ["runs", "list"], ["runs", "show", "1"],
            ["runs", "show", "1", "--output", "json"], ["doctor"],
            ["config", "check"], ["feed", "list"],
        ] { texts.append(try Program.run(arguments, in: bench.folder).all) }
        let entries = try bench.count("SELECT count(*) FROM quarantine")
        #expect(entries >= 10)
        for entry in 1...entries {
            texts.append(try Program.run(["quarantine", "show", "\(entry)"], in: bench.folder).all)
        }
        for table in ["quarantine", "run", "run_warning", "export_file", "source_stream"] {
            texts.append("\(table): \(try bench.query("SELECT * FROM \(table)"))")
        }
        texts.append("\(try bench.query("SELECT CAST(profile AS TEXT) FROM export_file"))")
        #expect(try bench.count("SELECT count(*) FROM run_warning WHERE code LIKE 'drift.%'") > 0)
        for text in texts {
            for word in Self.canary {
                let lines = text.split(separator: "\n").filter { $0.localizedCaseInsensitiveContains(word) }
                #expect(lines.isEmpty, "\(word): \(lines)")
            }
        }
        // And with the values asked for, they are there: the record was kept whole.
        let shown = try (1...entries).map {
            try Program.run(["quarantine", "show", "\($0)", "--show-values"], in: bench.folder).all
        }
        #expect(shown.contains { $0.contains("Qanary") })
    }
}

@Suite struct `A status that nobody mapped` {
    @Test
    func `waits with place, field, word and advice while its neighbours go on, and is read once the mapping knows it`()
        throws
    {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1", ["Status": "Parked"]), Setup.lead("2")])
        let first = bench.counts(try bench.sync())
        #expect(first.rejected == 1 && first.inserted == 1)
        let entry = try #require(try bench.workspace().openForReading().quarantined(limit: 9).first)
        #expect(
            entry.fault.code == .mappingUnmappedStatus && entry.fault.field == "Status"
                && entry.fault.seen == .word("Parked"))
        #expect(
            entry.fault.origin?.file.hasSuffix("inbox/leads.csv") == true && entry.fault.origin?.line == 2
                && entry.fault.origin?.record == 1)
        #expect(entry.fault.advice.contains("mappings/crm-lead.yaml"))
        #expect(try bench.leads().compactMap { $0.text(.email) } == ["lead2@example.com"])
        try bench.edit("mappings/crm-lead.yaml", "Open: assigned", "Open: assigned, Parked: nurturing")
        let second = try bench.sync()
        #expect(second[0].source == "rebuild" && second[0].counts.inserted == 1 && second[0].counts.unchanged == 1)
        let delivered = bench.counts(Array(second.dropFirst()))
        #expect(delivered.unchanged == 2 && delivered.rejected == 0)
        #expect(try bench.workspace().openForReading().quarantined(limit: 9).isEmpty)
        #expect(try bench.lead("lead1@example.com").standing.stage == .nurturing)
    }

    @Test func `that a changed mapping reads as something else changes the leads that are known`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1")])
        try bench.sync()
        try bench.edit("mappings/crm-lead.yaml", "Open: assigned", "Open: working")
        try bench.sync()
        #expect(try bench.lead("lead1@example.com").standing.stage == .working)
    }
}
