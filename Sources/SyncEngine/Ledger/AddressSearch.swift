import FieldMapping
import Foundation

/// Finds the e-mail addresses in bytes of which nobody knows the columns: all that a mapping would take, in the spelling in
/// which it would keep them.
///
/// Characters such as `/`, `|` and `=` may belong to an address or part it from what stands before it. Where they stand, what
/// is behind them is found as well as the whole: rather one address too many than an opt-out that nobody sees.
enum AddressSearch {
    /// The addresses, each once, as they are written and as they are with escapes resolved.
    static func addresses(in bytes: ArraySlice<UInt8>) -> Set<String> {
        var candidates: Set<String> = []
        for reading in EscapedText.readings(of: bytes) {
            reading.withUnsafeBufferPointer { AddressSearch.collect($0, into: &candidates) }
        }
        return Set(candidates.compactMap(PersonalAddress.email))
    }

    /// An address has no more bytes before its `@`, and no more in all.
    private static let (localLimit, limit) = (64, 254)

    private static func collect(_ bytes: UnsafeBufferPointer<UInt8>, into candidates: inout Set<String>) {
        guard let base = bytes.baseAddress else { return }
        var from = 0
        while from < bytes.count, let hit = memchr(base + from, 0x40, bytes.count - from) {
            let at = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
            from = at + 1
            let domains = domains(bytes, behind: at)
            guard !domains.isEmpty else { continue }
            for local in locals(bytes, before: at) + quoted(bytes, before: at) {
                for domain in domains { candidates.insert("\(local)@\(domain)") }
            }
        }
    }

    // MARK: Behind the @

    /// The name that stands there, and of one with letters of another script in it what stands before these.
    private static func domains(_ bytes: UnsafeBufferPointer<UInt8>, behind at: Int) -> [String] {
        var end = at + 1
        var isWide = false
        while end < bytes.count, end - at <= limit, standsInDomain(bytes[end]) {
            if bytes[end] == 0x2E, bytes[end - 1] == 0x2E { break }
            isWide = isWide || bytes[end] >= 0x80
            end += 1
        }
        let text = trimmed(UnsafeBufferPointer(rebasing: bytes[(at + 1)..<end]))
        guard text.contains(0x2E) else { return [] }
        let domain = String(decoding: text, as: UTF8.self)
        guard isWide else { return [domain] }
        var domains = [domain]
        if let foreign = domain.unicodeScalars.firstIndex(where: isForeign) {
            let before = Array(domain[..<foreign].utf8).withUnsafeBufferPointer {
                String(decoding: trimmed($0), as: UTF8.self)
            }
            domains.append(before)
        }
        return domains.filter { !$0.unicodeScalars.contains("\u{FFFD}") }
    }

    private static func standsInDomain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF, 0x2D, 0x2E: true
        default: false
        }
    }

    /// The end of a sentence is none of the name's.
    private static func trimmed(_ domain: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var end = domain.count
        while end > 0, domain[end - 1] == 0x2E || domain[end - 1] == 0x2D { end -= 1 }
        return UnsafeBufferPointer(rebasing: domain[..<end])
    }

    // MARK: Before the @

    /// The word that stands there, and its ends behind characters that may part it from what stands before.
    private static func locals(_ bytes: UnsafeBufferPointer<UInt8>, before at: Int) -> [String] {
        var start = at
        while start > 0, at - start < localLimit, standsInLocal(bytes[start - 1]) { start -= 1 }
        let isWhole = start == 0 || !standsInLocal(bytes[start - 1])
        // No letter is cut in two.
        while !isWhole, start < at, (0x80...0xBF).contains(bytes[start]) { start += 1 }
        let text = Array(
            String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<at]), as: UTF8.self).unicodeScalars)
        // An address in a wrong encoding is nobody's.
        let readable = text.lastIndex(of: "\u{FFFD}").map { $0 + 1 } ?? 0
        var locals: [String] = []
        var begins = isWhole
        for index in text.indices {
            if index > 0 { begins = doesBegin(behind: text[index - 1], text[index], begins) }
            guard begins, index >= readable else { continue }
            var local = String.UnicodeScalarView()
            local.append(contentsOf: text[index...])
            locals.append(String(local))
        }
        return locals
    }

    /// Whether an address may begin behind a character.
    /// - Parameter began: whether one may begin with it.
    private static func doesBegin(behind previous: Unicode.Scalar, _ next: Unicode.Scalar, _ began: Bool) -> Bool {
        switch previous {
        case "!", "#", "$", "&", "*", "/", "=", "?", "^", "`", "{", "|", "}", "~": true
        // Within a name they are its own: o'neil, ada.lovelace.
        case ".", "-", "_", "+", "'", "%": began
        default: isForeign(previous) && next.isASCII
        }
    }

    private static func standsInLocal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
        // ! # $ % & ' * + - . / = ? ^ _ ` { | } ~
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E: true
        default: false
        }
    }

    /// A name in quotes, `"ada lovelace"@example.com`, whose quotes may be doubled.
    private static func quoted(_ bytes: UnsafeBufferPointer<UInt8>, before at: Int) -> [String] {
        guard at > 2, bytes[at - 1] == 0x22 else { return [] }
        let end = bytes[at - 2] == 0x22 ? at - 2 : at - 1
        var start = end
        while start > 0, end - start < localLimit, bytes[start - 1] != 0x22 { start -= 1 }
        guard start > 0, start < end, bytes[start - 1] == 0x22 else { return [] }
        return ["\"\(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self))\""]
    }

    /// Whether a character is neither of ASCII nor a letter that a Latin name may hold: it may stand beside an address without
    /// a space, as Chinese and Japanese do. What is no UTF-8 counts as a letter.
    private static func isForeign(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x80, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x300...0x36F, 0x1E00...0x1EFF, 0xFFFD: false
        default: true
        }
    }
}
