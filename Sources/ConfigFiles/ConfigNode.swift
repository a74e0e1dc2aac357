public import LeadModel

/// A value of a configuration file, with its place: text, a list or a mapping. Never typed by YAML: `NO`, `1.10` and
/// `012` stay text until somebody asks for a number or a flag.
public struct ConfigNode: Sendable, Hashable {
    /// What stands at the place; keys keep the order of the file.
    public indirect enum Content: Sendable, Hashable {
        case text(String)
        /// Nothing, `~` or `null`, unquoted.
        case null
        case list([ConfigNode])
        case map([ConfigEntry])
    }

    public var place: Origin
    public var content: Content

    public init(_ content: Content, at place: Origin) {
        self.content = content
        self.place = place
    }

    /// What it is, for messages.
    public var kindWord: String {
        switch content {
        case .text: "text"
        case .null: "nothing"
        case .list: "a list"
        case .map: "a mapping"
        }
    }
}

/// One `key: value` of a mapping.
public struct ConfigEntry: Sendable, Hashable {
    public var key: String
    public var keyPlace: Origin
    public var value: ConfigNode

    public init(key: String, keyPlace: Origin, value: ConfigNode) {
        self.key = key
        self.keyPlace = keyPlace
        self.value = value
    }
}
