import LeadModel
import RecordFormats

/// Finds where the parts of a JSON document stand, so that bytes may be put between them. It checks nothing but what it needs to
/// find them: what is made of them goes through the strict reader.
struct JSONScan {
    let body: [UInt8]

    init(_ body: [UInt8]) { self.body = body }

    /// A member of an object: where its name stands, quotes included, and its value.
    struct Member {
        var name: Range<Int>
        var value: Range<Int>
    }

    /// Where the items of the list at a path stand; an object there is the only item. `nil` where neither is there.
    func items(at path: [String]) -> [Range<Int>]? {
        var walk = Walk(body: body, position: 0)
        for key in path {
            guard walk.enters(Array(RequestJSON.quoted(key).utf8)) else { return nil }
        }
        walk.skipBlanks()
        if walk.next == 0x7B { return walk.value().map { [$0] } }
        return walk.next == 0x5B ? walk.items() : nil
    }

    /// The whole document, without what stands around it; `nil` where nothing does.
    var root: Range<Int>? {
        var walk = Walk(body: body, position: 0)
        walk.skipBlanks()
        return walk.value()
    }

    /// Where the items of the list stand that stands there; `nil` where none does.
    func items(of list: Range<Int>) -> [Range<Int>]? {
        var walk = Walk(body: body, position: list.lowerBound)
        return walk.next == 0x5B ? walk.items() : nil
    }

    /// The members of the object that stands there, in their order; `nil` where none does.
    func members(of object: Range<Int>) -> [Member]? {
        var walk = Walk(body: body, position: object.lowerBound)
        guard walk.take(0x7B) else { return nil }
        var members: [Member] = []
        if walk.take(0x7D) { return members }
        while true {
            walk.skipBlanks()
            guard walk.next == 0x22, let name = walk.value(), walk.take(0x3A) else { return nil }
            walk.skipBlanks()
            guard let value = walk.value() else { return nil }
            members.append(Member(name: name, value: value))
            if walk.take(0x7D) { return members }
            guard walk.take(0x2C) else { return nil }
        }
    }

    /// Whether an object or a list stands there.
    func isNested(_ value: Range<Int>) -> Bool { body[value.lowerBound] == 0x7B || body[value.lowerBound] == 0x5B }
}

/// Goes through a document from one value to the next.
private struct Walk {
    let body: [UInt8]
    var position: Int

    /// Goes into an object as far as the value of one of its members.
    /// - Parameter key: in quotes.
    mutating func enters(_ key: [UInt8]) -> Bool {
        guard take(0x7B) else { return false }
        while true {
            skipBlanks()
            guard next == 0x22, let name = value(), take(0x3A) else { return false }
            if body[name].elementsEqual(key) { return true }
            skipBlanks()
            guard value() != nil, take(0x2C) else { return false }
        }
    }

    /// Where the items of a list stand; `nil` where it breaks off.
    mutating func items() -> [Range<Int>]? {
        guard take(0x5B) else { return nil }
        var items: [Range<Int>] = []
        if take(0x5D) { return items }
        while true {
            skipBlanks()
            guard let item = value() else { return nil }
            items.append(item)
            if take(0x5D) { return items }
            guard take(0x2C) else { return nil }
        }
    }

    var next: UInt8? { position < body.count ? body[position] : nil }

    mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard next == byte else { return false }
        position += 1
        return true
    }

    /// Passes over a value; where it stands.
    mutating func value() -> Range<Int>? {
        let start = position
        var depth = 0
        while let byte = next {
            switch byte {
            case 0x22: guard passText() else { return nil }
            case 0x5B, 0x7B:
                depth += 1
                position += 1
            case _ where (byte == 0x5D || byte == 0x7D) && depth > 0:
                depth -= 1
                position += 1
            case 0x2C, 0x3A, 0x5D, 0x7D, 0x20, 0x09, 0x0A, 0x0D:
                if depth == 0 { return position > start ? start..<position : nil }
                position += 1
                continue
            default:
                position += 1
                continue
            }
            if depth == 0 { return start..<position }
        }
        return nil
    }

    private mutating func passText() -> Bool {
        position += 1
        while let byte = next {
            position += byte == 0x5C ? 2 : 1
            if byte == 0x22 { return true }
        }
        return false
    }
}

extension ByteSource {
    /// All of it.
    /// - Parameters:
    ///   - mostBytes: of which there may be no more.
    ///   - tooLong: what is wrong with more, of so many MiB.
    func whole(atMost mostBytes: Int, tooLong: (_ megabytes: Int) -> Fault) throws(Fault) -> [UInt8] {
        var source = self
        var body: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let result = buffer.withUnsafeMutableBytes { buffer in
                Result { () throws(Fault) in try source.read(into: buffer) }
            }
            let count = try result.get()
            if count == 0 { return body }
            body += buffer[..<count]
            guard body.count <= mostBytes else { throw tooLong(mostBytes >> 20) }
        }
    }
}
