import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

/// What goes wrong with exports, from the file to the message.
@Suite struct `An export that was exported wrongly` {
    private static let names = [
        "Ada", "Grace", "Linus", "Ken", "Barbara", "Edsger", "Donald", "Radia", "Hedy", "Margaret",
    ]
    private static let cities = ["Oslo", "Lyon", "Porto", "Turin", "Graz", "Gent", "Brno"]
    private static let status = ["Open", "Open", "Open", "Working", "Working", "Converted", "Closed"]

    private func rows(_ count: Int = 210, day: Int, _ change: (inout Row, Int) -> Void = { _, _ in }) -> [Row] {
        (0..<count).map { index in
            var row = Setup.lead(
                "\(index)",
                [
                    "Modified": "2026-06-\(10 + day)T10:00:00Z", "First": Self.names[index % 10],
                    "City": Self.cities[index % 7], "Phone": "+1415555\(1_000 + index)",
                    "Status": Self.status[index % 7], "Reason": index % 7 == 6 ? "Timing" : "",
                    "OptedOut": index % 5 == 0 ? "1" : "0",
                ])
            change(&row, index)
            return row
        }
    }

    private func bench(_ count: Int = 210, days: Int = 2, _ change: (inout Row, Int) -> Void = { _, _ in }) throws
        -> Workbench
    {
        let bench = try Workbench()
        for day in 1...days {
            try bench.deliver("leads-\(day).csv", rows(count, day: day, change))
            let report = try #require(try bench.sync("2026-10-0\(day)T06:00:00Z", only: ["crm"]).first)
            #expect(report.outcome == .succeeded, "\(report.warnings)")
        }
        return bench
    }

    /// What the next delivery comes to.
    private func next(_ bench: Workbench, _ rows: [Row], day: Int = 3) throws -> RunReport {
        try bench.deliver("leads-\(day).csv", rows)
        return try #require(try bench.sync("2026-10-0\(day)T06:00:00Z", only: ["crm"]).first)
    }

    private func expectHeld(_ report: RunReport, _ code: FaultCode, _ field: String, _ summary: String) {
        #expect(report.outcome == .held, "\(report.outcome) \(report.warnings)")
        #expect(
            report.warnings.contains { $0.code == code && $0.field == field && $0.summary.contains(summary) },
            "\(report.warnings)")
    }

    @Test func `is held where a match key that few have is gone, and where nearly all have lost it`() throws {
        let thin = try bench(1_400) { row, index in if index % 30 != 0 { row["Phone"] = "" } }
        expectHeld(
            try next(thin, rows(1_400, day: 3) { row, _ in row["Phone"] = "" }), .driftColumnBlank, "Phone",
            "3.4 % of the records held it before, 0 % now")
        let full = try bench()
        expectHeld(
            try next(full, rows(day: 3) { row, index in if index % 30 != 0 { row["Email"] = "" } }), .driftFillFell,
            "Email", "100 % before, 3.3 % now")
    }

    @Test func `is held where two columns of words are swapped`() throws {
        let report = try next(
            try bench(), rows(day: 3) { row, _ in (row["First"], row["City"]) = (row["City"], row["First"]) })
        expectHeld(report, .driftColumnsShifted, "First", "its values are those that 'City' held before")
        expectHeld(report, .driftColumnsShifted, "City", "its values are those that 'First' held before")
    }

    @Test func `is held where e-mail and phone are swapped`() throws {
        let report = try next(
            try bench(), rows(day: 3) { row, _ in (row["Email"], row["Phone"]) = (row["Phone"], row["Email"]) })
        expectHeld(
            report, .driftColumnsShifted, "Email",
            "0 % of its values are e-mail addresses, 100 % were before; most are telephone numbers now")
        expectHeld(report, .driftColumnsShifted, "Phone", "most are e-mail addresses now")
    }

    @Test func `is held where nobody has opted out any more, and where everybody has`() throws {
        for word in ["0", "1"] {
            let report = try next(try bench(), rows(day: 3) { row, _ in row["OptedOut"] = word })
            expectHeld(report, .driftOptOuts, "OptedOut", "20 % before, \(word == "0" ? "0" : "100") % now")
        }
        // Other words for the same are no news.
        let spelled = try next(
            try bench(), rows(day: 3) { row, _ in row["OptedOut"] = row["OptedOut"] == "1" ? "Yes" : "NO" })
        #expect(spelled.outcome == .succeeded && spelled.warnings.allSatisfy { $0.code == .fileNoneFits })
    }

    @Test func `is told of where a word of the status is gone, and held where another came for it`() throws {
        let gone = try next(
            try bench(), rows(day: 3) { row, _ in if row["Status"] == "Converted" { row["Status"] = "Working" } })
        #expect(gone.outcome == .succeeded, "\(gone.warnings)")
        #expect(gone.warnings.contains { $0.code == .driftWordGone && $0.seen == .word("Converted") })
        let report = try next(
            try bench(), rows(day: 3) { row, _ in if row["Status"] == "Converted" { row["Status"] = "Qualified" } })
        expectHeld(report, .driftWordsUnknown, "Status", "the words of 86 % of the records, and listed those of 100 %")
        expectHeld(report, .driftWordGone, "Status", "14 % have words that")
    }

    @Test(arguments: [1, 2]) func `is held where the same people have other ids`(days: Int) throws {
        let bench = try bench(days: days)
        let report = try next(bench, rows(day: 3) { row, index in row["Id"] = "N\(index)" })
        expectHeld(
            report, .driftIDsNew, "id", "0 % of the ids are known, 100 % were before, though 100 % of the people are")
        // Other people may be as new as they like.
        let others = try self.bench(days: 1)
        let fresh = try next(
            others,
            rows(day: 3) { row, index in
                row.merge(["Id": "N\(index)", "Email": "n\(index)@example.com", "Phone": ""]) { $1 }
            })
        #expect(!fresh.warnings.contains { $0.code == .driftIDsNew }, "\(fresh.warnings)")
    }

    @Test func `is told the new name of a column by what it holds, with one remedy, and is silent once it is mapped`()
        throws
    {
        let bench = try bench()
        let columns = Setup.columns(of: "leads").map { $0 == "Email" ? "Kontakt" : $0 } + ["Chef"]
        // Another new column with addresses, of others.
        let renamed = rows(day: 3) { row, index in row["Chef"] = "chef\(index % 40)@example.com" }.map { row in
            var row = row
            row["Kontakt"] = row.removeValue(forKey: "Email")
            return row
        }
        try bench.write("inbox/leads-3.csv", Setup.csv(columns, renamed))
        let said = try Program.run(["sync", "crm", "--now", "2026-10-03T06:00:00Z"], in: bench.folder)
        #expect(
            said.talk.contains("'Kontakt' is new. If it is 'Email' under another name, and its values mean the same,"),
            "\(said.all)")
        #expect(
            said.talk.contains("write `from: [Kontakt, Email]` in mappings/crm-lead.yaml and sync again."),
            "\(said.all)")
        #expect(!said.talk.contains("--accept-drift") && !said.talk.contains("is held"), "\(said.all)")
        try bench.edit("mappings/crm-lead.yaml", "email: { from: Email,", "email: { from: [Kontakt, Email],")
        let report = try #require(try bench.sync("2026-10-03T07:00:00Z", only: ["crm"]).last)
        #expect(report.outcome == .succeeded, "\(report.warnings) \(report.notes)")
        let told = report.warnings.filter { $0.code != .fileNoneFits }
        #expect(told.map(\.code) == [.driftColumnAppeared] && told.first?.field == "Chef", "\(report.warnings)")
    }

    @Test func `keeps no value of anybody in its profile`() throws {
        let bench = try bench()
        let profiles = try bench.query("SELECT CAST(profile AS TEXT) FROM export_file").description
        #expect(profiles.contains("parts"))
        for value in Self.names + Self.cities + ["example.com", "1415555"] { #expect(!profiles.contains(value)) }
    }
}
