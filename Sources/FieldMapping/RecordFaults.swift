internal import LeadModel

/// What is said of a record, or of an export, that cannot be mapped. A person's data never gets into a fault: words of
/// closed vocabularies are shown if they look like words, everything else by its shape.
extension RecordMapper {
    /// The fault of one record; what a chain noted of it is forgotten.
    mutating func takeFault(_ refusal: Refusal, of step: Step, in page: RecordPage, _ entry: Int) -> Fault {
        let record = page.entries[entry]
        let refused = refusedLink
        refusedLink = nil
        let hasCell = refusal.cell >= 0
        let column = hasCell ? page.columns[Int(page.cells[refusal.cell].column)] : step.source.label
        let bytes = refused.map { Array($0.text.utf8) } ?? Array(page.bytes[refusal.range])
        let isNested = hasCell && nested.isNested(page.cells[refusal.cell])
        let summary =
            isNested
            ? "'\(step.source.label)' is to say yes or no, and has parts here" : summary(refusal.code, step.field)
        return Fault(
            refusal.code, .deadLetter, refused?.link.map { "transform '\($0.kind.rawValue)': \(summary)" } ?? summary,
            at: Origin(file: file, line: record.line, record: record.number),
            field: column.isEmpty ? step.field.word : column,
            seen: bytes.isEmpty ? nil : seen(bytes, refusal.code, in: page, entry),
            advice: isNested
                ? "Map '\(column)' to '\(step.field.word)' in \(mappingFile), or list it under `ignore:` if it says neither yes nor no."
                : refused?.link.flatMap { advice($0, refusal.code, step, bytes) }
                    ?? advice(refusal.code, step, column, bytes))
    }

    /// What to do about a text that a transform cannot read; `nil` where the advice is that of the value's type.
    private func advice(_ link: ChainLink, _ code: FaultCode, _ step: Step, _ bytes: [UInt8]) -> String? {
        let rule = "the rule of '\(step.field.word)' in \(mappingFile)"
        if case .values(let vocabulary) = link.transform { return vocabularyAdvice(vocabulary, bytes) }
        guard code != .mappingValueTooLong else { return nil }
        return
            "Correct it in the source, or write `otherwise: keep` or `otherwise: blank` behind the transform in \(rule)."
    }

    private func vocabularyAdvice(_ vocabulary: Vocabulary<String>, _ bytes: [UInt8]) -> String {
        vocabularyAdvice(vocabulary.place, vocabulary.table.words, bytes)
    }

    private func seen(_ bytes: [UInt8], _ code: FaultCode, in page: RecordPage, _ entry: Int) -> Seen {
        switch code {
        case .mappingUnmappedStatus, .mappingUnmappedReason, .mappingUnmappedValue, .mappingInvalidFlag:
            guard ShownWords(names: names(in: page, entry)).allows(bytes) else { return Seen.shape(of: bytes) }
            return .word(String(decoding: bytes, as: UTF8.self))
        case .mappingInvalidCountry, .mappingInvalidRegion:
            // A region may be one, and of another country.
            let word = String(decoding: bytes, as: UTF8.self)
            return ShownWords.isPlaceName(word) ? .word(word) : Seen.shape(of: bytes)
        default: return Seen.shape(of: bytes)
        }
    }

    /// What people are called in one record, as far as the mapping reads it.
    private func names(in page: RecordPage, _ entry: Int) -> [String] {
        let fields: Set<Field> = [.firstName, .lastName, .owner]
        let labels = Set(plan.steps.filter { fields.contains($0.field) }.flatMap { $0.source.references.map(\.label) })
        return page.entries[entry].cells.filter { labels.contains(page.columns[Int(page.cells[$0].column)]) }.map {
            page.text(of: page.cells[$0])
        }
    }

    private func summary(_ code: FaultCode, _ field: Field) -> String {
        switch code {
        case .mappingIdentityMissing: "the record has no id"
        case .mappingUnmappedStatus, .mappingUnmappedReason, .mappingUnmappedValue: "this word is not mapped"
        case .mappingAmbiguousCell: "the column is there several times with different values"
        case .mappingNotText: "'\(field.word)' cannot be true or false"
        case .mappingInvalidEmail: "this is not an e-mail address"
        case .mappingInvalidPhone: "this telephone number has no digits"
        case .mappingInvalidDate: "no such date, or not in the declared format"
        case .mappingAbsurdDate: "the date lies before 1900 or after 2100"
        case .mappingFutureTime: "the time lies more than a day ahead"
        case .mappingSkippedTime: "clocks of the declared zone never showed this time"
        case .mappingZoneMissing: "the time has no offset, and no zone is declared"
        case .mappingInvalidNumber: "this is not a number"
        case .mappingInvalidMoney: "this is not an amount in a known currency"
        case .mappingInvalidFlag: "this says neither yes nor no"
        case .mappingInvalidCountry: "no country has this code or name"
        case .mappingInvalidRegion: "no region of this country has this code or name"
        case .mappingInvalidMarkup: "this HTML nests too deep"
        case .mappingNoMatch: "the pattern finds nothing"
        case .mappingInvalidIdentifier: "this cannot be an id"
        case .mappingValueTooLong: "the value is longer than \(PlainText.limitBytes / 1_024) KiB"
        default: "the value cannot be mapped"
        }
    }

    private func advice(_ code: FaultCode, _ step: Step, _ column: String, _ bytes: [UInt8]) -> String {
        let rule = "the rule of '\(step.field.word)' in \(mappingFile)"
        switch code {
        case .mappingIdentityMissing:
            return "Export the column '\(step.source.label)', or correct `identity:` in \(mappingFile)."
        case .mappingUnmappedStatus, .mappingUnmappedReason, .mappingUnmappedValue:
            return vocabularyAdvice(step, bytes)
        case .mappingAmbiguousCell:
            return "Say which one counts: `\(column)[0]` is the first, `\(column)[1]` the second, in \(rule)."
        case .mappingNotText:
            return "Add `false` to `null-words:` in \(mappingFile) if the system writes it for nothing."
        case .mappingInvalidEmail, .mappingInvalidPhone:
            return "Correct it in the source, or write `invalid: blank` in \(rule) to keep such records without it."
        case .mappingInvalidDate:
            return "Correct it in the source, or add its format to `format:` in \(rule)."
        case .mappingAbsurdDate: return "Correct it in the source, or check whether `format:` in \(rule) fits."
        case .mappingFutureTime:
            return "Correct it in the source, or check whether `format:` and `zone:` in \(rule) fit."
        case .mappingSkippedTime:
            return "It lies in the hour that summer time skips. Correct it, or check whether `zone:` in \(rule) fits."
        case .mappingZoneMissing: return "Add `zone: Area/City` to \(rule)."
        case .mappingInvalidNumber: return "Correct it in the source, or declare `decimal: comma` in \(rule)."
        case .mappingInvalidMoney: return "Correct it in the source, or check `currency:` and `decimal:` in \(rule)."
        case .mappingInvalidFlag: return "Add the word to `true-words:` or `false-words:` in \(rule)."
        case .mappingInvalidCountry:
            return "Correct it in the source, or map such words with `values:` in \(rule)."
        case .mappingInvalidIdentifier:
            return "Check that no spreadsheet rounded or re-cased the ids, and whether `as:` in \(rule) fits."
        default: return "Shorten it in the source, or take the column out of \(mappingFile)."
        }
    }

    private func vocabularyAdvice(_ step: Step, _ bytes: [UInt8]) -> String {
        let (place, words) = vocabulary(of: step.rule.last)
        return vocabularyAdvice(place, words, bytes)
    }

    private func vocabularyAdvice(_ place: Origin?, _ words: [String], _ bytes: [UInt8]) -> String {
        let line = place?.line.map { ":\($0)" } ?? ""
        var advice = "Add it under `values:` at \(mappingFile)\(line)."
        let word = String(decoding: bytes, as: UTF8.self)
        if let nearest = Nearest.name(for: word, among: words) { advice += " The nearest known word is '\(nearest)'." }
        return advice
    }

    private func vocabulary(of rule: ValueRule) -> (Origin?, [String]) {
        switch rule {
        case .words(let vocabulary): (vocabulary.place, vocabulary.table.words)
        case .status(let vocabulary): (vocabulary.place, vocabulary.table.words)
        case .reason(let vocabulary?): (vocabulary.place, vocabulary.table.words)
        case .list(let rule): (rule.vocabulary?.place, rule.vocabulary?.table.words ?? [])
        default: (nil, [])
        }
    }

    /// Why no record of an export can be mapped: a CSV header lacks a mapped column, or has it twice.
    ///
    /// Where a rule lists several columns, one of them must be there. JSON and XML leave out what is empty, so their
    /// columns are not missed.
    func columnFault(_ page: RecordPage) -> Fault? {
        guard case .csv = page.frame.format else { return nil }
        for source in plan.sources {
            for reference in source.references where page.columns.count(where: { $0 == reference.label }) > 1 {
                return Fault(
                    .mappingDuplicateColumn, .stopStream, "the header has this column more than once",
                    at: Origin(file: file), field: reference.label,
                    advice: "Rename one of them, or say which counts with `\(reference.label)[0]` in \(mappingFile).")
            }
            if source.references.contains(where: { $0.isThere(among: page.columns, of: plan) }) { continue }
            return Fault(
                .mappingUnknownColumn, .stopStream, "the export has no such column", at: Origin(file: file),
                field: source.label,
                advice: "\(columnAdvice(source, page.columns)) Correct the export, or the name in \(mappingFile).")
        }
        return nil
    }

    /// Names columns only where at least one of them is known: otherwise the first line may be no header but a person.
    private func columnAdvice(_ source: ColumnSource, _ columns: [String]) -> String {
        guard plan.mapped.contains(where: columns.contains) else {
            return "None of its \(columns.count) columns is known to the mapping; the first line may not be a header."
        }
        for reference in source.references {
            if let name = Nearest.name(for: reference.label, among: columns) { return "Did you mean '\(name)'?" }
        }
        let shown = columns.prefix(12).joined(separator: ", ")
        return "The export has: \(shown)\(columns.count > 12 ? " and \(columns.count - 12) more" : "")."
    }
}
