import FieldMapping
import LeadModel
import LeadStore
import RecordFormats

/// One row by which a person mends a refused record, held against what was exported.
struct MendedRow {
    let place: Origin
    let entry: QuarantineEntry
    let cells: [String]
    let original: FlatRecord

    /// What has happened to the row that nobody meant, or that nobody has done anything with it.
    func fault(in sheet: MendingSheet, numeric: Set<String>) -> Fault? {
        if !original.isReadable, cells.allSatisfy(\.isEmpty) {
            return Fault(
                .quarantineRowUnfilled, .deadLetter,
                "no reader could make a record of entry \(entry.number), and its row is empty",
                at: place, advice: "Fill in its columns by what stands in '\(MendingSheet.raw)', or dismiss the entry.")
        }
        for (column, cell) in zip(sheet.columns, cells) where column.label != entry.fault.field {
            let before = sheet.text(column, of: original)
            guard
                let damage = SpreadsheetDamage.damage(
                    from: before, to: cell, isNumeric: numeric.contains(column.label))
            else { continue }
            return Fault(
                .quarantineRowDamaged, .deadLetter, damage, at: place, field: column.name, seen: .shape(of: cell.utf8),
                advice:
                    "Put back what the export had (`leadloop quarantine show \(entry.number) --show-values`), and format the column as text."
            )
        }
        return nil
    }

    /// The record as the row has it, one line of JSON by the labels that the mapping reads.
    ///
    /// An empty cell stays what it was: absent, null, or empty text. Where nothing was changed, a value keeps its type.
    func json(_ sheet: MendingSheet) -> [UInt8] {
        var labels: [String] = []
        var texts: [String: [String]] = [:]
        for (column, cell) in zip(sheet.columns, cells) {
            if texts[column.label] == nil { labels.append(column.label) }
            texts[column.label, default: []].append(cell)
        }
        var line: [UInt8] = [0x7B]
        for label in labels {
            guard let value = json(texts[label] ?? [], was: original.value(label)) else { continue }
            if line.count > 1 { line.append(0x2C) }
            JSONWriter.append(label, to: &line)
            line.append(0x3A)
            line += value
        }
        return line + [0x7D, 0x0A]
    }

    private func json(_ texts: [String], was value: FlatRecord.Value?) -> [UInt8]? {
        let known = value?.cells ?? []
        var texts = texts
        while texts.count > max(known.count, 1), texts.last?.isEmpty == true { texts.removeLast() }
        if known.isEmpty, texts.allSatisfy(\.isEmpty) { return original.isTable ? Array("\"\"".utf8) : nil }
        let cells = texts.enumerated().map { index, text in
            index < known.count && known[index].text == text ? spelled(known[index]) : spelled((text, .text))
        }
        if cells.count == 1 { return cells[0] }
        return [0x5B] + cells.joined(separator: [0x2C]) + [0x5D]
    }

    private func spelled(_ cell: (text: String, form: RecordPage.Form)) -> [UInt8] {
        switch cell.form {
        case .null: return Array("null".utf8)
        case .empty: return Array("[]".utf8)
        case .number, .flag: return Array(cell.text.utf8)
        case .text:
            var bytes: [UInt8] = []
            JSONWriter.append(cell.text, to: &bytes)
            return bytes
        }
    }
}

extension MendedRow {
    /// Why a row is not taken whose entry waits no longer.
    static func settled(_ entry: QuarantineEntry, _ place: Origin) -> Fault {
        let what =
            entry.dismissal.map { "was dismissed in run \($0.run)" }
            ?? "waits no longer since run \(entry.releasedRun ?? 0)"
        let advice =
            entry.releasedRun == nil
            ? "`leadloop quarantine reopen \(entry.number)` puts it back on the list."
            : "What the store has of the record now shows `leadloop quarantine show \(entry.number)`; correct it in its source."
        return Fault(
            .quarantineRowSettled, .deadLetter, "entry \(entry.number) \(what); the row was not taken", at: place,
            advice: advice)
    }

    /// Columns that were sorted without the others put one record's values under another's number.
    func strangeness(of observation: Observation) -> Fault? {
        guard let id = entry.recordID, id != observation.id else { return nil }
        return Fault(
            .quarantineRowDamaged, .deadLetter, "the row has the id of another record than entry \(entry.number)",
            at: place, seen: .shape(of: observation.id.utf8),
            advice: "Put back its id. If columns were sorted, sort all of them, or export again.")
    }
}
