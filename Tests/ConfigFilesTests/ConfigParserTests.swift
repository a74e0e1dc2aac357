import ConfigFiles
import LeadModel
import Testing

@Suite struct `A configuration file` {
    private func fault(_ text: String) -> Fault? {
        do {
            _ = try ConfigNode.parse(text, file: "f.yaml")
            return nil
        } catch {
            return error.faults.first
        }
    }

    @Test func `keeps NO, 1.10 and 012 as text`() throws {
        let node = try ConfigNode.parse("a: NO\nb: 1.10\nc: 012\nd: ~\ne: \"~\"", file: "f.yaml")
        guard case .map(let entries) = node.content else { throw FaultList([]) }
        #expect(entries.map(\.value.content) == [.text("NO"), .text("1.10"), .text("012"), .null, .text("~")])
    }

    @Test func `knows the line and column of each value`() throws {
        let node = try ConfigNode.parse("a: 1\nb:\n  - x\n  - y\n", file: "f.yaml")
        guard case .map(let entries) = node.content, case .list(let items) = entries[1].value.content else {
            throw FaultList([])
        }
        #expect(items[1].place == Origin(file: "f.yaml", line: 4, column: 5))
        #expect(entries[1].keyPlace == Origin(file: "f.yaml", line: 2, column: 1))
    }

    @Test func `names the line and column of a key that stands twice`() {
        let found = fault("a: 1\nb:\n  key: x\n  other: y\n  key: z\n")
        #expect(found?.code == .configDuplicateKey && found?.seen == .word("key"))
        #expect(found?.origin == Origin(file: "f.yaml", line: 3, column: 3))
    }

    @Test func `refuses an alias bomb at its first anchor`() {
        var bomb = "a0: &a0 [x, x]\n"
        for level in 1...60 { bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(fault(bomb)?.code == .configAlias)
    }

    @Test func `refuses an alias as a key without expanding it`() {
        var bomb = "a0: &a0 [x, x]\n"
        for level in 1...60 { bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(fault(bomb + "? *a60 : x\n")?.code == .configAlias)
        #expect(fault("? &a [x]\n: 1\n")?.code != nil)
    }

    @Test func `refuses an anchor that nobody uses, and reads ampersands and stars in text`() throws {
        #expect(fault("a: &b 1")?.code == .configAlias)
        let node = try ConfigNode.parse("a: Smith & Sons * 2 # - *b &b\nc: \"* x\"", file: "f.yaml")
        guard case .map(let entries) = node.content else { throw FaultList([]) }
        #expect(entries.map(\.value.content) == [.text("Smith & Sons * 2"), .text("* x")])
    }

    @Test(arguments: ["[", "{a: ", "- ", "? "])
    func `refuses a hundred thousand levels`(opening: String) {
        #expect(fault(String(repeating: opening, count: 100_000))?.code == .configTooDeep)
    }

    @Test func `refuses doubled keys, NUL and more than a mebibyte`() {
        #expect(fault("a: 1\na: 2")?.code == .configDuplicateKey)
        #expect(fault("a: \u{0}")?.code == .configNotYAML)
        #expect(fault("a: " + String(repeating: "x", count: 1 << 20))?.code == .configTooLarge)
    }

    @Test func `says where YAML breaks`() {
        let found = fault("a: 1\nb: [1, 2\nc: 3\n")
        #expect(found?.code == .configNotYAML)
        #expect(found?.origin?.line != nil)
    }
}
