import LeadModel
import LeadStore

/// Findings of one kind and cause together.
struct AuditFindings {
    let destination: String
    let limit: Int
    private var findings: [AuditFinding] = []

    init(destination: String, limit: Int) {
        self.destination = destination
        self.limit = limit
    }

    /// What must not be comes first, then what most leads have.
    var all: [AuditFinding] {
        let kinds = AuditFinding.Kind.allCases
        return findings.sorted { left, right in
            let (first, second) = (kinds.firstIndex(of: left.kind) ?? 0, kinds.firstIndex(of: right.kind) ?? 0)
            return (first, right.count, left.cause.rawValue, left.code ?? "")
                < (second, left.count, right.cause.rawValue, right.code ?? "")
        }
    }

    /// - Parameter state: of the last message about the lead.
    mutating func add(
        _ kind: AuditFinding.Kind, _ cause: AuditFinding.Cause, _ code: String?, _ lead: LeadID,
        _ state: DeliveryState?,
        columns: [String] = []
    ) {
        let index: Int
        if let known = findings.firstIndex(where: { $0.kind == kind && $0.cause == cause && $0.code == code }) {
            index = known
        } else {
            index = findings.count
            findings.append(AuditFinding(kind: kind, cause: cause, code: code, advice: advice(cause, state)))
        }
        findings[index].count += 1
        for column in columns { findings[index].columns[column, default: 0] += 1 }
        guard findings[index].leads.count < limit else { return }
        findings[index].leads.append(lead)
        for command in commands(cause, lead, state) where !findings[index].commands.contains(command) {
            findings[index].commands.append(command)
        }
    }

    private func advice(_ cause: AuditFinding.Cause, _ state: DeliveryState?) -> String {
        switch cause {
        case .withdrawalWaits, .changeWaits: "Send what waits."
        case .withdrawalRefused, .withdrawalGivenUp, .changeRefused:
            "See why in `leadloop delivery list --destination \(destination)`, correct it, and send them again."
        case .withdrawalDiscarded: "Send them again, or delete them there by hand."
        case .neverTold: "Delete them there by hand, or take `withdrawals: never` and `actions` out of the feed."
        case .cameBack: "Find out what adds them there, and withdraw them once more."
        case .neverSent, .oldKey: "Delete them there by hand."
        case .deletedThere:
            "Whoever asked for it there is to be entered here: `leadloop suppression add`. All others: send them again."
        case .neverConfirmed: state == .waiting ? "Send what waits." : "Send them again."
        case .otherKey: "Send them again, and look whether they are there twice then."
        case .changedThere: "Where ours is right, send them again."
        case .addedTwice: "Merge them there."
        }
    }

    private func commands(_ cause: AuditFinding.Cause, _ lead: LeadID, _ state: DeliveryState?) -> [String] {
        switch cause {
        case .neverTold, .neverSent, .oldKey, .addedTwice: []
        case .withdrawalWaits, .changeWaits: ["leadloop delivery send \(destination)"]
        case .neverConfirmed where state == .waiting: ["leadloop delivery send \(destination)"]
        default:
            [
                "leadloop delivery replay --destination \(destination) --lead \(lead)\(state.map { " --state \($0.rawValue)" } ?? "")"
            ]
        }
    }
}
