import Failpoints
import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `Files for receivers that the store knows nothing of` {
    private func person(_ id: String) -> Row {
        Setup.discarded(
            id, ["Email": "zyxwella.qanary@kanarienvogel.example", "First": "Zyxwella", "Last": "Qanary"])
    }

    private func bench(_ feed: String = Setup.nurture) throws -> Workbench {
        let bench = try Workbench(feeds: ["nurture": feed])
        try bench.deliver("leads.csv", [Setup.discarded("1"), person("x"), Setup.discarded("2")])
        try bench.sync()
        return bench
    }

    private func erase(_ bench: Workbench) throws -> ErasureReceipt {
        let lead = try #require(try bench.leads().first { $0.text(.lastName) == "Qanary" })
        return try Eraser(bench.workspace()).erase(lead.id, at: try #require(Instant(rfc3339: Setup.now)))
    }

    /// Written by a run that died before it could say so, with its manifest or before it had one.
    @Test(arguments: [true, false])
    func `are searched for an erased person, where they bear a feed's name`(hasManifest: Bool) throws {
        let bench = try bench()
        let name = try #require(try bench.files("feeds/nurture").first { !$0.hasSuffix("manifest.json") })
        let stray = "feeds/nurture/nurture-20260930T060000Z-000003.ndjson"
        try bench.write(stray, try bench.text("feeds/nurture/" + name))
        if hasManifest {
            try bench.write(stray + ".manifest.json", try bench.text("feeds/nurture/\(name).manifest.json"))
        }
        // Other people's files are other people's.
        try bench.write("feeds/nurture/notes.txt", "Zyxwella called.")
        let receipt = try erase(bench)
        #expect(receipt.files.map(\.state) == [.rewritten, .rewritten] && receipt.files.map(\.rows) == [1, 1])
        #expect(try !bench.text(stray).contains("kanarienvogel") && bench.text(stray).contains("lead1@example.com"))
        if hasManifest {
            let manifest = try bench.text(stray + ".manifest.json")
            #expect(manifest.contains(#""erased-rows" : 1"#) && manifest.contains(#""rows" : 2"#), "\(manifest)")
        }
        #expect(try bench.text("feeds/nurture/notes.txt").contains("Zyxwella"))
        #expect(try Program.run(["feed", "verify"], in: bench.folder).status == 0)
    }

    @Test func `are named where somebody who cut them died before they had their manifest, and stay as they are`()
        throws
    {
        let bench = try bench()
        let name = try #require(try bench.files("feeds/nurture").first { !$0.hasSuffix("manifest.json") })
        let stray = "feeds/nurture/nurture-20260930T060000Z-000003.ndjson"
        for suffix in ["", ".manifest.json"] {
            try bench.write(stray + suffix, try bench.text("feeds/nurture/" + name + suffix))
        }
        let lead = try #require(try bench.leads().first { $0.text(.lastName) == "Qanary" }).id.description
        try Program.run(["lead", "erase", lead, "--yes"], in: bench.folder, dyingAt: .fileCut)
        let cut = try bench.text(stray)
        #expect(!cut.contains("kanarienvogel"))
        #expect(try bench.text("feeds/nurture/" + name).contains("kanarienvogel"))
        // Somebody else is erased in between.
        let other = try bench.lead("lead1@example.com")
        let others = try Eraser(bench.workspace()).erase(other.id, at: try #require(Instant(rfc3339: Setup.now)))
        #expect(others.filesLeft.map(\.state) == [.changed] && others.filesLeft.map(\.rows) == [1], "\(others.files)")
        let receipt = try erase(bench)
        let left = try #require(receipt.filesLeft.first)
        #expect(receipt.filesLeft.count == 1 && left.path.hasSuffix(stray) && left.state == .changed && left.rows == 0)
        #expect(left.advice?.contains("Delete the file") == true)
        #expect(receipt.files.contains { $0.state == .rewritten && $0.path.hasSuffix(name) })
        #expect(try bench.text(stray) == cut && bench.text(stray + ".manifest.json").contains(#""rows" : 3"#))
    }

    @Test func `are named where rows of hers cannot be taken out`() throws {
        let bench = try bench()
        let stray = "feeds/nurture/nurture-20260930T060000Z-000003.ndjson"
        try bench.write(stray, "{\"lead\":\"L2\",\"Last\":\"Qanary\"}")
        let file = try #require(try erase(bench).filesLeft.first)
        #expect(file.state == .unreadable && file.path.hasSuffix(stray) && file.advice?.contains("Delete") == true)
    }

    @Test func `are deleted where nobody came to the end of them`() throws {
        let bench = try bench()
        let partial = "feeds/nurture/.nurture-20260930T060000Z-000003.ndjson.partial"
        try bench.write(partial, "Zyxwella")
        try bench.write(partial.replacing(".partial", with: ".manifest.json.partial"), "Zyxwella")
        for name in ["leads", "campaigns"] { try bench.write("feedback/web/.\(name).csv.partial", "Zyxwella") }
        // What other people copy there is theirs.
        let others = [
            "feeds/nurture/.backup.tar.partial", "feeds/nurture/.leads.csv.partial", "feedback/web/.notes.txt.partial",
            "feedback/web/.nurture-20260930T060000Z-000003.ndjson.partial", "feeds/nurture/.nurture-list.csv.partial",
            "feeds/nurture/.partial",
        ]
        for name in others { try bench.write(name, "theirs") }
        let said = try Program.run(
            ["lead", "erase", "crm:x", "--yes", "--receipt", "feeds/nurture/receipt.json"], in: bench.folder)
        #expect(said.status == 0 && !said.all.contains("removed"), "\(said.all)")
        let left = try ["feeds/nurture", "feedback/web"].flatMap { folder in
            try bench.files(folder).filter { $0.hasSuffix(".partial") }.map { "\(folder)/\($0)" }
        }
        #expect(Set(left) == Set(others), "\(left)")
        let receipt = try bench.text("feeds/nurture/receipt.json")
        #expect(receipt.contains(#""state" : "removed""#) && receipt.contains(#""kind" : "partial""#), "\(receipt)")
    }

    @Test func `are named where they cannot be deleted, and where nobody may look for them`() throws {
        let bench = try bench()
        // What has the name of an unfinished file and is a folder can be deleted by nobody.
        let partial = "feeds/nurture/.nurture-20260930T060000Z-000003.ndjson.partial"
        try bench.write(partial + "/x", "Zyxwella")
        try FileManager.default.removeItem(atPath: bench.path("feedback"))
        try bench.write("feedback/web", "no folder")
        let left = try erase(bench).filesLeft
        #expect(left.map(\.state) == [.unreadable, .unreadable], "\(left)")
        #expect(Set(left.map(\.kind)) == ["partial", "folder"], "\(left)")
        #expect(left.contains { $0.path.hasSuffix(partial) } && left.contains { $0.path.hasSuffix("feedback/web") })
        #expect(left.allSatisfy { $0.advice != nil })
    }

    /// The feed names people by their name alone; hers stood for a lead of two that was parted since.
    @Test
    func `and those that it knows are searched for her name, where it stands for a lead that is somebody else's now`()
        throws
    {
        let feed = Setup.nurture.replacing("email: email, ", with: "")
        let bench = try Workbench(feeds: ["nurture": feed])
        let phone = ["Phone": "+47 22 33 44 55"]
        let her = person("x").merging(["Modified": "2026-06-09T10:00:00Z"]) { $1 }.merging(phone) { $1 }
        try bench.deliver(
            "leads.csv", [Setup.discarded("1", ["First": "Bo", "Last": "Berg"]).merging(phone) { $1 }])
        try bench.sync()
        try bench.deliver("leads-2.csv", [her])
        try bench.sync("2026-10-02T06:00:00Z")
        let apart = try bench.leads().map(\.id.description).sorted()
        if apart.count == 2 { _ = try Program.run(["lead", "merge"] + apart, in: bench.folder) }
        try bench.sync("2026-10-03T06:00:00Z")
        try #require(try bench.feedLines().joined().contains { $0.contains("Qanary") || $0.contains("Zyxwella") })
        _ = try Program.run(["lead", "split", apart[0], "crm:x"], in: bench.folder)
        try bench.sync("2026-10-04T06:00:00Z")
        _ = try erase(bench)
        let left = try bench.feedLines().joined().filter { $0.contains("Qanary") || $0.contains("Zyxwella") }
        #expect(left == [], "\(left)")
        #expect(try Program.run(["feed", "verify"], in: bench.folder).status == 0)
    }
}
