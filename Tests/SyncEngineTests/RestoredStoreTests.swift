import Failpoints
import Foundation
import Glibc
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A store that is put back from a copy` {
    private static let words = ["yxwella", "kanarienvogel", "qanary"]
    private static let store = "store/leadloop.sqlite"
    private static let list = "store/leadloop.sqlite.erased"

    private func person(_ id: String) -> Row {
        Setup.discarded(
            id, ["Email": "zyxwella.qanary@kanarienvogel.example", "First": "Zyxwella", "Last": "Qanary"])
    }

    private func holdsHer(_ text: String) -> Bool { Self.words.contains { text.lowercased().contains($0) } }

    /// Three people in a feed, hers between the two others, and a copy of the store; then she is erased, and told.
    private func bench(erasing: Bool = true) throws -> (bench: Workbench, copy: Data, lead: String) {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), person("x"), Setup.discarded("2")])
        try bench.deliver("prospects.csv", [Setup.prospect("w", ["Email": "zyxwella.qanary@kanarienvogel.example"])])
        try bench.sync()
        let copy = try bench.copyOfStore()
        let lead = try bench.lead("zyxwella.qanary@kanarienvogel.example").id.description
        if erasing {
            try bench.program(["lead", "erase", lead, "--yes"])
            try bench.program(["feed", "export"])
        }
        return (bench, copy, lead)
    }

    private func isFreeOfHer(_ bench: Workbench) throws -> Bool {
        for name in try bench.files("store") {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: bench.path("store/" + name)))
            for word in Self.words + ["Qanary", "Zyxwella", "ZYXWELLA"]
            where bytes.range(of: Data(word.utf8)) != nil { return false }
        }
        return try bench.feedLines().joined().allSatisfy { !holdsHer($0) }
    }

    @Test(arguments: [
        ["sync"], ["suppression", "add", "crm:1", "--reason", "legal"], ["lead", "erase", "crm:1", "--yes"],
        ["feed", "export"], ["db", "rebuild"],
    ])
    func `lets nobody back in who was erased since, whatever command opens it first`(words: [String]) throws {
        let (bench, copy, lead) = try bench()
        try bench.emptyInbox()
        try bench.putBack(copy)
        let said = try bench.program(words)
        #expect(said.talk.contains("[store.erasures-missing]") && said.talk.contains("erased again: \(lead)"))
        #expect(!holdsHer(said.all), "\(said.all)")
        #expect(try isFreeOfHer(bench))
        #expect(try bench.count("SELECT count(*) FROM fact WHERE name = 'residue'") == 0)
        // And it is said once.
        let next = try bench.program(["sync"])
        #expect(!next.talk.contains("erasures"), "\(next.all)")
        #expect(try isFreeOfHer(bench) && bench.isWhole())
        let last = try #require(try bench.feedLines().last)
        #expect(last.contains { $0.contains(#""lead":"\#(lead)""#) && $0.contains("withdraw") }, "\(last)")
        // Delivered again, she is refused.
        try bench.deliver("leads-9.csv", [person("x"), person("y")])
        try bench.program(["sync"])
        #expect(try isFreeOfHer(bench))
        let receipt = try bench.program(["lead", "erase", lead, "--yes", "--receipt", "receipt.json"])
        #expect(try receipt.status == 0 && ErasureReceipt.isWhole(Array(bench.text("receipt.json").utf8)))
    }

    @Test(arguments: [
        ["lead", "find", "qanary"], ["lead", "show", "L2"], ["report", "qualification"], ["runs", "list"],
    ])
    func `shows nothing before that`(words: [String]) throws {
        let (bench, copy, _) = try bench()
        try bench.putBack(copy)
        let said = try Program.run(words, in: bench.folder)
        #expect(said.status == 77 && said.talk.contains("[store.erasures-missing]") && said.output.isEmpty)
        #expect(!holdsHer(said.all) && said.unfolded.contains("leadloop sync"), "\(said.all)")
        try bench.program(["sync"])
        let found = try Program.run(["lead", "find", "example"], in: bench.folder)
        #expect(found.status == 0 && !holdsHer(found.all), "\(found.all)")
    }

    @Test func `is free of her, too, where it was copied while what it had read was in no lead yet`() throws {
        let (bench, _, _) = try bench(erasing: false)
        try bench.deliver("leads-2.csv", [person("y").merging(["City": "Qanaryville"]) { $1 }, Setup.discarded("3")])
        try Program.run(["sync"], in: bench.folder, dyingAt: .keysJoined)
        let copies = try bench.files("store").filter { $0.hasPrefix("leadloop.sqlite") && !$0.hasSuffix("lock") }
            .map { ($0, try Data(contentsOf: URL(fileURLWithPath: bench.path("store/" + $0)))) }
        try bench.program(["sync"])
        let lead = try bench.lead("zyxwella.qanary@kanarienvogel.example").id.description
        try bench.program(["lead", "erase", lead, "--yes"])
        try bench.program(["feed", "export"])
        try bench.emptyInbox()
        for (name, bytes) in copies { try bytes.write(to: URL(fileURLWithPath: bench.path("store/" + name))) }
        let refused = try Program.run(["feed", "export"], in: bench.folder)
        #expect(refused.status != 0 && refused.talk.contains("[run.unfinished]"), "\(refused.all)")
        let said = try bench.program(["sync"])
        #expect(said.talk.contains("erased again: \(lead)"), "\(said.all)")
        #expect(try isFreeOfHer(bench) && bench.leads().count == 3)
    }

    @Test
    func `refuses her where the copy was made before it knew her, and keeps nothing of hers that it could not read`()
        throws
    {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.deliver("leads-2.csv", [person("x").merging(["Status": "Parked"]) { $1 }])
        try bench.sync()
        let copy = try bench.copyOfStore()
        try bench.deliver("leads-3.csv", [person("x")])
        try bench.sync()
        try bench.program(["lead", "erase", "crm:x", "--yes"])
        try bench.putBack(copy)
        try bench.program(["sync"])
        #expect(try bench.leads().count == 1 && bench.workspace().openForReading().quarantined(limit: 9).isEmpty)
        #expect(try isFreeOfHer(bench))
    }

    /// In the copy two people are one lead; they were parted before one of them was erased.
    @Test func `keeps a person whole who was taken for her when it was copied`() throws {
        let bench = try Workbench()
        let phone = ["Phone": "+47 22 33 44 55"]
        try bench.deliver(
            "leads.csv",
            [
                Setup.discarded("1", ["First": "Bo", "Last": "Berg", "Email": "bo@berg.example"]).merging(phone) { $1 },
                person("x").merging(phone) { $1 },
            ])
        try bench.sync()
        let apart = try bench.leads().map(\.id.description)
        if apart.count == 2 { try bench.program(["lead", "merge"] + apart) }
        let copy = try bench.copyOfStore()
        let joined = try #require(try bench.leads().first)
        try bench.program(["lead", "split", joined.id.description, "crm:x"])
        try bench.program(["lead", "erase", "crm:x", "--yes"])
        try bench.emptyInbox()
        try bench.putBack(copy)
        let said = try bench.program(["sync"])
        #expect(try bench.leads().map { $0.text(.email) } == ["bo@berg.example"], "\(said.all)")
        #expect(try isFreeOfHer(bench))
    }

    @Test func `takes her out as well where she was delivered anew to it, under another id, while the list was away`()
        throws
    {
        let (bench, copy, _) = try bench()
        let list = try bench.text(Self.list)
        try bench.remove(Self.list)
        try bench.putBack(copy)
        try bench.deliver("leads-2.csv", [person("y")])
        try bench.program(["sync"])
        #expect(try bench.leads().contains { $0.text(.lastName) == "Qanary" })
        try bench.write(Self.list, list)
        try bench.emptyInbox()
        try bench.program(["sync"])
        #expect(try isFreeOfHer(bench) && bench.leads().count == 2)
    }

    @Test func `is free of her wherever that is killed, and whoever repeats it`() throws {
        let (bench, copy, lead) = try bench()
        try bench.emptyInbox()
        try bench.putBack(copy)
        for place in [Failpoint.erasedAgain, .leadsUpdated] {
            // The last comes only once nothing is left to do.
            try Program.run(["sync"], in: bench.folder, dyingAt: place)
            guard place != .leadsUpdated else { break }
            let shown = try Program.run(["lead", "find", "qanary"], in: bench.folder)
            #expect(shown.status == 77 && !holdsHer(shown.all), "\(shown.all)")
        }
        try bench.program(["sync"])
        #expect(try isFreeOfHer(bench) && bench.isWhole())
        let last = try #require(try bench.feedLines().last)
        #expect(last.contains { $0.contains(#""lead":"\#(lead)""#) && $0.contains("withdraw") })
    }

    // MARK: The list

    @Test func `has beside it a list of keyed hashes alone, for the store's own account`() throws {
        let (bench, _, _) = try bench()
        let list = try bench.text(Self.list)
        #expect(!holdsHer(list) && !list.contains("crm") && list.split(separator: "\n").count == 2, "\(list)")
        let rights = try FileManager.default.attributesOfItem(atPath: bench.path(Self.list))[.posixPermissions] as? Int
        #expect(rights == 0o600)
        for line in list.split(separator: "\n").dropFirst() {
            #expect(line.contains(#/^\d{4}-\d\d-\d\dT[^ ]+Z( (id|email):[0-9a-f]+:[0-9a-f]{64})+ #[0-9a-f]{16}$/#))
        }
    }

    @Test func `holds a person who was listed and not erased when the program died, until the next that opens it`()
        throws
    {
        let (bench, _, lead) = try bench(erasing: false)
        let words = ["lead", "erase", lead, "--yes", "--receipt", "receipt.json"]
        try Program.run(words, in: bench.folder, dyingAt: .erasureListed)
        let again = try bench.program(words)
        #expect(try again.status == 0 && ErasureReceipt.isWhole(Array(bench.text("receipt.json").utf8)), "\(again.all)")
        #expect(try isFreeOfHer(bench))
        #expect(try bench.text(Self.list).split(separator: "\n").count == 2)
    }

    @Test func `tells of a line without an end, and takes it away`() throws {
        let (bench, _, lead) = try bench(erasing: false)
        try bench.program(["lead", "erase", "crm:1", "--yes"])
        let whole = try bench.text(Self.list)
        try bench.write(Self.list, whole + "2026-11-22T12:00:00Z id:00")
        // It harms nobody who only looks.
        #expect(try Program.run(["lead", "show", lead], in: bench.folder).status == 0)
        let said = try bench.program(["sync"])
        #expect(
            said.talk.contains("leadloop.sqlite.erased:3: warning") && said.talk.contains("[store.erasures-damaged]"))
        #expect(try bench.text(Self.list) == whole && bench.leads().count == 2)
        #expect(try !bench.program(["sync"]).talk.contains("erasures"))
    }

    @Test(arguments: ["changed", "foreign", "other"])
    func `refuses a list that is not its own or not whole, with place, cause and remedy`(kind: String) throws {
        let (bench, copy, _) = try bench()
        var list = try bench.text(Self.list)
        switch kind {
        case "changed": list = list.replacing("email:", with: "phone:")
        case "foreign": list = "leadloop-erased 1 0123456789abcdef\n"
        default: list = "hello\n"
        }
        try bench.write(Self.list, list)
        try bench.putBack(copy)
        for words in [["sync"], ["lead", "find", "qanary"]] {
            let said = try Program.run(words, in: bench.folder)
            let code = kind == "foreign" ? "[store.erasures-foreign]" : "[store.erasures-damaged]"
            #expect(said.status == (kind == "foreign" ? 77 : 74) && said.talk.contains(code), "\(said.all)")
            #expect(
                said.talk.contains(kind == "changed" ? "erased:2: error" : "erased:1: error") && !holdsHer(said.all))
        }
    }

    @Test func `writes a list anew that is gone, and takes away others' right to read one`() throws {
        let (bench, copy, lead) = try bench()
        try bench.remove(Self.list)
        #expect(try Program.run(["lead", "show", "L1"], in: bench.folder).status == 0)
        let said = try bench.program(["sync"])
        #expect(said.talk.contains("the list of erasures was gone"), "\(said.all)")
        chmod(bench.path(Self.list), 0o644)
        let exposed = try bench.program(["sync"])
        #expect(exposed.talk.contains("[store.erasures-exposed]"), "\(exposed.all)")
        let rights = try FileManager.default.attributesOfItem(atPath: bench.path(Self.list))[.posixPermissions] as? Int
        #expect(rights == 0o600)
        // It is as good as the one before.
        try bench.emptyInbox()
        try bench.putBack(copy)
        #expect(try bench.program(["sync"]).talk.contains("erased again: \(lead)"))
        #expect(try isFreeOfHer(bench))
    }

    @Test(.enabled(if: geteuid() == 0, "only root makes files for others"))
    func `is told by a list that belongs to the owner of the store, whoever erases`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", ["1", "2"].map { Setup.discarded($0) })
        #expect(try Program.runUnprivileged(["sync", "--now", Setup.now], in: bench.folder).status == 0)
        func owner(_ file: String) throws -> [UInt32] {
            var status = stat()
            try #require(stat(bench.path(file), &status) == 0)
            return [status.st_uid, status.st_gid]
        }
        for lead in ["L1", "L2"] {
            #expect(try Program.run(["lead", "erase", lead, "--yes"], in: bench.folder).status == 0)
            #expect(try owner(Self.list) == owner(Self.store))
            #expect(try owner(Self.store) != [0, 0])
            // One that root made before.
            chown(bench.path(Self.list), 0, 0)
        }
    }
}
