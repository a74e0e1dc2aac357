internal import Foundation
public import LeadModel

/// Turns the records of one export into observations, page by page.
///
/// Columns are bound to slots with the first page and again when a later page has more; so a mapper serves one export,
/// and a second export gets its own. Values go straight from the page's bytes into the packed observation.
public struct RecordMapper {
    /// The id space of `identity.id`: the mapping's `ids:`, or else the source's name.
    public let idSpace: String
    let mappingFile: String
    let file: String
    let kind: RecordKind
    let plan: Plan
    var cells = CellIndex()
    /// Columns below those of flags that forbid.
    var nested: NestedFlags
    var builder = FieldValuesBuilder()
    var zones: [ZoneClock]
    /// What the page itself cannot be mapped for; every record of it fails with this.
    private(set) var pageFault: Fault?
    var isDiscarded = false
    /// Which of the status' columns it was read from; -1 for none.
    var statusColumn = -1
    var phone = PhoneNumber()
    var scratch: [UInt8] = []
    /// What a chain refused, for the fault of it.
    var refusedLink: RefusedLink?
    /// Takes notes of what each link of a chain makes, where somebody wants to see it.
    var notes: ChainNotes?
    let countries = CountryName.known
    /// No record was changed, and nothing was done, later than this.
    let latest: Instant
    /// The earliest time at which a record will be understood that was refused because it lies ahead.
    public internal(set) var understandsMoreFrom: Instant?

    init(_ mapping: FieldMapping, source: String, file: String, now: Instant?) {
        idSpace = mapping.ids ?? source
        mappingFile = mapping.file
        kind = mapping.kind
        plan = mapping.plan
        nested = NestedFlags(mapping)
        zones = mapping.plan.zones.map(ZoneClock.init)
        self.file = file
        // A day for clocks that are wrong, and for zones that are declared wrong.
        latest = now.map { Instant(milliseconds: $0.milliseconds + 86_400_000) } ?? Instant(milliseconds: .max)
        scratch.reserveCapacity(256)
    }

    /// What a record says, or why it cannot be understood.
    ///
    /// A record that could not be read fails with its reader's fault. A fault with the remedy `stopStream` concerns the
    /// export (a mapped column is missing) and meets every record of it.
    public mutating func observe(_ page: RecordPage, _ entry: Int) -> Result<Observation, Fault> {
        if let fault = open(page, entry) { return .failure(fault) }
        let allBytes = page.bytes
        let bytes = allBytes.span
        for step in plan.steps {
            do {
                try fill(step, page, bytes)
            } catch {
                builder.reset()
                return .failure(takeFault(error, of: step, in: page, entry))
            }
        }
        return .success(Observation(kind: kind, fields: builder.finish()))
    }

    /// Turns to a record.
    /// - Returns: why it cannot be read at all, or why nothing of its export can be mapped.
    mutating func open(_ page: RecordPage, _ entry: Int) -> Fault? {
        if let fault = page.entries[entry].fault { return fault }
        bind(page)
        if let pageFault { return pageFault }
        cells.open(page, page.entries[entry].cells)
        isDiscarded = false
        statusColumn = -1
        return nil
    }

    mutating func bind(_ page: RecordPage) {
        guard cells.boundColumns != page.columns.count else { return }
        cells.bind(page.columns, to: plan)
        nested.bind(page)
        pageFault = columnFault(page)
    }

    @inline(__always)
    mutating func choose(
        _ source: ColumnSource, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Refusal) -> CellIndex.Choice {
        try cells.choose(source, in: page, bytes, source.nullWords ?? plan.nullWords)
    }

    mutating func fill(_ step: Step, _ page: RecordPage, _ bytes: Span<UInt8>) throws(Refusal) {
        if !nested.isEmpty, step.field.forbids != nil, !step.invalidIsBlank { try checkNested(step, page, bytes) }
        switch step.rule {
        case .status(let vocabulary):
            let (choice, number, _) = try meaning(step.source, vocabulary, .mappingUnmappedStatus, page, bytes)
            return try fillStatus(vocabulary, choice, column: number, bytes)
        case .reason(let vocabulary):
            guard let vocabulary else { return fillImpliedReason() }
            let choice = try meaning(step.source, vocabulary, .mappingUnmappedReason, page, bytes).choice
            return try fillReason(vocabulary, choice, bytes)
        case .since(let columns, let rule): return try fillSince(step, columns, rule, page, bytes)
        case .words(let vocabulary): return try fillWords(step, vocabulary, page, bytes)
        case .list(let rule): return try fillList(step, rule, page, bytes)
        case .identifiers(let rules), .references(let rules): return try fillIdentifiers(step, rules, page, bytes)
        case .concerns(let rules): return try fillConcern(step, rules, page, bytes)
        case .transformed(let transformed): return try fillTransformed(step, transformed, page, bytes)
        case .flag(let rule) where rule.asksEach: return try fillAnyFlag(step, rule, page, bytes)
        default: break
        }
        let choice = try choose(step.source, page, bytes)
        guard choice.presence == .value else { return try fillNothing(step, step.rule, choice) }
        do {
            let text = bytes.extracting(choice.range)
            try append(text, of: page.cells[choice.cell].form, as: step.field, step.rule, page, bytes)
        } catch {
            if !step.invalidIsBlank { throw Refusal(error.code, choice) }
        }
    }

    private mutating func fillWords(
        _ step: Step, _ vocabulary: Vocabulary<FieldValue>, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Refusal) {
        let found: (choice: CellIndex.Choice, column: Int, meaning: FieldValue?)
        do {
            found = try meaning(step.source, vocabulary, .mappingUnmappedValue, page, bytes)
        } catch {
            if step.invalidIsBlank, error.code == .mappingUnmappedValue { return }
            throw error
        }
        if let value = found.meaning { return builder.append(step.field, value) }
        if found.choice.presence == .value { return builder.appendNull(step.field) }
        try fillNothing(step, step.rule, found.choice)
    }

    mutating func fillNothing(_ step: Step, _ rule: ValueRule, _ choice: CellIndex.Choice) throws(Refusal) {
        if step.field == .id { throw Refusal(.mappingIdentityMissing, choice) }
        if choice.presence == .absent, !step.absentIsNull { return }
        if case .flag(let rule) = rule, let flag = rule.blank, choice.presence == .blank {
            builder.append(step.field, flag: flag)
        } else {
            builder.appendNull(step.field)
        }
    }
}
