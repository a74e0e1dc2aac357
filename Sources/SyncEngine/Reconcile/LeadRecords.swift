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
        var places = RecordPlaces()
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
            guard let index = place(of: observation, stream, among: streams, &places) else {
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

    /// Where the record of an observation stands, if it is there.
    private func place(
        of observation: Observation, _ stream: StoredStream, among streams: [Int: StoredStream],
        _ places: inout RecordPlaces
    ) -> Int? {
        // Of some people thousands of activities are known: looking at each for each would take long.
        if records.count > 16 { return places.find(observation, of: stream, among: records, streams) }
        return records.firstIndex {
            $0.stream.source == stream.info.source && $0.kind == stream.info.kind && $0.hasID(of: observation)
                && streams[$0.stream.number]?.idSpace == stream.idSpace
        }
    }

    static func isBefore(_ left: LeadRecord, _ right: LeadRecord) -> Bool {
        left.stream.number == right.stream.number ? left.id < right.id : left.stream.number < right.stream.number
    }

    /// Whether a version says the same bytes as one before. Where only the time of export tells which version is current,
    /// the same bytes mean nothing only where they are the latest: a value may go and come back. The latest is so by its
    /// evidence; a record that waited in quarantine arrives late and is old.
    private static func isKnown(_ version: RecordVersion, in record: LeadRecord) -> Bool {
        let isDated = version.evidence.grade != .exported
        var latest: Int?
        for (index, before) in record.versions.enumerated() where before.version.stream == version.version.stream {
            if before.digest == version.digest, isDated || before.evidence == version.evidence { return true }
            guard before.evidence.grade == version.evidence.grade else { continue }
            if latest.map({ RecordVersion.isEarlier(record.versions[$0], before) }) ?? true { latest = index }
        }
        return latest.map { record.versions[$0].digest == version.digest } ?? false
    }
}

/// Places of records, by what a record is told from all others.
private struct RecordPlaces {
    private struct Name: Hashable {
        var source: String
        var space: String
        var kind: RecordKind
        var id: String
    }

    private var places: [Name: Int] = [:]
    private var count = 0

    /// - Parameter records: as at the last time, and perhaps more behind them.
    mutating func find(
        _ observation: Observation, of stream: StoredStream, among records: [LeadRecord], _ streams: [Int: StoredStream]
    ) -> Int? {
        for (index, record) in records[count...].enumerated() {
            let space = streams[record.stream.number]?.idSpace ?? ""
            let name = Name(source: record.stream.source, space: space, kind: record.kind, id: record.id)
            if places[name] == nil { places[name] = count + index }
        }
        count = records.count
        guard observation.fields.entry(.id) != nil else { return nil }
        return places[
            Name(source: stream.info.source, space: stream.idSpace, kind: stream.info.kind, id: observation.id)]
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
