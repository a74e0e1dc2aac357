/// What a server lists of a folder: its names, and the long lines that say what each of them is.
///
/// Names are lines, so that a name with a line break in it comes as two: each part has no long line that ends with it.
struct RemoteListing: Sendable {
    /// What an entry is.
    enum Kind: Sendable, Hashable {
        case file
        case folder
        case link
        /// A FIFO, a device, a socket.
        case special
        /// The long lines do not say.
        case unknown
    }

    /// Ascending by bytes, without those of the folder itself and of the one above.
    let names: [String]
    private let kinds: [String: Kind]

    init(names: [UInt8], lines: [UInt8]) {
        let names = RemoteListing.lines(names).filter { $0 != "." && $0 != ".." }
        self.names = Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let long = RemoteListing.lines(lines).filter(RemoteListing.isLong)
        var kinds: [String: Kind] = [:]
        // A server that lists in another way says nothing of any.
        guard !long.isEmpty else {
            self.kinds = [:]
            return
        }
        let wanted = Set(self.names)
        for line in long {
            guard let first = line.utf8.first, let name = RemoteListing.name(in: line, among: wanted) else { continue }
            let kind: Kind =
                switch first {
                case UInt8(ascii: "-"): .file
                case UInt8(ascii: "d"): .folder
                case UInt8(ascii: "l"): .link
                default: .special
                }
            // Of two lines that could be meant, the worse counts.
            if let other = kinds[name], other != kind { kinds[name] = .special } else { kinds[name] = kind }
        }
        for name in self.names where kinds[name] == nil { kinds[name] = .special }
        self.kinds = kinds
    }

    func kind(of name: String) -> Kind { kinds[name] ?? .unknown }

    /// The longest name that a line ends with, such as `-rw-r--r-- 1 us us 12 Nov 22 18:00 name`; of a link its aim follows
    /// behind an arrow. Whoever calls a file like the end of another's line hides one of them, and shows none as what it is not.
    private static func name(in line: String, among names: Set<String>) -> String? {
        let own =
            line.hasPrefix("l") ? line.firstRange(of: " -> ").map { line[..<$0.lowerBound] } ?? line[...] : line[...]
        var rest = own
        while let space = rest.firstIndex(of: " ") {
            rest = rest[rest.index(after: space)...]
            if names.contains(String(rest)) { return String(rest) }
        }
        return nil
    }

    /// `drwxr-xr-x`, as `ls -l` begins its lines.
    private static func isLong(_ line: String) -> Bool {
        let bytes = Array(line.utf8.prefix(10))
        return bytes.count == 10 && "-dlpscbD".utf8.contains(bytes[0])
            && bytes[1...].allSatisfy { "rwxsStT-".utf8.contains($0) }
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0x0A).map { line in
            String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
        }
    }
}
