import Connectors
import Failpoints
import Feedback
import Foundation
import Glibc
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `The receipt of an erasure` {
    private static let words = ["yxwella", "kanarienvogel", "qanary"]
    private let now = Instant(rfc3339: Setup.now) ?? Instant(milliseconds: 0)

    private func person(_ id: String) -> Row {
        Setup.discarded(
            id, ["Email": "zyxwella.qanary@kanarienvogel.example", "First": "Zyxwella", "Last": "Qanary"])
    }

    /// Three people in a feed of a format, the one to be erased between the two others, and feedback of marketing's records.
    private func bench(_ format: String = "ndjson", mode: String = "incremental") throws -> Workbench {
        let feed = Setup.nurture.replacing("format: ndjson", with: "format: \(format)")
            .replacing("mode: incremental", with: "mode: \(mode)")
        let bench = try Workbench(feeds: ["nurture": feed])
        try bench.deliver(
            "leads.csv", [Setup.discarded("1"), person("x"), Setup.discarded("2", ["First": "B\"o, \n"])])
        try bench.deliver("prospects.csv", ["1", "x", "2"].map { Setup.prospect("w\($0)", ["CrmId": $0]) })
        try bench.sync()
        return bench
    }

    private func holdsHer(_ text: String) -> Bool { Self.words.contains { text.lowercased().contains($0) } }

    private func erase(_ bench: Workbench, receipt: String? = nil) throws -> ErasureReceipt {
        let lead = try #require(try bench.leads().first { $0.text(.lastName) == "Qanary" })
        return try Eraser(bench.workspace()).erase(lead.id, at: now, receipt: receipt)
    }

    @Test(
        arguments: [
            "ndjson", "json", "{ csv: machine }", "{ csv: spreadsheet }", "{ xml: { root: leads, record: lead } }",
        ], ["incremental", "full"])
    func `tells of rows taken out of the files for receivers, and no other byte is changed`(
        format: String, mode: String
    ) throws {
        let bench = try bench(format, mode: mode)
        let name = try #require(try bench.files("feeds/nurture").first { !$0.hasSuffix("manifest.json") })
        let before = try bench.text("feeds/nurture/" + name)
        try #require(holdsHer(before))
        let receipt = try erase(bench)
        #expect(receipt.files.allSatisfy { $0.state == .rewritten && $0.rows == 1 })
        #expect(receipt.files.map(\.kind) == ["feed", "feedback", "feedback"])
        let after = try bench.text("feeds/nurture/" + name)
        #expect(!holdsHer(after) && after.contains("lead1@example.com") && after.contains("lead2@example.com"))
        #expect(after.utf8.count < before.utf8.count)
        let manifest = try FeedManifest(
            json: Array(bench.text("feeds/nurture/\(name).manifest.json").utf8), file: name)
        #expect(manifest.rows == 2 && manifest.adds == 2 && manifest.erasedRows == 1)
        let verified = try Program.run(["feed", "verify"], in: bench.folder)
        #expect(verified.status == 0, "\(verified.all)")
        #expect(try !bench.text("feedback/web/leads.csv").contains("wx,"))
        #expect(try bench.text("feedback/web/leads.csv").contains("w1,"))
        // What a writer would have written without her is what stands there.
        let other = try Workbench(feeds: ["nurture": try bench.text("config/feeds/nurture.yaml")])
        try other.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2", ["First": "B\"o, \n"])])
        try other.sync()
        let fresh = try other.text("feeds/nurture/" + other.files("feeds/nurture")[0])
        #expect(after == fresh.replacing("L2", with: "L3"))
        #expect(try bench.isWhole())
    }

    @Test func `is written only where nothing stands yet, holds nothing of the person, and tells when it was changed`()
        throws
    {
        let bench = try bench()
        try bench.write("there.json", "{}")
        let lead = try bench.lead("zyxwella.qanary@kanarienvogel.example").id.description
        for path in ["there.json", "no-folder/receipt.json"] {
            let said = try Program.run(["lead", "erase", lead, "--yes", "--receipt", path], in: bench.folder)
            #expect(said.status != 0 && !holdsHer(said.all), "\(said.all)")
            #expect(try bench.leads().count == 3)
        }
        let said = try Program.run(["lead", "erase", lead, "--yes", "--receipt", "receipt.json"], in: bench.folder)
        #expect(said.status == 0 && !holdsHer(said.all), "\(said.all)")
        let text = try bench.text("receipt.json")
        #expect(!holdsHer(text), "\(text)")
        #expect(text.contains(#""lead" : "\#(lead)""#) && text.contains(#""membership" : 2"#), "\(text)")
        #expect(ErasureReceipt.isWhole(Array(text.utf8)))
        #expect(!ErasureReceipt.isWhole(Array(text.replacing(#""versions" : 2"#, with: #""versions" : 3"#).utf8)))
    }

    @Test func `names files that are gone, and such as somebody has changed, and leaves these as they are`() throws {
        let bench = try bench()
        let name = try #require(try bench.files("feeds/nurture").first)
        let changed = try bench.text("feeds/nurture/" + name) + "{}\n"
        try bench.write("feeds/nurture/" + name, changed)
        let receipt = try erase(bench)
        let file = try #require(receipt.files.first)
        #expect(file.state == .changed && file.advice?.contains("feed export nurture --again") == true)
        #expect(try bench.text("feeds/nurture/" + name) == changed)
        let other = try self.bench()
        try other.remove("feeds/nurture/" + name)
        #expect(try erase(other).files.first?.state == .gone)
    }

    @Test func `counts no file of others, and none twice where it is said again after it died`() throws {
        let bench = try bench()
        try bench.deliver("leads-2.csv", [Setup.discarded("7")])
        try bench.sync("2026-10-02T06:00:00Z")
        let later = try bench.text("feeds/nurture/" + bench.files("feeds/nurture")[2])
        let lead = try bench.lead("zyxwella.qanary@kanarienvogel.example").id.description
        try Program.run(["lead", "erase", lead, "--yes"], in: bench.folder, dyingAt: .filesErased)
        #expect(try bench.leads().count == 4 && bench.feedLines().joined().allSatisfy { !holdsHer($0) })
        #expect(try erase(bench).files == [])
        #expect(try bench.text("feeds/nurture/" + bench.files("feeds/nurture")[2]) == later)
    }

    @Test func `is written when it is said again, where the program died as soon as the person was gone`() throws {
        let bench = try bench()
        let lead = try bench.lead("zyxwella.qanary@kanarienvogel.example").id.description
        let words = ["lead", "erase", lead, "--yes", "--receipt", "receipt.json"]
        try Program.run(words, in: bench.folder, dyingAt: .personErased)
        #expect(try bench.leads().count == 2 && !bench.files(".").contains("receipt.json"))
        #expect(try bench.count("SELECT count(*) FROM run WHERE source = 'erasure' AND outcome = 'succeeded'") == 1)
        let again = try Program.run(words, in: bench.folder)
        #expect(again.status == 0 && !holdsHer(again.all), "\(again.all)")
        let text = try bench.text("receipt.json")
        #expect(ErasureReceipt.isWhole(Array(text.utf8)) && !holdsHer(text))
        #expect(text.contains(#""membership" : 2"#) && text.contains(#""state" : "rewritten""#), "\(text)")
        #expect(try bench.count("SELECT count(*) FROM fact WHERE name = 'residue'") == 0)
        for name in try bench.files("store") {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: bench.path("store/" + name)))
            for word in Self.words { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(name) holds \(word)") }
        }
        let third = try Program.run(words, in: bench.folder)
        #expect(third.status != 0, "a receipt that stands there is not replaced")
        #expect(try bench.count("SELECT count(*) FROM run WHERE source = 'erasure'") == 1)
    }

    @Test func `notes that the store could not be written anew, until it could`() throws {
        let bench = try bench()
        let lead = try bench.lead("zyxwella.qanary@kanarienvogel.example").id
        do {
            var eraser = try Eraser(bench.workspace())
            eraser.overwrite = { (_) throws(Fault) in
                throw Fault(.storeFull, .stopRun, "the disk is full", advice: "Free space.")
            }
            let receipt = try eraser.erase(lead, at: now, receipt: bench.path("one.json"))
            #expect(receipt.note?.contains("the disk is full") == true && receipt.versions == 2)
        }
        #expect(ErasureReceipt.isWhole(Array(try bench.text("one.json").utf8)))
        let again = try Eraser(bench.workspace()).erase(lead, at: now, receipt: bench.path("two.json"))
        #expect(
            again.note == nil && again.versions == 2
                && again.files.map(\.state) == [.rewritten, .rewritten, .rewritten])
        #expect(try bench.count("SELECT count(*) FROM fact WHERE name = 'residue'") == 0)
    }

    @Test(arguments: ["incremental", "full"])
    func `tells of a file that was cut by one who died before it had its manifest, which then has it`(mode: String)
        throws
    {
        let bench = try bench(mode: mode)
        let lead = try bench.lead("zyxwella.qanary@kanarienvogel.example").id.description
        try Program.run(["lead", "erase", lead, "--yes"], in: bench.folder, dyingAt: .fileCut)
        let name = try #require(try bench.files("feeds/nurture").first)
        #expect(try !holdsHer(bench.text("feeds/nurture/" + name)))
        #expect(try Program.run(["feed", "verify"], in: bench.folder).status != 0)
        // Somebody else is erased in between.
        let other = try bench.lead("lead1@example.com")
        let others = try Eraser(bench.workspace()).erase(other.id, at: now)
        #expect(others.files.map(\.rows) == [1, 1, 1] && others.files.allSatisfy { $0.state == .rewritten })
        let alone = try self.bench(mode: mode)
        try Program.run(["lead", "erase", lead, "--yes"], in: alone.folder, dyingAt: .fileCut)
        let receipt = try erase(alone)
        #expect(receipt.files.allSatisfy { $0.state == .rewritten } && receipt.files.map(\.rows) == [1, 1, 1])
        for (bench, left) in [(bench, 1), (alone, 2)] {
            let verified = try Program.run(["feed", "verify"], in: bench.folder)
            #expect(verified.status == 0, "\(verified.all)")
            let manifest = try FeedManifest(
                json: Array(bench.text("feeds/nurture/\(name).manifest.json").utf8), file: name)
            #expect(manifest.rows == left && manifest.erasedRows == 3 - left)
            #expect(try bench.count("SELECT count(*) FROM feed_file WHERE cutting IS NOT NULL") == 0)
        }
    }

    /// The definition says today what it said not when the file was written.
    @Test(arguments: [true, false])
    func `tells of her rows where the column of the lead's number has another name since`(isInManifest: Bool) throws {
        let feed = Setup.nurture.replacing("lead: lead-id", with: "number: lead-id")
            .replacing("email: email, ", with: "")
        let bench = try Workbench(feeds: ["nurture": feed])
        try bench.deliver("leads.csv", [Setup.discarded("1"), person("x"), Setup.discarded("2")])
        try bench.sync()
        try bench.edit("config/feeds/nurture.yaml", "number: lead-id", "lead: lead-id")
        // The file has no address to tell by; a manifest of an earlier version names no column of the number either.
        if !isInManifest {
            try bench.execute(
                """
                UPDATE feed_file SET manifest = CAST(replace(CAST(manifest AS TEXT), '"lead-column"', '"was-column"') AS BLOB)
                """)
        }
        let file = try #require(try erase(bench).files.first)
        #expect(file.kind == "feed" && file.state == (isInManifest ? .rewritten : .unreadable), "\(file)")
        #expect(file.rows == (isInManifest ? 1 : 0) && (file.advice == nil) == isInManifest)
        #expect(try isInManifest == bench.feedLines().joined().allSatisfy { !$0.contains("Zyxwella") })
    }

    @Test func `is of somebody who does not come back, by a replay or by the same export again`() throws {
        let bench = try bench()
        _ = try erase(bench)
        try bench.deliver("leads-9.csv", [person("x"), person("y")])
        try bench.sync("2026-10-02T06:00:00Z")
        let rebuilt = try Program.run(["db", "rebuild", "--now", "2026-10-03T06:00:00Z"], in: bench.folder)
        #expect(rebuilt.status == 0 && !holdsHer(rebuilt.all), "\(rebuilt.all)")
        #expect(try !bench.leads().contains { $0.text(.lastName) == "Qanary" })
        let checked = try Program.run(
            ["suppression", "check", "zyxwella.qanary@kanarienvogel.example", "--output", "csv"], in: bench.folder)
        #expect(checked.output.contains("erasure (all) by erasure since") && !holdsHer(checked.all), "\(checked.all)")
        #expect(try bench.feedLines().joined().allSatisfy { !holdsHer($0) })
    }
}

@Suite struct `An export that holds a person who is erased` {
    private func person(_ id: String, _ cells: Row = [:]) -> Row {
        Setup.discarded(
            id,
            [
                "Email": "zyxwella.qanary@kanarienvogel.example", "First": "Zyxwella", "Last": "Qanary",
                "Phone": "+13125550142",
            ].merging(cells) { $1 })
    }

    @Test func `is named with her records, and nothing of her`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), person("x"), Setup.discarded("2")])
        try bench.deliver("leads-2.csv", [Setup.discarded("3")])
        try bench.deliver("leads-3.csv", [person("x", ["Status": "Parked"]), Setup.discarded("4"), person("y")])
        try bench.sync()
        // Who was erased before is not looked for.
        #expect(try Program.run(["lead", "erase", "crm:2", "--yes"], in: bench.folder).status == 0)
        let said = try Program.run(["lead", "erase", "crm:x", "--yes", "--receipt", "r.json"], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(
            said.talk.contains("inbox/leads.csv: warning") && said.unfolded.contains("record 2 of it is of the person"))
        #expect(said.unfolded.contains("2 records of it are of the person who was erased: 1, 3"), "\(said.all)")
        #expect(!said.all.contains("leads-2.csv") && !said.all.lowercased().contains("qanary"), "\(said.all)")
        let receipt = try bench.text("r.json")
        #expect(ErasureReceipt.isWhole(Array(receipt.utf8)) && receipt.contains("leads-3.csv"))
        let read = try ErasureReceipt.read(Array(receipt.utf8))
        #expect(read.exports?.map(\.numbers) == [[1, 3], [2]], "\(receipt)")
        try bench.emptyInbox()
        let again = try Program.run(["lead", "erase", "crm:1", "--yes"], in: bench.folder)
        #expect(again.status == 0 && !again.talk.contains("file.holds-erased"), "\(again.all)")
    }

    @Test func `brings her back by no other address, where her number stands beside her name`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), person("x")])
        try bench.sync()
        #expect(try Program.run(["lead", "erase", "crm:x", "--yes"], in: bench.folder).status == 0)
        try bench.deliver(
            "leads-2.csv",
            [
                person("y", ["Email": "other@kanarienvogel.example", "First": "ZYXWELLA", "Last": "Qanary "]),
                // A colleague behind the same switchboard.
                person("z", ["Email": "bo@kanarienvogel.example", "First": "Bo", "Last": "Berg"]),
            ])
        try bench.sync()
        #expect(
            try bench.leads().compactMap { $0.text(.email) }.sorted() == [
                "bo@kanarienvogel.example", "lead1@example.com",
            ])
        #expect(try bench.leads().allSatisfy { $0.decision.kind == .recycle })
    }
}

@Suite struct `A file that is written anew in the place of another` {
    @Test(.enabled(if: geteuid() == 0, "only root makes files for others"))
    func `belongs to whom it belonged, and is read by whom it was read`() throws {
        let bench = try Workbench()
        try bench.write("file.csv", "old")
        let path = bench.path("file.csv")
        try #require(chown(path, 65_534, 65_533) == 0 && chmod(path, 0o604) == 0)
        let file = try WholeFile(path: path)
        try file.write(Array("new".utf8))
        _ = try file.commit()
        var status = stat()
        try #require(stat(path, &status) == 0)
        #expect(status.st_uid == 65_534 && status.st_gid == 65_533 && status.st_mode & 0o777 == 0o604)
        #expect(try bench.text("file.csv") == "new")
    }
}
