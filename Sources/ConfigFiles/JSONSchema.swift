/// The JSON Schema (2020-12) of a kind of file, from the shape that its files are checked by.
///
/// Editors read YAML by its own rules and see `1.10` as a number where Leadloop keeps the text: a text may therefore be
/// a number or a truth value in the schema, and a number or a flag may stand in quotes.
struct JSONSchema {
    private var definitions: [(String, SchemaText)] = []
    private var names: Set<String> = []
    private var isVerifying = false
    private var conflicts: Set<String> = []

    /// Names that two different shapes have: the schema would tell a lie about one of them.
    static func conflicts(in kind: ConfigFileKind) -> Set<String> {
        var schema = JSONSchema()
        schema.isVerifying = true
        _ = schema.schema(kind.shape)
        return schema.conflicts
    }

    static func text(of kind: ConfigFileKind) -> String { value(of: kind).lines() + "\n" }

    static func value(of kind: ConfigFileKind) -> SchemaText {
        var schema = JSONSchema()
        let root = schema.schema(kind.shape)
        var members: [(String, SchemaText)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")), ("$id", .text(kind.schemaFile)),
            ("$comment", .text("Written by `leadloop config schema`; change the specification, not this file.")),
            ("title", .text("Leadloop: \(kind.name)")),
            ("description", .text("\(kind.purpose) Lies at \(kind.path).")),
        ]
        members += root
        if !schema.definitions.isEmpty { members.append(("$defs", .object(schema.definitions))) }
        return .object(members)
    }

    private typealias Members = [(String, SchemaText)]

    private mutating func schema(_ shape: ConfigShape) -> [(String, SchemaText)] {
        switch shape {
        case .named(let name, let shape):
            if !names.contains(name) {
                names.insert(name)
                let place = definitions.count
                definitions.append((name, .null))
                definitions[place].1 = .object(schema(shape))
            } else if isVerifying, let known = definitions.first(where: { $0.0 == name }),
                known.1.lines() != SchemaText.object(schema(shape)).lines()
            {
                conflicts.insert(name)
            }
            return [("$ref", .text("#/$defs/\(name)"))]
        case .text(let text):
            let anything = SchemaText.list([.text("string"), .text("number"), .text("boolean")])
            return [("type", text.pattern == nil || text.mayBeNumber ? anything : .text("string"))]
                + (text.pattern.map { [("pattern", .text($0))] }
                    ?? (text.mayBeEmpty ? [] : [("minLength", .number(1))]))
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
        case .word(let words):
            // Words that mean themselves, such as the codes of currencies.
            if words.words.allSatisfy(\.meaning.isEmpty) {
                return [("enum", .list(words.words.map { .text($0.word) }))]
            }
            return [("oneOf", .list(words.words.flatMap(constants)))]
        case .nothing: return [("type", .text("null"))]
        case .list(let item, let least, let most):
            return [("type", .text("array")), ("items", .object(schema(item)))]
                + (least > 0 ? [("minItems", .number(least))] : [])
                + (most.map { [("maxItems", .number($0.count))] } ?? [])
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
            let hasExamples = members.contains { $0.0 == "examples" }
            if key.name != tag?.0, !hasExamples, !key.shape.hasKeys {
                members.append(("examples", .list(key.shape.examples.map { example($0, key.shape) })))
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
        // Two of them at once are refused, whichever they are.
        let pairs = mapping.atMostOne.enumerated().flatMap { index, key in
            mapping.atMostOne[..<index].map { other in
                SchemaText.object([("required", .list([.text(other), .text(key)]))])
            }
        }
        if let only = pairs.first {
            members.append(("not", pairs.count == 1 ? only : .object([("anyOf", .list(pairs))])))
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
        case (_, .either(let shapes)):
            shapes.first { $0.fits(node.content) }.map { example(node, $0) } ?? .null
        case (.text(let text), .wholeNumber): Int(text).map { .number($0) } ?? .text(text)
        case (.text(let text), .flag): .flag(text == "true")
        case (.text(let text), _): .text(text)
        case (.list(let items), .list(let item, _, _)): .list(items.map { example($0, item) })
        // Only values without keys are shown.
        case (.list, _), (.map, _), (.null, _): .null
        }
    }
}

extension ConfigFileKind {
    /// The JSON Schema that editors complete and check files of this kind by.
    public var jsonSchema: String { JSONSchema.text(of: self) }

    /// The same on one line.
    public var jsonSchemaLine: String { JSONSchema.value(of: self).oneLine }

    /// Names in the schema that two different shapes have; there must be none.
    public var schemaConflicts: Set<String> { JSONSchema.conflicts(in: self) }
}
