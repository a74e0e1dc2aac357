import Foundation
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `A list of people with a broken line` {
    private let now = Instant(rfc3339: Setup.now) ?? Instant(milliseconds: 0)

    private func take(_ text: String) throws -> SuppressionDesk.Outcome {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        try bench.write("list.csv", text)
        return try SuppressionDesk(bench.workspace(), at: now).importList(
            bench.path("list.csv"), SuppressionOrder(reason: .optOut, source: "page"))
    }

    @Test(
        arguments: [
            // Opened at the end, at the beginning, closed much later, behind the delimiter, in lines that end in CR LF.
            ("a@x.example\nb@x.example\n\"c@x.example\n", 3, [3]),
            ("\"a@x.example\nb@x.example\nc@x.example\n", 3, [1]),
            ("a@x.example\n\"b@x.example\nc@x.example\nd@x.example\"\ne@x.example\n", 5, [2, 4]),
            ("email,since\na@x.example,\"2026-03-01\nb@x.example,2026-03-01\nc@x.example,\n", 3, [2]),
            ("a@x.example\r\n\"b@x.example\r\nc@x.example\r\n", 3, [2]),
            ("email;note\na@x.example;5\" pipe\nb@x.example;\"\nc@x.example;7\n", 3, [3]),
            // Lines that end in CR alone: a surplus cell, and a quote in a table and in a bare list.
            ("email,since\ra@x.example,2026-03-01,extra\rb@x.example,2026-03-01\r", 2, [2]),
            ("email,since\ra@x.example,2026-03-01\r\"b@x.example,2026-03-01\rc@x.example,2026-03-01\r", 3, [3]),
            ("a@x.example\r\"b@x.example\rc@x.example\r", 3, [2]),
            // Notes may go over several lines.
            ("email,note\na@x.example,\"one\ntwo\"\nb@x.example,three\n", 2, []),
        ] as [(String, Int, [Int])])
    func `costs none of its neighbours nor whom it names, and is told`(text: String, added: Int, told: [Int]) throws {
        let outcome = try take(text)
        #expect(outcome.added == added, "\(text): \(outcome)")
        #expect(outcome.doubts.compactMap { $0.origin?.line } == told, "\(outcome.doubts)")
        #expect(outcome.doubtful == told.count && outcome.refused == 0 && outcome.read == outcome.added)
    }

    /// A quote that swallows more than any record may have.
    @Test func `is taken in where the quote swallows everything`() throws {
        let label = String(repeating: "a", count: 60)
        let many = (0..<50_000).map { "person\($0)@\(label).\(label).\(label).example\n" }.joined()
        let outcome = try take("a@x.example\n\"b@x.example\n" + many)
        #expect(outcome.added == 50_002 && outcome.doubtful == 1, "\(outcome)")
        #expect(outcome.doubts.map { $0.origin?.line } == [2])
    }

    /// What a faulty line costs must not grow with the list: a list in another encoding has some thousands of them.
    @Test func `costs hardly more than one without, however many are broken`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        let lines = 60_000
        func list(_ faulty: (Int) -> [UInt8]) -> [UInt8] {
            Array("email,note\n".utf8)
                + (0..<lines).flatMap { number in
                    Array("person\(number)@x.example,".utf8)
                        + (number.isMultiple(of: 3) ? faulty(number) : Array("fine\n".utf8))
                }
        }
        try bench.write("clean.csv", bytes: list { _ in Array("good\n".utf8) })
        // A byte of Windows-1252 that is none of UTF-8, one cell too many, and a quote that is not closed in its line.
        try bench.write(
            "broken.csv",
            bytes: Array("email,note\n".utf8)
                + Array(repeating: Array("a@x.example,long enough\n".utf8), count: 4_000)
                .joined()
                + list { number in
                    switch number % 9 {
                    case 0: [0xFC, 0x0A]
                    case 3: Array("good,more\n".utf8)
                    default: Array("\"goo\n".utf8)
                    }
                }.dropFirst(11))
        let words = ["--reason", "opt-out", "--source", "page", "--dry-run"]
        let clean = try Program.cost(["suppression", "import", "clean.csv"] + words, in: bench.folder, times: 2)
        #expect(clean.status == 0, "\(clean.said)")
        let broken = try Program.cost(["suppression", "import", "broken.csv"] + words, in: bench.folder, times: 2)
        #expect(broken.status == 4, "\(broken.said.prefix(2_000))")
        #expect(
            broken.milliseconds < clean.milliseconds * 4 + 500,
            "\(broken.milliseconds) ms, else \(clean.milliseconds) ms")
        #expect(broken.peakBytes < clean.peakBytes + 64 << 20, "\(broken.peakBytes), else \(clean.peakBytes)")
    }

    @Test func `given line by line, is refused for a stray byte alone`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync()
        try bench.write(
            "list.txt", bytes: Array("lead1@example.com\r\nb".utf8) + [0xFF] + Array("@x\nlead2@example.com".utf8))
        let people = ["--from-file", "list.txt"]
        let said = try Program.run(["suppression", "add"] + people + ["--reason", "opt-out"], in: bench.folder)
        #expect(
            said.status == 4 && said.output.contains("read 3 = 2 added + 0 renewed + 0 known + 1 refused"),
            "\(said.all)")
        #expect(said.talk.contains("list.txt:2: error") && said.talk.contains("UTF-8"))
        let checked = try Program.run(["suppression", "check"] + people, in: bench.folder)
        #expect(checked.status == 4 && checked.talk.contains("list.txt:2: error"), "\(checked.all)")
    }

    @Test(arguments: ["3125550142", "(312) 555-0142", "312-555-0142"])
    func `has a number that says of no country, and is told how to write it`(number: String) throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.sync()
        for command in ["add", "check"] {
            let words = ["suppression", command, number] + (command == "add" ? ["--reason", "opt-out"] : [])
            let said = try Program.run(words, in: bench.folder)
            #expect(said.status == 4 && said.unfolded.contains("--region US: none is assumed"), "\(said.all)")
            #expect(!said.all.contains("555"))
            #expect(try Program.run(words + ["--region", "US"], in: bench.folder).status == 0)
        }
    }
}

@Suite struct `A day since when somebody is in the ledger` {
    @Test func `is one of the agreement's zone, wherever it is written and shown`() throws {
        let bench = try Workbench()
        try bench.edit("config/agreement.yaml", "zone: UTC", "zone: America/New_York")
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync()
        try bench.write("list.csv", "email,since\nlead1@example.com,2026-03-01\n")
        let words = ["--reason", "opt-out", "--source", "page", "--now", Setup.now]
        let imported = try Program.run(["suppression", "import", "list.csv"] + words, in: bench.folder)
        let added = try Program.run(
            ["suppression", "add", "lead2@example.com", "--since", "2026-03-01"] + words, in: bench.folder)
        #expect(imported.status == 0 && added.status == 0, "\(imported.all)\(added.all)")
        #expect(try bench.numbers("SELECT DISTINCT since FROM suppression") == [1_772_341_200_000])
        let checked = try Program.run(["suppression", "check", "lead1@example.com"], in: bench.folder)
        #expect(checked.unfolded.contains("2026-03-01") && !checked.all.contains("02-28"), "\(checked.all)")
        let listed = try Program.run(["suppression", "list"], in: bench.folder)
        #expect(listed.output.split(separator: "2026-03-01", omittingEmptySubsequences: false).count == 3)
        let json = try Program.run(["suppression", "list", "--output", "json"], in: bench.folder)
        #expect(json.output.contains("2026-03-01T05:00:00Z"), "\(json.all)")
        for bad in ["2026-02-30", "2027-01-01", "yesterday"] {
            let refused = try Program.run(
                ["suppression", "add", "lead2@example.com", "--since", bad] + words, in: bench.folder)
            #expect(refused.status == 64, "\(refused.all)")
        }
    }
}

@Suite struct `A row of a list that says something besides nobody can read` {
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1", ["Phone": "+13125550142"]), Setup.discarded("2")])
        try bench.sync()
        return bench
    }

    private func take(_ list: [UInt8], _ more: [String] = [], in bench: Workbench) throws -> Program.Said {
        try bench.write("list.csv", bytes: list)
        return try Program.run(
            ["suppression", "import", "list.csv", "--reason", "opt-out", "--source", "page", "--now", Setup.now] + more,
            in: bench.folder)
    }

    @Test(
        arguments: [
            ("email,channel", "lead1@example.com,fax", "all", "opt-out"),
            ("email,reason", "lead1@example.com,moved", "email", "opt-out"),
            ("email,since", "lead1@example.com,01.03.2026", "email", "opt-out"),
            ("email,since", "lead1@example.com,2099-03-01", "email", "opt-out"),
            ("phone,channel", "+13125550142,email", "all", "opt-out"),
            ("email,phone,channel", "lead1@example.com,12345,all", "all", "opt-out"),
        ])
    func `closes the person by the strictest reading`(
        header: String, line: String, channel: String, reason: String
    ) throws {
        let bench = try bench()
        let said = try take(Array("\(header)\n\(line)\n".utf8), in: bench)
        #expect(said.status == 4 && said.output.hasPrefix("read 1 = 1 added"), "\(said.all)")
        #expect(
            said.talk.contains("list.csv:2: warning") && said.talk.contains("[suppression.doubtful]")
                && said.talk.contains("1 row was taken with a doubt"), "\(said.all)")
        #expect(!said.all.contains("lead1@") && !said.all.contains("555"), "\(said.all)")
        let lead = try bench.lead("lead1@example.com")
        #expect(
            lead.decision.suppressions.allSatisfy { $0.channel.rawValue == channel && $0.reason.rawValue == reason },
            "\(lead.decision)")
        #expect(try bench.count("SELECT count(*) FROM suppression WHERE since = 1790834400000") == 1)
        let again = try take(Array("\(header)\n\(line)\n".utf8), ["--output", "json"], in: bench)
        #expect(again.status == 4 && again.output.contains(#""doubtful":1"#), "\(again.all)")
    }

    @Test func `is read where its words are written in another way`() throws {
        let bench = try bench()
        let said = try take(Array("E-Mail-Adresse;Grund;Kanal\nlead1@example.com;Opt Out;ALL\n".utf8), in: bench)
        #expect(said.status == 0 && said.output.hasPrefix("read 1 = 1 added"), "\(said.all)")
        #expect(try bench.lead("lead1@example.com").decision.suppressions.map(\.channel) == [.all])
    }

    @Test(arguments: ["Adresse e-mail", "Correo electrónico", "E-Mail", "Dirección de correo electrónico", "Courriel"])
    func `is found in a column that is headed in German, French or Spanish`(header: String) throws {
        let bench = try bench()
        let said = try take(Array("Name,\(header)\nA,lead1@example.com\n".utf8), in: bench)
        #expect(said.status == 0 && said.output.hasPrefix("read 1 = 1 added"), "\(said.all)")
    }

    @Test func `in another encoding is refused until somebody says which, and never guessed`() throws {
        let bench = try bench()
        // Müller in Windows-1252, beside a plain address, and within one.
        let list =
            Array("name,email\nM".utf8) + [0xFC] + Array("ller,lead1@example.com\nB,m".utf8) + [0xFC]
            + Array("ller@example.com\n".utf8)
        let said = try take(list, in: bench)
        #expect(said.status == 4 && said.output.hasPrefix("read 2 = 1 added") && said.output.contains("1 refused"))
        #expect(
            said.talk.contains("list.csv:3: error") && said.unfolded.contains("--encoding WINDOWS-1252"), "\(said.all)")
        let told = try take(list, ["--encoding", "windows-1252"], in: bench)
        #expect(told.status == 0 && told.output.hasPrefix("read 2 = 1 added + 0 renewed + 1 known"), "\(told.all)")
        let unknown = try take(list, ["--encoding", "windoze"], in: bench)
        #expect(unknown.status == 65 && unknown.talk.contains("[encoding.unknown]"), "\(unknown.all)")
    }

    @Test(arguments: [([0xFF, 0xFE] as [UInt8], false), ([0xFE, 0xFF], true)])
    func `is taken from a table in UTF-16 that says so`(mark: [UInt8], isBig: Bool) throws {
        let bench = try bench()
        let text = "email,channel\nlead1@example.com,all\n".utf16.flatMap { unit -> [UInt8] in
            isBig ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
        }
        let said = try take(mark + text, in: bench)
        #expect(said.status == 0 && said.output.hasPrefix("read 1 = 1 added"), "\(said.all)")
        #expect(try bench.lead("lead1@example.com").decision.suppressions.map(\.channel) == [.all])
    }
}

@Suite struct `Files of the configuration that cannot be used` {
    private func bench(synced: Bool = true) throws -> Workbench {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1"), Setup.discarded("2")])
        if synced { try bench.sync() }
        return bench
    }

    @Test(arguments: [
        "mappings/crm-lead.yaml", "config/feeds/nurture.yaml", "config/agreement.yaml", "config/matching.yaml",
        "config/sources/crm.yaml",
    ])
    func `keep nobody from being entered, and it is said by which rules`(file: String) throws {
        let bench = try bench()
        try bench.write(file, "a: [\n")
        try bench.write("list.csv", "lead2@example.com\n")
        for words in [["add", "lead1@example.com"], ["import", "list.csv"]] {
            let said = try Program.run(
                ["suppression"] + words + ["--reason", "opt-out", "--source", "page"], in: bench.folder)
            #expect(said.status == 0 && said.output.hasPrefix("read 1 = 1 added"), "\(said.all)")
            #expect(
                said.talk.contains("[config.passed-over]")
                    && said.unfolded.contains("the ledger goes on by the rules of run"), "\(said.all)")
        }
        let removed = try Program.run(
            ["suppression", "remove", "--batch", "2", "--because", "wrong", "--yes"], in: bench.folder)
        #expect(removed.status == 0, "\(removed.all)")
        #expect(try Program.run(["sync"], in: bench.folder).status == 78)
        #expect(try bench.count("SELECT count(*) FROM unified_lead WHERE decision = 'suppress'") == 1)
    }

    @Test(arguments: ["mappings/crm-lead.yaml", "config/feeds/nurture.yaml"])
    func `keep nobody from being entered before there is a store`(file: String) throws {
        let bench = try bench(synced: false)
        let text = try bench.text(file)
        try bench.write(file, "a: [\n")
        for address in ["lead1@example.com", "lead3@example.com"] {
            let said = try Program.run(["suppression", "add", address, "--reason", "opt-out"], in: bench.folder)
            #expect(said.status == 0 && said.talk.contains("[config.passed-over]"), "\(said.all)")
        }
        try bench.write(file, text)
        try bench.sync()
        #expect(try bench.lead("lead1@example.com").decision.kind == .suppress)
    }
}
