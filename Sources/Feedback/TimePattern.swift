import Foundation
import LeadModel

/// How a receiver writes times: a pattern in the letters of Unicode TR 35, and a zone.
///
/// `yyyy MM dd HH mm ss SSS`, and the offset as `xxx` (`+01:00`), `xx` (`+0100`) or `XXX` (`Z` for zero). Other letters stand in
/// single quotes; whatever is no letter stands for itself.
struct TimePattern: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case year, month, day, hour, minute, second, millisecond
        case offset(colon: Bool, zulu: Bool)
        case literal(String)
    }

    /// As the feed has it.
    let pattern: String
    let parts: [Part]
    let zone: TimeZone

    var zoneName: String { zone.identifier }

    /// Whether it names the offset from UTC, or says `T` or `Z`.
    var hasOffsetOrMark: Bool {
        parts.contains { part in
            switch part {
            case .offset: true
            case .literal(let text): text.contains("T") || text.contains("Z")
            default: false
            }
        }
    }

    /// - Returns: `nil` where a letter means nothing, or a quote stays open.
    init?(_ pattern: String, zone: TimeZone) {
        self.pattern = pattern
        self.zone = zone
        let words: [String: Part] = [
            "yyyy": .year, "MM": .month, "dd": .day, "HH": .hour, "mm": .minute, "ss": .second, "SSS": .millisecond,
            "xxx": .offset(colon: true, zulu: false), "xx": .offset(colon: false, zulu: false),
            "XXX": .offset(colon: true, zulu: true),
        ]
        var parts: [Part] = []
        var rest = pattern[...]
        while let first = rest.first {
            if first == "'" {
                let quoted = rest.dropFirst()
                guard let end = quoted.firstIndex(of: "'") else { return nil }
                parts.append(.literal(end == quoted.startIndex ? "'" : String(quoted[..<end])))
                rest = quoted[quoted.index(after: end)...]
            } else if first.isLetter {
                let run = rest.prefix { $0 == first }
                guard let part = words[String(run)] else { return nil }
                parts.append(part)
                rest = rest[run.endIndex...]
            } else {
                parts.append(.literal(String(first)))
                rest = rest.dropFirst()
            }
        }
        guard !parts.isEmpty else { return nil }
        self.parts = parts
    }

    func text(of instant: Instant) -> String {
        let seconds = instant.seconds(since: Instant(milliseconds: 0))
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
        let local = seconds + Int64(offset)
        let day = Int((local >= 0 ? local : local - 86_399) / 86_400)
        let rest = Int(local - Int64(day) * 86_400)
        let civil = Instant.civil(fromDays: day)
        var text = ""
        for part in parts {
            switch part {
            case .year: text += TimePattern.padded(civil.year, 4)
            case .month: text += TimePattern.padded(civil.month, 2)
            case .day: text += TimePattern.padded(civil.day, 2)
            case .hour: text += TimePattern.padded(rest / 3_600, 2)
            case .minute: text += TimePattern.padded(rest / 60 % 60, 2)
            case .second: text += TimePattern.padded(rest % 60, 2)
            case .millisecond: text += TimePattern.padded(Int(instant.milliseconds - seconds * 1_000), 3)
            case .offset(let colon, let zulu):
                if zulu, offset == 0 {
                    text += "Z"
                } else {
                    let minutes = abs(offset) / 60
                    text += offset < 0 ? "-" : "+"
                    text += TimePattern.padded(minutes / 60, 2) + (colon ? ":" : "")
                    text += TimePattern.padded(minutes % 60, 2)
                }
            case .literal(let literal): text += literal
            }
        }
        return text
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return digits.utf8.count >= width
            ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}
