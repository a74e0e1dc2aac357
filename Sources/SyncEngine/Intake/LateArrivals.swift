import LeadModel
import LeadStore

/// Counts records that are new though they say that they were changed before the last pull had ended: the system showed them late,
/// and only the overlap of two pulls has found them.
struct LateArrivals {
    /// How far the pulls before have read.
    let before: Instant
    private var count = 0
    private var oldest: Instant?

    init(before: Instant) { self.before = before }

    mutating func add(_ versions: [IntakePage.Version]) {
        for version in versions where version.evidence.grade != .exported && version.evidence.time < before {
            count += 1
            oldest = min(oldest ?? version.evidence.time, version.evidence.time)
        }
    }

    func warning(at place: String) -> Fault? {
        guard let oldest else { return nil }
        let seconds = (before.milliseconds - oldest.milliseconds + 999) / 1_000
        return Fault(
            .pullLate, .stopStream,
            "\(count) \(count == 1 ? "record was" : "records were") changed before the last pull ended, up to \(LateArrivals.words(seconds)) before, and came only now",
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
