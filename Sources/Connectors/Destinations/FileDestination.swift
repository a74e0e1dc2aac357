import ConfigFiles
import LeadModel

/// A destination of files that are put into a folder on another machine.
public struct FileDestination: Sendable, Hashable {
    public var address: String
}

/// Reads it.
struct FileDestinationDeclaration {
    let findings: Findings

    static let keys: [ConfigKey] = [
        .required("address", .text("https://api.example"), "Where it is.")
    ]

    func read(_ map: ConfigMap) -> FileDestination? { map.text("address").map { FileDestination(address: $0) } }
}
