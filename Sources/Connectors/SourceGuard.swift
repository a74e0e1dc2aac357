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

    static let specification = ConfigMapping(
        "a guard",
        [
            .optional(
                "drift", .word("way to treat drift", Drift.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                "What is done about an export that differs from those before it.", otherwise: "hold")
        ])

    static func read(_ map: ConfigMap) -> SourceGuard {
        var found = SourceGuard()
        if let drift = map.text("drift").flatMap(Drift.init(rawValue:)) { found.drift = drift }
        return found
    }
}

extension SourceGuard.Drift {
    fileprivate var meaning: String {
        switch self {
        case .hold: "Told; where it breaks a mapped field, the file is held until somebody confirms it."
        case .warn: "Told, and taken in."
        case .off: "Nothing is compared."
        }
    }
}
