import CZlib
public import LeadModel

/// Inflates gzip (RFC 1952) with any number of members; every member's CRC and length are checked.
///
/// Bytes are handed on before the CRC behind them has been seen, so a fault may follow bytes that were read: what was
/// complete before it stays, as `RecordReader` says.
public struct GzipSource: ByteSource {
    /// How much may come out of little.
    public struct Caps: Sendable, Hashable {
        /// More bytes out than this times the bytes in are refused …
        public var ratio = 1_000
        /// … beyond so many bytes out.
        public var ratioFreeBytes = 64 << 20
        /// Bytes out in all; `nil` for no limit.
        public var totalBytes: Int?

        public init() {}
    }

    private var source: any ByteSource
    private let file: String
    private let caps: Caps
    private let inflater = Inflater()
    /// Between members, where the stream may end.
    private var isBetween = true
    private var bytesIn = 0
    private var bytesOut = 0

    public init(_ source: any ByteSource, file: String, caps: Caps = Caps()) {
        self.source = source
        self.file = file
        self.caps = caps
    }

    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
        guard !buffer.isEmpty else { return 0 }
        while true {
            if inflater.isHungry {
                let count = try source.read(into: inflater.input)
                inflater.feed(count)
                bytesIn += count
                if count == 0 {
                    guard isBetween, bytesIn > 0 else { throw truncated() }
                    return 0
                }
            }
            if isBetween { inflater.begin() }
            let isFirst = bytesOut == 0
            let step = inflater.inflate(into: buffer)
            bytesOut += step.produced
            switch step.status {
            case Z_STREAM_END: isBetween = true
            case Z_OK, Z_BUF_ERROR: isBetween = false
            default: throw damaged(isBetween && !isFirst)
            }
            try checkCaps()
            if step.produced > 0 { return step.produced }
        }
    }

    private func checkCaps() throws(Fault) {
        let isBomb = bytesOut > caps.ratioFreeBytes && bytesOut / caps.ratio > bytesIn
        guard isBomb || bytesOut > caps.totalBytes ?? .max else { return }
        throw Fault(
            .gzipTooLarge, .stopStream,
            isBomb
                ? "the file inflates to more than \(caps.ratio) times its size"
                : "the file inflates to more than is allowed",
            at: Origin(file: file), seen: .shape("\(bytesOut) bytes out of \(bytesIn)"),
            advice: "Check where the file comes from. If it is right, fetch it uncompressed or raise the limit.")
    }

    private func truncated() -> Fault {
        Fault(
            .fileTruncated, .stopStream, "the gzip file breaks off after \(bytesIn) bytes", at: Origin(file: file),
            advice: "Fetch the file again.")
    }

    private func damaged(_ isTail: Bool) -> Fault {
        Fault(
            .gzipDamaged, .stopStream,
            isTail ? "bytes that are not gzip follow the compressed data" : "the gzip data is damaged",
            at: Origin(file: file), advice: "Fetch the file again; if it stays so, have it compressed anew.")
    }
}

/// Owns the C stream and its input, which must not move between calls.
private final class Inflater {
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 1)
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    init() {
        stream.initialize(to: z_stream())
        // Fails only for lack of memory or a zlib of another major version.
        let status = zlib_inflate_init_gzip(stream)
        precondition(status == Z_OK, "zlib could not be set up")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    /// All input is used up.
    var isHungry: Bool { stream.pointee.avail_in == 0 }

    /// Says that the first `count` bytes of `input` are new.
    func feed(_ count: Int) {
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
    }

    /// Expects a member.
    func begin() { inflateReset(stream) }

    func inflate(into buffer: UnsafeMutableRawBufferPointer) -> (status: Int32, produced: Int) {
        let room = min(buffer.count, Int(UInt32.max))
        stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        return (status, room - Int(stream.pointee.avail_out))
    }
}
