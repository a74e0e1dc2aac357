import ConfigFiles
import LeadModel

/// What a source's runs are watched for, and what happens then: `guard:` of the source.
public struct SourceGuard: Sendable, Hashable {
    /// What is done about an export that differs from those before it.
    public enum Drift: String, Sendable, Hashable, CaseIterable {
        /// Told; and where it breaks a mapped field, nothing of the file is taken in before somebody has confirmed it.
        case hold
        case warn
        case off
    }

    /// How many records of a complete export may be gone at once, before it is held.
    public struct Missing: Sendable, Hashable {
        /// Thousandths of a hundredth of the records that are known: more than these …
        public var share = 5_000
        /// … and at least so many.
        public var atLeast = 20

        /// The share that is all of them.
        public static let whole = 100_000

        public init() {}
    }

    public var drift = Drift.hold
    public var missing = Missing()

    public init() {}

    static let specification = ConfigMapping(
        "a guard",
        [
            .optional(
                "drift", .word("way to treat drift", Drift.allCases.map { ConfigWord($0.rawValue, $0.meaning) }),
                "What is done about an export that differs from those before it.", otherwise: "hold"),
            .optional(
                "missing-leads", .text("5%", pattern: "^[0-9]{1,3}(\\.[0-9]{1,3})?%$"),
                "Of a stream that is `complete`: an export is held that lacks more of the known records than this.",
                otherwise: "5%"),
            .optional(
                "at-least", .wholeNumber(1...1_000_000),
                "Fewer records may be missing, whatever share they are; but never all of them.", otherwise: "20"),
        ])

    static func read(_ map: ConfigMap, _ findings: Findings) -> SourceGuard {
        var found = SourceGuard()
        if let drift = map.text("drift").flatMap(Drift.init(rawValue:)) { found.drift = drift }
        if let number = map.wholeNumber("at-least") { found.missing.atLeast = number }
        if let value = map["missing-leads"], let text = value.text {
            if let share = share(text) {
                found.missing.share = share
            } else {
                findings.add(
                    .configUnknownValue, "'missing-leads' is no part of a hundred", at: value.place, seen: .word(text),
                    advice: "Write such as 5%, or 0.5%.")
            }
        }
        return found
    }

    /// Thousandths of a hundredth.
    private static func share(_ text: String) -> Int? {
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        guard text.hasSuffix("%"), (1...2).contains(parts.count), let whole = Int(parts[0]) else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard fraction.count <= 3,
            let thousandths = Int(fraction + String(repeating: "0", count: 3 - fraction.count))
        else { return nil }
        let share = whole * 1_000 + thousandths
        return (0...Missing.whole).contains(share) ? share : nil
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
