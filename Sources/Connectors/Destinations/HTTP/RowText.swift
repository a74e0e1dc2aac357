import LeadModel
import RecordFormats

/// A row's values as requests name them: `{key}`, `{message-id}`, `{columns}` and the rest.
struct RowText {
    let row: DeliveryRow
    private let cells: [(name: String, value: FieldValue)]
    /// By the name in braces.
    private let named: [String: FieldValue]
    /// As texts; what holds nothing has none.
    private(set) var texts: [String: String]

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

    init(_ row: DeliveryRow, of batch: DeliveryBatch, _ destination: HTTPDestination) {
        self.row = row
        let spoken = zip(batch.columns, row.cells).compactMap { name, value in value.map { (name: name, value: $0) } }
        let taken = Set(destination.names.values)
        cells = spoken.filter { !taken.contains($0.name) }
        var named: [String: FieldValue] = [:]
        for (name, column) in destination.names { named[name] = spoken.first { $0.name == column }?.value }
        if let key = destination.key { named["key"] = spoken.first { $0.name == key }?.value }
        self.named = named
        texts = named.compactMapValues { value in
            let text = value.description
            return text.isEmpty ? nil : text
        }
        if let key = texts["key"] {
            texts["key-md5"] = String(decoding: ForeignHash.md5(Array(key.lowercased().utf8)), as: UTF8.self)
        }
        texts["message-id"] = row.id
        texts["lead-id"] = row.lead.description
        texts["action"] = row.action.rawValue
        texts["revision"] = String(row.revision)
        texts["decided"] = row.decided.description
        texts["decided-spaced"] = RowText.spaced(row.decided)
        texts["decided-epoch"] = String(row.decided.milliseconds / 1_000)
        if let id = row.receiverID { texts["receiver-id"] = id }
    }

    /// Adds what was found out on the way.
    mutating func learn(_ name: String, _ value: String) { texts[name] = value }

    /// `2026-02-01 15:30:00+00:00`, to the second.
    private static func spaced(_ time: Instant) -> String {
        let text = Instant(milliseconds: time.milliseconds / 1_000 * 1_000).description
        return text.replacing("T", with: " ").prefix(19) + "+00:00"
    }

    /// The same, and each as a number where a name asks for one.
    static func withNumbers(_ texts: [String: String]) -> [String: String] {
        texts.reduce(into: texts) { all, entry in all["\(entry.key)-number"] = entry.value }
    }

    /// What stands for the row's names in JSON.
    func splices(_ shape: RowShape) -> JSONSplices {
        var splices = JSONSplices()
        splices.leavesOutItems = true
        for (name, value) in named { if let json = RowText.json(value, shape) { splices.raw[name] = json } }
        var tree = ColumnTree()
        for cell in cells {
            guard shape.isNested else {
                if let json = RowText.json(cell.value, shape) { tree.add([cell.name[...]], json) }
                continue
            }
            var path = cell.name.split(separator: ".", omittingEmptySubsequences: false)
            var value = cell.value
            if let last = path.last, last.hasSuffix("[]") {
                path[path.count - 1] = last.dropLast(2)
                if case .list = value {} else if value != .null { value = .list([value.description]) }
            }
            if let json = RowText.json(value, shape) { tree.add(path, json) }
        }
        splices.columns = tree.members
        return splices
    }

    /// - Returns: `nil` where it is left out.
    private static func json(_ value: FieldValue, _ shape: RowShape) -> String? {
        if value == .null {
            switch shape.blank {
            case .leaveOut: return nil
            case .null: return "null"
            case .empty: return "\"\""
            }
        }
        var bytes: [UInt8] = []
        var isText = shape.isText
        if case .list = value, shape.isNested { isText = false }
        JSONWriter.append(isText ? .text(value.description) : value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Its columns for a file: those that were spoken of.
    var columns: [(name: String, value: FieldValue)] { cells }
}

/// Members of an object, some of which lead into further objects.
private struct ColumnTree {
    private(set) var members: [JSONSplices.Member] = []

    /// Where a value stands on the way already, the whole name is one of its own.
    mutating func add(_ path: [Substring], _ json: String) {
        let name = String(path[0])
        let known = members.firstIndex { $0.name == name }
        guard path.count > 1 else {
            if known == nil { members.append((name: name, node: .json(json))) }
            return
        }
        var tree = ColumnTree()
        if let known {
            guard case .object(let inner) = members[known].node else {
                members.append((name: path.joined(separator: "."), node: .json(json)))
                return
            }
            tree.members = inner
        }
        tree.add(Array(path.dropFirst()), json)
        let member = (name: name, node: JSONSplices.Node.object(tree.members))
        if let known { members[known] = member } else { members.append(member) }
    }
}
