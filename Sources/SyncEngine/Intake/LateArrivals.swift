import LeadModel
import LeadStore

/// Counts records that are new though they say that they were changed before the last pull had ended: the system showed them late,
/// and only the overlap of two pulls has found them.
struct LateArrivals {
    /// How far the pulls before have read.
    let before: Instant
    /// When those say that they were changed which may be late.
    private var candidates: [ContentDigest: Instant] = [:]
    /// Whether there were more of these than are kept.
    private var hasMore = false
    /// What is told of more says nothing more.
    private static let candidateLimit = 100_000

    init(before: Instant) { self.before = before }

    mutating func add(_ versions: [IntakePage.Version]) {
        // An echo counts as of long ago, and came in time.
        for version in versions
        where version.echo?.isWhole != true && version.evidence.grade != .exported && version.evidence.time < before {
            guard candidates.count < LateArrivals.candidateLimit || candidates[version.digest] != nil else {
                hasMore = true
                return
            }
            candidates[version.digest] = version.evidence.time
        }
    }

    /// Leaves those out that the stream had before: an overlap brings what is known, and not all of that is recognised on the way.
    mutating func dropKnown(of stream: StoredStream, in store: LeadStore) throws(Fault) {
        var after: Int64 = 0
        while !candidates.isEmpty, after < stream.last {
            let batch = try store.digests(of: stream.info.number, after: after, limit: 8_192)
            guard let last = batch.last else { return }
            for version in batch where version.sequence <= stream.last { candidates[version.digest] = nil }
            after = last.sequence
        }
    }

    func warning(at place: String) -> Fault? {
        guard let oldest = candidates.values.min() else { return nil }
        let count = candidates.count
        let atLeast = hasMore ? "at least " : ""
        let seconds = (before.milliseconds - oldest.milliseconds + 999) / 1_000
        return Fault(
            .pullLate, .stopStream,
            "\(atLeast)\(count) \(count == 1 ? "record was" : "records were") changed before the last pull ended, up to \(LateArrivals.words(seconds)) before, and came only now",
            at: Origin(file: place),
            advice:
                "The overlap of two pulls has found \(count == 1 ? "it" : "them"). If that is near to 'overlap' of 'incremental', widen it, so that none is missed."
        )
    }

    private static func words(_ seconds: Int64) -> String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\((seconds + 59) / 60) min"
        default: "\((seconds + 3_599) / 3_600) h"
        }
    }
}
