import CEd25519
import CSHA256
import ConfigFiles
import Foundation
import LeadModel

/// Signs events after Standard Webhooks 1.0: `msg_id.timestamp.payload`, by HMAC-SHA-256 (`v1`) or Ed25519 (`v1a`).
///
/// Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
struct WebhookSigner {
    private enum Key {
        case shared([UInt8])
        /// The seed of a private key.
        case own([UInt8])
    }

    private var keys: [Key] = []

    /// - Parameter secrets: those that receivers may know now, such as the new and the old one; each signs.
    /// - Throws: `secret.missing`, `secret.readable`, and `secret.unusable` where one has not the form of such a secret.
    init(_ secrets: [SecretReference], folder: String) throws(Fault) {
        for secret in secrets { keys.append(try WebhookSigner.key(try secret.value(from: folder), secret)) }
    }

    /// The value of `webhook-signature`: one signature a key, parted by blanks.
    /// - Parameters:
    ///   - id: of the message, without a full stop in it.
    ///   - timestamp: seconds since 1970.
    func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        return keys.map { key in
            switch key {
            case .shared(let secret):
                var digest = [UInt8](repeating: 0, count: 32)
                _ = csha256_hmac(secret, secret.count, signed, signed.count, &digest)
                return "v1," + Data(digest).base64EncodedString()
            case .own(let seed):
                var signature = [UInt8](repeating: 0, count: 64)
                precondition(ced25519_sign(seed, signed, signed.count, &signature) == 1, "libcrypto has no Ed25519")
                return "v1a," + Data(signature).base64EncodedString()
            }
        }.joined(separator: " ")
    }

    /// The public keys that receivers verify with, as `whpk_…`; none of shared secrets.
    var publicKeys: [String] {
        keys.compactMap { key in
            guard case .own(let seed) = key else { return nil }
            var bytes = [UInt8](repeating: 0, count: 32)
            guard ced25519_public(seed, &bytes) == 1 else { return nil }
            return "whpk_" + Data(bytes).base64EncodedString()
        }
    }

    private static func key(_ text: String, _ secret: SecretReference) throws(Fault) -> Key {
        if text.hasPrefix("whsk_"), let bytes = Data(base64Encoded: String(text.dropFirst(5))),
            bytes.count == 32 || bytes.count == 64
        {
            // Of 64 bytes the public key is the second half.
            return .own(Array(bytes.prefix(32)))
        }
        var plain = text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text
        // Some write them without the signs that fill up the last four.
        while plain.utf8.count % 4 != 0 { plain += "=" }
        if !text.hasPrefix("whsk_"), let bytes = Data(base64Encoded: plain), (24...64).contains(bytes.count) {
            return .shared(Array(bytes))
        }
        throw Fault(
            .secretUnusable, .stopRun, "this secret can sign no webhook", at: secret.origin,
            seen: .shape("\(text.utf8.count) bytes"),
            advice:
                "Write `whsec_` and the base64 of 24 to 64 random bytes, such as from `openssl rand -base64 32`, or `whsk_` and the base64 of an Ed25519 key."
        )
    }
}
