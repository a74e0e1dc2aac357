/// The part of a file that a request asks for: `Range: bytes=…` of RFC 9110, section 14.
enum ByteRange: Equatable {
    /// All of it: nothing was asked for that we serve in parts.
    case whole
    case part(Range<Int64>)
    /// None of its bytes is in what was asked for.
    case unsatisfiable

    /// Reads the field. Units other than bytes, several parts at once, and what is no range, count as not asked for, as the
    /// standard has it: whoever asks gets the whole file.
    /// - Parameter count: how long the file is.
    init(_ field: String?, of count: Int64) {
        self = .whole
        guard let field, field.lowercased().hasPrefix("bytes=") else { return }
        let parts = field.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, !field.contains(",") else { return }
        let first = parts[0].trimmed
        let last = parts[1].trimmed
        switch (ByteRange.number(first), ByteRange.number(last)) {
        case (let from?, let to?) where from <= to:
            self = from < count ? .part(from..<min(to, count - 1) + 1) : .unsatisfiable
        case (let from?, nil) where last.isEmpty:
            self = from < count ? .part(from..<count) : .unsatisfiable
        case (nil, let length?) where first.isEmpty:
            self = length > 0 && count > 0 ? .part(max(0, count - length)..<count) : .unsatisfiable
        default: break
        }
    }

    /// Digits alone; a number that is too large for any file counts as the largest.
    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text) ?? .max - 1
    }
}

extension Substring {
    /// Without blanks and tabs around it.
    var trimmed: Substring {
        var text = self
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
