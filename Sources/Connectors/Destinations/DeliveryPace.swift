import ConfigFiles
import LeadModel

/// How often a message is tried, and for how long it is worth trying: `pace:` of a destination.
public struct DeliveryPace: Sendable, Hashable {
    /// How long to wait before each try, in seconds, beginning with the first; behind the last a message is given up. Those of
    /// Standard Webhooks 1.0, which come to about 75 hours.
    public var waits = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
    /// The oldest that a message may be when it is sent, in seconds; `nil`: as old as it is.
    public var goodFor: Int?

    public init() {}

    static let shape = ConfigShape.mapping(
        ConfigMapping(
            "'pace'",
            [
                .optional(
                    "tries", .list(WrittenDuration.shape("5m"), least: 1),
                    "How long to wait before each try, beginning with the first; behind the last a message is given up.",
                    otherwise: "`[0s, 5s, 5m, 30m, 2h, 5h, 10h, 14h, 20h, 24h]`"),
                .optional(
                    "good-for", WrittenDuration.shape("7d"),
                    "The oldest that a message may be when it is sent: an older one is held out, and told.",
                    otherwise: "for ever"),
            ]))

    static func read(_ map: ConfigMap, _ findings: Findings) -> DeliveryPace {
        var pace = DeliveryPace()
        if let items = map["tries"]?.items {
            let seconds = items.compactMap { $0.text.flatMap(WrittenDuration.seconds) }
            if seconds.count == items.count {
                pace.waits = seconds
            } else {
                findings.add(
                    .configUnknownValue, "'tries' holds something that is no length of time",
                    at: map.place(of: "tries"),
                    advice: "Write numbers with s, m, h or d behind them, such as [0s, 5s, 5m].")
            }
        }
        pace.goodFor = WrittenDuration.read("good-for", of: map, findings)
        return pace
    }
}
