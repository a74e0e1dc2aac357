import Connectors
import FieldMapping
import LeadModel
import RecordFormats

/// Names the exports that a person who is erased still stands in, where sources read them.
///
/// They are not the store's to change. Found is what a sync would refuse as hers; the files are read once, as a sync reads
/// them.
struct ErasedExports {
    let workspace: Workspace
    /// The person alone.
    let people: ErasedPeople

    /// Numbers of records that a receipt gives of one file.
    private static let recordsShown = 20

    func found() throws(Fault) -> [ErasureReceipt.Export] {
        var found: [ErasureReceipt.Export] = []
        for source in workspace.sources {
            let folder = workspace.resolve(source.folder)
            for stream in source.streams {
                guard let mapping = workspace.mappings[stream.mapping] else { continue }
                for path in files(in: folder, of: stream) {
                    let space = mapping.ids ?? source.name
                    if let file = try look(path, source.name, stream, mapping, space),
                        // Two streams may read one file, as one of them sees it.
                        !found.contains(where: { $0.path == file.path })
                    {
                        found.append(file)
                    }
                }
            }
        }
        return found
    }

    /// A folder that is not there holds nobody.
    private func files(in folder: String, of stream: StreamDefinition) -> [String] {
        do throws(Fault) {
            return try ExportFolder(path: folder).files(matching: stream.files)
        } catch {
            return []
        }
    }

    private func look(
        _ path: String, _ source: String, _ stream: StreamDefinition, _ mapping: FieldMapping, _ space: String
    ) throws(Fault) -> ErasureReceipt.Export? {
        var records: [Int] = []
        var rows = 0
        var isWhole = true
        do throws(Fault) {
            var number = 0
            let bytes = try FileBytes(path: path)
            var (reader, _) = try RecordReaders.open(
                bytes, file: path, declared: stream.format, limits: ReaderLimits())
            var mapper = mapping.mapper(source: source, file: path, now: Instant.now)
            while let page = try reader.nextPage() {
                for index in page.entries.indices {
                    number += 1
                    guard isHers(page, index, &mapper, mapping, space) else { continue }
                    rows += 1
                    if records.count < ErasedExports.recordsShown { records.append(number) }
                }
            }
        } catch {
            // An empty file has nobody in it.
            isWhole = error.code == .fileEmpty
        }
        if rows > 0 {
            return ErasureReceipt.Export(
                path: path, records: rows, numbers: records,
                advice:
                    "Delete the file, or take these records out of it: a sync refuses them, but they lie there all the same."
            )
        }
        guard !isWhole else { return nil }
        return ErasureReceipt.Export(
            path: path, records: 0, numbers: [],
            advice: "It cannot be read to its end, so that nobody can tell whether the person is in it: look yourself.")
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
