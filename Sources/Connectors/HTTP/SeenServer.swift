import LeadModel

/// What a server shows of itself when it answers.
public struct SeenServer: Sendable, Hashable {
    /// Its address and certificate.
    public var peer: TransferPeer
    /// So many seconds its clock is before ours; `nil` where it tells no time.
    public var clockAhead: Int?
    /// Headers that say how often it may still be asked, as it spells them.
    public var quota: [ResponseHead.Header]

    init(_ peer: TransferPeer, _ head: ResponseHead, now: Instant) {
        self.peer = peer
        clockAhead = head["Date"].flatMap { Instant(httpDate: $0, now: now) }.map {
            Int(($0.milliseconds - now.milliseconds) / 1_000)
        }
        quota = head.headers.filter { header in
            let name = header.name.lowercased()
            return SeenServer.words.contains { name.contains($0) } && header.value.utf8.count <= 100
        }
    }

    private static let words = ["ratelimit", "rate-limit", "limit-info", "quota"]
}
