internal import LeadModel

/// Finds the cells of one record by the slots of a plan.
///
/// Columns are bound to slots once per export, and again when a page has more of them; a record then costs one write
/// per cell that anybody reads.
struct CellIndex {
    private struct Slot {
        /// The record whose cells these are; older ones count as absent.
        var record: UInt32 = 0
        var first: Int32 = 0
        var count: Int32 = 0
    }

    /// What the columns of a source hold in this record.
    struct Choice {
        enum Presence {
            case absent
            case blank
            case value
        }

        var presence: Presence
        /// Index into the page's cells; of the first blank cell where blank, -1 where absent.
        var cell: Int
        /// The value without white space around it.
        var range: Range<Int>
    }

    /// How many columns of the page are bound; -1 for none yet.
    private(set) var boundColumns = -1
    private var slotOfColumn: [Int32] = []
    private var slots: [Slot] = []
    private var record: UInt32 = 0
    /// Those of the record, among the cells of its page.
    private(set) var cells = 0..<0

    /// Binds the columns of a page to the slots of a plan.
    mutating func bind(_ columns: [String], to plan: Plan) {
        var slotOfLabel: [String: Int32] = [:]
        for (slot, label) in plan.columns.enumerated() { slotOfLabel[label] = Int32(slot) }
        slotOfColumn = columns.map { slotOfLabel[$0] ?? -1 }
        if slots.isEmpty { slots = Array(repeating: Slot(), count: plan.columns.count) }
        boundColumns = columns.count
    }

    /// Turns to the cells of one record.
    mutating func open(_ page: RecordPage, _ range: Range<Int>) {
        record += 1
        cells = range
        let pageCells = page.cells
        let all = pageCells.span
        for index in range {
            let slot = Int(slotOfColumn[Int(all[index].column)])
            if slot < 0 { continue }
            if slots[slot].record == record {
                slots[slot].count += 1
            } else {
                slots[slot] = Slot(record: record, first: Int32(truncatingIfNeeded: index), count: 1)
            }
        }
    }

    /// The first of the columns that is not blank.
    /// - Throws: where a column has several cells that differ.
    @inline(__always)
    func choose(
        _ source: ColumnSource, in page: RecordPage, _ bytes: Span<UInt8>, _ nullWords: NullWords
    ) throws(Refusal) -> Choice {
        let slot = slots[source.firstSlot]
        if slot.record == record, slot.count == 1 {
            let choice = read(Int(slot.first), in: page, bytes, nullWords)
            if choice.presence == .value || source.references.count == 1 { return choice }
        }
        return try chooseAmong(source, in: page, bytes, nullWords)
    }

    @inline(never)
    private func chooseAmong(
        _ source: ColumnSource, in page: RecordPage, _ bytes: Span<UInt8>, _ nullWords: NullWords
    ) throws(Refusal) -> Choice {
        var choice = Choice(presence: .absent, cell: -1, range: 0..<0)
        for reference in source.references {
            let found = try choose(reference, in: page, bytes, nullWords)
            if found.presence == .value { return found }
            if found.presence == .blank, choice.presence == .absent { choice = found }
        }
        return choice
    }

    func choose(
        _ reference: ColumnReference, in page: RecordPage, _ bytes: Span<UInt8>, _ nullWords: NullWords
    ) throws(Refusal) -> Choice {
        let slot = slots[reference.slot]
        if slot.record == record, slot.count == 1 { return read(Int(slot.first), in: page, bytes, nullWords) }
        return try chooseRarely(reference, in: page, bytes, nullWords)
    }

    /// Repeated cells, numbered cells, and columns below one that is null.
    @inline(never)
    private func chooseRarely(
        _ reference: ColumnReference, in page: RecordPage, _ bytes: Span<UInt8>, _ nullWords: NullWords
    ) throws(Refusal) -> Choice {
        var choice = Choice(presence: .absent, cell: -1, range: 0..<0)
        if let repeated = reference.repeated, slots[reference.slot].record != record {
            let numbered = indices(ofSlot: repeated.slot, in: page)
            if repeated.number < numbered.count { return read(numbered[repeated.number], in: page, bytes, nullWords) }
            for index in numbered {
                let found = read(index, in: page, bytes, nullWords)
                if found.presence == .value { return choice }
                choice = found  // a lone `false` where others write [1, "India"]
            }
            return choice
        }
        for index in indices(of: reference, in: page) {
            let found = read(index, in: page, bytes, nullWords)
            switch (choice.presence, found.presence) {
            case (.value, .value):
                guard equal(bytes, choice.range, found.range) else {
                    throw Refusal(.mappingAmbiguousCell, cell: index, range: found.range)
                }
            case (.absent, _), (.blank, .value): choice = found
            default: break
            }
        }
        if choice.presence == .absent {
            for slot in reference.above {
                for index in indices(ofSlot: slot, in: page) {
                    let found = read(index, in: page, bytes, nullWords)
                    if found.presence == .blank { return found }
                }
            }
        }
        return choice
    }

    /// Every cell of a column in this record.
    func indices(of reference: ColumnReference, in page: RecordPage) -> [Int] {
        if slots[reference.slot].record != record {
            if let selected = reference.selected { return indices(of: selected, in: page) }
            if let item = reference.item { return indices(of: item, in: page) }
        }
        return indices(ofSlot: reference.slot, in: page)
    }

    /// The wanted member of the items whose other member holds the word.
    private func indices(of wanted: SelectedItem, in page: RecordPage) -> [Int] {
        let told = indices(ofSlot: wanted.member, in: page) + indices(ofSlot: wanted.attribute, in: page)
        let items = told.filter { page.bytes[page.cells[$0].value.range].elementsEqual(wanted.word) }
            .map { page.cells[$0].item }
        return indices(ofSlot: wanted.slot, in: page).filter {
            items.contains(page.cells[$0].item) && page.cells[$0].item != RecordPage.Cell.lastItem
        }
    }

    /// The texts of the elements whose attribute holds the word.
    private func indices(of selected: SelectedElement, in page: RecordPage) -> [Int] {
        indices(ofSlot: selected.attribute, in: page).compactMap { attribute in
            guard page.bytes[page.cells[attribute].value.range].elementsEqual(selected.word) else { return nil }
            // An element's attributes stand right before its text; the next element's attribute ends it.
            for index in attribute + 1..<cells.upperBound {
                let slot = slotOfColumn[Int(page.cells[index].column)]
                if slot == Int32(selected.slot) { return index }
                if slot == Int32(selected.attribute) { return nil }
            }
            return nil
        }
    }

    func indices(ofSlot slot: Int, in page: RecordPage) -> [Int] {
        guard slots[slot].record == record else { return [] }
        return (Int(slots[slot].first)..<cells.upperBound).filter {
            slotOfColumn[Int(page.cells[$0].column)] == Int32(slot)
        }
    }

    @inline(__always)
    func read(_ index: Int, in page: RecordPage, _ bytes: Span<UInt8>, _ nullWords: NullWords) -> Choice {
        let cell = page.cells[index]
        let start = Int(cell.value.start)
        if cell.form == .null || cell.form == .empty || cell.value.count == 0 {
            return Choice(presence: .blank, cell: index, range: start..<start)
        }
        let range = PlainText.trimmed(bytes, start..<start + Int(cell.value.count))
        let isBlank = range.isEmpty || nullWords.contains(bytes.extracting(range))
        return Choice(presence: isBlank ? .blank : .value, cell: index, range: range)
    }

    private func equal(_ bytes: Span<UInt8>, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count where bytes[left.lowerBound + offset] != bytes[right.lowerBound + offset] {
            return false
        }
        return true
    }
}

/// Why a record cannot be mapped, and where: small, because it is thrown on the hot path.
struct Refusal: Error {
    var code: FaultCode
    /// Index into the page's cells; -1 where there is none.
    var cell: Int
    var range: Range<Int>

    init(_ code: FaultCode, cell: Int, range: Range<Int>) {
        self.code = code
        self.cell = cell
        self.range = range
    }

    init(_ code: FaultCode, _ choice: CellIndex.Choice) {
        self.init(code, cell: choice.cell, range: choice.range)
    }
}
