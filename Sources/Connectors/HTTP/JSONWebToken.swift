import CRSA
public import ConfigFiles
import Foundation
import LeadModel

/// What a client signs with its own key to be given a token (RFC 7523): Salesforce and Google take it instead of a secret.
public struct JSONWebToken: Sendable, Hashable {
    /// In whose name; `nil`: the client's own.
    public var subject: String?
    /// Whom it is meant for; `nil`: the address where tokens are given.
    public var audience: String?
    /// A private RSA key in PEM.
    public var key: SecretReference
    /// Of the claims; Google wants it there.
    public var scope: String?
    /// How long it is valid: Salesforce takes 3 minutes, Google an hour at most.
    public var seconds = 180

    public init(key: SecretReference) { self.key = key }

    /// The signed token.
    /// - Throws: `secret.missing` where the key is none that can sign.
    func signed(issuer: String, tokenURL: String, pem: String, now: Instant) throws(Fault) -> String {
        let time = now.milliseconds / 1_000
        var claims: [(String, String)] = [
            ("aud", RequestJSON.quoted(audience ?? tokenURL)), ("exp", String(time + Int64(seconds))),
            ("iat", String(time)), ("iss", RequestJSON.quoted(issuer)),
        ]
        if let scope { claims.append(("scope", RequestJSON.quoted(scope))) }
        if let subject { claims.append(("sub", RequestJSON.quoted(subject))) }
        let body = "{" + claims.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
        let text =
            JSONWebToken.base64(Array(#"{"alg":"RS256","typ":"JWT"}"#.utf8)) + "."
            + JSONWebToken.base64(Array(body.utf8))
        return text + "." + JSONWebToken.base64(try sign(Array(text.utf8), pem: pem))
    }

    private func sign(_ bytes: [UInt8], pem: String) throws(Fault) -> [UInt8] {
        // A variable of the environment often has the key in one line.
        let pem = pem.contains("\n") ? pem : pem.replacing("\\n", with: "\n")
        var signature = [UInt8](repeating: 0, count: 2_048)
        var text = Array(pem.utf8)
        defer { for index in text.indices { text[index] = 0 } }
        let count = text.withUnsafeBytes { pem in
            crsa_sign_sha256(
                pem.baseAddress?.assumingMemoryBound(to: CChar.self), pem.count, bytes, bytes.count, &signature,
                signature.count)
        }
        guard count > 0 else {
            let reason =
                switch count {
                case Int(CRSA_NOT_RSA): "is no RSA key"
                case Int(CRSA_WEAK): "is an RSA key of fewer than 2048 bits"
                case Int(CRSA_NO_KEY): "holds no private key in PEM, or one with a passphrase"
                default: "cannot sign"
                }
            throw Fault(
                .secretMissing, .stopRun, "\(key) \(reason)", at: key.origin,
                advice: "Name a private RSA key in PEM without a passphrase, such as `openssl genrsa 2048` writes it.")
        }
        return Array(signature[..<count])
    }

    /// Base 64 for addresses, without padding (RFC 7515, section 2).
    static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
