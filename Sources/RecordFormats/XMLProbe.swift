import LeadModel

/// Looks at the front of an XML export for its record element. It judges nothing: the reader does.
struct XMLProbe {
    /// Elements that vendors put around a record: Pardot, Salesforce, Zoho, Dynamics, the rest by custom.
    private static let usualElements = ["prospect", "records", "row", "Entity", "lead", "contact", "record", "member"]

    private struct Node {
        var name: String
        var hasChildren = false
        var children: [String: Int] = [:]
    }

    /// A name that may be the record element's, and how deep it stands.
    private struct Candidate {
        var name: String
        var depth: Int
    }

    private let bytes: [UInt8]
    private var open: [Node] = []
    private var repeated: Candidate?
    private var usual: Candidate?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Local name of the record element: a usual one, else the uppermost one that is repeated and has elements in it.
    static func recordElement(_ bytes: [UInt8]) -> String? {
        var probe = XMLProbe(bytes)
        probe.walk()
        switch (probe.usual, probe.repeated) {
        case (let usual?, let repeated?): return usual.depth <= repeated.depth ? usual.name : repeated.name
        case (let only?, nil), (nil, let only?): return only.name
        case (nil, nil): return nil
        }
    }

    /// Whether an element stands in it that vendors tell of an error by.
    static func mayBeError(_ bytes: [UInt8]) -> Bool {
        ["<err ", "<err>", "<error>", "<Fault>", "<Fault ", ":Fault>", ":Fault "].contains { word in
            bytes.firstRange(of: Array(word.utf8)) != nil
        }
    }

    private mutating func walk() {
        var at = 0
        while let start = bytes[at...].firstIndex(of: 0x3C), start + 1 < bytes.count {
            let terminator: [UInt8]
            switch bytes[start + 1] {
            case 0x3F: terminator = [0x3F, 0x3E]
            case 0x21 where bytes[start...].starts(with: "<!--".utf8): terminator = [0x2D, 0x2D, 0x3E]
            case 0x21 where bytes[start...].starts(with: "<![CDATA[".utf8): terminator = [0x5D, 0x5D, 0x3E]
            default: terminator = [0x3E]
            }
            guard let end = find(terminator, from: start + 2) else { return }
            if terminator == [0x3E], bytes[start + 1] != 0x21 { tag(bytes[start + 1..<end]) }
            at = end + terminator.count
        }
    }

    private func find(_ terminator: [UInt8], from start: Int) -> Int? {
        var at = start
        while let found = bytes[min(at, bytes.count)...].firstIndex(of: terminator[0]) {
            if bytes[found...].starts(with: terminator) { return found }
            at = found + 1
        }
        return nil
    }

    /// One tag without its angle brackets.
    private mutating func tag(_ tag: ArraySlice<UInt8>) {
        if tag.first == 0x2F {
            close()
            return
        }
        let qualified = tag.prefix { ![0x20, 0x09, 0x0A, 0x0D, 0x2F].contains($0) }
        let local = qualified.lastIndex(of: 0x3A).map { qualified[($0 + 1)...] } ?? qualified
        let name = String(decoding: local, as: UTF8.self)
        if let parent = open.indices.last {
            open[parent].hasChildren = true
            open[parent].children[name, default: 0] += 1
        }
        open.append(Node(name: name))
        if tag.last == 0x2F { close() }
    }

    private mutating func close() {
        guard let node = open.popLast(), node.hasChildren else { return }
        let depth = open.count
        if XMLProbe.usualElements.contains(node.name), depth > 0, depth < usual?.depth ?? .max {
            usual = Candidate(name: node.name, depth: depth)
        }
        if let parent = open.last, parent.children[node.name, default: 0] > 1, depth < repeated?.depth ?? .max {
            repeated = Candidate(name: node.name, depth: depth)
        }
    }
}
