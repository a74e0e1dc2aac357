import Connectors
import FieldMapping
import Foundation
import Glibc
public import LeadModel
public import LeadStore
import Reconciliation
import RecordFormats

extension QuarantineDesk {
    /// A file in which records can be mended.
    public struct Export: Sendable {
        public var path: String
        public var source: String
        public var stream: String
        public var records = 0
        /// Of these: without a row of their own, because no reader could make one; their bytes stand in one column.
        public var unreadable = 0
        /// Records that no CSV can hold, or that mention somebody who was erased, and why.
        public var leftOut: [Fault] = []
    }

    /// Writes the waiting records that a filter fits, a file for each stream: every column as the mapping reads it, behind
    /// the number of the entry and what is wrong with it. Safe to be opened in a spreadsheet, for this account alone,
    /// whole or not there at all.
    /// - Parameters:
    ///   - path: of the file; of a folder where it ends in `/` or there is one.
    ///   - replaces: whether a file that is there is written over.
    public func export(_ filter: QuarantineFilter, to path: String, replaces: Bool) throws(Fault) -> [Export] {
        let store = try workspace.openForReading()
        let entries = try QuarantineDesk.entries(filter, of: .waiting, in: store)
        let streams = Dictionary(grouping: entries, by: \.stream).sorted { $0.key.number < $1.key.number }
        let isFolder = path.hasSuffix("/") || isFolder(path)
        guard isFolder || streams.count == 1 else {
            let names = streams.map { "\($0.key.source)/\($0.key.stream)" }.joined(separator: ", ")
            throw Fault(
                .quarantineMixedStreams, .stopRun, "the records are of several streams: \(names)",
                at: Origin(file: path),
                advice:
                    "Choose one with `--source` and `--stream`, or write a file for each into a folder: `--out \(path)/`."
            )
        }
        return try streams.map { stream, entries throws(Fault) in
            let folder = path.hasSuffix("/") ? path : path + "/"
            let file = isFolder ? "\(folder)\(stream.source)-\(stream.stream).csv" : path
            if !replaces, access(file, F_OK) == 0 {
                throw Fault(
                    .fileWriteFailed, .stopRun, "the file is there already, and somebody may have worked in it",
                    at: Origin(file: file), advice: "Name another, or write over it with `--yes`.")
            }
            return try write(entries, of: stream, to: file, store)
        }
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private func write(
        _ entries: [QuarantineEntry], of stream: StreamInfo, to path: String, _ store: LeadStore
    ) throws(Fault) -> Export {
        let mapping = workspace.mapping(of: stream)
        let erased = try ErasedPeople(store, roleAccounts: workspace.matching.roleAccounts)
        let flat = FlatRecords(store, mapping: mapping, withholding: erased)
        var builder = MendingSheet.Builder()
        try forEachBatch(of: entries) { entries throws(Fault) in
            for record in try flat.records(entries).values where !record.isWithheld {
                builder.add(record)
            }
        }
        let sheet = builder.sheet(mapped: mapping?.columns ?? [])
        var export = Export(path: path, source: stream.source, stream: stream.stream)
        export.unreadable = builder.unreadable
        let own = [MendingSheet.entry, MendingSheet.error] + (builder.unreadable > 0 ? [MendingSheet.raw] : [])
        var writer = try CSVWriter(columns: own + sheet.columns.map(\.name), audience: .spreadsheet)
        let file = try WholeFile(path: path, isPrivate: true)
        var buffer: [UInt8] = []
        writer.begin(into: &buffer)
        try forEachBatch(of: entries) { entries throws(Fault) in
            let records = try flat.records(entries)
            for entry in entries {
                guard let record = records[entry.number] else { continue }
                if record.isWithheld {
                    export.leftOut.append(FlatRecord.withheld(entry, at: entry.fault.origin ?? Origin(file: path)))
                    continue
                }
                var row: [FieldValue?] = [
                    .number(ExactNumber(mantissa: entry.number)), .text(QuarantineDesk.told(entry)),
                ]
                if builder.unreadable > 0 {
                    row.append(record.isReadable ? nil : .text(String(decoding: record.raw, as: UTF8.self)))
                }
                row += sheet.columns.map { .text(sheet.text($0, of: record)) }
                do throws(Fault) {
                    try writer.append(row, into: &buffer)
                    export.records += 1
                } catch {
                    export.leftOut.append(error.located(at: entry.fault.origin ?? Origin(file: path)))
                }
            }
            try file.write(buffer)
            buffer.removeAll(keepingCapacity: true)
        }
        _ = try file.commit()
        return export
    }

    private func forEachBatch(
        of entries: [QuarantineEntry], _ body: ([QuarantineEntry]) throws(Fault) -> Void
    ) throws(Fault) {
        var start = 0
        while start < entries.count {
            let end = min(start + 1_000, entries.count)
            try body(Array(entries[start..<end]))
            start = end
        }
    }

    /// What is wrong with a record and what to do, in one cell.
    private static func told(_ entry: QuarantineEntry) -> String {
        let fault = entry.fault
        var text = fault.field.map { "field '\($0)': " } ?? ""
        text += fault.summary
        if let seen = fault.seen { text += "; saw \(seen)" }
        text += ". \(fault.advice) [\(fault.code.rawValue)]"
        if let attempt = entry.attempt { text += " Last attempt: \(attempt.split(separator: "\n")[0])" }
        return text
    }
}
