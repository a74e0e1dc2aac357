import FieldMapping
import LeadModel
import LeadStore
import RecordFormats

/// Reads the raw records of one stream again by a mapping, and lets the store say what that mapping makes of them.
///
/// Page by page, a transaction each; a page that was read again already gives nothing to write.
struct RawReplay {
    let store: LeadStore
    let stream: StoredStream
    let mapping: FieldMapping
    let run: Int64
    let now: Instant
    let erased: ErasedPeople
    let progress: ProgressReport

    /// What became of the raw records: `inserted` those that can be read now, `updated` those that are understood another
    /// way, `rejected` those that wait.
    func replay() throws(Fault) -> RecordCounts {
        var counts = RecordCounts()
        let places = try store.rawPlaces(of: stream.info.number)
        var start = places.startIndex
        while start < places.endIndex {
            var end = start
            while end < places.endIndex, places[end].page == places[start].page { end += 1 }
            try replay(Array(places[start..<end]), &counts)
            progress.advance(end - start)
            start = end
        }
        return counts
    }

    private func replay(_ all: [RawPlace], _ counts: inout RecordCounts) throws(Fault) {
        guard let number = all.first?.page, let raw = try store.rawPage(number) else { return }
        // What the reader refused no mapping mends, and broken it would spoil its neighbours.
        let places = all.filter { $0.isReadable && $0.slot < raw.records.count }
        counts.read += all.count
        counts.rejected += all.count - places.count
        var page = ReplayPage(run: run, stream: stream.info.number, page: number, file: raw.file)
        let known = try knownVersions(places)
        let records = RawRecords(frame: raw.frame, file: raw.file, now: now)
        let understood = try records.observe(places.map { raw.records[$0.slot] }, mapping, source: stream.info.source)
        for (place, result) in zip(places, understood) {
            switch result {
            case .success(let observation) where erased.contains(observation, space: stream.idSpace):
                page.erased.append(place)
                counts.rejected += 1
            case .success(let observation):
                page.readable.insert(observation.id)
                let evidence = Evidence(of: observation, isDated: mapping.isDated, readAt: raw.asOf)
                take(observation, evidence, at: place, known, &page, &counts)
            case .failure(let fault):
                refuse(fault, at: place, known, &page)
                counts.unchanged += place.isCorrected ? 1 : 0
                counts.rejected += place.isCorrected ? 0 : 1
            }
        }
        try store.commit(page)
    }

    private func knownVersions(_ places: [RawPlace]) throws(Fault) -> [VersionID: StoredVersion] {
        var addresses: [VersionID] = []
        for place in places { if case .version(let version) = place.outcome { addresses.append(version) } }
        let versions = try store.versions(addresses.sorted())
        return Dictionary(uniqueKeysWithValues: versions.map { ($0.version, $0) })
    }

    private func take(
        _ observation: Observation, _ evidence: Evidence, at place: RawPlace, _ known: [VersionID: StoredVersion],
        _ page: inout ReplayPage, _ counts: inout RecordCounts
    ) {
        switch place.outcome {
        case .version(let version):
            guard let before = known[version],
                before.observation != observation.fields || before.evidence != evidence
            else {
                counts.unchanged += 1
                return
            }
            page.changed.append((version: version, evidence: evidence, observation: observation.fields))
            counts.updated += 1
        case .waiting(_, _, let digest):
            page.recovered.append(
                IntakePage.Version(
                    digest: digest, evidence: evidence, slot: place.slot, observation: observation.fields))
            counts.inserted += 1
        }
    }

    private func refuse(
        _ fault: Fault, at place: RawPlace, _ known: [VersionID: StoredVersion], _ page: inout ReplayPage
    ) {
        guard case .version(let version) = place.outcome, let before = known[version] else { return }
        page.refused.append(
            (
                version: version,
                refused: IntakePage.Refused(
                    digest: before.digest, slot: place.slot, fault: fault, recordID: before.observation.text(.id))
            ))
    }
}

extension RawPlace {
    /// Whether a reader made a record of it, so that it is the mapping's to understand.
    fileprivate var isReadable: Bool {
        switch outcome {
        case .version: true
        case .waiting(_, let code, _): code.rawValue.hasPrefix("mapping.")
        }
    }
}
