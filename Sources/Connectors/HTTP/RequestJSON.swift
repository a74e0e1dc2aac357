import Foundation

/// A body of JSON as the configuration has it: as the vendor's own pages show it, with names in braces where values go.
///
/// A name within quotes is put into the text; one that stands alone in the place of a value becomes a text, or a number where it is
/// `page`, `offset` or `size`, or a list where it is `fields` or `ids`; where it has no value the member or item is left out.
/// Of rows that are sent, `{rows}`, `{row}` and `{columns}` are JSON of their own.
public struct RequestJSON: Sendable, Hashable {
    private indirect enum Value: Sendable, Hashable {
        /// As it is written in JSON: a number, `true`, `false`, `null`.
        case literal(String)
        case text(RequestTemplate)
        case bare(String)
        case list([Value])
        case object([Member])
    }

    private struct Member: Sendable, Hashable {
        var name: String
        var value: Value
    }

    private let root: Value
    /// As it is written.
    let text: String

    /// Those that stand for numbers; so do those that say it at their end: `{user-number}`.
    private static let numbers: Set<String> = ["page", "offset", "size"]
    private static let numberEnd = "-number"
    /// Those that stand for lists, their items parted by commas.
    private static let lists: Set<String> = ["fields", "ids"]
    /// Marks a name that stands alone, while the text is read as JSON.
    private static let mark = "\u{E000}"

    /// - Returns: `nil` where it is no JSON.
    public init?(_ text: String) {
        // A text of the configuration, which whoever wrote it is told of where it is no JSON; nothing from outside.
        guard
            let object = try? JSONSerialization.jsonObject(
                with: Data(RequestJSON.marked(text).utf8), options: .fragmentsAllowed),
            let root = RequestJSON.value(of: object)
        else { return nil }
        self.root = root
        self.text = text
    }

    var names: [String] { RequestJSON.names(in: root) }

    func bytes(_ values: [String: String], _ splices: JSONSplices = JSONSplices()) -> [UInt8]? {
        RequestJSON.json(root, values, splices).map { Array($0.utf8) }
    }

    /// Puts names that stand outside of texts into texts, so that it is JSON.
    private static func marked(_ text: String) -> String {
        var marked = ""
        var isInText = false
        var rest = text[...]
        while let character = rest.popFirst() {
            if isInText {
                marked.append(character)
                if character == "\\", let next = rest.popFirst() { marked.append(next) }
                if character == "\"" { isInText = false }
            } else if character == "{", let close = rest.firstIndex(of: "}"), RequestTemplate.isName(rest[..<close]) {
                marked += "\"\(mark)\(rest[..<close])\""
                rest = rest[rest.index(after: close)...]
            } else {
                marked.append(character)
                if character == "\"" { isInText = true }
            }
        }
        return marked
    }

    private static func value(of object: Any) -> Value? {
        switch object {
        case let text as String:
            return text.hasPrefix(mark) ? .bare(String(text.dropFirst())) : .text(RequestTemplate(text))
        case let items as [Any]:
            var values: [Value] = []
            for item in items {
                guard let value = value(of: item) else { return nil }
                values.append(value)
            }
            return .list(values)
        case let members as [String: Any]:
            var values: [Member] = []
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                guard let value = value(of: member) else { return nil }
                values.append(Member(name: name, value: value))
            }
            return .object(values)
        case is NSNull: return .literal("null")
        case let number as NSNumber:
            // A number out of JSON is always one of JSON; otherwise the text is told of as none.
            let data = try? JSONSerialization.data(withJSONObject: number, options: .fragmentsAllowed)
            return data.map { .literal(String(decoding: $0, as: UTF8.self)) }
        default: return nil
        }
    }

    /// Names that stand within longer texts, which make no sense without them.
    var needed: [String] { RequestJSON.needed(in: root).filter { $0 != "id" } }

    private static func needed(in value: Value) -> [String] {
        switch value {
        case .literal, .bare: []
        case .text(let template): template.onlyName == nil ? template.names : []
        case .list(let items): items.flatMap(needed)
        case .object(let members): members.flatMap { needed(in: $0.value) }
        }
    }

    private static func names(in value: Value) -> [String] {
        switch value {
        case .literal: []
        case .text(let template): template.names
        case .bare(let name): [name]
        case .list(let items): items.flatMap(names)
        case .object(let members): members.flatMap { names(in: $0.value) }
        }
    }

    /// - Returns: `nil` where a name in it has no value.
    private static func json(_ value: Value, _ values: [String: String], _ splices: JSONSplices) -> String? {
        switch value {
        case .literal(let text): return text
        case .text(let template): return template.filled(values).map(quoted)
        case .bare(let name):
            if name == columns, let members = splices.columns { return JSONSplices.Node.object(members).json }
            if let json = splices.raw[name] { return json }
            guard let text = values[name] else { return nil }
            if lists.contains(name) {
                return "[" + text.split(separator: ",").map { quoted(String($0)) }.joined(separator: ",") + "]"
            }
            // What a host gave is put there as it is only where it can be nothing else.
            let isNumber = (numbers.contains(name) || name.hasSuffix(numberEnd)) && Int64(text) != nil
            return isNumber ? text : quoted(text)
        case .list(let items):
            return "[" + items.flatMap { each($0, values, splices) }.joined(separator: ",") + "]"
        case .object(let members):
            let spread = members.contains { $0.name == "..." } ? splices.columns ?? [] : []
            return merged(members, spread, values, splices)
        }
    }

    /// Columns beside other members, in whose place they go; where both are objects, in those likewise.
    private static func merged(
        _ members: [Member], _ columns: [JSONSplices.Member], _ values: [String: String], _ splices: JSONSplices
    ) -> String {
        var parts: [(String, String)] = []
        for column in columns {
            if case .object(let inner) = column.node,
                case .object(let own) = members.first(where: { $0.name == column.name })?.value
            {
                parts.append((column.name, merged(own, inner, values, splices)))
            } else {
                parts.append((column.name, column.node.json))
            }
        }
        let taken = Set(columns.map(\.name) + ["..."])
        for member in members where !taken.contains(member.name) {
            if let json = json(member.value, values, splices) { parts.append((member.name, json)) }
        }
        return object(parts)
    }

    private static let columns = "columns"

    fileprivate static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }

    /// Whether an item of a list names `{id}`.
    var namesEachID: Bool { RequestJSON.namesEachID(in: root) }

    private static func namesEachID(in value: Value) -> Bool {
        switch value {
        case .literal, .text, .bare: false
        case .list(let items): items.contains { names(in: $0).contains("id") }
        case .object(let members): members.contains { namesEachID(in: $0.value) }
        }
    }

    /// An item that names `{id}` stands there once for each of `{ids}`.
    private static func each(_ item: Value, _ values: [String: String], _ splices: JSONSplices) -> [String] {
        if splices.leavesOutItems, case .object(let members) = item {
            let isWhole = members.allSatisfy { member in
                guard case .bare(let name) = member.value else { return true }
                return values[name] != nil || splices.raw[name] != nil
            }
            if !isWhole { return [] }
        }
        guard let ids = values["ids"], names(in: item).contains("id") else {
            return json(item, values, splices).map { [$0] } ?? []
        }
        return ids.split(separator: ",").compactMap { id in
            json(item, values.merging(["id": String(id)]) { _, id in id }, splices)
        }
    }

    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

/// What stands in a body as JSON of its own in the place of a name.
struct JSONSplices {
    /// A value that is JSON already, or an object of such.
    indirect enum Node {
        case json(String)
        case object([Member])

        var json: String {
            switch self {
            case .json(let json): json
            case .object(let members): RequestJSON.object(members.map { ($0.name, $0.node.json) })
            }
        }
    }

    typealias Member = (name: String, node: Node)

    /// By the name.
    var raw: [String: String] = [:]
    /// Of `{columns}`; `nil`: there are none.
    var columns: [Member]?
    /// Whether an object in a list goes as a whole where a name that stands alone in it has no value.
    var leavesOutItems = false
}
