import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A journal of the ledger that is not what was written` {
    private static let store = "store/leadloop.sqlite"
    private static let journal = "store/leadloop.sqlite.ledger"
    private static let words = ["--reason", "opt-out", "--source", "page", "--now", Setup.now]

    private let bench: Workbench
    /// The store when one of six people was entered.
    private let early: Data
    /// Where each frame of the journal begins and ends.
    private let frames: [(begins: Int, ends: Int)]

    init() throws {
        bench = try Workbench()
        try bench.deliver("leads.csv", (1...6).map { Setup.discarded("\($0)") })
        try bench.sync()
        var early: Data?
        for number in 1...6 {
            let said = try Program.run(["suppression", "add", "crm:\(number)"] + Self.words, in: bench.folder)
            try #require(said.status == 0, "\(said.all)")
            if early == nil { early = try Data(contentsOf: URL(fileURLWithPath: bench.path(Self.store))) }
        }
        self.early = try #require(early)
        frames = zip(
            try bench.numbers("SELECT begins FROM suppression_journal ORDER BY ends"),
            try bench.numbers("SELECT ends FROM suppression_journal ORDER BY ends")
        ).map { (Int($0), Int($1)) }
        try #require(frames.count == 6)
    }

    private func bytes() throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: bench.path(Self.journal))))
    }

    private func putBack() throws { try early.write(to: URL(fileURLWithPath: bench.path(Self.store))) }

    private func isClosed(_ number: Int) throws -> Bool {
        let said = try Program.run(["suppression", "check", "lead\(number)@example.com"], in: bench.folder)
        try #require([0, 4].contains(said.status), "\(said.all)")
        return said.output.contains("closed")
    }

    @Test(arguments: [(2, 0), (2, 3), (2, 8), (2, 60), (5, 0), (5, 2), (5, 9), (5, 60), (5, -1), (5, -20)])
    func `is refused and left as it is, and nobody is open by it`(frame: Int, offset: Int) throws {
        var bytes = try bytes()
        bytes[offset < 0 ? frames[frame].ends + offset : frames[frame].begins + offset] ^= 0x10
        try bench.write(Self.journal, bytes: bytes)
        try putBack()
        for _ in 1...2 {
            let said = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
            #expect(said.status == 74 && said.talk.contains("[store.ledger-damaged]"), "\(said.all)")
            #expect(try self.bytes() == bytes)
        }
        let shown = try Program.run(["suppression", "check", "lead6@example.com"], in: bench.folder)
        #expect(shown.status == 74 && shown.output.isEmpty, "\(shown.all)")
    }

    @Test func `keeps what was not written to its end, and says so`() throws {
        let whole = try bytes()
        let tail = Array(whole[frames[5].begins..<(frames[5].ends - 9)])
        try bench.write(Self.journal, bytes: Array(whole.dropLast(9)))
        try putBack()
        let said = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(said.talk.contains("[store.ledger-torn]") && said.talk.contains("[store.ledger-behind]"), "\(said.all)")
        #expect(said.unfolded.contains("As a copy of the store was put back"), "\(said.all)")
        #expect(try bytes() == Array(whole[..<frames[4].ends]))
        let kept = Array(try Data(contentsOf: URL(fileURLWithPath: bench.path(Self.journal + ".torn"))))
        #expect(Array(kept.suffix(tail.count)) == tail && !String(decoding: kept, as: UTF8.self).contains("example"))
        #expect(try isClosed(5) && !isClosed(6))
        let next = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
        #expect(!next.talk.contains("ledger"), "\(next.all)")
        // A journal that has it to its end gives it back.
        try bench.write(Self.journal, bytes: whole)
        let again = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
        #expect(again.talk.contains("1 change of the ledger"), "\(again.all)")
        #expect(try isClosed(6))
    }

    @Test func `is taken as unfinished where the store holds all before it`() throws {
        let whole = try bytes()
        for count in [1, 9, 300] {
            try bench.write(Self.journal, bytes: whole + whole[frames[0].begins..<frames[0].begins + min(count, 20)])
            let said = try Program.run(["sync", "--now", Setup.now], in: bench.folder)
            #expect(
                said.talk.contains("[store.ledger-torn]") && said.unfolded.contains("changed nothing: give it again"))
            #expect(try bytes() == whole)
        }
    }

    /// A journal that is not the store's beside it, and what the one that looks is told.
    @Test(arguments: ["is gone", "is an older one", "another copy"])
    func `shows nobody as open while it is another than the store's`(words: String) throws {
        let whole = try bytes()
        switch words {
        case "is gone": try bench.remove(Self.journal)
        case "is an older one": try bench.write(Self.journal, bytes: Array(whole[..<frames[2].ends]))
        default:
            // The copy went on with the journal of its time, and the later journal came back.
            try putBack()
            try bench.write(Self.journal, bytes: Array(whole[..<frames[0].ends]))
            let other = try Program.run(["suppression", "add", "crm:4"] + Self.words, in: bench.folder)
            try #require(other.status == 0, "\(other.all)")
            try bench.write(Self.journal, bytes: whole)
        }
        for looking in [
            ["suppression", "check", "lead6@example.com"], ["lead", "find", "example"], ["feed", "list"],
        ] {
            let said = try Program.run(looking, in: bench.folder)
            #expect(said.status == 77 && said.output.isEmpty, "\(said.all)")
            #expect(said.talk.contains("[store.ledger-behind]") && said.unfolded.contains(words), "\(said.all)")
        }
        try #require(try Program.run(["sync", "--now", Setup.now], in: bench.folder).status == 0)
        #expect(try isClosed(6))
    }
}
