import Glibc
import LeadModel
import RecordFormats

/// Reads exports and counts their records and cells: what the readers cost, and nothing else.
///
///     ReadRecords FILE…
@main
enum ReadRecords {
    static func main() {
        for path in CommandLine.arguments.dropFirst() {
            do throws(Fault) {
                let (records, cells, format) = try count(path)
                print("\(records) records, \(cells) cells, \(format)")
            } catch {
                print("\(error)")
                exit(1)
            }
        }
    }

    private static func count(_ path: String) throws(Fault) -> (records: Int, cells: Int, format: String) {
        var (reader, detected) = try RecordReaders.open(PlainBytes(path), file: path)
        var records = 0
        var cells = 0
        while let page = try reader.nextPage() {
            records += page.entries.count
            cells += page.cells.count
            for entry in page.entries { if let fault = entry.fault { throw fault } }
        }
        return (records: records, cells: cells, format: detected.description)
    }
}

/// A file as it is; the product's own source of bytes takes a digest on the way.
private final class PlainBytes: ByteSource {
    private let descriptor: Int32

    init(_ path: String) { descriptor = open(path, O_RDONLY) }

    deinit { close(descriptor) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
        let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        guard got >= 0 else {
            throw Fault(.fileUnreadable, .stopRun, "the file cannot be read", advice: "Check the path.")
        }
        return got
    }
}
