import LeadModel
import LeadStore

/// Takes some leads out of many, so that each kind of change is among them.
struct Sampling {
    /// What is alike about two changes.
    private enum Kind: Hashable {
        case stage(from: Stage, to: Stage)
        case decision(from: DecisionKind, to: DecisionKind)
        case field(String)

        init(_ change: LeadChange) {
            switch change.turn {
            case .stage(let from, let to): self = .stage(from: from, to: to)
            case .decision(let from, let to): self = .decision(from: from.kind, to: to.kind)
            case nil: self = .field(change.field)
            }
        }
    }

    private static let limit = 20
    private static let samplesOfAKind = 3

    private var samples: [Plan.Sample] = []
    /// Of kinds that have been seen often enough.
    private var others: [Plan.Sample] = []
    private var seen: [Kind: Int] = [:]
    private var current: Plan.Sample?

    /// - Parameter lead: its changes come together, and the leads ascending.
    mutating func add(_ change: LeadChange, of lead: LeadID) {
        if current?.lead != lead {
            close()
            current = Plan.Sample(lead: lead, changes: [])
        }
        current?.changes.append(change)
    }

    private mutating func close() {
        guard let sample = current, samples.count < Sampling.limit else { return }
        let kinds = sample.changes.map(Kind.init)
        guard kinds.contains(where: { seen[$0, default: 0] < Sampling.samplesOfAKind }) else {
            if others.count < Sampling.limit { others.append(sample) }
            return
        }
        for kind in kinds { seen[kind, default: 0] += 1 }
        samples.append(sample)
    }

    /// The samples by lead, once nothing more comes.
    mutating func finish() -> [Plan.Sample] {
        close()
        return (samples + others.prefix(Sampling.limit - samples.count)).sorted { $0.lead < $1.lead }
    }
}
