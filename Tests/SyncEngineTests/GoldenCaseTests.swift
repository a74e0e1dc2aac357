import Foundation
import LeadModel
import Testing

@testable import SyncEngine

/// A folder of `Tests/GoldenCases`, named by what is the matter with its exports.
///
/// `sources/*.yaml` say what is read and `mappings/*.yaml` how; a mapping that is not there is the shipped one.
/// `delivery-1`, `delivery-2` … are put into the inbox one after the other, a day apart, with a sync after each.
/// `expected.txt` is what every sync said and what the store believes in the end. With `LEADLOOP_REWRITE_GOLDEN=1` it is
/// written anew; look at what changed before you keep it.
struct GoldenCase: CustomTestStringConvertible {
    let name: String
    var testDescription: String { name }
    private var folder: String { GoldenCase.root + "/" + name }

    static let root = Repository.path("Tests/GoldenCases")
    static let isRewriting = ProcessInfo.processInfo.environment["LEADLOOP_REWRITE_GOLDEN"] == "1"

    static let all: [GoldenCase] = entries(of: root).filter { !$0.contains(".") }.map(GoldenCase.init)

    private static func entries(of folder: String) -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } catch { return [] }
    }

    /// What comes of the case.
    func outcome() throws -> String {
        let bench = try Workbench()
        try bench.remove("config/sources")
        try bench.remove("mappings")
        try bench.write("config/survivorship.yaml", "default: most recent\n")
        try copyFiles(of: "sources", to: "config/sources", of: bench)
        try copyFiles(of: "mappings", to: "mappings", of: bench)
        try copyShippedMappings(to: bench)
        var lines: [String] = []
        for (day, delivery) in GoldenCase.entries(of: folder).filter({ $0.hasPrefix("delivery-") }).enumerated() {
            try copyFiles(of: delivery, to: "inbox", of: bench)
            lines.append(delivery)
            for report in try bench.sync("2026-10-0\(day + 1)T06:00:00Z") { lines += said(report) }
        }
        lines.append("store")
        return (lines + (try bench.dump())).joined(separator: "\n") + "\n"
    }

    /// What `expected.txt` says.
    func expected() throws -> String { try String(contentsOfFile: folder + "/expected.txt", encoding: .utf8) }

    func rewrite(_ outcome: String) throws {
        try outcome.write(toFile: folder + "/expected.txt", atomically: true, encoding: .utf8)
    }

    private func said(_ report: RunReport) -> [String] {
        var lines = ["\(report.source): \(report.outcome.rawValue), \(said(report.counts))"]
        for file in report.files {
            let name = file.path.split(separator: "/").last ?? ""
            lines.append("  \(file.stream), \(name): \(file.detected), \(said(file.counts))")
            lines += [file.fault].compactMap(\.self).map { "    \(said($0))" }
        }
        return lines + (report.notes + report.warnings).map { "  \(said($0))" }
    }

    private func said(_ counts: RecordCounts) -> String {
        "read \(counts.read) = \(counts.inserted) inserted + \(counts.updated) updated + \(counts.unchanged) unchanged"
            + " + \(counts.rejected) rejected + \(counts.held) held"
    }

    private func said(_ fault: Fault) -> String {
        let seen = fault.seen.map { " \($0)" } ?? ""
        return "[\(fault.code.rawValue)] \(fault.field.map { "'\($0)': " } ?? "")\(fault.summary)\(seen)"
    }

    private func copyFiles(of part: String, to place: String, of bench: Workbench) throws {
        for name in GoldenCase.entries(of: "\(folder)/\(part)") {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(part)/\(name)"))
            try bench.write("\(place)/\(name)", bytes: Array(data))
        }
    }

    private func copyShippedMappings(to bench: Workbench) throws {
        for name in GoldenCase.entries(of: folder + "/sources") {
            let source = try String(contentsOfFile: "\(folder)/sources/\(name)", encoding: .utf8)
            for part in source.components(separatedBy: "mapping: ").dropFirst() {
                let mapping = "mappings/\(part.prefix { $0.isLetter || $0.isNumber || $0 == "-" }).yaml"
                if FileManager.default.fileExists(atPath: bench.path(mapping)) { continue }
                try bench.write(mapping, try String(contentsOfFile: Repository.path(mapping), encoding: .utf8))
            }
        }
    }
}

@Suite struct `An export with a malady` {
    @Test(arguments: GoldenCase.all) func `becomes what its folder expects`(_ golden: GoldenCase) throws {
        let outcome = try golden.outcome()
        if GoldenCase.isRewriting {
            try golden.rewrite(outcome)
        } else {
            let expected = try golden.expected().split(separator: "\n").map(String.init)
            let actual = outcome.split(separator: "\n").map(String.init)
            let first = zip(actual, expected).first { $0 != $1 }
            #expect(first?.0 == first?.1, "the first line that differs")
            #expect(actual == expected)
        }
    }

    @Test func `stands in the table of the folder, and the table names no other`() throws {
        let table = try String(contentsOfFile: GoldenCase.root + "/README.md", encoding: .utf8)
        let named = table.split(separator: "\n").compactMap { row -> String? in
            guard row.hasSuffix("` |") else { return nil }
            return row.dropLast(3).split(separator: "`").last.map(String.init)
        }
        #expect(named.count > 40 && named.sorted() == GoldenCase.all.map(\.name))
    }
}
