import CSHA256
import Foundation
import LeadModel

/// SHA-256 of bytes that go by.
enum ByteDigest {
    /// Reads a transfer to its end.
    static func of(_ transfer: Transfer) throws(Fault) -> [UInt8] {
        guard let digest = csha256_new() else {
            throw Fault(.networkFailed, .stopRun, "memory is short", advice: "Free memory and run again.")
        }
        defer { csha256_free(digest) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while case let count = try transfer.read(into: buffer), count > 0 {
            _ = csha256_update(digest, buffer.baseAddress, count)
        }
        var bytes = [UInt8](repeating: 0, count: 32)
        _ = csha256_finish(digest, &bytes)
        return bytes
    }
}

/// Base64 of digests.
public enum Base64 {
    /// Of bytes that are written in hexadecimal digits.
    public static func text(ofHex hex: String) -> String {
        var bytes: [UInt8] = []
        var rest = hex.utf8[...]
        while rest.count >= 2 {
            bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return Data(bytes).base64EncodedString()
    }
}
