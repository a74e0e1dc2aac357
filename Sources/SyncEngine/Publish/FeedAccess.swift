import ConfigFiles
import Connectors
import Feedback
import LeadModel

/// Who may fetch which feeds over HTTP: the receivers of their files, and the tokens by which they are told.
///
/// No token is held: only what it comes to.
struct FeedAccess: Sendable {
    private struct Token: Sendable {
        /// Of the token.
        let digest: [UInt8]
        let feed: String
        let receiver: String
    }

    private var tokens: [Token] = []

    /// The shortest token: whoever guesses at one has no hope.
    private static let leastTokenBytes = 32

    /// Whether nobody may fetch anything.
    var isEmpty: Bool { tokens.isEmpty }

    /// Lets a feed's receivers in.
    /// - Throws: `secret.missing`, `secret.readable`, and `secret.unusable` of a token that is too short, or that two receivers of the
    ///   feed share.
    mutating func add(_ feed: FeedDefinition, root: String) throws(Fault) {
        for receiver in feed.target.receivers {
            for reference in receiver.tokens {
                let token = Array(try reference.value(from: root).utf8)
                guard token.count >= FeedAccess.leastTokenBytes, FeedAccess.isBearerToken(token) else {
                    throw Fault(
                        .secretUnusable, .stopRun, "this is no token that a receiver can be told by",
                        at: reference.origin, seen: .shape("\(token.count) bytes"),
                        advice:
                            "Take 32 characters or more of letters, digits and - . _ ~ + / =, such as from `openssl rand -hex 32`."
                    )
                }
                let digest = Array(Fingerprint.of(bytes: token).utf8)
                if let other = tokens.first(where: {
                    $0.feed == feed.name && $0.receiver != receiver.name && $0.digest == digest
                }) {
                    throw Fault(
                        .secretUnusable, .stopRun,
                        "'\(receiver.name)' and '\(other.receiver)' have the same token: nobody could tell them apart",
                        at: reference.origin, advice: "Give each receiver a token of its own.")
                }
                tokens.append(Token(digest: digest, feed: feed.name, receiver: receiver.name))
            }
        }
    }

    /// `b64token` of RFC 6750, section 2.1.
    private static func isBearerToken(_ bytes: [UInt8]) -> Bool {
        let body = bytes.reversed().drop { $0 == UInt8(ascii: "=") }
        return !body.isEmpty
            && body.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "-._~+/".utf8.contains(byte)
            }
    }

    /// What a token opens; `nil` where nobody has it. Takes as long for a token that is nearly right as for any other.
    func grant(to token: [UInt8]) -> FeedGrant? {
        let digest = Array(Fingerprint.of(bytes: token).utf8)
        var receivers: [String: String] = [:]
        for known in tokens {
            var difference: UInt8 = 0
            for index in digest.indices { difference |= digest[index] ^ known.digest[index] }
            if difference == 0 { receivers[known.feed] = known.receiver }
        }
        return receivers.isEmpty ? nil : FeedGrant(receivers: receivers)
    }
}

/// What a token opens: feeds, and who its owner is to each.
public struct FeedGrant: Sendable, Hashable {
    /// The owner's name among a feed's receivers, by feed.
    public let receivers: [String: String]

    /// The owner's name among a feed's receivers; `nil` where the feed is closed to it.
    public func receiver(of feed: String) -> String? { receivers[feed] }
}
