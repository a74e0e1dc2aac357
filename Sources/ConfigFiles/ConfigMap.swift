public import LeadModel

/// Reads the keys of one mapping, remembers which were asked for, and collects every finding.
///
/// ```
/// var map = ConfigMap(node, of: "a feed", into: findings)
/// let name = map.text("feed")
/// map.refuseUnknownKeys()
/// ```
/// A missing or mistyped key adds a fault and yields `nil`; the caller throws once, at the end, with all of them.
public struct ConfigMap {
    public let node: ConfigNode
    private let subject: String
    private let entries: [ConfigEntry]
    private var asked: [String] = []
    public let findings: Findings

    /// - Parameter subject: what the mapping describes, for messages: `a feed`, `a field rule`.
    public init(_ node: ConfigNode, of subject: String, into findings: Findings) {
        self.node = node
        self.subject = subject
        self.findings = findings
        if case .map(let entries) = node.content {
            self.entries = entries
        } else {
            entries = []
            findings.add(
                .configWrongType, "\(subject) must be a mapping of keys, not \(node.kindWord)", at: node.place,
                advice: "Write `key: value` lines.")
        }
    }

    /// The keys in the order of the file.
    public var all: [ConfigEntry] { entries }

    /// The value of an optional key.
    public mutating func optional(_ key: String) -> ConfigNode? {
        asked.append(key)
        return entries.first { $0.key == key }?.value
    }

    /// The value of a key that must be there.
    public mutating func required(_ key: String) -> ConfigNode? {
        if let value = optional(key) { return value }
        findings.add(
            .configMissingKey, "\(subject) needs the key '\(key)'", at: node.place, advice: "Add `\(key): …` here.")
        return nil
    }

    /// The text of a key that must be there and not be empty.
    public mutating func text(_ key: String) -> String? { required(key).flatMap { findings.text($0, of: key) } }

    /// The text of an optional key.
    public mutating func optionalText(_ key: String) -> String? { optional(key).flatMap { findings.text($0, of: key) } }

    /// The whole number of an optional key.
    public mutating func optionalInteger(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let node = optional(key), let text = findings.text(node, of: key) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            findings.add(
                .configWrongType, "'\(key)' must be a whole number from \(range.lowerBound) to \(range.upperBound)",
                at: node.place,
                seen: .word(text), advice: "Write the number in digits.")
            return nil
        }
        return number
    }

    /// `true` or `false` of an optional key.
    public mutating func optionalFlag(_ key: String) -> Bool? {
        guard let node = optional(key), let text = findings.text(node, of: key) else { return nil }
        switch text {
        case "true", "yes": return true
        case "false", "no": return false
        default:
            findings.add(
                .configWrongType, "'\(key)' must be true or false", at: node.place, seen: .word(text),
                advice: "Write true or false.")
            return nil
        }
    }

    /// One word of a closed set.
    public mutating func choice<Choice>(_ key: String, of words: [(String, Choice)], required isRequired: Bool)
        -> Choice?
    {
        guard let node = isRequired ? required(key) : optional(key), let text = findings.text(node, of: key) else {
            return nil
        }
        return findings.choice(text, at: node.place, of: words, called: key)
    }

    /// Adds a fault for each key nobody asked for, with the nearest valid name.
    public func refuseUnknownKeys() {
        for entry in entries where !asked.contains(entry.key) {
            findings.add(
                .configUnknownKey, "'\(entry.key)' is not a key of \(subject)", at: entry.keyPlace,
                advice: Nearest.advice(for: entry.key, among: asked))
        }
    }
}

/// The findings of one check, in the order they were made. A class, because every reader of one file adds to the same list.
public final class Findings {
    public private(set) var faults: [Fault] = []

    public init() {}

    public func add(_ fault: Fault) { faults.append(fault) }

    public func add(_ code: FaultCode, _ summary: String, at place: Origin, seen: Seen? = nil, advice: String) {
        faults.append(Fault(code, .stopRun, summary, at: place, seen: seen, advice: advice))
    }

    /// Throws what was found, if anything was.
    public func check() throws(FaultList) {
        guard faults.isEmpty else { throw FaultList(faults) }
    }

    /// The text of a value; a list, a mapping or nothing is a finding.
    public func text(_ node: ConfigNode, of key: String) -> String? {
        if case .text(let text) = node.content { return text }
        add(.configWrongType, "'\(key)' must be text, not \(node.kindWord)", at: node.place, advice: "Write one value.")
        return nil
    }

    /// A list of texts; a single text counts as a list of one.
    public func texts(_ node: ConfigNode, of key: String) -> [String] {
        guard case .list(let items) = node.content else { return text(node, of: key).map { [$0] } ?? [] }
        return items.compactMap { text($0, of: key) }
    }

    /// One word of a closed set; any other is a finding with the nearest word.
    public func choice<Choice>(_ text: String, at place: Origin, of words: [(String, Choice)], called key: String)
        -> Choice?
    {
        if let found = words.first(where: { $0.0 == text }) { return found.1 }
        add(
            .configUnknownValue, "'\(text)' is not a known \(key)", at: place,
            advice: Nearest.advice(for: text, among: words.map(\.0)))
        return nil
    }
}
