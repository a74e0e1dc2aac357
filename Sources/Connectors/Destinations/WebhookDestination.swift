import ConfigFiles
import LeadModel

/// A destination of signed events.
public struct WebhookDestination: Sendable, Hashable {
    public var address: String
}

/// Reads it.
struct WebhookDeclaration {
    let findings: Findings

    static let keys: [ConfigKey] = [
        .required("address", .text("https://hooks.example/leadloop"), "Where events are sent to.")
    ]

    func read(_ map: ConfigMap) -> WebhookDestination? { map.text("address").map { WebhookDestination(address: $0) } }
}
