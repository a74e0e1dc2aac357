import LeadModel
import LeadStore

/// Which versions of a stream without dates are current: of each record the latest by its evidence.
///
/// Read once a stream and run, and kept up to date as its files bring news: some 64 bytes a record and one a version.
final class CurrentVersions {
    private struct Latest {
        var sequence: Int64
        var evidence: Evidence
    }

    /// By hash of the record's id.
    private var latest: [Int: Latest] = [:]
    /// By sequence.
    private var isCurrent: [Bool] = []
    private var isRead = false
    /// Of rows by which a person mended a record, by digest: the version that says so last, and the hash of its record's id.
    private var mended: [ContentDigest: (version: VersionID, record: Int)] = [:]
    /// Of such rows, those that this run stores once more and nothing else has been said after, by that hash.
    private var repeated: [Int: (row: ContentDigest, evidence: Evidence)] = [:]

    /// Reads the versions that were there when the run began; the first time only.
    func read(_ stream: StoredStream, in store: LeadStore) throws(Fault) {
        guard !isRead else { return }
        isRead = true
        let rows = Set(try store.mendedRecords(of: stream.info.number).values)
        let number = stream.info.number
        let echoes = Set(
            try store.wholeEchoes(
                from: VersionID(stream: number, sequence: 0), to: VersionID(stream: number, sequence: stream.last)))
        // That a record is gone makes nothing that it said older: should it be there again, it says that still.
        let unwritten = try store.unwrittenVersions(of: number).absent
        isCurrent = Array(repeating: false, count: Int(stream.last) + 1)
        var after: Int64 = 0
        while after < stream.last {
            let versions = try store.versions(of: stream.info.number, after: after, limit: 4_096)
            guard let last = versions.last else { return }
            for version in versions
            where version.version.sequence <= stream.last && !unwritten.contains(version.version.sequence) {
                add(version, isEcho: echoes.contains(version.version))
                if !rows.isEmpty, version.evidence.grade != .withdrawn, rows.contains(version.digest) {
                    mended[version.digest] = (version: version.version, record: record(of: version))
                }
            }
            after = last.version.sequence
        }
    }

    /// The order of arrival is not the order of evidence: a record that waited in quarantine arrived late and is old.
    private func add(_ version: StoredVersion, isEcho: Bool) {
        guard version.evidence.grade != .withdrawn else { return }
        let record = record(of: version)
        let sequence = version.version.sequence
        guard let before = latest[record] else {
            latest[record] = Latest(sequence: sequence, evidence: version.evidence)
            isCurrent[Int(sequence)] = true
            return
        }
        if version.evidence < before.evidence { return }
        isCurrent[Int(before.sequence)] = false
        // Where both were true at one time, neither is taken for granted: settling tells. But an echo came behind what it echoes.
        isCurrent[Int(sequence)] = isEcho || before.evidence < version.evidence
        latest[record] = Latest(sequence: sequence, evidence: version.evidence)
    }

    private func record(of version: StoredVersion) -> Int { (version.observation.text(.id) ?? "").hashValue }

    /// Whether a version is the latest of its record.
    func contains(_ sequence: Int64) -> Bool { isCurrent[Int(sequence)] }

    /// The version of a mended row that something newer has been said after; `nil` where it is what counts, or is gone.
    func superseded(mendedBy row: ContentDigest) -> VersionID? {
        guard let (version, record) = mended[row], !contains(version.sequence), repeated[record]?.row != row else {
            return nil
        }
        return version
    }

    /// The version that said last what a person mended a record to, as it was when the run began.
    func version(mendedBy row: ContentDigest) -> VersionID? { mended[row]?.version }

    /// Takes note that this run stores what a person mended a record to once more.
    func `repeat`(_ id: String, mendedBy row: ContentDigest, by evidence: Evidence) {
        supersede(id, by: evidence)
        repeated[id.hashValue] = (row: row, evidence: evidence)
    }

    /// What was said once more by a file that has been taken back was not.
    func forgetRepeated() { repeated.removeAll() }

    /// Takes note of a version that this run stores.
    func supersede(_ id: String, by evidence: Evidence) {
        if let again = repeated[id.hashValue], !(evidence < again.evidence) { repeated[id.hashValue] = nil }
        guard let before = latest[id.hashValue], !(evidence < before.evidence) else { return }
        isCurrent[Int(before.sequence)] = false
    }
}
