import Connectors
import Feedback
import LeadModel

/// Whether feeds and destinations fit together: a feed of files needs one that takes files, all others one that takes rows; and what a
/// feed says under `with` is what its destination asks for.
struct FeedTargets {
    private let feeds: [FeedDefinition]
    private let destinations: [DestinationDefinition]
    /// Destinations whose files have findings of their own.
    private let broken: [String]

    init(_ feeds: [FeedDefinition], _ destinations: [DestinationDefinition], broken: [String]) {
        self.feeds = feeds
        self.destinations = destinations
        self.broken = broken
    }

    var faults: [Fault] { feeds.flatMap { feed in fault(feed).map { [$0] } ?? parameterFaults(feed) } }

    /// What is wrong with a feed's `with`.
    private func parameterFaults(_ feed: FeedDefinition) -> [Fault] {
        guard case .destination(let name, let given) = feed.target,
            let destination = destinations.first(where: { $0.name == name })
        else { return [] }
        guard case .http(let system) = destination.door else {
            guard !given.isEmpty else { return [] }
            return [
                Fault(
                    .configUnknownKey, .stopRun, "the destination '\(name)' is told nothing under 'with'",
                    at: given.keys.sorted().first.flatMap { feed.parameterPlaces[$0] } ?? feed.targetPlace,
                    advice: "Take 'with' out.")
            ]
        }
        var faults: [Fault] = []
        for key in given.keys.sorted() where system.parameters[key] == nil {
            faults.append(
                Fault(
                    .configUnknownKey, .stopRun, "the destination '\(name)' asks for no '\(key)'",
                    at: feed.parameterPlaces[key] ?? feed.targetPlace, seen: .word(key),
                    advice: Nearest.advice(for: key, among: system.parameters.keys.sorted())))
        }
        let actions = Set(FeedAction.allCases.filter(feed.tells))
        for key in system.missingParameters(given: Set(given.keys), actions: actions) {
            faults.append(
                Fault(
                    .configMissingKey, .stopRun, "the destination '\(name)' needs '\(key)' of the feed",
                    at: feed.targetPlace,
                    advice: "Add it under 'with': \(system.parameters[key] ?? "")"))
        }
        // What it lacks or misspells may be what it is taken back by.
        if faults.isEmpty, let fault = takesNothingBack(feed, given, system) { faults.append(fault) }
        return faults
    }

    /// A feed whose every withdrawal would be refused: whoever opts out would stay there.
    private func takesNothingBack(
        _ feed: FeedDefinition, _ given: [String: String], _ system: HTTPDestination
    ) -> Fault? {
        guard feed.tells(.withdraw), !system.takesBack(with: given) else { return nil }
        let name = feed.target.destination ?? ""
        let keys = system.takesBackOnlyWith.map { "'\($0)'" }
        let never = "write `withdrawals: never`; whoever is to go must be deleted there in another way, then."
        return Fault(
            .configUnknownValue, .stopRun,
            "the feed tells who is to go, and \(keys.isEmpty ? "" : "as it is ")no write of the destination '\(name)' takes anybody back",
            at: feed.targetPlace,
            advice: keys.isEmpty
                ? "Give the destination a write with `on: withdraw`, or \(never)"
                : "Say \(keys.joined(separator: " or ")) under 'with', or \(never)")
    }

    private func fault(_ feed: FeedDefinition) -> Fault? {
        guard let name = feed.target.destination, !broken.contains(name) else { return nil }
        guard let destination = destinations.first(where: { $0.name == name }) else {
            return Fault(
                .configUnknownReference, .stopRun, "'\(name)' is not a configured destination", at: feed.targetPlace,
                advice: Nearest.advice(for: name, among: destinations.map(\.name), none: Workspace.noDestination))
        }
        guard destination.takesFiles == feed.target.takesRows else { return nil }
        return Fault(
            .configUnknownValue, .stopRun,
            destination.takesFiles
                ? "the destination '\(name)' takes files, and this feed has none"
                : "the destination '\(name)' takes rows, and this feed writes files",
            at: feed.targetPlace,
            advice: destination.takesFiles
                ? "Write `to: { folder: feeds/\(feed.name), upload: \(name) }`, and 'format' and 'mode'."
                : "Write `to: { destination: \(name) }`, without 'format' and 'mode'.")
    }
}
