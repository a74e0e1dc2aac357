import CRecordScan
import LeadModel

/// The encoding of a text file: how it is named, and what its first bytes give away.
struct TextEncoding: Hashable {
    /// A name that iconv knows.
    var name: String
    /// Where it comes from, for the line that says what was detected; `nil` where it was declared.
    var reason: String?
    var hasMark = false

    var isUTF8: Bool { TextEncoding.folded(name) == "UTF8" }

    /// How people write it.
    var description: String {
        let written = name == "CP932" ? "Shift-JIS (CP932)" : name == "WINDOWS-1252" ? "Windows-1252" : name
        return hasMark ? written + " with BOM" : written
    }

    // MARK: Names

    /// Those that exports come in; others that iconv knows are taken as well.
    static let usual = [
        "UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "US-ASCII", "WINDOWS-1250",
        "WINDOWS-1251", "WINDOWS-1252", "WINDOWS-1253", "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256", "WINDOWS-1257",
        "WINDOWS-1258", "ISO-8859-1", "ISO-8859-2", "ISO-8859-5", "ISO-8859-7", "ISO-8859-8", "ISO-8859-9",
        "ISO-8859-15",
        "SHIFT_JIS", "CP932", "EUC-JP", "ISO-2022-JP", "GB18030", "GBK", "BIG5", "EUC-KR", "CP949", "KOI8-R",
        "MACINTOSH",
    ]

    /// iconv would take `X//TRANSLIT` for leave to alter characters, and an empty name for the process's locale.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count < 40
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF)
                    || [0x2D, 0x2E, 0x3A, 0x5F].contains($0)
            }
    }

    /// The name to ask iconv for. What calls itself Shift-JIS is Microsoft's code page 932, as the WHATWG Encoding Standard
    /// has it: by the letter of JIS X 0208 a backslash would become a yen sign, and some names could not be read.
    static func iconvName(_ name: String) -> String { ["SHIFTJIS", "SJIS"].contains(folded(name)) ? "CP932" : name }

    static func unknown(_ name: String, file: String) -> Fault {
        Fault(
            .encodingUnknown, .stopStream, "the encoding is not known", at: Origin(file: file), seen: .word(name),
            advice: Nearest.advice(for: name, among: usual))
    }

    /// Letters and digits only, upper case: `utf8`, `UTF-8` and `utf_8` are one.
    static func folded(_ name: String) -> String { String(name.uppercased().filter { $0.isLetter || $0.isNumber }) }

    // MARK: First bytes

    /// The encoding that a byte order mark names.
    static func marked(_ front: [UInt8]) -> TextEncoding? {
        let marks: [([UInt8], String)] = [
            ([0xEF, 0xBB, 0xBF], "UTF-8"), ([0xFF, 0xFE, 0, 0], "UTF-32LE"), ([0, 0, 0xFE, 0xFF], "UTF-32BE"),
            ([0xFF, 0xFE], "UTF-16LE"), ([0xFE, 0xFF], "UTF-16BE"),
        ]
        guard let (_, name) = marks.first(where: { front.starts(with: $0.0) }) else { return nil }
        return TextEncoding(name: name, hasMark: true)
    }

    /// What the first bytes look like, without a byte order mark.
    static func guessed(_ front: [UInt8], isWhole: Bool) -> TextEncoding {
        if let name = wide(front) { return TextEncoding(name: name, reason: "every other byte is NUL") }
        if isUTF8(front, isWhole: isWhole) { return TextEncoding(name: "UTF-8") }
        // A stray byte in UTF-8 is one bad record; taken for Windows-1252 it would garble every name of the file.
        if isMostlyUTF8(front) { return TextEncoding(name: "UTF-8", reason: "but for some bytes that are not") }
        var japanese = ShiftJISLook()
        if japanese.fits(front, isWhole: isWhole) {
            return TextEncoding(name: "CP932", reason: "not UTF-8, and as Windows-1252 it would make no words")
        }
        return TextEncoding(name: "WINDOWS-1252", reason: "not UTF-8, so the usual one of Windows")
    }

    /// UTF-16 or UTF-32, by where NUL bytes stand: markup, digits and most names are ASCII.
    static func wide(_ front: [UInt8]) -> String? {
        let sample = front.prefix(4_096)
        guard sample.count >= 8 else { return nil }
        var zeros = [0, 0, 0, 0]
        for (index, byte) in sample.enumerated() where byte == 0 { zeros[index % 4] += 1 }
        let quarter = sample.count / 4
        let many = zeros.map { $0 > quarter / 2 }
        let few = zeros.map { $0 <= quarter / 16 }
        if few[0], many[1], many[2], many[3] { return "UTF-32LE" }
        if many[0], many[1], many[2], few[3] { return "UTF-32BE" }
        if few[0], many[1], few[2], many[3] { return "UTF-16LE" }
        if many[0], few[1], many[2], few[3] { return "UTF-16BE" }
        return nil
    }

    /// More characters of several bytes that fit UTF-8 than bytes that do not. In single-byte text they hardly ever fit: a
    /// capital with an accent would have to be followed by a sign such as `¼`.
    private static func isMostlyUTF8(_ front: [UInt8]) -> Bool {
        var fitting = 0
        var strays = 0
        var at = 0
        while at < front.count {
            let byte = front[at]
            let length = byte < 0x80 ? 1 : byte < 0xC2 ? 0 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte < 0xF5 ? 4 : 0
            let tail = front[min(at + 1, front.count)..<min(at + max(length, 1), front.count)]
            if length > 1, tail.count == length - 1, tail.allSatisfy({ $0 & 0xC0 == 0x80 }) {
                fitting += 1
                at += length
            } else {
                if length != 1 { strays += 1 }
                at += 1
            }
        }
        // Letters of Windows-1252 seldom stand so that they are a character of UTF-8, not even once.
        return fitting > 0 && fitting >= strays
    }

    /// NUL bytes are the reader's to refuse. A character that the sample cuts in two is none.
    private static func isUTF8(_ front: [UInt8], isWhole: Bool) -> Bool {
        front.withUnsafeBufferPointer { bytes in
            guard var at = bytes.baseAddress else { return true }
            let end = at + bytes.count
            while at < end {
                at += record_scan_clean_prefix(at, end)
                guard at < end else { return true }
                if at.pointee != 0 {
                    let rest = end - at
                    return !isWhole && rest < 4 && at.pointee >= 0xC2 && at.pointee <= 0xF4
                        && UnsafeBufferPointer(start: at + 1, count: rest - 1).allSatisfy { $0 & 0xC0 == 0x80 }
                }
                at += 1
            }
            return true
        }
    }
}

/// Tells Japanese text in Shift-JIS from Western text in Windows-1252, of which many bytes fit both.
private struct ShiftJISLook {
    /// Characters of two bytes, and how many of them stand beside another one, as in Japanese words.
    private var pairs = 0
    private var pairsInRuns = 0
    /// Bytes that Windows-1252 leaves undefined.
    private var undefined = 0

    mutating func fits(_ front: [UInt8], isWhole: Bool) -> Bool {
        var at = 0
        var run = 0
        while at < front.count {
            let byte = front[at]
            switch byte {
            case 0x81...0x9F, 0xE0...0xEF, 0xFA...0xFC:
                guard at + 1 < front.count else { return !isWhole && isJapanese }
                let trail = front[at + 1]
                guard trail >= 0x40, trail <= 0xFC, trail != 0x7F else { return false }
                if [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte) { undefined += 1 }
                pairs += 1
                run += 1
                if run > 1 { pairsInRuns += run == 2 ? 2 : 1 }
                at += 2
            case 0x80, 0xA0, 0xF0...0xF9, 0xFD...0xFF: return false
            default:
                run = 0
                at += 1
            }
        }
        return isJapanese
    }

    private var isJapanese: Bool { pairs > 0 && (pairsInRuns * 2 > pairs || undefined * 2 > pairs) }
}
