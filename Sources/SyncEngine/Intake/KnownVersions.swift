import LeadModel
import LeadStore

/// Tells whether a record is delivered again just as it is known, without looking it up.
///
/// An export mostly comes in the order it came in before, so the digests of the stream are walked beside it: the expected
/// one, or one of the next few where records were left out or changed. What is not found here is mapped and stored, and
/// found to be a repetition later if it is one; an answer is never wrong.
struct KnownVersions {
    private let store: LeadStore
    private let stream: Int
    private let last: Int64
    /// Versions that are still current; `nil` where every version of a record may be repeated without meaning anything,
    /// because the record itself says when it was modified.
    private let current: CurrentVersions?
    private var window: [(digest: ContentDigest, sequence: Int64)] = []
    private var position = 0
    private var after: Int64 = 0
    private let ignored: Set<Int64>
    private let lookahead = 64
    /// Small at first: of a delivery of changes only, hardly any record is found here.
    private var batchSize = 256

    /// - Parameters:
    ///   - current: of a stream whose mapping reads no modification date.
    ///   - ignoring: raw pages of which nothing counts as known.
    init(
        store: LeadStore, stream: StoredStream, current: CurrentVersions?, ignoring pages: Set<Int64> = []
    ) throws(Fault) {
        ignored = pages
        self.store = store
        self.stream = stream.info.number
        self.current = current
        last = stream.last
        if last > 0 { try refill() }
    }

    /// The version that said the same; `nil` where none is found, or where it is not current.
    mutating func version(saying digest: ContentDigest) throws(Fault) -> Int64? {
        if position + lookahead > window.count, after < last { try refill() }
        var index = position
        let end = min(position + lookahead, window.count)
        while index < end {
            if window[index].digest == digest, current?.contains(window[index].sequence) ?? true {
                position = index + 1
                return window[index].sequence
            }
            index += 1
        }
        return nil
    }

    private mutating func refill() throws(Fault) {
        window.removeFirst(position)
        position = 0
        let batch = try store.digests(of: stream, after: after, limit: batchSize)
        batchSize = min(batchSize * 2, 8_192)
        guard let newest = batch.last else {
            after = last
            return
        }
        // Of a mapping with dates, a record without one may return to what it said before: settling tells.
        let isUndated = current != nil
        window.append(
            contentsOf: batch.filter {
                $0.sequence <= last && (isUndated || $0.grade != .exported) && !ignored.contains($0.page)
            }.map { (digest: $0.digest, sequence: $0.sequence) })
        after = newest.sequence
    }
}
