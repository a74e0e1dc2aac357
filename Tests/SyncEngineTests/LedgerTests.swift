import Failpoints
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `The suppression ledger` {
    private static let canary = "zyxwella.qanary@kanarienvogel.example"
    private let now = Instant(rfc3339: Setup.now) ?? Instant(milliseconds: 0)

    private func order(_ reason: SuppressionReason = .optOut, _ channel: Channel? = nil) -> SuppressionOrder {
        SuppressionOrder(reason: reason, channel: channel, source: "page")
    }

    @discardableResult
    private func add(
        _ names: [String], _ order: SuppressionOrder, in bench: Workbench
    ) throws -> SuppressionDesk.Outcome {
        try SuppressionDesk(bench.workspace(), at: now).add(
            names.map { SuppressionDesk.Name($0, at: Origin(file: "test")) }, order)
    }

    /// Two people who go back to marketing, in the feed's first file.
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv", [Setup.discarded("1", ["Phone": "+13125550142"]), Setup.discarded("2")])
        try bench.sync()
        try #require(try bench.feedLines().first?.count == 2)
        return bench
    }

    // MARK: What it does

    @Test(arguments: ["lead1@example.com", "LEAD1+news@Example.com", "crm:1", "L1", "sha256", "md5", "tel"])
    func `takes back whoever is entered, at once, and nobody else`(name: String) throws {
        let bench = try bench()
        let digits: [UInt8]? =
            switch name {
            case "sha256": ForeignHashes.sha256("lead1@example.com")
            case "md5": ForeignHashes.md5("lead1@example.com")
            default: nil
            }
        let text = digits.map { String(decoding: $0, as: UTF8.self) } ?? (name == "tel" ? "(312) 555-0142" : name)
        var order = order(name == "tel" ? .legal : .optOut, name == "tel" ? .all : nil)
        order.region = "US"
        let outcome = try add([text], order, in: bench)
        #expect(outcome.added == 1 && outcome.leads == 1 && outcome.withdrawals == 1, "\(outcome)")
        let lead = try bench.lead("lead1@example.com")
        #expect(lead.decision.kind == .suppress && lead.decision.suppressions.allSatisfy { $0.source == "page" })
        #expect(try bench.lead("lead2@example.com").decision.kind == .recycle)
        #expect(try add([text], order, in: bench).known == 1)
        let said = try Program.run(["feed", "export"], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        let lines = try #require(try bench.feedLines().last)
        #expect(lines.count == 1 && lines[0].contains(#""lead":"L1""#) && lines[0].contains(#""what":"withdraw""#))
    }

    @Test func `never sends one who was entered after the decision and before the file`() throws {
        let bench = try Workbench()
        // Nobody can write the feed while the leads are decided.
        try bench.write("feeds", "in the way")
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync()
        try bench.remove("feeds")
        do {
            let store = try bench.workspace().openForWriting()
            let identity = try #require(LedgerIdentity.email("lead1@example.com".utf8))
            _ = try store.insert(ledger: [
                LedgerEntry(
                    key: LedgerKeys(store).key(of: identity),
                    suppression: Suppression(channel: .email, reason: .optOut, source: "page", since: now),
                    isDated: false)
            ])
        }
        #expect(try bench.lead("lead1@example.com").decision.kind == .recycle)
        let said = try Program.run(["feed", "export", "--now", Setup.now], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        let lines = try #require(try bench.feedLines().first)
        #expect(lines.count == 1 && lines[0].contains("lead2@example.com"), "\(lines)")
        // The next sync decides about her anew, though no source speaks of her.
        try bench.emptyInbox()
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.lead("lead1@example.com").decision.kind == .suppress)
        #expect(try bench.feedLines().joined().allSatisfy { !$0.contains("lead1@") || $0.contains(#""withdraw""#) })
    }

    @Test func `counts on first sight, by whatever it knows a person`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("9", ["Status": "Working"])])
        try bench.sync()
        try add(["lead1@example.com"], order(), in: bench)
        try add([String(decoding: ForeignHashes.sha256("l.two@gmail.com"), as: UTF8.self)], order(), in: bench)
        try add(["+13125550142"], order(.legal, .all), in: bench)
        try bench.deliver(
            "leads-2.csv",
            [
                Setup.discarded("1"), Setup.discarded("2", ["Email": "L.Two+x@gmail.com"]),
                Setup.discarded("3", ["Phone": "312-555-0142"]), Setup.discarded("4"),
            ])
        try bench.sync()
        #expect(try bench.feedLines().joined().map { $0.contains("lead4@example.com") } == [true])
        let preview = try Inspector(bench.workspace()).preview(now: now.adding(days: 400)).leads
        #expect(!preview.contains { $0.lead.decision.kind == .suppress }, "\(preview)")
    }

    @Test func `knows a bounced address from a person who wants no mail`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1", ["CrmId": ""])])
        try bench.deliver(
            "prospects.csv", [Setup.prospect("w", ["CrmId": "1", "Email": "new@example.com", "Phone": "+13125550142"])])
        try bench.sync()
        try #require(try bench.lead("new@example.com").decision.kind == .recycle)
        try add(["lead1@example.com"], order(.hardBounce), in: bench)
        #expect(try bench.lead("new@example.com").decision.kind == .recycle)
        var book = try SuppressionBook(bench.workspace(), at: now)
        let address = try book.check(SuppressionDesk.Name("lead1@example.com", at: Origin(file: "t")), region: nil)
        #expect(!address.isOpen(.email) && address.isOpen(.phone) && address.leads.count == 1)
        try add(["new@example.com"], order(.hardBounce), in: bench)
        #expect(try bench.lead("new@example.com").decision.suppressions.map(\.reason) == [.hardBounce])
        // She has another address again.
        try bench.deliver(
            "prospects-2.csv",
            [Setup.prospect("w", ["CrmId": "1", "Email": "newer@example.com", "Modified": "2026-07-01T00:00:00Z"])])
        try bench.sync()
        #expect(try bench.lead("newer@example.com").decision.kind == .recycle)
        // That she wants no mail is of her, whatever address she said it from.
        try add(["lead1@example.com"], order(.optOut), in: bench)
        #expect(try bench.lead("newer@example.com").decision.suppressions.map(\.reason) == [.optOut])
    }

    @Test func `gives way to a later consent of a source that may give it`() throws {
        let bench = try Workbench()
        try bench.edit("config/agreement.yaml", "zone: UTC", "zone: UTC\n    suppression: { consent-from: [web] }")
        try bench.edit(
            "mappings/web-prospect.yaml", "title: Title",
            "consented: { from: Title, as: date-time, format: iso }")
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        var order = order()
        order.since = now.adding(days: -30)
        try add(["lead1@example.com"], order, in: bench)
        for (file, day, kind) in [
            ("prospects-1.csv", "2026-08-01T00:00:00Z", DecisionKind.suppress),
            ("prospects-2.csv", "2026-09-15T00:00:00Z", .recycle),
        ] {
            try bench.deliver(file, [Setup.prospect("w", ["CrmId": "1", "Title": day, "Modified": day])])
            try bench.sync()
            #expect(try bench.lead("lead1@example.com").decision.kind == kind, "\(day)")
        }
    }

    @Test func `holds anew where somebody says it after the consent, and not by an old list`() throws {
        let bench = try Workbench()
        try bench.edit("config/agreement.yaml", "zone: UTC", "zone: UTC\n    suppression: { consent-from: [web] }")
        try bench.edit(
            "mappings/web-prospect.yaml", "title: Title",
            "consented: { from: Title, as: date-time, format: iso }")
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        let day = "2026-09-15T00:00:00Z"
        try bench.deliver("prospects.csv", [Setup.prospect("w", ["CrmId": "1", "Title": day, "Modified": day])])
        try bench.sync()
        var earlier = order()
        earlier.since = now.adding(days: -30)
        try add(["lead1@example.com"], earlier, in: bench)
        try #require(try bench.lead("lead1@example.com").decision.kind == .recycle)
        try bench.write("list.csv", "lead1@example.com\n")
        let said = try Program.run(
            [
                "suppression", "import", "list.csv", "--reason", "opt-out", "--source", "page", "--now", Setup.now,
            ], in: bench.folder)
        #expect(said.output.hasPrefix("read 1 = 0 added + 0 renewed + 1 known"), "\(said.all)")
        #expect(said.talk.contains("1 opt-out of the known") && said.talk.contains("--since"), "\(said.all)")
        #expect(try bench.lead("lead1@example.com").decision.kind == .recycle)
        let again = try add(["lead1@example.com"], order(), in: bench)
        #expect(again.renewed == 1 && again.kept == 0, "\(again)")
        #expect(try bench.lead("lead1@example.com").decision.suppressions.map(\.since) == [now])
    }

    @Test func `is asked about a criterion's people, too, and names only sources that there are`() throws {
        let bench = try bench()
        try bench.edit(
            "config/agreement.yaml", "zone: UTC",
            "zone: UTC\n    suppression: { consent-from: [wep], competitor: email-domain in example.com }")
        let said = try Program.run(["config", "check"], in: bench.folder)
        #expect(said.status != 0 && said.unfolded.contains("'wep' is not a configured source"), "\(said.all)")
        try bench.edit("config/agreement.yaml", "consent-from: [wep], ", "")
        try bench.emptyInbox()
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.leads().allSatisfy { $0.decision.suppressions.map(\.reason) == [.competitor] })
        #expect(try bench.feedLines().last?.count == 2)
    }

    // MARK: Lists

    @Test func `takes in a list whatever stands wrong in it, once, and tells nobody's address`() throws {
        let bench = try bench()
        let rows = [
            "E-Mail;Reason;Since;Name", "\(Self.canary) and more;opt-out;;Zyxwella",
            "lead2@example.com;no-such;;Qanary",
            "lead1@example.com;complaint;2026-01-02;Bo", "\(Self.canary);legal;tomorrow;Zyxwella", ";;;Qanary",
            "lead1@example.com;complaint;2026-01-02;Bo", "\(Self.canary);legal;;Zyxwella", "a;b", "x@y.example;;;",
        ]
        try bench.write("list.csv", rows.joined(separator: "\r\n"))
        let import_ = ["suppression", "import", "list.csv", "--reason", "opt-out", "--now", Setup.now]
        let rehearsal = try Program.run(import_ + ["--dry-run"], in: bench.folder)
        #expect(rehearsal.output.hasPrefix("read 9 = 5 added + 0 renewed + 2 known + 2 refused"), "\(rehearsal.all)")
        #expect(try bench.count("SELECT count(*) FROM suppression") == 0)
        let said = try Program.run(import_, in: bench.folder)
        #expect(
            said.status == 4 && said.output.hasPrefix("read 9 = 5 added + 0 renewed + 2 known + 2 refused"),
            "\(said.all)")
        for line in [6, 9] { #expect(said.talk.contains("list.csv:\(line): error"), "\(line) \(said.talk)") }
        for line in [2, 3, 5] { #expect(said.talk.contains("list.csv:\(line): warning"), "\(line) \(said.talk)") }
        let again = try Program.run(import_, in: bench.folder)
        #expect(again.output.hasPrefix("read 9 = 0 added + 0 renewed + 7 known + 2 refused"), "\(again.all)")
        let list = try Program.run(["suppression", "list", "--output", "csv"], in: bench.folder)
        let check = try Program.run(["suppression", "check", "--from-file", "people.txt"], in: bench.folder)
        #expect(check.status == 74, "\(check.all)")
        try bench.write("people.txt", "\(Self.canary)\n\nnix @ nix\nlead1@example.com\nL2\n")
        let checked = try Program.run(
            ["suppression", "check", "--from-file", "people.txt", "--output", "csv"], in: bench.folder)
        #expect(checked.status == 4 && checked.talk.contains("people.txt:3: error"), "\(checked.all)")
        #expect(
            checked.output.split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false).prefix(5).joined(separator: ",")
            } == [
                "named-at,kind,leads,email,phone", "people.txt:1,email,,false,false",
                "people.txt:4,email,L1,false,true", "people.txt:5,id,L2,false,true",
            ], "\(checked.output)")
        for text in [rehearsal.all, said.all, again.all, list.all, checked.all] {
            for word in ["yxwella", "kanarienvogel", "lead1@", "Qanary"] { #expect(!text.contains(word), "\(text)") }
        }
        #expect(try bench.lead("lead1@example.com").decision.suppressions.map(\.reason) == [.complaint])
        #expect(
            list.output.contains("list.csv,complaint,email,email,1,2026-01-02T00:00:00Z,2026-01-02T00:00:00Z"),
            "\(list.output)")
    }

    @Test(arguments: ["plain", "header", "quoted", "tab"])
    func `reads lists of hashes in the ways that they are handed over`(shape: String) throws {
        let bench = try bench()
        let hashes = ["lead1@example.com", "stranger@example.com"].map {
            String(decoding: ForeignHashes.sha256($0), as: UTF8.self)
        }
        let text =
            switch shape {
            case "plain": hashes[0] + "\n" + hashes[1].uppercased()
            case "header": "sha256\n" + hashes.joined(separator: "\n") + "\n"
            case "quoted":
                "\u{FEFF}\"Email SHA256\",\"Name\"\n" + hashes.map { "\"\($0)\",\"x\"" }.joined(separator: "\n")
            default: "name\thash\n" + hashes.map { "x\t\($0)" }.joined(separator: "\n")
            }
        try bench.write("list.txt", text)
        let outcome = try SuppressionDesk(bench.workspace(), at: now).importList(bench.path("list.txt"), order())
        #expect(outcome.added == 2 && outcome.refused == 0 && outcome.withdrawals == 1, "\(outcome)")
    }

    @Test func `enters the numbers of a row that has nothing else, and closes all for those that get no mail`() throws {
        let bench = try bench()
        try bench.write(
            "list.csv",
            "phone,mobile,email,channel\n+13125550142,+13125550143,,\n+13125550144,+13125550145,,email\n"
                + "+13125550146,,x@y.example,\n")
        let outcome = try SuppressionDesk(bench.workspace(), at: now).importList(bench.path("list.csv"), order())
        #expect(outcome.added == 3 && outcome.known == 0 && outcome.doubtful == 1, "\(outcome)")
        #expect(outcome.doubts.map { $0.origin?.line } == [3], "\(outcome.doubts)")
        #expect(try bench.count("SELECT count(*) FROM suppression") == 5)
        #expect(!(try bench.lead("lead1@example.com").decision.kind == .suppress))
        var book = try SuppressionBook(bench.workspace(), at: now)
        for (name, isOpen) in [("+13125550143", false), ("+13125550144", false), ("+13125550146", true)] {
            let verdict = try book.check(SuppressionDesk.Name(name, at: Origin(file: "t")), region: nil)
            #expect(verdict.isOpen(.phone) == isOpen, "\(name)")
        }
    }

    @Test func `closes the telephone of a lead who has an address, and nothing else`() throws {
        let bench = try bench()
        let outcome = try add(["L1"], order(.optOut, .phone), in: bench)
        #expect(outcome.added == 1 && outcome.refused == 0, "\(outcome.faults)")
        let lead = try bench.lead("lead1@example.com")
        #expect(lead.decision.kind == .recycle)
        var book = try SuppressionBook(bench.workspace(), at: now)
        for name in ["L1", "+13125550142"] {
            let verdict = try book.check(SuppressionDesk.Name(name, at: Origin(file: "t")), region: nil)
            #expect(!verdict.isOpen(.phone) && verdict.isOpen(.email), "\(name)")
        }
    }

    @Test(arguments: ["sha256", "md5"])
    func `is checked for the hashes of an address, and says where records were not asked`(kind: String) throws {
        let bench = try bench()
        let hashed = ["l.three+news@gmail.com", "lthree@gmail.com", "stranger@example.com"].map {
            String(decoding: kind == "md5" ? ForeignHashes.md5($0) : ForeignHashes.sha256($0), as: UTF8.self)
        }
        for (hash, names) in [
            (hashed[0], ["L.Three+News@gmail.com"]), (hashed[1], ["l.three@gmail.com", "lthree+x@gmail.com"]),
            (hashed[2], ["Stranger@example.com", "stranger+y@example.com"]),
        ] {
            try add([hash], order(), in: bench)
            var book = try SuppressionBook(bench.workspace(), at: now)
            for name in names {
                let verdict = try book.check(SuppressionDesk.Name(name, at: Origin(file: "t")), region: nil)
                #expect(!verdict.isOpen(.email) && verdict.isOpen(.phone) && verdict.areRecordsAsked, "\(name)")
            }
        }
        var book = try SuppressionBook(bench.workspace(), at: now)
        let other = try book.check(SuppressionDesk.Name("other@example.com", at: Origin(file: "t")), region: nil)
        #expect(other.isOpen(.email) && other.areRecordsAsked)
        try bench.write("people.txt", "+13125550142\n\(hashed[2])\nlead1@example.com\nL2\n")
        let said = try Program.run(["suppression", "check", "--from-file", "people.txt"], in: bench.folder)
        #expect(said.status == 0 && said.unfolded.contains("Of 2 the ledger alone was asked"), "\(said.all)")
    }

    @Test func `refuses what nobody can mean`() throws {
        let bench = try bench()
        for order in [order(.erasure), SuppressionOrder(reason: .legal, source: "a@b.example")] {
            #expect(throws: Fault.self) { try add(["lead1@example.com"], order, in: bench) }
        }
        let outcome = try add(["0301234567", "nobody@", "lead1@example.com", "L99"], order(.optOut, .phone), in: bench)
        #expect(outcome.refused == 4 && outcome.faults.count == 4 && outcome.added == 0)
        #expect(!outcome.faults.contains { "\($0)".contains("0301234567") || "\($0)".contains("nobody@") })
        try bench.write("list.csv", "Name,City\nBo,Rome\n")
        let said = try Program.run(["suppression", "import", "list.csv", "--reason", "legal"], in: bench.folder)
        #expect(said.status == 65 && said.talk.contains("[suppression.column-missing]"), "\(said.all)")
    }

    @Test func `is written by one who dies, and heeded by the next sync`() throws {
        let bench = try bench()
        try Program.run(
            ["suppression", "add", "lead1@example.com", "--reason", "opt-out"], in: bench.folder,
            dyingAt: .ledgerWritten)
        #expect(try bench.lead("lead1@example.com").decision.kind == .recycle)
        try bench.emptyInbox()
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.lead("lead1@example.com").decision.kind == .suppress)
        #expect(try bench.feedLines().last?.first?.contains("withdraw") == true)
    }

    @Test func `is asked by a plan as by the sync that follows`() throws {
        let bench = try bench()
        try add(["lead1@example.com"], order(), in: bench)
        try bench.edit("config/agreement.yaml", "after: 90d", "after: 91d")
        let plan = try Program.run(["plan", "--output", "json"], in: bench.folder)
        #expect(plan.status == 0 && !plan.output.contains(#""unsuppressed":1"#), "\(plan.all)")
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.lead("lead1@example.com").decision.kind == .suppress)
    }

    // MARK: Properties

    @Test(arguments: [20_261_122, 7, 4_711] as [UInt64])
    func `never adds a row, however it grows`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let rows = (1...25).map { number in
            Setup.discarded(
                "\(number)",
                [
                    "Phone": Int.random(in: 0..<3, using: &dice) == 0 ? "+1312555\(1_000 + number)" : "",
                    "OptedOut": Int.random(in: 0..<6, using: &dice) == 0 ? "true" : "",
                ])
        }
        func sent(_ ledger: [(String, SuppressionOrder)]) throws -> Set<String> {
            let bench = try Workbench()
            try bench.deliver("leads.csv", [Setup.lead("99", ["Status": "Working"])])
            try bench.sync()
            for (name, order) in ledger { try add([name], order, in: bench) }
            try bench.deliver("leads-2.csv", rows)
            try bench.sync()
            return Set(try bench.feedLines().joined())
        }
        var ledger: [(String, SuppressionOrder)] = []
        var before = try sent([])
        #expect(before.count > 10, "seed \(seed)")
        for _ in 0..<3 {
            for _ in 0..<5 {
                let number = Int.random(in: 1...25, using: &dice)
                let isPhone = Int.random(in: 0..<4, using: &dice) == 0
                let name = isPhone ? "+1312555\(1_000 + number)" : "lead\(number)@example.com"
                let reason = SuppressionReason.enterable.randomElement(using: &dice) ?? .legal
                let isAll = Bool.random(using: &dice)
                ledger.append((name, order(reason, isAll ? .all : nil)))
            }
            let after = try sent(ledger)
            #expect(after.isSubset(of: before), "seed \(seed): \(after.subtracting(before))")
            before = after
        }
    }

    @Test func `has a filter that passes nobody over whom it holds`() {
        var dice = Dice(seed: 99)
        let held = (0..<20_000).map { _ in Int64.random(in: .min ... .max, using: &dice) }
        var filter = LedgerFilter(entries: held.count)
        for probe in held { filter.insert(probe) }
        #expect(held.allSatisfy(filter.mayHold))
        let strangers = (0..<20_000).count { _ in filter.mayHold(.random(in: .min ... .max, using: &dice)) }
        #expect(strangers < 400, "\(strangers)")
    }
}

/// The hashes as another program makes them.
enum ForeignHashes {
    static func sha256(_ text: String) -> [UInt8] { made(by: "sha256sum", text) }
    static func md5(_ text: String) -> [UInt8] { made(by: "md5sum", text) }

    private static func made(by program: String, _ text: String) -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/\(program)")
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        do {
            try process.run()
            try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
            try input.fileHandleForWriting.close()
        } catch {
            Issue.record(error)
        }
        process.waitUntilExit()
        return Array(output.fileHandleForReading.readDataToEndOfFile().prefix { $0 != 0x20 })
    }
}
