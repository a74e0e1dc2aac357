public import LeadModel

/// Something that the agreement wants to know of a lead: a field, or activities of a kind.
public struct AskedOfLeads: Sendable, Hashable {
    public enum Subject: Sendable, Hashable {
        case field(Field)
        case activity(String)
    }

    public let subject: Subject
    /// Where the agreement asks.
    public let place: Origin
}

extension Agreement {
    /// What the criteria, rules and scores of every version want to know, in the order of the versions. The score is a field
    /// only where a version has none of its own.
    public var asked: [AskedOfLeads] { versions.flatMap(\.asked) }
}

extension AgreementVersion {
    /// Every criterion of the version.
    public var criteria: [Criterion] {
        let qualified = [
            qualification.marketingQualified, qualification.salesAccepted, qualification.salesQualified,
        ]
        let contributions = qualification.score?.contributions ?? []
        let points = contributions.compactMap { if case .when(let criterion) = $0.basis { criterion } else { nil } }
        return points + qualified.compactMap(\.self) + recycling.neverWhen
            + recycling.rules.joined().compactMap(\.when) + [recycling.returns?.criterion].compactMap(\.self)
            + suppression.rules.map(\.criterion)
    }

    var asked: [AskedOfLeads] {
        var asked: [AskedOfLeads] = []
        for contribution in qualification.score?.contributions ?? [] {
            guard case .each(let kind) = contribution.basis else { continue }
            asked.append(AskedOfLeads(subject: .activity(kind), place: contribution.place))
        }
        for condition in criteria.flatMap(\.conditions) {
            if let kind = condition.test.activity {
                asked.append(AskedOfLeads(subject: .activity(kind), place: condition.place))
            } else if let field = condition.test.field, !condition.test.isOfScore || qualification.score == nil {
                asked.append(AskedOfLeads(subject: .field(field), place: condition.place))
            }
        }
        return asked
    }
}
