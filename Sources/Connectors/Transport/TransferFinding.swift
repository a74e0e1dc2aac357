public import LeadModel

/// What a server says of the file that it sends.
public struct TransferFinding: Sendable, Hashable {
    /// Of an answer over HTTP; of other protocols one with status 0.
    public var head: ResponseHead
    /// The length of the whole file, whatever part of it comes; `nil`: it is not known.
    public var size: Int64?
    /// When the file was changed, of SFTP and FTP.
    public var modified: Instant?

    /// What part of a file an answer holds, by its `Content-Range`.
    public struct Range: Sendable, Hashable {
        /// The first byte; `nil` where it holds none.
        public var start: Int64?
        /// Of the whole; `nil` where it is not known.
        public var size: Int64?

        /// Reads `bytes 0-99/100`, `bytes 0-99/*` and `bytes */100` (RFC 9110, section 14.4); `nil` for anything else.
        init?(_ header: String) {
            func number(_ text: Substring) -> Int64? {
                text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
            }
            guard header.lowercased().hasPrefix("bytes ") else { return nil }
            let parts = header.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            if parts[1] != "*" {
                guard let whole = number(parts[1]) else { return nil }
                size = whole
            }
            guard parts[0] != "*" else { return }
            let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let first = number(ends[0]), let last = number(ends[1]), first <= last else {
                return nil
            }
            start = first
        }
    }

    init(head: ResponseHead, file: (size: Int64?, modified: Instant?)) {
        self.head = head
        modified = file.modified
        size = file.size
        guard head.status != 0 else { return }
        if head.status == 206 || head.status == 416 {
            size = range?.size
        } else {
            size = head["Content-Length"].flatMap { Int64($0) }
        }
    }

    public var range: Range? { head["Content-Range"].flatMap(Range.init) }

    /// By which the same file is known again: a strong tag, or a date that lies long enough before the answer's own
    /// (RFC 9110, sections 8.8.2.2 and 13.1.5); `nil` where there is none.
    public var condition: String? {
        if let tag = head["ETag"], tag.utf8.count >= 2, tag.hasPrefix("\""), tag.hasSuffix("\"") { return tag }
        guard head["ETag"] == nil, let text = head["Last-Modified"], let sent = head["Date"] else { return nil }
        let epoch = Instant(milliseconds: 0)
        guard let changed = Instant(httpDate: text, now: epoch), let answered = Instant(httpDate: sent, now: epoch),
            answered.milliseconds - changed.milliseconds >= 60_000
        else { return nil }
        return text
    }
}
