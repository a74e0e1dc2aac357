import LeadModel
import RecordFormats

/// An answer of JSON as a tree, to be asked for what it says of each row.
indirect enum AnswerJSON: Sendable {
    case null
    case text(String)
    /// In the spelling that it came in.
    case number(String)
    case flag(Bool)
    case list([AnswerJSON])
    case object([(name: String, value: AnswerJSON)])

    /// Reads a whole body; of none there is nothing in it.
    /// - Throws: what the strict reader finds wrong with it.
    init(_ body: [UInt8]) throws(Fault) {
        let isBlank = body.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard !isBlank else {
            self = .null
            return
        }
        try AnswerJSON.check(body)
        let scan = JSONScan(body)
        guard let root = scan.root else { throw AnswerJSON.broken }
        self = try AnswerJSON.value(scan, root)
    }

    /// Has the strict reader look at all of it: under a name of its own, so that what a vendor says of an error is read as well.
    private static func check(_ body: [UInt8]) throws(Fault) {
        var front = body[...]
        if front.starts(with: [0xEF, 0xBB, 0xBF]) { front = front.dropFirst(3) }
        let record = Array("{\"value\":".utf8) + front + [0x7D]
        var limits = ReaderLimits()
        limits.recordBytes = max(limits.recordBytes, record.count)
        var reader = JSONReader(bytes: MemoryBytes(record), file: "", shape: JSONShape(layout: .one), limits: limits)
        while let page = try reader.nextPage() {
            if let fault = page.entries.lazy.compactMap(\.fault).first { throw fault }
        }
    }

    private static let broken = Fault(.jsonMalformed, .stopStream, "it is no JSON", advice: "")

    private static func value(_ scan: JSONScan, _ place: Range<Int>) throws(Fault) -> AnswerJSON {
        if let members = scan.members(of: place) {
            var object: [(name: String, value: AnswerJSON)] = []
            for member in members {
                object.append((name: try text(scan, member.name), value: try value(scan, member.value)))
            }
            return .object(object)
        }
        if let items = scan.items(of: place) {
            var list: [AnswerJSON] = []
            for item in items { list.append(try value(scan, item)) }
            return .list(list)
        }
        switch scan.body[place.lowerBound] {
        case 0x22: return .text(try text(scan, place))
        case 0x6E: return .null
        case 0x74: return .flag(true)
        case 0x66: return .flag(false)
        default: return .number(String(decoding: scan.body[place], as: UTF8.self))
        }
    }

    /// A text without its quotes; what its escapes mean the strict reader says.
    private static func text(_ scan: JSONScan, _ place: Range<Int>) throws(Fault) -> String {
        let inside = scan.body[(place.lowerBound + 1)..<(place.upperBound - 1)]
        guard inside.contains(0x5C) else { return String(decoding: inside, as: UTF8.self) }
        let alone = Array("{\"value\":".utf8) + scan.body[place] + [0x7D]
        return try JSONScalars(alone) { $0 }["value"] ?? ""
    }

    /// A value that is no list and no object, as text; `nil` of `null`.
    var scalar: String? {
        switch self {
        case .text(let text), .number(let text): text
        case .flag(let flag): flag ? "true" : "false"
        case .null, .list, .object: nil
        }
    }

    /// What stands at a path below it: several where `*` stands for every item of a list or member of an object, or where the last
    /// thing on the path is a list.
    func values(at path: some Sequence<String>) -> [AnswerJSON] {
        var found = [self]
        for part in path { found = part == "*" ? found.flatMap(\.parts) : found.compactMap { $0[part] } }
        return found.flatMap { value in if case .list(let items) = value { items } else { [value] } }
    }

    /// The first scalar at a path below it.
    func scalar(at path: some Sequence<String>) -> String? {
        var value = self
        for part in path {
            if part == "*" { return values(at: path).lazy.compactMap(\.scalar).first }
            guard let next = value[part] else { return nil }
            value = next
        }
        if case .list(let items) = value { return items.lazy.compactMap(\.scalar).first }
        return value.scalar
    }

    /// Every item or member.
    private var parts: [AnswerJSON] {
        switch self {
        case .object(let members): members.map(\.value)
        case .list(let items): items
        default: []
        }
    }

    /// A member by its name, or an item by its place.
    private subscript(_ part: String) -> AnswerJSON? {
        switch self {
        case .object(let members): members.first { $0.name == part }?.value
        case .list(let items): Int(part).flatMap { items.indices.contains($0) ? items[$0] : nil }
        default: nil
        }
    }
}

/// Where something stands in an answer: a dotted path below a row's own part of it, in which a number says which item of a list is
/// meant and `*` means every one; behind `$.` from the beginning of the answer, with `{index}` for the row's place in the request.
public struct AnswerPath: Sendable, Hashable {
    public let text: String
    private let parts: [String]
    /// Whether it begins at the beginning of the answer.
    let isFromRoot: Bool
    private let namesIndex: Bool

    public init(_ text: String) {
        self.text = text
        isFromRoot = text.hasPrefix("$.")
        parts = (isFromRoot ? text.dropFirst(2) : text[...]).split(separator: ".").map(String.init)
        namesIndex = isFromRoot && text.contains(AnswerPath.index)
    }

    private static let index = "{index}"

    private func parts(_ index: Int) -> [String] {
        namesIndex ? parts.map { $0.replacing(AnswerPath.index, with: String(index)) } : parts
    }

    func values(in part: AnswerJSON, root: AnswerJSON, index: Int) -> [AnswerJSON] {
        (isFromRoot ? root : part).values(at: parts(index))
    }

    /// The first scalar there.
    func scalar(in part: AnswerJSON, root: AnswerJSON, index: Int) -> String? {
        (isFromRoot ? root : part).scalar(at: parts(index))
    }
}
