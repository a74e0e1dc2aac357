internal import LeadModel

/// A text that a link of a chain, or the rule behind the chain, could not read.
struct RefusedLink {
    /// `nil`: the rule behind the chain.
    var link: ChainLink?
    var text: String
}

/// What each link of one chain made, in order.
struct ChainNotes {
    /// What the chain began with.
    var source = ChainValue.absent
    var stages: [(kind: TransformKind, isApplied: Bool, value: ChainValue)] = []
}

/// Runs the transforms of a rule; strings are made only here, so that rules without transforms never do.
extension RecordMapper {
    mutating func fillTransformed(
        _ step: Step, _ transformed: TransformedRule, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Refusal) {
        var (value, choice) = try chainSource(step, transformed, page, bytes)
        notes?.source = value
        for link in transformed.chain.links {
            let applies = try link.condition.map { condition throws(Refusal) in try holds(condition, page, bytes) }
            if applies != false {
                do throws(RefusedText) {
                    value = try run(link, value, page, bytes)
                } catch {
                    refusedLink = RefusedLink(link: link, text: error.text)
                    if step.invalidIsBlank { return refusedLink = nil }
                    throw Refusal(error.code, cell: choice.cell, range: 0..<0)
                }
            }
            notes?.stages.append((link.kind, applies != false, value))
        }
        choice.range = 0..<0
        try fill(step, transformed.rule, value, choice, page, bytes)
    }

    // MARK: What goes in

    private mutating func chainSource(
        _ step: Step, _ transformed: TransformedRule, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Refusal) -> (ChainValue, CellIndex.Choice) {
        let absent = CellIndex.Choice(presence: .absent, cell: -1, range: 0..<0)
        let blank: ChainValue = .blank
        let nothing: ChainValue = step.absentIsNull ? blank : .absent
        if step.source.references.isEmpty { return (.absent, absent) }
        var list: ListRule?
        if case .list(let rule) = transformed.rule { list = rule }
        if transformed.chain.gathers || list != nil {
            return try gathered(step, list, page, bytes, nothing)
        }
        let choice = try choose(step.source, page, bytes)
        switch choice.presence {
        case .absent: return (nothing, choice)
        case .blank: return (.blank, choice)
        case .value:
            if page.cells[choice.cell].form == .flag, case .text = transformed.rule,
                transformed.chain.links.first?.kind != .values
            {
                throw Refusal(.mappingNotText, choice)
            }
            return (.text(Self.clean(bytes.extracting(choice.range))), choice)
        }
    }

    /// All cells of all columns, or the items of the first column of a list that holds any.
    private mutating func gathered(
        _ step: Step, _ list: ListRule?, _ page: RecordPage, _ bytes: Span<UInt8>, _ nothing: ChainValue
    ) throws(Refusal) -> (ChainValue, CellIndex.Choice) {
        var texts: [String] = []
        var first = CellIndex.Choice(presence: .absent, cell: -1, range: 0..<0)
        for reference in step.source.references {
            let indices = cells.indices(of: reference, in: page)
            if indices.isEmpty {
                let found = try cells.choose(reference, in: page, bytes, plan.nullWords)
                if first.presence == .absent { first = found }
                if found.presence == .value { texts.append(Self.clean(bytes.extracting(found.range))) }
            }
            for index in indices {
                let found = cells.read(index, in: page, bytes, plan.nullWords)
                if first.presence != .value { first = found }
                guard found.presence == .value else { continue }
                guard let list else {
                    texts.append(Self.clean(bytes.extracting(found.range)))
                    continue
                }
                do {
                    let plain = ListRule(separator: list.separator, vocabulary: nil)
                    try split(bytes.extracting(found.range), plain, into: &texts)
                } catch {
                    throw Refusal(error.code, found)
                }
            }
            if list != nil, !texts.isEmpty { break }
        }
        if !texts.isEmpty { return (.texts(texts), first) }
        return (first.presence == .absent ? nothing : .blank, first)
    }

    static func clean(_ text: Span<UInt8>) -> String {
        PlainText.isClean(text) ? PlainText.decoded(text) : PlainText.cleaned(text)
    }

    private mutating func holds(
        _ condition: Condition, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Refusal) -> Bool {
        let choice = try choose(condition.source, page, bytes)
        let isMet: Bool
        switch condition.test {
        case .isBlank: isMet = choice.presence != .value
        case .isOneOf(let words):
            isMet = choice.presence == .value && words.contains(Self.clean(bytes.extracting(choice.range)))
        }
        return isMet != condition.isNegated
    }

    // MARK: What comes out

    private mutating func fill(
        _ step: Step, _ rule: ValueRule, _ value: ChainValue, _ choice: CellIndex.Choice, _ page: RecordPage,
        _ bytes: Span<UInt8>
    ) throws(Refusal) {
        var choice = choice
        choice.presence = .value
        var text = ""
        switch value {
        case .absent: choice.presence = .absent
        case .blank: choice.presence = .blank
        case .text(let found): text = found
        case .texts(let items):
            if case .list(let list) = rule { return try fillItems(step, list, items, choice) }
        }
        if case .list(let list) = rule, choice.presence == .value { return try fillItems(step, list, [text], choice) }
        let made = Array(text.utf8)
        choice.range = 0..<made.count
        do throws(Refusal) {
            switch rule {
            case .status(let vocabulary):
                // Where a chain gathers several columns, the first that holds something stands for them.
                let column = step.source.references.firstIndex { cells.indices(of: $0, in: page).contains(choice.cell) }
                try fillStatus(vocabulary, choice, column: column ?? 0, made.span)
            case .reason(let vocabulary?): try fillReason(vocabulary, choice, made.span)
            default:
                guard choice.presence == .value else { return try fillNothing(step, rule, choice) }
                do {
                    try append(made.span, of: .text, as: step.field, rule, page, bytes)
                } catch {
                    if !step.invalidIsBlank { throw Refusal(error.code, choice) }
                }
            }
        } catch {
            refusedLink = RefusedLink(link: nil, text: text)
            throw Refusal(error.code, cell: choice.cell, range: 0..<0)
        }
    }

    private mutating func fillItems(
        _ step: Step, _ rule: ListRule, _ texts: [String], _ choice: CellIndex.Choice
    ) throws(Refusal) {
        var items: [String] = []
        let whole = ListRule(separator: [], vocabulary: rule.vocabulary)
        for text in texts {
            do {
                try split(Array(text.utf8).span, whole, into: &items)
            } catch {
                if step.invalidIsBlank { return }
                refusedLink = RefusedLink(link: nil, text: text)
                throw Refusal(error.code, cell: choice.cell, range: 0..<0)
            }
        }
        if items.isEmpty { builder.appendNull(step.field) } else { builder.append(step.field, list: items) }
    }
}
