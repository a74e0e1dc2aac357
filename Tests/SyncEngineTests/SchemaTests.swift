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
        return paths.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { path in
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
                folder.hasSuffix("sources") ? "source" : folder.hasSuffix("feeds") ? "feed" : "mapping"
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
    }

    @Test func `is printed by the command, and a wrong name gets the nearest`() throws {
        let bench = try Workbench()
        let said = try Program.run(["config", "schema", "feed"], in: bench.folder)
        #expect(said.output.contains("\"$id\": \"feed.schema.json\"") && said.status == 0)
        #expect(try Program.run(["config", "schema"], in: bench.folder).output.contains("mappings/*.yaml"))
        let wrong = try Program.run(["config", "schema", "maping"], in: bench.folder)
        #expect(wrong.status == 78 && wrong.talk.contains("Did you mean 'mapping'?"), "\(wrong.all)")
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
