public import LeadModel

/// How marketing and sales kept their agreement in a period, and towards whom.
///
/// It is filled lead by lead. What it holds grows with the groups and the days of the period, not with the leads.
public struct Scorecard: Sendable {
    /// What leads are put together by.
    public enum Grouping: String, Sendable, Hashable, CaseIterable {
        case owner
        case campaign
        case source
    }

    public let agreement: Agreement
    public let period: ReportPeriod
    public let asOf: Instant
    /// Of the passes that were handed over in the period under each version of the agreement, by its index.
    public private(set) var versions: [Int: PassFigures] = [:]
    /// By owner, campaign or source; the empty text stands for none.
    public private(set) var groups: [String: PassFigures] = [:]
    /// Passes of groups beyond the most that are told apart.
    public private(set) var passesOfOtherGroups = 0
    /// Of the passes that ended in the period.
    public private(set) var exits = ExitFigures()
    /// Leads of marketing handed over, on each day of the period.
    public private(set) var deliveries: [Int]
    /// Handed over in the period before the first version of the agreement; measured by nothing.
    public private(set) var passesBefore = 0
    /// Touches dated later than the time that is asked about.
    public private(set) var futureTouches = 0
    /// Touches in the period before the hand-over of a lead, or between two passes.
    public private(set) var strayTouches = 0
    /// Leads that were there at the time that is asked about, but of which no record tells how they stood.
    public private(set) var notKnown = 0

    private let start: Instant
    private let end: Instant

    /// The most groups that are told apart.
    public static let mostGroups = 20_000

    public init(_ agreement: Agreement, _ period: ReportPeriod, asOf: Instant) {
        self.agreement = agreement
        self.period = period
        self.asOf = asOf
        (start, end) = (period.start, period.end)
        deliveries = [Int](repeating: 0, count: period.days.count)
    }

    /// Whether an instant lies in the period.
    public func contains(_ instant: Instant) -> Bool { start <= instant && instant < end }

    /// - Parameter group: what a pass belongs to, asked of those in the period; the empty text for nothing.
    public mutating func add(_ lead: MeasuredLead, group: (MeasuredPass) -> String) {
        futureTouches += lead.futureTouches
        for touch in lead.strayTouches where contains(touch) { strayTouches += 1 }
        for handedOver in lead.passesBefore where contains(handedOver) { passesBefore += 1 }
        for exit in lead.exits where contains(exit.at) { exits.add(exit) }
        for pass in lead.passes {
            guard contains(pass.handedOver) else { continue }
            versions[pass.version, default: PassFigures()].add(pass)
            let group = group(pass)
            if groups[group] != nil || groups.count < Scorecard.mostGroups {
                groups[group, default: PassFigures()].add(pass)
            } else {
                passesOfOtherGroups += 1
            }
            if pass.isFromMarketing {
                deliveries[period.zone.day(of: pass.handedOver) - period.days.lowerBound] += 1
            }
        }
    }

    /// Counts a lead of which nothing was known at the time that is asked about, where it was there by what is known today.
    public mutating func passOver(_ dossier: LeadDossier) {
        let created = dossier.records.compactMap { $0.current.observation.fields.instant(.created) }.min()
        if let created, created <= asOf { notKnown += 1 }
    }

    /// Of all versions together.
    public var total: PassFigures {
        versions.values.reduce(into: PassFigures()) { $0.add($1) }
    }

    /// The versions that something was handed over under, earliest first.
    public var measuredVersions: [(version: AgreementVersion, figures: PassFigures)] {
        versions.sorted { $0.key < $1.key }.map { (version: agreement.versions[$0.key], figures: $0.value) }
    }

    /// The groups, those with most hand-overs first.
    public var sortedGroups: [(name: String, figures: PassFigures)] {
        groups.sorted {
            $0.value.handedOver != $1.value.handedOver ? $0.value.handedOver > $1.value.handedOver : $0.key < $1.key
        }.map { (name: $0.key, figures: $0.value) }
    }

    /// - Parameter isProrated: whether parts of a period are held against their share of the target.
    public func delivery(isProrated: Bool) -> DeliveryTarget {
        DeliveryTarget(agreement, period, delivered: deliveries, asOf: asOf, isProrated: isProrated)
    }
}
