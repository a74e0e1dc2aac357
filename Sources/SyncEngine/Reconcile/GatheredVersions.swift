import LeadModel
import LeadStore

/// Pending versions brought together by cluster: spread over buckets of neighbouring clusters, each taken out whole.
final class GatheredVersions {
    /// One pending version of a cluster.
    struct Item {
        var cluster: UInt32
        var version: StoredVersion
    }

    /// Bytes of an item before its observation.
    private static let head = 41

    private let buckets: SpillBuckets
    private let span: Int

    /// - Parameter bytes: of all pending observations, roughly.
    init(clusters: Int, bytes: Int, directory: String, memoryLimit: Int) {
        let count = max(1, min(clusters, bytes / (6 << 20) + 1))
        span = max(1, (clusters + count - 1) / count)
        buckets = SpillBuckets(count: count, directory: directory, memoryLimit: memoryLimit)
    }

    var bucketCount: Int { buckets.count }

    /// The clusters of a bucket.
    func clusters(of bucket: Int, total: Int) -> Range<UInt32> {
        UInt32(min(total, bucket * span))..<UInt32(min(total, (bucket + 1) * span))
    }

    func append(_ version: StoredVersion, to cluster: UInt32) throws(Fault) {
        try buckets.append(to: Int(cluster) / span) { bytes in
            withUnsafeBytes(of: cluster) { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: version.version.rawValue) { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: version.evidence.time.milliseconds) { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: version.digest.high) { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: version.digest.low) { bytes.append(contentsOf: $0) }
            bytes.append(version.evidence.grade.rawValue)
            withUnsafeBytes(of: UInt32(version.observation.bytes.count)) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: version.observation.bytes)
        }
    }

    /// The versions of a bucket, by cluster and version. Their observations are parts of the bucket's bytes.
    func take(_ bucket: Int) throws(Fault) -> [Item] {
        let bytes = try buckets.take(bucket)
        return bytes.withUnsafeBytes { raw in
            let order = order(raw, from: UInt32(bucket * span))
            return order.map { item(at: $0, raw, bytes) }
        }
    }

    /// Where each item of a bucket stands, by cluster. Those of one cluster keep their order, which is that of the
    /// versions, because they came in it.
    private func order(_ raw: UnsafeRawBufferPointer, from first: UInt32) -> [Int] {
        var starts = [Int](repeating: 0, count: span + 1)
        var count = 0
        var offset = 0
        while offset < raw.count {
            starts[Int(raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self) - first) + 1] += 1
            offset += size(at: offset, raw)
            count += 1
        }
        for index in 0..<span { starts[index + 1] += starts[index] }
        var order = [Int](repeating: 0, count: count)
        offset = 0
        while offset < raw.count {
            let cluster = Int(raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self) - first)
            order[starts[cluster]] = offset
            starts[cluster] += 1
            offset += size(at: offset, raw)
        }
        return order
    }

    private func size(at offset: Int, _ raw: UnsafeRawBufferPointer) -> Int {
        GatheredVersions.head
            + Int(raw.loadUnaligned(fromByteOffset: offset + GatheredVersions.head - 4, as: UInt32.self))
    }

    private func item(at start: Int, _ raw: UnsafeRawBufferPointer, _ bytes: [UInt8]) -> Item {
        var offset = start
        func load<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) -> Number {
            defer { offset += MemoryLayout<Number>.size }
            return raw.loadUnaligned(fromByteOffset: offset, as: type)
        }
        let cluster = load(UInt32.self)
        let version = VersionID(rawValue: load(Int64.self))
        let time = Instant(milliseconds: load(Int64.self))
        let digest = ContentDigest(high: load(UInt64.self), low: load(UInt64.self))
        let grade = Evidence.Grade(rawValue: load(UInt8.self)) ?? .exported
        let count = Int(load(UInt32.self))
        let stored = StoredVersion(
            version: version, digest: digest, evidence: Evidence(time: time, grade: grade), page: 0, slot: 0,
            observation: FieldValues(packed: bytes[offset..<offset + count]))
        return Item(cluster: cluster, version: stored)
    }
}
