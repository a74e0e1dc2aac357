import Foundation

/// What bytes say once the escapes of the formats are resolved, where nobody knows in which format they are to be read.
enum EscapedText {
    /// The bytes as they are, with the escapes of JSON resolved, with the character references of XML resolved, and with both;
    /// none that says nothing new.
    static func readings(of bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var readings = [bytes]
        if let plain = withoutJSONEscapes(bytes) { readings.append(plain[...]) }
        for reading in readings {
            if let plain = withoutReferences(reading) { readings.append(plain[...]) }
        }
        return readings
    }

    /// `nil` where no escape stands in them.
    private static func withoutJSONEscapes(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        resolved(bytes, 0x5C) { text, index in
            guard index + 1 < text.count else { return nil }
            switch text[index + 1] {
            case 0x22, 0x2F, 0x5C: return (Unicode.Scalar(text[index + 1]), 2)
            case 0x62, 0x66, 0x6E, 0x72, 0x74: return (" ", 2)
            case 0x75: break
            default: return nil
            }
            guard let high = hexadecimal(text, index + 2) else { return nil }
            if let scalar = Unicode.Scalar(high) { return (scalar, 6) }
            // A letter beyond the first 65,536 is two escapes.
            guard (0xD800..<0xDC00).contains(high), index + 7 < text.count, text[index + 6] == 0x5C,
                text[index + 7] == 0x75, let low = hexadecimal(text, index + 8), (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar((high - 0xD800) << 10 + (low - 0xDC00) + 0x10000)
            else { return ("\u{FFFD}", 6) }
            return (scalar, 12)
        }
    }

    /// `nil` where no reference stands in them.
    private static func withoutReferences(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        resolved(bytes, 0x26) { text, index in
            if index + 1 < text.count, text[index + 1] == 0x23 { return numbered(text, index) }
            for (name, scalar) in named where text.count - index >= name.count {
                if zip(name, text[index...]).allSatisfy({ $0 == $1 }) { return (scalar, name.count) }
            }
            return nil
        }
    }

    private static let named: [([UInt8], Unicode.Scalar)] = [
        (Array("&amp;".utf8), "&"), (Array("&lt;".utf8), "<"), (Array("&gt;".utf8), ">"),
        (Array("&quot;".utf8), "\""), (Array("&apos;".utf8), "'"),
    ]

    /// `&#64;` or `&#x40;`, with as many zeros in front as somebody likes.
    private static func numbered(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> (Unicode.Scalar, Int)? {
        var end = index + 2
        let isHexadecimal = end < text.count && text[end] | 0x20 == 0x78
        if isHexadecimal { end += 1 }
        var value: UInt32 = 0
        let first = end
        while end < text.count, let digit = digit(text[end]), isHexadecimal || digit < 10 {
            // Beyond the last character it stays there.
            value = min(value * (isHexadecimal ? 16 : 10) + digit, 0x110000)
            end += 1
        }
        guard end > first, end < text.count, text[end] == 0x3B else { return nil }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", end + 1 - index)
    }

    /// Copies bytes, and puts in place of each escape what it stands for.
    /// - Parameters:
    ///   - mark: what every escape begins with.
    ///   - meaning: what the escape at a place means, and how many bytes it has; `nil` where it is none.
    private static func resolved(
        _ bytes: ArraySlice<UInt8>, _ mark: UInt8,
        _ meaning: (UnsafeBufferPointer<UInt8>, Int) -> (scalar: Unicode.Scalar, count: Int)?
    ) -> [UInt8]? {
        bytes.withUnsafeBufferPointer { text in
            guard let base = text.baseAddress else { return nil }
            var plain: [UInt8] = []
            var (copied, from) = (0, 0)
            while from < text.count, let hit = memchr(base + from, Int32(mark), text.count - from) {
                let index = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
                guard let (scalar, count) = meaning(text, index) else {
                    from = index + 1
                    continue
                }
                if copied == 0 { plain.reserveCapacity(text.count) }
                plain.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied..<index]))
                plain.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                from = index + count
                copied = from
            }
            guard copied > 0 else { return nil }
            plain.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied...]))
            return plain
        }
    }

    private static func hexadecimal(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt32? {
        guard index + 4 <= text.count else { return nil }
        var value: UInt32 = 0
        for place in index..<index + 4 {
            guard let digit = digit(text[place]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x37)
        case 0x61...0x66: UInt32(byte - 0x57)
        default: nil
        }
    }
}
