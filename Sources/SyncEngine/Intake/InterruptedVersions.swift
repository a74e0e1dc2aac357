import LeadModel
import LeadStore

/// The versions of a stream that an interrupted run stored and no lead has taken in yet.
///
/// The run that finds their records in the exports again counts them as what they turn out to be, as if it had stored them
/// itself: for whoever reads its line they are new. Each is claimed once, by the first file that holds it.
final class InterruptedVersions {
    private let stream: Int
    private let first: Int64
    private var isOpen: [Bool]
    private var claimed: [VersionID] = []

    /// - Parameters:
    ///   - stream: as it was when the run began.
    ///   - unwritten: those of its versions that no export holds, because nobody wrote them.
    init(of stream: StoredStream, except unwritten: LeadStore.UnwrittenVersions) {
        self.stream = stream.info.number
        first = stream.reconciled + 1
        isOpen = Array(repeating: true, count: Int(stream.last - stream.reconciled))
        for sequence in unwritten.absent.union(unwritten.back) where sequence >= first {
            isOpen[Int(sequence - first)] = false
        }
        isEmpty = !isOpen.contains(true)
    }

    let isEmpty: Bool

    /// Whether this version was left by an interrupted run and nobody has counted it yet.
    func claim(_ sequence: Int64) -> Bool {
        guard sequence >= first, sequence < first + Int64(isOpen.count), isOpen[Int(sequence - first)] else {
            return false
        }
        isOpen[Int(sequence - first)] = false
        claimed.append(VersionID(stream: stream, sequence: sequence))
        return true
    }

    /// Claims all that nobody has claimed yet.
    /// - Returns: how many.
    func claimRest() -> Int {
        let before = claimed.count
        for offset in isOpen.indices { _ = claim(first + Int64(offset)) }
        return claimed.count - before
    }

    /// What has been claimed since the last time.
    func takeClaimed() -> [VersionID] {
        defer { claimed.removeAll(keepingCapacity: true) }
        return claimed
    }
}
