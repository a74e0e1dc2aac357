import Glibc
import LeadModel
import RecordFormats

/// Lines of a stream of bytes, one at a time.
struct MessageLines {
    /// A longer one is refused.
    static let mostBytes = 64 << 20

    enum Failure: Error {
        case tooLong
        case source(Fault)
    }

    private var source: any ByteSource
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    /// What was read and not yet handed out.
    private var start = 0
    private var end = 0
    /// How far it holds no line's end.
    private var searched = 0
    private var isAtEnd = false
    /// Lines that were handed out.
    private(set) var count = 0
    private(set) var bytes: Int64 = 0

    init(_ source: any ByteSource) { self.source = source }

    /// Hands the next line to `body`, without its end; `nil` behind the last.
    /// - Parameter body: is told, too, whether the line has an end at all.
    mutating func next<Result>(_ body: (UnsafeRawBufferPointer, Bool) -> Result) throws(Failure) -> Result? {
        while true {
            if let found = newline() {
                let line = start..<found
                start = found + 1
                searched = start
                count += 1
                return buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[line]), true) }
            }
            if isAtEnd {
                guard start < end else { return nil }
                let line = start..<end
                start = end
                searched = end
                count += 1
                return buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[line]), false) }
            }
            try fill()
        }
    }

    private mutating func newline() -> Int? {
        guard searched < end else { return nil }
        let found = buffer.withUnsafeBytes { bytes in
            memchr(bytes.baseAddress! + searched, 0x0A, end - searched).map {
                UnsafeRawPointer($0) - bytes.baseAddress!
            }
        }
        if found == nil { searched = end }
        return found
    }

    private mutating func fill() throws(Failure) {
        if start > 0 {
            let (from, rest) = (start, end - start)
            buffer.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                memmove(base, base + from, rest)
            }
            (searched, end, start) = (searched - from, rest, 0)
        }
        if end == buffer.count {
            guard buffer.count < MessageLines.mostBytes else { throw .tooLong }
            buffer += [UInt8](repeating: 0, count: buffer.count)
        }
        do throws(Fault) {
            let range = end..<buffer.count
            let read = try buffer.withUnsafeMutableBufferPointer { (bytes) throws(Fault) -> Int in
                try source.read(
                    into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(bytes)[range]))
            }
            end += read
            bytes += Int64(read)
            isAtEnd = read == 0
        } catch {
            throw .source(error)
        }
    }
}
