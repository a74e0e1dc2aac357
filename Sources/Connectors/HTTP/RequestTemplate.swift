/// A text of the configuration with names in braces, which are filled in when a request is made: `Bearer {token}`.
///
/// Braces around anything but a name in small letters, digits and hyphens are text. A value that is put between single quotes
/// stays there: in a query that begins with `SELECT` its quotes get a backslash, as SOQL and COQL have it; elsewhere they are
/// doubled, as OData has it.
public struct RequestTemplate: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case text(String)
        case name(String)
    }

    let parts: [Part]

    public init(_ text: String) {
        var parts: [Part] = []
        var plain = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            plain += rest[..<open]
            let inside = rest[rest.index(after: open)...]
            if let close = inside.firstIndex(of: "}"), RequestTemplate.isName(inside[..<close]) {
                if !plain.isEmpty { parts.append(.text(plain)) }
                parts.append(.name(String(inside[..<close])))
                plain = ""
                rest = inside[inside.index(after: close)...]
            } else {
                plain += "{"
                rest = inside
            }
        }
        plain += rest
        if !plain.isEmpty { parts.append(.text(plain)) }
        self.parts = parts
    }

    /// A text in which braces mean nothing.
    init(literally text: String) { parts = [.text(text)] }

    /// As it is written.
    public var text: String {
        parts.map { part in
            switch part {
            case .text(let plain): plain
            case .name(let name): "{\(name)}"
            }
        }.joined()
    }

    /// The names that are to be filled in, in their order.
    public var names: [String] {
        parts.compactMap { if case .name(let name) = $0 { name } else { nil } }
    }

    /// The name, where it is nothing but one.
    var onlyName: String? {
        if parts.count == 1, case .name(let name) = parts[0] { name } else { nil }
    }

    /// The text with its names filled in; `nil` where one of them has no value.
    /// - Parameter escaped: what is done to each value, so that it stays within its place.
    func filled(_ values: some NamedValues, escaped: (String) -> String = { $0 }) -> String? {
        if parts.count == 1, case .name(let name) = parts[0] { return values[name].map(escaped) }
        var text = ""
        var isQuoted = false
        let isQuery = isQuery
        for part in parts {
            switch part {
            case .text(let plain):
                text += plain
                isQuoted = RequestTemplate.isQuoted(behind: plain, isQuoted, backslashes: isQuery)
            case .name(let name):
                guard let value = values[name] else { return nil }
                text += escaped(isQuoted ? RequestTemplate.quoted(value, backslashes: isQuery) : value)
            }
        }
        return text
    }

    private var isQuery: Bool {
        guard case .text(let first) = parts.first else { return false }
        return first.drop { $0.isWhitespace }.lowercased().hasPrefix("select")
    }

    private static func isQuoted(behind text: String, _ before: Bool, backslashes: Bool) -> Bool {
        var isQuoted = before
        var isEscaped = false
        for byte in text.utf8 {
            if byte == 0x27, !isEscaped { isQuoted.toggle() }
            isEscaped = backslashes && byte == 0x5C && !isEscaped
        }
        return isQuoted
    }

    private static func quoted(_ value: String, backslashes: Bool) -> String {
        backslashes
            ? value.replacing("\\", with: "\\\\").replacing("'", with: "\\'") : value.replacing("'", with: "''")
    }

    static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}

/// What names in braces stand for.
protocol NamedValues {
    /// `nil` where a name has no value.
    subscript(_ name: String) -> String? { get }
}

extension Dictionary: NamedValues where Key == String, Value == String {}

/// Percent-encodes what is put into an address (RFC 3986, section 2): all but letters, digits and `-._~`.
enum PercentEncoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~".utf8.contains(byte)
        }
    }
}
