import Foundation
import Testing

@Suite struct `The check of a hostile file` {
    struct Hostile: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: String
        var text: @Sendable () -> String

        init(_ name: String, _ code: String, _ text: @escaping @Sendable () -> String) {
            testDescription = name
            self.code = code
            self.text = text
        }

        static let all = [
            Hostile("no YAML", "config.not-yaml") { "a: [1, 2\nb: 3" },
            Hostile("NUL", "config.not-yaml") { "mapping: a\u{0}b" },
            Hostile("a hundred thousand lists", "config.too-deep") { String(repeating: "[", count: 100_000) },
            Hostile("a hundred thousand mappings", "config.too-deep") { String(repeating: "{a: ", count: 100_000) },
            Hostile("a hundred thousand dashes", "config.too-deep") { String(repeating: "- ", count: 100_000) },
            Hostile("alias bomb", "config.alias") {
                "a0: &a0 [x, x]\n" + (1...60).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
            },
            Hostile("wrong types", "config.wrong-type") {
                "mapping: [a]\nrecord: lead\nidentity: Id\nfields: [1, 2]\n"
            },
            Hostile("a pattern that would grow without end", "mapping.pattern-refused") {
                mapping("transform: { capture: '((((a{0,100}){0,100}){0,100}){0,100})' }")
            },
            Hostile("a pattern that looks ahead", "mapping.pattern-refused") {
                mapping("transform: { capture: '(?=a)(a+)+$' }")
            },
        ]

        private static func mapping(_ rule: String) -> String {
            "mapping: large\nrecord: lead\nidentity: { id: Id }\nfields: { company: { from: Company, \(rule) } }\n"
        }
    }

    /// What the check of the bench's files costs beside that of one small file with one fault. Both are measured one after
    /// the other, so that a busy machine is busy for both.
    private func compare(_ bench: Workbench) throws -> (cost: Program.Cost, small: Program.Cost) {
        let other = try Workbench()
        try other.write("mappings/large.yaml", "mapping: large\nrecord: lead\nidentity: { id: Id }\nfeilds: {}\n")
        let small = try Program.cost(["config", "check"], in: other.folder)
        #expect(small.status == 78 && small.said.contains("Did you mean 'fields'?"), "\(small.said)")
        return (try Program.cost(["config", "check"], in: bench.folder), small)
    }

    private func expectSmall(_ bench: Workbench, _ code: String) throws {
        var (cost, small) = try compare(bench)
        // On a busy machine other processes push this one out of the caches, which costs it time of its own. What is really
        // slow is so three times.
        for _ in 0..<2 where cost.milliseconds > small.milliseconds + 25 { (cost, small) = try compare(bench) }
        #expect(cost.status == 78 && cost.said.contains("[\(code)]"), "\(cost.said)")
        #expect(cost.milliseconds <= small.milliseconds + 25, "\(cost.milliseconds) ms, else \(small.milliseconds) ms")
        #expect(cost.peakBytes <= small.peakBytes + 5 << 20, "\(cost.peakBytes) bytes, else \(small.peakBytes)")
    }

    @Test(arguments: Hostile.all) func `costs hardly more than that of a small one`(hostile: Hostile) throws {
        let bench = try Workbench()
        try bench.write("mappings/large.yaml", hostile.text())
        try expectSmall(bench, hostile.code)
    }

    /// What measures must see what is there to see.
    @Test func `is cheap beside that of a large file that is accepted`() throws {
        let bench = try Workbench()
        let columns = (0..<6_000).map {
            "  - A column of some name that is long and that nobody wants among all the others in an export of somebody with number \($0)\n"
        }.joined()
        try bench.write(
            "mappings/large.yaml", "mapping: large\nrecord: lead\nidentity: { id: Id }\nignore:\n\(columns)")
        let (cost, small) = try compare(bench)
        #expect(cost.status == 0, "\(cost.said)")
        #expect(cost.milliseconds > small.milliseconds + 50 && cost.peakBytes > small.peakBytes + 1 << 20)
    }

    @Test func `costs hardly more for a hundred megabytes`() throws {
        let bench = try Workbench()
        try bench.write("mappings/large.yaml", "mapping: large\n")
        let file = try #require(FileHandle(forWritingAtPath: bench.path("mappings/large.yaml")))
        try file.truncate(atOffset: 100 << 20)
        try file.close()
        try expectSmall(bench, "config.too-large")
    }
}
