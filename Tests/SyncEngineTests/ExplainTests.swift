import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `Explaining a lead` {
    static let agreement = """
        agreement:
          - effective-from: 2025-01-01
            zone: UTC
            score:
              contributions:
                forms: { points: 20, for-each: form-fill, half-life: 30d }
                titled: { points: 10, when: title contains head }
            marketing-qualified:
              all:
                - score >= 20
                - any: [ company is known, activity form-fill at least 2 within 30d ]
            sales-accepted: { all: [ 'city in Oslo, Bergen' ] }
            recycling:
              triggers: [discarded, rejected, closed-lost, untouched after 14d]
              never: [spam, { when: city = Atlantis }]
              reasons:
                timing:
                  - { track: hot, after: 10d, cycles: 3, when: score >= 50 }
                  - { track: lost-deals, after: 10d, cycles: 3, triggers: closed-lost }
                  - { track: warm, after: 90d, cycles: 3, when: score >= 20 }
                  - { track: back-in-season, after: 90d, cycles: 3 }
                unknown: { track: re-engage, after: 45d, cycles: 1 }

        """

    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.write("config/agreement.yaml", Self.agreement)
        try bench.deliver(
            "leads-1.csv",
            [Setup.lead("1", ["Modified": "2026-01-10T10:00:00Z", "City": "Oslo", "Owner": "Dana", "Company": "Malt"])])
        try bench.deliver(
            "leads-2.csv",
            [
                Setup.lead(
                    "1",
                    [
                        "Modified": "2026-02-01T10:00:00Z", "City": "Rome", "Owner": "Lee", "Company": "Malt",
                        "Status": "Closed", "Reason": "Timing",
                    ])
            ])
        try bench.deliver("prospects.csv", [Setup.prospect("p1", ["CrmId": "1", "Title": "Head of Malt"])])
        try bench.deliver(
            "calls.csv",
            [
                ["Id": "a1", "Who": "1", "Type": "Form", "At": "2026-01-09T10:00:00Z"],
                ["Id": "a2", "Who": "1", "Type": "Call", "At": "2026-01-20T10:00:00Z"],
            ])
        try bench.sync()
        return bench
    }

    private func lines(_ bench: Workbench, _ command: String...) throws -> [String] {
        let said = try Program.run(command, in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        return said.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    }

    @Test func `asks every rule in its order, and says of each why it fits or does not`() throws {
        let shown = try lines(bench(), "recycle", "explain", "1")
        #expect(shown.contains("✓ may be sent to nothing forbids it"), "\(shown)")
        let rules = try #require(shown.firstIndex(of: "Rules, in the order they are asked"))
        let text = shown[rules...].joined(separator: "\n")
        for line in [
            "✗ score >= 50 21.76", "✗ left sales: closed-lost discarded", "✓ score >= 20 21.76",
        ] {
            #expect(text.contains(line), "\(line): \(text)")
        }
        #expect(
            text.contains("Whoever fulfils one of these never comes back") && text.contains("✗ city = Atlantis Rome"),
            "\(text)")
    }

    @Test func `ticks no rule that is not asked, because one before it decides or something before the rules`() throws {
        let bench = try bench()
        func rules() throws -> [String] {
            let csv = try Program.run(["recycle", "explain", "1", "--output", "csv"], in: bench.folder).output
            return csv.split(separator: "\n").map(String.init).compactMap { line -> String? in
                guard line.hasSuffix(",rule"), line.contains("recycling.reasons") else { return nil }
                let met: String = String(line.prefix { $0 != "," })
                let found: Substring? = line.dropLast(5).split(separator: ",").last
                return "\(met): \(found ?? "")"
            }
        }
        #expect(
            try rules() == [
                "no: does not fit", "no: does not fit", "yes: decides", ": not asked: one before it decides",
            ])
        try bench.deliver(
            "leads-3.csv",
            [
                Setup.lead(
                    "1",
                    [
                        "Modified": "2026-02-02T10:00:00Z", "City": "Rome", "Owner": "Lee", "Company": "Malt",
                        "Status": "Closed", "Reason": "Timing", "OptedOut": "true",
                    ])
            ])
        try bench.sync()
        #expect(
            try rules() == [
                ": not asked", ": not asked", ": not asked; would decide", ": not asked",
            ])
        let json = try Program.run(["recycle", "explain", "1", "--output", "json"], in: bench.folder).output
        #expect(!json.contains("\"decides\":\"yes\""), "\(json)")
    }

    @Test func `asks what it was qualified by when it entered sales, and is now`() throws {
        let shown = try lines(bench(), "lead", "explain", "1").joined(separator: "\n")
        let entry = try #require(
            shown.components(separatedBy: "The criteria when it entered sales, 2026-01-10").dropFirst().first?
                .components(separatedBy: "\nThe criteria on").first)
        for line in [
            "✓ marketing-qualified", "✓ any of", "✓ company is known known", "✓ sales-accepted",
            "✓ city in Oslo, Bergen Oslo",
        ] {
            #expect(entry.contains(line), "\(line): \(entry)")
        }
        let now = try #require(shown.components(separatedBy: "\nThe criteria on").dropFirst().first)
        #expect(now.contains("✗ sales-accepted") && now.contains("✗ city in Oslo, Bergen Rome"), "\(now)")
    }

    @Test func `as of an earlier time knows only what had happened by then`() throws {
        let bench = try bench()
        let then = try lines(bench, "recycle", "explain", "1", "--at", "2026-01-15").joined(separator: " ")
        #expect(then.contains("it waits for sales since") || then.contains("stage assigned"), "\(then)")
        #expect(!then.contains("discarded on"), "\(then)")
        let whole = try lines(bench, "lead", "explain", "1", "--at", "2026-01-15")
        #expect(whole.first?.hasPrefix("As of the end of 2026-01-15: L1") == true, "\(whole)")
        let rest = try lines(bench, "recycle", "explain", "1", "--at", "2026-02-02T00:00:00Z").joined(separator: " ")
        #expect(rest.contains("waits to go back to marketing") && rest.contains("until 2026-05-02"), "\(rest)")
        let never = try Program.run(["lead", "explain", "1", "--at", "2020-01-01"], in: bench.folder)
        #expect(never.status == 1 && never.talk.contains("nothing was known of L1 at 2020-01-01"), "\(never.all)")
        let odd = try Program.run(["lead", "explain", "1", "--at", "yesterday"], in: bench.folder)
        #expect(odd.status == 64 && odd.talk.contains("'yesterday' is not a time"), "\(odd.all)")
    }

    @Test func `says as of when it was decided, and as of when the rest is asked`() throws {
        let bench = try bench()
        try bench.edit("config/agreement.yaml", "zone: UTC", "zone: Europe/Berlin")
        try bench.sync("2026-10-02T06:00:00Z")
        let runs = try bench.workspace().openForReading().runs(limit: 1)
        let said = try Program.run(["recycle", "explain", "L1"], in: bench.folder).unfolded
            .replacing("\n", with: " ")
        #expect(
            said.contains(
                "Decided as of 2026-10-02 08:00, by run \(runs[0].number); whether it is qualified now is asked as of 20"
            ),
            "\(said)")
        let then = try Program.run(["recycle", "explain", "L1", "--at", "2026-03-01"], in: bench.folder).output
        #expect(then.contains("All of it as of 2026-03-01 23:59."), "\(then)")
        let lead = try #require(try bench.leads().first)
        let now = try #require(Instant(rfc3339: "2026-12-24T18:00:00Z"))
        let explained = try Inspector(bench.workspace()).explain(lead, now: now)
        #expect(explained.decided?.asOf == runs[0].asOf && explained.askedAsOf == now)
        #expect(explained.qualified.last?.at == now)
    }

    @Test func `says nothing of how far one came who is known by the end alone`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.lead("2", ["Status": "Working"])])
        try bench.sync()
        func shown(_ lead: String) throws -> String {
            try Program.run(["lead", "show", lead], in: bench.folder).output.replacing("\n", with: " ")
        }
        #expect(try shown("L1").contains("since 2026-03-01; no record shows how far it came before."))
        #expect(try shown("L2").contains("the furthest it came is working."))
    }

    @Test func `shows stages and cycles with since when, owner and record`() throws {
        let bench = try bench()
        let shown = try lines(bench, "lead", "show", "1")
        let stages = try #require(shown.firstIndex(of: "Stages"))
        #expect(
            Array(shown[(stages + 1)...]).starts(with: [
                "by stage since owner record", "all assigned 2026-01-10 Dana crm 1",
                "all discarded (timing) 2026-02-01 Lee crm 1", "Cycles through sales",
                "no. entered owner touches first touch left how it ended",
                "1 2026-01-10 Lee 1 2026-01-20 2026-02-01 discarded (timing)",
            ]), "\(shown)")
    }

    @Test func `gives programs a time of the first touch in any case, and the day where nothing more is known`() throws
    {
        let bench = try bench()
        try bench.edit("mappings/crm-call.yaml", "format: iso }", "format: iso, zone: Europe/Oslo }")
        try bench.deliver("calls-2.csv", [["Id": "a3", "Who": "1", "Type": "Call", "At": "2026-01-15"]])
        try bench.sync()
        let csv = try Program.run(["lead", "show", "1", "--cycles", "--output", "csv"], in: bench.folder).output
        #expect(
            csv.split(separator: "\n").last
                == "1,2026-01-10T10:00:00Z,Lee,2,2026-01-14T23:00:00Z,2026-02-01T10:00:00Z,discarded,assigned,timing,crm 1,2026-01-15"
        )
        let json = try Program.run(["lead", "show", "1", "--output", "json"], in: bench.folder).output
        #expect(json.contains(#""first-touch":"2026-01-14T23:00:00Z""#), "\(json)")
        #expect(json.contains(#""first-touch-day":"2026-01-15""#), "\(json)")
        #expect(
            try lines(bench, "lead", "show", "1").contains(
                "1 2026-01-10 Lee 2 2026-01-15 2026-02-01 discarded (timing)"))
    }

    @Test func `gives a spreadsheet its stages, cycles or history as rows`() throws {
        let bench = try bench()
        func rows(_ list: String) throws -> [String] {
            let said = try Program.run(["lead", "show", "1", "--\(list)", "--output", "csv"], in: bench.folder)
            return said.output.split(separator: "\n").map(String.init)
        }
        #expect(
            try rows("stages") == [
                "source,stage,since,owner,record,reason,team", ",assigned,2026-01-10T10:00:00Z,Dana,crm 1,,",
                ",discarded,2026-02-01T10:00:00Z,Lee,crm 1,timing,", "crm,assigned,2026-01-10T10:00:00Z,Dana,crm 1,,",
                "crm,discarded,2026-02-01T10:00:00Z,Lee,crm 1,timing,",
            ])
        #expect(
            try rows("cycles") == [
                "cycle,entered,owner,touches,first-touch,left,outcome,furthest,reason,record,first-touch-day",
                "1,2026-01-10T10:00:00Z,Lee,1,2026-01-20T10:00:00Z,2026-02-01T10:00:00Z,discarded,assigned,timing,crm 1,",
            ])
        #expect(try rows("history") == ["revision,run,field,from,to"])
        try bench.edit("mappings/crm-lead.yaml", "  owner: Owner\n", "")
        try bench.sync()
        let history = try rows("history")
        #expect(history.contains { $0.hasSuffix(",owner,Lee,") }, "\(history)")
        let object = try Program.run(["lead", "show", "1", "--cycles", "--output", "json"], in: bench.folder)
        let whole = try Program.run(["lead", "show", "1", "--output", "json"], in: bench.folder)
        #expect(whole.output.contains("\"cycles\":\(object.output.dropLast())"), "\(object.output)")
        let both = try Program.run(["lead", "show", "1", "--cycles", "--stages"], in: bench.folder)
        #expect(both.status == 64)
    }

    @Test func `says all of it to programs in words`() throws {
        let bench = try bench()
        let said = try Program.run(["lead", "show", "1", "--output", "json"], in: bench.folder)
        let object = try #require(JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [String: Any])
        let stages = try #require(object["stages"] as? [[String: Any]])
        #expect(stages.map { $0["source"] as? String } == [nil, nil, "crm", "crm"])
        #expect(stages.map { $0["owner"] as? String } == ["Dana", "Lee", "Dana", "Lee"])
        #expect(
            stages.allSatisfy { $0["record"] as? String == "crm 1" && ($0["since"] as? String)?.hasSuffix("Z") == true }
        )
        let cycle = try #require((object["cycles"] as? [[String: Any]])?.first)
        #expect(cycle["outcome"] as? String == "discarded" && cycle["reason"] as? String == "timing")
        #expect(cycle["touches"] as? Int == 1 && cycle["furthest"] as? String == "assigned")
        let rules = try #require(object["rules"] as? [[String: Any]])
        #expect(rules.map { $0["fits"] as? String } == ["no", "no", "yes", "yes"])
        #expect(rules.map { $0["decides"] as? String } == ["no", "no", "yes", "no"])
        let qualified = try #require(object["qualified"] as? [[String: Any]])
        #expect(qualified.map { $0["when"] as? String } == ["entry", "now"])
        let points = try #require(qualified[0]["contributions"] as? [[String: Any]])
        #expect(points.map { $0["name"] as? String } == ["forms", "titled"])
        let csv = try Program.run(["recycle", "explain", "1", "--output", "csv"], in: bench.folder).output
        #expect(csv.hasPrefix("met,condition,what-was-found,part\n") && !csv.contains("✓"), "\(csv)")
        #expect(csv.contains("\nno,score >= 50,21.76,rule\n"), "\(csv)")
        #expect(csv.contains(",qualified at entry\n") && csv.contains(",qualified now: score\n"), "\(csv)")
    }
}
