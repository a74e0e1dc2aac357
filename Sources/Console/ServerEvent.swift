public import LeadModel

/// What a server tells whoever runs it.
public enum ServerEvent: Sendable {
    /// It answers now.
    /// - Parameter address: such as `http://127.0.0.1:8420`.
    case listening(address: String)
    /// A request was answered, or its answer broke off.
    case answered(AccessLine)
    /// What the operator is to know of.
    case fault(Fault)
    /// Feeds and tokens were read anew.
    case renewed
    /// No more requests are taken.
    case stopping
}

/// One request, for the log: no address of anybody, no parameter, and no word that is not one of ours.
public struct AccessLine: Sendable, Hashable, CustomStringConvertible {
    /// When it came.
    public let at: Instant
    /// As the standard writes it; `OTHER` for anybody's own word.
    public let method: String
    /// The address without parameters, with nothing in it but our own words; `-` where it is none of ours.
    public let subject: String
    /// Of the answer: RFC 9110, section 15.
    public let status: Int
    /// By the names of the feeds' files; `nil` of strangers.
    public let receiver: String?
    /// Of the body, as far as it was sent.
    public let bytes: Int64
    /// From the request to the end of the answer.
    public let milliseconds: Int64
    /// Whether all of it was sent.
    public let isWhole: Bool

    /// `2026-10-01T06:00:00Z GET /api/v1/feeds/nurture/files/42 200 receiver=warehouse bytes=1204 ms=3`
    public var description: String {
        "\(at) \(method) \(subject) \(status) receiver=\(receiver ?? "-") bytes=\(bytes) ms=\(milliseconds)"
            + (isWhole ? "" : " broken-off")
    }
}
