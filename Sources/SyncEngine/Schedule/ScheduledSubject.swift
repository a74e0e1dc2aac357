/// What may have a schedule.
public enum ScheduledSubject: Sendable, Hashable {
    case source(String)
    case feed(String)

    /// As its file calls it.
    public var name: String {
        switch self {
        case .source(let name), .feed(let name): name
        }
    }

    /// `source` or `feed`.
    public var kind: String {
        switch self {
        case .source: "source"
        case .feed: "feed"
        }
    }

    /// By which the store knows it: `source:crm`.
    var key: String { "\(kind):\(name)" }
}
