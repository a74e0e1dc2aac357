import ConfigFiles
public import LeadModel

/// When files of a feed are written: `schedule:`.
public struct FeedSchedule: Sendable, Hashable {
    /// The times, as the file writes them.
    public let expression: CronExpression
    /// By whose clocks; `nil`: those of the agreement.
    public let zone: CivilZone?

    static let shape = ConfigShape.either([
        .text("0 6 * * mon-fri"),
        .mapping(
            ConfigMapping(
                "a schedule",
                [
                    .required("cron", .text("0 6 * * mon-fri"), "Five fields, as crontab has them, or such as @daily."),
                    .optional("zone", .text("Europe/Amsterdam"), "By whose clocks.", otherwise: "the agreement's zone"),
                ])),
    ])

    /// - Returns: `nil` where something of it cannot be read, which is a finding.
    static func read(_ value: ConfigValue, _ findings: Findings) -> FeedSchedule? {
        var zone: CivilZone?
        if let name = value.map?["zone"], let text = name.text {
            zone = CivilZone(text)
            if zone == nil {
                findings.add(
                    .configUnknownValue, "this is no time zone", at: name.place, seen: .word(text),
                    advice: "Write a name such as Europe/Amsterdam, or UTC.")
            }
        }
        let cron = value.map?["cron"] ?? value
        guard let text = cron.text else { return nil }
        do throws(CronExpression.Problem) {
            return FeedSchedule(expression: try CronExpression(text), zone: zone)
        } catch {
            findings.add(
                .configUnknownValue, "the schedule is none: \(error.summary)", at: cron.place, seen: .word(text),
                advice: "Write such as \"0 6 * * mon-fri\" for six o'clock on working days, or @daily.")
            return nil
        }
    }
}
