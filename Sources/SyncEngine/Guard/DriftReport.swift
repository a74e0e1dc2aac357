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

    /// Why nothing of the file was taken in.
    func held(_ records: Int) -> Fault {
        Fault(
            .runHeld, .stopStream,
            "the file is held: its \(records) records would spoil what is known; nothing of it was taken in",
            at: Origin(file: file),
            advice:
                "Correct the export, or the mapping, and sync again. If it is meant, say `leadloop sync \(source) --accept-drift`."
        )
    }

    private func warning(_ drift: Drift) -> Fault {
        let before = percent(drift.before)
        let now = percent(drift.now)
        switch drift.kind {
        case .vanished(let twin):
            let twin = twin.map(ColumnWords.shownName)
            let renamed = twin.map { ", and '\($0)' is new: was it renamed" } ?? ""
            return fault(
                .driftColumnVanished, drift,
                "the column is gone; \(before) of the records held it before\(renamed)\(twin == nil ? "" : "?")",
                advice: twin.map { "If it was, write '\($0)' in \(mapping)." }
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
        case .shifted:
            return fault(
                .driftColumnsShifted, drift, "\(now) of its values are e-mail addresses, \(before) were before",
                advice: "Values may stand under the wrong headings: compare a line of the export with its header.")
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
