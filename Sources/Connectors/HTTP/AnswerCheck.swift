import LeadModel
import RecordFormats

/// What an answer of data is looked at for, before it is read as such.
struct AnswerCheck {
    let name: String
    let limits: TransferLimits

    /// - Throws: `network.protocol` where it is not the whole of what was asked for, or packed in a way that nobody asked for;
    ///   `http.not-data` where it is a page for people.
    func content(of answer: ListAnswer, kind: DeclaredFormat.Kind?) throws(Fault) -> any ByteSource {
        do throws(Fault) {
            if answer.head.status == 206, let request = answer.request { throw TransferFault.unasked(request) }
            let packed = answer.head["Content-Encoding"]?.lowercased() ?? "identity"
            guard ["gzip", "x-gzip", "identity", ""].contains(packed) else {
                throw HTTPFault.packed(packed, name)
            }
            let type = answer.head["Content-Type"]?.lowercased() ?? ""
            if type.contains("text/html"), kind != .xml { throw HTTPFault.notData("text/html", name) }
            let bytes = try FrontBytes(answer.body)
            if bytes.isPageForPeople { throw HTTPFault.notData("HTML", name) }
            return bytes
        } catch {
            answer.end()
            throw error
        }
    }

    /// What may come out of a packed answer: no more than of one that is not.
    var caps: GzipSource.Caps {
        var caps = GzipSource.Caps()
        caps.totalBytes = Int(limits.bodyBytes)
        return caps
    }

    /// - Throws: `http.paging` where a page that was promised holds nothing at all: it is not the end, whatever it is.
    func accept(nothingAt position: PagePosition, _ paging: Paging) throws(Fault) {
        guard position != .first else { return }
        switch paging.way {
        case .cursor, .cursorHeader, .nextURL, .link: throw HTTPFault.promised(name)
        case .page, .offset, .keyset: if paging.more != nil { throw HTTPFault.promised(name) }
        case .none: return
        }
    }

    /// - Returns: a warning where the server's clock and ours are far from each other.
    func clock(_ head: ResponseHead, now: Instant) -> Fault? {
        guard let date = head["Date"].flatMap({ Instant(httpDate: $0, now: now) }) else { return nil }
        let seconds = (date.milliseconds - now.milliseconds) / 1_000
        guard abs(seconds) > AnswerCheck.mostSecondsApart else { return nil }
        return HTTPFault.clock(seconds, name)
    }

    private static let mostSecondsApart: Int64 = 3_600
}

/// Bytes whose first ones were looked at.
private struct FrontBytes: ByteSource {
    private var source: any ByteSource
    private var front: [UInt8]
    private var position = 0

    init(_ source: any ByteSource) throws(Fault) {
        self.source = source
        var front = [UInt8](repeating: 0, count: 64)
        let result = front.withUnsafeMutableBytes { buffer in
            Result { [source] () throws(Fault) in
                var source = source
                return try source.read(into: buffer)
            }
        }
        self.front = Array(front.prefix(try result.get()))
    }

    /// Whether it begins as HTML does.
    var isPageForPeople: Bool {
        let bytes = front.drop { [0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let start = String(decoding: bytes, as: UTF8.self).lowercased()
        return start.hasPrefix("<!doctype html") || start.hasPrefix("<html")
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
        guard position < front.count else { return try source.read(into: buffer) }
        let count = min(buffer.count, front.count - position)
        front.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
        }
        position += count
        return count
    }
}
