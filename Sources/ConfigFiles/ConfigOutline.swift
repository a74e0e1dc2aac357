import LeadModel

/// Shows how a configuration file is built without what its author alone knows: keys, words of closed sets, numbers, lengths of time,
/// schedules and references to secrets are shown, every other text by a number and its shape. One text has one number in all files that
/// an outline is made of, so that one sees what refers to what.
public struct ConfigOutline {
    private let names: Set<String>
    private var numbers: [String: Int] = [:]

    /// - Parameter names: texts that are shown as they are, such as the names of the files.
    public init(showing names: Set<String>) { self.names = names }

    /// A line for each value: its line in the file, the keys that lead to it, and what stands there.
    /// - Parameter leftOut: keys of the file's first level of whose values only the number is told.
    public mutating func lines(of node: ConfigNode, _ shape: ConfigShape, leavingOut leftOut: Set<String> = [])
        -> [String]
    {
        var lines: [String] = []
        add(node, shape, at: "", leavingOut: leftOut, to: &lines)
        return lines
    }

    private mutating func add(
        _ node: ConfigNode, _ shape: ConfigShape?, at path: String, leavingOut leftOut: Set<String> = [],
        to lines: inout [String]
    ) {
        switch node.content {
        case .null: lines.append(line(node, path, "nothing"))
        case .text(let text): lines.append(line(node, path, shown(text, shape)))
        case .list(let items):
            let item = shape.flatMap { $0.item(of: node) }
            if items.isEmpty { lines.append(line(node, path, "an empty list")) }
            for (position, value) in items.enumerated() {
                add(value, item, at: "\(path)[\(position + 1)]", to: &lines)
            }
        case .map(let entries):
            if entries.isEmpty { lines.append(line(node, path, "an empty mapping")) }
            for entry in entries {
                let (isKnown, value) = shape?.key(entry.key, among: entries, of: node) ?? (isKnown: false, value: nil)
                let key = isKnown ? entry.key : shown(entry.key, nil)
                let place = path.isEmpty ? key : "\(path).\(key)"
                if isKnown, leftOut.contains(entry.key) {
                    lines.append(line(entry.value, place, "\(entry.value.count) left out"))
                } else {
                    add(entry.value, value, at: place, to: &lines)
                }
            }
        }
    }

    private func line(_ node: ConfigNode, _ path: String, _ text: String) -> String {
        "\(node.place.line.map(String.init) ?? "-")\t\(path)\t\(text)"
    }

    private mutating func shown(_ text: String, _ shape: ConfigShape?) -> String {
        if isTelling(text, shape) { return text }
        let number = numbers[text] ?? numbers.count + 1
        numbers[text] = number
        return "text \(number) (\(Seen.shape(of: text.utf8)))"
    }

    /// Whether a text tells nothing but what the program's own words can tell.
    private func isTelling(_ text: String, _ shape: ConfigShape?) -> Bool {
        if text.isEmpty || names.contains(text) || WrittenDuration.seconds(text) != nil { return true }
        if text.hasPrefix("env:"), SecretReference(text, at: Origin(file: "")) != nil { return true }
        if shape?.isClosed(text) == true { return true }
        do throws(CronExpression.Problem) {
            _ = try CronExpression(text)
            return true
        } catch {
            return false
        }
    }
}

extension ConfigNode {
    /// How many values stand in it.
    fileprivate var count: Int {
        switch content {
        case .null: 0
        case .text: 1
        case .list(let items): items.count
        case .map(let entries): entries.count
        }
    }
}

extension ConfigShape {
    /// Whether a text is one of a set that the program itself has.
    fileprivate func isClosed(_ text: String) -> Bool {
        switch plain {
        case .text(let wanted): wanted.suggestions.contains(text)
        case .either(let shapes): shapes.contains { $0.isClosed(text) }
        default: takes(text)
        }
    }

    /// What the items of a list are.
    fileprivate func item(of node: ConfigNode) -> ConfigShape? {
        switch plain {
        case .list(let item, _, _): item
        case .either(let shapes): shapes.first { $0.fits(node.content) }?.item(of: node)
        default: nil
        }
    }

    /// Whether a key is the program's own word, and what stands under it.
    fileprivate func key(_ key: String, among entries: [ConfigEntry], of node: ConfigNode) -> (
        isKnown: Bool, value: ConfigShape?
    ) {
        switch plain {
        case .mapping(let mapping):
            let known = mapping.key(key)
            return (known != nil, known?.shape)
        case .table(let table): return (false, table.value)
        case .variants(let variants):
            if key == variants.tag { return (true, variants.tagShape) }
            var word = variants.otherwise
            if case .text(let text)? = entries.first(where: { $0.key == variants.tag })?.value.content { word = text }
            let known = word.flatMap(variants.mapping)?.key(key)
            return (known != nil, known?.shape)
        case .either(let shapes):
            // Of several mappings, the one that has the key.
            let told = shapes.filter { $0.fits(node.content) }.map { $0.key(key, among: entries, of: node) }
            return told.first(where: \.isKnown) ?? told.first ?? (isKnown: false, value: nil)
        default: return (false, nil)
        }
    }
}
