public import LeadModel

/// How many leads marketing handed over in each week, month, quarter or year, against what it promised.
public struct DeliveryTarget: Sendable, Hashable {
    /// One period that a promise is about.
    public struct Part: Sendable, Hashable {
        /// Such as `2026-Q3`.
        public var name: String
        public var delivered: Int
        /// What was agreed when it began.
        public var target: Int
        /// Whether all of it lies in the report's period.
        public var isWhole: Bool
        /// Whether it was over at the time that is asked about.
        public var isOver: Bool
    }

    /// Earliest first; those for which nothing is agreed are left out.
    public var parts: [Part] = []
    /// What is agreed, as the file writes it, each once.
    public var agreed: [String] = []
    /// What was to be delivered by now where it is shared out among days, rounded up; `nil` where that was not asked for, or
    /// some days have no promise.
    public var prorated: Int?
    /// Handed over on the days that `prorated` is about.
    public var deliveredByNow = 0

    /// - Parameters:
    ///   - delivered: for each day of the period.
    ///   - isProrated: whether parts of a period are to be held against their share of the target.
    public init(
        _ agreement: Agreement, _ period: ReportPeriod, delivered: [Int], asOf: Instant, isProrated: Bool
    ) {
        var day = period.days.lowerBound
        // Exact: in parts of one day's share, whose denominators are days of a week, month, quarter or year.
        var wanted = Fraction()
        var isComplete = true
        let today = period.zone.day(of: asOf)
        while day < period.days.upperBound {
            let start = period.zone.instant(days: day)
            guard let volume = DeliveryTarget.volume(agreement, at: start) else {
                // Until the day on which a version begins that promises something.
                isComplete = isComplete && day > today
                day += 1
                continue
            }
            let first = volume.per.firstDay(of: day)
            // What was agreed when a week, month, quarter or year began holds to its end.
            let atStart = DeliveryTarget.volume(agreement, at: period.zone.instant(days: first)) ?? volume
            let unit = atStart.per == volume.per ? atStart : volume
            let next = unit.per.firstDay(after: first)
            let shown = day..<min(next, period.days.upperBound)
            let slice = shown.lowerBound - period.days.lowerBound..<shown.upperBound - period.days.lowerBound
            parts.append(
                Part(
                    name: unit.per.name(ofFirstDay: first), delivered: delivered[slice].reduce(0, +),
                    target: unit.count, isWhole: first == day && next <= period.days.upperBound,
                    isOver: period.zone.isOver(day: next - 1, at: asOf)))
            let text = "\(unit.count) per \(unit.per.rawValue)"
            if agreed.last != text { agreed.append(text) }
            let past = max(shown.lowerBound, min(shown.upperBound, today + 1))
            wanted.add(unit.count * (past - shown.lowerBound), over: next - first)
            deliveredByNow += delivered[slice.lowerBound..<slice.lowerBound + past - shown.lowerBound].reduce(0, +)
            day = shown.upperBound
        }
        if isProrated, isComplete, !parts.isEmpty { prorated = wanted.roundedUp }
    }

    private static func volume(_ agreement: Agreement, at instant: Instant) -> MarketingServiceLevels.Volume? {
        agreement.index(at: instant).flatMap { agreement.versions[$0].marketing.salesReadyLeads }
    }

    /// The whole ones that are over: what can be held against its target.
    public var settled: [Part] { parts.filter { $0.isWhole && $0.isOver } }
    public var delivered: Int { settled.reduce(0) { $0 + $1.delivered } }
    public var target: Int { settled.reduce(0) { $0 + $1.target } }
}

/// A sum of fractions, exact.
private struct Fraction {
    private var numerator = 0
    private var denominator = 1

    mutating func add(_ other: Int, over divisor: Int) {
        var (left, right) = (denominator, divisor)
        while right != 0 { (left, right) = (right, left % right) }
        let common = denominator / left * divisor
        numerator = numerator * (common / denominator) + other * (common / divisor)
        denominator = common
    }

    var roundedUp: Int { (numerator + denominator - 1) / denominator }
}
