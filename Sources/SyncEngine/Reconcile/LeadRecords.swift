import LeadModel
import LeadStore

/// A version that is dropped, by which the index may still name its record.
struct RecordAlias {
    var version: VersionID
    var id: String

    init(_ version: StoredVersion) {
        self.version = version.version
        id = version.observation.text(.id) ?? ""
    }
}

/// Versions put together to records.
struct LeadRecords {
    /// By source and id, each with its versions in the order of truth.
    private(set) var records: [LeadRecord] = []
    /// Versions that say nothing: the same bytes as one before them.
    private(set) var repeated: [VersionID] = []
    /// Versions of files that were read wrongly, or as an older declaration of their format had it where a newer one says
    /// something else of the same time.
    private(set) var withdrawn: [VersionID] = []
    /// Those, by the record that they were of: its keys may still name it by one of them.
    private(set) var aliases: [RecordAlias] = []
    /// What those said, so that the same bytes read anew count as what was known.
    private(set) var withdrawnDigests: Set<ContentDigest> = []

    /// Streams of one source that share an id space speak of the same records: a lead's row in a report and in a bulk
    /// export are versions of one record, so that a deletion seen in one counts for both.
    ///
    /// - Parameters:
    ///   - versions: ascending by address, that is in the order they arrived.
    ///   - outdated: raw pages that were read as another format than their stream is declared to have now.
    init(_ versions: [StoredVersion], streams: [Int: StoredStream], outdated: Set<Int64> = []) {
        let stale = LeadRecords.superseded(versions, outdated)
        for version in versions where !stale.contains(version.version) {
            guard let stream = streams[version.version.stream] else { continue }
            if version.evidence.grade == .withdrawn {
                withdrawn.append(version.version)
                aliases.append(RecordAlias(version))
                withdrawnDigests.insert(version.digest)
                continue
            }
            let observation = Observation(kind: stream.info.kind, fields: version.observation)
            let entry = RecordVersion(
                version: version.version, evidence: version.evidence, digest: version.digest, observation: observation)
            let same = records.firstIndex {
                $0.stream.source == stream.info.source && $0.kind == stream.info.kind && $0.hasID(of: observation)
                    && streams[$0.stream.number]?.idSpace == stream.idSpace
            }
            guard let index = same else {
                records.append(LeadRecord(stream: stream.info, id: observation.id, versions: [entry]))
                continue
            }
            if LeadRecords.isKnown(entry, in: records[index]) {
                repeated.append(version.version)
            } else {
                records[index].versions.append(entry)
            }
        }
        for index in records.indices where records[index].versions.count > 1 {
            records[index].versions.sort(by: RecordVersion.isEarlier)
        }
        if records.count > 1 { records.sort(by: LeadRecords.isBefore) }
        withdrawn += stale.sorted()
        if !stale.isEmpty { aliases += versions.filter { stale.contains($0.version) }.map(RecordAlias.init) }
    }

    /// Versions on outdated pages of which the same record, as true as they are, has been read anew.
    private static func superseded(_ versions: [StoredVersion], _ outdated: Set<Int64>) -> Set<VersionID> {
        guard !outdated.isEmpty, versions.count > 1 else { return [] }
        var stale: Set<VersionID> = []
        for old in versions where outdated.contains(old.page) {
            let isReadAnew = versions.contains { new in
                new.version.stream == old.version.stream && new.digest != old.digest && !outdated.contains(new.page)
                    && new.evidence == old.evidence
                    && new.observation.text(.id) == old.observation.text(.id)
            }
            if isReadAnew { stale.insert(old.version) }
        }
        return stale
    }

    static func isBefore(_ left: LeadRecord, _ right: LeadRecord) -> Bool {
        left.stream.number == right.stream.number ? left.id < right.id : left.stream.number < right.stream.number
    }

    /// Whether a version says the same bytes as one before. Where only the time of export tells which version is current,
    /// the same bytes mean nothing only directly after themselves: a value may go and come back.
    private static func isKnown(_ version: RecordVersion, in record: LeadRecord) -> Bool {
        let before = record.versions.filter { $0.version.stream == version.version.stream }
        if version.evidence.grade == .exported { return before.last?.digest == version.digest }
        return before.contains { $0.digest == version.digest }
    }
}

extension LeadRecord {
    /// The first version of the record in each stream that holds it: the name by which the store knows it there.
    var names: [VersionID] {
        if versions.count == 1 { return [versions[0].version] }
        var names: [VersionID] = []
        for version in versions.map(\.version).sorted() where names.last?.stream != version.stream {
            names.append(version)
        }
        return names
    }

    /// How verdicts name the record: `id space:id`.
    func name(in streams: [Int: StoredStream]) -> String { "\(streams[stream.number]?.idSpace ?? ""):\(id)" }

    /// Whether an observation of the same stream is of this record.
    fileprivate func hasID(of observation: Observation) -> Bool {
        guard let entry = observation.fields.entry(.id) else { return false }
        return observation.fields.bytes[entry.payload].elementsEqual(id.utf8)
    }
}
