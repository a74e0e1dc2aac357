public import LeadModel

/// A value of a configuration file that has the shape its specification asks for.
public struct ConfigValue {
    enum Content {
        case text(String)
        case nothing
        case list([ConfigValue])
        case map(ConfigMap)
    }

    public let place: Origin
    let content: Content

    /// The text, where it is one; words, numbers and flags are texts.
    public var text: String? {
        if case .text(let text) = content { text } else { nil }
    }

    /// The mapping, where it is one.
    public var map: ConfigMap? {
        if case .map(let map) = content { map } else { nil }
    }

    /// The items of a list; another value counts as a list of one.
    public var items: [ConfigValue] {
        if case .list(let items) = content { items } else { [self] }
    }

    public var isList: Bool {
        if case .list = content { true } else { false }
    }

    public var isNothing: Bool {
        if case .nothing = content { true } else { false }
    }

    /// The texts of a list; a single text counts as a list of one.
    public var texts: [String] { items.compactMap(\.text) }

    fileprivate func passOver() {
        switch content {
        case .map(let map): for entry in map.entries { entry.value.passOver() }
        case .list(let items): for item in items { item.passOver() }
        case .text, .nothing: break
        }
    }
}

/// The keys of one mapping that was checked, to be taken by the reader of its file.
///
/// A key that is missing or has the wrong shape was reported by the check and is `nil` here. The map remembers what was
/// asked for: a key that the specification allows and no reader takes is a finding, and so is one that is asked for and not
/// specified; neither can stay unseen.
public final class ConfigMap {
    public let place: Origin
    let specification: ConfigMapping?
    let subject: String
    private let values: [ConfigEntryValue]
    /// Keys that are there, whether what they hold is in order or not.
    private let given: Set<String>
    private var asked: Set<String> = []
    private var isAskedWhole = false
    private let findings: Findings

    init(
        _ values: [ConfigEntryValue], given: Set<String>, at place: Origin, of subject: String,
        specification: ConfigMapping?, _ findings: Findings
    ) {
        self.given = given
        self.values = values
        self.place = place
        self.subject = subject
        self.specification = specification
        self.findings = findings
    }

    /// Every key with its value, in the order of the file.
    public var entries: [ConfigEntryValue] {
        isAskedWhole = true
        return values
    }

    public subscript(key: String) -> ConfigValue? {
        asked.insert(key)
        if let specification, specification.key(key) == nil {
            findings.add(
                .configUnknownKey, "the key '\(key)' of \(subject) is read and not specified", at: place,
                advice: "This is a mistake in Leadloop; please report it.")
        }
        return values.first { $0.key == key }?.value
    }

    /// Takes note of a key that was refused with a reason of its own: nothing of what it holds is asked for one by one.
    public func passOver(_ key: String) { self[key]?.passOver() }

    /// Whether a key is there, even where what it holds was reported and is `nil`.
    public func isGiven(_ key: String) -> Bool { given.contains(key) }

    /// The text under a key; `nil` where the key is not there, or was found to hold something else.
    public func text(_ key: String) -> String? { self[key]?.text }

    /// The texts of a list in the order of the file, a single text as a list of one; `nil` where the key is not there.
    public func texts(_ key: String) -> [String]? { self[key]?.texts }

    /// The mapping under a key, which remembers in its turn what is asked for; `nil` where there is none.
    public func map(_ key: String) -> ConfigMap? { self[key]?.map }

    /// The number under a key; its range was checked, and one that was out of it was reported and is `nil`.
    public func wholeNumber(_ key: String) -> Int? { text(key).flatMap { Int($0) } }

    /// Whether a key says `true` or `yes`; `nil` where it is not there, which is not the same as `false`.
    public func flag(_ key: String) -> Bool? { text(key).map { $0 == "true" || $0 == "yes" } }

    /// Of some keys that exclude each other, the one that is there.
    public func first(of keys: [String]) -> String? {
        let names = Set(keys)
        return values.first { names.contains($0.key) }?.key
    }

    /// Where a key stands; the place of the mapping where it is not there.
    public func place(of key: String) -> Origin { values.first { $0.key == key }?.keyPlace ?? place }

    /// Faults for the keys that are there and that nobody asked for.
    var unread: [Fault] {
        guard !isAskedWhole else { return [] }
        return values.filter { !asked.contains($0.key) }.map { entry in
            Fault(
                .configUnknownKey, .stopRun, "the key '\(entry.key)' of \(subject) is specified and not read",
                at: entry.keyPlace, advice: "This is a mistake in Leadloop; please report it.")
        }
    }
}

/// One `key: value` of a mapping that was checked.
public struct ConfigEntryValue {
    public let key: String
    public let keyPlace: Origin
    public let value: ConfigValue
}
