public import ConfigFiles
import Connectors
import FieldMapping
import Foundation
import LeadModel

/// The mappings that somebody looks at, each with the tests beside its file.
///
/// A mapping is named as in the configuration, or by the path of its file; then no configuration is needed.
public struct MappingBook: Sendable {
    let mappings: [FieldMapping]
    /// `nil` where all mappings were named by their files.
    let workspace: Workspace?

    /// Reads mappings; all of the configuration where none is named.
    /// - Throws: every finding in the files.
    public static func read(_ names: [String], config: String) throws(FaultList) -> MappingBook {
        let isByFile = !names.isEmpty && names.allSatisfy(isPath)
        let workspace = isByFile ? nil : try Workspace.load(config: config)
        var found: [FieldMapping] = []
        var faults: [Fault] = []
        let wanted = names.isEmpty ? workspace?.mappings.keys.sorted() ?? [] : names
        for name in wanted {
            do throws(FaultList) {
                let mapping = try mapping(name, workspace)
                if !found.contains(where: { $0.file == mapping.file }) {
                    found.append(try withTests(mapping, workspace?.sources ?? []))
                }
            } catch {
                faults += error.faults
            }
        }
        if names.isEmpty, let workspace { faults += testsOfNobody(workspace) }
        guard faults.isEmpty else { throw FaultList(faults) }
        return MappingBook(mappings: found, workspace: workspace)
    }

    private static func isPath(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

    private static func mapping(_ name: String, _ workspace: Workspace?) throws(FaultList) -> FieldMapping {
        if isPath(name) { return try FieldMapping.compile(try text(name), file: name) }
        if let mapping = workspace?.mappings[name] { return mapping }
        throw FaultList(
            Fault(
                .configUnknownReference, .stopRun, "there is no mapping '\(name)'",
                at: Origin(file: workspace?.mappingFolder ?? "mappings"),
                advice: Nearest.advice(for: name, among: workspace?.mappings.keys.sorted() ?? [])))
    }

    private static func text(_ path: String) throws(FaultList) -> String {
        do {
            return try TextFile.read(path)
        } catch {
            throw FaultList(error)
        }
    }

    // MARK: Tests beside

    private static let folder = "tests"

    /// `mappings/tests/NAME.yaml` holds further tests of the mapping NAME.
    ///
    /// Tests there and in the mapping itself may name records of files, which are read here.
    static func withTests(_ mapping: FieldMapping, _ sources: [SourceDefinition]) throws(FaultList) -> FieldMapping {
        let home = (mapping.file as NSString).deletingLastPathComponent
        let path = (home.isEmpty ? "" : home + "/") + "\(folder)/\(mapping.name).yaml"
        var mapping = mapping
        if FileManager.default.fileExists(atPath: path) { try mapping.addTests(try text(path), file: path) }
        let streams = sources.flatMap(\.streams).filter { $0.mapping == mapping.name }
        try mapping.supplySamples { sample throws(Fault) in try SampleRecord.read(sample, streams) }
        return mapping
    }

    /// Tests that would never run, because no mapping is called so.
    private static func testsOfNobody(_ workspace: Workspace) -> [Fault] {
        let path = "\(workspace.mappingFolder)/\(folder)"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        do {
            return try ExportFolder(path: path).files(matching: "*.yaml").compactMap { file in
                let name = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
                guard workspace.mappings[name] == nil else { return nil }
                return Fault(
                    .configUnknownReference, .stopRun,
                    "these tests belong to no mapping: there is none called '\(name)'",
                    at: Origin(file: file), advice: Nearest.advice(for: name, among: workspace.mappings.keys.sorted()))
            }
        } catch {
            return [error]
        }
    }
}
