import LeadModel
import LeadStore
import Reconciliation

/// One match key of one pending version, as it is sorted.
struct KeyEntry: Comparable {
    var hash: UInt64
    var node: UInt32
    var flags: Flags

    struct Flags: OptionSet {
        var rawValue: UInt8
        /// The record's own id.
        static let own = Flags(rawValue: 1)
        /// Made by a matching rule from values of a person; only such keys can turn out to be shared.
        static let derived = Flags(rawValue: 2)
    }

    static let size = 13

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
            withUnsafeBytes(of: entry.hash.littleEndian) { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: entry.node.littleEndian) { bytes.append(contentsOf: $0) }
            bytes.append(entry.flags.rawValue)
        }
    }

    /// The entries of a bucket, ascending.
    func take(_ bucket: Int) throws(Fault) -> [KeyEntry] {
        let bytes = try buckets.take(bucket)
        var entries: [KeyEntry] = []
        entries.reserveCapacity(bytes.count / KeyEntry.size)
        bytes.withUnsafeBytes { raw in
            var offset = 0
            while offset < raw.count {
                entries.append(
                    KeyEntry(
                        hash: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
                        node: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset + 8, as: UInt32.self)),
                        flags: KeyEntry.Flags(rawValue: raw[offset + 12])))
                offset += KeyEntry.size
            }
        }
        entries.sort()
        return entries
    }
}
