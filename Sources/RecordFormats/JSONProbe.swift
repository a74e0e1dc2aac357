import LeadModel

/// Looks at the front of a JSON export for where its records stand. It judges nothing: the reader does.
struct JSONProbe {
    /// Keys under which vendors send their records: HubSpot; Salesforce; Dynamics; Marketo; Zoho and Pipedrive; Mautic and
    /// ActiveCampaign; the rest by custom.
    static let usualKeys = [
        "results", "records", "value", "result", "data", "contacts", "leads", "values", "prospects", "members", "items",
    ]

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether the front can be JSON: an object, an array of something, and not a CSV header that begins with a bracket.
    var looksLikeJSON: Bool {
        let first = blank(0)
        guard first < bytes.count else { return false }
        let second = blank(first + 1)
        let next = second < bytes.count ? bytes[second] : 0x5D
        switch bytes[first] {
        case 0x7B: return next == 0x22 || next == 0x7D || second == bytes.count
        case 0x5B: return [0x7B, 0x5B, 0x5D, 0x22].contains(next)
        default: return false
        }
    }

    /// Layout and path of the records, or `nil` where nothing looks like them.
    func shape(fileName: String) -> (layout: JSONShape.Layout, path: [String])? {
        let root = blank(0)
        guard root < bytes.count else { return nil }
        if bytes[root] == 0x5B { return (.array, []) }
        let name = fileName.lowercased()
        if name.contains(".ndjson") || name.contains(".jsonl") { return (.lines, []) }
        let end = behindValue(root)
        if let end, blank(end) < bytes.count, bytes[blank(end)] == 0x7B { return (.lines, []) }

        let members = members(of: root)
        for key in JSONProbe.usualKeys {
            guard let member = members.first(where: { $0.key == key }), member.value < bytes.count else { continue }
            if bytes[member.value] == 0x5B { return (.array, [key]) }
            if bytes[member.value] == 0x7B, holdsObjects(member.value) { return (.keyed, [key]) }
        }
        let lists = members.filter {
            $0.value < bytes.count && bytes[$0.value] == 0x5B && isObject(blank($0.value + 1))
        }
        if lists.count == 1 { return (.array, [lists[0].key]) }
        // One object on one line is an export of one record.
        if let end, lists.isEmpty, !bytes[root..<end].contains(0x0A) { return (.lines, []) }
        return nil
    }

    /// Layout at a declared path: an object there holds records by key, or is a record.
    func layout(at path: [String]) -> JSONShape.Layout {
        var at = blank(0)
        for key in path {
            guard isObject(at), let member = members(of: at).first(where: { $0.key == key }) else { return .array }
            at = member.value
        }
        if path.isEmpty, isObject(at), let end = behindValue(at), isObject(blank(end)) { return .lines }
        guard isObject(at) else { return .array }
        return members(of: at).isEmpty || holdsObjects(at) ? .keyed : .one
    }

    /// Keys at the top of the document that hold a list or an object, and may lead to the records. Keys that could be data
    /// themselves, such as addresses and numbers, are left out.
    var containers: [String] {
        let root = blank(0)
        guard isObject(root) else { return [] }
        return members(of: root).filter { member in
            guard member.value < bytes.count, [0x5B, 0x7B].contains(bytes[member.value]) else { return false }
            let key = member.key.utf8
            return key.count <= 40 && key.allSatisfy { JSONProbe.isOfAName($0) } && key.contains { $0 >= 0x41 }
        }.map(\.key)
    }

    /// Letters, digits, `_` and `-`.
    private static func isOfAName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
        default: false
        }
    }

    private func isObject(_ at: Int) -> Bool { at < bytes.count && bytes[at] == 0x7B }

    /// Whether every member of an object that is seen is an object: records by key.
    private func holdsObjects(_ object: Int) -> Bool {
        let members = members(of: object).filter { $0.value < bytes.count }
        return !members.isEmpty && members.allSatisfy { isObject($0.value) }
    }

    /// Keys of an object and where their values begin, as far as the front goes.
    private func members(of object: Int) -> [(key: String, value: Int)] {
        var members: [(key: String, value: Int)] = []
        var at = blank(object + 1)
        while at < bytes.count, bytes[at] == 0x22, let end = behindString(at) {
            let colon = blank(end)
            guard colon < bytes.count, bytes[colon] == 0x3A else { break }
            let value = blank(colon + 1)
            members.append((String(decoding: bytes[at + 1..<end - 1], as: UTF8.self), value))
            guard let behind = behindValue(value) else { break }
            at = blank(behind)
            guard at < bytes.count, bytes[at] == 0x2C else { break }
            at = blank(at + 1)
        }
        return members
    }

    private func blank(_ start: Int) -> Int {
        var at = start
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
        return at
    }

    private func behindString(_ start: Int) -> Int? {
        var at = start + 1
        while at < bytes.count, bytes[at] != 0x22 { at += bytes[at] == 0x5C ? 2 : 1 }
        return at < bytes.count ? at + 1 : nil
    }

    /// The byte behind a value; `nil` where the front ends first.
    private func behindValue(_ start: Int) -> Int? {
        var at = start
        var depth = 0
        while at < bytes.count {
            switch bytes[at] {
            case 0x22:
                guard let end = behindString(at) else { return nil }
                at = end
                if depth == 0 { return at }
                continue
            case 0x7B, 0x5B: depth += 1
            case 0x7D, 0x5D:
                depth -= 1
                if depth <= 0 { return depth == 0 ? at + 1 : at }
            case 0x2C where depth == 0: return at
            default: break
            }
            at += 1
        }
        return nil
    }
}
