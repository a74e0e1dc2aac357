import LeadLifecycle
import LeadModel
import SyncEngine

/// Leads that wait and promises that were broken, as lists.
enum ReportLists {
    /// Said of a lead that no record names an owner of.
    static let nobody = "nobody owns it"

    /// `63 more were never touched, and marketing has them since`; nothing where there are none.
    static func recycledSince(_ leads: Int) -> [String] {
        switch leads {
        case 0: []
        case 1: ["1 more was never touched, and marketing has it since"]
        default: ["\(RunText.grouped(leads)) more were never touched, and marketing has them since"]
        }
    }

    /// - Parameter areRecycled: whether marketing has them since, so that nobody in sales is to act.
    static func waiting(_ leads: [UntouchedLead], _ days: ShownDays, areRecycled: Bool = false) -> TextTable {
        var table = TextTable(
            [
                "lead", "next to act", "since", "waited minutes", "due", "late minutes", "goes back", "record", "cycle",
                "team", "untouched", "then", "cause", "track",
            ], spare: ["goes back"], hidden: ["cycle", "due", "team", "untouched", "then", "cause", "track"],
            headings: [
                "waited minutes": "waited", "late minutes": "late",
                "next to act": areRecycled ? "was to act" : "next to act",
                "goes back": areRecycled ? "went back" : "goes back",
            ])
        for lead in leads {
            let (wait, outlook) = (lead.wait, lead.outlook)
            table.add(
                wait.lead.description, Spoken(wait.owner ?? wait.team ?? nobody, for: wait.owner),
                days.cell(wait.since),
                minutes(wait.minutesWaited), days.cell(wait.due), minutes(wait.minutesLate), goesBack(outlook, days),
                wait.record,
                wait.cycle, wait.team, days.cell(outlook?.untouched), outlook?.decision.kind.rawValue,
                outlook?.decision.cause.rawValue,
                outlook?.decision.track)
        }
        return table
    }

    /// The day on which marketing gets a lead back, or why it does not.
    private static func goesBack(_ outlook: WaitingOutlook?, _ days: ShownDays) -> Spoken {
        guard let outlook else { return days.cell(nil, shown: "no: not agreed") }
        return days.cell(
            outlook.goesBack, shown: outlook.goesBack.map(days.day) ?? "no: \(LeadText.cause(outlook.decision))")
    }

    static func breaches(_ breaches: [Breach], _ days: ShownDays) -> TextTable {
        var table = TextTable(
            ["lead", "kind", "owner", "since", "due", "late minutes", "found", "record", "cycle", "agreement"],
            spare: ["since"], hidden: ["cycle", "due", "agreement"], headings: ["late minutes": "late"],
            overflow: .allFold)
        for breach in breaches {
            table.add(
                breach.lead.description, breach.kind.rawValue, Spoken(breach.owner ?? nobody, for: breach.owner),
                days.cell(breach.since), days.cell(breach.due), late(breach), breach.found, breach.record, breach.cycle,
                breach.agreement)
        }
        return table
    }

    /// Days of the clock, but working hours of a first response.
    private static func late(_ breach: Breach) -> Spoken {
        guard breach.kind != .firstResponse, breach.minutesLate > 0 else { return minutes(breach.minutesLate) }
        return Spoken(MinuteText.ofClock(breach.minutesLate), for: breach.minutesLate)
    }

    /// Hours and minutes for people, minutes for programs; nothing where it is not late.
    private static func minutes(_ minutes: Int) -> Spoken {
        Spoken(minutes == 0 ? "" : MinuteText(minutes).description, for: minutes)
    }
}
