import CZstd
public import LeadModel

/// Packs the raw records of a page into one compressed block, and takes them out again.
///
/// Block: zstd of `varint count, varint lengths…, bytes…`. A slot is the index of a record in its block.
public enum RawPageCodec {
    /// Level 1: a fifth of the size at some 400 MB/s; higher levels cost more than the disk they save.
    private static let level: Int32 = 1
    /// No block is larger; a damaged header cannot make us allocate more.
    private static let byteLimit = 256 << 20

    /// - Parameter records: ranges of `bytes`, one per slot.
    public static func pack(_ records: [Range<Int>], of bytes: [UInt8]) throws(Fault) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(records.reduce(16) { $0 + $1.count + 3 })
        PackedNumbers.append(UInt64(records.count), to: &plain)
        for record in records { PackedNumbers.append(UInt64(record.count), to: &plain) }
        bytes.withUnsafeBufferPointer { buffer in
            for record in records { plain.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[record])) }
        }
        let bound = ZSTD_compressBound(plain.count)
        var size = 0
        let packed = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            size = ZSTD_compress(buffer.baseAddress, bound, plain, plain.count, level)
            count = ZSTD_isError(size) == 0 ? size : 0
        }
        guard ZSTD_isError(size) == 0 else {
            throw Fault(
                .storeFailed, .stopRun, "raw records could not be compressed", advice: "Free memory and run again.")
        }
        return packed
    }

    /// Packs the records of a block again, some of them left empty; the others keep their slots.
    static func pack(_ records: [ArraySlice<UInt8>], without slots: Set<Int>) throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        var ranges: [Range<Int>] = []
        for (slot, record) in records.enumerated() {
            let kept = slots.contains(slot) ? [] : record
            ranges.append(bytes.count..<bytes.count + kept.count)
            bytes += kept
        }
        return try pack(ranges, of: bytes)
    }

    /// Every record of a block, by slot: parts of one buffer.
    public static func unpack(_ packed: [UInt8]) throws(Fault) -> [ArraySlice<UInt8>] {
        let size = ZSTD_getFrameContentSize(packed, packed.count)
        guard size <= UInt64(byteLimit) else { throw damaged }
        let plain = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            let written = ZSTD_decompress(buffer.baseAddress, Int(size), packed, packed.count)
            count = ZSTD_isError(written) == 0 ? written : 0
        }
        guard plain.count == Int(size) else { throw damaged }
        var position = 0
        let count = Int(PackedNumbers.read(plain, &position))
        guard count <= plain.count else { throw damaged }
        var lengths: [Int] = []
        for _ in 0..<count { lengths.append(Int(PackedNumbers.read(plain, &position))) }
        guard lengths.allSatisfy({ $0 >= 0 && $0 <= plain.count }), lengths.reduce(position, +) == plain.count else {
            throw damaged
        }
        return lengths.map { length in
            defer { position += length }
            return plain[position..<position + length]
        }
    }

    private static var damaged: Fault {
        Fault(
            .storeDamaged, .stopRun, "a block of raw records is damaged",
            advice: "Restore the store from a backup, or sync the exports into a new one.")
    }
}
