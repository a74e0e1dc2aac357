internal import Foundation
internal import LeadModel

/// Turns local wall times of one zone into instants. A time that happens twice in autumn takes the earlier of its two
/// instants; a time that clocks skip in spring is none, but for a midnight, which stands for a day without a clock.
struct ZoneClock {
    private let zone: TimeZone
    /// Offsets of days whose offset never changes, direct-mapped by day number.
    private var offsets: [(day: Int32, offset: Int32)] = Array(repeating: (.min, 0), count: 4_096)

    init(_ zone: TimeZone) { self.zone = zone }

    /// Seconds since 1970 of a local wall time given as if it were UTC; `nil` where no clock ever showed it.
    mutating func seconds(ofLocal local: Int) -> Int? {
        let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let slot = day & 4_095
        if offsets[slot].day == Int32(truncatingIfNeeded: day) { return local - Int(offsets[slot].offset) }
        // Offsets lie between -12 h and +14 h: the whole day lies between these two instants.
        let before = offset(at: day * 86_400 - 14 * 3_600)
        if before == offset(at: (day + 1) * 86_400 + 12 * 3_600) {
            offsets[slot] = (Int32(truncatingIfNeeded: day), Int32(before))
            return local - before
        }
        return secondsNearTransition(local)
    }

    private func secondsNearTransition(_ local: Int) -> Int? {
        let before = offset(at: local - 14 * 3_600)
        let after = offset(at: local + 12 * 3_600)
        if offset(at: local - before) == before { return local - before }
        if offset(at: local - after) == after { return local - after }
        // Where clocks skip midnight, the day begins as many seconds later as they skip.
        return local % 86_400 == 0 ? local - before : nil
    }

    private func offset(at seconds: Int) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }
}

/// The zones a mapping may name.
enum ZoneName {
    /// A zone by its `Area/City` name, or UTC; abbreviations such as `EST` say too little.
    static func zone(_ name: String) -> TimeZone? {
        guard name == "UTC" || name.contains("/") else { return nil }
        return TimeZone(identifier: name)
    }

    static let known: [String] = TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") } + ["UTC"]
}
