/// The JSON Schema (2020-12) of a kind of file, from the shape that its files are checked by.
///
/// Editors read YAML by its own rules and see `1.10` as a number where Leadloop keeps the text: a text may therefore be
/// a number or a truth value in the schema, and a number or a flag may stand in quotes.
struct JSONSchema {
    private var definitions: [(String, SchemaText)] = []

    static func text(of kind: ConfigFileKind) -> String {
        var schema = JSONSchema()
        let root = schema.schema(kind.shape)
        var members: [(String, SchemaText)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")), ("$id", .text(kind.schemaFile)),
            ("title", .text("Leadloop: \(kind.name)")),
            ("description", .text("\(kind.purpose) Lies at \(kind.path).")),
        ]
        members += root
        if !schema.definitions.isEmpty { members.append(("$defs", .object(schema.definitions))) }
        return SchemaText.object(members).lines() + "\n"
    }

    private typealias Members = [(String, SchemaText)]

    private mutating func schema(_ shape: ConfigShape) -> [(String, SchemaText)] {
        switch shape {
        case .named(let name, let shape):
            let members = schema(shape)
            if let known = definitions.first(where: { $0.0 == name }) {
                // Two shapes of one name would make the schema tell a lie: the second is written out where it stands.
                guard known.1.lines() == SchemaText.object(members).lines() else { return members }
            } else {
                definitions.append((name, .object(members)))
            }
            return [("$ref", .text("#/$defs/\(name)"))]
        case .text(let text):
            if let pattern = text.pattern { return [("type", .text("string")), ("pattern", .text(pattern))] }
            return [("type", .list([.text("string"), .text("number"), .text("boolean")]))]
                + (text.mayBeEmpty ? [] : [("minLength", .number(1))])
                + (text.suggestions.isEmpty ? [] : [("examples", .list(text.suggestions.map { .text($0) }))])
        case .wholeNumber(let range):
            return [
                ("type", .list([.text("integer"), .text("string")])), ("minimum", .number(range.lowerBound)),
                ("maximum", .number(range.upperBound)), ("pattern", .text("^[+-]?[0-9]+$")),
            ]
        case .flag:
            return [
                ("enum", .list([.flag(true), .flag(false), .text("true"), .text("false"), .text("yes"), .text("no")]))
            ]
        case .word(let words): return [("oneOf", .list(words.words.flatMap(constants)))]
        case .nothing: return [("type", .text("null"))]
        case .list(let item, let least):
            return [("type", .text("array")), ("items", .object(schema(item)))]
                + (least > 0 ? [("minItems", .number(least))] : [])
        case .either(let shapes): return [("anyOf", .list(shapes.map { .object(schema($0)) }))]
        case .mapping(let mapping): return schema(of: mapping, tag: nil)
        case .table(let table):
            return [
                ("type", .text("object")), ("description", .text("\(table.keyMeaning).")),
                ("additionalProperties", .object(schema(table.value))),
            ] + (table.empty == nil ? [] : [("minProperties", .number(1))])
        case .variants(let variants): return schema(of: variants)
        }
    }

    private func constants(_ word: ConfigWord) -> [SchemaText] {
        var constants: [SchemaText] = [
            .object([("const", .text(word.word)), ("description", .text(word.meaning))])
        ]
        if word.word == "true" || word.word == "false" {
            constants.append(
                .object([("const", .flag(word.word == "true")), ("description", .text(word.meaning))]))
        }
        return constants
    }

    private mutating func schema(of mapping: ConfigMapping, tag: (String, ConfigWord)?) -> [(String, SchemaText)] {
        var properties: Members = []
        for key in mapping.keys {
            var members = key.name == tag?.0 ? constantMembers(tag!.1) : schema(key.shape)
            members.removeAll { $0.0 == "description" }
            var description = key.meaning
            if let otherwise = key.otherwise { description += " Left out: \(otherwise)." }
            members.append(("description", .text(description)))
            let examples = key.shape.examples
            let hasExamples = members.contains { $0.0 == "examples" }
            if key.name != tag?.0, !hasExamples, !examples.isEmpty, examples.count <= 4 {
                members.append(("examples", .list(examples.map { example($0, key.shape) })))
            }
            properties.append((key.name, .object(members)))
        }
        var members: Members = [
            ("type", .text("object")), ("properties", .object(properties)), ("additionalProperties", .flag(false)),
        ]
        let required = mapping.keys.filter(\.isRequired).map { SchemaText.text($0.name) }
        if !required.isEmpty { members.append(("required", .list(required))) }
        if !mapping.choice.isEmpty {
            members.append(
                ("oneOf", .list(mapping.choice.map { .object([("required", .list([.text($0)]))]) })))
        }
        return members
    }

    private func constantMembers(_ word: ConfigWord) -> [(String, SchemaText)] { [("const", .text(word.word))] }

    private mutating func schema(of variants: ConfigVariants) -> [(String, SchemaText)] {
        var members: Members = [
            ("type", .text("object")),
            (
                "properties",
                .object([(variants.tag, .object([("oneOf", .list(variants.words.flatMap(constants)))]))])
            ),
        ]
        if variants.otherwise == nil { members.append(("required", .list([.text(variants.tag)]))) }
        let rules = variants.variants.map { variant -> SchemaText in
            let word: SchemaText = .object([
                (variants.tag, .object([("const", .text(variant.word.word))]))
            ])
            var condition: Members = [("properties", word)]
            // Without the tag the condition holds of itself, which is right for the word that is meant then.
            if variant.word.word != variants.otherwise {
                condition.append(("required", .list([.text(variants.tag)])))
            }
            return .object([
                ("if", .object(condition)),
                ("then", .object(schema(of: variant.mapping, tag: (variants.tag, variant.word)))),
            ])
        }
        members.append(("allOf", .list(rules)))
        return members
    }

    /// An example as JSON: numbers and flags as such.
    private func example(_ node: ConfigNode, _ shape: ConfigShape) -> SchemaText {
        switch (node.content, shape.plain) {
        case (.null, _): return .null
        case (.text(let text), .wholeNumber): return Int(text).map { .number($0) } ?? .text(text)
        case (.text(let text), .flag): return .flag(text == "true")
        case (.text(let text), .either(let shapes)):
            guard let fitting = shapes.first(where: { $0.fits(node.content) }) else { return .text(text) }
            return example(node, fitting)
        case (.text(let text), _): return .text(text)
        case (.list(let items), let shape):
            let item = shape.alternative(for: node.content)
            if case .list(let of, _)? = item { return .list(items.map { example($0, of) }) }
            return .list(items.map { example($0, shape) })
        case (.map(let entries), let shape):
            let fitting = shape.alternative(for: node.content)
            return .object(entries.map { ($0.key, example($0.value, fitting?.shape(of: $0.key, in: node) ?? .nothing)) })
        }
    }
}

extension ConfigFileKind {
    /// The JSON Schema that editors complete and check files of this kind by.
    public var jsonSchema: String { JSONSchema.text(of: self) }
}

extension ConfigShape {
    /// The one shape of several that fits what stands there.
    fileprivate func alternative(for content: ConfigNode.Content) -> ConfigShape? {
        if case .either(let shapes) = plain { return shapes.first { $0.fits(content) }?.alternative(for: content) }
        return plain
    }

    fileprivate func shape(of key: String, in node: ConfigNode) -> ConfigShape? {
        switch plain {
        case .mapping(let mapping): mapping.key(key)?.shape
        case .table(let table): table.value
        case .variants(let variants): variants.variants.lazy.compactMap { $0.mapping.key(key)?.shape }.first
        default: nil
        }
    }
}
