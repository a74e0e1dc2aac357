import LeadModel
import LeadStore

extension ExportIntake {
    /// What was read of a file so far.
    struct Reading {
        /// The run that delivered it: an earlier one where it is read once more, by another mapping for example.
        var delivery: Int64
        /// When its records were true that say nothing of that themselves.
        var trueAt: Instant
        /// Of the records that wait, hashes of their ids.
        var waiting: Set<Int>
        /// Records that a person has mended, because what the source says of them is known to be wrong, with the rows that
        /// stand for them.
        var mended: [ContentDigest: ContentDigest]
        /// Records that were refused, as far as they may not be in the store yet; their bytes are kept once.
        var refused: Set<Refusal> = []
        /// Of what was asked for since a time.
        var late: LateArrivals?
        var read = 0
        var rejected = 0
    }

    struct Refusal: Hashable {
        var digest: ContentDigest
        var code: FaultCode
    }

    /// A page that is ready to be committed, and what it says besides.
    struct Prepared {
        var page: IntakePage
        /// What mended records say once more, a page each.
        var revived: [IntakePage] = []
        /// Records that an interrupted run had stored.
        var claimed = 0
        var rejected = 0
    }
}
