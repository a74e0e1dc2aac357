import LeadModel
import SyncEngine

/// What runs would do that were only rehearsed, as the user wants to see it.
struct RehearsalText {
    let reports: [RunReport]
    /// `nil` where nothing was to be done.
    let effects: ChangeEffects?

    func show(_ output: GlobalOptions.Output) {
        switch output {
        case .table:
            Terminal.say("")
            guard let effects, !effects.isEmpty else {
                return Terminal.sayFolded("Nothing would change about any lead. Nothing of this was kept.")
            }
            Terminal.sayFolded(
                "\(LeadText.count(effects.leads, "lead")) would change. Nothing of this was kept, and nobody was told.")
            EffectsText(effects).showTables()
        case .csv: effects.map { EffectsText($0).table.print(.csv) }
        case .json, .ndjson:
            Terminal.say(
                JSONValue.members([
                    "runs": .list(reports.map(RunText.json)),
                    "effects": effects.map { EffectsText($0).json } ?? .null,
                ]).line)
        }
    }
}
