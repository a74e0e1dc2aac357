import LeadModel

/// How long an answer asks us to wait before we ask again (RFC 9110, section 10.2.3).
enum RetryAfter {
    /// - Parameter now: by our clock.
    /// - Returns: seconds, 0 and up; `nil` where the header says nothing that can be understood, so that the caller's own rule
    ///   decides: below 0, neither a number nor a date.
    static func seconds(_ header: String?, now: Instant, serverDate: Instant?) -> Int? {
        guard let text = header else { return nil }
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            // More digits than a number has are very long, not nothing.
            return Int(text) ?? .max
        }
        guard let date = Instant(httpDate: text, now: now) else { return nil }
        // By the server's own clock, which made the date.
        return max(0, Int((date.milliseconds - (serverDate ?? now).milliseconds + 999) / 1_000))
    }
}
