import Connectors
import FieldMapping
import Foundation
import LeadModel
import RecordFormats

/// Reads the record of a file that a test of a mapping names.
enum SampleRecord {
    /// - Parameter streams: those that read by the mapping; one of them may declare how such a file is written.
    /// - Returns: the record and its page. One that cannot be read is one, too: a test may expect that.
    static func read(
        _ sample: MappingTest.Sample, _ streams: [StreamDefinition]
    ) throws(Fault) -> (page: RecordPage, entry: Int) {
        let folder = (sample.place.file as NSString).deletingLastPathComponent
        let path = sample.file.hasPrefix("/") || folder.isEmpty ? sample.file : "\(folder)/\(sample.file)"
        var records = 0
        do throws(Fault) {
            var (reader, _) = try RecordReaders.open(
                try FileBytes(path: path), file: path, declared: format(of: path, streams))
            while let page = try reader.nextPage() {
                if let index = page.entries.firstIndex(where: { $0.number == sample.record }) { return (page, index) }
                records += page.entries.count
            }
        } catch {
            var fault = error
            fault.summary = "the file of this test: \(error.summary)"
            fault.origin = sample.place
            throw fault
        }
        throw Fault(
            .recordNotFound, .stopRun, "'\(sample.file)' has no record \(sample.record); it has \(records)",
            at: sample.place, advice: "Records are counted from 1, without the header.")
    }

    /// What the stream declares that reads files of this name; recognised where none does.
    static func format(of path: String, _ streams: [StreamDefinition]) -> DeclaredFormat {
        let name = (path as NSString).lastPathComponent
        return streams.first { $0.filePattern.map { ExportFolder.fits(name, $0) } ?? false }?.format ?? DeclaredFormat()
    }
}
