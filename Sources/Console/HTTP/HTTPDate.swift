import LeadModel

/// A time as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT` (IMF-fixdate of RFC 9110, section 5.6.7).
enum HTTPDate {
    static func text(_ time: Instant) -> String {
        // `1994-11-06T08:49:37…`
        let text = Array(time.description.utf8)
        func part(_ from: Int, _ count: Int) -> String { String(decoding: text[from..<from + count], as: UTF8.self) }
        let days = Int((time.milliseconds >= 0 ? time.milliseconds : time.milliseconds - 86_399_999) / 86_400_000)
        // 1 January 1970 was a Thursday.
        let weekday = weekdays[((days + 3) % 7 + 7) % 7]
        let month = months[(Int(part(5, 2)) ?? 1) - 1]
        return "\(weekday), \(part(8, 2)) \(month) \(part(0, 4)) \(part(11, 8)) GMT"
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
