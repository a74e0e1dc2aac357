import LeadModel
import LeadStore
import SyncEngine

/// Who would move: first in numbers, then lead by lead.
struct PreviewText {
    private let preview: RecyclingPreview
    private let agreement: String?
    private let asOf: Instant?
    private let time: String?
    private let days: ShownDays

    /// - Parameter time: what people read for `asOf`.
    init(_ preview: RecyclingPreview, agreement: String?, asOf: Instant?, named time: String?, days: ShownDays) {
        self.preview = preview
        self.agreement = agreement
        self.asOf = asOf
        self.time = time
        self.days = days
    }

    func lines(width: Int) -> [String] {
        guard preview.decided > 0 || preview.notKnown > 0 else { return [] }
        var lines = Prose.lines(summary, width: width, hang: 0)
        guard preview.changed > 0 else { return lines }
        lines += [""] + moves.lines(width: width)
        let others = preview.moves.dropFirst(PreviewText.shownMoves)
        if !others.isEmpty {
            let leads = RunText.grouped(others.reduce(0) { $0 + $1.leads })
            lines += Prose.lines(
                "and \(leads) in \(RunText.grouped(others.count)) other ways; `--output json` lists them all.",
                width: width,
                hang: 0)
        }
        if tracks.rows.count > 0 { lines += [""] + tracks.lines(width: width) }
        if !preview.leads.isEmpty { lines += [""] + leads.lines(width: width) }
        return lines
    }

    private var summary: String {
        let leads = RunText.grouped(preview.decided)
        var text = "\(RunText.grouped(preview.changed)) of \(leads) leads would be decided about otherwise"
        if let agreement { text += " under \(Terminal.path(agreement))" }
        if let time { text += ", as of \(time)" }
        text += "."
        if preview.notKnown > 0 {
            text += " Of \(RunText.grouped(preview.notKnown)) more nothing was known then."
        }
        return text
    }

    /// People want the frequent ones; the rest are summed up.
    private static let shownMoves = 20

    /// How many leads go from where to where, and why they had left sales.
    var moves: TextTable {
        var table = TextTable(["leads", "from", "to", "left sales"], overflow: .allFold)
        for (move, leads) in preview.moves.prefix(PreviewText.shownMoves) {
            let to = words(move.to)
            // The same rest, to another day; or the same track in another cycle.
            table.add(leads, words(move.from), move.from == move.to ? "\(to), otherwise" : to, exit(move))
        }
        return table
    }

    private func exit(_ move: RecyclingPreview.Move) -> String {
        [move.trigger?.rawValue, move.reason?.word].compactMap(\.self).joined(separator: ": ")
    }

    /// `hold re-engage`, `leave (no-rule)`
    private func words(_ end: RecyclingPreview.Move.End) -> String {
        end.track.map { "\(end.kind.rawValue) \($0)\(end.isControl ? " (control)" : "")" }
            ?? (end.kind == .leave ? "\(end.kind.rawValue): \(end.cause.rawValue)" : end.kind.rawValue)
    }

    /// What each track has more or less of.
    var tracks: TextTable {
        var table = TextTable(
            ["track", "recycled before", "after", "net", "waiting before", "waiting after", "waiting net"],
            headings: [
                "recycled before": "recycled", "after": "then", "waiting before": "waiting", "waiting after": "then",
                "waiting net": "net",
            ])
        for track in preview.tracks {
            table.add(
                track.track, track.recycledBefore, track.recycledAfter,
                net(track.recycledAfter - track.recycledBefore), track.heldBefore, track.heldAfter,
                net(track.heldAfter - track.heldBefore))
        }
        return table
    }

    private func net(_ number: Int) -> Spoken {
        Spoken(number > 0 ? "+\(RunText.grouped(number))" : RunText.grouped(number), for: number)
    }

    var leads: TextTable {
        var table = TextTable(
            ["lead", "name", "now", "then", "why", "track", "due", "was track"], spare: ["why"],
            hidden: ["track", "due", "was track"],
            headings: agreement == nil ? [:] : ["now": "as agreed", "then": "under the file"])
        for change in preview.leads {
            table.add(
                change.lead.id.description, LeadText.name(of: change.lead),
                Spoken(LeadText.decision(change.before, days), for: change.before.kind.rawValue),
                Spoken(LeadText.decision(change.decision, days), for: change.decision.kind.rawValue),
                LeadText.why(change.decision), change.decision.track, days.cell(change.decision.due),
                change.before.track)
        }
        return table
    }

    var json: JSONValue {
        .members([
            "as-of": asOf.map { .text($0.description) }, "agreement": agreement.map { .text($0) },
            "decided": .integer(preview.decided), "not-known-then": .integer(preview.notKnown),
            "changed": .integer(preview.changed),
            "moves": .list(
                preview.moves.map { move, leads in
                    .members([
                        "leads": .integer(leads), "from": .text(move.from.kind.rawValue),
                        "from-track": JSONValue(move.from.track), "from-cause": .text(move.from.cause.rawValue),
                        "to": .text(move.to.kind.rawValue), "to-track": JSONValue(move.to.track),
                        "to-cause": .text(move.to.cause.rawValue), "from-control": .flag(move.from.isControl),
                        "to-control": .flag(move.to.isControl), "trigger": JSONValue(move.trigger?.rawValue),
                        "reason": JSONValue(move.reason?.word),
                    ])
                }),
            "tracks": .list(tracks.objects), "leads": .list(leads.objects),
        ])
    }
}
