import LeadModel
import SyncEngine

/// The stages and cycles of a lead.
enum StoryText {
    /// - Returns: nothing where the lead never had a stage.
    static func lines(_ lead: LeadExplanation, _ days: ShownDays, width: Int) -> [String] {
        let (stages, cycles) = (tellingStages(lead, days), cycles(lead, days))
        return (stages.rows.isEmpty ? [] : ["", "Stages"] + stages.lines(width: width))
            + (cycles.rows.isEmpty ? [] : ["", "Cycles through sales"] + cycles.lines(width: width))
    }

    /// The stages of all records together; then those of each source, where there are several and one says something else.
    private static func tellingStages(_ lead: LeadExplanation, _ days: ShownDays) -> TextTable {
        table(of: lead.stages.filter { $0.source == nil || saysOtherwise($0.source, lead) }, days)
    }

    /// The stages of all records together, then those of each source.
    static func stageRows(_ lead: LeadExplanation, _ days: ShownDays) -> TextTable { table(of: lead.stages, days) }

    private static func table(of stages: [LeadExplanation.StageRow], _ days: ShownDays) -> TextTable {
        var table = TextTable(
            ["source", "stage", "since", "owner", "record", "reason", "team"], hidden: ["reason", "team"],
            headings: ["source": "by"],
            overflow: .allFold)
        for row in stages {
            table.add(
                Spoken(row.source ?? "all", for: row.source),
                Spoken(with(row.reason, row.stage.word), for: row.stage.word), days.cell(row.since),
                Spoken(row.owner ?? row.team ?? "", for: row.owner), row.record, row.reason?.word, row.team)
        }
        return table
    }

    /// `discarded (timing)`
    private static func with(_ reason: DiscardReason?, _ word: String) -> String {
        reason.map { "\(word) (\($0.word))" } ?? word
    }

    private static func saysOtherwise(_ source: String?, _ lead: LeadExplanation) -> Bool {
        func said(_ source: String?) -> [String] {
            lead.stages.filter { $0.source == source }.map { "\($0.stage) \($0.since) \($0.record ?? "")" }
        }
        return said(source) != said(nil)
    }

    static func cycles(_ lead: LeadExplanation, _ days: ShownDays) -> TextTable {
        var table = TextTable(
            [
                "cycle", "entered", "owner", "touches", "first touch", "left", "outcome", "furthest", "reason",
                "record", "first touch day",
            ], hidden: ["furthest", "reason", "record", "first touch day"],
            headings: ["cycle": "no.", "outcome": "how it ended"],
            overflow: .allFold)
        for cycle in lead.cycles {
            table.add(
                cycle.number, days.cell(cycle.entered), cycle.owner, cycle.touches, firstTouch(cycle, days),
                days.cell(cycle.exited),
                Spoken(with(cycle.reason, cycle.outcome), for: cycle.outcome), cycle.furthest.word,
                cycle.reason?.word, cycle.record, cycle.firstTouchDay?.description)
        }
        return table
    }

    /// A time; people see the day where no record knows more, programs its first instant, and the day beside it.
    private static func firstTouch(_ cycle: LeadExplanation.CycleRow, _ days: ShownDays) -> Spoken {
        guard let day = cycle.firstTouchDay else { return days.cell(cycle.firstTouch) }
        return days.cell(cycle.firstTouch, shown: day.description)
    }

    static func json(_ lead: LeadExplanation, _ days: ShownDays) -> (stages: JSONValue, cycles: JSONValue) {
        (stages: .list(stageRows(lead, days).objects), cycles: .list(cycles(lead, days).objects))
    }
}
