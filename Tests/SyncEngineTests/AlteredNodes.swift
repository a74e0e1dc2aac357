import ConfigFiles
import LeadModel
import TestSupport

/// One thing that is done to a configuration file: something else at a place, or a key gone, misspelled or added.
struct NodeChange: CustomStringConvertible {
    enum Kind {
        case put(ConfigNode.Content)
        case remove
        case misspell
        case add
    }

    /// Numbers of items and of entries, from the root.
    var path: [Int]
    var kind: Kind

    var description: String { "at \(path): \(kind)" }
}

extension ConfigNode {
    /// Every change at every place.
    func changes() -> [NodeChange] {
        let others: [Content] = [
            .text("nonsense"), .text(""), .text("5"), .text("1000000"), .text("-1"), .text("1.10"), .text("true"),
            .text("NO"), .null, .list([]), .list([ConfigNode(.text("x"), at: place)]),
            .list([ConfigNode(.null, at: place)]), .map([]),
            .map([ConfigEntry(key: "nonsense", keyPlace: place, value: ConfigNode(.text("x"), at: place))]),
        ]
        return places().flatMap { path -> [NodeChange] in
            var kinds: [NodeChange.Kind] = others.map { .put($0) }
            if !path.isEmpty { kinds += [.remove, .misspell] }
            return kinds.map { NodeChange(path: path, kind: $0) } + [NodeChange(path: path, kind: .add)]
        }
    }

    private func places() -> [[Int]] {
        let inner: [ConfigNode] =
            switch content {
            case .text, .null: []
            case .list(let items): items
            case .map(let entries): entries.map(\.value)
            }
        return [[]] + inner.enumerated().flatMap { number, node in node.places().map { [number] + $0 } }
    }

    func applying(_ change: NodeChange) -> ConfigNode { applying(change.kind, change.path[...]) }

    private func applying(_ kind: NodeChange.Kind, _ path: ArraySlice<Int>) -> ConfigNode {
        var node = self
        guard let step = path.first else {
            switch (kind, content) {
            case (.put(let other), _): node.content = other
            case (.add, .map(let entries)):
                let entry = ConfigEntry(key: "colour", keyPlace: place, value: ConfigNode(.text("red"), at: place))
                node.content = .map(entries + [entry])
            case (.add, .list(let items)): node.content = .list(items + [ConfigNode(.null, at: place)])
            default: break
            }
            return node
        }
        switch content {
        case .list(var items):
            if path.count == 1, case .remove = kind {
                items.remove(at: step)
            } else {
                items[step] = items[step].applying(kind, path.dropFirst())
            }
            node.content = .list(items)
        case .map(var entries):
            switch kind {
            case .remove where path.count == 1: entries.remove(at: step)
            case .misspell where path.count == 1: entries[step].key += "x"
            default: entries[step].value = entries[step].value.applying(kind, path.dropFirst())
            }
            node.content = .map(entries)
        default: break
        }
        return node
    }

    /// As an editor sees it, which reads YAML 1.2 by its own rules: numbers and truth values are no texts.
    var json: JSONThing {
        switch content {
        case .null: .null
        case .list(let items): .list(items.map(\.json))
        case .map(let entries):
            .object(Dictionary(entries.map { ($0.key, $0.value.json) }, uniquingKeysWith: { first, _ in first }))
        case .text("true"): .flag(true)
        case .text("false"): .flag(false)
        case .text(let text):
            text.utf8.allSatisfy { (0x2B...0x39).contains($0) } && text.utf8.contains { $0 >= 0x30 }
                ? Double(text).map { .number($0) } ?? .text(text) : .text(text)
        }
    }
}
