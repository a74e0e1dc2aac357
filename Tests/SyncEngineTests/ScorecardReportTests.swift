import Foundation
import FoundationXML
import LeadLifecycle
import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

/// A store whose scorecard one can count by hand.
struct ScorecardBench {
    static let agreement = """
        agreement:
          - effective-from: 2026-01-01
            zone: UTC
            business-hours: { days: mon-fri, from: "09:00", to: "17:00" }
            sales: { first-response: 1h, attempts: 2 within 5d, follow-up-share: 90%, reason-share: 80% }
            marketing: { sales-ready-leads: 4 per month, junk-share: 10% }
            recycling:
              triggers: [discarded, rejected, closed-lost, untouched after 14d]
              reasons: { timing: { track: later, after: 30d, cycles: 3 } }

        """
    static let asOf = "2026-06-30T12:00:00Z"

    let bench: Workbench

    /// 1 Dana: answered after 30 minutes. 2 Dana: answered on the next day. 3: nobody owns it, nobody came. 4 Lee: discarded
    /// for timing three days later. 5 Lee: discarded without a reason. Marketing knows 1, 2 and 4. All were handed over on a Monday at ten.
    init() throws {
        bench = try Workbench()
        try bench.write("config/agreement.yaml", ScorecardBench.agreement)
        func lead(_ id: String, _ day: String, _ cells: Row = [:]) -> Row {
            Setup.lead(
                id,
                ["Created": "2026-06-\(day)T10:00:00Z", "Modified": "2026-06-\(day)T10:00:00Z"].merging(cells) { $1 })
        }
        try bench.deliver(
            "leads.csv",
            [
                lead("1", "01", ["Owner": "Dana"]), lead("2", "08", ["Owner": "Dana"]), lead("3", "15"),
                lead(
                    "4", "01",
                    [
                        "Owner": "<b>Lee & Co</b>", "Status": "Closed", "Reason": "Timing",
                        "Modified": "2026-06-04T10:00:00Z",
                    ]),
                lead("5", "08", ["Owner": "<b>Lee & Co</b>", "Status": "Closed", "Modified": "2026-06-10T10:00:00Z"]),
            ])
        try bench.deliver(
            "prospects.csv",
            ["1", "2", "4"].map { Setup.prospect("P\($0)", ["CrmId": $0, "Email": "lead\($0)@example.com"]) })
        func call(_ id: String, _ who: String, _ at: String) -> Row {
            ["Id": id, "Who": who, "Type": "Call", "At": at]
        }
        try bench.deliver(
            "calls.csv",
            [
                call("c1", "1", "2026-06-01T10:30:00Z"), call("c2", "2", "2026-06-09T10:00:00Z"),
                call("c4", "4", "2026-06-01T10:10:00Z"), call("c0", "3", "2026-07-05T00:00:00Z"),
                call("c9", "2", "2001-01-01T00:00:00Z"),
            ])
        try bench.sync("2026-07-10T06:00:00Z")
    }

    func run(_ words: String...) throws -> Program.Said {
        try Program.run(["report"] + words + ["--as-of", ScorecardBench.asOf], in: bench.folder)
    }

    func json(_ words: String...) throws -> [String: Any] {
        let said = try Program.run(
            ["report", "scorecard", "--output", "json", "--as-of", ScorecardBench.asOf] + words, in: bench.folder)
        return try #require(
            try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [String: Any], "\(said.all)")
    }
}

@Suite struct `report scorecard` {
    /// Where a call before the lead existed and one of the future would spoil a figure, they are told instead.
    @Test func `counts what one counts by hand, from records alone`() throws {
        let bench = try ScorecardBench()
        let card = try bench.json("--period", "2026-06")
        #expect(card["is-over"] as? Bool == false && card["zone"] as? String == "UTC")
        let agreement = try #require((card["agreements"] as? [[String: Any]])?.first)
        let lines =
            try #require(agreement["sales"] as? [[String: Any]])
            + (try #require(agreement["marketing"] as? [[String: Any]]))
        let text = lines.map {
            "\($0["measure"] ?? "") \($0["numerator"] ?? "")/\($0["denominator"] ?? "") \($0["verdict"] ?? "")"
        }
        #expect(
            text == [
                // 1 and 4 in time; 2 after 8 hours of work, 3 and 5 never.
                "first-response 2/5 missed", "attempts 0/4 missed", "follow-up-share 3/5 missed",
                "reason-share 1/2 missed",
                "close-rate 0/0 not-agreed", "junk-share 0/3 met",
            ], "\(card)")
        let delivery = try #require(card["delivery"] as? [String: Any])
        #expect(delivery["numerator"] as? Int == 3 && delivery["denominator"] as? Int == 4)
        #expect(delivery["verdict"] as? String == "running")
        let total = try #require(card["total"] as? [String: Any])
        #expect(total["median-minutes"] as? Int == 30 && total["p90-minutes"] as? Int == 480)
        let omitted = try #require(card["not-counted"] as? [String: Any])
        #expect(omitted["future-touches"] as? Int == 1)
        #expect(card["waiting"] as? [String: Int] == ["leads": 1, "late": 1, "recycled-since": 0])
    }

    @Test func `is what its schema says, and the schema knows all of it`() throws {
        let bench = try ScorecardBench()
        let text = try String(
            contentsOfFile: Repository.path("Sources/leadloop/Documentation.docc/Resources/scorecard.schema.json"),
            encoding: .utf8)
        let open = JSONSchemaCheck(try JSONThing(parsing: text))
        let closed = JSONSchemaCheck(
            try JSONThing(
                parsing: text.replacing("\"properties\":", with: "\"additionalProperties\": false, \"properties\":")))
        for words in [
            ["--period", "2026-06"], ["--period", "1999"], ["--period", "2026-W24", "--by", "source", "--prorate"],
        ] {
            let said = try Program.run(
                ["report", "scorecard", "--output", "json", "--as-of", ScorecardBench.asOf] + words,
                in: bench.bench.folder)
            let value = try JSONThing(parsing: said.output)
            #expect(try open.accepts(value) && closed.accepts(value), "\(said.all)")
        }
        #expect(try !open.accepts(JSONThing(parsing: "{\"period\": 1}")))
    }

    @Test func `fits eighty columns, and says what a manager asks`() throws {
        let bench = try ScorecardBench()
        let said = try bench.run("scorecard")
        #expect(said.status == 0 && said.talk.hasPrefix("No room for the column"), "\(said.talk)")
        for line in said.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        for wanted in [
            "Scorecard 2026-Q2", "The period is not over.", "5 leads were handed over", "within 1h", "2 of 5",
            "missed, by few",
            "nobody owns it", "no reason given",
        ] {
            #expect(said.output.contains(wanted), "\(wanted)\n\(said.output)")
        }
        #expect(said.unfolded.contains("Not in the shares: attempts, 1 reached with fewer."), "\(said.output)")
        #expect(said.output.contains("1 touch dated later than this report: not counted."), "\(said.output)")
    }

    @Test func `as a page is whole, escaped, and asks for nothing from elsewhere`() throws {
        let said = try ScorecardBench().run("scorecard", "--period", "2026-06", "--output", "html")
        let page = said.output
        #expect(page.hasPrefix("<!DOCTYPE html>") && page.hasSuffix("</html>\n") && page.contains("<html lang=\"en\">"))
        #expect(page.contains("&lt;b&gt;Lee &amp; Co&lt;/b&gt;") && !page.contains("<b>Lee"))
        for forbidden in ["<script", "http:", "https:", "<link", "<img", "url(", "@import", "src="] {
            #expect(!page.contains(forbidden), "\(forbidden)")
        }
        #expect(
            page.contains("<th scope=\"col\">") && page.contains("<th scope=\"row\">") && page.contains("@media print"))
        // Strictly read, as XML: each element is closed, and each table has a name.
        let strict = page.replacing("<!DOCTYPE html>", with: "").replacing(#/<meta[^>]*>/#, with: "")
        let document = try XMLDocumentShape(strict)
        #expect(
            document.tables > 3 && document.tables == page.components(separatedBy: "<table aria-labelledby=").count - 1)
        #expect(document.headings.first == "h1" && document.headings.dropFirst().allSatisfy { $0 == "h2" })
    }

    @Test func `refuses what it does not know`() throws {
        let bench = try ScorecardBench()
        for words in [
            ["scorecard", "--period", "2026-Q5"], ["scorecard", "--by", "ownr"], ["scorecard", "--output", "pdf"],
            ["untouched", "--output", "html"], ["breaches", "--kind", "late"], ["breaches", "--limit", "0"],
            ["scorecard", "--as-of", "yesterday"],
        ] {
            let said = try Program.run(["report"] + words, in: bench.bench.folder)
            #expect(said.status == 64 && said.output.isEmpty, "\(words): \(said.all)")
        }
        #expect(
            try Program.run(["report", "scorecard", "--by", "ownr"], in: bench.bench.folder).talk.contains("'owner'"))
    }

    @Test func `says that nothing tells which leads are marketing's, and measures none of its promises`() throws {
        let bench = try Workbench()
        try bench.write("config/agreement.yaml", ScorecardBench.agreement)
        try bench.deliver("leads.csv", [Setup.lead("1")])
        try bench.sync("2026-06-30T06:00:00Z")
        let said = try Program.run(["report", "scorecard", "--as-of", ScorecardBench.asOf], in: bench.folder)
        #expect(
            !said.output.contains("sales-ready") && said.unfolded.contains("its promises are not measured"),
            "\(said.all)")
        #expect(said.unfolded.contains("crm: no touch of its 1 lead is on record"), "\(said.all)")
    }

    @Test func `of an empty store says so`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [])
        try bench.sync()
        let said = try Program.run(["report", "scorecard", "--as-of", ScorecardBench.asOf], in: bench.folder)
        #expect(said.status == 0 && said.output.contains("No lead was handed over to sales in it."), "\(said.all)")
    }
}

@Suite struct `report untouched and breaches` {
    @Test func `name who is next to act, how late it is, and the record`() throws {
        let bench = try ScorecardBench()
        let waiting = try bench.run("untouched", "--output", "csv").output.split(separator: "\n")
        #expect(waiting.count == 2)
        // Monday the 15th at ten to Tuesday the 30th at noon: eleven days of eight hours, and two hours more.
        #expect(
            waiting.last?.hasSuffix(
                ",,2026-06-15T10:00:00Z,5400,2026-06-15T11:00:00Z,5340,,crm/leads 3,1,,2026-06-29T10:00:00Z,leave,no-rule,"
            )
                == true, "\(waiting)")
        let late = try bench.run("breaches", "--period", "2026-06", "--kind", "first-response", "--output", "csv")
            .output
        #expect(
            late.contains(
                ",first-response,Dana,2026-06-08T10:00:00Z,2026-06-08T11:00:00Z,420,answered after 8h,crm/calls c2,"),
            "\(late)")
        let none = try bench.run("breaches", "--period", "2026-05")
        #expect(none.output.isEmpty && none.talk == "No promise was broken.\n")
        let lee = try bench.run("breaches", "--period", "2026-06", "--owner", "<b>Lee & Co</b>", "--output", "csv")
            .output
        #expect(lee.contains(",no-reason,") && !lee.contains("Dana"), "\(lee)")
    }

    @Test func `of a time that is over know the attempts and the owner of then`() throws {
        let bench = try Workbench()
        try bench.write("config/agreement.yaml", ScorecardBench.agreement)
        try bench.edit("mappings/crm-lead.yaml", "city: City", "call-attempts: { from: City, as: number }")
        func lead(_ id: String, _ modified: String, owner: String, attempts: String) -> Row {
            Setup.lead(
                id, ["Created": "2026-03-02T10:00:00Z", "Modified": modified, "Owner": owner, "City": attempts])
        }
        try bench.deliver("leads.csv", [lead("1", "2026-03-02T10:00:00Z", owner: "Dana", attempts: "0")])
        try bench.sync("2026-03-02T12:00:00Z")
        // Nobody knows how the second stood before.
        try bench.deliver(
            "leads.csv",
            ["1", "2"].map { lead($0, "2026-03-20T10:00:00Z", owner: "Lee", attempts: "3") })
        try bench.sync("2026-03-20T12:00:00Z")
        func ask(_ words: String..., at time: String) throws -> Program.Said {
            try Program.run(["report"] + words + ["--as-of", time], in: bench.folder)
        }
        func attempts(at time: String) throws -> [String] {
            let said = try ask("scorecard", "--period", "2026-03", "--output", "csv", at: time).output
            return said.split(separator: "\n").filter { $0.contains(",attempts,") && $0.hasPrefix("owner,") }
                .map(String.init)
        }
        let (then, today) = ("2026-03-10T00:00:00Z", "2026-04-01T00:00:00Z")
        let waiting = try ask("untouched", "--output", "csv", at: then).output.split(separator: "\n")
        #expect(waiting.count == 2 && waiting.last?.contains(",Dana,2026-03-02T10:00:00Z,") == true, "\(waiting)")
        #expect(try ask("untouched", at: today).talk == "No lead waits for sales.\n")
        let (before, after) = (try attempts(at: then), try attempts(at: today))
        #expect(before.count == 1 && before[0].hasPrefix("owner,Dana,") && before[0].contains(",0,1,"), "\(before)")
        #expect(after.count == 1 && after[0].hasPrefix("owner,Lee,") && after[0].contains(",2,2,"), "\(after)")
        let card = try ask("scorecard", "--period", "2026-03", at: then)
        #expect(card.unfolded.contains("1 lead of which no record tells how they stood at that time"), "\(card.all)")
    }

    /// The 30th of June in Berlin ends at ten in the evening of the clocks of the world.
    @Test func `take a day for its end, in the agreement's zone`() throws {
        let bench = try ScorecardBench()
        try bench.bench.write(
            "config/agreement.yaml", ScorecardBench.agreement.replacing("zone: UTC", with: "zone: Europe/Berlin"))
        func said(_ words: [String], _ time: String) throws -> Program.Said {
            try Program.run(words + ["--as-of", time], in: bench.bench.folder)
        }
        for command in [
            ["report", "untouched", "--output", "csv"], ["report", "breaches", "--period", "2026-06"],
            ["report", "scorecard", "--output", "json"], ["report", "qualification", "--output", "json"],
            ["report", "disagreements"], ["recycle", "preview", "--output", "json"],
        ] {
            let (day, end) = (try said(command, "2026-06-30"), try said(command, "2026-06-30T21:59:59.999Z"))
            #expect(day.status == 0 && day.all == end.all, "\(command): \(day.all)")
            let none = try said(command, "2026-06-31")
            #expect(none.status == 64 && none.talk.contains("There is no day 2026-06-31."), "\(none.all)")
        }
        let card = try said(["report", "scorecard", "--output", "json"], "2026-06-30").output
        #expect(
            card.contains("\"period\":\"2026-Q2\"") && card.contains("\"is-over\":true"),
            "its last day is seen: \(card)")
        let june = ["report", "scorecard", "--period", "2026-06"]
        let last = try said(june, "2026-06-30").output.replacing("\n", with: " ")
        let before = try said(june, "2026-06-30T21:59:59Z").output.replacing(
            "\n", with: " ")
        #expect(!last.contains("The period is not over.") && !last.contains("running"), "\(last)")
        #expect(before.contains("The period is not over.") && before.contains("running"), "\(before)")
        #expect(card.contains("\"as-of\":\"2026-06-30T21:59:59.999Z\""), "\(card)")
    }

    /// Whom nobody touched goes back after a week.
    private func recyclingUntouched() throws -> Workbench {
        let bench = try Workbench()
        try bench.write(
            "config/agreement.yaml",
            ScorecardBench.agreement.replacing(
                "reasons: { timing: { track: later, after: 30d, cycles: 3 } }",
                with: "reasons: { untouched: { track: first, after: 7d, cycles: 1 } }"))
        return bench
    }

    /// A lead that waits and may not go back, for each of several reasons.
    @Test func `say when a lead that waits goes back, or why it never will`() throws {
        let bench = try recyclingUntouched()
        func lead(_ id: String, _ cells: Row = [:]) -> Row {
            Setup.lead(
                id, ["Created": "2026-06-15T10:00:00Z", "Modified": "2026-06-15T10:00:00Z"].merging(cells) { $1 })
        }
        try bench.deliver(
            "leads.csv",
            [lead("1"), lead("2", ["OptedOut": "true"]), lead("3", ["Email": "", "Phone": ""]), lead("4")])
        try bench.sync("2026-06-16T06:00:00Z")
        let entered = try Program.run(
            ["suppression", "add", "L4", "--reason", "legal", "--now", "2026-06-16T07:00:00Z"], in: bench.folder)
        try #require(entered.status == 0, "\(entered.all)")
        let lines = try Program.run(["report", "untouched", "--as-of", "2026-06-18"], in: bench.folder).output.split(
            separator: "\n")
        for (lead, text) in [
            ("L1", " 2026-07-06 "), ("L2", " no: opt-out "), ("L3", " no: unreachable "), ("L4", " no: legal "),
        ] {
            #expect(lines.contains { $0.hasPrefix(lead) && $0.contains(text) }, "\(lines)")
        }
        let csv = try Program.run(
            ["report", "untouched", "--as-of", "2026-06-18", "--output", "csv"], in: bench.folder
        )
        .output.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(csv[0].suffix(4) == ["untouched", "then", "cause", "track"])
        #expect(
            csv[1][6] == "2026-07-06T10:00:00Z"
                && csv[1].suffix(4) == ["2026-06-29T10:00:00Z", "hold", "cooling-off", "first"])
        #expect(csv.dropFirst(2).allSatisfy { $0[6].isEmpty }, "\(csv)")
        #expect(
            csv.dropFirst(2).map { $0.suffix(3).joined(separator: " ") } == [
                "suppress suppressed ", "leave unreachable ", "suppress suppressed ",
            ])
    }

    /// It counts as untouched from the 29th on, rests for a week, and is marketing's then.
    @Test func `leave out whom marketing has since, and keep the promise broken`() throws {
        let bench = try recyclingUntouched()
        try bench.deliver(
            "leads.csv",
            ["1", "2"].map {
                Setup.lead(
                    $0,
                    [
                        "Created": "2026-06-15T10:00:00Z", "Modified": "2026-06-15T10:00:00Z",
                        "OptedOut": $0 == "2" ? "true" : "",
                    ])
            })
        try bench.sync("2026-06-16T06:00:00Z")
        func said(_ words: [String], _ time: String) throws -> Program.Said {
            try Program.run(["report"] + words + ["--as-of", time], in: bench.folder)
        }
        let resting = try said(["untouched"], "2026-07-06T09:59:59Z")
        #expect(resting.output.contains("L1") && resting.output.contains("L2") && !resting.talk.contains("--recycled"))
        let after = try said(["untouched"], "2026-07-06T10:00:00Z")
        #expect(!after.output.contains("L1") && after.output.contains("L2"), "\(after.all)")
        #expect(after.unfolded.contains("1 more was never touched, and marketing has it since; --recycled lists it."))
        let recycled = try said(["untouched", "--recycled"], "2026-07-06T10:00:00Z")
        #expect(
            recycled.output.contains("L1") && !recycled.output.contains("L2") && recycled.output.contains("was to act"),
            "\(recycled.all)")
        let card = try said(["scorecard", "--period", "2026-06"], "2026-07-06T10:00:00Z").output.replacing(
            "\n", with: " ")
        #expect(
            card.contains("1 lead waits for a first touch") && card.contains("the first response to 1 is late"),
            "\(card)")
        #expect(
            card.replacing("\n", with: " ").contains("1 more was never touched, and marketing has it since"),
            "\(card)")
        let breaches = try said(
            ["breaches", "--period", "2026-06", "--kind", "first-response"], "2026-07-06T10:00:00Z")
        #expect(breaches.output.contains("L1") && breaches.output.contains("L2"), "\(breaches.all)")
        let json = try said(["scorecard", "--period", "2026-06", "--output", "json"], "2026-07-06T10:00:00Z").output
        #expect(json.contains("\"waiting\":{\"leads\":1,\"late\":1,\"recycled-since\":1}"), "\(json)")
    }

    @Test func `list the latest first, and tell how many more there are`() throws {
        let bench = try ScorecardBench()
        let said = try bench.run("breaches", "--period", "2026-06", "--limit", "2", "--output", "ndjson")
        let all = try bench.run("breaches", "--period", "2026-06", "--output", "ndjson").output.split(separator: "\n")
        #expect(said.output.split(separator: "\n") == Array(all.prefix(2)) && all.count > 4)
        #expect(said.talk.contains("\(all.count - 2) more promises were broken"), "\(said.talk)")
        // Working minutes of a first response and days of the clock of the others are never mixed.
        let told = try all.map { line in
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let kind = try #require((row["kind"] as? String).flatMap(Breach.Kind.init(rawValue:)))
            return (
                rank: try #require(Breach.Kind.allCases.firstIndex(of: kind)), late: row["late-minutes"] as? Int ?? -1
            )
        }
        #expect(told.map(\.rank) == told.map(\.rank).sorted() && Set(told.map(\.rank)).count > 2)
        for rank in Set(told.map(\.rank)) {
            let late = told.filter { $0.rank == rank }.map(\.late)
            #expect(late == late.sorted(by: >) && late.allSatisfy { $0 >= 0 })
        }
    }

    @Test func `keep the worst of any number in little memory`() {
        var dice = Dice(seed: 11)
        for limit in [0, 1, 7, 100] {
            var worst = WorstFirst<Int>(limit: limit)
            let all = (0..<1_000).map { (badness: dice.roll(0..<50), order: $0) }
            for item in all { worst.offer(badness: item.badness, order: Int64(item.order), item.order) }
            let wanted = all.sorted { $0.badness != $1.badness ? $0.badness > $1.badness : $0.order < $1.order }
            #expect(worst.elements == wanted.prefix(limit).map(\.order))
            #expect(worst.total == 1_000 && worst.omitted == 1_000 - limit)
        }
    }
}

/// What a page is made of, read as XML.
private final class XMLDocumentShape: NSObject, XMLParserDelegate {
    private(set) var tables = 0
    private(set) var headings: [String] = []

    init(_ text: String) throws {
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        try #require(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "") at line \(parser.lineNumber)")
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        if name == "table" { tables += 1 }
        if name == "h1" || name == "h2" || name == "h3" { headings.append(name) }
    }
}
