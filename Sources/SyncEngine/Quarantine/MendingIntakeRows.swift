import FieldMapping
import LeadModel
import LeadStore

/// Which record a row of the file mends.
extension MendingIntake {
    func entryOf(
        _ row: MendingFile.Row, _ file: MendingFile, _ entries: [Int64: QuarantineEntry]
    ) -> QuarantineEntry? {
        file.entry(of: row).flatMap { file.entries[$0] == 1 ? entries[$0] : nil }
    }

    /// The record that a row mends, or why it cannot.
    func row(
        _ row: MendingFile.Row, _ file: MendingFile, _ entries: [Int64: QuarantineEntry],
        _ originals: [Int64: FlatRecord], kept: [Int], _ sheet: MendingSheet
    ) -> Result<MendedRow, Fault> {
        if let fault = row.fault { return .failure(fault) }
        guard let number = file.entry(of: row), let entry = entries[number], let original = originals[number] else {
            return .failure(
                Fault(
                    .quarantineRowUnknown, .deadLetter, "no entry of the quarantine has the number of this row",
                    at: row.place, field: MendingSheet.entry,
                    advice:
                        "Take the row out, or put back the number it was exported with. New records come by exports."))
        }
        guard file.entries[number] == 1 else {
            return .failure(
                Fault(
                    .quarantineRowDoubled, .deadLetter,
                    "\(file.entries[number] ?? 0) rows stand for entry \(number), and nobody knows which one counts",
                    at: row.place, field: MendingSheet.entry, advice: "Keep one of them."))
        }
        if original.isWithheld { return .failure(FlatRecord.withheld(entry, at: row.place)) }
        let mended = MendedRow(place: row.place, entry: entry, cells: kept.map { row.cells[$0] }, original: original)
        // One that was taken in by an earlier delivery of the file is found by what it says.
        if entry.state == .released, entry.mendedBy != nil { return .success(mended) }
        if entry.state != .waiting { return .failure(MendedRow.settled(entry, row.place)) }
        return mended.fault(in: sheet, numeric: mapping.numericColumns).map { .failure($0) } ?? .success(mended)
    }
}
