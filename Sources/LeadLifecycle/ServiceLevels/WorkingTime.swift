public import LeadModel

/// The time that counts for service levels, laid out once for many questions: the business hours of a version of the
/// agreement, or every hour where it states none.
public struct WorkingTime: Sendable, Hashable {
    /// From when to when sales works, in milliseconds, ascending; `nil`: always.
    private let shifts: [Range<Int64>]?
    /// How much of it lies before each shift.
    private var before: [Int64] = []

    /// The longest time that is laid out: twenty years before its end. What began earlier counts from there.
    private static let longestDays = 7_305

    /// - Parameters:
    ///   - hours: `nil` where service levels count around the clock.
    ///   - start: nothing before it is asked about.
    ///   - end: nothing later is asked about.
    public init(_ hours: BusinessHours?, from start: Instant, to end: Instant) {
        guard let hours else {
            shifts = nil
            return
        }
        let last = hours.zone.day(of: end) + 1
        let first = max(hours.zone.day(of: min(start, end)) - 1, last - WorkingTime.longestDays)
        var shifts: [Range<Int64>] = []
        var sum: Int64 = 0
        for day in first...last {
            guard let shift = hours.shift(ofDay: day) else { continue }
            shifts.append(shift.lowerBound.milliseconds..<shift.upperBound.milliseconds)
            before.append(sum)
            sum += shift.upperBound.milliseconds - shift.lowerBound.milliseconds
        }
        self.shifts = shifts
    }

    /// Working milliseconds between two instants; 0 where `end` is not later.
    public func milliseconds(from start: Instant, to end: Instant) -> Int64 {
        guard end > start else { return 0 }
        guard let shifts else { return end.milliseconds - start.milliseconds }
        return elapsed(by: end, shifts) - elapsed(by: start, shifts)
    }

    /// Working minutes between two instants; one that has begun counts, so that five minutes and a second are six.
    public func minutes(from start: Instant, to end: Instant) -> Int {
        Int((milliseconds(from: start, to: end) + 59_999) / 60_000)
    }

    /// The instant at which so much working time has passed since another; `nil` where that is later than what is laid out.
    public func instant(_ milliseconds: Int64, after start: Instant) -> Instant? {
        guard let shifts else {
            let (sum, overflow) = start.milliseconds.addingReportingOverflow(milliseconds)
            return overflow ? nil : Instant(milliseconds: sum)
        }
        let wanted = elapsed(by: start, shifts) + milliseconds
        guard let index = WorkingTime.last(before.indices, where: { before[$0] < max(wanted, 1) }) else { return nil }
        let end = shifts[index].lowerBound + wanted - before[index]
        return end <= shifts[index].upperBound ? max(start, Instant(milliseconds: end)) : nil
    }

    /// Working milliseconds from the beginning of the layout to an instant.
    private func elapsed(by instant: Instant, _ shifts: [Range<Int64>]) -> Int64 {
        let time = instant.milliseconds
        guard let index = WorkingTime.last(shifts.indices, where: { shifts[$0].lowerBound <= time }) else { return 0 }
        return before[index] + min(time, shifts[index].upperBound) - shifts[index].lowerBound
    }

    /// The last index for which something is true that is true of the first ones only.
    private static func last(_ indices: Range<Int>, where isTrue: (Int) -> Bool) -> Int? {
        var low = indices.lowerBound
        var high = indices.upperBound
        while low < high {
            let middle = (low + high) / 2
            if isTrue(middle) { low = middle + 1 } else { high = middle }
        }
        return low > indices.lowerBound ? low - 1 : nil
    }
}
