import Failpoints
import Feedback
import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

extension Workbench {
    /// With deals and campaigns of sales, and campaigns on marketing's leads.
    static func ofFeedback(_ control: String = "") throws -> Workbench {
        let bench = try Workbench()
        if !control.isEmpty {
            try bench.edit("config/agreement.yaml", "      reasons:", "      control: \(control)\n      reasons:")
        }
        let format = "{ csv: { delimiter: \",\", encoding: utf-8, header: true } }"
        try bench.edit(
            "config/sources/crm.yaml", "streams:",
            """
            streams:
              deals: { mapping: crm-deal, files: "deals*.csv", format: \(format) }
              campaigns: { mapping: crm-campaign, files: "campaigns*.csv", format: \(format) }
            """)
        try bench.write(
            "mappings/crm-deal.yaml",
            """
            mapping: crm-deal
            record: opportunity
            ids: crm
            identity: { id: Id, modified: { from: Modified, as: date-time, format: iso } }
            lead: { crm: Who }
            null-words: [""]
            fields:
              stage: { from: Stage, values: { Open: open, Won: won, Lost: lost } }
              amount: { from: Amount, as: money, currency: EUR }
              created: { from: Created, as: date-time, format: iso }
              closed: { from: Closed, as: date-time, format: iso }

            """)
        try bench.write(
            "mappings/crm-campaign.yaml",
            """
            mapping: crm-campaign
            record: campaign
            ids: crm
            identity: { id: Id }
            null-words: [""]
            fields: { name: Name, cost: { from: Cost, as: money, currency: EUR } }

            """)
        try bench.edit("mappings/web-prospect.yaml", "  title: Title", "  campaign: Title")
        return bench
    }

    /// A file with these columns.
    func deliver(_ file: String, _ columns: [String], _ rows: [Row]) throws {
        try write("inbox/" + file, Setup.csv(columns, rows))
    }

    /// The rows of a file of feedback, by column.
    func feedback(_ name: String) throws -> [Row] {
        let lines = try text("feedback/" + name).components(separatedBy: "\r\n").filter { !$0.isEmpty }
        let keys = lines[0].components(separatedBy: ",")
        return lines.dropFirst().map { line in
            Row(zip(keys, line.components(separatedBy: ","))) { first, _ in first }
        }
    }

    /// The files of changes for the source `web`, in the order in which they are read.
    func feedbackChanges() throws -> [[Row]] {
        guard FileManager.default.fileExists(atPath: path("feedback/web")) else { return [] }
        return try files("feedback/web").filter { $0.hasPrefix("leads-changes-") && $0.hasSuffix(".csv") }
            .map { try feedback("web/\($0)") }
    }
}

@Suite struct `Feedback to a marketing source` {
    private static let deals = ["Id", "Modified", "Who", "Stage", "Amount", "Created", "Closed"]

    private func prospect(_ number: Int, _ campaign: String = "Spring") -> Row {
        Setup.prospect("P\(number)", ["Email": "lead\(number)@example.com", "Title": campaign])
    }

    /// Five leads of two campaigns: given up, accepted, won, waiting, spam.
    private func bench() throws -> Workbench {
        let bench = try Workbench.ofFeedback()
        try bench.deliver(
            "leads.csv",
            [
                Setup.discarded("1", ["Created": "2026-02-01T10:00:00Z"]),
                Setup.lead("2", ["Status": "Converted", "Created": "2026-05-10T10:00:00Z"]),
                Setup.lead("3", ["Status": "Working", "Created": "2026-05-20T10:00:00Z"]),
                Setup.lead("4", ["Created": "2026-09-25T10:00:00Z", "Modified": "2026-09-25T10:00:00Z"]),
                Setup.lead("5", ["Status": "Closed", "Reason": "Spam", "Created": "2026-05-30T10:00:00Z"]),
            ])
        try bench.deliver("prospects.csv", (1...5).map { prospect($0, $0 > 3 ? "Fair" : "Spring") })
        try bench.deliver(
            "deals.csv", Self.deals,
            [
                [
                    "Id": "D1", "Modified": "2026-07-01T10:00:00Z", "Who": "3", "Stage": "Won", "Amount": "900.00",
                    "Created": "2026-06-10T10:00:00Z", "Closed": "2026-07-01T10:00:00Z",
                ]
            ])
        try bench.deliver(
            "calls.csv",
            [["Id": "C1", "Who": "3", "Type": "Call", "At": "2026-05-20T11:30:00Z"]])
        try bench.deliver(
            "campaigns.csv", ["Id", "Name", "Cost"], [["Id": "701", "Name": "Spring", "Cost": "300.00"]])
        return bench
    }

    @Test func `tells of each lead how far it came, who answered when, what it cost and what it brought`() throws {
        let bench = try bench()
        try bench.sync()
        let rows = try bench.feedback("web/leads.csv").sorted { $0["id"] ?? "" < $1["id"] ?? "" }
        #expect(rows.map { $0["id"] } == ["P1", "P2", "P3", "P4", "P5"])
        #expect(rows.map { $0["accepted"] } == ["false", "true", "true", "false", "false"])
        #expect(rows.map { $0["outcome"] } == ["recycled", "accepted", "won", "in-progress", "rejected"])
        #expect(rows.map { $0["discard-reason"] } == ["timing", "", "", "", "spam"])
        #expect(rows[2]["first-response"] == "2026-05-20T11:30:00Z" && rows[2]["response-minutes"] == "90")
        #expect(rows[2]["handed-over"] == "2026-05-20T10:00:00Z" && rows[2]["attempts"] == "1")
        #expect(rows[2]["won-amount"] == "900.00" && rows[2]["cost"] == "100.00" && rows[2]["return-percent"] == "800")
        #expect(rows[3]["cost"] == "" && rows[0]["cost-currency"] == "EUR" && rows[0]["return-percent"] == "-100")
        let campaigns = try bench.feedback("web/campaigns.csv")
        #expect(campaigns.map { $0["campaign"] } == ["Fair", "Spring"])
        let spring = campaigns[1]
        #expect(spring["leads"] == "3" && spring["handed-over"] == "3" && spring["accepted"] == "2")
        #expect(spring["answered"] == "1" && spring["response-minutes"] == "90" && spring["attempts"] == "1")
        #expect(spring["won-amount"] == "900.00" && spring["cost"] == "300.00" && spring["return-percent"] == "200")
        #expect(campaigns[0]["junk-share"] == "50.0")
    }

    @Test func `stay as they are where nothing is new on the same day, and are written again on the next`() throws {
        let bench = try Workbench.ofFeedback()
        try bench.deliver("leads.csv", (1...5).map { Setup.discarded("\($0)") })
        try bench.deliver("prospects.csv", (1...5).map { Setup.prospect("p\($0)", ["Email": "lead\($0)@example.com"]) })
        func manifest() throws -> String { try bench.text("feedback/web/leads.csv.manifest.json") }
        try bench.sync("2026-10-01T06:00:00Z")
        let first = try manifest()
        let stand = try bench.workspace().openForReading().stand()
        try bench.sync("2026-10-01T07:00:00Z")
        #expect(try manifest() == first)
        // Nor is the store another than a plan was made for.
        #expect(try bench.workspace().openForReading().stand() == stand)
        // What somebody took away is written again.
        try bench.remove("feedback/web/campaigns.csv")
        try bench.sync("2026-10-01T08:00:00Z")
        #expect(try manifest() != first)
        #expect(try bench.files("feedback/web").contains("campaigns.csv"))
        let second = try manifest()
        try bench.deliver("prospects.csv", [Setup.prospect("p6", ["Email": "lead6@example.com"])])
        try bench.sync("2026-10-01T09:00:00Z")
        #expect(try bench.feedback("web/leads.csv").count == 6 && manifest() != second)
        let third = try manifest()
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try manifest() != third)
        let fourth = try manifest()
        try bench.edit("config/agreement.yaml", "after: 90d", "after: 91d")
        try bench.sync("2026-10-02T06:30:00Z")
        #expect(try manifest() != fourth)
    }

    @Test func `tells month by month of the leads that sales got then, and writes anew only what changed`() throws {
        let bench = try bench()
        try bench.sync()
        let names = try bench.files("feedback/web").filter { $0.hasPrefix("campaigns-") && $0.hasSuffix(".csv") }
        #expect(names == ["campaigns-2026-02.csv", "campaigns-2026-05.csv", "campaigns-2026-09.csv"])
        let may = try bench.feedback("web/campaigns-2026-05.csv")
        #expect(may.map { "\($0["campaign"] ?? "") \($0["leads"] ?? "")" } == ["Fair 1", "Spring 2"])
        #expect(may[1]["cost"] == "200.00" && may[1]["return-percent"] == "350" && may[1]["won"] == "1")
        func dates() throws -> [Date] {
            try names.map {
                try #require(
                    FileManager.default.attributesOfItem(atPath: bench.path("feedback/web/\($0)"))[.modificationDate]
                        as? Date)
            }
        }
        func generated(_ name: String) throws -> String {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: bench.path("feedback/web/\(name).manifest.json")))
            return try #require(FeedbackManifest(json: Array(bytes))).generated
        }
        let before = try dates()
        try bench.deliver(
            "leads-2.csv",
            [
                Setup.lead(
                    "4", ["Created": "2026-09-25T10:00:00Z", "Status": "Working", "Modified": "2026-10-01T09:00:00Z"]),
                Setup.lead(
                    "5",
                    [
                        "Status": "Closed", "Reason": "Timing", "Created": "2026-05-30T10:00:00Z",
                        "Modified": "2026-10-01T09:00:00Z",
                    ]),
            ])
        try bench.sync("2026-10-02T06:00:00Z")
        let after = try dates()
        #expect(after[0] == before[0] && after[1] > before[1] && after[2] == before[2])
        #expect(try generated(names[1]).hasPrefix("2026-10-02") && generated(names[0]).hasPrefix("2026-10-01"))
        #expect(try bench.feedback("web/campaigns-2026-05.csv")[0]["rejected-because"] == "timing: 1")
        // Nobody is of May any more: a file that says so.
        try bench.execute("UPDATE lead SET handed_over = 1 WHERE handed_over IS NOT NULL")
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try bench.feedback("web/campaigns-2026-05.csv").isEmpty)
    }

    @Test func `tells only what differs from what was told last, and that a row is gone`() throws {
        let bench = try bench()
        try bench.sync()
        var changes = try bench.feedbackChanges()
        #expect(changes.count == 1 && changes[0].map { $0["action"] } == Array(repeating: "add", count: 5))
        #expect(Set(changes[0].compactMap { $0["number"] }) == ["1"])
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.feedbackChanges().count == 1)
        try bench.deliver(
            "leads-2.csv",
            [
                Setup.lead(
                    "4", ["Created": "2026-09-25T10:00:00Z", "Status": "Working", "Modified": "2026-10-02T09:00:00Z"])
            ])
        try bench.sync("2026-10-03T06:00:00Z")
        changes = try bench.feedbackChanges()
        #expect(changes.count == 2 && changes[1].map { "\($0["id"] ?? "") \($0["action"] ?? "")" } == ["P4 change"])
        #expect(changes[1][0]["number"] == "2" && changes[1][0]["digest"] != changes[0][3]["digest"])
        #expect(changes[1][0]["stage"] == "working")
        // A new lead of a campaign makes the others cheaper, and is the only news.
        try bench.deliver("prospects-2.csv", [prospect(6)])
        try bench.sync("2026-10-04T06:00:00Z")
        changes = try bench.feedbackChanges()
        #expect(changes[2].map { $0["id"] } == ["P6"])
        #expect(try bench.feedback("web/leads.csv").first { $0["id"] == "P3" }?["cost"] == "75.00")
        // What is gone is told once.
        let lead = try bench.lead("lead6@example.com")
        try bench.execute(
            "INSERT INTO feedback_told VALUES (\(lead.id.number), 'web', 'P66', 5), (999, 'web', 'P99', 5)")
        for day in ["2026-10-05", "2026-10-06"] { try bench.sync("\(day)T06:00:00Z") }
        changes = try bench.feedbackChanges()
        #expect(changes.count == 4)
        #expect(
            changes[3].map { "\($0["id"] ?? "") \($0["action"] ?? "") \($0["stage"] ?? "")" } == [
                "P66 withdraw ", "P99 withdraw ",
            ])
    }

    @Test func `does not take back a record that another lead has now`() throws {
        let bench = try Workbench.ofFeedback()
        try bench.deliver("prospects.csv", [prospect(1), prospect(2)])
        try bench.sync()
        let leads = try bench.leads().map(\.id.description)
        let merged = try Program.run(["lead", "merge", leads[0], leads[1], "--yes"], in: bench.folder)
        #expect(merged.status == 0, "\(merged.all)")
        try bench.sync("2026-10-02T06:00:00Z")
        let changes = try bench.feedbackChanges()
        #expect(!changes.joined().contains { $0["action"] == "withdraw" }, "\(changes)")
        #expect(changes.last?.map { $0["id"] } == ["P2"] && changes.last?.first?["lead-id"] == leads[0])
    }

    @Test func `is told again where its writer died before it counted as told, and nothing is lost`() throws {
        let bench = try bench()
        try Program.run(["sync", "--now", Setup.now], in: bench.folder, dyingAt: .feedbackWritten)
        #expect(try bench.feedbackChanges().count == 1 && bench.count("SELECT count(*) FROM feedback_told") == 0)
        #expect(try Program.run(["sync", "--now", "2026-10-01T07:00:00Z"], in: bench.folder).status == 0)
        let changes = try bench.feedbackChanges()
        #expect(changes.count == 2)
        func keys(_ rows: [Row]) -> [String] {
            rows.map { "\($0["id"] ?? "") \($0["number"] ?? "") \($0["digest"] ?? "")" }
        }
        #expect(keys(changes[0]) == keys(changes[1]) && changes[0].count == 5)
        #expect(try Program.run(["sync", "--now", "2026-10-01T08:00:00Z"], in: bench.folder).status == 0)
        #expect(try bench.feedbackChanges().count == 2 && bench.count("SELECT count(*) FROM feedback_staged") == 0)
    }

    @Test func `has a manifest beside each file that fits it`() throws {
        let bench = try bench()
        try bench.sync()
        let names =
            try bench.files("feedback/web").map { "web/" + $0 } + ["recycling.csv", "recycling.csv.manifest.json"]
        let files = names.filter { !$0.hasSuffix(".manifest.json") }
        #expect(files.count == 7 && names.count == 14)
        for name in files {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: bench.path("feedback/\(name)")))
            let beside = try Data(contentsOf: URL(fileURLWithPath: bench.path("feedback/\(name).manifest.json")))
            let manifest = try #require(FeedbackManifest(json: Array(beside)))
            let sum = Process()
            sum.executableURL = URL(fileURLWithPath: "/bin/sh")
            sum.arguments = [
                "-c", "echo \"\(manifest.sha256)  \(bench.path("feedback/\(name)"))\" | sha256sum --check --status",
            ]
            try sum.run()
            sum.waitUntilExit()
            #expect(sum.terminationStatus == 0, "\(name)")
            #expect(manifest.bytes == bytes.count && manifest.agreement == "2025-01-01")
            #expect(try manifest.rows == bench.feedback(name).count, "\(name)")
            #expect(name.hasSuffix(manifest.file) && (manifest.source == "web") == name.hasPrefix("web/"))
        }
    }

    @Test func `forgets a person who is erased, in every file and in what was told, and says that she is gone`() throws
    {
        let bench = try bench()
        try bench.sync()
        let lead = try bench.lead("lead3@example.com").id
        let erased = try Program.run(
            ["lead", "erase", lead.description, "--yes", "--now", "2026-10-01T07:00:00Z"], in: bench.folder)
        let said =
            erased.status == 64
            ? try Program.run(["lead", "erase", lead.description, "--yes"], in: bench.folder) : erased
        #expect(said.status == 0, "\(said.all)")
        for name in try bench.files("feedback/web").filter({ $0.hasPrefix("leads") && $0.hasSuffix(".csv") }) {
            let text = try bench.text("feedback/web/" + name)
            #expect(!text.contains("P3,") && text.contains("P4,"), "\(name)")
            let beside = try Data(
                contentsOf: URL(fileURLWithPath: bench.path("feedback/web/\(name).manifest.json")))
            let manifest = try #require(FeedbackManifest(json: Array(beside)))
            #expect(manifest.rows == 4 && manifest.erasedRows == 1 && manifest.bytes == text.utf8.count)
        }
        #expect(try bench.count("SELECT count(*) FROM feedback_told WHERE id = 'P3'") == 0)
        try bench.emptyInbox()
        try bench.sync("2026-10-02T06:00:00Z")
        let last = try #require(try bench.feedbackChanges().last)
        #expect(last.map { [$0["id"], $0["lead-id"], $0["action"]] } == [["", lead.description, "withdraw"]])
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try bench.feedbackChanges().count == 2)
    }

    @Test func `is shown with its source where several are told, on 80 columns`() throws {
        let bench = try bench()
        try bench.write(
            "config/sources/shop.yaml",
            Setup.web.replacing("source: web", with: "source: shop").replacing("web-prospect", with: "shop-prospect")
                .replacing("prospects*.csv", with: "shop*.csv"))
        try bench.write(
            "mappings/shop-prospect.yaml",
            bench.text("mappings/web-prospect.yaml").replacing("mapping: web-prospect", with: "mapping: shop-prospect")
                .replacing("ids: web", with: "ids: shop"))
        try bench.edit("config/survivorship.yaml", "[crm, web]", "[crm, web, shop]")
        let row = Setup.prospect(
            "77", ["Email": "lead77@example.com", "Title": "Late summer in the northern region, second wave"])
        try bench.deliver("shop.csv", Setup.columns(of: "prospects"), [row])
        try bench.sync()
        let said = try Program.run(["report", "feedback"], in: bench.folder)
        let lines = said.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 } && lines.first?.hasPrefix("source") == true, "\(said.all)")
        #expect(lines.contains { $0.hasPrefix("shop") } && lines.contains { $0.hasPrefix("web") }, "\(said.all)")
    }

    @Test func `is shown by a report as the files have it`() throws {
        let bench = try bench()
        try bench.sync()
        func report(_ arguments: [String]) throws -> Program.Said {
            try Program.run(["report", "feedback"] + arguments, in: bench.folder)
        }
        for (name, month) in [("campaigns.csv", nil), ("campaigns-2026-05.csv", "2026-05")] {
            let said = try report(["--output", "csv"] + (month.map { ["--month", $0] } ?? []))
            let file = try bench.text("feedback/web/\(name)").components(separatedBy: "\r\n").filter { !$0.isEmpty }
            let lines = said.output.split(separator: "\n").map(String.init)
            #expect(lines[0] == "source," + file[0], "\(said.all)")
            #expect(lines.dropFirst().map { String($0.dropFirst(4)) } == Array(file.dropFirst()))
        }
        let table = try report(["--source", "web"])
        #expect(table.output.contains("Spring") && table.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(try report(["--source", "wbe"]).status == 78)
        #expect(try report(["--month", "2026-13"]).status == 64)
    }
}

@Suite struct `A report of recycled leads` {
    /// Sixty leads given up for timing in March and recycled in May, a third of them held out; every second one filled in a
    /// form, and every fourth of the nurtured was won.
    private func bench() throws -> Workbench {
        let bench = try Workbench.ofFeedback("{ share: 33% }")
        try bench.deliver("leads.csv", (1...60).map { Setup.discarded("\($0)", ["Modified": "2026-02-01T10:00:00Z"]) })
        try bench.deliver(
            "prospects.csv",
            (1...60).map {
                Setup.prospect(
                    "P\($0)", ["Email": "lead\($0)@example.com", "Title": "Spring", "Modified": "2026-02-01T10:00:00Z"])
            })
        try bench.deliver(
            "campaigns.csv", ["Id", "Name", "Cost"], [["Id": "701", "Name": "Spring", "Cost": "600.00"]])
        try bench.sync("2026-06-01T06:00:00Z")
        let leads = try bench.leads()
        let numbers = leads.map {
            (id: $0.id, number: $0.text(.email)?.filter(\.isNumber) ?? "", isControl: $0.decision.isControl)
        }
        try bench.deliver(
            "calls.csv",
            numbers.filter { !$0.isControl }.map {
                ["Id": "F\($0.number)", "Who": $0.number, "Type": "Form", "At": "2026-07-01T10:00:00Z"]
            })
        try bench.deliver(
            "deals.csv", ["Id", "Modified", "Who", "Stage", "Amount", "Created", "Closed"],
            numbers.filter { !$0.isControl }.prefix(10).map {
                [
                    "Id": "D\($0.number)", "Modified": "2026-08-01T10:00:00Z", "Who": $0.number, "Stage": "Won",
                    "Amount": "50.00", "Created": "2026-07-10T10:00:00Z", "Closed": "2026-08-01T10:00:00Z",
                ]
            })
        try bench.sync("2026-09-01T06:00:00Z")
        return bench
    }

    @Test func `holds who was nurtured against who was not, by reason and track`() throws {
        let bench = try bench()
        let report = try Inspector(bench.workspace()).recycling(
            RecyclingQuestion(asOf: try #require(Instant(rfc3339: "2026-09-01T06:00:00Z"))))
        #expect(report.cohorts.map { "\($0.reason) \($0.track)" } == ["timing back-in-season"])
        let cohort = try #require(report.cohorts.first)
        let control = cohort.control.leads
        #expect(cohort.leads == 60 && (10...30).contains(control))
        #expect(cohort.nurtured.handedOver == 60 - control && cohort.control.handedOver == 0)
        #expect(cohort.nurtured.count(of: .reengaged) == 60 - control && cohort.control.count(of: .reengaged) == 0)
        #expect(cohort.nurtured.count(of: .won) == 10 && cohort.control.count(of: .won) == 0)
        #expect(cohort.nurtured.earned == [Money(hundredths: 50_000, currency: "EUR")])
        #expect(cohort.nurtured.costs == [Money(hundredths: Int64(60 - control) * 1_000, currency: "EUR")])
        let lift = try #require(cohort.lift(of: .reengaged))
        #expect(lift.points == 100 && lift.low > 70 && !lift.isUncertain)
    }

    @Test func `looks from a time and at a month, and tells months apart`() throws {
        let bench = try bench()
        func cohorts(_ period: String?, _ asOf: String = "2026-09-01T06:00:00Z", byMonth: Bool = false) throws
            -> [RecyclingCohort]
        {
            var question = RecyclingQuestion(period: period, asOf: try #require(Instant(rfc3339: asOf)))
            question.byMonth = byMonth
            return try Inspector(bench.workspace()).recycling(question).cohorts
        }
        #expect(try cohorts("2026-05").first?.leads == 60)
        #expect(try cohorts("2026-06").isEmpty && cohorts(nil, "2026-04-30T06:00:00Z").isEmpty)
        #expect(try cohorts(nil, byMonth: true).map(\.month) == ["2026-05"])
        let early = try #require(try cohorts(nil, "2026-06-15T06:00:00Z").first)
        #expect(early.leads == 60 && early.nurtured.count(of: .reengaged) == 0 && early.nurtured.earned.isEmpty)
        #expect(early.nurtured.handedOver > 0)
    }

    @Test func `fits the terminal, and programs get every figure`() throws {
        let bench = try bench()
        func run(_ arguments: String...) throws -> Program.Said {
            try Program.run(["report", "recycling", "--as-of", "2026-09-01"] + arguments, in: bench.folder)
        }
        for said in [try run(), try run("--by-month", "--from", "2026-05-01", "--to", "2026-05-31")] {
            #expect(said.status == 0, "\(said.all)")
            #expect(said.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(said.output)")
            #expect(said.output.contains("back-in-season") && said.output.contains("+100.0"), "\(said.output)")
        }
        let csv = try run("--month", "2026-05", "--output", "csv").output.split(separator: "\n")
        #expect(csv.count == 2 && csv[0] == RecyclingCohort.columns.joined(separator: ","))
        #expect(try run("--output", "ndjson").output.contains("\"re-engaged-lift\":100"))
        for wrong in [
            ["--to", "2026-01-01"], ["--month", "2026-Q1"], ["--month", "2026-05", "--from", "2026-01-01"],
            ["--from", "2026-02-30"],
        ] {
            let said = try Program.run(["report", "recycling"] + wrong, in: bench.folder)
            #expect(said.status == 64, "\(wrong) \(said.all)")
        }
    }

    @Test func `is written once a day for everybody to read`() throws {
        let bench = try bench()
        let path = "recycling.csv"
        let rows = try bench.feedback(path)
        #expect(rows.count == 1 && rows[0]["month"] == "2026-05" && rows[0]["recycled"] == "60")
        let csv = try Program.run(
            ["report", "recycling", "--by-month", "--as-of", "2026-09-01T06:00:00Z", "--output", "csv"],
            in: bench.folder)
        #expect(csv.output.replacing("\n", with: "\r\n") == (try bench.text("feedback/" + path)), "\(csv.all)")
        let before = try bench.text("feedback/recycling.csv.manifest.json")
        try bench.sync("2026-09-01T20:00:00Z")
        #expect(try bench.text("feedback/recycling.csv.manifest.json") == before)
        try bench.sync("2026-09-02T06:00:00Z")
        #expect(try bench.text("feedback/recycling.csv.manifest.json") != before)
    }
}
