import LeadModel
import LeadStore
import SyncEngine

/// Deliveries as people read them.
enum DeliveryText {
    static func table(_ tallies: [DeliveryTally]) -> TextTable {
        var table = TextTable(
            ["destination", "accepted", "rejected", "failed tries", "dead", "suppressed", "nothing new", "waiting"],
            spare: ["nothing new", "suppressed"])
        // What is rare takes no room where there is none of it.
        func rare(_ count: Int) -> Spoken { Spoken(count == 0 ? "" : RunText.grouped(count), for: count) }
        for tally in tallies {
            table.add(
                tally.destination, tally.accepted, tally.rejected, tally.failed, tally.dead, rare(tally.suppressed),
                rare(tally.known), tally.waiting)
        }
        return table
    }

    /// Why messages wait for a destination; `nil` where none do.
    static func fault(_ tally: DeliveryTally) -> Fault? {
        guard var fault = tally.fault else { return nil }
        fault.summary = "\(tally.destination): \(fault.summary)"
        return fault
    }

    /// A row an entry of the ledger.
    /// - Parameter untaken: what is in no queue yet: programs get a row for those of each feed.
    static func table(
        _ entries: [DeliveryEntry], untaken: [UntakenMessages] = [], _ workspace: Workspace
    ) -> TextTable {
        let days = ShownDays(workspace)
        var table = TextTable(
            [
                "message", "destination", "lead", "action", "state", "tries", "last tried", "next try", "why", "feed",
                "status", "code", "field", "receiver id", "messages",
            ],
            spare: ["tries", "last tried", "next try", "action"],
            hidden: ["feed", "status", "code", "field", "receiver id", "messages"],
            headings: ["last tried": "tried"], folding: ["why": 24], overflow: .allFold)
        for entry in entries {
            table.add(
                entry.message, entry.destination, entry.lead.description, entry.action.rawValue, entry.state.rawValue,
                entry.attempts, entry.lastTried.map(days.timeCell), next(entry).map(days.timeCell), entry.said,
                entry.feed, entry.status.map(Int64.init), entry.code, entry.field, entry.receiverID, 1)
        }
        for untaken in untaken {
            table.add(
                Int64?.none, untaken.destination, String?.none, String?.none, "untaken", 0, String?.none,
                String?.none, "decided, and in no queue yet", untaken.feed, Int64?.none, String?.none, String?.none,
                String?.none, untaken.count)
        }
        return table
    }

    /// When an entry is to be tried; `nil` where it waits for no later time.
    private static func next(_ entry: DeliveryEntry) -> Instant? {
        entry.due.flatMap { $0 > .now ? $0 : nil }
    }

    /// What is said of messages that are in no queue yet.
    static func line(_ untaken: UntakenMessages, eachSync: Bool) -> String {
        let count = LeadText.count(untaken.count, "message")
        let send = "`leadloop delivery send \(untaken.destination)`"
        return
            "\(count) of the feed '\(untaken.feed)' \(untaken.count == 1 ? "was" : "were") decided for '\(untaken.destination)' and \(untaken.count == 1 ? "is" : "are") in no queue yet: \(eachSync ? "the next sync takes and sends them, or \(send) now" : "\(send) takes and sends them")."
    }

    /// One message, as people read it and as CSV holds it.
    static func show(_ shown: DeliveryDesk.Entry, in table: inout TextTable, _ workspace: Workspace, showsValues: Bool)
    {
        for (name, cell) in members(shown.entry, workspace) { if let cell { table.rows.append([name, cell]) } }
        for (column, value) in shown.values {
            guard let value else { continue }
            let text = value == .null ? "null" : showsValues ? value.description : "(hidden; --show-values)"
            table.add("value of \(column)", text)
        }
    }

    /// One message as JSON holds it.
    /// - Parameter elsewhere: the same message at other destinations; `nil` in these.
    static func json(
        _ shown: DeliveryDesk.Entry, _ workspace: Workspace, showsValues: Bool, elsewhere: [JSONValue]? = nil
    ) -> JSONValue {
        var all = members(shown.entry, workspace).map { name, cell in
            JSONValue.Member(name: name.replacing(" ", with: "-"), value: cell?.value ?? .null)
        }
        let values = shown.values.compactMap { column, value in
            value.map { value in
                JSONValue.Member(
                    name: column,
                    value: value == .null ? .null : .text(showsValues ? value.description : "(hidden; --show-values)"))
            }
        }
        all.append(JSONValue.Member(name: "values", value: .object(values)))
        if let elsewhere { all.append(JSONValue.Member(name: "elsewhere", value: .list(elsewhere))) }
        return .object(all)
    }

    /// What the ledger knows of a message; `nil` where it does not.
    private static func members(
        _ entry: DeliveryEntry, _ workspace: Workspace
    ) -> [(name: String, cell: (any TableCell)?)] {
        let days = ShownDays(workspace)
        return [
            ("message", entry.message), ("id", entry.id), ("destination", entry.destination), ("feed", entry.feed),
            ("lead", entry.lead.description), ("revision", entry.revision), ("action", entry.action.rawValue),
            ("state", entry.state.rawValue), ("tries", entry.attempts),
            ("first tried", entry.firstTried.map(days.timeCell)), ("last tried", entry.lastTried.map(days.timeCell)),
            ("accepted", entry.accepted.map(days.timeCell)), ("next try", entry.due.map(days.timeCell)),
            ("status", entry.status.map { Int64($0) }), ("code", entry.code), ("why", entry.said),
            ("field", entry.field), ("receiver id", entry.receiverID),
        ]
    }
}

/// What is said where a command about messages means none.
enum UnmetText {
    /// Why nothing was let go of.
    static func discard(_ unmet: DeliveryDesk.Unmet, message: Int64?) -> String {
        let waits = (unmet.states[.waiting] ?? 0) > 0 && message == nil
        return said(unmet, message: message) { state in
            switch state {
            case .accepted:
                "its receiver has it, and is told to let go of it when the lead leaves the feed, or the feed is closed"
            case .discarded: "it was let go of before"
            default: settled(state)
            }
        } + (waits ? " `--state waiting` means those that wait." : "")
    }

    /// Why nothing was put back.
    static func replay(_ unmet: DeliveryDesk.Unmet, message: Int64?) -> String {
        let isAccepted = (unmet.states[.accepted] ?? 0) > 0 && message == nil
        return said(unmet, message: message) { state in
            switch state {
            case .waiting: "it waits already"
            case .superseded: settled(.superseded)
            default: "a later message about the lead stands for it"
            }
        } + (isAccepted ? " `--state accepted known` sends once more what was accepted last of each lead." : "")
    }

    private static func settled(_ state: DeliveryState) -> String {
        switch state {
        case .superseded: "a later message about the lead went in its place"
        case .suppressed: "it was never sent, since the lead must not be"
        case .known: "there was nothing to tell, and it was not sent"
        case .untold: "nobody is told, since its feed has no withdrawals"
        case .discarded: "it was let go of"
        case .accepted: "its receiver has it"
        case .waiting: "it waits"
        case .rejected, .exhausted, .late: "it is a dead letter"
        }
    }

    private static func said(
        _ unmet: DeliveryDesk.Unmet, message: Int64?, why: (DeliveryState) -> String
    ) -> String {
        let states = DeliveryState.allCases.compactMap { state in unmet.states[state].map { (state, $0) } }
        guard !states.isEmpty else {
            if let feed = unmet.untakenFeed {
                return
                    "Message \(message.map { "\($0)" } ?? "") of the feed '\(feed)' is in no queue yet; `leadloop delivery send` takes it."
            }
            return message.map { "The ledger has no message \($0)." } ?? "The ledger has no such message."
        }
        if let message {
            return "Message \(message) is \(states.map { "\($0.0.rawValue): \(why($0.0))" }.joined(separator: "; "))."
        }
        let counts = states.map { "\(RunText.grouped($0.1)) \($0.0.rawValue)" }.joined(separator: ", ")
        return "All that is meant is in other states: \(counts)."
    }
}

/// Destinations as people read them.
enum DestinationText {
    static func table(_ standings: [DestinationBoard.Standing], _ workspace: Workspace) -> TextTable {
        let days = ShownDays(workspace)
        var table = TextTable(
            [
                "destination", "connector", "feeds", "state", "waiting", "dead", "accepted", "last success", "next try",
                "why", "counts",
            ],
            spare: ["connector", "feeds", "last success", "accepted"], hidden: ["counts"], folding: ["why": 20],
            overflow: .allFold)
        for standing in standings {
            func count(_ number: Int) -> Spoken {
                let shown = standing.takesFiles ? LeadText.count(number, "file") : RunText.grouped(number)
                return Spoken(shown, for: number)
            }
            table.add(
                standing.name, standing.connector, standing.feeds, standing.health.rawValue, count(standing.waiting),
                count(standing.dead), count(standing.accepted), standing.succeeded.map(days.timeCell),
                later(standing).map(days.timeCell), standing.why, standing.takesFiles ? "files" : "messages")
        }
        return table
    }

    private static func later(_ standing: DestinationBoard.Standing) -> Instant? {
        standing.nextTry.flatMap { $0 > .now ? $0 : nil }
    }

    /// When a destination is tried next that has not taken something, and what makes it try now; nothing of the others.
    static func lines(_ standings: [DestinationBoard.Standing], _ workspace: Workspace) -> [String] {
        standings.compactMap { standing in
            let export = standing.feeds.map { "`leadloop feed export \($0)`" }.joined(separator: ", ")
            let resume = "`leadloop destination resume \(standing.name)`"
            let send = "`leadloop delivery send \(standing.name)`"
            if standing.health == .stopped {
                return standing.takesFiles
                    ? "'\(standing.name)' gets no file any more by itself: \(export) tries it now."
                    : "'\(standing.name)' is sent nothing: \(resume) lets it go on, and \(send) sends what waits."
            }
            guard standing.waiting > 0, let next = standing.nextTry else { return nil }
            guard next > .now else {
                guard !standing.takesFiles else { return nil }
                return
                    "What waits for '\(standing.name)' is due: \(workspace.deliversEachSync ? "the next sync sends it, or \(send) now" : "\(send) sends it")."
            }
            let time = "\(workspace.time(of: next))\(workspace.zones.count == 1 ? " (\(workspace.zones[0]))" : "")"
            if standing.takesFiles {
                return
                    "'\(standing.name)' is tried again by the first run after \(time); \(export) tries it now."
            }
            let who = workspace.deliversEachSync ? "sync or `leadloop delivery send`" : "`leadloop delivery send`"
            return
                "'\(standing.name)' is tried again by the first \(who) after \(time). Where its trouble is mended, \(resume) and then \(send) try it now."
        }
    }
}
