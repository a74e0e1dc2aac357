import CSHA256

/// The unkeyed hashes by which others exchange lists of addresses.
public enum ForeignHash {
    /// SHA-256 of bytes in small hex digits, as advertisers' custom audiences hold it.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        csha256_of("", 0, bytes, bytes.count, &digest)
        return digits(digest)
    }

    /// MD5 of bytes in small hex digits, as mailing services name their subscribers.
    public static func md5(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 16)
        precondition(csha256_md5(bytes, bytes.count, &digest) == 1, "libcrypto has no MD5")
        return digits(digest)
    }

    private static func digits(_ digest: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(digest.count * 2)
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }
}

/// SHA-256 over bytes that come one after the other.
public final class RunningDigest {
    private let digest: OpaquePointer

    public init() {
        guard let digest = csha256_new() else { fatalError("libcrypto has no SHA-256") }
        self.digest = digest
    }

    deinit { csha256_free(digest) }

    public func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { add($0) } }

    public func add(_ bytes: UnsafeRawBufferPointer) { _ = csha256_update(digest, bytes.baseAddress, bytes.count) }

    /// In small hex digits; starts over.
    public func finish() -> String { Hex.text(finishBytes()) }

    /// 32 bytes; starts over.
    public func finishBytes() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        _ = csha256_finish(digest, &bytes)
        return bytes
    }
}
