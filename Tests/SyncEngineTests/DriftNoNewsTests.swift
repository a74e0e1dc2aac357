import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// Exports that are as they should be, and what must not be passed over beside them.
@Suite struct `An export after a change that was meant` {
    private func rows(_ numbers: some Sequence<Int>, day: Int, _ change: (inout Row, Int) -> Void = { _, _ in })
        -> [Row]
    {
        numbers.map { index in
            var row = Setup.lead(
                "\(index)",
                [
                    "Modified": "2026-06-\(10 + day)T10:00:00Z", "First": "F\(index % 9)", "Last": "L\(index)",
                    "Phone": "+1415555\(1_000 + index % 9_000)", "Status": "Open",
                ])
            change(&row, index)
            return row
        }
    }

    private func next(_ bench: Workbench, _ rows: [Row], day: Int, columns: [String]? = nil) throws -> RunReport {
        try bench.write("inbox/leads-\(day).csv", Setup.csv(columns ?? Setup.columns(of: "leads"), rows))
        return try #require(
            try bench.sync("2026-10-0\(day)T06:00:00Z", only: ["crm"]).last { $0.source == "crm" })
    }

    private func knownIDs(_ bench: Workbench) throws -> [ReadingProfile.KnownIDs?] {
        let store = try bench.workspace().openForReading()
        let stream = try #require(try store.streams().first { $0.info.stream == "leads" })
        return try store.profiles(of: stream.info.number, path: "", before: .max, atLeast: 1, limit: 9).map(\.ids)
    }

    /// While everything is matched anew, the index of keys is empty.
    @Test(arguments: ["hold", "warn"])
    func `of a mapping by which people find each other is asked for no ids, and is compared with none`(rule: String)
        throws
    {
        let bench = try Workbench()
        try bench.edit("config/sources/crm.yaml", "role: crm\n", "role: crm\nguard: { drift: \(rule) }\n")
        func delivered(_ day: Int, prefix: String = "") -> [Row] {
            rows(0..<200, day: day) { row, index in
                row["Owner"] = "+1312555\(1_000 + index)"
                row["Id"] = "\(prefix)\(index)"
            }
        }
        for day in 1...3 { #expect(try next(bench, delivered(day), day: day).outcome == .succeeded) }
        try bench.edit("mappings/crm-lead.yaml", "phone: { from: Phone,", "phone: { from: [Owner, Phone],")
        let report = try next(bench, delivered(4), day: 4)
        #expect(report.outcome == .succeeded, "\(report.warnings)")
        #expect(!report.warnings.contains { $0.code == .driftIDsNew }, "\(report.warnings)")
        #expect(try knownIDs(bench).first == .some(nil))
        // From the next day on they are known again, and one that has other ids is seen.
        #expect(try next(bench, delivered(5), day: 5).outcome == .succeeded)
        #expect(try knownIDs(bench).first??.known == 200)
        let anew = try next(bench, delivered(6, prefix: "N"), day: 6)
        #expect(anew.warnings.contains { $0.code == .driftIDsNew }, "\(anew.warnings)")
    }

    @Test func `of ids that have grown a digit, or letters, is taken in`() throws {
        for prefix in ["", "L"] {
            let bench = try Workbench()
            for day in 1...3 {
                let first = 999_600 + day * 200
                let isLast = day == 3
                let rows = rows(first..<first + 100, day: day) { row, index in
                    row["Id"] = (isLast ? prefix : "") + "\(index)"
                }
                let report = try next(bench, rows, day: day)
                let told = report.warnings.filter { $0.code != .fileNoneFits }
                #expect(report.outcome == .succeeded && told.isEmpty, "day \(day): \(told)")
            }
        }
    }

    @Test func `of telephone numbers that are spelled with marks now is taken in, and one of bare digits is not`()
        throws
    {
        for isMarked in [true, false] {
            let bench = try Workbench()
            for day in 1...3 {
                let rows = rows(0..<100, day: day) { row, index in
                    row["Phone"] =
                        (day == 3) == isMarked ? "(415) 555-\(1_000 + index)" : "415555\(1_000 + index)"
                }
                let report = try next(bench, rows, day: day)
                #expect((report.outcome == .held) == (day == 3 && !isMarked), "day \(day): \(report.warnings)")
            }
        }
    }

    /// Segment is as full as the vanished column was.
    @Test(arguments: [true, false])
    func `does not lose a match key in silence where another mapped column is new`(isAlike: Bool) throws {
        let bench = try Workbench()
        try bench.edit("mappings/crm-lead.yaml", "phone: { from: Phone,", "phone: { from: [Phone, Owner],")
        for day in 1...3 { _ = try next(bench, rows(0..<120, day: day), day: day) }
        try bench.edit("mappings/crm-lead.yaml", "  city: City\n", "  city: City\n  industry: Segment\n")
        // Nothing of them can be read by a mapping that asks for another column.
        try bench.emptyInbox()
        let columns = Setup.columns(of: "leads").map { $0 == "Phone" ? "Segment" : $0 }
        let rows = rows(0..<120, day: 4) { row, index in
            row["Segment"] = isAlike ? row["Phone"] : ["Tea", "Coffee", "Milk"][index % 3]
        }
        let report = try next(bench, rows, day: 4, columns: columns)
        #expect(report.outcome == .held, "\(report.warnings)")
        let gone = report.warnings.filter { $0.code == .driftColumnVanished }
        #expect(gone.count == 1 && gone.first?.field == "Phone", "\(report.warnings)")
        #expect(gone.first?.summary.contains("Segment") == false, "\(gone)")
    }
}
