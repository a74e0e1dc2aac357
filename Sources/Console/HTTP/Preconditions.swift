import HTTPTypes

/// What a request wants to hold of a file before it is sent: RFC 9110, section 13.
struct Preconditions {
    /// What comes of them.
    enum Verdict: Equatable {
        case send
        /// 304: whoever asks has it already.
        case unchanged
        /// 412: it is another file than whoever asks thinks.
        case failed
    }

    /// The file's tag, in quotes.
    let tag: String

    func verdict(_ fields: HTTPFields) -> Verdict {
        if let wanted = fields[.ifMatch], !Preconditions.tags(wanted).contains(where: { $0 == "*" || $0 == tag }) {
            return .failed
        }
        // Compared weakly: a cache on the way may have made it so.
        if let known = fields[.ifNoneMatch],
            Preconditions.tags(known).contains(where: { $0 == "*" || $0 == tag || $0 == "W/" + tag })
        {
            return .unchanged
        }
        return .send
    }

    /// Whether a part may be sent: `If-Range` names this very file, or is not there. No time is ever certain enough.
    func allowsPart(_ fields: HTTPFields) -> Bool {
        guard let wanted = fields[.ifRange] else { return true }
        return wanted[...].trimmed == tag
    }

    private static func tags(_ field: String) -> [Substring] {
        field.split(separator: ",").map(\.trimmed)
    }
}
