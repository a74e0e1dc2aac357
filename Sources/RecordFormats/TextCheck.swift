import CRecordScan

/// Checks UTF-8 that comes in pieces, where a character may be cut in two.
struct TextCheck {
    /// The first bytes of a character whose rest has not come.
    private var open: [UInt8] = []

    /// How many bytes of the next piece are good, counted from its front: all of them, where no character is broken.
    /// NUL bytes are left to the reader.
    mutating func clean(_ piece: UnsafeRawBufferPointer) -> Int {
        let bytes = piece.bindMemory(to: UInt8.self)
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return 0 }
        var at = 0
        while !open.isEmpty, at < bytes.count {
            open.append(bytes[at])
            guard TextCheck.mayBegin(open[...]) else { return 0 }
            at += 1
            if open.count == TextCheck.length(open[0]) { open = [] }
        }
        while at < bytes.count {
            at += TextCheck.cleanPrefix(start + at, bytes.count - at)
            if at == bytes.count { break }
            if bytes[at] == 0 {
                at += 1
                continue
            }
            let rest = bytes[at...]
            guard rest.count < TextCheck.length(bytes[at]), TextCheck.mayBegin(Array(rest)[...]) else { return at }
            open = Array(rest)
            return bytes.count
        }
        return at
    }

    private static func cleanPrefix(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int {
        record_scan_clean_prefix(start, start + count)
    }

    private static func length(_ lead: UInt8) -> Int {
        switch lead {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }

    /// Whether some character begins with these bytes (table 3-7 of the Unicode standard).
    private static func mayBegin(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let lead = bytes.first, length(lead) > 1, bytes.count <= length(lead) else { return false }
        guard bytes.dropFirst().allSatisfy({ $0 & 0xC0 == 0x80 }) else { return false }
        guard let second = bytes.dropFirst().first else { return true }
        return switch lead {
        case 0xE0: second >= 0xA0
        case 0xED: second < 0xA0
        case 0xF0: second >= 0x90
        case 0xF4: second < 0x90
        default: true
        }
    }
}
