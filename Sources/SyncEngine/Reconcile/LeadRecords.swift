import LeadModel
import LeadStore

/// Puts versions together to records.
enum LeadRecords {
    /// What became of a version that says nothing new about its record.
    enum Repetition {
        /// The same bytes, understood the same way.
        case same
        /// The same bytes as `of`, understood another way, because the mapping has changed.
        case reread(of: VersionID)
    }

    /// Records by source, stream and id, each with its versions in the order of truth.
    ///
    /// - Parameters:
    ///   - versions: ascending by address, that is in the order they arrived.
    ///   - repeated: told of each version that is left out because its bytes were known.
    static func group(
        _ versions: [StoredVersion], streams: [Int: StoredStream], repeated: (StoredVersion, Repetition) -> Void
    ) -> [LeadRecord] {
        var records: [LeadRecord] = []
        for version in versions {
            guard let stream = streams[version.version.stream] else { continue }
            let observation = Observation(kind: stream.info.kind, fields: version.observation)
            let entry = RecordVersion(
                version: version.version, evidence: version.evidence, digest: version.digest, observation: observation)
            guard let index = records.firstIndex(where: { $0.stream.number == stream.info.number && $0.hasID(of: observation) })
            else {
                records.append(LeadRecord(stream: stream.info, id: observation.id, versions: [entry]))
                continue
            }
            guard let known = knownVersion(entry, in: records[index]) else {
                records[index].versions.append(entry)
                continue
            }
            let before = records[index].versions[known]
            if before.observation == observation {
                repeated(version, .same)
            } else {
                records[index].versions[known].observation = observation
                records[index].versions[known].evidence = version.evidence
                repeated(version, .reread(of: before.version))
            }
        }
        for index in records.indices where records[index].versions.count > 1 { records[index].versions.sort(by: RecordVersion.isEarlier) }
        if records.count > 1 { records.sort(by: isBefore) }
        return records
    }

    static func isBefore(_ left: LeadRecord, _ right: LeadRecord) -> Bool {
        left.stream.number == right.stream.number ? left.id < right.id : left.stream.number < right.stream.number
    }

    /// The version that said the same bytes. Where only the time of export tells which version is current, the same bytes
    /// mean nothing only directly after themselves: a value may go and come back.
    private static func knownVersion(_ version: RecordVersion, in record: LeadRecord) -> Int? {
        if version.evidence.grade == .exported {
            let last = record.versions.count - 1
            return record.versions[last].digest == version.digest ? last : nil
        }
        return record.versions.firstIndex { $0.digest == version.digest }
    }
}

extension LeadRecord {
    /// Whether an observation of the same stream is of this record.
    fileprivate func hasID(of observation: Observation) -> Bool {
        guard let entry = observation.fields.entry(.id) else { return false }
        return observation.fields.bytes[entry.payload].elementsEqual(id.utf8)
    }
}
