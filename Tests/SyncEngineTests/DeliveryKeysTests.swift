import Foundation
import LeadModel
import LeadStore
import Synchronization
import TestSupport
import Testing

@testable import SyncEngine

/// By what a receiver knows a lead, whatever becomes of the lead meanwhile.
@Suite struct `A lead that its receiver knows by an address` {
    private static let shared = ["Email": "info@example.com"]

    /// Two leads of one address, which HubSpot has taken as contact 1000.
    private func sharing() throws -> SystemBench {
        let bench = try SystemBench()
        try bench.bench.deliver("leads.csv", ["1", "2"].map { Setup.discarded($0, Self.shared) })
        try bench.bench.sync()
        try bench.send()
        _ = try bench.asked()
        return bench
    }

    @Test func `is taken back under the old one where it has another now, and is there once`() throws {
        let bench = try SystemBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["Email": "old@example.com"])])
        try bench.bench.sync()
        #expect(try bench.send().accepted == 1)
        _ = try bench.asked()
        try bench.bench.deliver(
            "leads.csv", [Setup.discarded("1", ["Email": "new@example.com", "Modified": "2026-03-02T10:00:00Z"])])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        let tally = try bench.send()
        #expect(tally.accepted == 1 && tally.waiting == 0 && tally.fault == nil, "\(tally)")
        let asked = try bench.asked()
        #expect(
            asked.map(\.what) == [
                "PUT /crm/v3/lists/42/memberships/remove", "POST /crm/v3/objects/contacts/batch/upsert",
                "PUT /crm/v3/lists/42/memberships/add",
            ], "\(asked)")
        #expect(asked[0].body.contains("1000") && asked[1].body.contains("new@example.com"), "\(asked)")
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding WHERE receiver_id = '1001'") == 1)
        let last = try #require(try bench.entries().last)
        #expect(last.state == .accepted && last.action == .add && last.attempts == 1, "\(last)")
    }

    @Test func `waits with its new address until the old one is taken back`() throws {
        let bench = try SystemBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["Email": "old@example.com"])])
        try bench.bench.sync()
        try bench.send()
        try bench.bench.deliver(
            "leads.csv", [Setup.discarded("1", ["Email": "new@example.com", "Modified": "2026-03-02T10:00:00Z"])])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        _ = try bench.asked()
        try bench.play(["known": ["old@example.com": "1000"], "faults": [[1, ["status": 503]]]])
        #expect(try bench.send().waiting == 1)
        let asked = try bench.asked()
        #expect(asked.map(\.what) == ["PUT /crm/v3/lists/42/memberships/remove"], "\(asked)")
        let said = try Program.run(["destination", "resume", "hubspot"], in: bench.bench.folder)
        try #require(said.status == 0, "\(said.all)")
        #expect(try bench.send().accepted == 1)
        #expect(try bench.asked().first?.what == "PUT /crm/v3/lists/42/memberships/remove")
    }

    @Test func `goes with either lead that has it, and comes back with the one that stays`() throws {
        let bench = try SystemBench()
        // An address that many share makes no one person of two leads.
        let shared = ["Email": "info@example.com"]
        try bench.bench.deliver(
            "leads.csv", [Setup.discarded("1", shared), Setup.discarded("2", shared), Setup.discarded("3")])
        try bench.bench.sync()
        try #require(try bench.bench.leads().count == 3)
        #expect(try bench.send().accepted == 3)
        _ = try bench.asked()
        let working = ["Email": "info@example.com", "Status": "Working", "Modified": "2026-09-20T00:00:00Z"]
        try bench.bench.deliver(
            "leads.csv", [Setup.lead("1", working), Setup.discarded("2", shared), Setup.discarded("3")])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.send().accepted == 2)
        #expect(
            try bench.asked().map(\.what) == [
                "PUT /crm/v3/lists/42/memberships/remove", "POST /crm/v3/objects/contacts/batch/upsert",
                "PUT /crm/v3/lists/42/memberships/add",
            ])
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding WHERE is_sure = 1") == 2)
        try bench.bench.deliver(
            "leads.csv", [Setup.lead("1", working), Setup.lead("2", working), Setup.discarded("3")])
        try bench.bench.sync("2026-10-03T06:00:00Z")
        #expect(try bench.send().accepted == 1)
        let asked = try bench.asked()
        #expect(asked.map(\.what) == ["PUT /crm/v3/lists/42/memberships/remove"], "\(asked)")
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding") == 1)
    }

    @Test func `has the later word of the one that stays, who has changed at the same time`() throws {
        let bench = try sharing()
        try bench.bench.deliver(
            "leads.csv",
            [
                Setup.lead(
                    "1",
                    ["Email": "info@example.com", "Status": "Working", "Modified": "2026-09-20T00:00:00Z"]),
                Setup.discarded(
                    "2", ["Email": "info@example.com", "City": "Rome", "Modified": "2026-03-02T10:00:00Z"]),
            ])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.send()
        try bench.send()
        let written = try bench.asked().filter { $0.what.hasSuffix("upsert") }
        #expect(written.count == 1 && written[0].body.contains("Rome"), "\(written)")
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding WHERE is_sure = 1") == 1)
    }

    @Test func `comes back with the one that stays under an id that its receiver does not know yet`() throws {
        let bench = try sharing()
        let before = try #require(try bench.entries().first { $0.lead == LeadID(number: 2) }?.id)
        let working = ["Email": "info@example.com", "Status": "Working", "Modified": "2026-09-20T00:00:00Z"]
        try bench.bench.deliver("leads.csv", [Setup.lead("1", working), Setup.discarded("2", Self.shared)])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        // It has to be there again even where it cannot be sent at once.
        try bench.play([
            "known": ["info@example.com": "1000"], "faults": [[2, ["status": 503]]],
        ])
        #expect(try bench.send().waiting == 1)
        #expect(
            try bench.bench.count("SELECT count(*) FROM delivery_holding WHERE lead = 2 AND is_sure = 0") == 1)
        let said = try Program.run(["destination", "resume", "hubspot"], in: bench.bench.folder)
        try #require(said.status == 0, "\(said.all)")
        #expect(try bench.send().accepted == 1)
        let after = try #require(try bench.entries().first { $0.lead == LeadID(number: 2) })
        #expect(after.state == .accepted && after.id != nil && after.id != before, "\(after)")
    }

    @Test func `goes where both who have it go at once`() throws {
        let bench = try sharing()
        let working = ["Email": "info@example.com", "Status": "Working", "Modified": "2026-09-20T00:00:00Z"]
        try bench.bench.deliver("leads.csv", [Setup.lead("1", working), Setup.lead("2", working)])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.send()
        let asked = try bench.asked()
        #expect(!asked.isEmpty && asked.allSatisfy { $0.what.hasSuffix("remove") }, "\(asked)")
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding") == 0)
    }

    @Test func `goes where both who had it have another now`() throws {
        let bench = try sharing()
        try bench.bench.deliver(
            "leads.csv",
            ["1", "2"].map {
                Setup.discarded($0, ["Email": "own\($0)@example.com", "Modified": "2026-03-02T10:00:00Z"])
            })
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.send()
        let asked = try bench.asked()
        #expect(asked.first?.what.hasSuffix("remove") == true && asked[0].body.contains("1000"), "\(asked)")
        #expect(!asked.contains { $0.body.contains("info@") }, "\(asked)")
        #expect(
            try bench.bench.count("SELECT count(*) FROM delivery_holding WHERE receiver_id IN ('1001', '1002')") == 2)
    }

    @Test func `goes for everybody who has it where one of them has opted out by her own record`() throws {
        let bench = try sharing()
        try bench.bench.deliver(
            "leads.csv",
            [
                Setup.discarded(
                    "1", ["Email": "info@example.com", "OptedOut": "true", "Modified": "2026-03-02T10:00:00Z"]),
                Setup.discarded("2", Self.shared),
            ])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.send()
        let asked = try bench.asked()
        #expect(!asked.isEmpty && asked.allSatisfy { $0.what.hasSuffix("remove") }, "\(asked)")
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding") == 0)
    }

    @Test func `is changed all the same where the old one is not let go of`() throws {
        let bench = try SystemBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["Email": "old@example.com"])])
        try bench.bench.sync()
        try bench.send()
        try bench.bench.deliver(
            "leads.csv", [Setup.discarded("1", ["Email": "new@example.com", "Modified": "2026-03-02T10:00:00Z"])])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        _ = try bench.asked()
        try bench.play(["known": ["old@example.com": "1000"], "faults": [[1, ["status": 400]]]])
        let tally = try bench.send()
        #expect(tally.accepted == 1 && tally.waiting == 0, "\(tally)")
        #expect(try bench.asked().contains { $0.body.contains("new@example.com") })
    }

    @Test func `keeps the old one while an export that was not read to its end may say more of it`() throws {
        let bench = try SystemBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["Email": "old@example.com"])])
        try bench.bench.sync()
        try bench.send()
        _ = try bench.asked()
        let csv = Setup.csv(
            Setup.columns(of: "leads"),
            [
                Setup.discarded("1", ["Email": "new@example.com", "Modified": "2026-03-02T10:00:00Z"]),
                Setup.discarded("2"),
            ])
        try bench.bench.write("inbox/leads.csv", String(csv.dropLast(20)))
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try #require(try bench.bench.leads().contains { $0.text(.email) == "new@example.com" })
        // Taken back it would be held back: it would be in the list under neither.
        let tally = try bench.send()
        #expect(tally.accepted == 0 && tally.waiting > 0 && tally.fault == nil, "\(tally)")
        #expect(try bench.asked().isEmpty)
        #expect(try bench.entries().last { $0.lead == LeadID(number: 1) }?.code == "feed.held-back")
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding WHERE receiver_id = '1000'") == 1)
        try bench.bench.write("inbox/leads.csv", csv)
        try bench.bench.sync("2026-10-03T06:00:00Z")
        #expect(try bench.send().waiting == 0)
        let asked = try bench.asked()
        #expect(asked.first?.what.hasSuffix("remove") == true && asked[0].body.contains("1000"), "\(asked)")
        let id = try #require(
            try bench.bench.workspace().openForReading().deliveries(DeliveryFilter(), limit: 10).last {
                $0.lead == LeadID(number: 1)
            }?.receiverID)
        #expect(id != "1000" && asked.contains { $0.what.hasSuffix("add") && $0.body.contains(id) }, "\(asked)")
    }

    @Test func `is changed without more where the feed has nothing that could be taken back`() throws {
        let bench = try SystemBench()
        // Without a list nobody is taken out of one.
        try bench.bench.edit("config/feeds/nurture.yaml", ", with: { list: \"42\" } }", " }\nwithdrawals: never")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1", ["Email": "old@example.com"])])
        try bench.bench.sync()
        try bench.send()
        try bench.bench.deliver(
            "leads.csv", [Setup.discarded("1", ["Email": "new@example.com", "Modified": "2026-03-02T10:00:00Z"])])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.send().accepted == 1)
    }

    @Test func `goes where it is suppressed, whoever else has it`() throws {
        let bench = try sharing()
        let said = try Program.run(
            ["suppression", "add", "info@example.com", "--reason", "opt-out"], in: bench.bench.folder)
        try #require(said.status == 0, "\(said.all)")
        try bench.send()
        #expect(try bench.asked().contains { $0.what.hasSuffix("remove") })
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding") == 0)
    }

    @Test func `is taken back by it where the lead ended by a merge`() throws {
        let bench = try SystemBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        #expect(try bench.send().accepted == 2)
        _ = try bench.asked()
        try bench.bench.deliver(
            "leads.csv",
            [
                Setup.discarded("1"),
                Setup.discarded("2", ["Email": "lead1@example.com", "Modified": "2026-03-02T10:00:00Z"]),
            ])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try #require(try bench.bench.leads().count == 1)
        try bench.send()
        let asked = try bench.asked()
        let removed = try #require(asked.first { $0.what.hasSuffix("remove") })
        #expect(removed.body.contains("1001") && !removed.body.contains("1000"), "\(asked)")
        // Who keeps to the highest revision has to take it: the lead has none any more.
        func revision(_ entry: DeliveryEntry) -> Int {
            entry.id.flatMap { $0.split(separator: "-").dropFirst().first }.flatMap { Int($0) } ?? 0
        }
        let told = try bench.entries().filter { $0.lead == LeadID(number: 2) && $0.id != nil }
        #expect(told.count == 2 && told.last?.action == .withdraw)
        #expect(told.last.map(revision) ?? 0 > told.first.map(revision) ?? 0, "\(told.map(\.id))")
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding") == 1)
    }
}

/// What is left of somebody who was erased until her receivers were told.
@Suite struct `Somebody erased` {
    private static let working = ["Status": "Working", "Modified": "2026-09-20T00:00:00Z"]

    /// Keys and rows that say anything of the first lead.
    private func kept(_ bench: Workbench) throws -> Int {
        try bench.count("SELECT count(*) FROM outbox WHERE lead = 1 AND length(content) > 0")
            + bench.count("SELECT count(*) FROM delivery_holding WHERE lead = 1")
            + bench.count("SELECT count(*) FROM feed_member WHERE lead = 1")
    }

    private func erase(_ bench: Workbench) throws -> String {
        try bench.emptyInbox()
        let said = try Program.run(["lead", "erase", "L1", "--yes"], in: bench.folder)
        try #require(said.status == 0, "\(said.all)")
        return said.all
    }

    @Test func `while her withdrawal waits is taken back by what the receiver knows her by`() throws {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        try bench.send()
        try bench.bench.deliver("leads.csv", [Setup.lead("1", Self.working), Setup.discarded("2")])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        let said = try erase(bench.bench)
        #expect(said.contains("'journey' holds what it was sent of the feed 'hook'"), "\(said)")
        try bench.send()
        let last = try #require(try bench.requests().last)
        let fields = last.data["fields"] as? [String: Any]
        #expect(last.action == "withdraw" && fields?["email"] as? String == "lead1@example.com", "\(last.data)")
        #expect(try bench.held() == ["lead2@example.com"])
        #expect(try kept(bench.bench) == 0)
        // Nor between the rows.
        for name in try bench.bench.files("store") {
            let bytes = try #require(FileManager.default.contents(atPath: bench.bench.path("store/\(name)")))
            #expect(bytes.range(of: Data("lead1@example".utf8)) == nil, "\(name)")
        }
    }

    @Test
    func `while her withdrawal is a dead letter is taken back when it is replayed, and forgotten when it is let go of`()
        throws
    {
        for isReplayed in [true, false] {
            let bench = try EventBench(more: "pace: { tries: [0s] }")
            try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
            try bench.bench.sync()
            try bench.send()
            try bench.aim("always=status&code=500", more: "pace: { tries: [0s] }")
            try bench.bench.deliver("leads.csv", [Setup.lead("1", Self.working), Setup.discarded("2")])
            try bench.bench.sync("2026-10-02T06:00:00Z")
            try bench.send()
            try #require(try bench.count(.exhausted) == 1)
            _ = try erase(bench.bench)
            try bench.aim("", more: "pace: { tries: [0s] }")
            let desk = try DeliveryDesk(bench.bench.workspace())
            var dead = DeliveryFilter()
            dead.states = [.exhausted]
            if isReplayed {
                #expect(try desk.replay(dead, rate: nil, isRehearsal: false, now: bench.clock.now.withLock { $0 }) == 1)
                try #require(
                    Program.run(["destination", "resume", "journey"], in: bench.bench.folder).status == 0)
                try bench.send()
                #expect(try bench.held() == ["lead2@example.com"])
            } else {
                #expect(try desk.discard(dead, isRehearsal: false, now: bench.clock.now.withLock { $0 }) == 1)
            }
            #expect(try kept(bench.bench) == 0, "\(isReplayed)")
        }
    }

    @Test func `whose withdrawal somebody has let go of is withdrawn all the same`() throws {
        let bench = try EventBench(more: "pace: { tries: [0s] }")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        try bench.send()
        try bench.aim("always=status&code=500", more: "pace: { tries: [0s] }")
        try bench.bench.deliver("leads.csv", [Setup.lead("1", Self.working), Setup.discarded("2")])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.send()
        var dead = DeliveryFilter()
        dead.states = [.exhausted]
        let now = bench.clock.now.withLock { $0 }
        #expect(try DeliveryDesk(bench.bench.workspace()).discard(dead, isRehearsal: false, now: now) == 1)
        _ = try erase(bench.bench)
        try bench.aim("", more: "pace: { tries: [0s] }")
        try #require(Program.run(["destination", "resume", "journey"], in: bench.bench.folder).status == 0)
        try bench.send()
        let last = try #require(try bench.requests().last)
        let fields = last.data["fields"] as? [String: Any]
        #expect(last.action == "withdraw" && fields?["email"] as? String == "lead1@example.com", "\(last.data)")
        #expect(try bench.held() == ["lead2@example.com"])
        #expect(try kept(bench.bench) == 0)
    }

    @Test
    func `after a withdrawal that nobody was told is not told either, is not kept, and the operator is to be told`()
        throws
    {
        let bench = try EventBench()
        try bench.bench.edit("config/feeds/hook.yaml", "to: {", "withdrawals: never\nto: {")
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        try bench.send()
        try bench.forget()
        try bench.bench.deliver("leads.csv", [Setup.lead("1", Self.working), Setup.discarded("2")])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        try bench.send()
        try #require(try bench.count(.untold) == 1)
        // She is there still, and known by her address.
        try #require(try bench.bench.count("SELECT count(*) FROM delivery_holding WHERE lead = 1") == 1)
        let said = try erase(bench.bench)
        #expect(said.contains("'journey'") && said.contains("have its operator delete"), "\(said)")
        try bench.send()
        #expect(try bench.requests().isEmpty)
        #expect(try bench.count(.waiting) == 0 && kept(bench.bench) == 0)
        for name in try bench.bench.files("store") {
            let bytes = try #require(FileManager.default.contents(atPath: bench.bench.path("store/\(name)")))
            #expect(bytes.range(of: Data("lead1@example".utf8)) == nil, "\(name)")
        }
    }

    /// One lead of two people's records, which was sent as hers and then parted: who stays is corrected.
    @Test func `while a correction waits of the lead that had her record leaves the correction whole`() throws {
        let bench = try EventBench()
        let phone = ["Phone": "+47 22 33 44 55", "City": "Oslo"]
        try bench.bench.deliver(
            "leads.csv", [Setup.discarded("1", ["First": "Bo", "Last": "Berg"].merging(phone) { $1 })])
        try bench.bench.sync()
        try bench.bench.deliver(
            "leads-2.csv",
            [
                Setup.discarded(
                    "x",
                    [
                        "First": "Zyxwella", "Last": "Qanary", "Email": "zyxwella@kanarienvogel.example",
                        "Modified": "2026-03-09T10:00:00Z",
                    ].merging(phone) { $1 })
            ])
        try bench.bench.sync("2026-10-02T06:00:00Z")
        let desk = { try VerdictDesk(bench.bench.workspace(), at: #require(Instant(rfc3339: Setup.now))) }
        let ids = try bench.bench.leads().map(\.id).sorted()
        if ids.count == 2 {
            _ = try desk().merge(ids[0], ids[1])
            try bench.bench.sync("2026-10-03T06:00:00Z")
        }
        let joined = try #require(try bench.bench.leads().first)
        try bench.send()
        try #require(try bench.held() == ["zyxwella@kanarienvogel.example"])
        _ = try desk().split(joined.id, parting: ["x"])
        try bench.bench.sync("2026-10-04T06:00:00Z")
        // The correction waits.
        try #require(try bench.count(.waiting) + bench.bench.count("SELECT count(*) FROM outbox") > 0)
        try bench.forget()
        try bench.bench.emptyInbox()
        let her = try bench.bench.lead("zyxwella@kanarienvogel.example").id
        let said = try Program.run(["lead", "erase", her.description, "--yes"], in: bench.bench.folder)
        try #require(said.status == 0, "\(said.all)")
        try bench.bench.sync("2026-10-05T06:00:00Z")
        try bench.send()
        let requests = try bench.requests()
        let corrected = try #require(requests.first { $0.lead == joined.id.description })
        let fields = corrected.data["fields"] as? [String: Any]
        #expect(
            fields?["email"] as? String == "lead1@example.com" && fields?["first"] as? String == "Bo",
            "\(fields ?? [:])")
        #expect(!requests.contains { "\($0.data)".contains("kanarienvogel") && $0.action != "withdraw" })
        #expect(try bench.count(.waiting) == 0)
        for name in try bench.bench.files("store") {
            let bytes = try #require(FileManager.default.contents(atPath: bench.bench.path("store/\(name)")))
            for word in ["kanarienvogel", "Zyxwella", "Qanary"] {
                #expect(bytes.range(of: Data(word.utf8)) == nil, "\(name) holds \(word)")
            }
        }
    }

    @Test func `is not kept by a destination that is told nothing any more, and the operator is to be told`() throws {
        let bench = try EventBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.bench.sync()
        try bench.send()
        try bench.bench.edit("config/feeds/hook.yaml", "{ destination: journey }", "{ folder: feeds/hook }")
        try bench.bench.edit("config/feeds/hook.yaml", "to:", "format: ndjson\nmode: incremental\nto:")
        try bench.bench.sync("2026-10-02T06:00:00Z")
        let said = try erase(bench.bench)
        #expect(said.contains("have its operator delete"), "\(said)")
        #expect(try bench.bench.count("SELECT count(*) FROM delivery_holding WHERE lead = 1") == 0)
    }
}
