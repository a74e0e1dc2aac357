import Foundation
import LeadModel
import RecordFormats

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

    /// - Returns: `nil` where a name that must have a value has none.
    func bytes(_ values: some NamedValues, _ splices: JSONSplices = JSONSplices()) -> [UInt8]? {
        var bytes: [UInt8] = []
        return RequestJSON.append(root, values, splices, to: &bytes) ? bytes : nil
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

    /// - Returns: `false` where a name in it has no value; the bytes are as they were then.
    private static func append(
        _ value: Value, _ values: some NamedValues, _ splices: JSONSplices, to bytes: inout [UInt8]
    ) -> Bool {
        switch value {
        case .literal(let text): bytes.append(contentsOf: text.utf8)
        case .text(let template):
            guard let text = template.filled(values) else { return false }
            JSONWriter.append(text, to: &bytes)
        case .bare(let name): return append(bare: name, values, splices, to: &bytes)
        case .list(let items):
            bytes.append(0x5B)
            var separator = JSONSeparator()
            for item in items { appendEach(item, values, splices, &separator, to: &bytes) }
            bytes.append(0x5D)
        case .object(let members):
            let spread = members.contains { $0.name == "..." } ? splices.columns ?? [] : []
            append(members, with: spread, values, splices, to: &bytes)
        }
        return true
    }

    /// A name that stands alone in the place of a value.
    private static func append(
        bare name: String, _ values: some NamedValues, _ splices: JSONSplices, to bytes: inout [UInt8]
    ) -> Bool {
        if name == columns, let members = splices.columns {
            JSONSplices.Node.object(members).append(to: &bytes)
            return true
        }
        if let json = splices.raw.first(where: { $0.name == name })?.json {
            bytes.append(contentsOf: json)
            return true
        }
        guard let text = values[name] else { return false }
        if lists.contains(name) {
            JSONWriter.append(.list(text.split(separator: ",").map(String.init)), to: &bytes)
        } else if numbers.contains(name) || name.hasSuffix(numberEnd), Int64(text).map(String.init) == text {
            // What a host gave is put there as it is only where it can be nothing else.
            bytes.append(contentsOf: text.utf8)
        } else {
            JSONWriter.append(text, to: &bytes)
        }
        return true
    }

    /// An object of columns and of other members, in whose place the columns go; where both are objects, in those likewise.
    private static func append(
        _ members: [Member], with columns: [JSONSplices.Member], _ values: some NamedValues, _ splices: JSONSplices,
        to bytes: inout [UInt8]
    ) {
        bytes.append(0x7B)
        var separator = JSONSeparator()
        for column in columns {
            separator.begin(member: column.name, to: &bytes)
            if case .object(let inner) = column.node,
                case .object(let own) = members.first(where: { $0.name == column.name })?.value
            {
                append(own, with: inner, values, splices, to: &bytes)
            } else {
                column.node.append(to: &bytes)
            }
        }
        for member in members where member.name != "..." && !columns.contains(where: { $0.name == member.name }) {
            let (start, before) = (bytes.count, separator)
            separator.begin(member: member.name, to: &bytes)
            if !append(member.value, values, splices, to: &bytes) {
                bytes.removeLast(bytes.count - start)
                separator = before
            }
        }
        bytes.append(0x7D)
    }

    private static let columns = "columns"

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
    private static func appendEach(
        _ item: Value, _ values: some NamedValues, _ splices: JSONSplices, _ separator: inout JSONSeparator,
        to bytes: inout [UInt8]
    ) {
        if splices.leavesOutItems, case .object(let members) = item {
            let isWhole = members.allSatisfy { member in
                guard case .bare(let name) = member.value else { return true }
                return values[name] != nil || splices.raw.contains { $0.name == name }
            }
            if !isWhole { return }
        }
        func append(_ values: some NamedValues) {
            let (start, before) = (bytes.count, separator)
            separator.append(to: &bytes)
            if !RequestJSON.append(item, values, splices, to: &bytes) {
                bytes.removeLast(bytes.count - start)
                separator = before
            }
        }
        guard let ids = values["ids"], names(in: item).contains("id") else {
            append(values)
            return
        }
        for id in ids.split(separator: ",") { append(ValuesWithID(id: String(id), others: values)) }
    }

    /// A text of JSON, with its quotes.
    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONWriter.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// One of `{ids}` beside all other values.
    private struct ValuesWithID: NamedValues {
        let id: String
        let others: any NamedValues

        subscript(_ name: String) -> String? { name == "id" ? id : others[name] }
    }
}
