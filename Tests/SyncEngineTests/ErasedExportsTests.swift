import Foundation
import Glibc
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `Exports that an erasure looks through` {
    private let now = Instant(rfc3339: Setup.now) ?? Instant(milliseconds: 0)

    private func erase(_ number: String, in bench: Workbench, _ progress: ProgressReport? = nil) throws
        -> ErasureReceipt
    {
        let lead = try bench.lead("lead\(number)@example.com")
        return try Eraser(bench.workspace(), progress: progress).erase(lead.id, at: now)
    }

    @Test func `are doubted where their folder cannot be listed, and hold nobody where there is none`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync()
        chmod(bench.path("inbox"), 0o300)
        let said = try Program.runUnprivileged(
            ["lead", "erase", "crm:1", "--yes", "--receipt", "r.json"], in: bench.folder)
        chmod(bench.path("inbox"), 0o700)
        #expect(said.status == 0, "\(said.all)")
        // Once, though four streams read it.
        #expect(said.talk.components(separatedBy: "[file.holds-erased]").count == 2, "\(said.all)")
        #expect(said.unfolded.contains("inbox: warning: it may hold the person who was erased"), "\(said.all)")
        let receipt = try ErasureReceipt.read(Array(try bench.text("r.json").utf8))
        #expect(receipt.exports?.count == 1 && receipt.exports?.first?.records == 0, "\(receipt)")
        try bench.remove("inbox")
        #expect(try erase("2", in: bench).exports == [])
    }

    @Test func `are read once, however many streams read them, and it is said how far`() throws {
        let bench = try Workbench()
        try bench.edit(
            "config/sources/crm.yaml", "  contacts:",
            """
              again: { mapping: crm-lead, files: "leads*.csv", format: { csv: { delimiter: ",", encoding: utf-8, header: true } } }
              contacts:
            """)
        try bench.deliver("leads.csv", (1...1_200).map { Setup.discarded("\($0)") })
        try bench.sync()
        // Read for each stream, it would be 2,400 records.
        var states: [ProgressReport.State] = []
        let receipt = try erase("7", in: bench, ProgressReport { states.append($0) })
        #expect(receipt.exports?.map(\.numbers) == [[7]], "\(receipt)")
        #expect(states.first?.phase == "looking for the person in exports")
        #expect(states.map(\.done).max().map { (1_000...1_200).contains($0) } == true, "\(states)")
    }
}
