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

    /// Records by source and id, each with its versions in the order of truth.
    ///
    /// Streams of one source that share an id space speak of the same records: a lead's row in a report and in a bulk
    /// export are versions of one record, so that a deletion seen in one counts for both.
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
            let same = records.firstIndex {
                $0.stream.source == stream.info.source && $0.kind == stream.info.kind && $0.hasID(of: observation)
                    && streams[$0.stream.number]?.idSpace == stream.idSpace
            }
            guard let index = same else {
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
        for index in records.indices where records[index].versions.count > 1 {
            records[index].versions.sort(by: RecordVersion.isEarlier)
        }
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
            guard let last = record.versions.lastIndex(where: { $0.version.stream == version.version.stream }) else {
                return nil
            }
            return record.versions[last].digest == version.digest ? last : nil
        }
        return record.versions.firstIndex { $0.digest == version.digest && $0.version.stream == version.version.stream }
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

    /// Whether an observation of the same stream is of this record.
    fileprivate func hasID(of observation: Observation) -> Bool {
        guard let entry = observation.fields.entry(.id) else { return false }
        return observation.fields.bytes[entry.payload].elementsEqual(id.utf8)
    }
}
