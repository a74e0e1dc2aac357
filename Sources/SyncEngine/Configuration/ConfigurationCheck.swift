import ConfigFiles
import Connectors
import FieldMapping
import LeadLifecycle
public import LeadModel

/// Every finding in a configuration folder: what is wrong in its files, the tests of mappings that fail, and what is odd
/// about the files together.
public struct ConfigurationCheck: Sendable {
    /// In the order of files and of lines.
    public let errors: [Fault]
    /// What is allowed and probably not meant.
    public let warnings: [Fault]

    /// Checks the files of a folder as they are now, whatever is in force.
    public init(config folder: String, now: Instant) {
        let files = WorkspaceLoader(configFolder: folder, texts: nil)
        errors = ConfigurationCheck.inOrder(
            files.faults + files.mappings.flatMap { ConfigurationCheck.failedTests($0, files.sources) })
        var warnings = files.mappings.flatMap(\.warnings) + (files.agreement?.warnings ?? [])
        warnings += [files.agreement?.notYetInForce(at: now), files.agreement?.withoutHolidays(at: now)]
            .compactMap(\.self)
        warnings += ConfigurationLint(files).warnings
        self.warnings = ConfigurationCheck.inOrder(warnings)
    }

    /// Of the tests that a mapping carries, and of those beside it.
    static func failedTests(_ mapping: FieldMapping, _ sources: [SourceDefinition]) -> [Fault] {
        do throws(FaultList) {
            return try MappingBook.withTests(mapping, sources).runTests()
        } catch {
            return error.faults
        }
    }

    private static func inOrder(_ faults: [Fault]) -> [Fault] {
        faults.enumerated().sorted { left, right in
            let (one, other) = (left.element.origin, right.element.origin)
            return (one?.file ?? "", one?.line ?? 0, one?.column ?? 0, left.offset)
                < (other?.file ?? "", other?.line ?? 0, other?.column ?? 0, right.offset)
        }.map(\.element)
    }
}
