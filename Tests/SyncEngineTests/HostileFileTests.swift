import ConfigFiles
import FieldMapping
import Foundation
import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `A hostile configuration file` {
    /// A text that costs a careless reader its time or its memory.
    struct Hostile: Sendable, CustomTestStringConvertible {
        var name: String
        var text: @Sendable () -> String
        var code: FaultCode

        var testDescription: String { name }

        static let all = [
            Hostile(name: "no YAML", text: { "a: [1, 2\nb: 3" }, code: .configNotYAML),
            Hostile(name: "NUL", text: { "mapping: a\u{0}b" }, code: .configNotYAML),
            Hostile(name: "lists in lists", text: { String(repeating: "[", count: 100_000) }, code: .configTooDeep),
            Hostile(
                name: "mappings in mappings", text: { String(repeating: "{a: ", count: 100_000) }, code: .configTooDeep),
            Hostile(name: "dashes", text: { String(repeating: "- ", count: 100_000) }, code: .configTooDeep),
            Hostile(
                name: "steps to the right",
                text: { (0..<1_400).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n") },
                code: .configTooDeep),
            Hostile(
                name: "alias bomb",
                text: {
                    "a0: &a0 [x, x]\n"
                        + (1...60).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
                }, code: .configAlias),
            Hostile(
                name: "many anchors", text: { (0..<15_000).map { "a\($0): &a\($0) x\n" }.joined() }, code: .configAlias),
            Hostile(name: "many lines", text: { String(repeating: "- x\n", count: 200_000) }, code: .configTooLarge),
            Hostile(
                name: "many items", text: { "[" + String(repeating: "1,", count: 400_000) + "]" }, code: .configTooLarge
            ),
            Hostile(name: "large", text: { "a: " + String(repeating: "x", count: 2 << 20) }, code: .configTooLarge),
        ]
    }

    @Test(arguments: Hostile.all) func `is refused at its place`(hostile: Hostile) throws {
        let bench = try Workbench()
        for file in [
            "mappings/crm-lead.yaml", "config/agreement.yaml", "config/matching.yaml", "config/sources/web.yaml",
            "config/leadloop.yaml",
        ] {
            let before = FileManager.default.fileExists(atPath: bench.path(file)) ? try bench.text(file) : ""
            try bench.write(file, hostile.text())
            let found = ConfigurationCheck(config: bench.path("config"), now: Instant(milliseconds: 0)).errors
            let own = found.filter { $0.origin?.file.hasSuffix(file) == true }
            #expect(own.map(\.code) == [hostile.code] && own.allSatisfy { !$0.advice.isEmpty }, "\(file): \(found)")
            try bench.write(file, before)
        }
    }

    @Test func `of a hundred megabytes is refused before it is read`() throws {
        let bench = try Workbench()
        try bench.write("mappings/large.yaml", "")
        let handle = try #require(FileHandle(forWritingAtPath: bench.path("mappings/large.yaml")))
        try handle.truncate(atOffset: 100 << 20)
        try handle.close()
        let found = ConfigurationCheck(config: bench.path("config"), now: Instant(milliseconds: 0)).errors
        #expect(found.map(\.code) == [.configTooLarge])
    }

    /// Bytes of shipped files altered at random: never a crash, and whatever is refused is refused with a place and advice.
    @Test(arguments: ShippedFile.all) func `of random bytes is refused or accepted, and no more`(file: ShippedFile)
        throws
    {
        var dice = Dice(seed: 26)
        let bytes = Array(try file.text().utf8)
        let marks = Array(":-?[]{},&*#|>'\"%@`!\t\n ~\u{7F}".utf8)
        for round in 0..<20 {
            var altered = bytes
            for _ in 0..<dice.roll(1..<6) {
                let index = dice.roll(0..<altered.count)
                switch dice.roll(0..<4) {
                case 0: altered[index] = dice.pick(marks)
                case 1: altered.remove(at: index)
                case 2: altered.insert(dice.pick(marks), at: index)
                default:
                    let end = min(altered.count, index + dice.roll(1..<200))
                    altered.insert(contentsOf: Array(altered[index..<end]), at: dice.roll(0..<altered.count))
                }
            }
            let text = String(decoding: altered, as: UTF8.self)
            var faults: [Fault] = []
            do {
                let document = try ConfigDocument(text, file: file.path, of: file.kind)
                file.kind.read(document)
                try document.result(())
            } catch {
                faults = error.faults
            }
            #expect(
                faults.allSatisfy { $0.origin?.file == file.path && !$0.advice.isEmpty },
                "seed 26, round \(round): \(FaultList(faults))")
        }
    }

    @Test func `that says NO, 1.10 and 012 means just that`() throws {
        let bench = try Workbench()
        try bench.edit("mappings/crm-lead.yaml", "first-name: First", "first-name: NO")
        try bench.edit("mappings/crm-lead.yaml", "last-name: Last", "last-name: 1.10")
        try bench.edit("mappings/crm-lead.yaml", "company: Company", "company: 012")
        let columns = try bench.workspace().mappings["crm-lead"]?.columns
        #expect(columns.map { Set($0).isSuperset(of: ["NO", "1.10", "012"]) } == true)
    }
}
