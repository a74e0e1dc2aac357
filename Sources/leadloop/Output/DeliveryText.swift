import LeadModel
import LeadStore
import SyncEngine

/// Deliveries as people read them.
enum DeliveryText {
    static func table(_ tallies: [DeliveryTally]) -> TextTable {
        var table = TextTable(
            ["destination", "accepted", "rejected", "failed", "dead", "suppressed", "nothing new", "waiting"],
            spare: ["nothing new", "suppressed"])
        for tally in tallies {
            table.add(
                tally.destination, tally.accepted, tally.rejected, tally.failed, tally.dead, tally.suppressed,
                tally.known,
                tally.waiting)
        }
        return table
    }

    /// Why messages wait for a destination; `nil` where none do.
    static func fault(_ tally: DeliveryTally) -> Fault? {
        guard var fault = tally.fault else { return nil }
        fault.summary = "\(tally.destination): \(fault.summary)"
        return fault
    }

    static func table(_ entries: [DeliveryEntry], _ workspace: Workspace) -> TextTable {
        var table = TextTable(
            [
                "message", "destination", "lead", "action", "state", "tries", "when", "why", "feed", "status", "code",
                "field",
                "receiver id",
            ],
            hidden: ["feed", "status", "code", "field", "receiver id"], overflow: .allFold)
        for entry in entries {
            table.add(
                entry.message, entry.destination, entry.lead.description, entry.action.rawValue, entry.state.rawValue,
                entry.attempts, (entry.lastTried ?? entry.due).map(workspace.time), entry.said, entry.feed,
                entry.status.map(Int64.init), entry.code, entry.field, entry.receiverID)
        }
        return table
    }

    static func add(_ shown: DeliveryDesk.Entry, to table: inout TextTable, _ workspace: Workspace, showsValues: Bool) {
        let entry = shown.entry
        let lines: [(String, String?)] = [
            ("message", String(entry.message)), ("id", entry.id), ("destination", entry.destination),
            ("feed", entry.feed),
            ("lead", entry.lead.description), ("revision", String(entry.revision)), ("action", entry.action.rawValue),
            ("state", entry.state.rawValue), ("tries", String(entry.attempts)),
            ("first tried", entry.firstTried.map(workspace.time)), ("last tried", entry.lastTried.map(workspace.time)),
            ("accepted", entry.accepted.map(workspace.time)),
            ("due", entry.due.map(workspace.time)), ("status", entry.status.map { String($0) }), ("code", entry.code),
            ("why", entry.said), ("field", entry.field), ("receiver id", entry.receiverID),
        ]
        for (name, value) in lines { if let value { table.add(name, value) } }
        for (column, value) in shown.values {
            guard let value else { continue }
            let text = value == .null ? "null" : showsValues ? value.description : "(hidden; --show-values)"
            table.add("value of \(column)", text)
        }
    }
}

/// Destinations as people read them.
enum DestinationText {
    static func state(_ state: DestinationState) -> String {
        if state.stopped != nil { return "stopped" }
        if state.failures > 0 { return "failing" }
        return state.succeeded == nil ? "new" : "well"
    }
}
