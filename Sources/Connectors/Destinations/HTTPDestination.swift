import ConfigFiles
import LeadModel

/// A destination of rows that are written by a system's calls.
public struct HTTPDestination: Sendable, Hashable {
    public var address: String
}

/// Reads it.
struct HTTPDestinationDeclaration {
    let findings: Findings

    static let keys: [ConfigKey] = [
        .required("address", .text("https://api.example"), "Where it is.")
    ]

    func read(_ map: ConfigMap) -> HTTPDestination? { map.text("address").map { HTTPDestination(address: $0) } }
}
