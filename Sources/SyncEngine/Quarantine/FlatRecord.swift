import FieldMapping
import LeadModel
import LeadStore
import RecordFormats

/// A refused record as a row of labelled values, whatever format it came in.
struct FlatRecord {
    struct Value {
        /// The column as the mapping would write it; without the number of a repeated cell.
        var label: String
        /// One, or several where the record repeats the column.
        var cells: [(text: String, form: RecordPage.Form)]
    }

    /// In the order of the record; empty where no reader could make a record of its bytes.
    var values: [Value] = []
    /// What its header promises, where it came from a table; else what it holds.
    var columns: [String] = []
    /// Whether its values stand in a table, where each row has every column.
    var isTable = false
    var isReadable = false
    /// Whether it mentions somebody who was erased, so that nothing of it may come out.
    var isWithheld = false
    var raw: [UInt8]

    func value(_ label: String) -> Value? { values.first { $0.label == label } }

    /// The cells of columns that hold ids of people; those of a repeated column all, whichever of them the mapping reads.
    func cells(of columns: [FieldMapping.IdentifyingColumn]) -> [IdentifyingCell] {
        columns.flatMap { column in
            let base = column.label.last == "]" ? column.label.prefix { $0 != "[" } : column.label[...]
            return (value(column.label) ?? value(String(base)))?.cells.map {
                IdentifyingCell(text: $0.text, space: column.space)
            } ?? []
        }
    }

    /// The cells of one record of a page, put together by their labels.
    init(_ page: RecordPage, _ entry: RecordPage.Entry, selected: [FieldMapping.SelectedColumn], raw: [UInt8]) {
        self.raw = raw
        if case .csv = page.frame.format { isTable = true }
        columns = isTable ? page.columns : []
        guard entry.fault == nil else { return }
        isReadable = true
        var places: [String: Int] = [:]
        var label: String?
        for cell in page.cells[entry.cells] {
            let column = page.columns[Int(cell.column)]
            let text = page.text(of: cell)
            // An attribute that tells elements apart stands right before the element's text.
            if let match = selected.first(where: { $0.attribute == column && $0.word == text }) {
                label = match.label
                continue
            }
            let isSelected = label.map { known in selected.contains { $0.label == known && $0.element == column } }
            let name = isSelected == true ? label ?? column : column
            if isSelected == true { label = nil }
            let value = (text: text, form: cell.form)
            if let place = places[name] {
                values[place].cells.append(value)
            } else {
                places[name] = values.count
                values.append(Value(label: name, cells: [value]))
            }
        }
        if !isTable { columns = values.map(\.label) }
    }

    /// Bytes of which no record can be made.
    init(unreadable raw: [UInt8]) { self.raw = raw }

    /// A record that mentions somebody who was erased.
    static var withheld: FlatRecord {
        var record = FlatRecord(unreadable: [])
        record.isWithheld = true
        return record
    }

    /// Why an entry with such a record is not brought out.
    static func withheld(_ entry: QuarantineEntry, at place: Origin) -> Fault {
        Fault(
            .quarantineErased, .deadLetter, "entry \(entry.number) mentions a person who was erased", at: place,
            advice: "Dismiss it. Nothing of it is shown, written or taken in.")
    }
}

/// Reads refused records once more, to show them or to compare them with rows that are to mend them.
struct FlatRecords {
    let store: LeadStore
    let selected: [FieldMapping.SelectedColumn]
    private let spaces: Set<String>
    /// Those that hold ids of people; `nil` where no mapping tells.
    private let columns: [FieldMapping.IdentifyingColumn]?
    private let erased: ErasedPeople?

    /// - Parameter erased: of whom nothing is brought out; `nil` for looking for them.
    init(_ store: LeadStore, mapping: FieldMapping?, withholding erased: ErasedPeople? = nil) {
        self.store = store
        self.erased = erased
        selected = mapping?.selectedColumns ?? []
        spaces = mapping?.idSpaces ?? []
        columns = mapping?.identifyingColumns
    }

    /// The records of entries, by their numbers.
    func records(_ entries: [QuarantineEntry]) throws(Fault) -> [Int64: FlatRecord] {
        var found: [Int64: FlatRecord] = [:]
        for (number, entries) in Dictionary(grouping: entries, by: \.page).sorted(by: { $0.key < $1.key }) {
            guard let page = try store.rawPage(number) else {
                for entry in entries { found[entry.number] = FlatRecord(unreadable: []) }
                continue
            }
            let entries = entries.filter { $0.slot < page.records.count }
            // What a reader refused is read by itself: broken it would spoil its neighbours.
            let readable = entries.filter { $0.fault.code.room == .mapping }
            let together = try read(readable.map { page.records[$0.slot] }, page)
            for (index, entry) in readable.enumerated() where together?.count == readable.count {
                found[entry.number] = together?[index]
            }
            for entry in entries where found[entry.number] == nil {
                let raw = Array(page.records[entry.slot])
                let alone = try read([raw[...]], page)
                var record = FlatRecord(unreadable: raw)
                if let alone, alone.count == 1 { record = alone[0] }
                found[entry.number] = record
            }
        }
        if let erased { try withhold(erased, entries, &found) }
        return found
    }

    private func withhold(
        _ erased: ErasedPeople, _ entries: [QuarantineEntry], _ found: inout [Int64: FlatRecord]
    ) throws(Fault) {
        let streams = try store.streamsByNumber()
        for entry in entries {
            guard let record = found[entry.number] else { continue }
            let space = streams[entry.stream.number]?.idSpace ?? ""
            let id = entry.stream.kind == .lead ? entry.recordID : nil
            let isTold =
                if let columns, record.isReadable {
                    erased.isMentioned(
                        in: record.raw[...], id: id, cells: record.cells(of: columns), space: space)
                } else { erased.isMentioned(in: record.raw[...], id: id, space: space, others: spaces) }
            if isTold { found[entry.number] = .withheld }
        }
    }

    /// `nil` where the reader cannot make records of the whole.
    private func read(_ records: [ArraySlice<UInt8>], _ page: RawPage) throws(Fault) -> [FlatRecord]? {
        var found: [FlatRecord] = []
        let isWhole = try page.frame.read(records, file: page.file) { read in
            for entry in read.entries {
                let raw = found.count < records.count ? Array(records[found.count]) : []
                found.append(FlatRecord(read, entry, selected: selected, raw: raw))
            }
        }
        return isWhole ? found : nil
    }
}
