import LeadModel

/// Brings an XML document into UTF-8, from the encoding that was declared for the file or that it declares itself.
///
/// A byte order mark wins over the XML declaration, and so does what the first bytes show: a declaration that can be read
/// byte by byte is not in UTF-16, whatever it says.
enum XMLEncoding {
    /// An XML declaration is shorter than this.
    private static let frontBytes = 1_024

    /// - Parameter declared: What an admin says; wins over everything.
    static func utf8(
        _ bytes: any ByteSource, declared: String?, file: String
    ) throws(Fault) -> any ByteSource {
        var source = PeekedBytes(bytes, count: frontBytes)
        let name = declared ?? encoding(of: source.front)
        if TextEncoding.folded(name) != "UTF8" { return try TranscodingSource(source, from: name, file: file) }
        if TextEncoding.marked(source.front)?.isUTF8 == true { source.drop(3) }
        return source
    }

    static func encoding(of front: [UInt8]) -> String {
        if let marked = TextEncoding.marked(front) { return marked.name }
        if let wide = TextEncoding.wide(front) { return wide }
        guard let name = declaredName(front) else { return "UTF-8" }
        // Programs write 'utf-16' for a text they hold in memory, and then save it in UTF-8; and ASCII is UTF-8.
        let folded = TextEncoding.folded(name)
        let isWide = ["UTF16", "UTF32", "UCS2", "UCS4", "ISO10646"].contains { folded.hasPrefix($0) }
        return isWide || folded == "USASCII" || folded == "ASCII" ? "UTF-8" : name
    }

    /// The value of `encoding` in `<?xml version="1.0" encoding="…"?>`.
    private static func declaredName(_ front: [UInt8]) -> String? {
        guard let start = front.firstIndex(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }),
            front[start...].starts(with: "<?xml".utf8), let end = front[start...].firstIndex(of: 0x3E)
        else { return nil }
        let declaration = String(decoding: front[start..<end], as: UTF8.self)
        guard let key = declaration.firstRange(of: "encoding") else { return nil }
        let rest = declaration[key.upperBound...].drop { $0.isWhitespace }
        guard rest.first == "=" else { return nil }
        let value = rest.dropFirst().drop { $0.isWhitespace }
        guard let quote = value.first, quote == "\"" || quote == "'" else { return nil }
        return String(value.dropFirst().prefix { $0 != quote })
    }
}
