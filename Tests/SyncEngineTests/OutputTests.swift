import Foundation
import Testing

@testable import SyncEngine

@Suite struct `What a command prints for programs` {
    /// Every command that prints data, on a store with two leads, a suppressed one and a refused record.
    static let commands: [[String]] = [
        ["init", "--quiet"], ["sync", "--now", Setup.now], ["doctor"], ["source", "check"], ["config", "check"],
        ["runs", "list"],
        ["runs", "show", "1"], ["lead", "find"], ["lead", "show", "L1"],
        ["lead", "show", "L1", "--stages"], ["lead", "show", "L1", "--cycles"], ["lead", "explain", "L1"],
        ["recycle", "list"],
        ["recycle", "list", "--decision", "suppress"], ["recycle", "preview", "--as-of", "2027-10-01T00:00:00Z"],
        ["report", "scorecard", "--period", "2026", "--as-of", Setup.now],
        ["report", "untouched", "--as-of", "2026-06-10"], ["report", "untouched", "--recycled", "--as-of", Setup.now],
        ["report", "breaches", "--period", "2026", "--as-of", Setup.now],
        ["report", "qualification", "--period", "2026", "--as-of", Setup.now],
        ["report", "disagreements", "--period", "2026", "--as-of", Setup.now],
        ["recycle", "explain", "L1"], ["feed", "list"], ["feed", "verify"], ["feed", "export", "nurture", "--again"],
        ["quarantine", "list"], ["quarantine", "show", "1"], ["db", "dump"], ["lead", "erase", "L2", "--yes"],
        ["lead", "merge", "L1", "L2"], ["db", "rebuild", "--now", Setup.now],
    ]

    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv",
            [
                Setup.lead("9", ["Status": "On Hold"]), Setup.discarded("1", ["City": "Oslo, \"old\""]),
                Setup.lead("2"), Setup.discarded("3", ["OptedOut": "true"]),
                Setup.discarded("4", ["Modified": "2026-09-01T10:00:00Z"]),
            ])
        try bench.sync()
        return bench
    }

    private func run(_ command: [String], as output: String, _ bench: Workbench) throws -> Program.Said {
        let said = try Program.run(command + ["--output", output], in: bench.folder)
        #expect(said.status == 0 || said.status == 4, "\(command): \(said.all)")
        return said
    }

    private func json(_ text: some StringProtocol) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    }

    /// Every key of every object in a value.
    private func keys(_ value: Any) -> [String] {
        if let list = value as? [Any] { return list.flatMap(keys) }
        guard let object = value as? [String: Any] else { return [] }
        return object.keys + object.values.flatMap(keys)
    }

    @Test(arguments: commands) func `as ndjson is one object a line`(command: [String]) throws {
        let said = try run(command, as: "ndjson", try bench())
        for line in said.output.split(separator: "\n") {
            #expect(try json(line) is [String: Any], "\(command): \(line)")
        }
        // A good configuration has no findings, and where nothing is promised no promise is broken.
        #expect(
            !said.output.isEmpty || command[0] == "config" || ["breaches", "disagreements"].contains(command[1]),
            "\(command)")
    }

    @Test(arguments: commands) func `as json has keys in kebab case`(command: [String]) throws {
        let said = try run(command, as: "json", try bench())
        // A sync prints an object a run, as each ends.
        let isRun = command[0] == "sync" || command.contains("rebuild")
        let value = try isRun ? said.output.split(separator: "\n").map(json) : json(said.output)
        let strange = keys(value).filter { $0.wholeMatch(of: #/[a-z0-9]+(-[a-z0-9]+)*/#) == nil }
        #expect(strange.isEmpty, "\(command): \(strange)")
    }

    @Test(arguments: commands) func `as csv is rows under one heading`(command: [String]) throws {
        guard !command.contains("dump") else {
            let bench = try bench()
            #expect(try Program.run(command + ["--output", "csv"], in: bench.folder).status == 64)
            return
        }
        let said = try run(command, as: "csv", try bench())
        let lines = said.output.split(separator: "\n")
        let heading = try #require(lines.first)
        #expect(heading.wholeMatch(of: #/[a-z0-9-]+(,[a-z0-9-]+)*/#) != nil, "\(command): \(heading)")
    }

    @Test func `has numbers as numbers, and nothing as null`() throws {
        let bench = try bench()
        func rows(_ command: [String]) throws -> [[String: Any]] {
            try #require(try json(run(command, as: "json", bench).output) as? [[String: Any]])
        }
        let first = try #require(try rows(["runs", "list"]).last)
        #expect(first["read"] as? Int == 5 && first["held"] as? Int == 0 && first["run"] as? Int == 1)
        #expect((first["started"] as? String)?.hasSuffix("Z") == true)
        let feed = try #require(try rows(["feed", "list"]).first)
        #expect(feed["leads"] as? Int == 2 && feed["waiting"] as? Int == 0 && feed["last-file"] is String)
        let entry = try #require(try rows(["quarantine", "list"]).first)
        #expect(entry["entry"] as? Int == 1 && entry["line"] as? Int == 2 && entry["source"] as? String == "crm")
        let leads = try rows(["lead", "find"])
        #expect(leads.allSatisfy { $0["company"] is NSNull && $0["decision"] is String })
        #expect(leads.contains { $0["decision"] as? String == "recycle" && $0["track"] as? String == "back-in-season" })
    }

    @Test func `of a sync is an object a run, with numbers`() throws {
        let said = try run(["sync", "--now", Setup.now], as: "json", try bench())
        let runs = try said.output.split(separator: "\n").map { try #require(try json($0) as? [String: Any]) }
        #expect(runs.map { $0["source"] as? String } == ["crm", "web"])
        for key in ["read", "inserted", "updated", "unchanged", "rejected", "held", "recycled", "seconds"] {
            #expect(runs.allSatisfy { $0[key] is NSNumber }, "\(key): \(said.output)")
        }
    }
}

@Suite struct `A list of decisions` {
    @Test func `says why a lead stays or is suppressed`() throws {
        let bench = try Workbench()
        try bench.deliver(
            "leads.csv",
            [
                Setup.lead("1", ["Status": "Working"]), Setup.discarded("2", ["Reason": "Spam"]),
                Setup.discarded("3", ["OptedOut": "true"]),
            ])
        try bench.sync()
        let stays = try Program.run(["recycle", "list", "--decision", "leave"], in: bench.folder).output
        #expect(stays.contains("not-an-exit") && stays.contains("never-reason (rejected: spam)"), "\(stays)")
        let suppressed = try Program.run(["recycle", "list", "--decision", "suppress"], in: bench.folder).output
        #expect(suppressed.contains("opt-out"), "\(suppressed)")
    }
}
