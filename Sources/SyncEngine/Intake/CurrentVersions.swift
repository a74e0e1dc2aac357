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
    /// Of rows by which a person mended a record, by digest: the version that says so last.
    private var mended: [ContentDigest: VersionID] = [:]

    /// Reads the versions that were there when the run began; the first time only.
    func read(_ stream: StoredStream, in store: LeadStore) throws(Fault) {
        guard !isRead else { return }
        isRead = true
        let rows = Set(try store.mendedRecords(of: stream.info.number).values)
        isCurrent = Array(repeating: false, count: Int(stream.last) + 1)
        var after: Int64 = 0
        while after < stream.last {
            let versions = try store.versions(of: stream.info.number, after: after, limit: 4_096)
            guard let last = versions.last else { return }
            for version in versions where version.version.sequence <= stream.last {
                add(version)
                if !rows.isEmpty, rows.contains(version.digest) { mended[version.digest] = version.version }
            }
            after = last.version.sequence
        }
    }

    /// The order of arrival is not the order of evidence: a record that waited in quarantine arrived late and is old.
    private func add(_ version: StoredVersion) {
        guard version.evidence.grade != .withdrawn else { return }
        let record = (version.observation.text(.id) ?? "").hashValue
        let sequence = version.version.sequence
        guard let before = latest[record] else {
            latest[record] = Latest(sequence: sequence, evidence: version.evidence)
            isCurrent[Int(sequence)] = true
            return
        }
        if version.evidence < before.evidence { return }
        isCurrent[Int(before.sequence)] = false
        // Where both were true at one time, neither is taken for granted: settling tells.
        isCurrent[Int(sequence)] = before.evidence < version.evidence
        latest[record] = Latest(sequence: sequence, evidence: version.evidence)
    }

    /// Whether a version is the latest of its record.
    func contains(_ sequence: Int64) -> Bool { isCurrent[Int(sequence)] }

    /// The version of a mended row that something newer has been said after; `nil` where it is what counts, or is gone.
    func superseded(mendedBy row: ContentDigest) -> VersionID? {
        mended[row].flatMap { contains($0.sequence) ? nil : $0 }
    }

    /// Takes note of a version that this run stores.
    func supersede(_ id: String, by evidence: Evidence) {
        guard let before = latest[id.hashValue], !(evidence < before.evidence) else { return }
        isCurrent[Int(before.sequence)] = false
    }
}
