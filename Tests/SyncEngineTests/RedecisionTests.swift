import Failpoints
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// Where only the agreement is another, most leads are decided anew without a look at their records. Beside each such store
/// stands one in which the survivorship rules were written anew as well, so that every record is read.
@Suite struct `Another agreement` {
    /// Edits of the bench's agreement, each a policy of its own.
    static let policies: [[(old: String, new: String)]] = [
        [("after: 90d", "after: 1d")], [("after: 90d", "after: 900d")], [("never: [spam]", "never: [not-a-fit]")],
        [("[discarded, rejected, closed-lost, untouched after 14d]", "[rejected, untouched after 300d]")],
        [("track: back-in-season", "track: next-spring")], [("2025-01-01", "2026-06-15")],
        [("cycles: 3", "cycles: 1"), ("after: 0d", "after: 30d")],
        [("never: [spam]", "never: [spam, { when: city in Oslo }]")],
        [("after: 90d, cycles: 3 }", "after: 90d, cycles: 3, when: title is known }")],
        [("    recycling:\n", "    suppression: { competitor: email-domain in example.com }\n    recycling:\n")],
        [("    recycling:\n", "    suppression: { legal: city in Oslo }\n    recycling:\n")],
        [
            ("    recycling:\n", "    suppression: { consent-from: [web] }\n    recycling:\n"),
            ("after: 90d", "after: 1d"),
        ],
        [("    recycling:\n", "    recycling:\n      return-to-sales: activity form-fill within 400d\n")],
        [("zone: UTC", "zone: America/New_York"), ("after: 90d", "after: 2d")],
        [
            ("untouched after 14d", "untouched after 300d"),
            (
                "    recycling:\n",
                "    sales: { escalate: [{ after: 4h, track: lead }, { after: 60d, track: head }] }\n    recycling:\n"
            ),
        ],
    ]

    @Test(arguments: policies.indices) func `comes to the same as if every record had been read`(policy: Int) throws {
        let (quick, thorough) = (try Self.bench(), try Self.bench())
        let before = try quick.decisions()
        for bench in [quick, thorough] {
            for (old, new) in Self.policies[policy] { try bench.edit("config/agreement.yaml", old, new) }
        }
        try thorough.write("config/survivorship.yaml", try thorough.text("config/survivorship.yaml") + "# a note\n")
        for bench in [quick, thorough] { try bench.sync(Self.now) }
        #expect(try quick.decisions() != before)
        #expect(try quick.dump() == thorough.dump())
        #expect(try quick.changes() == thorough.changes())
        #expect(try quick.feedLines() == thorough.feedLines())
    }

    /// Whoever puts the old file back after a sync was killed gets the old decisions back.
    @Test func `that a killed sync had begun with leaves nothing when the old one is put back`() throws {
        let (killed, undisturbed) = (try Self.bench(), try Self.bench())
        let before = try killed.text("config/agreement.yaml")
        try killed.edit("config/agreement.yaml", "after: 90d", "after: 900d")
        try Program.run(["sync", "--now", Self.now], in: killed.folder, dyingAt: .leadsRedecided)
        try killed.write("config/agreement.yaml", before)
        for bench in [killed, undisturbed] { try bench.sync(Self.now) }
        #expect(try killed.decisions() == undisturbed.decisions())
    }

    /// An entry of the ledger settles some leads by the file as it is then.
    @Test func `that a ledger's entry was decided by leaves nothing when the old one is put back`() throws {
        let (edited, undisturbed) = (try Self.bench(), try Self.bench())
        let before = try edited.text("config/agreement.yaml")
        // No calls to one who may be written to: the entry decides nothing by itself.
        let phone = try #require(
            try edited.leads().first { $0.decision.track == "back-in-season" }.flatMap { $0.text(.phone) })
        let add = ["suppression", "add", phone, "--reason", "opt-out", "--now", Self.now]
        try edited.edit("config/agreement.yaml", "track: back-in-season", "track: next-spring")
        for bench in [edited, undisturbed] { #expect(try Program.run(add, in: bench.folder).status == 0) }
        try edited.write("config/agreement.yaml", before)
        for bench in [edited, undisturbed] { try bench.sync(Self.now) }
        #expect(try edited.decisions() == undisturbed.decisions())
    }

    @Test func `leaves no lead that a preview would decide differently`() throws {
        let bench = try Self.bench()
        for policy in Self.policies {
            try bench.write("config/agreement.yaml", Setup.agreement)
            for (old, new) in policy { try bench.edit("config/agreement.yaml", old, new) }
            try bench.sync(Self.now)
            let now = try #require(Instant(rfc3339: Self.now))
            #expect(try Inspector(bench.workspace()).preview(now: now).differing == 0, "\(policy)")
        }
    }

    /// Leads in every state that an agreement can have put them into.
    private static let now = "2026-10-05T06:00:00Z"

    private static func bench() throws -> Workbench {
        let bench = try Workbench()
        var dice = Dice(seed: 20_261_005)
        let statuses = ["Open", "Open", "Working", "Closed", "Closed", "Closed", "Converted"]
        let reasons = ["Timing", "Timing", "Silent", "Spam", ""]
        var rows: [Row] = []
        for number in 1...60 {
            var row = Setup.lead(
                "\(number)",
                [
                    "Modified": "2026-0\(Int.random(in: 2...9, using: &dice))-11T10:00:00Z",
                    "Status": statuses.randomElement(using: &dice) ?? "Open", "Phone": "+1 312 555 \(1_000 + number)",
                ])
            if row["Status"] == "Closed" { row["Reason"] = reasons.randomElement(using: &dice) ?? "" }
            if Int.random(in: 0..<4, using: &dice) == 0 { row["City"] = "Oslo" }
            if Int.random(in: 0..<6, using: &dice) == 0 { row["Email"] = "" }
            if Int.random(in: 0..<5, using: &dice) == 0 { row["OptedOut"] = "true" }
            rows.append(row)
        }
        try bench.deliver("leads.csv", rows)
        try bench.deliver(
            "prospects.csv",
            (1...30).map { Setup.prospect("p\($0)", ["Email": "lead\($0)@example.com", "Title": "Boss \($0)"]) })
        try bench.deliver(
            "calls.csv",
            (1...60).filter { $0 % 4 == 0 }.map {
                ["Id": "form\($0)", "Who": "\($0)", "Type": "Form", "At": "2026-09-20T10:00:00Z"]
            })
        try bench.sync()
        return bench
    }
}

extension Workbench {
    fileprivate func decisions() throws -> [Decision] { try leads().map(\.decision) }

    /// The history of every lead, without the runs' numbers.
    fileprivate func changes() throws -> [[String]] {
        let store = try workspace().openForReading()
        return try leads().map { lead in
            try store.changes(of: lead.id).map {
                "\($0.revision) \($0.change.field) \($0.change.old ?? "") \($0.change.new ?? "")"
            }
        }
    }
}
