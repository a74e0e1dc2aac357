import Failpoints
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `What was entered into the ledger by mistake` {
    private let now = Instant(rfc3339: Setup.now) ?? Instant(milliseconds: 0)

    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver("leads.csv", (1...3).map { Setup.discarded("\($0)") })
        try bench.sync()
        return bench
    }

    private func order(_ source: String, _ reason: SuppressionReason = .optOut) -> SuppressionOrder {
        SuppressionOrder(reason: reason, source: source)
    }

    /// Imports a list of the leads' addresses.
    @discardableResult
    private func take(
        _ leads: [Int], from source: String, since: Instant? = nil, in bench: Workbench
    ) throws -> SuppressionDesk.Outcome {
        try bench.write("\(source).txt", leads.map { "lead\($0)@example.com\n" }.joined())
        var order = order(source)
        order.since = since
        return try SuppressionDesk(bench.workspace(), at: now).importList(bench.path("\(source).txt"), order)
    }

    @discardableResult
    private func remove(
        _ scope: SuppressionRemoval.Scope, isMeant: Bool = true, isRehearsal: Bool = false, in bench: Workbench
    ) throws -> SuppressionRemoval.Outcome {
        try SuppressionDesk(bench.workspace(), at: now, isRehearsal: isRehearsal).remove(
            SuppressionRemoval(scope, reason: nil, who: "jo", because: "wrong file"), isMeant: isMeant)
    }

    private func names(_ texts: String...) -> [SuppressionDesk.Name] {
        texts.map { SuppressionDesk.Name($0, at: Origin(file: "test")) }
    }

    /// The numbers of the leads that nobody may write to.
    private func closed(_ bench: Workbench) throws -> [Int] {
        try (1...3).filter { try bench.lead("lead\($0)@example.com").decision.kind == .suppress }
    }

    @Test func `is taken back as a whole, and who was closed by it alone goes to receivers again`() throws {
        let bench = try bench()
        try take([1, 2], from: "wrong", in: bench)
        try take([2], from: "right", in: bench)
        #expect(try closed(bench) == [1, 2])
        let rehearsed = try remove(.batch(1), isRehearsal: true, in: bench)
        #expect(rehearsed.entries == 2 && rehearsed.saidElsewhere == 1 && rehearsed.leads == 0)
        #expect(try closed(bench) == [1, 2])
        let outcome = try remove(.batch(1), in: bench)
        #expect(outcome.entries == 2 && outcome.saidElsewhere == 1 && outcome.leads == 2, "\(outcome)")
        #expect(try closed(bench) == [2])
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try bench.feedLines().last?.contains { $0.contains("lead1@example.com") } == true)
        let batches = try SuppressionDesk.history(bench.workspace())
        #expect(
            batches.map(\.number) == [2, 1] && batches.map(\.entries) == [1, 2] && batches.map(\.holding) == [1, 0])
        #expect(batches[1].removals.map(\.who) == ["jo"] && batches[1].removals.map(\.because) == ["wrong file"])
        #expect(try SuppressionBook(bench.workspace(), at: now).counts().map(\.source) == ["right"])
        // Nothing is left to take back; and entered again, it holds again.
        #expect(throws: Fault.self) { try remove(.batch(1), in: bench) }
        try take([1], from: "wrong", in: bench)
        #expect(try closed(bench) == [1, 2])
    }

    @Test func `stays with the list that said it again, and with whoever may have`() throws {
        let bench = try bench()
        for leads in [[1, 2, 3], [2, 3], [3]] { try take(leads, from: "page", in: bench) }
        let first = try remove(.batch(1), in: bench)
        #expect(first.entries == 1 && first.saidAgain == 2, "\(first)")
        #expect(try closed(bench) == [2, 3])
        // What the third said again of these nobody wrote down, so it may be all.
        let second = try remove(.batch(2), in: bench)
        #expect(second.entries == 0 && second.saidAgain == 2, "\(second)")
        #expect(try closed(bench) == [2, 3])
        #expect(try remove(.batch(3), in: bench).entries == 2)
        #expect(try closed(bench) == [])
        let other = try self.bench()
        for leads in [[1, 2, 3], [2, 3], [3]] { try take(leads, from: "page", in: other) }
        #expect(try remove(.batch(2), in: other).entries == 0)
        #expect(try closed(other) == [1, 2, 3])
        #expect(try remove(.batch(1), in: other).entries == 1)
        #expect(try closed(other) == [2, 3])
    }

    /// The third list named somebody else, and was taken back before or after.
    @Test(arguments: [[3, 1, 2], [1, 3, 2], [2, 3, 1]] as [[Int64]])
    func `passes to no list that was taken back itself`(order: [Int64]) throws {
        let bench = try bench()
        for leads in [[1], [1], [2]] { try take(leads, from: "page", in: bench) }
        for number in order {
            #expect(try closed(bench).isEmpty == false)
            try remove(.batch(number), in: bench)
        }
        #expect(try closed(bench) == [])
        let batches = try SuppressionDesk.history(bench.workspace())
        #expect(batches.map(\.holding) == [0, 0, 0] && batches.map(\.removals.count) == [1, 1, 1], "\(batches)")
        #expect(try bench.count("SELECT count(*) FROM suppression WHERE batch = 3") == 1)
    }

    @Test func `was said since an earlier time, and is again`() throws {
        let bench = try bench()
        let early = try #require(Instant(rfc3339: "2026-01-01T00:00:00Z"))
        let late = try #require(Instant(rfc3339: "2026-05-01T00:00:00Z"))
        try take([1], from: "page", since: early, in: bench)
        #expect(try take([1], from: "page", since: late, in: bench).renewed == 1)
        func since() throws -> [Instant] {
            var book = try SuppressionBook(bench.workspace(), at: now)
            return try book.check(names("lead1@example.com")[0], region: nil).suppressions.map(\.since)
        }
        #expect(try since() == [late])
        #expect(try SuppressionBook(bench.workspace(), at: now).counts().map(\.entries) == [1])
        try remove(.batch(2), in: bench)
        #expect(try since() == [early] && closed(bench) == [1])
    }

    @Test func `is taken back of some people alone, by whatever they were entered, by its source alone`() throws {
        let bench = try bench()
        try take([1, 2], from: "page", in: bench)
        let hash = String(decoding: ForeignHashes.sha256("lead1@example.com"), as: UTF8.self)
        for (text, source) in [(hash, "page"), ("L3", "page"), ("lead1@example.com", "counsel")] {
            _ = try SuppressionDesk(bench.workspace(), at: now).add(names(text), order(source))
        }
        let outcome = try remove(
            .people(names("lead1@example.com", "crm:3", "nobody"), source: "page"), in: bench)
        #expect(outcome.faults.map(\.code) == [.leadNotFound], "\(outcome.faults)")
        #expect(try closed(bench) == [1, 2])
        try remove(.source("counsel"), in: bench)
        #expect(try closed(bench) == [2])
    }

    /// The list had hashes, and whoever takes the word back knows the lead or the record.
    @Test(arguments: ["crm:1", "L1", "lead1@example.com"])
    func `is taken back of whoever is named, where she was entered by a hash of her address`(name: String) throws {
        let bench = try bench()
        let hashes = [
            ForeignHashes.sha256("lead1@example.com"), ForeignHashes.md5("lead1@example.com"),
            ForeignHashes.md5("lead2@example.com"),
        ].map { String(decoding: $0, as: UTF8.self) }
        try bench.write("hashes.txt", hashes.joined(separator: "\n"))
        _ = try SuppressionDesk(bench.workspace(), at: now).importList(bench.path("hashes.txt"), order("partner"))
        #expect(try closed(bench) == [1, 2])
        let outcome = try remove(.people(names(name), source: "partner"), in: bench)
        #expect(outcome.entries == 2 && outcome.faults.isEmpty, "\(outcome)")
        #expect(try closed(bench) == [2])
    }

    @Test func `is no opt-out of which nobody says that it is meant, and no erasure ever`() throws {
        let bench = try bench()
        try take([1], from: "page", in: bench)
        #expect(throws: Fault.self) { try remove(.batch(1), isMeant: false, in: bench) }
        #expect(try closed(bench) == [1])
        _ = try SuppressionDesk(bench.workspace(), at: now).add(names("L2"), order("sales", .customer))
        #expect(try remove(.source("sales"), isMeant: false, in: bench).entries > 0)
        let lead = try bench.lead("lead3@example.com")
        _ = try Eraser(bench.workspace()).erase(lead.id, at: now)
        #expect(throws: Fault.self) { try remove(.source("erasure"), in: bench) }
        #expect(throws: Fault.self) {
            try remove(.people(names("lead3@example.com"), source: "erasure"), in: bench)
        }
        #expect(try bench.workspace().openForReading().erasedPeople().count > 1)
    }

    @Test func `is decided about by the next sync, where the program died before it was`() throws {
        let bench = try bench()
        try take([1, 2], from: "page", in: bench)
        let words = ["suppression", "remove", "--batch", "1", "--because", "wrong", "--yes"]
        try Program.run(words, in: bench.folder, dyingAt: .ledgerWritten)
        #expect(try closed(bench) == [1, 2])
        try bench.emptyInbox()
        try bench.sync("2026-10-02T06:00:00Z")
        #expect(try closed(bench) == [])
    }

    @Test func `ends with 4 on the command line where somebody who is named is not found`() throws {
        let bench = try bench()
        try take([1], from: "page", in: bench)
        let base = ["suppression", "remove", "--source", "page", "--because", "typed wrongly", "--yes"]
        let none = try Program.run(base + ["crm:77", "--output", "json"], in: bench.folder)
        #expect(none.status == 4 && none.talk.contains("lead.not-found"), "\(none.all)")
        let output = none.output.replacing(" ", with: "")
        #expect(output.contains(#""entries":0"#) && output.contains(#""refused":1"#), "\(output)")
        #expect(try closed(bench) == [1])
        let some = try Program.run(base + ["crm:77", "crm:1"], in: bench.folder)
        #expect(some.status == 4 && some.output.contains("taken back: 1 opt-out"), "\(some.all)")
        #expect(try closed(bench) == [])
        try take([2], from: "page", in: bench)
        #expect(try Program.run(base + ["crm:2"], in: bench.folder).status == 0)
    }

    @Test(arguments: [["history"], ["remove", "--batch", "1", "--because", "wrong file", "--yes"]])
    func `is told to programs under the keys that the guide names`(words: [String]) throws {
        let bench = try bench()
        try take([1], from: "page", in: bench)
        let said = try Program.run(["suppression"] + words + ["--output", "csv"], in: bench.folder)
        let guide = try String(
            contentsOfFile: Repository.path("Sources/leadloop/Documentation.docc/ForPrograms.md"), encoding: .utf8)
        let row = try #require(guide.split(separator: "\n").first { $0.hasPrefix("| `suppression \(words[0])` |") })
        let keys = row.split(separator: "|")[1].matches(of: #/`([a-z-]+)`/#).map { String($0.1) }
        let header = try #require(said.output.split(whereSeparator: \.isNewline).first)
        #expect(header.split(separator: ",").map(String.init) == keys, "\(said.all)")
    }

    @Test func `tells on the command line what it would do, did, and why it refuses`() throws {
        let bench = try bench()
        try take([1, 2], from: "page", in: bench)
        let base = ["suppression", "remove", "--batch", "1", "--because"]
        let refused = try Program.run(base + ["wrong file"], in: bench.folder)
        #expect(refused.status == 65 && refused.unfolded.contains("2 opt-out") && refused.talk.contains("--yes"))
        let named = try Program.run(base + ["of ada@example.com", "--yes"], in: bench.folder)
        #expect(named.status == 65 && !named.all.contains("ada@"), "\(named.all)")
        let rehearsed = try Program.run(base + ["wrong file", "--dry-run"], in: bench.folder)
        #expect(rehearsed.status == 0 && rehearsed.output.contains("would be taken back: 2 opt-out"))
        let done = try Program.run(base + ["wrong file", "--yes", "--output", "json"], in: bench.folder)
        #expect(done.output.contains(#""entries":2"#) || done.output.contains(#""entries": 2"#), "\(done.all)")
        #expect(try Program.run(["suppression", "remove", "--because", "x"], in: bench.folder).status == 64)
        let history = try Program.run(["suppression", "history", "--output", "csv"], in: bench.folder)
        #expect(history.output.contains("page.txt,2,0") && history.output.contains("operator: wrong file"))
    }
}
