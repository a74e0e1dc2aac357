import LeadModel
import RecordFormats

/// A row's values as requests name them: `{key}`, `{message-id}`, `{columns}` and the rest.
struct RowText: NamedValues {
    let row: DeliveryRow
    private let columns: RowColumns
    /// What was found out on the way, by its name.
    private var learned: [String: String] = [:]

    /// What of a row may be named, and what it is.
    static let names: [(name: String, meaning: String)] = [
        ("key", "the value by which the system knows the lead"),
        ("key-md5", "the MD5 of the same in small letters, as Mailchimp calls its members by"),
        ("message-id", "the message's id"),
        ("lead-id", "the lead's number"), ("action", "add, change or withdraw"), ("revision", "of the lead"),
        ("decided", "when it was decided, in RFC 3339"),
        ("decided-spaced", "the same as 2026-02-01 15:30:00+00:00"),
        ("decided-epoch", "the same in seconds since 1970"),
    ]

    init(_ row: DeliveryRow, _ columns: RowColumns) {
        self.row = row
        self.columns = columns
    }

    /// What a name stands for as text; `nil` where it holds nothing.
    subscript(_ name: String) -> String? {
        if !learned.isEmpty, let found = learned[name] { return found }
        switch name {
        case "key-md5":
            return self["key"].map { String(decoding: ForeignHash.md5(Array($0.lowercased().utf8)), as: UTF8.self) }
        case "message-id": return row.id
        case "lead-id": return row.lead.description
        case "action": return row.action.rawValue
        case "revision": return String(row.revision)
        case "decided": return row.decided.description
        case "decided-spaced": return RowText.spaced(row.decided)
        case "decided-epoch": return String(row.decided.milliseconds / 1_000)
        case "receiver-id": return row.receiverID
        default:
            let text = columns.named.first { $0.name == name }.flatMap { row.cells[$0.column] }?.description
            return text.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    /// Every name that has a value.
    var texts: [String: String] {
        let names = RowText.names.map(\.name) + ["receiver-id"] + columns.named.map(\.name)
        return names.reduce(into: learned) { texts, name in texts[name] = self[name] }
    }

    /// Adds what was found out on the way.
    mutating func learn(_ name: String, _ value: String) { learned[name] = value }

    /// `2026-02-01 15:30:00+00:00`, to the second.
    private static func spaced(_ time: Instant) -> String {
        let text = Instant(milliseconds: time.milliseconds / 1_000 * 1_000).description
        return text.replacing("T", with: " ").prefix(19) + "+00:00"
    }

    /// What stands for the row's names in JSON.
    func splices(_ shape: RowShape) -> JSONSplices {
        var splices = JSONSplices()
        splices.leavesOutItems = true
        for (name, column) in columns.named {
            guard let cell = row.cells[column], let value = RowText.shaped(cell, shape) else { continue }
            var json: [UInt8] = []
            JSONWriter.append(value, to: &json)
            splices.raw.append((name: name, json: json))
        }
        guard shape.isNested, columns.isNested else {
            splices.columns = columns.others.compactMap { name, column in
                guard let cell = row.cells[column], let value = RowText.shaped(cell, shape) else { return nil }
                return JSONSplices.Member(name: name, node: .value(value))
            }
            return splices
        }
        var tree = ColumnTree()
        for cell in cells {
            var path = cell.name.split(separator: ".", omittingEmptySubsequences: false)
            var value = cell.value
            if let last = path.last, last.hasSuffix("[]") {
                path[path.count - 1] = last.dropLast(2)
                if case .list = value {} else if value != .null { value = .list([value.description]) }
            }
            if let value = RowText.shaped(value, shape) { tree.add(path, value) }
        }
        splices.columns = tree.members
        return splices
    }

    /// A value as the system wants it; `nil` where it is left out.
    private static func shaped(_ value: FieldValue, _ shape: RowShape) -> FieldValue? {
        switch value {
        case .null:
            switch shape.blank {
            case .leaveOut: nil
            case .null: value
            case .empty: .text("")
            }
        case .text: value
        case .list where shape.isNested: value
        default: shape.isText ? .text(value.description) : value
        }
    }

    /// Its columns for a file: those that were spoken of.
    var cells: [(name: String, value: FieldValue)] {
        columns.others.compactMap { name, column in row.cells[column].map { (name: name, value: $0) } }
    }
}

/// Which columns of a batch requests name, and which stand for themselves in `{columns}`.
struct RowColumns {
    /// By the name in braces, each with the place of its cell.
    let named: [(name: String, column: Int)]
    let others: [(name: String, column: Int)]
    /// Whether a name may lead into an object, or make a list.
    let isNested: Bool

    init(_ columns: [String], _ destination: HTTPDestination) {
        var names = destination.names
        if let key = destination.key { names["key"] = key }
        named = names.compactMap { name, column in
            columns.firstIndex(of: column).map { (name: name, column: $0) }
        }
        let taken = Set(destination.names.values)
        others = columns.enumerated().compactMap { column, name in
            taken.contains(name) ? nil : (name: name, column: column)
        }
        isNested = others.contains { $0.name.contains(".") || $0.name.hasSuffix("[]") }
    }
}

/// A row's values, and what all rows of its batch have in common.
struct RowValues: NamedValues {
    let row: RowText
    let common: [String: String]

    /// A name that ends as a number has the value of the same without its end.
    subscript(_ name: String) -> String? {
        if let value = row[name] ?? common[name] { return value }
        guard name.hasSuffix(RowValues.numberEnd) else { return nil }
        let plain = String(name.dropLast(RowValues.numberEnd.utf8.count))
        return row[plain] ?? common[plain]
    }

    private static let numberEnd = "-number"

    /// Every name that has a value, and each as a number where a name asks for one.
    var texts: [String: String] { RowValues.withNumbers(common.merging(row.texts) { _, own in own }) }

    static func withNumbers(_ texts: [String: String]) -> [String: String] {
        texts.reduce(into: texts) { all, entry in
            let name = entry.key + numberEnd
            if texts[name] == nil { all[name] = entry.value }
        }
    }
}

/// Members of an object, some of which lead into further objects.
private struct ColumnTree {
    private(set) var members: [JSONSplices.Member] = []

    /// Where a value stands on the way already, the whole name is one of its own.
    mutating func add(_ path: [Substring], _ value: FieldValue) {
        let name = String(path[0])
        let known = members.firstIndex { $0.name == name }
        guard path.count > 1 else {
            if known == nil { members.append(JSONSplices.Member(name: name, node: .value(value))) }
            return
        }
        var tree = ColumnTree()
        if let known {
            guard case .object(let inner) = members[known].node else {
                members.append(JSONSplices.Member(name: path.joined(separator: "."), node: .value(value)))
                return
            }
            tree.members = inner
        }
        tree.add(Array(path.dropFirst()), value)
        let member = JSONSplices.Member(name: name, node: .object(tree.members))
        if let known { members[known] = member } else { members.append(member) }
    }
}
