internal import CIDN2
internal import LeadModel

/// An e-mail address in lower case, checked by hand: one `@`, a dot-atom or quoted local part, two domain labels or more.
///
/// `mailto:`, a display name and angle brackets around the address are dropped. An international domain is kept in its ASCII
/// form (`xn--`), in which two spellings of it compare equal; an international local part as given, lower-cased.
enum EmailAddress {
    /// Writes the address into `scratch`, whatever that held before.
    static func read(_ cell: Span<UInt8>, into scratch: inout [UInt8]) throws(Unreadable) {
        let range = bare(cell)
        guard range.count <= 254, !range.isEmpty else { throw Unreadable(.mappingInvalidEmail) }
        scratch.removeAll(keepingCapacity: true)
        var at = -1
        var hasWideLetters = false
        for index in range {
            let byte = cell[index]
            if byte == 0x40 { at = scratch.count }  // the last one; an earlier one is refused below
            hasWideLetters = hasWideLetters || byte >= 0x80
            scratch.append(byte.lowerCased)
        }
        guard at > 0, at <= 64, isLocalPart(scratch.span, at), isDomain(scratch.span, from: at + 1) else {
            throw Unreadable(.mappingInvalidEmail)
        }
        if hasWideLetters {
            let text = PlainText.cleaned(scratch.span)
            scratch.replaceSubrange(0..<scratch.count, with: text.lowercased().utf8)
            try writeDomainInASCII(&scratch)
        }
    }

    /// Puts the A-labels of an international domain in its place.
    private static func writeDomainInASCII(_ scratch: inout [UInt8]) throws(Unreadable) {
        guard let at = scratch.lastIndex(of: 0x40) else { throw Unreadable(.mappingInvalidEmail) }
        let domain = scratch[(at + 1)...]
        guard domain.contains(where: { $0 >= 0x80 }) else { return }
        var written = [UInt8](repeating: 0, count: 253)
        let count = domain.withUnsafeBytes { domain in
            written.withUnsafeMutableBytes { room in
                idn2_ascii_domain(
                    domain.bindMemory(to: CChar.self).baseAddress, domain.count,
                    room.bindMemory(to: CChar.self).baseAddress, room.count)
            }
        }
        scratch.replaceSubrange((at + 1)..., with: written[..<count])
        guard count > 0, scratch.count <= 254, isDomain(scratch.span, from: at + 1) else {
            throw Unreadable(.mappingInvalidEmail)
        }
    }

    /// The address without `mailto:`, display name and brackets.
    private static func bare(_ cell: Span<UInt8>) -> Range<Int> {
        var range = PlainText.trimmed(cell, 0..<cell.count)
        guard let last = range.last else { return range }
        if cell[last] == 0x3E, let open = range.last(where: { cell[$0] == 0x3C }) { range = open + 1..<last }
        if range.count > 7, startsWithMailto(cell, range.lowerBound) {
            range = range.lowerBound + 7..<range.upperBound
            if let query = range.first(where: { cell[$0] == 0x3F }) { range = range.lowerBound..<query }
        }
        return PlainText.trimmed(cell, range)
    }

    private static func startsWithMailto(_ cell: Span<UInt8>, _ start: Int) -> Bool {
        guard cell[start].lowerCased == 0x6D, cell[start + 6] == 0x3A else { return false }
        var index = start
        for byte in StaticBytes.mailto {
            if cell[index].lowerCased != byte { return false }
            index += 1
        }
        return true
    }

    private static func isLocalPart(_ text: Span<UInt8>, _ end: Int) -> Bool {
        if text[0] == 0x22 { return isQuoted(text, end) }
        var previous: UInt8 = 0x2E
        for index in 0..<end {
            let byte = text[index]
            switch byte {
            case 0x2E where previous == 0x2E: return false
            case 0x61...0x7A, 0x30...0x39, 0x2E, 0x2D, 0x5F, 0x2B, 0x80...0xFF: break
            case 0x21, 0x23...0x27, 0x2A, 0x2F, 0x3D, 0x3F, 0x5E, 0x60, 0x7B...0x7E: break
            default: return false
            }
            previous = byte
        }
        return previous != 0x2E
    }

    private static func isQuoted(_ text: Span<UInt8>, _ end: Int) -> Bool {
        guard end > 2, text[end - 1] == 0x22 else { return false }
        var index = 1
        while index < end - 1 {
            let byte = text[index]
            if byte < 0x20 || byte == 0x7F || byte == 0x22 { return false }
            index += byte == 0x5C ? 2 : 1
        }
        return index == end - 1
    }

    private static func isDomain(_ text: Span<UInt8>, from start: Int) -> Bool {
        var labels = 1
        var length = 0
        var isNumeric = true
        for index in start..<text.count {
            let byte = text[index]
            switch byte {
            case 0x2E:
                guard length > 0, text[index - 1] != 0x2D else { return false }
                labels += 1
                length = 0
                isNumeric = true
                continue
            case 0x2D: guard length > 0 else { return false }
            case 0x30...0x39: length += 1; continue
            case 0x61...0x7A, 0x80...0xFF: break
            default: return false
            }
            isNumeric = false
            length += 1
            if length > 63 { return false }
        }
        return labels > 1 && length > 1 && !isNumeric && text[text.count - 1] != 0x2D
    }
}

/// Words in lower case that readers compare with.
enum StaticBytes {
    static let mailto = Array("mailto:".utf8)
}
