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
            let head = Head(cluster: cluster, version)
            withUnsafeBytes(of: head) { bytes.append(contentsOf: $0) }
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
        MemoryLayout<Head>.size + Int(raw.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self))
    }

    private func item(at offset: Int, _ raw: UnsafeRawBufferPointer, _ bytes: [UInt8]) -> Item {
        let head = raw.loadUnaligned(fromByteOffset: offset, as: Head.self)
        let start = offset + MemoryLayout<Head>.size
        return Item(
            cluster: head.cluster, version: head.version(saying: bytes[start..<start + Int(head.count)]))
    }
}

/// What stands before an observation among gathered ones.
private struct Head: BitwiseCopyable {
    // The first two are also read alone, by their places.
    let cluster: UInt32
    let count: UInt32
    private let version: Int64
    private let time: Int64
    private let high: UInt64
    private let low: UInt64
    /// The raw page, and in the lowest byte the grade of the evidence.
    private let pageAndGrade: Int64

    init(cluster: UInt32, _ version: StoredVersion) {
        self.cluster = cluster
        count = UInt32(version.observation.bytes.count)
        self.version = version.version.rawValue
        time = version.evidence.time.milliseconds
        high = version.digest.high
        low = version.digest.low
        pageAndGrade = version.page << 8 | Int64(version.evidence.grade.rawValue)
    }

    func version(saying observation: ArraySlice<UInt8>) -> StoredVersion {
        let grade = Evidence.Grade(rawValue: UInt8(truncatingIfNeeded: pageAndGrade)) ?? .exported
        return StoredVersion(
            version: VersionID(rawValue: version), digest: ContentDigest(high: high, low: low),
            evidence: Evidence(time: Instant(milliseconds: time), grade: grade), page: pageAndGrade >> 8, slot: 0,
            observation: FieldValues(packed: observation))
    }
}
