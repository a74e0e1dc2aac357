import Failpoints
import Foundation
import Glibc
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `The ledger of a store that is put back from a copy` {
    private static let store = "store/leadloop.sqlite"
    private static let journal = "store/leadloop.sqlite.ledger"
    private static let words = ["--reason", "opt-out", "--source", "page", "--now", Setup.now]

    /// Four people in a feed, of whom the second was entered before the copy was made.
    private func bench() throws -> (bench: Workbench, copy: Data) {
        let bench = try Workbench()
        try bench.deliver("leads.csv", (1...4).map { Setup.discarded("\($0)") })
        try bench.sync()
        try bench.program(["suppression", "add", "lead2@example.com"] + Self.words)
        return (bench, try bench.copyOfStore())
    }

    /// The numbers of the leads that nobody may write to, by whatever the program says.
    private func closed(_ bench: Workbench) throws -> [Int] {
        try (1...4).filter { number in
            let said = try bench.program(["suppression", "check", "lead\(number)@example.com"])
            return said.output.contains("closed")
        }
    }

    private func ledger(_ bench: Workbench) throws -> [[DatabaseText]] {
        try ["suppression", "suppression_batch", "suppression_removal"].flatMap { table in
            try bench.query("SELECT * FROM \(table)").map { row in row.map { DatabaseText("\($0)") } }
        }
    }

    private struct DatabaseText: Hashable {
        var text: String
        init(_ text: String) { self.text = text }
    }

    /// By hand, from a list, entered again by another list, taken back, and all of these.
    private func enter(_ bench: Workbench) throws {
        try bench.program(["suppression", "add", "crm:1"] + Self.words)
        try bench.write("list.csv", "email\nlead2@example.com\nlead3@example.com\n")
        try bench.program(["suppression", "import", "list.csv"] + Self.words)
        try bench.program(
            ["suppression", "remove", "--batch", "1", "--because", "wrong", "--yes", "--now", Setup.now])
        try bench.program(
            [
                "suppression", "remove", "lead3@example.com", "--source", "page", "--because", "wrong", "--yes",
                "--now",
                Setup.now,
            ])
    }

    @Test(arguments: [
        ["sync"], ["feed", "export"], ["suppression", "add", "crm:4", "--reason", "legal"], ["db", "rebuild"],
    ])
    func `has what was entered and taken back since, whatever command opens it first`(words: [String]) throws {
        let (bench, copy) = try bench()
        try enter(bench)
        #expect(try closed(bench) == [1, 2])
        let before = try ledger(bench)
        try bench.emptyInbox()
        try bench.putBack(copy)
        let said = try bench.program(
            words + (words.first == "feed" || words[0] == "sync" ? ["--now", Setup.now] : []))
        #expect(said.talk.contains("[store.ledger-behind]") && said.talk.contains("4 changes"), "\(said.all)")
        #expect(!said.all.contains("@"), "\(said.all)")
        if words[0] != "suppression" { #expect(try ledger(bench) == before) }
        #expect(try closed(bench).prefix(2) == [1, 2])
        let next = try bench.program(["sync", "--now", Setup.now])
        #expect(!next.talk.contains("ledger"), "\(next.all)")
        #expect(try bench.lead("lead1@example.com").decision.kind == .suppress)
        #expect(try bench.lead("lead3@example.com").decision.kind == .recycle)
        #expect(try bench.isWhole())
    }

    @Test func `tells receivers of nobody who was entered since`() throws {
        let bench = try Workbench()
        // Nobody can write the feed when the copy is made.
        try bench.write("feeds", "in the way")
        try bench.deliver("leads.csv", (1...3).map { Setup.discarded("\($0)") })
        try bench.sync()
        let copy = try bench.copyOfStore()
        try bench.program(["suppression", "add", "lead1@example.com"] + Self.words)
        try bench.putBack(copy)
        try bench.remove("feeds")
        try bench.program(["feed", "export", "--now", Setup.now])
        let lines = try bench.feedLines().joined()
        #expect(lines.count == 2 && !lines.contains { $0.contains("lead1@") }, "\(lines)")
    }

    @Test(arguments: [
        ["suppression", "check", "lead1@example.com"], ["lead", "find", "example"], ["recycle", "list"],
    ])
    func `shows nothing before that`(words: [String]) throws {
        let (bench, copy) = try bench()
        try bench.program(["suppression", "add", "crm:1"] + Self.words)
        try bench.putBack(copy)
        let said = try Program.run(words, in: bench.folder)
        #expect(said.status == 77 && said.talk.contains("[store.ledger-behind]") && said.output.isEmpty, "\(said.all)")
        try bench.program(["sync", "--now", Setup.now])
        #expect(try Program.run(words, in: bench.folder).status == 0)
    }

    @Test func `has it wherever that is killed, and each change once`() throws {
        let (bench, copy) = try bench()
        try enter(bench)
        let before = try ledger(bench)
        try bench.emptyInbox()
        for times in 1...4 {
            try bench.putBack(copy)
            try Program.run(["sync", "--now", Setup.now], in: bench.folder, dyingAt: .ledgerMadeAnew, times: times)
            try bench.program(["sync", "--now", Setup.now])
            #expect(try ledger(bench) == before, "\(times)")
            for beside in ["-wal", "-shm"] where try bench.files("store").contains("leadloop.sqlite" + beside) {
                try bench.remove(Self.store + beside)
            }
        }
        #expect(try closed(bench) == [1, 2])
    }

    @Test(arguments: ["add", "import", "remove"])
    func `holds a change that was in the journal and not in the store when the program died`(kind: String) throws {
        let (bench, _) = try bench()
        try bench.write("list.csv", "email\nlead1@example.com\n")
        let words: [String] =
            switch kind {
            case "add": ["suppression", "add", "lead1@example.com"] + Self.words
            case "import": ["suppression", "import", "list.csv"] + Self.words
            default: ["suppression", "remove", "--batch", "1", "--because", "wrong", "--yes"]
            }
        try Program.run(words, in: bench.folder, dyingAt: .ledgerJournalled)
        let said = try bench.program(["sync", "--now", Setup.now])
        #expect(said.talk.contains("[store.ledger-behind]") && said.talk.contains("1 change"), "\(said.all)")
        #expect(try closed(bench) == (kind == "remove" ? [] : [1, 2]))
        // Said again it is known already, and no batch is there twice.
        if kind != "remove" { #expect(try bench.program(words).output.contains("0 added"), "\(kind)") }
        #expect(try bench.isWhole())
    }

    // MARK: The journal

    @Test func `has beside it a journal of keyed hashes alone, for the store's own account`() throws {
        let (bench, _) = try bench()
        try enter(bench)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: bench.path(Self.journal)))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.contains("example") && !text.contains("lead2") && !text.contains("crm"), "\(text)")
        let rights = try FileManager.default.attributesOfItem(atPath: bench.path(Self.journal))[.posixPermissions]
        #expect(rights as? Int == 0o600)
        chmod(bench.path(Self.journal), 0o644)
        let exposed = try bench.program(["sync"])
        #expect(exposed.talk.contains("[store.ledger-exposed]"), "\(exposed.all)")
        #expect(try !bench.program(["sync"]).talk.contains("ledger"))
    }

    @Test func `says what it cannot know where the journal is gone, and begins one that is as good`() throws {
        let (bench, copy) = try bench()
        try enter(bench)
        let before = try ledger(bench)
        try bench.remove(Self.journal)
        let said = try bench.program(["sync", "--now", Setup.now])
        #expect(
            said.talk.contains("[store.ledger-damaged]") && said.unfolded.contains("nobody can tell who was entered"),
            "\(said.all)")
        #expect(try !bench.program(["sync", "--now", Setup.now]).talk.contains("ledger"))
        #expect(try ledger(bench) == before)
        // Put back, the copy has what the new journal was begun with, and what came after.
        try bench.program(["suppression", "add", "crm:4"] + Self.words)
        try bench.putBack(copy)
        try bench.emptyInbox()
        try bench.program(["sync", "--now", Setup.now])
        #expect(try closed(bench) == [1, 2, 4])
    }

    @Test func `works as one that never had a journal`() throws {
        let (bench, _) = try bench()
        try bench.remove(Self.journal)
        try bench.execute("DELETE FROM suppression_journal")
        let copy = try bench.copyOfStore()
        let said = try bench.program(["suppression", "add", "crm:1"] + Self.words)
        #expect(said.talk.contains("[store.ledger-damaged]"), "\(said.all)")
        #expect(try closed(bench) == [1, 2])
        try bench.putBack(copy)
        try bench.program(["sync", "--now", Setup.now])
        #expect(try closed(bench) == [1, 2])
    }

    @Test func `keeps what an older journal lacks`() throws {
        let (bench, copy) = try bench()
        let journal = try Data(contentsOf: URL(fileURLWithPath: bench.path(Self.journal)))
        try enter(bench)
        try journal.write(to: URL(fileURLWithPath: bench.path(Self.journal)))
        let said = try bench.program(["sync", "--now", Setup.now])
        #expect(said.talk.contains("was an older one than the store"), "\(said.all)")
        #expect(try closed(bench) == [1, 2])
        try bench.putBack(copy)
        try bench.emptyInbox()
        try bench.program(["sync", "--now", Setup.now])
        #expect(try closed(bench) == [1, 2])
    }

    @Test func `takes in whom a journal closed that went on with another copy`() throws {
        let (bench, copy) = try bench()
        let early = try Data(contentsOf: URL(fileURLWithPath: bench.path(Self.journal)))
        try bench.program(["suppression", "add", "lead1@example.com"] + Self.words)
        let other = try Data(contentsOf: URL(fileURLWithPath: bench.path(Self.journal)))
        try bench.putBack(copy)
        try early.write(to: URL(fileURLWithPath: bench.path(Self.journal)))
        try bench.program(["suppression", "add", "crm:3"] + Self.words)
        try other.write(to: URL(fileURLWithPath: bench.path(Self.journal)))
        let said = try bench.program(["sync", "--now", Setup.now])
        #expect(
            said.unfolded.contains(
                "went on from another copy of the store: 1 entry of it that this one did not hold is"), "\(said.all)")
        #expect(try closed(bench) == [1, 2, 3])
        #expect(try !bench.program(["sync", "--now", Setup.now]).talk.contains("ledger"))
    }

    @Test func `takes a journal's torn end away, and refuses one that is damaged or another store's`() throws {
        let (bench, copy) = try bench()
        let url = URL(fileURLWithPath: bench.path(Self.journal))
        let whole = try Data(contentsOf: url)
        try (whole + Data([0x1E, 1, 0, 0, 1, 2, 3])).write(to: url)
        #expect(try closed(bench) == [2])
        try bench.program(["sync", "--now", Setup.now])
        #expect(try Data(contentsOf: url) == whole)
        try enter(bench)
        var bytes = try Data(contentsOf: url)
        bytes[whole.count + 40] ^= 1
        try bytes.write(to: url)
        try bench.putBack(copy)
        let damaged = try Program.run(["sync"], in: bench.folder)
        #expect(damaged.status == 74 && damaged.talk.contains("[store.ledger-damaged]"), "\(damaged.all)")
        try Data("leadloop-ledger 1 0123456789abcdef\n".utf8 + [1, 2, 3]).write(to: url)
        let foreign = try Program.run(["sync"], in: bench.folder)
        #expect(foreign.status == 77 && foreign.talk.contains("[store.ledger-foreign]"), "\(foreign.all)")
    }

    @Test func `holds a long list whole`() throws {
        let (bench, copy) = try bench()
        try bench.write(
            "list.csv", "email\n" + (1...60_000).map { "p\($0)@x.example\n" }.joined() + "lead1@example.com\n")
        try bench.program(["suppression", "import", "list.csv"] + Self.words)
        let entries = try bench.count("SELECT count(*) FROM suppression")
        try bench.putBack(copy)
        try bench.program(["sync", "--now", Setup.now])
        #expect(try bench.count("SELECT count(*) FROM suppression") == entries && closed(bench) == [1, 2])
    }
}
