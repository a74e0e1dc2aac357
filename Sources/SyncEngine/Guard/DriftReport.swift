import Connectors
import FieldMapping
import LeadModel
import LeadStore

/// What is said of an export that differs from those before it.
struct DriftReport {
    let mapping: String
    let source: String
    let run: Int64

    /// A warning for each difference.
    func warnings(_ drifts: [Drift], of file: String) -> [Fault] {
        drifts.map { warning($0).located(at: Origin(file: file)) }
    }

    /// What an export is held for.
    func findings(_ drifts: [Drift], _ reasons: [CompleteJudge.Reason]) -> Set<HeldExport.Finding> {
        var findings = Set(reasons.map { HeldExport.Finding(code: $0.code.rawValue, column: "") })
        for drift in drifts {
            findings.insert(
                HeldExport.Finding(
                    code: warning(drift).code.rawValue, column: ColumnWords.shownName(drift.column)))
        }
        return findings
    }

    /// Why nothing of the file was taken in. A column that was renamed is never meant to be lost, so that remedy stands
    /// alone.
    func held(_ records: Int, _ drifts: [Drift], _ complete: CompleteExport?, of file: String) -> Fault {
        let renamed = drifts.compactMap { drift -> String? in
            guard drift.isBreaking, case .vanished(let twin?) = drift.kind else { return nil }
            return remedy(drift.column, twin)
        }
        let spoils =
            complete?.reasons.isEmpty ?? true
            ? "its \(records) records would spoil what is known" : "it may not be all that there is"
        return Fault(
            .runHeld, .stopStream, "the file is held: \(spoils); nothing of it was taken in", at: Origin(file: file),
            advice: renamed.isEmpty ? advice(complete) : renamed.joined(separator: " "))
    }

    private func advice(_ complete: CompleteExport?) -> String {
        guard let complete, !complete.reasons.isEmpty else {
            return
                "Correct the export, or the mapping, and sync again. If it is meant, say `leadloop sync \(source) --accept-drift`; `leadloop runs show \(run)` shows more."
        }
        let approve = "leadloop runs approve \(run)" + (complete.absent > 0 ? " --count \(complete.absent)" : "")
        return
            "Look whether the export has all of its records, and is of the right account. If it is meant, say `\(approve)`; `leadloop runs discard \(run)` leaves it out for good, and `leadloop runs show \(run)` shows what either would do."
    }

    /// Why an export was not taken in that a person has approved.
    func differs(_ approval: Approval, _ records: Int, _ complete: CompleteExport?, of file: String) -> Fault {
        let absent = complete?.absent ?? 0
        let what =
            absent > approval.absent
            ? "\(absent) records would be gone now, and \(approval.absent) were approved"
            : "it differs in another way than was approved"
        return Fault(
            .runHeld, .stopStream,
            "the file is held once more: \(what); nothing of its \(records) records was taken in",
            at: Origin(file: file), advice: "See `leadloop runs show \(run)`, and decide by that.")
    }

    /// Who would be gone, and how small the export is.
    func warnings(_ complete: CompleteExport, of file: String) -> [Fault] {
        complete.reasons.map { reason in
            Fault(
                reason.code, .stopStream, words(reason, complete.outcome), at: Origin(file: file),
                advice: reason.advice)
        }
    }

    /// Records may be gone, and nobody can say which.
    func unsure(_ rows: Int, of file: String) -> Fault {
        Fault(
            .driftAbsenceUnsure, .stopStream,
            "nobody counts as gone by this export: of \(rows) refused \(rows == 1 ? "row" : "rows") the id cannot be read, and \(rows == 1 ? "it" : "each") may be anybody's",
            at: Origin(file: file),
            advice: "Mend what `leadloop quarantine list` shows; the next complete export tells who is gone.")
    }

    private func words(_ reason: CompleteJudge.Reason, _ outcome: CompleteJudge.Outcome) -> String {
        switch reason {
        case .noRows: "the export has no record, and the stream knows \(outcome.known)"
        case .rowsFell(let usual):
            "the export has \(outcome.rows) \(outcome.rows == 1 ? "record" : "records"), less than half of the \(usual) that are usual"
        case .recordsGone:
            outcome.absent == outcome.known
                ? "the export has none of the \(outcome.known) records that are known: all of them would be gone"
                : "\(outcome.absent) of the \(outcome.known) records that are known are not in the export: they would be gone"
        }
    }

    /// The fault of a file that lacks a column of the mapping, with the name that the column may have now.
    func renamed(_ fault: Fault, _ drifts: [Drift]) -> Fault? {
        for drift in drifts {
            guard case .vanished(let twin?) = drift.kind, let field = fault.field,
                field.split(separator: "' or '").contains(drift.column[...])
            else { continue }
            var fault = fault
            fault.advice = remedy(drift.column, twin)
            return fault
        }
        return nil
    }

    /// What to do about a column that may have another name now. Files of before have the old one; and who turns a question
    /// round gives its column another name, too.
    private func remedy(_ column: String, _ twin: String) -> String {
        let (old, new) = (ColumnWords.shownName(column), ColumnWords.shownName(twin))
        return
            "'\(new)' is new. If it is '\(old)' under another name, and its values mean the same, write `from: [\(new), \(old)]` in \(mapping) and sync again."
    }

    private func warning(_ drift: Drift) -> Fault {
        let before = percent(drift.before)
        let now = percent(drift.now)
        switch drift.kind {
        case .vanished(let twin):
            let renamed = twin.map { "; '\(ColumnWords.shownName($0))' is new" } ?? ""
            return fault(
                .driftColumnVanished, drift,
                "the column is gone; \(before) of the records held it before\(renamed)",
                advice: twin.map { remedy(drift.column, $0) }
                    ?? "Export it again, or take it out of \(mapping).")
        case .appeared:
            return fault(
                .driftColumnAppeared, drift, "the column is new, \(now) of the records hold it",
                advice: "Map it in \(mapping), or list it under `ignore:` there.")
        case .blank:
            return fault(
                .driftColumnBlank, drift,
                "the column has gone blank: \(before) of the records held it before, \(now) now",
                advice: "Look whether the export still may read the field, or whether its values moved elsewhere.")
        case .fell:
            return fault(
                .driftFillFell, drift, "fewer records hold it: \(before) before, \(now) now",
                advice: "Look whether the export still has all of them.")
        case .refusalsFell:
            return fault(
                .driftOptOuts, drift,
                "fewer records say that somebody must not be contacted: \(before) before, \(now) now",
                advice: "Look whether the export still may read the field; people who opted out would be written to.")
        case .refusalsJumped:
            return fault(
                .driftOptOuts, drift,
                "many more records say that somebody must not be contacted: \(before) before, \(now) now",
                advice: "Look whether the column means what it meant; nobody of these would be written to any more.")
        case .otherKind(let kind, let other):
            return fault(
                .driftColumnsShifted, drift,
                "\(now) of its values are \(kind.word), \(before) were before; most are \(other.word) now",
                advice: "Values may stand under the wrong headings: compare a line of the export with its header.")
        case .swapped(let other):
            return fault(
                .driftColumnsShifted, drift,
                "its values are those that '\(ColumnWords.shownName(other))' held before",
                advice: "Values may stand under the wrong headings: compare a line of the export with its header.")
        case .goneWord(let word, let unlisted):
            return fault(
                .driftWordGone, drift,
                "\(now) of the records have this word, \(before) had it before"
                    + (unlisted > 0 ? "; \(percent(unlisted)) have words that \(mapping) does not list" : ""),
                seen: word,
                advice: unlisted > 0
                    ? "If the word was renamed, list its new spelling beside it in \(mapping)."
                    : "Look whether the picklist changed, or the export has a filter that leaves these records out.")
        case .unknownWords:
            return fault(
                .driftWordsUnknown, drift,
                "\(mapping) lists the words of \(now) of the records, and listed those of \(before) before",
                advice: "The others would be refused. Add the new words of the picklist to \(mapping) and sync again.")
        case .newIDs(let people):
            let known = people.map { ", though \(percent($0)) of the people are" } ?? ""
            return fault(
                .driftIDsNew, drift, "\(now) of the ids are known, \(before) were before\(known)",
                advice:
                    "The source may have been numbered anew, or the export has another system's ids: each person would be there twice."
            )
        case .jumped(let word):
            return fault(
                .driftShareJumped, drift, "\(now) of the records have this word, \(before) had it before", seen: word,
                advice: "Look whether the system was cleaned up or its picklist changed, or the export lost a filter.")
        case .newWord(let word):
            return fault(
                .driftWordNew, drift, "\(now) of the records have a word that none had before", seen: word,
                advice: "Look whether \(mapping) gives it the meaning that it has.")
        }
    }

    private func fault(
        _ code: FaultCode, _ drift: Drift, _ summary: String, seen: String? = nil, advice: String
    ) -> Fault {
        Fault(
            code, .stopStream, summary, field: ColumnWords.shownName(drift.column),
            seen: seen.map { .word($0) },
            advice: advice)
    }

    /// `84 %`, `0.3 %`
    private func percent(_ share: Double) -> String {
        let tenths = Int((share * 1_000).rounded())
        return tenths % 10 == 0 || tenths >= 100 ? "\((tenths + 5) / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}

extension ReadingProfile.Look.Kind {
    fileprivate var word: String {
        switch self {
        case .address: "e-mail addresses"
        case .phone: "telephone numbers"
        case .number: "numbers"
        case .date: "dates"
        case .word: "words"
        case .mixed: "letters with digits"
        }
    }
}

extension CompleteJudge.Reason {
    var code: FaultCode {
        switch self {
        case .noRows: .driftRowsNone
        case .rowsFell: .driftRowsFell
        case .recordsGone: .driftRecordsGone
        }
    }

    fileprivate var advice: String {
        switch self {
        case .noRows: "Look whether the export may still read its records."
        case .rowsFell: "Look whether the export broke off, or has a filter that it had not before."
        case .recordsGone: "Look whether they were deleted, or the export has a filter, or is another account's."
        }
    }
}
