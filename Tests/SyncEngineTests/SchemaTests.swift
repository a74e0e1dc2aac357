import ConfigFiles
import Foundation
import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

/// A configuration file that is shipped, with its kind.
struct ShippedFile: Sendable, CustomTestStringConvertible {
    let path: String
    let kind: ConfigFileKind

    var testDescription: String { path }

    func text() throws -> String { try String(contentsOfFile: Repository.path(path), encoding: .utf8) }

    /// Every YAML file that the project brings along.
    static let all: [ShippedFile] = ["config", "mappings", "Benchmarks", "Sources/SyncEngine/Starter"].flatMap {
        folder in
        let paths = FileManager.default.enumerator(atPath: Repository.path(folder))?.compactMap { $0 as? String } ?? []
        // Prometheus reads those.
        let own = paths.filter { !$0.hasPrefix("monitoring/") }
        return own.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { path in
            kind(of: folder + "/" + path).map { ShippedFile(path: folder + "/" + path, kind: $0) }
        }
    }

    private static func kind(of path: String) -> ConfigFileKind? {
        let (folder, name) = ((path as NSString).deletingLastPathComponent, (path as NSString).lastPathComponent)
        let word: String =
            switch name {
            case "leadloop.yaml", "agreement.yaml", "matching.yaml", "survivorship.yaml":
                (name as NSString).deletingPathExtension
            case "crm.yaml": "source"
            case "crm-lead.yaml": "mapping"
            case "recycled.yaml": "feed"
            default:
                folder.hasSuffix("sources") || folder.hasSuffix("vendors")
                    ? "source"
                    : folder.hasSuffix("feeds") ? "feed" : folder.hasSuffix("destinations") ? "destination" : "mapping"
            }
        return ConfigurationKinds.all.first { $0.name == word }
    }
}

/// The schemas, generated and read once for all tests.
private let schemas: [String: Result<JSONThing, any Error>] = Dictionary(
    uniqueKeysWithValues: ConfigurationKinds.all.map { kind in
        (kind.name, Result { try JSONThing(parsing: kind.jsonSchema) })
    })

extension ConfigFileKind {
    fileprivate func schemaCheck() throws -> JSONSchemaCheck {
        JSONSchemaCheck(try #require(schemas[name]).get())
    }
}

@Suite struct `The schema of a kind of file` {
    @Test(arguments: ConfigurationKinds.all.map(\.name)) func `is committed as it is generated`(name: String) throws {
        let kind = try #require(ConfigurationKinds.all.first { $0.name == name })
        let committed = try String(
            contentsOfFile: Repository.path("config/schema/\(kind.schemaFile)"), encoding: .utf8)
        #expect(committed == kind.jsonSchema, "Write it anew: leadloop config schema --out config/schema")
        #expect(kind.schemaConflicts.isEmpty)
    }

    @Test func `and the reference of all keys is as it is generated`() throws {
        let page = try String(
            contentsOfFile: Repository.path("Sources/leadloop/Documentation.docc/ConfigurationKeys.md"), encoding: .utf8
        )
        #expect(
            page == ConfigurationSchemas.reference(of: ConfigurationKinds.all),
            "Write it anew: leadloop config schema --reference")
    }

    @Test(arguments: ShippedFile.all) func `accepts every shipped file, whose first line names it`(file: ShippedFile)
        throws
    {
        let text = try file.text()
        let schema = try file.kind.schemaCheck()
        #expect(try schema.accepts(ConfigNode.parse(text, file: file.path).json))
        let line = try #require(text.split(separator: "\n").first)
        let relative = try #require(
            line.firstRange(of: "# yaml-language-server: $schema=").map { line[$0.upperBound...] })
        if file.path.hasPrefix("Sources/") {
            #expect(relative.hasSuffix("schema/\(file.kind.schemaFile)"))
        } else {
            let folder = (Repository.path(file.path) as NSString).deletingLastPathComponent
            let path = ("\(folder)/\(relative)" as NSString).standardizingPath
            #expect(path == Repository.path("config/schema/\(file.kind.schemaFile)"))
            #expect(FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func `is written by init where the first lines of the files look for it`() throws {
        let bench = try Workbench()
        #expect(try Program.run(["init", "--config", "new/config"], in: bench.folder).status == 0)
        var count = 0
        for path in try FileManager.default.subpathsOfDirectory(atPath: bench.path("new")) where path.hasSuffix(".yaml")
        {
            let line = try bench.text("new/" + path).prefix { $0 != "\n" }
            let relative = try #require(line.split(separator: "=").last)
            let folder = (bench.path("new/" + path) as NSString).deletingLastPathComponent
            #expect(
                FileManager.default.fileExists(atPath: ("\(folder)/\(relative)" as NSString).standardizingPath),
                "\(path)")
            count += 1
        }
        #expect(count == 7)
        let events = try FileManager.default.contentsOfDirectory(atPath: bench.path("new/config/schema/events"))
        #expect(events.contains("leadloop.lead.recycled.schema.json") && events.count == 7, "\(events)")
    }

    @Test func `is printed by the command, and a wrong name gets the nearest`() throws {
        let bench = try Workbench()
        let said = try Program.run(["config", "schema", "feed"], in: bench.folder)
        #expect(said.output.contains("\"$id\": \"feed.schema.json\"") && said.status == 0)
        #expect(try Program.run(["config", "schema"], in: bench.folder).output.contains("mappings/*.yaml"))
        let line = try Program.run(["config", "schema", "feed", "--output", "ndjson"], in: bench.folder).output
        let (short, long) = try (JSONThing(parsing: line), JSONThing(parsing: said.output))
        #expect(line.split(separator: "\n").count == 1 && short == long)
        let listed = try Program.run(["config", "schema", "--output", "ndjson"], in: bench.folder).output
        #expect(listed.split(separator: "\n").count == ConfigurationKinds.all.count)
        let written = try Program.run(["config", "schema", "--out", "s", "--output", "csv"], in: bench.folder)
        #expect(written.output.hasPrefix("kind,file\nleadloop,s/leadloop.schema.json\n") && written.talk.isEmpty)
        for words in [["feed", "--output", "csv"], ["--reference", "--output", "ndjson"]] {
            #expect(try Program.run(["config", "schema"] + words, in: bench.folder).status == 64)
        }
        let wrong = try Program.run(["config", "schema", "maping"], in: bench.folder)
        #expect(wrong.status == 78 && wrong.talk.contains("Did you mean 'mapping'?"), "\(wrong.all)")
    }
}

/// A rule in a mapping that the check refuses, which an editor is to mark as well.
struct RefusedRule: Sendable, CustomTestStringConvertible {
    var text: String
    /// What the check says.
    var summary: String

    var testDescription: String { text }

    static let all = [
        RefusedRule(text: "phone: { from: P, region: Germany }", summary: "'Germany' is not a known country code"),
        RefusedRule(
            text: "phone: { from: P, region: { from: C, default: XX } }", summary: "'XX' is not a known country code"),
        RefusedRule(text: "revenue: { from: R, currency: usd }", summary: "'usd' is not a known currency code"),
        RefusedRule(
            text: "city: { from: C, transform: [{ split: ',' }, { part: 0 }] }",
            summary:
                "'part' must be first or last, a whole number from 1 to 1000, or a whole number from -1000 to -1"),
        RefusedRule(
            text: "city: { from: C, transform: [\(Array(repeating: "trim", count: 17).joined(separator: ", "))] }",
            summary: "'transform' has 17 transforms, and at most 16 are read"),
        RefusedRule(
            text: "city: { from: C, transform: { case: UPPER } }", summary: "'UPPER' is not a known case of letters"),
        RefusedRule(
            text: "phone: { from: P, transform: { phone: Germany } }", summary: "'Germany' is not a known country code"),
    ]
}

@Suite struct `What the check refuses` {
    private func document(_ fields: String, tests: String = "") throws -> ConfigNode {
        try ConfigNode.parse(
            "mapping: m\nrecord: lead\nidentity: { id: Id }\nfields:\n  \(fields)\n\(tests)", file: "m.yaml")
    }

    private func check(_ node: ConfigNode, _ summaries: [String]) throws {
        let kind = try #require(ConfigurationKinds.all.first { $0.name == "mapping" })
        let document = ConfigDocument(node, of: kind)
        kind.read(document)
        #expect(document.findings.faults.map(\.summary) == summaries)
        #expect(try kind.schemaCheck().accepts(node.json) == summaries.isEmpty)
    }

    @Test(arguments: RefusedRule.all) func `of a rule is marked by editors, too`(rule: RefusedRule) throws {
        try check(document(rule.text), [rule.summary])
    }

    @Test func `of a test with two outcomes is marked by editors, too`() throws {
        let test = "tests:\n  - name: x\n    record: { Id: a, C: b }\n    expect: { city: b }\n"
        try check(document("city: C", tests: test), [])
        try check(
            document("city: C", tests: test + "    expect-fault: mapping.not-text\n"),
            ["a test has 'expect' and 'expect-fault', which exclude each other"])
    }

    @Test func `is no code of a country or a currency, nor a part that there is`() throws {
        try check(document("phone: { from: P, region: NO }"), [])
        try check(document("revenue: { from: R, currency: { from: C, default: CHF } }"), [])
        for part in ["1", "-1", "1000", "first", "last"] {
            try check(document("city: { from: C, transform: [{ split: ',' }, { part: \(part) }] }"), [])
        }
        try check(
            document("city: { from: C, transform: [\(Array(repeating: "trim", count: 16).joined(separator: ", "))] }"),
            [])
    }
}

@Suite struct `A word that is not known` {
    /// Every closed set of words in every kind of file.
    private static let sets: [ConfigWords] = {
        var sets: [ConfigWords] = []
        var told: Set<String> = []
        func walk(_ shape: ConfigShape) {
            switch shape {
            case .named(let name, let inner): if told.insert(name).inserted { walk(inner) }
            case .word(let words): sets.append(words)
            case .list(let item, _, _): walk(item)
            case .either(let shapes): shapes.forEach(walk)
            case .mapping(let mapping): mapping.keys.forEach { walk($0.shape) }
            case .table(let table): walk(table.value)
            case .variants(let variants):
                walk(variants.tagShape)
                for variant in variants.variants { variant.mapping.keys.forEach { walk($0.shape) } }
            case .text, .wholeNumber, .flag, .nothing: break
            }
        }
        for kind in ConfigurationKinds.all { walk(kind.shape) }
        return sets
    }()

    @Test func `is called by a noun of its own, never by the key that it stands under`() {
        #expect(Self.sets.count > 20)
        let prepositions: Set<String> = ["to", "as", "by", "of", "from", "in", "with", "which", "when", "on"]
        for set in Self.sets {
            let words = set.noun.split(separator: " ")
            #expect(!words.isEmpty && !prepositions.contains(String(words[0])), "\(set.noun)")
            #expect(set.noun.allSatisfy { $0.isLetter || " -'".contains($0) }, "\(set.noun)")
        }
    }

    @Test func `gets the nearest one in whatever case it is written`() throws {
        for set in Self.sets where set.suggest == nil && set.advice == nil {
            let word = set.words[0].word
            #expect(Nearest.name(for: word.uppercased(), among: set.words.map(\.word)) == word, "\(set.noun)")
        }
    }
}

@Suite struct `A specification and what reads by it` {
    @Test(arguments: ConfigurationKinds.all.map(\.name))
    func `leave no key unread, and read none that is not specified`(name: String) throws {
        let kind = try #require(ConfigurationKinds.all.first { $0.name == name })
        let schema = try kind.schemaCheck()
        for example in kind.shape.examples {
            let document = ConfigDocument(example, of: kind)
            #expect(document.findings.faults.isEmpty, "\(FaultList(document.findings.faults))")
            #expect(try schema.accepts(example.json))
            kind.read(document)
            #expect(document.unread.isEmpty, "\(FaultList(document.unread))")
            let mistakes = document.findings.faults.filter { $0.summary.contains("not specified") }
            #expect(mistakes.isEmpty, "\(FaultList(mistakes))")
        }
    }

    /// Whatever the check of structure refuses, the schema refuses; and whatever the schema refuses, the check or the reader
    /// refuses: an editor never marks what Leadloop accepts.
    @Test(arguments: ShippedFile.all) func `agree with the schema on a file that was altered anywhere`(
        file: ShippedFile
    ) throws {
        let schema = try file.kind.schemaCheck()
        let root = try ConfigNode.parse(file.text(), file: file.path)
        var dice = Dice(seed: 20)
        var refused = 0
        let changes = root.changes()
        let some = changes.count > 40 ? (0..<40).map { _ in dice.pick(changes) } : changes
        for change in some {
            let altered = root.applying(change)
            let document = ConfigDocument(altered, of: file.kind)
            let isSound = document.findings.faults.isEmpty
            file.kind.read(document)
            var faults: [Fault] = []
            do { try document.result(()) } catch { faults = error.faults }
            let isAccepted = try schema.accepts(altered.json)
            if !isSound { #expect(!isAccepted, "\(change): the schema accepts it: \(FaultList(faults))") }
            if !isAccepted { #expect(!faults.isEmpty, "\(change): only the schema refuses it") }
            #expect(
                faults.allSatisfy { $0.origin?.line != nil && !$0.advice.isEmpty }, "\(change): \(FaultList(faults))")
            #expect(faults.allSatisfy { !$0.summary.contains("not specified") && !$0.summary.contains("not read") })
            if !faults.isEmpty { refused += 1 }
        }
        #expect(refused > some.count / 20, "the changes are no changes")
    }
}
