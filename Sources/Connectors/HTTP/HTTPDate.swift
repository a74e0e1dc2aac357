public import LeadModel

extension Instant {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads a date of HTTP in each of its three forms (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`,
    /// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`; `nil` for anything else. The name of the day is not compared.
    /// - Parameter now: a year of two digits is the last one that ends so and lies at most fifty years ahead.
    public init?(httpDate text: String, now: Instant) {
        let words = text.split { $0 == " " || $0 == "," }.map(String.init)
        let parts: (day: String, month: String, year: String, time: String)
        switch words.count {
        case 6 where words[5] == "GMT": parts = (words[1], words[2], words[3], words[4])
        case 4 where words[3] == "GMT":
            let date = words[1].split(separator: "-").map(String.init)
            guard date.count == 3 else { return nil }
            parts = (date[0], date[1], date[2], words[2])
        case 5: parts = (words[2], words[1], words[4], words[3])
        default: return nil
        }
        self.init(parts, now)
    }

    private init?(_ parts: (day: String, month: String, year: String, time: String), _ now: Instant) {
        func number(_ text: some StringProtocol) -> Int? {
            text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
        }
        let time = parts.time.split(separator: ":", omittingEmptySubsequences: false).map(number)
        guard let month = Instant.months.firstIndex(of: parts.month), let day = number(parts.day),
            var year = number(parts.year),
            time.count == 3, let hour = time[0], let minute = time[1], let second = time[2],
            (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        if parts.year.utf8.count == 2 {
            let present = Instant.civil(fromDays: Int(now.milliseconds / 86_400_000)).year
            year += present / 100 * 100
            if year > present + 50 { year -= 100 }
        } else if parts.year.utf8.count != 4 {
            return nil
        }
        let days = Instant.daysFromCivil(year: year, month: month + 1, day: day)
        let civil = Instant.civil(fromDays: days)
        guard civil.month == month + 1, civil.day == day else { return nil }
        self.init(milliseconds: Int64(days) * 86_400_000 + Int64(hour * 3_600 + minute * 60 + min(second, 59)) * 1_000)
    }
}
