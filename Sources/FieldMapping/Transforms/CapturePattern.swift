internal import CRE2

/// A pattern of RE2, compiled once. Matching takes time in proportion to the text, whatever the pattern.
///
/// RE2 guards its caches itself, so that several threads may match with one pattern.
final class CapturePattern: @unchecked Sendable {
    /// A longer pattern is refused unread.
    static let limitBytes = 1_000
    /// What program and caches may take.
    static let limitMemory: Int64 = 1 << 20

    /// Why RE2 does not take a pattern, in its own words.
    struct Refused: Error {
        let reason: String
    }

    private let compiled: OpaquePointer

    init(_ text: String) throws(Refused) {
        guard text.utf8.count <= Self.limitBytes else {
            throw Refused(reason: "it is longer than \(Self.limitBytes) bytes")
        }
        var text = text
        var reason = [CChar](repeating: 0, count: 200)
        let made = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                re2_pattern_new($0.baseAddress, $0.count, Self.limitMemory, &reason, reason.count)
            }
        }
        guard let made else {
            let words = reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw Refused(reason: String(decoding: words, as: UTF8.self))
        }
        compiled = made
    }

    deinit { re2_pattern_free(compiled) }

    /// How many groups it captures.
    var groups: Int { Int(re2_pattern_groups(compiled)) }

    /// The number of a group, by its name.
    func group(named name: String) -> Int? {
        let number = re2_pattern_group(compiled, name, name.utf8.count)
        return number < 0 ? nil : Int(number)
    }

    /// What a group holds in the first match; `nil` where nothing matches, empty where the group took no part.
    func capture(_ group: Int, in text: String) -> String? {
        var text = text
        return text.withUTF8 { bytes in
            var start = 0
            var count = 0
            guard re2_pattern_match(compiled, bytes.baseAddress, bytes.count, Int32(group), &start, &count) == 1 else {
                return nil
            }
            return start < 0 ? "" : String(decoding: bytes[start..<start + count], as: UTF8.self)
        }
    }
}
