import Connectors
import FieldMapping
import LeadModel

/// What is said of an export that differs from those before it.
struct DriftReport {
    let file: String
    let mapping: String
    let source: String

    /// A warning for each difference.
    func warnings(_ drifts: [Drift]) -> [Fault] { drifts.map(warning) }

    /// Why nothing of the file was taken in. A column that was renamed is never meant to be lost, so that remedy stands
    /// alone.
    func held(_ records: Int, _ drifts: [Drift]) -> Fault {
        let renamed = drifts.compactMap { drift -> String? in
            guard drift.isBreaking, case .vanished(let twin?) = drift.kind else { return nil }
            return remedy(drift.column, twin)
        }
        return Fault(
            .runHeld, .stopStream,
            "the file is held: its \(records) records would spoil what is known; nothing of it was taken in",
            at: Origin(file: file),
            advice: renamed.isEmpty
                ? "Correct the export, or the mapping, and sync again. If it is meant, say `leadloop sync \(source) --accept-drift`."
                : renamed.joined(separator: " ")
        )
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
            code, .stopStream, summary, at: Origin(file: file), field: ColumnWords.shownName(drift.column),
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
