import LeadModel
import Yams

extension ConfigNode {
    /// Reads one YAML document strictly.
    ///
    /// Refused: more than 1 MiB, more than 64 levels, anchors and aliases (so no alias bomb), tags, doubled keys, keys
    /// that are not text, a second document.
    /// - Throws: a `FaultList` with one fault; parsing ends at the first.
    public static func parse(_ text: String, file: String) throws(FaultList) -> ConfigNode {
        let limits = ConfigLimits()
        try limits.check(text, file: file)
        let composed: Node?
        // Nodes hold their anchors weakly and the parser holds them: without it every anchor would look absent.
        let parser: Yams.Parser
        do {
            parser = try Yams.Parser(yaml: text)
            composed = try parser.singleRoot()
        } catch let error as YamlError {
            throw FaultList(notYAML(error, file: file))
        } catch {
            throw FaultList(
                Fault(
                    .configNotYAML, .stopRun, "this is not YAML", at: Origin(file: file),
                    advice: "Check the file in an editor."))
        }
        guard let composed else {
            throw FaultList(
                Fault(
                    .configMissingKey, .stopRun, "the file is empty", at: Origin(file: file, line: 1, column: 1),
                    advice: "Write its keys; a shipped file of the same kind shows the shape."))
        }
        defer { withExtendedLifetime(parser) {} }
        do {
            return try convert(composed, file: file, depth: 0, limits: limits)
        } catch {
            throw FaultList(error)
        }
    }

    private static func notYAML(_ error: YamlError, file: String) -> Fault {
        var place = Origin(file: file)
        var problem = "the text is not well-formed"
        switch error {
        case .scanner(let context, let text, let mark, _), .parser(let context, let text, let mark, _),
            .composer(let context, let text, let mark, _):
            place.line = mark.line
            place.column = mark.column
            problem = [context?.text, text].compactMap(\.self).joined(separator: ", ")
        case .duplicatedKeysInMapping(let duplicates, let context):
            place.line = context.mark.line
            place.column = context.mark.column
            return Fault(
                .configDuplicateKey, .stopRun, "a key stands twice in one mapping, here for the first time", at: place,
                seen: duplicates.first.map { .word("\($0)") }, advice: "Keep one of them.")
        case .reader(let text, _, _, _): problem = text
        default: break
        }
        return Fault(
            .configNotYAML, .stopRun, "this is not YAML: \(problem)", at: place,
            advice: "Check indentation, colons and quotes at this place.")
    }

    private static func convert(_ node: Node, file: String, depth: Int, limits: ConfigLimits) throws(Fault)
        -> ConfigNode
    {
        let place = Origin(file: file, line: node.mark?.line, column: node.mark?.column)
        guard depth <= limits.depth else { throw limits.tooDeep(at: place) }
        guard !isAnchored(node) else {
            throw ConfigLimits.alias(at: place)
        }
        switch node {
        case .scalar(let scalar):
            let isPlainNull = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
            return ConfigNode(isPlainNull ? .null : .text(scalar.string), at: place)
        case .sequence(let sequence):
            var items: [ConfigNode] = []
            for item in sequence { items.append(try convert(item, file: file, depth: depth + 1, limits: limits)) }
            return ConfigNode(.list(items), at: place)
        case .mapping(let mapping):
            var entries: [ConfigEntry] = []
            for (key, value) in mapping {
                let keyPlace = Origin(file: file, line: key.mark?.line, column: key.mark?.column)
                guard let name = key.scalar?.string, !isAnchored(key) else {
                    throw Fault(
                        .configWrongType, .stopRun, "a key must be plain text", at: keyPlace,
                        advice: "Write the key as a word, quoted if it holds a colon.")
                }
                let converted = try convert(value, file: file, depth: depth + 1, limits: limits)
                entries.append(ConfigEntry(key: name, keyPlace: keyPlace, value: converted))
            }
            return ConfigNode(.map(entries), at: place)
        case .alias: throw ConfigLimits.alias(at: place)
        }
    }

    private static func isAnchored(_ node: Node) -> Bool {
        switch node {
        case .scalar(let scalar): scalar.anchor != nil
        case .mapping(let mapping): mapping.anchor != nil
        case .sequence(let sequence): sequence.anchor != nil
        case .alias: true
        }
    }
}

/// What a configuration file may weigh. Checked on the text, before the YAML parser recurses into it.
struct ConfigLimits {
    var bytes = 1 << 20
    var depth = 64

    func check(_ text: String, file: String) throws(FaultList) {
        try checkSize(text, file: file)
        try checkAliases(text, file: file)
    }

    /// Refuses an alias to an anchor before the parser expands it: used as a key, an expanded alias would be hashed, which
    /// may take for ever. Looks at words alone where a value may begin, so a `&` or `*` in running text does not count.
    private func checkAliases(_ text: String, file: String) throws(FaultList) {
        var anchors: Set<Substring> = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var previous: Character = ":"
            var index = line.startIndex
            while index < line.endIndex {
                let character = line[index]
                let mayBegin = ":-?[{,".contains(previous)
                if character == "#", index == line.startIndex || line[line.index(before: index)] == " " { break }
                if mayBegin, character == "&" || character == "*" {
                    let name = line[line.index(after: index)...].prefix { !" ,]}:\t".contains($0) }
                    if character == "&" { anchors.insert(name) }
                    if character == "*", anchors.contains(name) {
                        let column = line.utf8.distance(from: line.startIndex, to: index) + 1
                        throw FaultList(ConfigLimits.alias(at: Origin(file: file, line: number + 1, column: column)))
                    }
                }
                if character != " " { previous = character }
                index = line.index(after: index)
            }
        }
    }

    static func alias(at place: Origin) -> Fault {
        Fault(
            .configAlias, .stopRun, "anchors and aliases are not read", at: place,
            advice: "Write the values out where they are needed.")
    }

    private func checkSize(_ text: String, file: String) throws(FaultList) {
        guard text.utf8.count <= bytes else {
            throw FaultList(
                Fault(
                    .configTooLarge, .stopRun, "the file is larger than 1 MiB", at: Origin(file: file),
                    advice: "A configuration file holds rules, not data; move data into an export."))
        }
        var line = 1
        var column = 0
        var leadingMarks = 0
        var isAtStart = true
        var flowDepth = 0
        for byte in text.utf8 {
            column += 1
            switch byte {
            case 0x0A:
                line += 1
                column = 0
                leadingMarks = 0
                isAtStart = true
                continue
            case 0x00:
                throw FaultList(
                    Fault(
                        .configNotYAML, .stopRun, "the file holds a NUL byte",
                        at: Origin(file: file, line: line, column: column),
                        advice: "Save it as UTF-8 text."))
            case 0x5B, 0x7B: flowDepth += 1  // [ and {
            case 0x5D, 0x7D: flowDepth = max(0, flowDepth - 1)
            case 0x20: continue
            case 0x2D, 0x3F: if isAtStart { leadingMarks += 1 }  // "- - - -" and "? ? ?" nest on one line
            default: isAtStart = false
            }
            if flowDepth > depth * 4 || leadingMarks > depth || (isAtStart && column > depth * 16) {
                throw FaultList(tooDeep(at: Origin(file: file, line: line, column: column)))
            }
        }
    }

    func tooDeep(at place: Origin) -> Fault {
        Fault(.configTooDeep, .stopRun, "more than \(depth) levels are nested", at: place, advice: "Flatten the file.")
    }
}
