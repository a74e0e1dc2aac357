import Connectors
import FieldMapping
public import LeadModel
import RecordFormats

/// Opens what a source would read and says what is in it; stores nothing.
public struct SourceChecker {
    /// One file of one stream, looked at.
    public struct Check: Sendable {
        public var source: String
        public var stream: String
        public var file: String
        public var detected: String
        public var records: Int
        public var rejected: Int
        /// Columns that the mapping neither reads nor ignores.
        public var unmappedColumns: [String]
        /// What stops the file, and the first fault of each code among its records.
        public var faults: [Fault]
        /// What is odd about the file and stops nothing.
        public var warnings: [Fault] = []
    }

    private let workspace: Workspace
    private let now: Instant

    public init(_ workspace: Workspace, now: Instant) {
        self.workspace = workspace
        self.now = now
    }

    /// Opens every export of the named sources, or of all where none is named, and reads it to its end; stores nothing.
    /// - Throws: where a name is no source's; what is wrong with a file stands in its check.
    public func check(_ names: [String]) throws(Fault) -> [Check] {
        var checks: [Check] = []
        for source in try workspace.selected(names) {
            guard let folder = source.folder.map(workspace.resolve) else { continue }
            for (stream, pattern) in source.fileStreams {
                guard let mapping = workspace.mappings[stream.mapping] else { continue }
                let files = try ExportFolder(path: folder).files(matching: pattern)
                if files.isEmpty {
                    checks.append(empty(source, stream, file: "(no file fits '\(pattern)')"))
                }
                for file in files { checks.append(check(file, source, stream, mapping)) }
            }
        }
        return checks
    }

    private func empty(_ source: SourceDefinition, _ stream: StreamDefinition, file: String) -> Check {
        Check(
            source: source.name, stream: stream.name, file: file, detected: "", records: 0, rejected: 0,
            unmappedColumns: [], faults: [])
    }

    private func check(_ path: String, _ source: SourceDefinition, _ stream: StreamDefinition, _ mapping: FieldMapping)
        -> Check
    {
        var check = empty(source, stream, file: path.split(separator: "/").last.map(String.init) ?? path)
        do {
            var (reader, detected) = try RecordReaders.open(
                try FileBytes(path: path), file: path, declared: stream.format)
            check.detected = detected.description
            var mapper = mapping.mapper(source: source.name, file: path, now: now)
            var columns: [String] = []
            while let page = try reader.nextPage() {
                columns = page.columns
                for index in page.entries.indices { look(at: page, index, &mapper, &check) }
                if let fault = missingColumns(of: page, mapping, source, path) {
                    check.faults.removeAll { $0.code == .mappingUnknownColumn }
                    check.faults.append(fault)
                    break
                }
            }
            if check.records > 0, check.faults.allSatisfy({ $0.remedy == .deadLetter }),
                let warning = mapping.statusWarning(among: columns, file: path)
            {
                check.warnings.append(warning)
            }
            check.unmappedColumns = mapping.unknownColumns(among: columns)
        } catch {
            let fault = error.located(at: Origin(file: path))
            // The record in which the file breaks off says the same of itself.
            check.faults.removeAll { $0.code == fault.code && $0.origin?.line == fault.origin?.line }
            check.faults.append(fault)
        }
        return check
    }

    /// Every column that the export lacks in one fault; a run stops at the first.
    private func missingColumns(
        of page: RecordPage, _ mapping: FieldMapping, _ source: SourceDefinition, _ path: String
    ) -> Fault? {
        guard let readable = page.entries.firstIndex(where: { $0.fault == nil }) else { return nil }
        var columns = page.columns
        var found: [Fault] = []
        // The mapper names the first column that is missing: with that one supplied, it names the next.
        while found.count < mapping.columns.count {
            let supplied = RecordPage(
                columns: columns, bytes: page.bytes, cells: page.cells, entries: [page.entries[readable]],
                frame: page.frame)
            var mapper = mapping.mapper(source: source.name, file: path)
            guard case .failure(let fault) = mapper.observe(supplied, 0), fault.code == .mappingUnknownColumn,
                let column = fault.field,
                !columns.contains(column)
            else { break }
            found.append(fault)
            columns.append(column)
        }
        guard var fault = found.first else { return nil }
        let names = found.compactMap(\.field).map { "'\($0)'" }.joined(separator: ", ")
        fault.summary =
            found.count == 1
            ? "the export has no column \(names)" : "the export lacks \(found.count) mapped columns: \(names)"
        fault.field = nil
        if found.count > 1, mapping.knows(anyOf: page.columns) { fault.advice = advice(found, page.columns, mapping) }
        return fault
    }

    private func advice(_ missing: [Fault], _ columns: [String], _ mapping: FieldMapping) -> String {
        let near = missing.compactMap(\.field).compactMap { name in
            Nearest.name(for: name, among: columns).map { "'\(name)' may be '\($0)'. " }
        }
        let shown = columns.prefix(12).joined(separator: ", ")
        let more = columns.count > 12 ? " and \(columns.count - 12) more" : ""
        return near.joined() + "The export has: \(shown)\(more). Correct the export, or the names in \(mapping.file)."
    }

    private func look(at page: RecordPage, _ index: Int, _ mapper: inout RecordMapper, _ check: inout Check) {
        check.records += 1
        var fault = page.entries[index].fault
        if fault == nil, case .failure(let found) = mapper.observe(page, index) { fault = found }
        guard let fault else { return }
        check.rejected += 1
        if !check.faults.contains(where: { $0.code == fault.code && $0.field == fault.field && $0.seen == fault.seen }),
            check.faults.count < 20
        {
            check.faults.append(fault)
        }
    }
}
