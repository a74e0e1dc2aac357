import FieldMapping
import Foundation
import Glibc
import LeadModel
import RecordFormats

/// Reads exports and counts their records and cells: what the readers cost, and nothing else; or maps their records, too.
///
///     ReadRecords FILE…
///     ReadRecords --map MAPPING FILE…
@main
enum ReadRecords {
    static func main() {
        var paths = CommandLine.arguments.dropFirst()
        if paths.first == "--map" {
            paths = paths.dropFirst()
            map(paths.dropFirst(), by: paths.first ?? "")
            return
        }
        for path in paths {
            do throws(Fault) {
                let (records, cells, format) = try count(path)
                print("\(records) records, \(cells) cells, \(format)")
            } catch {
                print("\(error)")
                exit(1)
            }
        }
    }

    private static func map(_ paths: some Sequence<String>, by mappingPath: String) {
        do {
            let text = try String(contentsOfFile: mappingPath, encoding: .utf8)
            let mapping = try FieldMapping.compile(text, file: mappingPath)
            for path in paths {
                let began = clock()
                var (reader, _) = try RecordReaders.open(PlainBytes(path), file: path)
                var mapper = mapping.mapper(source: "bench", file: path)
                var mapped = 0
                var refused = 0
                while let page = try reader.nextPage() {
                    for entry in page.entries.indices {
                        if case .success = mapper.observe(page, entry) { mapped += 1 } else { refused += 1 }
                    }
                }
                let seconds = Double(clock() - began) / Double(CLOCKS_PER_SEC)
                let rate = Int(Double(mapped + refused) / max(seconds, 0.001))
                print("\(mapped) records mapped, \(refused) refused, \(rate) records a CPU second")
            }
        } catch {
            print("\(error)")
            exit(1)
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
