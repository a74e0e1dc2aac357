import LeadModel
import LeadStore

/// Pending versions brought together by cluster: spread over buckets of neighbouring clusters, each taken out whole.
final class GatheredVersions {
    /// One pending version of a cluster.
    struct Item {
        var cluster: UInt32
        var version: StoredVersion
    }

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

    /// The versions of a bucket, by cluster and version.
    func take(_ bucket: Int) throws(Fault) -> [Item] {
        let bytes = try buckets.take(bucket)
        var items: [Item] = []
        bytes.withUnsafeBytes { raw in
            var offset = 0
            func load<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) -> Number {
                defer { offset += MemoryLayout<Number>.size }
                return raw.loadUnaligned(fromByteOffset: offset, as: type)
            }
            while offset < raw.count {
                let cluster = load(UInt32.self)
                let version = VersionID(rawValue: load(Int64.self))
                let time = Instant(milliseconds: load(Int64.self))
                let digest = ContentDigest(high: load(UInt64.self), low: load(UInt64.self))
                let grade = Evidence.Grade(rawValue: load(UInt8.self)) ?? .exported
                let count = Int(load(UInt32.self))
                let observation = FieldValues(packed: Array(raw[offset..<offset + count]))
                offset += count
                let stored = StoredVersion(
                    version: version, digest: digest, evidence: Evidence(time: time, grade: grade), page: 0, slot: 0,
                    observation: observation)
                items.append(Item(cluster: cluster, version: stored))
            }
        }
        items.sort { $0.cluster == $1.cluster ? $0.version.version < $1.version.version : $0.cluster < $1.cluster }
        return items
    }
}
