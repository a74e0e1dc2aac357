import Foundation
import LeadModel
import Testing

@testable import SyncEngine

@Suite struct `The story of some leads` {
    @Test(arguments: GoldenStory.all) func `ends as its folder tells`(_ story: GoldenStory) throws {
        let outcome = try story.tell()
        for file in GoldenStory.outcomes {
            let actual = try #require(outcome[file])
            if GoldenCase.isRewriting {
                try story.rewrite(file, actual)
                continue
            }
            let (now, expected) = (actual.split(separator: "\n"), try story.text(file).split(separator: "\n"))
            let first = zip(now, expected).first { $0 != $1 }
            #expect(first?.0 == first?.1, "the first line of \(file) that differs")
            #expect(now.count == expected.count, "lines of \(file)")
        }
    }

    /// What each way out of sales came to, in all stories together.
    @Test func `is told of every way out, for every reason`() throws {
        var told: Set<String> = []
        for story in GoldenStory.all {
            for line in try story.text("decisions.txt").split(separator: "\n") {
                for trigger in RecycleTrigger.allCases where trigger != .untouched {
                    for reason in DiscardReason.allCases
                    where line.contains(", \(trigger.rawValue) for \(reason.word);") {
                        told.insert("\(trigger.rawValue) \(reason.word)")
                    }
                }
                if line.contains(", untouched;") { told.insert("untouched") }
            }
        }
        let wanted =
            RecycleTrigger.allCases.filter { $0 != .untouched }
            .flatMap { trigger in DiscardReason.allCases.map { "\(trigger.rawValue) \($0.word)" } } + ["untouched"]
        #expect(Set(wanted).subtracting(told).isEmpty)
    }

    @Test func `is told of every way out, in each cycle and with whatever suppresses a lead`() throws {
        let lines = try GoldenStory.all.flatMap { try $0.text("decisions.txt").split(separator: "\n") }
        func isTold(_ words: String...) -> Bool { lines.contains { line in words.allSatisfy(line.contains) } }
        for trigger in [", discarded for", ", rejected for", ", closed-lost for"] {
            // An open opportunity keeps a lead with sales; an erased one is gone, which has a test of its own.
            for reason in SuppressionReason.allCases where reason != .openOpportunity && reason != .erasure {
                #expect(isTold("suppress, suppressed", trigger, "\(reason.rawValue) ("), "\(trigger) \(reason)")
            }
            #expect(isTold("leave, unreachable", trigger) && isTold("leave, deleted", trigger), "\(trigger)")
        }
        // Whoever may not be written to waits for nobody's touch.
        for reason in [SuppressionReason.optOut, .hardBounce] {
            #expect(isTold("suppress, suppressed, \(reason.rawValue) ("), "\(reason)")
        }
        #expect(
            isTold("suppress, suppressed", ", untouched", "customer (") && isTold("leave, unreachable", ", untouched"))
        for words in ["qualified again", "(early)", "> returned: add,", "> returned: withdraw,", ": gone"] {
            #expect(isTold(words), "\(words)")
        }
        for words in [
            "cycle 1", "cycle 2", "cycles-exhausted, cycle 3", "never-reason", "> nurture: add,",
            "> nurture: withdraw,",
        ] {
            #expect(isTold(words), "\(words)")
        }
    }

    @Test func `stands in the table of the folder, and the table names no other`() throws {
        let table = try String(contentsOfFile: GoldenStory.root + "/README.md", encoding: .utf8)
        let named = table.split(separator: "\n").compactMap { row -> String? in
            guard row.hasSuffix("` |") else { return nil }
            return row.dropLast(3).split(separator: "`").last.map(String.init)
        }
        #expect(!named.isEmpty && named.sorted() == GoldenStory.all.map(\.name))
    }
}
