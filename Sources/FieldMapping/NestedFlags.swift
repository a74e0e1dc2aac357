internal import LeadModel

/// Columns below that of a flag which forbids something, `unsubscribed.value` below `unsubscribed`: where a record has an
/// object or an element with parts in place of a word, what it says is unknown, and not nothing.
///
/// What the mapping reads or ignores is known, and so are the attributes `type` and `nil`, which say of what kind a value is,
/// and that there is none. A CSV file has no parts: a dot in its header is a letter.
struct NestedFlags {
    /// The labels of flags that forbid.
    private let labels: [String]
    private let known: Set<String>
    private let ignored: [String]
    /// For each column of the page: the label that it lies below; `nil` for nearly all of them.
    private var labelOfColumn: [String?] = []
    /// Whether the page has none.
    private(set) var isEmpty = true

    init(_ mapping: FieldMapping) {
        labels = Array(
            Set(mapping.plan.steps.filter { $0.field.forbids != nil }.flatMap { $0.source.references.map(\.label) }))
        known = Set(mapping.plan.columns)
        ignored = mapping.ignored
    }

    mutating func bind(_ page: RecordPage) {
        guard !labels.isEmpty else { return }
        if case .csv = page.frame.format { return }
        labelOfColumn = page.columns.map { column in
            labels.first { label in
                column.hasPrefix(label) && [".", "["].contains(column.dropFirst(label.count).first)
                    && !known.contains(column) && !isIgnored(column)
            }
        }
        isEmpty = labelOfColumn.allSatisfy { $0 == nil }
    }

    func isNested(_ cell: RecordPage.Cell) -> Bool { !isEmpty && labelOfColumn[Int(cell.column)] != nil }

    /// The first part of a flag that says something in a record.
    /// - Parameter isBlank: whether the flag itself is there, without a word: then only attributes are its parts.
    func cell(below reference: ColumnReference, isBlank: Bool, in page: RecordPage, _ record: Range<Int>) -> Int? {
        record.first { index in
            let cell = page.cells[index]
            guard labelOfColumn[Int(cell.column)] == reference.label else { return false }
            guard cell.form != .null, cell.form != .empty, cell.value.count > 0 else { return false }
            return !isBlank || page.columns[Int(cell.column)].dropFirst(reference.label.count).hasPrefix(".@")
        }
    }

    private func isIgnored(_ column: String) -> Bool {
        ["type", "nil"].contains { column.hasSuffix(".@\($0)") }
            || ignored.contains { $0 == column || $0.ignoresAll(like: column) }
    }
}

extension RecordMapper {
    /// - Throws: where a column of a flag has parts and no word, and no column before it has one.
    func checkNested(_ step: Step, _ page: RecordPage, _ bytes: Span<UInt8>) throws(Refusal) {
        for reference in step.source.references {
            let choice = try cells.choose(reference, in: page, bytes, step.source.nullWords ?? plan.nullWords)
            guard choice.presence != .value else {
                if case .flag(let rule) = step.rule, rule.asksEach { continue }
                return
            }
            let isBlank = choice.presence == .blank
            if let cell = nested.cell(below: reference, isBlank: isBlank, in: page, cells.cells) {
                throw Refusal(.mappingInvalidFlag, cell: cell, range: page.cells[cell].value.range)
            }
        }
    }
}
