import Foundation
import TestSupport
import Testing

@testable import ConfigFiles

@Suite struct `A text that is written` {
    private static let texts: [String] = {
        var dice = Dice(seed: 11)
        let letters = Array("ab:#-,[]{}&*!|>'\"%@`\\ \t\n\r~?0159.é€😀\u{A0}\u{85}\u{2028}\u{1}\u{7F}=+/()")
        var texts = ["", "NO", "yes", "null", "~", "012", "1.10", "2026-01-01", "- a", "a: b", "a #b", " a", "a "]
        for _ in 0..<1_000 { texts.append(String((0..<dice.roll(1..<8)).map { _ in dice.pick(letters) })) }
        return texts
    }()

    @Test func `as JSON is read as it was`() throws {
        for text in Self.texts {
            let read = try JSONSerialization.jsonObject(with: Data("[\(JSONText.quoted(text))]".utf8)) as? [String]
            // Two texts of the same characters may have other scalars.
            #expect(read.map { Array($0[0].unicodeScalars) } == Array(text.unicodeScalars), "\(text.debugDescription)")
        }
    }

    @Test func `as YAML is read as it was, by the strict rule and by our own`() throws {
        for text in Self.texts {
            for written in [YAMLText.scalar(text), YAMLText.ownScalar(text)] {
                let node = try ConfigNode.parse("a: \(written)\n", file: "f.yaml")
                guard case .map(let entries) = node.content, case .text(let read) = entries[0].value.content else {
                    Issue.record("\(text.debugDescription) as \(written)")
                    continue
                }
                #expect(Array(read.unicodeScalars) == Array(text.unicodeScalars), "seed 11: \(written)")
            }
        }
    }

    @Test func `as YAML for every reader is in quotes where another reader would see no text`() {
        for text in ["NO", "yes", "null", "012", "1.10", "2026-01-01", "12:30"] {
            #expect(YAMLText.scalar(text).hasPrefix("\""))
        }
        #expect(YAMLText.ownScalar("1.10") == "1.10" && YAMLText.ownScalar("null") == "\"null\"")
    }
}
