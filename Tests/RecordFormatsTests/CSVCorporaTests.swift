import Foundation
import LeadModel
import RecordFormats
import TestSupport
import Testing

/// Files that nobody here wrote, where they are at hand.
enum Corpora {
    static func folder(_ name: String) throws -> URL { URL(filePath: try PublicData.path(name)) }

    static func files(in folder: URL, _ suffix: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasSuffix(suffix) }
            .sorted { $0.path < $1.path }
    }

    static func read(_ file: URL, step: Int = .max) throws -> ReadExport {
        let bytes = MemoryBytes(Array(try Data(contentsOf: file)), step: step)
        return ReadExport.read(try RecordReaders.open(bytes, file: file.lastPathComponent).reader)
    }
}

@Suite(.enabled(if: PublicData.isThere, Comment(rawValue: PublicData.absence))) struct `CSV that nobody here wrote` {
    @Test func `of csv-spectrum reads as its JSON says`() throws {
        let folder = try Corpora.folder("nasty-csv-spectrum")
        let files = try Corpora.files(in: folder.appending(path: "csvs"), ".csv")
        #expect(!files.isEmpty)
        for file in files {
            let name = file.deletingPathExtension().lastPathComponent
            let export = try Corpora.read(file)
            #expect(try Corpora.read(file, step: 1) == export, "\(name)")
            if name == "location_coordinates" {
                // Bare quotes inside an unquoted cell: RFC 4180 allows none.
                #expect(export.codes == [.csvStrayQuote] && export.ending == nil)
                continue
            }
            let json = try Data(contentsOf: folder.appending(path: "json/\(name).json"))
            let expected = try #require(try JSONSerialization.jsonObject(with: json) as? [[String: String]], "\(name)")
            // The collection's own checkout has turned the CRLF of its CSV files into LF, and not that of its JSON.
            let values = export.good.map { $0.map { $0.replacing("\r\n", with: "\n") } }
            let rows = expected.map { row in export.columns.map { row[$0]?.replacing("\r\n", with: "\n") } }
            #expect(values == rows, "\(name)")
            #expect(export.records.count == expected.count && export.ending == nil, "\(name)")
        }
    }

    @Test func `of csvkit reads whatever its encoding, line ends and compression`() throws {
        let folder = try Corpora.folder("nasty-csv-csvkit")
        let plain = try Corpora.read(folder.appending(path: "dummy.csv"))
        #expect(plain.good == [["1", "2", "3"]])
        #expect(try Corpora.read(folder.appending(path: "dummy.csv.gz")) == plain)
        #expect(try Corpora.read(folder.appending(path: "dummy.tsv")).good == plain.good)
        #expect(
            try Corpora.read(folder.appending(path: "test_latin1.csv")).good == [["1", "2", "3"], ["4", "5", "©"]])
        let utf8 = try Corpora.read(folder.appending(path: "test_utf8.csv"))
        #expect(try Corpora.read(folder.appending(path: "test_utf8_bom.csv")).good == utf8.good)
        let mac = try Corpora.read(folder.appending(path: "mac_newlines.csv"))
        #expect(mac.good == [["1", "2", "3"], ["Once upon\ra time", "5", "6"]])
    }

    @Test func `of agate is one table in three kinds of lines`() throws {
        let folder = try Corpora.folder("nasty-csv-agate")
        let feeds = try Corpora.read(folder.appending(path: "test.csv"))
        #expect(feeds.good.count == 3)
        for name in ["test_cr.csv", "test_crlf.csv"] {
            #expect(try Corpora.read(folder.appending(path: name)).good == feeds.good, "\(name)")
        }
    }

    @Test func `of Data Loader is one table in every encoding`() throws {
        let folder = try Corpora.folder("salesforce-dataloader")
        let plain = try Corpora.read(folder.appending(path: "csvtext.csv"))
        #expect(plain.columns.count == 3)
        #expect(plain.good.count == 2)
        for file in try Corpora.files(in: folder, ".csv") where file.lastPathComponent.hasPrefix("csvtext") {
            let export = try Corpora.read(file, step: 3)
            #expect(export.columns == plain.columns, "\(file.lastPathComponent)")
            #expect(export.good == plain.good, "\(file.lastPathComponent)")
        }
        for name in ["accountsForInsert.csv", "opportunityData.csv"] {
            let export = try Corpora.read(folder.appending(path: name))
            #expect(
                !export.good.isEmpty && export.good.count == export.records.count && export.ending == nil, "\(name)")
        }
    }

    @Test func `of Marketo's bulk extract keeps its word for null`() throws {
        let folder = try Corpora.folder("marketo-embulk")
        let export = try Corpora.read(folder.appending(path: "lead_extract1.csv"))
        #expect(export.good.count == export.records.count && export.ending == nil)
        #expect(export.good.contains { $0.contains("null") })
    }
}
