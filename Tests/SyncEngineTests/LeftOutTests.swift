import Foundation
import Testing

@testable import SyncEngine

/// What a table of people's data keeps from its reader.
@Suite struct `A table for people` {
    private func bench(owner: String = "Dana") throws -> Workbench {
        let bench = try ScorecardBench().bench
        try bench.deliver(
            "leads-2.csv",
            [
                Setup.lead(
                    "00Q5f0000012345AAA",
                    [
                        "Created": "2026-06-22T10:00:00Z", "Modified": "2026-06-22T10:00:00Z", "Owner": owner,
                        "Company": "Example Brewing Company of Upper Saxony",
                    ])
            ])
        try bench.sync("2026-07-11T06:00:00Z")
        return bench
    }

    @Test func `says once which columns found no room, and where they are`() throws {
        let bench = try bench(owner: "Maximiliane von Beispielhausen")
        func said(_ words: [String], columns: Int = 80) throws -> Program.Said {
            try Program.start(words, in: bench.folder, surroundings: ["COLUMNS": "\(columns)"]).wait()
        }
        let untouched = ["report", "untouched", "--as-of", "2026-06-30"]
        let narrow = try said(untouched)
        #expect(!narrow.output.contains("goes back"))
        #expect(
            narrow.unfolded.contains(
                "No room for the column goes back: a wider terminal shows it, --output csv has it."), "\(narrow.all)")
        let wide = try said(untouched, columns: 160)
        #expect(wide.output.contains("goes back") && wide.talk == "Days are those of UTC.\n", "\(wide.all)")
        let csv = try said(untouched + ["--output", "csv"])
        #expect(csv.output.contains(",goes-back,") && csv.talk.isEmpty)
        let card = try said(["report", "scorecard", "--period", "2026-06", "--as-of", "2026-06-30"])
        #expect(card.talk.components(separatedBy: "No room for").count == 2, "\(card.talk)")
        #expect(card.unfolded.contains("--output html has"), "\(card.talk)")
        let found = try said(["lead", "find"], columns: 60)
        #expect(found.talk.contains("No room for the column company"), "\(found.all)")
    }

    @Test func `shows what is invisible or turns the writing, on the terminal and on the page`() throws {
        let bench = try bench(owner: "Da\u{202E}an\u{2066}\u{200B}!")
        let spelled = #"Da\u{202e}an\u{2066}\u{200b}!"#
        for words in [
            ["report", "untouched", "--as-of", "2026-06-30"], ["lead", "show", "00Q5f0000012345AAA"],
            ["report", "scorecard", "--period", "2026-06", "--as-of", "2026-06-30", "--output", "html"],
        ] {
            let said = try Program.start(words, in: bench.folder, surroundings: ["COLUMNS": "160"]).wait()
            #expect(said.output.contains(spelled), "\(words): \(said.all)")
            #expect(!said.all.unicodeScalars.contains { [0x202E, 0x2066, 0x200B].contains($0.value) }, "\(words)")
        }
        let csv = try Program.run(
            ["report", "untouched", "--as-of", "2026-06-30", "--output", "csv"], in: bench.folder)
        #expect(csv.output.contains("Da\u{202E}an\u{2066}\u{200B}!"), "data is as it is")
    }
}
