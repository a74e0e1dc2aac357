import Foundation
import LeadModel
import LeadStore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

/// What people and programs read of what waits, and of what they asked to be done about it.
@Suite struct `A list of deliveries` {
    /// Some leads that were decided for the webhook, and are not sent yet.
    private func bench(_ query: String = "", leads: Int = 2) throws -> EventBench {
        let bench = try EventBench(query)
        try bench.bench.deliver("leads.csv", (1...leads).map { Setup.discarded("\($0)") })
        try bench.bench.sync()
        return bench
    }

    private func run(_ bench: EventBench, _ command: String, columns: Int = 80) throws -> Program.Said {
        try Program.start(
            command.split(separator: " ").map(String.init), in: bench.bench.folder,
            surroundings: ["COLUMNS": "\(columns)"]
        ).wait()
    }

    private func rows(_ bench: EventBench, _ command: String) throws -> [[String: Any]] {
        let said = try run(bench, command + " --output json")
        return try #require(
            JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [[String: Any]], "\(said.all)")
    }

    private func object(_ bench: EventBench, _ command: String) throws -> [String: Any] {
        let said = try run(bench, command + " --output json")
        return try #require(
            JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [String: Any], "\(said.all)")
    }

    private func isTime(_ value: Any?) -> Bool {
        (value as? String).map { $0.hasSuffix("Z") && Instant(rfc3339: $0) != nil } ?? false
    }

    @Test func `tells what was decided and is in no queue yet, until it was sent`() throws {
        let bench = try bench()
        let listed = try run(bench, "delivery list").unfolded
        #expect(
            listed.contains("2 messages of the feed 'hook' were decided for 'journey' and are in no queue yet")
                && !listed.contains("Nothing waits"), "\(listed)")
        let row = try #require(try rows(bench, "delivery list").first)
        #expect(row["state"] as? String == "untaken" && row["messages"] as? Int == 2, "\(row)")
        #expect(row["destination"] as? String == "journey" && row["feed"] as? String == "hook", "\(row)")
        #expect(try rows(bench, "delivery list --lead L1").first?["messages"] as? Int == 1)
        #expect(try rows(bench, "delivery list --state rejected").isEmpty)
        #expect(try rows(bench, "delivery list --feed other").isEmpty)
        try bench.send()
        #expect(try run(bench, "delivery list").all.contains("Nothing waits, and there is no dead letter."))
        #expect(try rows(bench, "delivery list").isEmpty)
    }

    @Test func `tells of a feed that was closed whom its destination holds, and that it will be told`() throws {
        let bench = try bench()
        try bench.send()
        try bench.bench.remove("config/feeds/hook.yaml")
        try bench.bench.sync("2026-10-02T06:00:00Z")
        let closed = try run(bench, "feed close hook")
        #expect(
            closed.status == 0
                && closed.unfolded.contains(
                    "'journey' holds 2 leads, and is told to let go of each of them by `leadloop delivery send journey`"
                ), "\(closed.all)")
        #expect(closed.output.contains("journey"), "\(closed.output)")
        let again = try #require(try rows(bench, "feed close hook").first)
        #expect(again["destination"] as? String == "journey" && again["withdrawals"] as? Int == 2, "\(again)")
        #expect(try run(bench, "delivery list").unfolded.contains("2 messages of the feed 'hook' were decided"))
        try bench.send()
        #expect(try bench.held().isEmpty)
        #expect(try run(bench, "feed close hook").all.contains("Its receiver holds no lead."))
    }

    @Test func `says of a feed that was closed that a destination which is not configured is not told`() throws {
        let bench = try bench()
        try bench.send()
        try bench.bench.remove("config/feeds/hook.yaml")
        try bench.bench.remove("config/destinations/journey.yaml")
        let closed = try run(bench, "feed close hook").unfolded
        #expect(
            closed.contains("'journey' holds 2 leads, and is not told")
                && closed.contains("`leadloop destination forget journey`"), "\(closed)")
    }

    @Test func `says when the next try is, and what makes it try now, which it does`() throws {
        let bench = try bench("always=status&code=503")
        try bench.send(patience: 60)
        for command in ["destination list", "delivery list", "delivery send --wait 0"] {
            let said = try run(bench, command).unfolded
            #expect(
                said.contains("'journey' is tried again by the first `leadloop delivery send` after 20")
                    && said.contains("`leadloop destination resume journey` and then `leadloop delivery send journey`"),
                "\(said)")
        }
        #expect(isTime(try rows(bench, "destination list").first?["next-try"]))
        try bench.aim("")
        // Mended, and yet nothing goes before its time.
        #expect(try run(bench, "delivery send --wait 0").status == 69)
        try #require(try run(bench, "destination resume journey").status == 0)
        let due = try run(bench, "delivery list").unfolded
        #expect(
            due.contains("What waits for 'journey' is due: `leadloop delivery send journey` sends it"), "\(due)")
        #expect(try run(bench, "destination list").output.contains("503") == false)
        #expect(try run(bench, "delivery send journey").status == 0)
        #expect(try bench.held().count == 2)
    }

    @Test func `counts tries that failed as tries`() throws {
        let bench = try bench("always=status&code=503")
        let said = try run(bench, "delivery send --wait 6 --output json")
        let row = try #require(
            try (JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [[String: Any]])?.first)
        #expect(row["failed-tries"] as? Int == 4 && row["waiting"] as? Int == 2 && row["failed"] == nil, "\(row)")
    }

    @Test func `has times of RFC 3339 for programs, and a message as an object`() throws {
        let bench = try bench("fails=lead2@&code=422&first=status")
        try bench.send()
        let waiting = try #require(try rows(bench, "delivery list").first)
        #expect(isTime(waiting["last-tried"]) && isTime(waiting["next-try"]), "\(waiting)")
        #expect(isTime(try rows(bench, "destination list").first?["last-success"]))
        #expect(try rows(bench, "destination list").first?["feeds"] as? [String] == ["hook"])
        let message = try object(bench, "delivery show 1")
        #expect(message["message"] as? Int == 1 && message["state"] as? String == "accepted", "\(message)")
        #expect(isTime(message["accepted"]) && isTime(message["first-tried"]) && message["why"] is NSNull)
        let values = try #require(message["values"] as? [String: Any])
        #expect(values["email"] as? String == "(hidden; --show-values)")
        let open = try #require(try object(bench, "delivery show 1 --show-values")["values"] as? [String: Any])
        #expect(open["email"] as? String == "lead1@example.com")
        let csv = try run(bench, "delivery show 1 --output csv").output.split(separator: "\n")
        #expect(csv.contains { $0.hasPrefix("accepted,") && $0.hasSuffix("Z") }, "\(csv)")
        #expect(try object(bench, "destination test journey")["verdict"] as? String == "accepted")
    }

    @Test func `says why nothing was let go of, or put back`() throws {
        let bench = try bench()
        #expect(try run(bench, "delivery discard 1").unfolded.contains("is in no queue yet"))
        try bench.send()
        let accepted = try run(bench, "delivery discard 1")
        #expect(accepted.status == 1 && accepted.unfolded.contains("its receiver has it"), "\(accepted.all)")
        let unknown = try run(bench, "delivery discard 77")
        #expect(unknown.status == 1 && unknown.all.contains("The ledger has no message 77."), "\(unknown.all)")
        let all = try run(bench, "delivery discard --destination journey")
        #expect(all.status == 0 && all.all.contains("other states: 2 accepted"), "\(all.all)")
        let put = try run(bench, "delivery replay --destination journey")
        #expect(put.unfolded.contains("`--state accepted known` sends once more"), "\(put.all)")
        #expect(try object(bench, "delivery discard --destination journey")["messages"] as? Int == 0)
        #expect(try object(bench, "delivery replay --lead L1 --state accepted")["messages"] as? Int == 1)
        let waits = try run(bench, "delivery replay 1")
        #expect(waits.status == 1 && waits.unfolded.contains("it waits already"), "\(waits.all)")
        #expect(try object(bench, "delivery discard 1")["messages"] as? Int == 1)
        #expect(try run(bench, "delivery discard 1").unfolded.contains("it was let go of before"))
    }

    @Test func `fits 80 columns, and keeps what matters most`() throws {
        let bench = try bench("always=status&code=422", leads: 3)
        try bench.bench.write(
            "config/feeds/files.yaml",
            Setup.nurture.replacing("feed: nurture", with: "feed: files")
                .replacing(
                    "{ folder: feeds/nurture }", with: "{ folder: feeds/files, pull: { warehouse: file:token } }")
                + "schedule: { cron: \"0 6 * * *\", zone: UTC }\n")
        try bench.bench.write("token", String(repeating: "a1", count: 20))
        chmod(bench.bench.path("token"), 0o600)
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.send()
        for (command, wanted) in [
            ("feed list", ["next file", "fetched"]), ("delivery list", ["why", "state"]),
            ("delivery ledger", ["why", "state"]), ("destination list", ["next try", "state"]),
            ("delivery send --wait 0", ["failed tries"]),
        ] {
            let said = try run(bench, command)
            let lines = said.output.split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= 80 }, "\(command): \(said.output)")
            let heading = try #require(lines.first, "\(command)")
            for name in wanted { #expect(heading.contains(name), "\(command): \(said.output)") }
        }
        let reasons = try run(bench, "delivery list").output.split(separator: "\n").dropFirst()
        #expect(reasons.count <= 6, "a reason is folded into ever so many lines: \(reasons)")
    }
}

@Suite struct `A feed of rows whose file has changed` {
    private func bench() throws -> EventBench {
        let bench = try EventBench()
        try bench.bench.deliver(
            "leads.csv", [Setup.discarded("1", ["First": "Ada", "City": "Oslo"]), Setup.discarded("2")])
        try bench.bench.sync()
        try bench.send()
        try bench.forget()
        return bench
    }

    private func write(_ fields: String, _ bench: EventBench) throws {
        let line = try #require(
            try bench.bench.text("config/feeds/hook.yaml").split(separator: "\n").first { $0.hasPrefix("fields") })
        try bench.bench.edit("config/feeds/hook.yaml", String(line), "fields: { \(fields) }")
    }

    @Test(arguments: [
        ("city: city, track: track, first: first-name, reason: discard-reason, email: email", 0),
        ("email: email, vorname: first-name, ort: city, grund: discard-reason, weg: track", 0),
        ("email: email, first: first-name", 0),
        ("email: email, first: first-name, city: city, reason: discard-reason, track: track, last: last-name", 0),
        ("email: email, first: first-name, city: city, reason: discard-reason, track: track, stage: stage", 2),
        (
            "email: email, first: first-name, city: city, reason: discard-reason, track: track, list: { text: Recycled }",
            2
        ),
    ])
    func `is planned to tell as many as it then tells`(fields: String, told: Int) throws {
        let bench = try bench()
        try write(fields, bench)
        let plan = try bench.bench.plan()
        #expect(plan.effects.messages["hook"]?["change"] ?? 0 == told, "\(plan.effects.messages)")
        try bench.bench.sync("2026-10-02T06:00:00Z")
        let tally = try bench.send()
        #expect(tally.accepted == told && tally.known == 0, "\(tally)")
        #expect(try bench.requests().count == told)
    }

    @Test func `tells of a constant that is another now, and of none that is taken out`() throws {
        let bench = try bench()
        let plain = "email: email, first: first-name"
        for (time, constant, told) in [
            ("02", ", list: { text: Old }", 2), ("03", ", list: { text: New }", 2), ("04", "", 0),
        ] {
            try write(plain + constant, bench)
            #expect(try bench.bench.plan().effects.messages["hook"]?["change"] ?? 0 == told)
            try bench.bench.sync("2026-10-\(time)T06:00:00Z")
            #expect(try bench.send().accepted == told, "\(constant)")
        }
    }

    @Test func `tells those anew whom its receiver would not take as they were told of`() throws {
        let bench = try EventBench("always=status&code=422", more: "pace: { tries: [0s] }")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["First": "Ada", "City": "Oslo"])])
        try bench.bench.sync()
        #expect(try bench.send().dead == 1)
        try write("email: email, first: first-name", bench)
        try bench.bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.send().dead == 1)
        #expect(try bench.bench.count("SELECT count(*) FROM outbox") == 2)
        // What is told once more in the same way would end the same.
        try bench.bench.sync("2026-10-03T06:00:00Z")
        #expect(try bench.bench.count("SELECT count(*) FROM outbox") == 2)
    }

    @Test func `tells all again by its new names when somebody says so`() throws {
        let bench = try bench()
        try write("email: email, vorname: first-name, ort: city, reason: discard-reason, track: track", bench)
        try bench.bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.send().accepted == 0)
        let said = try Program.run(
            ["delivery", "replay", "--feed", "hook", "--state", "accepted", "known"], in: bench.bench.folder)
        try #require(said.status == 0 && said.output.contains("2 messages wait again"), "\(said.all)")
        bench.clock.now.withLock { $0 = Instant.now.adding(seconds: 1) }
        #expect(try bench.send().accepted == 2)
        let first = try #require(try bench.requests().first { $0.lead == "L1" }?.data["fields"] as? [String: Any])
        #expect(first["vorname"] as? String == "Ada" && first["ort"] as? String == "Oslo" && first["first"] == nil)
    }

    @Test func `keeps nothing from a destination that it does not go to`() throws {
        let bench = try bench()
        try bench.bench.write(
            "config/destinations/other.yaml",
            bench.bench.text("config/destinations/journey.yaml").replacing("journey", with: "other"))
        try bench.bench.write(
            "config/feeds/second.yaml",
            EventBench.feed.replacing("feed: hook", with: "feed: second").replacing("journey", with: "other"))
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try write("email: email, first: first-name", bench)
        let other = try Program.run(["delivery", "send", "other", "--wait", "0"], in: bench.bench.folder)
        #expect(other.status == 0 && !other.all.contains("was changed since the last sync"), "\(other.all)")
        #expect(try bench.requests().count == 2)
        let own = try Program.run(["delivery", "send", "journey", "--wait", "0"], in: bench.bench.folder)
        #expect(own.status != 0 && own.all.contains("'hook' was changed since the last sync"), "\(own.all)")
    }

    @Test func `goes by the sync that decided by it, though a changed mapping is held`() throws {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", (1...60).map { Setup.discarded("\($0)") })
        try bench.bench.sync()
        // The mapping, under another name, does not understand most records any more; with the one before nothing fits together.
        let mapping = try bench.bench.text("mappings/crm-lead.yaml")
        try bench.bench.remove("mappings/crm-lead.yaml")
        try bench.bench.write(
            "mappings/crm-leads.yaml",
            mapping.replacing("mapping: crm-lead", with: "mapping: crm-leads")
                .replacing(", Closed: discarded", with: ""))
        try bench.bench.edit("config/sources/crm.yaml", "mapping: crm-lead,", "mapping: crm-leads,")
        try write("email: email, first: first-name", bench)
        let before = try bench.bench.workspace().openForReading().configuration()?.number
        let reports = try bench.bench.sync("2026-10-02T06:00:00Z")
        try #require(reports.contains { $0.outcome == .held }, "\(reports.map(\.outcome))")
        try #require(try bench.bench.workspace().openForReading().configuration()?.number == before)
        let sent = try Program.run(["delivery", "send", "--wait", "0"], in: bench.bench.folder)
        #expect(sent.status == 0 && !sent.all.contains("was changed since the last sync"), "\(sent.all)")
        #expect(try bench.held().count == 60)
    }

    @Test func `is applied with what was delivered told to programs`() throws {
        let bench = try EventBench(deliver: "each-sync")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        try bench.bench.edit("config/agreement.yaml", "never: [spam]", "never: [spam, timing]")
        try bench.bench.edit(
            "config/agreement.yaml", "timing:      { track: back-in-season, after: 90d, cycles: 3 }",
            "no-budget:   { track: back-in-season, after: 90d, cycles: 3 }")
        try PlanFile.write(bench.bench.plan(), to: bench.bench.path("plan.json"))
        let said = try Program.run(["apply", "plan.json", "--output", "json"], in: bench.bench.folder)
        let outcome = try #require(
            try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [String: Any], "\(said.all)")
        let deliveries = try #require(outcome["deliveries"] as? [[String: Any]])
        #expect(
            deliveries.count == 1 && deliveries[0]["destination"] as? String == "journey"
                && deliveries[0]["accepted"] as? Int == 2, "\(deliveries)")
    }
}

/// What is said of what is wrong with destinations and feeds, to somebody who has neither source nor run in mind.
@Suite struct `Advice about a destination` {
    @Test(arguments: [
        (410, "This was a trial, and stops nothing"), (500, "This was a trial: nothing of it is kept"),
        (422, "its type is `leadloop.test`"), (404, "Check 'address' in the destination's file"),
    ])
    func `that was tried says nothing of messages`(status: Int, advice: String) throws {
        let bench = try EventBench("always=status&code=\(status)")
        let said = try Program.run(["destination", "test", "journey"], in: bench.bench.folder)
        #expect(said.status == 69 && said.all.contains(advice), "\(said.all)")
        #expect(!said.all.contains("Messages wait") && !said.all.contains("is sent to it from now on"), "\(said.all)")
    }

    @Test func `speaks of the destination, and not of a source`() throws {
        let bench = try EventBench("always=silence", more: "limits: { total: 1s, stall: 1s }")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.bench.sync()
        let slow = try Program.run(["delivery", "send", "--wait", "0"], in: bench.bench.folder)
        #expect(slow.all.contains("for a destination that is slow by nature"), "\(slow.all)")
        try bench.aim("always=hang-up")
        try #require(try Program.run(["destination", "resume", "journey"], in: bench.bench.folder).status == 0)
        let cut = try Program.run(["delivery", "send", "--wait", "0"], in: bench.bench.folder)
        #expect(
            cut.all.contains("network.truncated") && cut.all.contains("tried again by the destination's pace")
                && !cut.all.contains("next run"), "\(cut.all)")
    }

    @Test func `says how one comes to be where there is none, and that a webhook is no vendor's`() throws {
        let bench = try Workbench()
        let none = try Program.run(["destination", "test", "journey"], in: bench.folder)
        #expect(none.all.contains("No destination is configured yet: `leadloop destination add`"), "\(none.all)")
        for command in [["destination", "add"], ["destination", "add", "webhook"]] {
            let said = try Program.run(command, in: bench.folder).unfolded
            #expect(
                said.contains("A webhook needs no vendor's file") && said.contains("`connector: webhook`"), "\(said)")
            #expect(said.components(separatedBy: "pipedrive-notes").count == 2, "\(said)")
        }
    }

    @Test func `names every format that a feed may have`() throws {
        for (word, advice) in [("xlsx", "{ csv: spreadsheet }"), ("parquet", "{ xml: { root: leads, record: lead } }")]
        {
            let bench = try Workbench(feeds: [
                "nurture": Setup.nurture.replacing("format: ndjson", with: "format: \(word)")
            ])
            let said = try Program.run(["config", "check"], in: bench.folder)
            #expect(said.status == 78 && said.all.contains(advice), "\(said.all)")
        }
    }

    @Test func `tells of a file that is there already how it is replaced, and replaces it`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        let command = ["feed", "export", "nurture", "--since", "0", "--out", "all.ndjson"]
        try bench.write("all.ndjson", "mine")
        let refused = try Program.run(command, in: bench.folder)
        #expect(refused.status == 74 && refused.all.contains("`--yes`"), "\(refused.all)")
        #expect(try bench.text("all.ndjson") == "mine")
        #expect(try Program.run(command + ["--yes"], in: bench.folder).status == 0)
        #expect(try bench.text("all.ndjson").contains("lead1@example.com"))
    }
}
