internal import Foundation
internal import LeadModel

/// Text as a field keeps it: trimmed, NFC, without control characters other than tab and line ends.
///
/// Control characters become spaces: Word's vertical tab in a pasted note is no reason to hold a lead back.
enum PlainText {
    /// A longer value is refused.
    static let limitBytes = 32 << 10

    /// The part of a slice between the white space around it, ASCII and Unicode; the invisible U+FEFF and U+200B count.
    @inline(__always)
    static func trimmed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, bytes[start].isBlank { start += 1 }
        while start < end, bytes[end - 1].isBlank { end -= 1 }
        guard start < end, bytes[start] >= 0x80 || bytes[end - 1] >= 0x80 else { return start..<end }
        return trimmedBeyondASCII(bytes, start..<end)
    }

    @inline(never)
    private static func trimmedBeyondASCII(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end {
            let width = bytes[start].isBlank ? 1 : spaceWidth(bytes, start, end)
            if width == 0 { break }
            start += width
        }
        trailing: while start < end {
            if bytes[end - 1].isBlank {
                end -= 1
                continue
            }
            for width in 2...3 where end - width >= start && spaceWidth(bytes, end - width, end) == width {
                end -= width
                continue trailing
            }
            break
        }
        return start..<end
    }

    /// Bytes of the Unicode white space character at a place, 0 where none stands there.
    static func spaceWidth(_ bytes: Span<UInt8>, _ at: Int, _ end: Int) -> Int {
        guard at + 1 < end else { return 0 }
        switch (bytes[at], bytes[at + 1], at + 2 < end ? bytes[at + 2] : 0) {
        case (0xC2, 0x85, _), (0xC2, 0xA0, _): return 2
        case (0xE1, 0x9A, 0x80), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF): return 3
        case (0xE2, 0x80, 0x80...0x8B), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF): return 3
        default: return 0
        }
    }

    /// Appends a trimmed value, in place where it is clean already; null where nothing but control characters was in it.
    @inline(__always)
    static func append(
        _ text: Span<UInt8>, as field: Field, to builder: inout FieldValuesBuilder
    ) throws(Unreadable) {
        guard text.count <= limitBytes else { throw Unreadable(.mappingValueTooLong) }
        if isClean(text) {
            builder.append(field, text: text)
        } else {
            let text = cleaned(text)
            if text.isEmpty { builder.appendNull(field) } else { builder.append(field, text: text) }
        }
    }

    /// A trimmed value as a `String`.
    static func string(_ text: Span<UInt8>) throws(Unreadable) -> String {
        guard text.count <= limitBytes else { throw Unreadable(.mappingValueTooLong) }
        return isClean(text) ? decoded(text) : cleaned(text)
    }

    static func decoded(_ text: Span<UInt8>) -> String {
        text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// Replaces control characters, composes (NFC), and trims what that laid bare.
    @inline(never)
    static func cleaned(_ text: Span<UInt8>) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in decoded(text).unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            let isKept = scalar == "\t" || scalar == "\n" || scalar == "\r"
            scalars.append(isControl && !isKept ? " " : scalar)
        }
        let composed = Array(String(scalars).precomposedStringWithCanonicalMapping.utf8)
        let range = trimmed(composed.span, 0..<composed.count)
        return String(decoding: composed[range], as: UTF8.self)
    }

    /// Whether a value can be kept byte for byte: no control characters, and surely in NFC.
    @inline(__always)
    static func isClean(_ text: Span<UInt8>) -> Bool {
        for index in 0..<text.count {
            let byte = text[index]
            if byte &- 0x20 >= 0x5F, byte != 0x09, byte != 0x0A, byte != 0x0D {
                return byte >= 0x80 && isCleanBeyondASCII(text, from: index)
            }
        }
        return true
    }

    /// Knows the blocks whose characters are all starters and never change under NFC: Latin, Cyrillic, kana, CJK, Hangul,
    /// common punctuation and emoji. Any other character says no, and the slow way decides.
    @inline(never)
    private static func isCleanBeyondASCII(_ text: Span<UInt8>, from start: Int) -> Bool {
        var index = start
        while index < text.count {
            let lead = text[index]
            if lead < 0x80 {
                if lead &- 0x20 >= 0x5F, lead != 0x09, lead != 0x0A, lead != 0x0D { return false }
                index += 1
                continue
            }
            guard index + 1 < text.count else { return false }
            let second = text[index + 1]
            switch lead {
            case 0xC2:
                guard second >= 0xA0 else { return false }  // C1 controls
                index += 2
            case 0xC3...0xCB, 0xD0, 0xD1: index += 2
            case 0xE1:
                guard 0xB8...0xBB ~= second else { return false }  // Vietnamese and other Latin
                index += 3
            case 0xE2:
                guard index + 2 < text.count else { return false }
                let third = text[index + 2]
                guard (second == 0x80 && third >= 0x90) || (second == 0x82 && third >= 0xA0) else { return false }
                index += 3
            case 0xE3:
                guard index + 2 < text.count, 0x81...0x83 ~= second else { return false }
                let third = text[index + 2]
                guard second != 0x82 || (third != 0x99 && third != 0x9A) else { return false }  // combining voice marks
                index += 3
            case 0xE4...0xE9, 0xEB, 0xEC: index += 3
            case 0xF0:
                guard second == 0x9F else { return false }
                index += 4
            default: return false
            }
        }
        return true
    }
}
