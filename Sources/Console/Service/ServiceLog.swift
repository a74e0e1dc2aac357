import LeadModel
import Logging
import SyncEngine

/// Puts what a service tells into its log.
struct ServiceLog: Sendable {
    /// How lines look.
    enum Form: Sendable {
        case json
        case text
    }

    private let logger: Logger

    init(_ form: Form, to descriptor: Int32) {
        logger = Logger(label: "leadloop") { _ in
            switch form {
            case .json: JSONLogHandler(descriptor: descriptor)
            case .text: TextLogHandler(descriptor: descriptor)
            }
        }
    }

    func note(_ event: ServiceEvent) {
        switch event {
        case .syncing(let sources):
            say(.info, "sync", sources.isEmpty ? "deciding what is due" : "reading \(sources.joined(separator: ", "))")
        case .ran(let report): note(report)
        case .delivered(let tallies): for tally in tallies { note(tally) }
        case .uploaded(let files): say(.info, "uploaded", "\(files) files sent", ["files": .stringConvertible(files)])
        case .backedUp(let made):
            say(
                .info, "backup",
                "backup made: \(made.path), \(made.manifest.bytes) bytes; older ones removed: \(made.removed.count)",
                ["bytes": .stringConvertible(made.manifest.bytes), "removed": .stringConvertible(made.removed.count)])
        case .waiting(let fault): say(.notice, "waiting", fault)
        case .failed(let fault, againAt: let time): say(.error, "failed", fault, ["again": .string(time.description)])
        case .warned(let fault): say(.warning, "warning", fault)
        case .reloaded: say(.notice, "reloaded", "the configuration was read anew")
        case .refused(let faults):
            for fault in faults { say(.error, "refused", fault) }
            say(.error, "refused", "the configuration has \(faults.count) findings; the one before goes on")
        case .stopping: say(.notice, "stopping", "stopping: what is under way comes to its end")
        case .leftUnfinished:
            say(
                .warning, "unfinished", "the time to come to an end was over; the next start goes on where this one was"
            )
        }
    }

    func note(_ event: ServerEvent) {
        switch event {
        case .listening(let address):
            say(.notice, "listening", "listening on \(address)", ["address": .string(address)])
        case .answered(let line):
            say(
                .info, "answered", line.description,
                ["status": .stringConvertible(line.status), "bytes": .stringConvertible(line.bytes)])
        case .fault(let fault): say(.error, "fault", fault)
        case .renewed: say(.notice, "renewed", "feeds and tokens were read anew")
        case .stopping: say(.notice, "stopping", "what is being sent comes to its end")
        }
    }

    private func note(_ report: RunReport) {
        let counts = report.counts
        for fault in report.notes { say(.error, "run-note", fault, ["run": .stringConvertible(report.run)]) }
        for fault in report.warnings { say(.warning, "run-warning", fault, ["run": .stringConvertible(report.run)]) }
        say(
            report.outcome == .failed ? .error : report.outcome == .held ? .warning : .info, "run",
            "run \(report.run) of \(report.source) \(report.outcome.rawValue): \(counts.read) read, \(counts.inserted) inserted, \(counts.updated) updated, \(counts.unchanged) unchanged, \(counts.rejected) rejected, \(counts.held) held; \(report.moved.recycled) recycled",
            [
                "run": .stringConvertible(report.run), "source": .string(report.source),
                "outcome": .string(report.outcome.rawValue), "read": .stringConvertible(counts.read),
                "inserted": .stringConvertible(counts.inserted), "updated": .stringConvertible(counts.updated),
                "unchanged": .stringConvertible(counts.unchanged), "rejected": .stringConvertible(counts.rejected),
                "held": .stringConvertible(counts.held), "recycled": .stringConvertible(report.moved.recycled),
                "seconds": .stringConvertible(report.seconds),
            ])
    }

    private func note(_ tally: DeliveryTally) {
        say(
            tally.fault == nil && tally.rejected + tally.dead == 0 ? .info : .warning, "delivered",
            "\(tally.destination): \(tally.accepted) accepted, \(tally.rejected) rejected, \(tally.failed) failed, \(tally.dead) given up, \(tally.waiting) waiting"
                + (tally.fault.map { "; \($0.summary) [\($0.code.rawValue)]" } ?? ""),
            [
                "destination": .string(tally.destination), "accepted": .stringConvertible(tally.accepted),
                "rejected": .stringConvertible(tally.rejected), "failed": .stringConvertible(tally.failed),
                "dead": .stringConvertible(tally.dead), "waiting": .stringConvertible(tally.waiting),
            ])
    }

    /// - Parameter event: what it is about, in a word that stays.
    private func say(_ level: Logger.Level, _ event: String, _ text: String, _ metadata: Logger.Metadata = [:]) {
        logger.log(
            level: level, "\(text)", metadata: metadata.merging(["event": .string(event)], uniquingKeysWith: { $1 }))
    }

    private func say(_ level: Logger.Level, _ event: String, _ fault: Fault, _ metadata: Logger.Metadata = [:]) {
        var metadata = metadata
        metadata["code"] = .string(fault.code.rawValue)
        metadata["advice"] = .string(fault.advice)
        if let place = fault.origin { metadata["place"] = .string(place.description) }
        if let field = fault.field { metadata["field"] = .string(field) }
        let place = fault.origin.map { "\($0): " } ?? ""
        say(level, event, "\(place)\(fault.summary). \(fault.advice) [\(fault.code.rawValue)]", metadata)
    }
}
