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
            return try convert(composed, file: file, depth: 0, limits: limits, TagPlaces(text))
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

    private static func convert(_ node: Node, file: String, depth: Int, limits: ConfigLimits, _ tags: TagPlaces)
        throws(Fault) -> ConfigNode
    {
        let place = Origin(file: file, line: node.mark?.line, column: node.mark?.column)
        guard depth <= limits.depth else { throw limits.tooDeep(at: place) }
        guard !isAnchored(node) else {
            throw ConfigLimits.alias(at: place)
        }
        if let tag = tags.tag(of: node) { throw tagged(tag, at: place) }
        switch node {
        case .scalar(let scalar):
            let isPlainNull = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
            return ConfigNode(isPlainNull ? .null : .text(scalar.string), at: place)
        case .sequence(let sequence):
            var items: [ConfigNode] = []
            for item in sequence { items.append(try convert(item, file: file, depth: depth + 1, limits: limits, tags)) }
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
                if let tag = tags.tag(of: key) { throw tagged(tag, at: keyPlace) }
                let converted = try convert(value, file: file, depth: depth + 1, limits: limits, tags)
                entries.append(ConfigEntry(key: name, keyPlace: keyPlace, value: converted))
            }
            return ConfigNode(.map(entries), at: place)
        case .alias: throw ConfigLimits.alias(at: place)
        }
    }

    private static func tagged(_ tag: String, at place: Origin) -> Fault {
        Fault(
            .configTag, .stopRun, "tags are not read", at: place, seen: .word(tag),
            advice: "Take it out, or put the whole value in quotes if the exclamation mark belongs to it.")
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
