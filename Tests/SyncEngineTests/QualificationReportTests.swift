import Foundation
import LeadLifecycle
import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `What a condition predicts` {
    @Test(arguments: [
        (met: Share(40, of: 50), unmet: Share(10, of: 50), says: Prediction.speaksFor),
        (met: Share(10, of: 50), unmet: Share(40, of: 50), says: .speaksAgainst),
        (met: Share(26, of: 50), unmet: Share(25, of: 50), says: .none),
        // z is 2.53 and 2.80: the one side and the other of 2.576.
        (met: Share(62, of: 100), unmet: Share(44, of: 100), says: .none),
        (met: Share(63, of: 100), unmet: Share(43, of: 100), says: .speaksFor),
        (met: Share(9, of: 9), unmet: Share(0, of: 500), says: .tooFew),
        (met: Share(0, of: 500), unmet: Share(0, of: 0), says: .tooFew),
        (met: Share(0, of: 500), unmet: Share(0, of: 500), says: .none),
    ]) func `is said only where chance would hardly make the difference`(met: Share, unmet: Share, says: Prediction) {
        #expect(Prediction(met: met, unmet: unmet) == says)
    }
}

@Suite struct `The report on what is called qualified` {
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.edit(
            "config/agreement.yaml", "    zone: UTC\n",
            "    zone: UTC\n    marketing-qualified: { all: [city in Oslo, phone is known] }\n")
        func lead(_ id: String, _ status: String, _ more: Row) -> Row {
            Setup.lead(
                id, ["Status": status, "Created": "2026-05-01T10:00:00Z", "Owner": "Ada"].merging(more) { $1 })
        }
        try bench.deliver(
            "leads.csv",
            [
                lead("1", "Closed", ["City": "Oslo", "Phone": "+1 312 555 0142", "Reason": "Silent"]),
                lead("2", "Converted", ["City": "Oslo", "Phone": "+1 312 555 0143"]),
                lead("3", "Converted", ["City": "Rome", "Phone": "+1 312 555 0144", "Owner": "Bo"]),
                lead("4", "Open", ["City": "Oslo"]),
            ])
        try bench.sync()
        return bench
    }

    private let period = ["--period", "2026", "--as-of", Setup.now]

    @Test func `tells what became of leads by each condition, and why sales gave qualified ones up`() throws {
        let bench = try bench()
        let said = try Program.run(["report", "qualification", "--by", "owner"] + period, in: bench.folder)
        #expect(said.status == 0)
        let text = said.output.replacing(#/\n */#, with: " ")
        #expect(text.contains("4 leads were handed over: 2 accepted, 1 rejected, 1 not judged yet"))
        #expect(text.contains("2 leads fulfilled it at the hand-over, 2 did not."))
        #expect(text.contains("rejected all the same: 1, for no-response 1."))
        #expect(said.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(said.output)")
    }

    @Test func `gives programs the same figures`() throws {
        let bench = try bench()
        let json = try Program.run(["report", "qualification", "--output", "json"] + period, in: bench.folder)
        let object = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let versions = try #require(object["agreements"] as? [[String: Any]])
        let criterion = try #require((versions[0]["criteria"] as? [[String: Any]])?.first)
        #expect(criterion["stage"] as? String == "marketing-qualified")
        #expect((criterion["met"] as? [String: Any])?["leads"] as? Int == 2)
        let conditions = try #require(criterion["conditions"] as? [[String: Any]])
        #expect(conditions.map { $0["text"] as? String } == ["city in Oslo", "phone is known"])
        #expect(conditions.map { ($0["met"] as? [String: Any])?["leads"] as? Int } == [3, 3])
        let csv = try Program.run(["report", "qualification", "--output", "csv"] + period, in: bench.folder)
        #expect(
            csv.output.contains(
                "2025-01-01,marketing-qualified condition,\"city in Oslo\",3,1,1,0,1,1,0,0,too-few,too-few")
                || csv.output.contains(
                    "2025-01-01,marketing-qualified condition,city in Oslo,3,1,1,0,1,1,0,0,too-few,too-few"),
            "\(csv.output)")
        let page = try Program.run(["report", "qualification", "--output", "html"] + period, in: bench.folder)
        #expect(page.output.hasPrefix("<!DOCTYPE html>") && page.output.contains("city in Oslo"))
    }

    @Test func `is what its schema says, and the schema knows all of it`() throws {
        let bench = try bench()
        let text = try String(
            contentsOfFile: Repository.path("Sources/leadloop/Documentation.docc/Resources/qualification.schema.json"),
            encoding: .utf8)
        let open = JSONSchemaCheck(try JSONThing(parsing: text))
        let closed = JSONSchemaCheck(
            try JSONThing(
                parsing: text.replacing("\"properties\":", with: "\"additionalProperties\": false, \"properties\":")))
        for words in [period, ["--period", "1999"], period + ["--by", "month"]] {
            let said = try Program.run(["report", "qualification", "--output", "json"] + words, in: bench.folder)
            let value = try JSONThing(parsing: said.output)
            #expect(try open.accepts(value) && closed.accepts(value), "\(said.all)")
        }
        #expect(try !open.accepts(JSONThing(parsing: "{\"period\": 1}")))
    }

    @Test func `lists the leads about which sales and the agreement contradict each other`() throws {
        let bench = try bench()
        let said = try Program.run(["report", "disagreements", "--output", "ndjson"] + period, in: bench.folder)
        let rows = try said.output.split(separator: "\n").compactMap {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        #expect(rows.count == 2)
        #expect(Set(rows.map { $0["record"] as? String }) == ["crm/leads 1", "crm/leads 3"])
        let taken = try #require(rows.first { $0["kind"] as? String == "accepted-though-unqualified" })
        #expect(taken["unmet"] as? String == "city in Oslo" && taken["owner"] as? String == "Bo")
        let one = try Program.run(
            ["report", "disagreements", "--kind", "rejected-though-qualified", "--output", "csv"] + period,
            in: bench.folder)
        #expect(one.output.split(separator: "\n").count == 2 && one.output.contains("no-response"))
    }

    @Test func `says what to write where nothing is agreed, and refuses words that it does not know`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        let said = try Program.run(["report", "qualification"] + period, in: bench.folder)
        #expect(said.output.replacing("\n", with: " ").contains("write `marketing-qualified:` into"))
        let list = try Program.run(["report", "disagreements"] + period, in: bench.folder)
        #expect(list.unfolded.contains("write `marketing-qualified:` into"))
        #expect(try Program.run(["report", "qualification", "--by", "ownr"], in: bench.folder).status == 64)
        #expect(try Program.run(["report", "disagreements", "--kind", "rejected"], in: bench.folder).status == 64)
        #expect(try Program.run(["report", "qualification", "--period", "soon"], in: bench.folder).status == 64)
    }
}
