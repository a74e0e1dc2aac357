import ArgumentParser
import LeadModel
import SyncEngine

struct LeadMergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Say that two leads are one person.",
        discussion:
            "The older number stays, the other leads to it. What you say outlives every later delivery and every change of "
            + "the matching rules; `lead split` takes it back and gives the number back, too."
    )

    @Argument(help: "Number of one lead, as L1042.")
    var one: String

    @Argument(help: "Number of the other.")
    var other: String

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        for lead in [one, other] { try LeadNumber.check(lead) }
    }

    func run() throws {
        let workspace = try global.workspace()
        let now = try CommandTime.read(nil)
        try global.perform {
            guard let left = LeadID(one), let right = LeadID(other) else { return }
            VerdictText.show(try VerdictDesk(workspace, at: now).merge(left, right), global.output)
        }
    }
}

struct LeadSplitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split", abstract: "Say that records of a lead are somebody else's.",
        discussion:
            "The records become a lead of their own and are never joined to this one again, whatever they have in common. "
            + "Name a lead that this one absorbed, and it stands by itself again under its old number. `lead merge` takes "
            + "it back."
    )

    @Argument(help: "Number of the lead, as L1042.")
    var lead: String

    @Argument(help: "What goes: records as `SOURCE:ID`, or the number of an absorbed lead.")
    var parts: [String]

    @OptionGroup var global: GlobalOptions

    func validate() throws { try LeadNumber.check(lead) }

    func run() throws {
        let workspace = try global.workspace()
        let now = try CommandTime.read(nil)
        try global.perform {
            guard let id = LeadID(lead) else { return }
            VerdictText.show(try VerdictDesk(workspace, at: now).split(id, parting: parts), global.output)
        }
    }
}

/// A lead as an argument that must be its number: what is said of it must not meet the wrong one.
enum LeadNumber {
    static func check(_ text: String) throws {
        guard LeadID(text) != nil else {
            throw ValidationError("'\(text)' is not a lead's number; find it with `leadloop lead find`.")
        }
    }
}

private enum VerdictText {
    static func show(_ outcome: VerdictDesk.Outcome, _ output: GlobalOptions.Output) {
        guard output == .table else {
            var table = TextTable(["run", "leads", "absorbed", "feeds"])
            table.add(
                outcome.run, outcome.leads.map(\.description), outcome.absorbed.map(\.description), outcome.feeds)
            table.printOne(output)
            return
        }
        let leads = outcome.leads.map(\.description).joined(separator: ", ")
        let absorbed = outcome.absorbed.map(\.description).joined(separator: ", ")
        if outcome.leads.count == 1, !absorbed.isEmpty {
            Terminal.sayFolded("\(leads) is one lead now; \(absorbed) leads to it.")
        } else {
            Terminal.sayFolded("There are \(LeadText.count(outcome.leads.count, "lead")) now: \(leads).")
            if !absorbed.isEmpty { Terminal.sayFolded("Absorbed as before: \(absorbed).") }
        }
        if !outcome.feeds.isEmpty {
            Terminal.talk("\(outcome.feeds.joined(separator: ", ")) will tell it with the next sync or `feed export`.")
        }
    }
}
