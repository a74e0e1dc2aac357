import Foundation
import Glibc
import LeadModel
import Testing

@testable import SyncEngine

@Suite struct `A file of feedback` {
    private func bench() throws -> Workbench {
        let bench = try Workbench.ofFeedback()
        try bench.deliver("prospects.csv", [Setup.prospect("1"), Setup.prospect("2")])
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync()
        return bench
    }

    private func verdicts(_ bench: Workbench) throws -> [String: FeedDesk.Verdict] {
        let all = try FeedDesk(bench.workspace(), isWriter: false).verify([])
            .filter { $0.path.contains("/feedback/") }
        return Dictionary(
            uniqueKeysWithValues: all.map { ($0.path.split(separator: "/").last.map(String.init) ?? "", $0) })
    }

    @Test func `is held against its manifest, each of them`() throws {
        let bench = try bench()
        let found = try verdicts(bench)
        #expect(found.values.allSatisfy { $0.fault == nil }, "\(found)")
        #expect(Set(["leads.csv", "campaigns.csv", "recycling.csv"]).isSubset(of: found.keys), "\(found.keys)")
        #expect(found.keys.contains { $0.hasPrefix("leads-changes-") } && found["leads.csv"]?.rows == 2)
        #expect(try Program.run(["feed", "verify"], in: bench.folder).status == 0)
        // Who names a feed asks about that alone.
        #expect(
            try FeedDesk(bench.workspace(), isWriter: false).verify(["nurture"]).allSatisfy {
                !$0.path.contains("/feedback/")
            })
    }

    @Test func `that was changed, cut, taken away or lost its manifest is told`() throws {
        let bench = try bench()
        let names = Array(try verdicts(bench).keys)
        let changes = try #require(names.first { $0.hasPrefix("leads-changes-") })
        let leads = try bench.text("feedback/web/leads.csv")
        try bench.write("feedback/web/leads.csv", leads.replacing("2", with: "3"))
        try bench.remove("feedback/web/campaigns.csv")
        try bench.remove("feedback/recycling.csv.manifest.json")
        try bench.write("feedback/web/" + changes, try bench.text("feedback/web/" + changes) + "x")
        let found = try verdicts(bench)
        #expect(
            found["leads.csv"]?.fault?.code == .feedDamaged
                && found["leads.csv"]?.fault?.summary == "the file has another content")
        #expect(found["campaigns.csv"]?.fault?.code == .fileMissing)
        #expect(found["recycling.csv"]?.fault?.code == .fileMissing)
        #expect(found[changes]?.fault?.summary.contains("bytes instead of") == true, "\(found)")
        #expect(found[changes]?.fault?.advice.hasPrefix("It cannot be written again") == true)
        let said = try Program.run(["feed", "verify"], in: bench.folder)
        #expect([65, 74].contains(said.status), "\(said.all)")
        // What can be written again is.
        #expect(try Program.run(["feed", "export"], in: bench.folder).status == 0)
        let again = try verdicts(bench)
        #expect(again["leads.csv"]?.fault == nil && again["campaigns.csv"]?.fault == nil, "\(again)")
    }

    @Test func `is not held against a manifest that is no file of ours, and that gets one when it is written again`()
        throws
    {
        let bench = try bench()
        for path in ["feedback/web/leads.csv", "feedback/recycling.csv"] {
            let manifest = try bench.text(path + ".manifest.json")
            try bench.write("elsewhere.json", manifest)
            try bench.remove(path + ".manifest.json")
            #expect(symlink(bench.path("elsewhere.json"), bench.path(path + ".manifest.json")) == 0)
            let name = try #require(path.split(separator: "/").last.map(String.init))
            #expect(try verdicts(bench)[name]?.fault?.code == .fileNotRegular, "\(path)")
            try bench.remove(path + ".manifest.json")
            // What stands there is valid but for its length.
            try bench.write(path + ".manifest.json", manifest + String(repeating: " ", count: 1 << 20))
            #expect(try verdicts(bench)[name]?.fault?.code == .fileTooLarge, "\(path)")
        }
        #expect(try Program.run(["feed", "export"], in: bench.folder).status == 0)
        #expect(try verdicts(bench).values.allSatisfy { $0.fault == nil })
    }
}
