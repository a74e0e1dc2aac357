import Connectors
import FieldMapping
import LeadModel
import RecordFormats

/// Names the exports that a person who is erased still stands in, where sources read them.
///
/// They are not the store's to change; what was fetched of them and lies beside the store is, and `Eraser` removes it. Found is
/// what a sync would refuse as hers; each file is read once, as the streams see it that read it.
struct ErasedExports {
    let workspace: Workspace
    /// The person alone.
    let people: ErasedPeople
    let progress: ProgressReport?

    /// How a stream sees a file.
    private struct View {
        var source: String
        var stream: StreamDefinition
        var mapping: FieldMapping
        var space: String { mapping.ids ?? source }
    }

    /// What a file says of the person.
    private struct Finding {
        var rows = 0
        var numbers: [Int] = []
        var isWhole = true
    }

    /// Numbers of records that a receipt gives of one file.
    private static let recordsShown = 20

    func found() -> [ErasureReceipt.Export] {
        var found: [ErasureReceipt.Export] = []
        var paths: [String] = []
        var views: [String: [View]] = [:]
        for source in workspace.sources {
            if case .remoteFolder(let folder) = source.door {
                found.append(
                    doubt(folder.address, "What lies there is not looked into: take the person out of it yourself."))
            }
            for (stream, selection, folder) in ErasedExports.folders(of: source, workspace) {
                guard let mapping = workspace.mappings[stream.mapping] else { continue }
                do throws(Fault) {
                    for path in try ExportFolder(path: folder).files(matching: selection.pattern) {
                        if views[path] == nil { paths.append(path) }
                        views[path, default: []].append(View(source: source.name, stream: stream, mapping: mapping))
                    }
                } catch {
                    // A folder that is not there holds nobody.
                    guard error.code != .fileMissing, !found.contains(where: { $0.path == folder }) else { continue }
                    found.append(
                        doubt(folder, "It cannot be listed, so that nobody can tell what lies in it: look yourself."))
                }
            }
        }
        progress?.begin("looking for the person in exports")
        for path in paths {
            if let file = look(path, views[path] ?? []) { found.append(file) }
        }
        return found
    }

    /// The folders of this machine that files of a source lie in, or were moved into.
    private static func folders(
        of source: SourceDefinition, _ workspace: Workspace
    ) -> [(stream: StreamDefinition, selection: FileSelection, folder: String)] {
        guard let folder = source.folder.map(workspace.resolve) else { return [] }
        return source.streams.flatMap {
            stream -> [(stream: StreamDefinition, selection: FileSelection, folder: String)] in
            guard let selection = stream.fileSelection else { return [] }
            var folders = [folder]
            if case .archive(let archive) = selection.rules.afterwards {
                folders.append(archive.hasPrefix("/") ? archive : "\(folder)/\(archive)")
            }
            return folders.map { (stream: stream, selection: selection, folder: $0) }
        }
    }

    private func doubt(_ path: String, _ advice: String) -> ErasureReceipt.Export {
        ErasureReceipt.Export(path: path, records: 0, numbers: [], advice: advice)
    }

    /// Streams that declare another format read other records in a file: those of the first are named that has any of hers.
    private func look(_ path: String, _ views: [View]) -> ErasureReceipt.Export? {
        var isWhole = true
        var formats: [DeclaredFormat] = []
        for format in views.map(\.stream.format) where !formats.contains(format) {
            formats.append(format)
            let finding = read(path, format, views.filter { $0.stream.format == format })
            if finding.rows > 0 {
                return ErasureReceipt.Export(
                    path: path, records: finding.rows, numbers: finding.numbers,
                    advice:
                        "Delete the file, or take these records out of it: a sync refuses them, but they lie there all the same."
                )
            }
            isWhole = isWhole && finding.isWhole
        }
        return isWhole
            ? nil
            : doubt(
                path,
                "It cannot be read to its end, so that nobody can tell whether the person is in it: look yourself.")
    }

    private func read(_ path: String, _ format: DeclaredFormat, _ views: [View]) -> Finding {
        var finding = Finding()
        var mappers = views.map { $0.mapping.mapper(source: $0.source, file: path, now: Instant.now) }
        do throws(Fault) {
            var number = 0
            let bytes = try FileBytes(path: path)
            var (reader, _) = try RecordReaders.open(bytes, file: path, declared: format, limits: ReaderLimits())
            while let page = try reader.nextPage() {
                for index in page.entries.indices {
                    number += 1
                    let isHers = views.indices.contains { view in
                        self.isHers(page, index, &mappers[view], views[view].mapping, views[view].space)
                    }
                    guard isHers else { continue }
                    finding.rows += 1
                    if finding.numbers.count < ErasedExports.recordsShown { finding.numbers.append(number) }
                }
                progress?.advance(page.entries.count)
            }
        } catch {
            // An empty file has nobody in it.
            finding.isWhole = error.code == .fileEmpty
        }
        return finding
    }

    private func isHers(
        _ page: RecordPage, _ index: Int, _ mapper: inout RecordMapper, _ mapping: FieldMapping, _ space: String
    ) -> Bool {
        let raw = page.raw(of: page.entries[index])
        guard page.entries[index].fault == nil else {
            return people.isMentioned(in: raw, space: space, others: mapping.idSpaces)
        }
        switch mapper.observe(page, index) {
        case .success(let observation): return people.contains(observation, space: space)
        case .failure:
            let id = mapping.kind == .lead ? mapper.identify(page, index) : nil
            return people.isMentioned(in: raw, id: id, cells: mapper.identifyingCells(page, index), space: space)
                || people.isNamed(by: mapper.identifyingParts(page, index), space: space)
        }
    }
}
