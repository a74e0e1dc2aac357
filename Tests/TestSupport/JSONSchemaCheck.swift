import Foundation

/// A JSON value.
public enum JSONThing: Decodable, Hashable, Sendable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSONThing])
    case object([String: JSONThing])

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSONThing].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSONThing].self))
        }
    }

    public init(parsing text: String) throws {
        self = try JSONDecoder().decode(JSONThing.self, from: Data(text.utf8))
    }

    subscript(_ key: String) -> JSONThing? {
        if case .object(let members) = self { members[key] } else { nil }
    }
}

/// Checks values against a JSON Schema of 2020-12, as far as our schemas go: a keyword that it does not know is an error,
/// so that none is passed over.
public final class JSONSchemaCheck {
    public struct UnknownKeyword: Error { public let keyword: String }

    private let root: JSONThing
    private var patterns: [String: NSRegularExpression] = [:]

    public init(_ root: JSONThing) { self.root = root }

    public func accepts(_ value: JSONThing) throws -> Bool { try accepts(value, root) }

    private func accepts(_ value: JSONThing, _ schema: JSONThing) throws -> Bool {
        guard case .object(let keywords) = schema else {
            if case .flag(let flag) = schema { return flag }
            throw UnknownKeyword(keyword: "a schema that is none")
        }
        for (keyword, operand) in keywords where try !holds(value, keyword, operand, keywords) { return false }
        return true
    }

    private func holds(
        _ value: JSONThing, _ keyword: String, _ operand: JSONThing, _ schema: [String: JSONThing]
    ) throws -> Bool {
        switch (keyword, operand) {
        case ("$schema", _), ("$id", _), ("$comment", _), ("title", _), ("description", _), ("examples", _),
            ("$defs", _), ("then", _):
            return true
        case ("$ref", .text(let path)):
            let steps = path.split(separator: "/").dropFirst()
            guard let target = steps.reduce(root, { $0?[String($1)] }) else { throw UnknownKeyword(keyword: path) }
            return try accepts(value, target)
        case ("type", .text(let type)): return isOf(type, value)
        case ("type", .list(let types)):
            return types.contains { if case .text(let type) = $0 { isOf(type, value) } else { false } }
        case ("const", _): return value == operand
        case ("enum", .list(let values)): return values.contains(value)
        case ("minimum", .number(let least)): if case .number(let number) = value { return number >= least }
        case ("maximum", .number(let most)): if case .number(let number) = value { return number <= most }
        case ("minLength", .number(let least)):
            if case .text(let text) = value { return text.unicodeScalars.count >= Int(least) }
        case ("pattern", .text(let pattern)): if case .text(let text) = value { return try matches(text, pattern) }
        case ("items", _): if case .list(let items) = value { return try items.allSatisfy { try accepts($0, operand) } }
        case ("minItems", .number(let least)): if case .list(let items) = value { return items.count >= Int(least) }
        case ("maxItems", .number(let most)): if case .list(let items) = value { return items.count <= Int(most) }
        case ("not", _): return try !accepts(value, operand)
        case ("minProperties", .number(let least)):
            if case .object(let members) = value { return members.count >= Int(least) }
        case ("required", .list(let keys)):
            if case .object(let members) = value {
                return keys.allSatisfy { if case .text(let key) = $0 { members[key] != nil } else { false } }
            }
        case ("properties", .object(let properties)):
            if case .object(let members) = value {
                return try members.allSatisfy { name, member in
                    try properties[name].map { try accepts(member, $0) } ?? true
                }
            }
        case ("additionalProperties", _):
            if case .object(let members) = value {
                return try members.allSatisfy { name, member in
                    try schema["properties"]?[name] != nil || accepts(member, operand)
                }
            }
        case ("anyOf", .list(let schemas)): return try schemas.contains { try accepts(value, $0) }
        case ("allOf", .list(let schemas)): return try schemas.allSatisfy { try accepts(value, $0) }
        case ("oneOf", .list(let schemas)): return try schemas.count { try accepts(value, $0) } == 1
        case ("if", _):
            return try !accepts(value, operand) || accepts(value, schema["then"] ?? .flag(true))
        default: throw UnknownKeyword(keyword: keyword)
        }
        return true
    }

    private func isOf(_ type: String, _ value: JSONThing) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .flag), ("number", .number), ("string", .text), ("array", .list),
            ("object", .object):
            true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }

    private func matches(_ text: String, _ pattern: String) throws -> Bool {
        let expression = try patterns[pattern] ?? NSRegularExpression(pattern: pattern)
        patterns[pattern] = expression
        return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }
}
