import ConfigFiles
import Foundation
import LeadModel

/// Reads `incremental:` of a stream that is asked over HTTP.
enum WindowDeclaration {
    static let shape = ConfigShape.mapping(
        ConfigMapping(
            "'incremental'",
            [
                .optional(
                    "as",
                    .word("way to write times", PullWindow.Form.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                    "How `{since}` and `{until}` are written.", otherwise: "iso"),
                .optional(
                    "zone", .text("Europe/Berlin"),
                    "The zone of the vendor's account, for times that are written without one.", otherwise: "UTC"),
                .optional(
                    "overlap", WrittenDuration.shape("10m"),
                    "How long before the last pull the next one begins; what was known is passed over.",
                    otherwise: "10m"),
                .optional(
                    "lag", WrittenDuration.shape("1m"), "How long before the server's own time a pull ends.",
                    otherwise: "1m"),
                .optional(
                    "start", .text("2024-01-01", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}"),
                    "Where the first pull begins: a day in UTC, or a time with its zone.",
                    otherwise: "at the beginning, without `{since}`"),
                .optional(
                    "step", WrittenDuration.shape("30d"), "The longest time that is asked about at once.",
                    otherwise: "any"),
            ]))

    static func read(_ map: ConfigMap, _ findings: Findings) -> PullWindow {
        var window = PullWindow()
        if let form = map.text("as").flatMap(PullWindow.Form.init(rawValue:)) { window.form = form }
        if let zone = map["zone"], let text = zone.text {
            window.zone = text
            if TimeZone(identifier: text) == nil {
                findings.add(
                    .configUnknownValue, "'\(text)' is no zone", at: zone.place,
                    advice: "Write it as the IANA names it, such as Europe/Berlin.")
            } else if ![.space, .isoLocal, .day].contains(window.form) {
                findings.add(
                    .configMissingKey, "times that say their zone need no other", at: zone.place,
                    advice: "Write `as: date-time`, `iso-local` or `day`, or take 'zone' out.")
            }
        }
        if let seconds = WrittenDuration.read("overlap", of: map, findings) { window.overlapSeconds = seconds }
        if let seconds = WrittenDuration.read("lag", of: map, findings) { window.lagSeconds = seconds }
        window.stepSeconds = WrittenDuration.read("step", of: map, findings)
        if let start = map["start"], let text = start.text {
            window.start = Instant(rfc3339: text.utf8.count == 10 ? text + "T00:00:00Z" : text)
            if window.start == nil {
                findings.add(
                    .configUnknownValue, "'start' is no day and no time", at: start.place, seen: .word(text),
                    advice: "Write such as 2024-01-01, or 2024-01-01T00:00:00Z.")
            }
        }
        if window.stepSeconds != nil, window.start == nil, !map.isGiven("start") {
            findings.add(
                .configMissingKey, "steps need a 'start' to begin with", at: map.place(of: "step"),
                advice: "Add the day from which on there are records, such as `start: 2024-01-01`.")
        }
        return window
    }
}

extension PullWindow.Form {
    var meaning: String {
        switch self {
        case .iso: "`2026-03-01T10:00:00Z`"
        case .isoMilliseconds: "`2026-03-01T10:00:00.000Z`"
        case .space: "`2026-03-01 10:00:00`, in `zone`."
        case .isoLocal: "`2026-03-01T10:00:00`, in `zone`."
        case .day: "`2026-03-01`, in `zone`."
        case .epoch: "Seconds since 1970."
        case .epochMilliseconds: "Milliseconds since 1970."
        }
    }
}
