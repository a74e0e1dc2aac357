import LeadModel
import LeadStore
import Reconciliation

/// One match key of one pending version, as it is sorted.
struct KeyEntry: Comparable {
    var hash: UInt64
    var node: UInt32
    var flags: Flags

    struct Flags: OptionSet {
        var rawValue: UInt32
        /// The record's own id.
        static let own = Flags(rawValue: 1)
        /// Made by a matching rule from values of a person; only such keys can turn out to be shared.
        static let derived = Flags(rawValue: 2)

        /// - Parameter rule: an index into the matching rules.
        static func derived(by rule: Int) -> Flags { Flags(rawValue: 2 | UInt32(rule) << 2) }

        /// The matching rule of a derived key.
        var rule: Int? { contains(.derived) ? Int(rawValue >> 2) : nil }
    }

    /// Bytes of an entry among others.
    static let size = 16

    static func < (left: KeyEntry, right: KeyEntry) -> Bool {
        left.hash == right.hash ? left.node < right.node : left.hash < right.hash
    }
}

/// Key entries spread over buckets by the top bits of their hash, so that bucket after bucket is the sorted whole.
final class KeyEntries {
    private let buckets: SpillBuckets
    private let shift: UInt64

    /// - Parameter expected: how many entries, roughly.
    init(expected: Int, directory: String, memoryLimit: Int) {
        var bits = 0
        while expected >> bits > 200_000, bits < 12 { bits += 1 }
        shift = UInt64(64 - bits)
        buckets = SpillBuckets(count: 1 << bits, directory: directory, memoryLimit: memoryLimit)
    }

    var bucketCount: Int { buckets.count }

    func append(_ entry: KeyEntry) throws(Fault) {
        let bucket = buckets.count == 1 ? 0 : Int(entry.hash >> shift)
        try buckets.append(to: bucket) { bytes in
            let packed = (entry.hash, entry.node, entry.flags.rawValue)
            withUnsafeBytes(of: packed) { bytes.append(contentsOf: $0) }
        }
    }

    /// The entries of a bucket, ascending.
    func take(_ bucket: Int) throws(Fault) -> [KeyEntry] {
        let bytes = try buckets.take(bucket)
        let count = bytes.count / KeyEntry.size
        guard count > 1 else { return bytes.withUnsafeBytes { raw in (0..<count).map { entry($0, raw) } } }
        // Hashes are spread evenly: as many bins as entries, by the bits below those of the bucket, hold one or two each.
        let bits = UInt64(Int.bitWidth - count.leadingZeroBitCount)
        func bin(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: (hash << (64 - shift)) >> (64 - bits)) }
        var starts = [Int](repeating: 0, count: 1 << Int(bits) + 1)
        var entries = [KeyEntry](repeating: KeyEntry(hash: 0, node: 0, flags: []), count: count)
        bytes.withUnsafeBytes { raw in
            for index in 0..<count { starts[bin(entry(index, raw).hash) + 1] += 1 }
            for index in 1..<starts.count { starts[index] += starts[index - 1] }
            for index in 0..<count {
                let entry = entry(index, raw)
                let bin = bin(entry.hash)
                entries[starts[bin]] = entry
                starts[bin] += 1
            }
        }
        // Each start has moved to the bin's end.
        var start = 0
        for end in starts where end > start {
            sort(&entries, start..<end)
            start = end
        }
        return entries
    }

    private func sort(_ entries: inout [KeyEntry], _ range: Range<Int>) {
        // A key that many records hold fills its bin.
        if range.count > 32 { return entries[range].sort() }
        for index in range.dropFirst() {
            let entry = entries[index]
            var place = index
            while place > range.lowerBound, entry < entries[place - 1] {
                entries[place] = entries[place - 1]
                place -= 1
            }
            entries[place] = entry
        }
    }

    private func entry(_ index: Int, _ raw: UnsafeRawBufferPointer) -> KeyEntry {
        let offset = index * KeyEntry.size
        return KeyEntry(
            hash: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
            node: raw.loadUnaligned(fromByteOffset: offset + 8, as: UInt32.self),
            flags: KeyEntry.Flags(rawValue: raw.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self)))
    }
}
