internal import LeadModel

/// Statuses, reasons, lists and ids: values of which a record may hold several, or that fill two fields.
extension RecordMapper {
    /// - Parameter column: the number of the column that it was read from.
    mutating func fillStatus(
        _ vocabulary: Vocabulary<Stage>, _ choice: CellIndex.Choice, column: Int, _ bytes: Span<UInt8>
    ) throws(Refusal) {
        guard choice.presence == .value else { return }
        let text = bytes.extracting(choice.range)
        guard let meaning = vocabulary.table.meaning(of: text) else { throw Refusal(.mappingUnmappedStatus, choice) }
        guard let stage = meaning else { return }
        isDiscarded = stage == .discarded
        statusColumn = column
        builder.append(stage: stage)
        try appendWord(text, .statusWord, choice)
    }

    /// The first of the columns that holds a word with a meaning, which number it has, and the meaning. Where no word
    /// means anything: what the columns hold otherwise.
    func meaning<Meaning>(
        _ source: ColumnSource, _ vocabulary: Vocabulary<Meaning>, _ unmapped: FaultCode, _ page: RecordPage,
        _ bytes: Span<UInt8>
    ) throws(Refusal) -> (choice: CellIndex.Choice, column: Int, meaning: Meaning?) {
        var rest = CellIndex.Choice(presence: .absent, cell: -1, range: 0..<0)
        for (number, reference) in source.references.enumerated() {
            let choice = try cells.choose(reference, in: page, bytes, source.nullWords ?? plan.nullWords)
            switch choice.presence {
            case .value:
                guard let meaning = vocabulary.table.meaning(of: bytes.extracting(choice.range)) else {
                    throw Refusal(unmapped, choice)
                }
                if let meaning { return (choice, number, meaning) }
                if rest.presence != .value { rest = choice }
            case .blank: if rest.presence == .absent { rest = choice }
            case .absent: break
            }
        }
        return (rest, -1, nil)
    }

    /// Since when the status holds: the column that belongs to the status' own.
    mutating func fillSince(
        _ step: Step, _ columns: [ColumnSource], _ rule: DateRule, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Refusal) {
        guard columns.indices.contains(statusColumn) else { return }
        let choice = try choose(columns[statusColumn], page, bytes)
        guard choice.presence == .value else { return }
        do {
            try appendTime(bytes.extracting(choice.range), as: step.field, rule)
        } catch {
            throw Refusal(error.code, choice)
        }
    }

    /// The reason of a mapping that maps none.
    mutating func fillImpliedReason() {
        if isDiscarded { builder.append(discardReason: .unknown) }
    }

    mutating func fillReason(
        _ vocabulary: Vocabulary<DiscardReason>, _ choice: CellIndex.Choice, _ bytes: Span<UInt8>
    ) throws(Refusal) {
        var reason: DiscardReason?
        if choice.presence == .value {
            guard let meaning = vocabulary.table.meaning(of: bytes.extracting(choice.range)) else {
                throw Refusal(.mappingUnmappedReason, choice)
            }
            reason = meaning
        }
        if let known = reason ?? (isDiscarded ? .unknown : nil) {
            builder.append(discardReason: known)
        } else if choice.presence != .absent {
            builder.appendNull(.discardReason)
        }
        if reason != nil {
            try appendWord(bytes.extracting(choice.range), .discardReasonWord, choice)
        } else if choice.presence != .absent {
            builder.appendNull(.discardReasonWord)
        }
    }

    private mutating func appendWord(
        _ text: Span<UInt8>, _ field: Field, _ choice: CellIndex.Choice
    ) throws(Refusal) {
        do {
            try PlainText.append(text, as: field, to: &builder)
        } catch {
            throw Refusal(error.code, choice)
        }
    }

    /// The first column that holds anything, with all its cells.
    mutating func fillList(
        _ step: Step, _ rule: ListRule, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Refusal) {
        var isPresent = false
        for reference in step.source.references {
            var items: [String] = []
            let indices = cells.indices(of: reference, in: page)
            if indices.isEmpty {
                isPresent =
                    try cells.choose(reference, in: page, bytes, plan.nullWords).presence != .absent || isPresent
            }
            for index in indices {
                isPresent = true
                let choice = cells.read(index, in: page, bytes, plan.nullWords)
                guard choice.presence == .value else { continue }
                do {
                    try split(bytes.extracting(choice.range), rule, into: &items)
                } catch {
                    throw Refusal(error.code, choice)
                }
            }
            if !items.isEmpty { return builder.append(step.field, list: items) }
        }
        if isPresent || step.absentIsNull { builder.appendNull(step.field) }
    }

    func split(_ text: Span<UInt8>, _ rule: ListRule, into items: inout [String]) throws(Unreadable) {
        var start = 0
        while start <= text.count {
            var end = rule.separator.isEmpty ? text.count : start
            while end < text.count, !starts(text, end, rule.separator) { end += 1 }
            let range = PlainText.trimmed(text, start..<end)
            let item = text.extracting(range)
            start = end + max(1, rule.separator.count)
            if range.isEmpty || plan.nullWords.contains(item) { continue }
            if let vocabulary = rule.vocabulary {
                guard let meaning = vocabulary.table.meaning(of: item) else { throw Unreadable(.mappingUnmappedValue) }
                if let meaning { items.append(meaning) }
            } else {
                items.append(try PlainText.string(item))
            }
        }
    }

    private func starts(_ text: Span<UInt8>, _ at: Int, _ separator: [UInt8]) -> Bool {
        guard at + separator.count <= text.count else { return false }
        for offset in 0..<separator.count where text[at + offset] != separator[offset] { return false }
        return true
    }

    /// A flag that several columns tell: one yes is enough, whatever the others hold. Without one, a word that says
    /// neither is refused, and no is no.
    mutating func fillAnyFlag(
        _ step: Step, _ rule: FlagRule, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Refusal) {
        var rest = CellIndex.Choice(presence: .absent, cell: -1, range: 0..<0)
        var saysNo = false
        var refusal: Refusal?
        for reference in step.source.references {
            do throws(Refusal) {
                let choice = try cells.choose(reference, in: page, bytes, step.source.nullWords ?? plan.nullWords)
                if choice.presence == .value {
                    do throws(Unreadable) {
                        if try flag(bytes.extracting(choice.range), rule) {
                            return builder.append(step.field, flag: true)
                        }
                        saysNo = true
                    } catch {
                        throw Refusal(error.code, choice)
                    }
                } else if rest.presence == .absent {
                    rest = choice
                }
            } catch {
                refusal = refusal ?? error
            }
        }
        if let refusal {
            // Columns that differ, or a word that is not known: the field is left out only where the mapping says so.
            if step.invalidIsBlank, refusal.code == .mappingInvalidFlag { return }
            throw refusal
        }
        if saysNo { return builder.append(step.field, flag: false) }
        try fillNothing(step, step.rule, rest)
    }

    /// Every id that is there, in written order, each once.
    mutating func fillIdentifiers(
        _ step: Step, _ rules: [IdentifierRule], _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Refusal) {
        var ids: [String] = []
        var isPresent = false
        for rule in rules {
            let choice = try choose(rule.source, page, bytes)
            isPresent = isPresent || choice.presence != .absent
            guard choice.presence == .value else { continue }
            for part in parts(of: choice, separator: rule.separator, bytes) {
                if let id = try identifier(rule, part, page, bytes), !ids.contains(id) { ids.append(id) }
            }
        }
        if !ids.isEmpty {
            builder.append(step.field, list: ids)
        } else if isPresent {
            builder.appendNull(step.field)
        }
    }

    /// The ids of a cell that is not blank, each without white space around it.
    private func parts(
        of choice: CellIndex.Choice, separator: [UInt8], _ bytes: Span<UInt8>
    ) -> [CellIndex.Choice] {
        guard !separator.isEmpty else { return [choice] }
        var parts: [CellIndex.Choice] = []
        var start = choice.range.lowerBound
        while start <= choice.range.upperBound {
            var end = start
            while end < choice.range.upperBound, !starts(bytes, end, separator) { end += 1 }
            let range = PlainText.trimmed(bytes, start..<end)
            if !range.isEmpty { parts.append(CellIndex.Choice(presence: .value, cell: choice.cell, range: range)) }
            start = end + separator.count
        }
        return parts
    }

    mutating func fillConcern(
        _ step: Step, _ rules: [IdentifierRule], _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Refusal) {
        var isPresent = false
        for rule in rules {
            let choice = try choose(rule.source, page, bytes)
            isPresent = isPresent || choice.presence != .absent
            if choice.presence == .value, let id = try identifier(rule, choice, page, bytes) {
                return builder.append(step.field, text: id)
            }
        }
        if isPresent { builder.appendNull(step.field) }
    }

    private mutating func identifier(
        _ rule: IdentifierRule, _ choice: CellIndex.Choice, _ page: RecordPage, _ bytes: Span<UInt8>
    ) throws(Refusal) -> String? {
        let text = bytes.extracting(choice.range)
        let prefix = rule.space.isEmpty ? "" : rule.space + ":"
        do throws(Unreadable) {
            switch rule.form {
            case .plain:
                if page.cells[choice.cell].form == .flag { throw Unreadable(.mappingNotText) }
                try RecordID.check(text)
                return prefix + (try PlainText.string(text))
            case .salesforce: try RecordID.readSalesforce(text, into: &scratch)
            case .email: try EmailAddress.read(text, into: &scratch)
            }
            return prefix + String(decoding: scratch, as: UTF8.self)
        } catch {
            throw Refusal(error.code, choice)
        }
    }
}
