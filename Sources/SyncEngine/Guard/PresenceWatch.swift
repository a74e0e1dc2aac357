import LeadModel
import LeadStore

/// Notes down which records an export has that is all of its stream, to find out at its end which are gone.
///
/// A record that is delivered again just as it is known costs a bit, and any other eight bytes: its id is kept as a hash. Where two
/// ids have the same one, which among a million happens once in 40 million exports, one that is gone counts as there.
struct PresenceWatch {
    /// By sequence of the versions that were delivered again as they are, 64 to a word.
    private var known: [UInt64]
    private var ids: [Int] = []
    /// Rows by which people mended records that were delivered again.
    private var rows: Set<ContentDigest> = []
    /// Refused rows whose own id cannot be read: any record may be theirs.
    private(set) var unidentified = 0
    private var isSorted = true

    /// - Parameter last: the stream's last sequence, when the run began.
    init(last: Int64) { known = Array(repeating: 0, count: Int(last / 64) + 1) }

    mutating func add(known sequence: Int64) { known[Int(sequence / 64)] |= 1 << UInt64(sequence % 64) }

    mutating func add(mendedBy row: ContentDigest) { rows.insert(row) }

    /// - Parameter id: `nil` where it cannot be read.
    mutating func add(id: String?) {
        guard let id else { return unidentified += 1 }
        ids.append(id.hashValue)
        isSorted = false
    }

    /// What was added is asked for from now on.
    mutating func finish() {
        ids.sort()
        isSorted = true
    }

    /// Whether the export has a version's record, as far as this version shows.
    func contains(_ version: StoredVersion) -> Bool {
        let sequence = version.version.sequence
        if sequence / 64 < known.count, known[Int(sequence / 64)] & 1 << UInt64(sequence % 64) != 0 { return true }
        return !rows.isEmpty && rows.contains(version.digest)
    }

    /// Whether the export has a row of a record, by the hash of its id.
    func contains(id: Int) -> Bool {
        assert(isSorted, "what was added is sorted before anybody asks")
        var low = 0
        var high = ids.count
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low < ids.count && ids[low] == id
    }
}
