import ConfigFiles

/// What a source's runs are watched for, and what happens then: `guard:` of the source.
public struct SourceGuard: Sendable, Hashable {
    /// What is done about an export that differs from those before it.
    public enum Drift: String, Sendable, Hashable, CaseIterable {
        /// Told; and where it breaks a mapped field, nothing of the file is taken in before somebody has confirmed it.
        case hold
        case warn
        case off
    }

    public var drift = Drift.hold

    public init() {}

    static func compile(_ node: ConfigNode, _ findings: Findings) -> SourceGuard {
        var map = ConfigMap(node, of: "a guard", into: findings)
        var found = SourceGuard()
        let words = Drift.allCases.map { ($0.rawValue, $0) }
        if let drift = map.choice("drift", of: words, required: false) { found.drift = drift }
        map.refuseUnknownKeys()
        return found
    }
}
