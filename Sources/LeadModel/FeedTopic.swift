/// What the rows of a feed tell of: the kind of its events.
public enum FeedTopic: String, Sendable, Hashable, CaseIterable, Codable {
    /// Leads that go to marketing.
    case recycled
    /// Leads that go back to sales.
    case returnedToSales = "returned-to-sales"
    /// Leads that wait for sales too long.
    case escalated
    /// What became of leads that marketing delivered.
    case feedback
    /// Leads that reached a stage.
    case reached
    /// Nobody: a sample that tries a destination.
    case test

    /// The `type` of an event, such as `leadloop.lead.recycled`. Who leaves what the feed is about is withdrawn.
    public func eventType(_ action: FeedAction) -> String {
        switch (self, action) {
        case (.test, _): "leadloop.test"
        case (_, .withdraw): "leadloop.lead.withdrawn"
        default: "leadloop.lead.\(rawValue)"
        }
    }
}
