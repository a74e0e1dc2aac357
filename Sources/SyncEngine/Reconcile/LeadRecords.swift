import LeadModel
import LeadStore

/// Versions put together to records.
struct LeadRecords {
    /// By source and id, each with its versions in the order of truth.
    private(set) var records: [LeadRecord] = []
    /// Versions that say nothing: the same bytes as one before them.
    private(set) var repeated: [VersionID] = []
    /// Versions of files that were read wrongly.
    private(set) var withdrawn: [VersionID] = []

    /// Streams of one source that share an id space speak of the same records: a lead's row in a report and in a bulk
    /// export are versions of one record, so that a deletion seen in one counts for both.
    ///
    /// - Parameter versions: ascending by address, that is in the order they arrived.
    init(_ versions: [StoredVersion], streams: [Int: StoredStream]) {
        for version in versions {
            guard let stream = streams[version.version.stream] else { continue }
            if version.evidence.grade == .withdrawn {
                withdrawn.append(version.version)
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
