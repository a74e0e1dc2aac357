public import LeadModel

/// When something is done by itself: `schedule:` of sources and feeds.
///
/// ```yaml
/// schedule: "*/15 * * * *"
/// schedule: { cron: "0 6 * * mon-fri", zone: Europe/Amsterdam, jitter: 5m, missed: skip }
/// ```
public struct Schedule: Sendable, Hashable {
    /// What becomes of times at which nothing was running.
    public enum Missed: String, Sendable, CaseIterable {
        /// They are made up for together, once.
        case once
        /// They are over; the next one counts.
        case skip
    }

    /// The times, as the file writes them.
    public let times: CronExpression
    /// By whose clocks; `nil`: those of the agreement.
    public let zone: CivilZone?
    /// Up to so many seconds behind each time, so that things of one time part.
    public let jitterSeconds: Int
    public let missed: Missed

    /// With `missed: skip`, a time that is over by more seconds is not made up for; a shorter delay is none, because something else may
    /// have been at work.
    public static let lateSeconds = 3_600
    /// More than that is no jitter any more.
    static let mostJitterSeconds = 3_600

    /// - Parameter times: of which every one is kept to the minute.
    public init(_ times: CronExpression, zone: CivilZone? = nil, jitterSeconds: Int = 0, missed: Missed = .once) {
        self.times = times
        self.zone = zone
        self.jitterSeconds = jitterSeconds
        self.missed = missed
    }

    /// The first time behind an instant at which it is due.
    /// - Parameters:
    ///   - agreed: whose clocks count where it names no zone of its own.
    ///   - subject: what is done: by its name it parts from others with the same times, each time in another way.
    public func next(after instant: Instant, agreed: CivilZone, for subject: String) -> Instant {
        let time = times.next(after: instant, in: zone ?? agreed)
        guard jitterSeconds > 0 else { return time }
        let share = Schedule.spread("\(subject) \(time.milliseconds)", over: UInt64(jitterSeconds) + 1)
        return Instant(milliseconds: time.milliseconds + Int64(share) * 1_000)
    }

    /// When something is due that was done last at an instant: a time that is over where it was missed and is made up for.
    public func due(after last: Instant, now: Instant, agreed: CivilZone, for subject: String) -> Instant {
        let next = next(after: last, agreed: agreed, for: subject)
        let late = Instant(milliseconds: now.milliseconds - Int64(Schedule.lateSeconds) * 1_000)
        guard missed == .skip, next < late else { return next }
        return self.next(after: late, agreed: agreed, for: subject)
    }

    /// A number below a bound that a text always comes to: 64-bit FNV-1a, folded.
    private static func spread(_ text: String, over bound: UInt64) -> UInt64 {
        let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return (hash ^ hash >> 32) % bound
    }
}

extension Schedule: CustomStringConvertible {
    /// `0 6 * * mon-fri, Europe/Amsterdam, jitter 5m, missed: skip`
    public var description: String {
        var parts = [times.description]
        if let zone { parts.append(zone.name) }
        if jitterSeconds > 0 {
            parts.append("jitter \(jitterSeconds % 60 == 0 ? "\(jitterSeconds / 60)m" : "\(jitterSeconds)s")")
        }
        if missed == .skip { parts.append("missed: skip") }
        return parts.joined(separator: ", ")
    }
}

extension Schedule {
    /// What may be written.
    /// - Parameter example: five fields that suit the file.
    public static func shape(_ example: String) -> ConfigShape {
        .either([
            .text(example),
            .mapping(
                ConfigMapping(
                    "a schedule",
                    [
                        .required("cron", .text(example), "Five fields, as crontab has them, or such as @daily."),
                        .optional(
                            "zone", .text("Europe/Amsterdam"), "By whose clocks.", otherwise: "the agreement's zone"),
                        .optional(
                            "jitter", WrittenDuration.shape("2m"),
                            "How much later it may begin, up to an hour: things of the same time part, each by its name.",
                            otherwise: "0s"),
                        .optional(
                            "missed",
                            .word("rule for missed times", Missed.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                            "What becomes of times at which nothing was running.", otherwise: "once"),
                    ])),
        ])
    }

    /// - Returns: `nil` where something of it cannot be read, which is a finding.
    public static func read(_ value: ConfigValue, _ findings: Findings) -> Schedule? {
        let map = value.map
        var zone: CivilZone?
        if let name = map?["zone"], let text = name.text {
            zone = CivilZone(text)
            if zone == nil {
                findings.add(
                    .configUnknownValue, "this is no time zone", at: name.place, seen: .word(text),
                    advice: "Write a name such as Europe/Amsterdam, or UTC.")
            }
        }
        let jitter = map.flatMap { WrittenDuration.read("jitter", of: $0, findings) } ?? 0
        if let map, jitter > mostJitterSeconds {
            findings.add(
                .configUnknownValue, "'jitter' is longer than an hour", at: map.place(of: "jitter"),
                advice: "Write up to 1h, or give each its own times.")
        }
        let missed = map?.text("missed").flatMap(Missed.init(rawValue:)) ?? .once
        let cron = map?["cron"] ?? value
        guard let text = cron.text else { return nil }
        do throws(CronExpression.Problem) {
            return Schedule(try CronExpression(text), zone: zone, jitterSeconds: jitter, missed: missed)
        } catch {
            findings.add(
                .configUnknownValue, "the schedule is none: \(error.summary)", at: cron.place, seen: .word(text),
                advice: "Write such as \"0 6 * * mon-fri\" for six o'clock on working days, or @daily.")
            return nil
        }
    }
}

extension Schedule.Missed {
    fileprivate var meaning: String {
        switch self {
        case .once: "They are made up for together, once."
        case .skip: "Those that are over by more than an hour are left out; the next one counts."
        }
    }
}
