import LeadModel
import SyncEngine

/// Times as people read them: days and hours of the zone that the agreement names, as it stands or stood then. Programs get
/// RFC 3339.
struct ShownDays {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    /// `2026-10-01`
    func day(_ instant: Instant) -> String { workspace.day(of: instant) }

    /// `2026-10-01 14:05`
    func time(_ instant: Instant) -> String { workspace.time(of: instant) }

    /// A cell that shows the day.
    func cell(_ instant: Instant?) -> Spoken {
        Spoken(instant.map(day) ?? "", for: instant.map(\.description))
    }

    /// A cell that shows what else people read for a time.
    func cell(_ instant: Instant?, shown: String) -> Spoken { Spoken(shown, for: instant.map(\.description)) }

    /// A cell that shows the day with hour and minute.
    func timeCell(_ instant: Instant) -> Spoken { Spoken(time(instant), for: instant.description) }

    /// Whose days they are, which nobody could tell by looking at them.
    var note: String {
        let zones = workspace.zones
        return zones.count == 1
            ? "Days are those of \(zones[0])."
            : "Days are those of the zone that was agreed on at the time: \(zones.joined(separator: ", then "))."
    }

    /// Says so on standard error, under a table for people that is not empty.
    func tell(under table: TextTable, _ global: GlobalOptions) {
        if !table.rows.isEmpty { tell(global) }
    }

    func tell(_ global: GlobalOptions) {
        if global.output == .table, !global.quiet { Terminal.talk(note) }
    }
}
