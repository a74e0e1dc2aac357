import CZlib
import LeadModel
import RecordFormats
import Testing

/// One gzip member: a zlib stream without its frame, in the frame of RFC 1952.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var size = compressBound(UInt(bytes.count))
    var packed = [UInt8](repeating: 0, count: Int(size))
    let status = compress2(&packed, &size, bytes, UInt(bytes.count), 9)
    precondition(status == Z_OK)
    let sum = UInt32(truncatingIfNeeded: crc32(0, bytes, UInt32(bytes.count)))
    let trailer = [sum, UInt32(truncatingIfNeeded: bytes.count)].flatMap { word in
        (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + packed[2..<Int(size) - 4] + trailer
}

/// Reads a source to its end, in steps of some bytes.
func drain(_ source: any ByteSource, step: Int = 1_000) -> (bytes: [UInt8], fault: FaultCode?) {
    var source = source
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: step)
    do throws(Fault) {
        while true {
            let count = try buffer.withUnsafeMutableBufferPointer { (free) throws(Fault) -> Int in
                try source.read(into: UnsafeMutableRawBufferPointer(free))
            }
            if count == 0 { return (bytes, nil) }
            bytes += buffer[..<count]
        }
    } catch {
        return (bytes, error.code)
    }
}

@Suite struct `A gzip file` {
    let text = Array(String(repeating: "Id,Name\r\n1,Ada\r\n", count: 5_000).utf8)

    private func inflate(_ packed: [UInt8], step: Int = .max, caps: GzipSource.Caps = .init()) -> (
        bytes: [UInt8], fault: FaultCode?
    ) {
        drain(GzipSource(MemoryBytes(packed, step: step), file: "leads.csv.gz", caps: caps))
    }

    @Test(arguments: [1, 7, .max])
    func `is inflated whatever its chunks, member after member`(step: Int) {
        let result = inflate(gzip(text) + gzip([]) + gzip(Array("end".utf8)), step: step)
        #expect(result.bytes == text + Array("end".utf8))
        #expect(result.fault == nil)
    }

    @Test func `cut off at any byte is truncated, unless a whole member is left`() {
        let first = gzip(Array("Id,Name\n1,Ada\n".utf8))
        let both = first + gzip(Array("2,Bob\n".utf8))
        for length in both.indices {
            let result = inflate(Array(both[..<length]))
            #expect(result.fault == (length == first.count ? nil : .fileTruncated), "cut at \(length)")
        }
    }

    @Test func `with one bit turned is damaged`() {
        let packed = gzip(Array("Id,Name\n1,Ada Lovelace, 2,Ada Byron\n".utf8))
        for index in 10..<packed.count {
            var damaged = packed
            damaged[index] ^= 0x10
            #expect([.gzipDamaged, .fileTruncated].contains(inflate(damaged).fault), "byte \(index)")
        }
    }

    @Test func `with other bytes behind it is damaged, and what was whole is read first`() {
        let result = inflate(gzip(text) + [0, 0, 0])
        #expect(result.bytes == text)
        #expect([.gzipDamaged, .fileTruncated].contains(result.fault))
        #expect(inflate(gzip(text) + Array("more text than a header".utf8)).fault == .gzipDamaged)
    }

    @Test func `that is a bomb is refused before it fills anything`() {
        let mebibyte = [UInt8](repeating: 0, count: 1 << 20)
        var caps = GzipSource.Caps()
        caps.ratioFreeBytes = 4 << 20
        caps.ratio = 500
        let bomb = Array(repeating: gzip(mebibyte), count: 20).flatMap(\.self)
        #expect(inflate(bomb, caps: caps).fault == .gzipTooLarge)
        #expect(inflate(bomb).fault == nil)
        caps.ratio = 10_000
        caps.totalBytes = 3 << 20
        #expect(inflate(bomb, caps: caps).fault == .gzipTooLarge)
        #expect(inflate(gzip(text), caps: caps).fault == nil)
    }
}
