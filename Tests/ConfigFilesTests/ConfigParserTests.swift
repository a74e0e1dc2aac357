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

    @Test(arguments: [
        ("a: !!python/object Foo", 1, 4, "!!python/object"), ("a:\n  - !include x.yaml", 2, 5, "!include"),
        ("a: { b: !!str 5 }", 1, 9, "!!str"), ("a: !!str \"5\"", 1, 4, "!!str"), ("!x a: 1", 1, 1, "!x"),
        ("é: !<tag:yaml.org,2002:str> x", 1, 4, "!<tag:yaml.org"), ("a: ! x", 1, 4, "!"),
        ("a: !!map { b: c }", 1, 4, "!!map"),
    ])
    func `refuses tags, each with its place`(text: String, line: Int, column: Int, tag: String) {
        let found = fault(text)
        #expect(found?.code == .configTag && found?.seen == .word(tag), "\(String(describing: found))")
        #expect(found?.origin == Origin(file: "f.yaml", line: line, column: column))
    }

    @Test func `takes exclamation marks for text where they are`() throws {
        let text = "a: Hello! !x\nb: \"!x\"\nc: |\n  !x\n  !y\nd: 'a\n  !z'\n# !!str\ne: [x!, 'y !z']\n\"!k\": 1"
        let node = try ConfigNode.parse(text, file: "f.yaml")
        guard case .map(let entries) = node.content else { throw FaultList([]) }
        #expect(
            entries.prefix(4).map(\.value.content) == [
                .text("Hello! !x"), .text("!x"), .text("!x\n!y\n"), .text("a !z"),
            ])
        #expect(entries.last?.key == "!k")
    }

    @Test(arguments: [
        ("a: 1\nb: x\u{1B}[31m", 2, 5, "U+001B"), ("a: \u{7}", 1, 4, "U+0007"), ("a: \u{9B}", 1, 4, "U+009B"),
    ])
    func `refuses control characters at their place`(text: String, line: Int, column: Int, seen: String) {
        let found = fault(text)
        #expect(found?.code == .configNotYAML && found?.seen == .word(seen), "\(String(describing: found))")
        #expect(found?.origin == Origin(file: "f.yaml", line: line, column: column))
    }

    @Test func `of too many lines is told the limit and what it has`() {
        let found = fault(String(repeating: "- a\n", count: 30_004))
        #expect(found?.summary == "the file has 30,004 lines and items, and more than 20,000 are not read")
        #expect(found?.code == .configTooLarge && found?.origin?.line == 20_001)
        #expect(fault("a: " + String(repeating: "x", count: 1 << 20))?.summary.contains("1,048,579 bytes") == true)
    }

    @Test func `says where YAML breaks`() {
        let found = fault("a: 1\nb: [1, 2\nc: 3\n")
        #expect(found?.code == .configNotYAML)
        #expect(found?.origin?.line != nil)
    }
}
