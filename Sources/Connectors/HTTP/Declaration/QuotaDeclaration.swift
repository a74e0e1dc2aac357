import ConfigFiles
import LeadModel

/// Reads `quota:` of a source.
struct QuotaDeclaration {
    let findings: Findings

    static let shape = ConfigShape.mapping(
        ConfigMapping(
            "'quota'",
            [
                .optional(
                    "calls", .text("100 per 10s", pattern: "^[0-9]+ per [0-9]+[smhd]$"),
                    "How often it is asked at most; between calls it is waited for so long."),
                .optional(
                    "remaining", .text("X-RateLimit-Remaining"),
                    "A header that says how many calls are left; of none it is waited for `reset`."),
                .optional(
                    "reset", .text("X-RateLimit-Reset"),
                    "A header that says when there are more: in seconds, or as a time in seconds or milliseconds since 1970."
                ),
                .optional(
                    "day", .mapping(day), "What may be used of a day's calls; then the run stops, and the next goes on."
                ),
            ]))

    private static let day = ConfigMapping(
        "'day'", atMostOneOf: ["usage", "remaining"],
        [
            .optional(
                "calls", .wholeNumber(1...1_000_000_000),
                "Calls of a day in UTC: counted from run to run where no header says more."),
            .optional("usage", .text("Sforce-Limit-Info"), "A header such as `api-usage=18/5000`."),
            .optional(
                "remaining", .text("X-HubSpot-RateLimit-Daily-Remaining"), "A header that says how many are left."),
            .optional(
                "limit", .text("X-HubSpot-RateLimit-Daily"), "A header that says how many a day has.",
                otherwise: "`calls`"),
            .optional(
                "share", .text("80%", pattern: "^[0-9]{1,3}%$"),
                "How much of it may be used, by whomever, before this source stops.", otherwise: "100%"),
        ])

    func read(_ map: ConfigMap) -> CallQuota {
        var quota = CallQuota()
        if let value = map["calls"], let text = value.text {
            let parts = text.split(separator: " ")
            if parts.count == 3, parts[1] == "per", let calls = Int(parts[0]), calls > 0,
                let seconds = WrittenDuration.seconds(String(parts[2])), seconds > 0
            {
                quota.pace = CallQuota.Pace(calls: calls, seconds: seconds)
            } else {
                findings.add(
                    .configUnknownValue, "'calls' says no pace", at: value.place, seen: .word(text),
                    advice: "Write a number and a length of time, such as `100 per 10s`.")
            }
        }
        quota.remaining = map.text("remaining")
        quota.reset = map.text("reset")
        if (quota.remaining == nil) != (quota.reset == nil) {
            findings.add(
                .configMissingKey, "'remaining' and 'reset' belong together", at: map.place,
                advice: "Name both headers, or none.")
        }
        quota.day = map.map("day").map(read(day:))
        return quota
    }

    private func read(day map: ConfigMap) -> CallQuota.Day {
        var day = CallQuota.Day()
        day.calls = map.wholeNumber("calls")
        day.usage = map.text("usage")
        day.remaining = map.text("remaining")
        day.limit = map.text("limit")
        if let value = map["share"], let text = value.text {
            if text.hasSuffix("%"), let share = Int(text.dropLast()), (1...100).contains(share) {
                day.share = share
            } else {
                findings.add(
                    .configUnknownValue, "'share' is no part of a hundred", at: value.place, seen: .word(text),
                    advice: "Write such as 80%.")
            }
        }
        let isTold = day.usage != nil || day.remaining != nil && (day.limit != nil || day.calls != nil)
        if !isTold, day.calls == nil || day.remaining != nil, !map.isGiven("calls") {
            findings.add(
                .configMissingKey, "'day' does not say how many calls there are", at: map.place,
                advice: "Add `calls: 5000`, or the headers that say so: `usage`, or `remaining` and `limit`.")
        }
        return day
    }
}
