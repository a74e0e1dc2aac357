import LeadModel
import SyncEngine

/// The stages and cycles of a lead.
enum StoryText {
    /// - Returns: nothing where the lead never had a stage.
    static func lines(_ lead: LeadExplanation, width: Int) -> [String] {
        let (stages, cycles) = (stages(lead), cycles(lead))
        return (stages.rows.isEmpty ? [] : ["", "Stages"] + stages.lines(width: width))
            + (cycles.rows.isEmpty ? [] : ["", "Cycles through sales"] + cycles.lines(width: width))
    }

    /// The stages of all records together; then those of each source, where there are several and one says something else.
    static func stages(_ lead: LeadExplanation) -> TextTable {
        var table = TextTable(["by", "stage", "since", "owner", "record"], overflow: .allFold)
        for row in lead.stages where row.source == nil || saysOtherwise(row.source, lead) {
            table.add(
                row.source ?? "all", with(row.reason, row.stage.word), row.since, row.owner ?? row.team, row.record)
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

    static func cycles(_ lead: LeadExplanation) -> TextTable {
        var table = TextTable(
            ["no.", "entered", "owner", "touches", "first touch", "left", "how it ended"], overflow: .allFold)
        for cycle in lead.cycles {
            table.add(
                cycle.number, cycle.entered, cycle.owner, cycle.touches, firstTouch(cycle), cycle.exited,
                with(cycle.reason, cycle.outcome))
        }
        return table
    }

    /// A time, or a day where no record knows more.
    private static func firstTouch(_ cycle: LeadExplanation.CycleRow) -> any TableCell {
        cycle.firstTouchDay?.description ?? cycle.firstTouch
    }

    static func json(_ lead: LeadExplanation) -> (stages: JSONValue, cycles: JSONValue) {
        let stages = lead.stages.map { row in
            JSONValue.members([
                "source": JSONValue(row.source), "stage": .text(row.stage.word), "reason": JSONValue(row.reason?.word),
                "since": .text(row.since.description), "owner": JSONValue(row.owner), "team": JSONValue(row.team),
                "record": JSONValue(row.record),
            ])
        }
        let cycles = lead.cycles.map { row in
            JSONValue.members([
                "cycle": .integer(row.number), "entered": .text(row.entered.description),
                "owner": JSONValue(row.owner), "touches": .integer(row.touches),
                "first-touch": firstTouch(row).value, "furthest": .text(row.furthest.word),
                "left": JSONValue(row.exited?.description), "reason": JSONValue(row.reason?.word),
                "outcome": .text(row.outcome), "record": JSONValue(row.record),
            ])
        }
        return (stages: .list(stages), cycles: .list(cycles))
    }
}
