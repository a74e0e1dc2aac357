import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `A file that was declared to be something else than it is` {
    private static let declared = "files: \"leads*.csv\", format: { csv: { delimiter: \",\", encoding: utf-8"

    @Test func `is read again when its declaration is mended, and the leads keep their numbers`() throws {
        let bench = try Workbench()
        let rows = (1...3).map { Setup.discarded("\($0)", ["Last": "M\u{FC}ller\($0)", "City": "K\u{F6}ln"]) }
        let text = Setup.csv(Setup.columns(of: "leads.csv"), rows)
        try bench.write("inbox/leads.csv", bytes: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
        let wrong = Self.declared.replacing("utf-8", with: "iso-8859-5")
        try bench.edit("config/sources/crm.yaml", Self.declared, wrong)
        try bench.sync()
        let numbers = try bench.leads().map(\.id)
        #expect(numbers.count == 3)
        #expect(try bench.leads().allSatisfy { $0.text(.city) != "K\u{F6}ln" })
        try bench.edit("config/sources/crm.yaml", "iso-8859-5", "windows-1252")
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.leads().map { $0.text(.city) } == ["K\u{F6}ln", "K\u{F6}ln", "K\u{F6}ln"])
        #expect(try bench.leads().map(\.id) == numbers)
        #expect(try bench.count("SELECT count(*) FROM version") == 3)
        let reports = try bench.sync("2026-10-02T06:00:00Z")
        #expect(bench.counts(reports).read == 0 && reports.flatMap(\.files).map(\.isKept) == [true])
    }

    @Test func `finds its people again`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync()
        let numbers = try bench.leads().map(\.id)
        try bench.edit("config/sources/crm.yaml", Self.declared + ", header: true", Self.declared)
        let counts = bench.counts(try bench.sync("2026-10-02T06:00:00Z"))
        #expect(counts.read == 0, "\(counts)")
        try bench.deliver("leads-2.csv", [Setup.lead("1", ["Status": "Working", "Modified": "2026-07-01T10:00:00Z"])])
        try bench.deliver("prospects.csv", [Setup.prospect("p2", ["Email": "lead2@example.com"])])
        #expect(bench.counts(try bench.sync("2026-10-02T06:00:00Z")).updated == 1)
        #expect(try bench.people() == [["crm/leads/1"], ["crm/leads/2", "web/prospects/p2"]])
        #expect(try bench.leads().map(\.id) == numbers)
    }

    @Test(arguments: ["delimiter: \";\"", "delimiter: \",\", encoding: utf-16"])
    func `wrongly costs nothing: what was read before stays, and so do the numbers`(mistake: String) throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", (1...3).map { Setup.discarded("\($0)") })
        try bench.sync()
        let before = try bench.dump()
        let right = "csv: { delimiter: \",\", encoding: utf-8"
        try bench.edit(
            "config/sources/crm.yaml", "leads*.csv\", format: { \(right)", "leads*.csv\", format: { csv: { \(mistake)")
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.dump() == before)
        try bench.edit("config/sources/crm.yaml", "csv: { \(mistake)", right)
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.dump() == before)
        #expect(try bench.leads().map(\.id.number) == [1, 2, 3])
    }

    /// The daily export: most records of today's file were read, wrongly, from yesterday's.
    @Test func `is right in records, too, that an earlier file had brought`() throws {
        let bench = try Workbench()
        func file(_ rows: [Row]) throws {
            let text = Setup.csv(Setup.columns(of: "leads.csv"), rows)
            try bench.write("inbox/leads.csv", bytes: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
        }
        let rows = (1...8).map { Setup.discarded("\($0)", ["City": "K\u{F6}ln"]) }
        try bench.edit("config/sources/crm.yaml", Self.declared, Self.declared.replacing("utf-8", with: "iso-8859-5"))
        try file(rows)
        try bench.sync()
        try file(rows + [Setup.discarded("9", ["City": "K\u{F6}ln"])])
        try bench.sync("2026-10-02T06:00:00Z")
        try bench.edit("config/sources/crm.yaml", "iso-8859-5", "windows-1252")
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(Set(try bench.leads().map { $0.text(.city) }) == ["K\u{F6}ln"])
        #expect(try bench.leads().map(\.id.number) == Array(1...9))
        #expect(try bench.count("SELECT count(*) FROM version") == 9)
    }

    /// Read by commas, the whole line is one cell under one long label, and passes for an id.
    @Test func `takes along what only the wrong reading had seen`() throws {
        let bench = try Workbench()
        let label = Setup.columns(of: "leads.csv").joined(separator: ";")
        let line = "1;2026-06-01T10:00:00Z;;;;a@example.com;;;;;;;;;Open;"
        try bench.write("inbox/leads.csv", "\(label)\n\(line)\n")
        try bench.edit("mappings/crm-lead.yaml", "  id: Id\n", "  id: [Id, \"\(label)\"]\n")
        try bench.sync()
        let semicolons = Self.declared.replacing("\",\"", with: "\";\"")
        try bench.edit("config/sources/crm.yaml", Self.declared, semicolons)
        try bench.sync()
        #expect(try bench.leads().compactMap { $0.text(.email) } == ["a@example.com"])
        #expect(try bench.workspace().openForReading().quarantined(limit: 9).isEmpty)
    }
}
