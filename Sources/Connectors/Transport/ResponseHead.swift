/// The first line and the headers of an answer over HTTP.
public struct ResponseHead: Sendable, Hashable {
    /// Such as 200; 0 of a protocol that has none.
    public var status: Int
    /// In the order of the answer; names as it spells them.
    public var headers: [Header]
    /// Such as `HTTP/1.1` or `HTTP/2`.
    public var version = ""

    public struct Header: Sendable, Hashable {
        public var name: String
        public var value: String
    }

    /// Whether it says that there is nothing: no content, or nothing that has changed (RFC 9110, sections 15.3.5 and 15.4.5).
    var holdsNothing: Bool { status == 204 || status == 304 }

    /// The last header of a name, in whatever letters.
    public subscript(name: String) -> String? { values(of: name).last }

    /// Every value of a header, in the order of the answer.
    public func values(of name: String) -> [String] {
        headers.filter { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name.lowercased() }.map(
            \.value)
    }
}

/// Reads the lines of a head as they come in. Heads that only announce another, with a status below 200, are passed over.
struct ResponseHeadReader {
    private(set) var head = ResponseHead(status: 0, headers: [])
    private(set) var isComplete = false
    /// Bytes of all heads together.
    private(set) var bytes = 0

    /// - Parameters:
    ///   - line: one line with its end.
    ///   - isHTTP: what other protocols say in front of a file is counted, and means nothing.
    mutating func read(_ line: UnsafeRawBufferPointer, isHTTP: Bool = true) {
        bytes += line.count
        // What comes behind the body is no part of the head.
        guard isHTTP, !isComplete else { return }
        var content = line[...]
        while let last = content.last, last == 0x0A || last == 0x0D { content = content.dropLast() }
        guard !content.isEmpty else {
            isComplete = head.status >= 200
            return
        }
        if content.starts(with: "HTTP/".utf8) {
            head = ResponseHead(
                status: ResponseHeadReader.status(content), headers: [],
                version: ResponseHeadReader.text(content.prefix { $0 != 0x20 }))
        } else if let colon = content.firstIndex(of: 0x3A) {
            head.headers.append(
                ResponseHead.Header(
                    name: ResponseHeadReader.text(content[..<colon]),
                    value: ResponseHeadReader.text(content[(colon + 1)...])))
        }
    }

    /// `HTTP/1.1 200 OK`, `HTTP/2 200`
    private static func status(_ line: Slice<UnsafeRawBufferPointer>) -> Int {
        let words = line.split(separator: 0x20)
        guard words.count > 1, words[1].count == 3 else { return 0 }
        return words[1].reduce(0) { (0x30...0x39).contains($1) ? $0 * 10 + Int($1 - 0x30) : 0 }
    }

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        var trimmed = bytes.drop(while: isSpace)
        while let last = trimmed.last, isSpace(last) { trimmed = trimmed.dropLast() }
        return String(decoding: trimmed, as: UTF8.self)
    }
}
