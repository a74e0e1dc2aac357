import LeadModel

/// How long a lead may wait with sales, as the agreement writes it: `14d`, `8h`, `10 business days`, `80 business hours`.
public struct AgreedWait: Sendable, Hashable {
    /// What its number counts.
    public enum Measure: Sendable, Hashable {
        /// Minutes and hours of work where the version states when sales is at work; days and weeks of the calendar.
        case span(AgreedSpan.Unit)
        /// Hours of work; as many as it has between its beginning and its end make a business day.
        case businessHours
        case businessDays
    }

    public let amount: Int
    public let measure: Measure

    /// Reads what stands behind `untouched after`; `nil` for anything else, for nothing, and for more than ten years.
    init?(_ words: some Collection<String>) {
        let words = Array(words)
        let span: AgreedSpan?
        switch words.count {
        case 1:
            span = AgreedSpan(words[0])
            guard let unit = span?.unit else { return nil }
            measure = .span(unit)
        case 3 where words[1] == "business" && ["hour", "hours"].contains(words[2]):
            span = AgreedSpan("\(words[0])h")
            measure = .businessHours
        case 3 where words[1] == "business" && ["day", "days"].contains(words[2]):
            span = AgreedSpan("\(words[0])d")
            measure = .businessDays
        default: return nil
        }
        guard let amount = span?.amount, amount > 0 else { return nil }
        self.amount = amount
    }

    init(_ span: AgreedSpan) {
        amount = span.amount
        measure = .span(span.unit)
    }

    /// Whether it says nothing without business hours.
    var needsBusinessHours: Bool {
        switch measure {
        case .businessHours, .businessDays: true
        case .span: false
        }
    }

    /// Whether it is one of work, where anybody said when that is.
    fileprivate var isOfWork: Bool {
        switch measure {
        case .businessHours, .businessDays, .span(.minutes), .span(.hours): true
        case .span(.days), .span(.weeks): false
        }
    }

    /// Whether it can end later than another that begins with it. One of work takes at least as long by the calendar, and
    /// where nobody works at night or on some days, longer wherever one of these lies between.
    func mayOutlast(_ other: AgreedWait, in hours: BusinessHours?) -> Bool {
        if let hours, !isOfWork, other.isOfWork { return milliseconds(in: hours) > other.least(in: hours) }
        if milliseconds(in: hours) > other.milliseconds(in: hours) { return true }
        return hours != nil && isOfWork && !other.isOfWork
    }

    /// Whether one that begins with it is over before, at least now and then.
    func canEnd(behind other: AgreedWait, in hours: BusinessHours?) -> Bool {
        guard hours != nil, isOfWork, !other.isOfWork else { return mayOutlast(other, in: hours) }
        return mostDays(in: hours) > other.mostDays(in: hours)
    }

    /// The most days of the calendar that it takes where no holiday lies between, a weekend and the rest of a day included.
    func mostDays(in hours: BusinessHours?) -> Int {
        let time = milliseconds(in: hours)
        guard let hours, isOfWork else { return Int((time + 86_399_999) / 86_400_000) }
        let workDays = Int(time / 60_000) / hours.hours.count + 1
        let worked = max(1, hours.days.count { $0 })
        return (workDays * 7 + worked - 1) / worked + 7 - worked
    }

    /// The least time of the calendar that one of work takes: where it begins with a working week.
    private func least(in hours: BusinessHours) -> Int64 {
        let (time, day) = (milliseconds(in: hours), Int64(hours.hours.count) * 60_000)
        let worked = Int64(max(1, hours.days.count { $0 }))
        let nights = (time + day - 1) / day - 1
        let days = nights / worked * 7 + nights % worked
        // A night may be an hour shorter than another.
        return days * AgreedSpan.Unit.days.milliseconds + time - nights * day - (days > 0 ? 3_600_000 : 0)
    }

    /// - Parameter hours: those that it counts; `nil` where it counts by the clock.
    fileprivate func milliseconds(in hours: BusinessHours?) -> Int64 {
        switch measure {
        case .span(let unit): Int64(amount) * unit.milliseconds
        case .businessHours: Int64(amount) * AgreedSpan.Unit.hours.milliseconds
        case .businessDays: Int64(amount) * Int64(hours?.hours.count ?? 1_440) * AgreedSpan.Unit.minutes.milliseconds
        }
    }
}

extension AgreedWait: CustomStringConvertible {
    public var description: String {
        let plural = amount == 1 ? "" : "s"
        return switch measure {
        case .span(let unit): "\(amount)\(unit.rawValue)"
        case .businessHours: "\(amount) business hour\(plural)"
        case .businessDays: "\(amount) business day\(plural)"
        }
    }
}

/// When somebody has waited for long enough: a lead that sales has and that nobody touches.
struct Patience: Sendable, Hashable {
    private let milliseconds: Int64
    private let hours: BusinessHours?
    /// Laid out for all that is likely to be asked, because every lead that waits is: later times are walked to.
    private let laidOut: WorkingTime?

    /// From the beginning of a version on; a zone's rules for later are a guess anyway.
    private static let laidOutDays = 7_300

    /// - Parameter begins: when the version is in force; no lead that waits by it was handed over before.
    init(_ wait: AgreedWait, in hours: BusinessHours?, from begins: Instant) {
        self.hours = wait.isOfWork ? hours : nil
        milliseconds = wait.milliseconds(in: self.hours)
        laidOut = self.hours.map {
            WorkingTime($0, from: begins, to: begins.adding(days: Patience.laidOutDays))
        }
    }

    func ends(for handedOver: Instant) -> Instant {
        guard let hours else {
            let (sum, overflow) = handedOver.milliseconds.addingReportingOverflow(milliseconds)
            return Instant(milliseconds: overflow ? .max : sum)
        }
        return laidOut?.instant(milliseconds, after: handedOver) ?? hours.instant(milliseconds, after: handedOver)
    }
}

extension AgreementVersion {
    /// When a lead that was handed over at a time counts as untouched; `nil` where that is no trigger.
    func untouched(since handedOver: Instant) -> Instant? { patience?.ends(for: handedOver) }
}
