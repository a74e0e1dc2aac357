import LeadModel
import Testing

@testable import SyncEngine

@Suite struct `Who asks for what is not there` {
    private func said(_ bench: Workbench, _ words: String...) throws -> Program.Said {
        try Program.run(words, in: bench.folder)
    }

    /// Without the folds of a narrow terminal.
    private func flat(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    @Test(arguments: [["lead", "show", "L99"], ["lead", "explain", "L99"], ["recycle", "explain", "L99"]])
    func `is told that there is no lead of this number`(command: [String]) throws {
        let bench = try ScorecardBench().bench
        let said = try Program.run(command, in: bench.folder)
        #expect(said.status == 1 && said.talk.contains("there is no lead L99"), "\(said.all)")
        let text = try Program.run(command.dropLast() + ["Atlantis"], in: bench.folder)
        #expect(text.status == 1 && text.talk.contains("no lead fits this text"), "\(text.all)")
    }

    @Test func `is told that a time is none`() throws {
        let bench = try ScorecardBench().bench
        for command in [["lead", "explain"], ["recycle", "explain"]] {
            let said = try Program.run(command + ["1", "--at", "banana"], in: bench.folder)
            #expect(said.status == 64 && said.talk.contains("'banana' is not a time; write it as"), "\(said.all)")
        }
    }

    @Test(arguments: [
        ["sync", "--now", "2026-02-30T06:00:00Z"],
        ["suppression", "check", "a@example.com", "--now", "2026-02-30T06:00:00Z"],
        ["report", "untouched", "--as-of", "2026-02-30T06:00:00Z"], ["lead", "explain", "1", "--at", "2026-02-30"],
        ["report", "breaches", "--period", "2026-02-01..2026-02-30"],
        ["report", "scorecard", "--period", "2026-02-30..2026-03-31"],
    ])
    func `is told of a day that there is not, and the nearest`(command: [String]) throws {
        let bench = try Workbench()
        let said = try Program.run(command, in: bench.folder)
        #expect(
            said.status == 64
                && flat(said.talk).contains("There is no day 2026-02-30. The nearest one that there is: 2026-02-28."),
            "\(said.all)")
    }

    @Test(arguments: [
        ["lead", "find"], ["recycle", "list"], ["runs", "list"], ["quarantine", "list"], ["report", "untouched"],
    ])
    func `for none of a list is told how many there may be`(command: [String]) throws {
        let bench = try Workbench()
        let said = try Program.run(command + ["--limit", "0"], in: bench.folder)
        #expect(said.status == 64 && said.talk.contains("--limit must be from 1 to 1000000."), "\(said.all)")
    }

    @Test func `under a misspelled key is told of the key, and not that it is missing`() throws {
        let bench = try Workbench()
        try bench.edit("config/agreement.yaml", "recycling:", "recylcing:")
        let said = try Program.run(["config", "check"], in: bench.folder)
        #expect(
            said.unfolded.contains("Did you mean 'recycling'?") && !said.all.contains("needs the key"), "\(said.all)")
        try bench.edit("config/agreement.yaml", "recylcing:", "banana:")
        #expect(try Program.run(["config", "check"], in: bench.folder).all.contains("needs the key 'recycling'"))
    }

    @Test func `for leads of an owner whom no record names is told the nearest`() throws {
        let bench = try ScorecardBench().bench
        for list in ["untouched", "breaches"] {
            let typo = try said(bench, "report", list, "--as-of", ScorecardBench.asOf, "--owner", "Dann")
            #expect(
                typo.status == 0
                    && flat(typo.talk).contains(
                        "No record names 'Dann' as the owner of a lead that was handed over. Did you mean 'Dana'?"),
                "\(typo.all)")
            let stranger = try said(bench, "report", list, "--as-of", ScorecardBench.asOf, "--owner", "Zacharias")
            #expect(
                stranger.talk.contains("'Zacharias'") && !flat(stranger.talk).contains("Did you mean"),
                "\(stranger.all)")
        }
        let known = try said(bench, "report", "untouched", "--as-of", ScorecardBench.asOf, "--owner", "Dana")
        #expect(known.talk.contains("No lead waits for sales.") && !known.talk.contains("No record"), "\(known.all)")
        let nobody = try said(bench, "report", "untouched", "--as-of", ScorecardBench.asOf, "--owner", "")
        #expect(!nobody.talk.contains("No record"), "\(nobody.all)")
    }
}
