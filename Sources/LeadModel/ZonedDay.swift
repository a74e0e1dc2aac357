/// A day as a zone counts it, where a source dates something by the day alone.
public struct ZonedDay: Sendable, Hashable {
    /// The first instant of the day.
    public let begins: Instant
    let lengthMinutes: Int64
    let offsetMinutes: Int64

    /// - Parameters:
    ///   - length: in seconds; a day on which clocks change has 23 or 25 hours.
    ///   - offset: by how many seconds local time is ahead of UTC when the day begins.
    public init(begins: Instant, length: Int, offset: Int) {
        self.init(begins: begins, lengthMinutes: Int64(length / 60), offsetMinutes: Int64(offset / 60))
    }

    init(begins: Instant, lengthMinutes: Int64, offsetMinutes: Int64) {
        self.begins = begins
        self.lengthMinutes = lengthMinutes
        self.offsetMinutes = offsetMinutes
    }

    /// The last millisecond of the day.
    public var ends: Instant { Instant(milliseconds: begins.milliseconds + lengthMinutes * 60_000 - 1) }
}

extension ZonedDay: CustomStringConvertible {
    /// Such as `2026-03-02`, as its zone calls it.
    public var description: String {
        String(Instant(milliseconds: begins.milliseconds + offsetMinutes * 60_000).description.prefix(10))
    }
}
