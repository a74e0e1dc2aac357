import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A difference that was accepted` {
    private static let names = [
        "Ada", "Grace", "Linus", "Ken", "Barbara", "Edsger", "Donald", "Radia", "Hedy", "Margaret",
    ]
    private static let cities = ["Oslo", "Lyon", "Porto", "Turin", "Graz", "Gent", "Brno"]
    private static let status = ["Open", "Open", "Open", "Working", "Working", "Converted", "Closed"]
    private static let count = 210

    private func row(_ index: Int, day: Int) -> Row {
        Setup.lead(
            "\(index)",
            [
                "Modified": "2026-06-\(10 + day)T10:00:00Z", "First": Self.names[index % 10],
                "City": Self.cities[index % 7], "Phone": "+1415555\(1_000 + index)",
                "Status": Self.status[index % 7], "Reason": index % 7 == 6 ? "Timing" : "",
                "OptedOut": index % 5 == 0 ? "1" : "0",
            ])
    }

    /// Every difference for which a file is held: its code, and a record that has it. The like again is a little more of it.
    private static let accidents: [(FaultCode, String, @Sendable (inout Row, _ index: Int, _ day: Int) -> Void)] = [
        (.driftColumnVanished, "a column is gone", { row, _, _ in row["Phone"] = nil }),
        (.driftColumnBlank, "a column is blank", { row, _, _ in row["Phone"] = "" }),
        (
            .driftColumnBlank, "a column is all but blank",
            { row, index, day in if index >= (day == 6 ? 2 : 1) { row["Phone"] = "" } }
        ),
        (
            .driftFillFell, "a column holds a part of what it did",
            { row, index, day in if index >= (day == 6 ? 7 : 3) { row["Email"] = "" } }
        ),
        (.driftOptOuts, "nobody has opted out", { row, _, _ in row["OptedOut"] = "0" }),
        (
            .driftOptOuts, "few have opted out",
            { row, index, day in row["OptedOut"] = index < (day == 6 ? 6 : 3) ? "1" : "0" }
        ),
        (.driftOptOuts, "everybody has opted out", { row, _, _ in row["OptedOut"] = "1" }),
        (
            .driftColumnsShifted, "values are of another kind",
            { row, index, day in if index > (day == 6 ? 3 : 0) { row["Phone"] = "+1415555\(1_000 + index) ext 9" } }
        ),
        (
            .driftColumnsShifted, "two columns of words are swapped",
            { row, _, _ in (row["First"], row["City"]) = (row["City"], row["First"]) }
        ),
        (
            .driftShareJumped, "a status has three times its share",
            { row, index, _ in if index % 7 < 3 { row["Status"] = "Closed" } }
        ),
        (
            .driftWordsUnknown, "words of the status are not listed",
            { row, index, day in
                if row["Status"] == "Converted" || day > 6 && index == 0 { row["Status"] = "Qualified" }
            }
        ),
        (
            .driftIDsNew, "the source was numbered anew",
            { row, index, day in row["Id"] = index < (day == 6 ? 3 : 0) ? "\(index)" : "N\(day)-\(index)" }
        ),
    ]

    private func sync(_ bench: Workbench, day: Int, accepts: Bool = false) throws -> RunReport {
        var options = SyncRun.Options(now: try #require(Instant(rfc3339: "2026-10-0\(day)T06:00:00Z")))
        options.sources = ["crm"]
        options.acceptsDrift = accepts
        let reports = try SyncRun(bench.workspace(), options: options, progress: ProgressReport { _ in }).run()
        return try #require(reports.last)
    }

    @Test(arguments: accidents.indices)
    func `is no news when the like of it comes again`(_ accident: Int) throws {
        let (code, what, change) = Self.accidents[accident]
        let bench = try Workbench()
        try bench.edit("mappings/crm-lead.yaml", "phone: { from: Phone,", "phone: { from: [Phone, Owner],")
        func deliver(_ day: Int) throws {
            let rows = (0..<Self.count).map { index in
                var row = row(index, day: day)
                if day > 5 { change(&row, index, day) }
                return row
            }
            let isGone = day > 5 && code == .driftColumnVanished
            let columns = Setup.columns(of: "leads").filter { !isGone || $0 != "Phone" }
            try bench.write("inbox/leads-\(day).csv", Setup.csv(columns, rows))
        }
        for day in 1...5 {
            try deliver(day)
            #expect(try sync(bench, day: day).outcome == .succeeded)
        }
        try deliver(6)
        let held = try sync(bench, day: 6)
        #expect(held.outcome == .held && held.warnings.contains { $0.code == code }, "\(what): \(held.warnings)")
        #expect(try sync(bench, day: 6, accepts: true).counts.held == 0)
        for day in 7...8 {
            try deliver(day)
            let next = try sync(bench, day: day)
            #expect(next.outcome != .held && next.counts.held == 0, "\(what), day \(day): \(next.warnings)")
        }
    }
}
