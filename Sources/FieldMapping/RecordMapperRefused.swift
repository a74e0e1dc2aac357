public import LeadModel

/// What a record still tells that could not be mapped: each part read by itself.
extension RecordMapper {
    /// The id of a record that could not be mapped, where that much of it can be read.
    public mutating func identify(_ page: RecordPage, _ entry: Int) -> String? {
        guard isOpen(page, entry), let step = plan.steps.first(where: { $0.field == .id }) else { return nil }
        return part(step, page, entry)?.text(.id)
    }

    /// What a record that could not be mapped says of who it is or whom it concerns, as far as each of these fields can be
    /// read by itself.
    public mutating func identifyingParts(_ page: RecordPage, _ entry: Int) -> [Observation] {
        guard isOpen(page, entry) else { return [] }
        var parts: [Observation] = []
        for step in plan.steps
        where [.id, .mergedInto, .convertedTo, .references, .concerns, .email].contains(step.field) {
            if let fields = part(step, page, entry) { parts.append(Observation(kind: kind, fields: fields)) }
        }
        return parts
    }

    /// The flags of a record that could not be mapped which forbid something: those that say yes, and those of which nobody
    /// can read what they say.
    public mutating func forbiddingFlags(_ page: RecordPage, _ entry: Int) -> [Field] {
        guard isOpen(page, entry) else { return [] }
        var flags: [Field] = []
        for step in plan.steps where step.field.forbids != nil {
            if part(step, page, entry).map({ $0.entry(step.field)?.flag == true }) ?? true { flags.append(step.field) }
        }
        return flags
    }

    /// When a record that could not be mapped says that it was changed, where that much of it can be read.
    public mutating func saidAt(_ page: RecordPage, _ entry: Int) -> Instant? {
        guard isOpen(page, entry), let step = plan.steps.first(where: { $0.field == .modified }) else { return nil }
        return part(step, page, entry)?.instant(.modified)
    }

    /// Whether a record that could not be mapped holds something for a field that nobody can read.
    public mutating func isUnreadable(_ field: Field, _ page: RecordPage, _ entry: Int) -> Bool {
        guard isOpen(page, entry) else { return true }
        return plan.steps.contains { $0.field == field && part($0, page, entry) == nil }
    }

    /// The cells of a record that hold ids of people, whether or not they can be read as such.
    public mutating func identifyingCells(_ page: RecordPage, _ entry: Int) -> [IdentifyingCell] {
        bind(page)
        guard page.entries[entry].fault == nil else { return [] }
        cells.open(page, page.entries[entry].cells)
        return plan.identifyingReferences(of: kind).flatMap { reference, space in
            let numbered = reference.repeated.map { cells.indices(ofSlot: $0.slot, in: page) } ?? []
            return (cells.indices(of: reference, in: page) + numbered).map { index in
                IdentifyingCell(text: page.text(of: page.cells[index]), space: space)
            }
        }
    }

    /// Whether a reader made a record of it, and the mapping fits its page.
    private mutating func isOpen(_ page: RecordPage, _ entry: Int) -> Bool {
        bind(page)
        return page.entries[entry].fault == nil && pageFault == nil
    }

    /// What one step makes of a record; `nil` where it cannot read its cells.
    private mutating func part(_ step: Step, _ page: RecordPage, _ entry: Int) -> FieldValues? {
        cells.open(page, page.entries[entry].cells)
        let allBytes = page.bytes
        do {
            try fill(step, page, allBytes.span)
            return builder.finish()
        } catch {
            builder.reset()
            refusedLink = nil
            return nil
        }
    }
}
