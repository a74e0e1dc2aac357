import CSHA256
import Foundation

/// The keys of SSH hosts, as OpenSSH shows them.
enum HostKey {
    /// `SHA256:` and the base64 of the digest, without padding.
    static func fingerprint(of key: UnsafeRawBufferPointer) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        csha256_of("", 0, key.baseAddress, key.count, &digest)
        return "SHA256:" + bare(Data(digest).base64EncodedString())
    }

    /// Whether two fingerprints name the same key; the word in front and the padding may be left out.
    static func isSame(_ left: String, _ right: String) -> Bool { bare(left) == bare(right) }

    private static func bare(_ text: String) -> String {
        let digits = text.hasPrefix("SHA256:") ? text.dropFirst(7) : text[...]
        return String(digits.prefix { $0 != "=" })
    }
}
