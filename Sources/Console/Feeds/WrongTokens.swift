import LeadModel
import Synchronization

/// How often somebody has come with a wrong token lately.
///
/// Tokens are too long to be guessed; this keeps somebody who tries, or a script with an old token, from filling log and machine. Who
/// comes with a right one is let in all the same, so that nobody locks out a neighbour behind the same address.
final class WrongTokens: Sendable {
    private struct Count {
        var since: Instant
        var times: Int
    }

    /// So many within a minute are told that they are wrong; further ones that they are too many.
    static let most = 10
    private static let seconds = 60
    /// So many addresses are remembered.
    private static let mostPeers = 10_000

    private let counts = Mutex<[String: Count]>([:])

    /// Takes note of one.
    /// - Returns: `nil` where it is to be told that it is wrong; else in how many seconds another may come.
    func note(from peer: String, at now: Instant) -> Int? {
        counts.withLock { counts in
            let old = now.adding(seconds: -Self.seconds)
            if counts.count >= Self.mostPeers { counts = counts.filter { $0.value.since > old } }
            if counts.count >= Self.mostPeers { counts.removeAll() }
            var count = counts[peer].flatMap { $0.since > old ? $0 : nil } ?? Count(since: now, times: 0)
            count.times += 1
            counts[peer] = count
            guard count.times > Self.most else { return nil }
            return max(1, Self.seconds - Int((now.milliseconds - count.since.milliseconds) / 1_000))
        }
    }
}
