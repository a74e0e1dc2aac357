import FieldMapping
import LeadModel
import LeadStore
import Reconciliation
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
    let keys: MatchKeys
    /// The rules that are others than those by which the records were understood; `nil`: all of them.
    var changed: ChangedRules?
    let progress: ProgressReport
    /// Numbers of waiting entries, where no other raw record is to be read.
    var only: Set<Int64>?

    /// What became of the raw records of a stream.
    struct Outcome {
        /// `inserted` those that can be read now, `updated` those that are understood another way, `rejected` those that wait
        /// or are gone because they are of people who were erased.
        var counts = RecordCounts()
        /// Of the rejected: those of erased people.
        var erased = 0
        /// Of the rejected: those that were understood until now.
        var newlyRefused = 0
        /// Of the unchanged: those of exports that the mapping does not fit as a whole, which keep what was understood of
        /// them, and why.
        var kept: (count: Int, fault: Fault)?
        /// Of waiting entries that were asked for by number: why each is still refused; `nil` where it can be read.
        var asked: [Int64: Fault?] = [:]
    }

    /// - Parameter isRehearsal: whether nothing is to be written.
    func replay(isRehearsal: Bool) throws(Fault) -> Outcome {
        var outcome = Outcome()
        var waiting = try store.waitingRecords(of: stream.info.number)
        var places = try store.rawPlaces(of: stream.info.number)
        if let only { places.removeAll { $0.waitingEntry.map { !only.contains($0) } ?? true } }
        progress.begin("reading \(stream.info.source) \(stream.info.stream) again", total: places.count)
        var start = places.startIndex
        while start < places.endIndex {
            var end = start
            while end < places.endIndex, places[end].page == places[start].page { end += 1 }
            let page = try replay(Array(places[start..<end]), &waiting, &outcome)
            if !isRehearsal { try store.commit(page) }
            progress.advance(end - start)
            start = end
        }
        return outcome
    }

    /// - Parameter waiting: hashes of the ids of records that wait.
    private func replay(_ all: [RawPlace], _ waiting: inout Set<Int>, _ outcome: inout Outcome) throws(Fault)
        -> ReplayPage
    {
        guard let number = all.first?.page, let raw = try store.rawPage(number) else {
            throw Fault(
                .storeDamaged, .stopRun, "a page of raw records is gone", at: Origin(file: store.path),
                advice: "Restore the store from a backup.")
        }
        // What the reader refused no mapping mends, and broken it would spoil its neighbours.
        let places = all.filter { $0.isReadable && $0.slot < raw.records.count }
        outcome.counts.read += all.count
        outcome.counts.rejected += all.count - places.count
        var page = ReplayPage(run: run, stream: stream.info.number, page: number, file: raw.file)
        let known = try knownVersions(places)
        let records = RawRecords(frame: raw.frame, file: raw.file, now: now)
        let before = changed.map { changed in
            RawRecords.Understood(changed: changed, known: places.map { $0.version.flatMap { known[$0]?.observation } })
        }
        let understood = try records.observe(
            places.map { raw.records[$0.slot] }, mapping, source: stream.info.source, before: before)
        for (place, result) in zip(places, understood) {
            if only != nil, let entry = place.waitingEntry {
                if case .failure(let fault) = result { outcome.asked[entry] = .some(fault) }
                if case .success = result { outcome.asked[entry] = .some(nil) }
            }
            switch result {
            case .success(let observation) where erased.contains(observation, space: stream.idSpace):
                page.erased.append(place)
                // One that waited was nobody's.
                if place.version != nil { page.touchesMatching = true }
                outcome.counts.rejected += 1
                outcome.erased += 1
            case .success(let observation):
                if !waiting.isEmpty, waiting.contains(observation.id.hashValue) { page.readable.insert(observation.id) }
                let evidence = Evidence(of: observation, isDated: mapping.isDated, readAt: raw.asOf)
                take(observation, evidence, at: place, known, &page, &outcome.counts)
            case .failure where place.waitingEntry != nil && isMentioned(in: raw.records[place.slot]):
                page.erased.append(place)
                outcome.counts.rejected += 1
                outcome.erased += 1
            case .failure(let fault) where fault.remedy != .deadLetter:
                // It says something of the export, such as a column that it did not have yet, and nothing of the record.
                outcome.kept = (count: (outcome.kept?.count ?? 0) + 1, fault: fault)
                if place.isWaiting { outcome.counts.rejected += 1 } else { outcome.counts.unchanged += 1 }
            case .failure(let fault):
                refuse(fault, at: place, known, &page)
                if place.isWaiting, let entry = place.waitingEntry {
                    page.stillWaiting.append((entry: entry, fault: fault))
                }
                if let id = page.refused.last?.refused.recordID { waiting.insert(id.hashValue) }
                outcome.counts.unchanged += place.isCorrected ? 1 : 0
                outcome.counts.rejected += place.isCorrected ? 0 : 1
                if !place.isWaiting { outcome.newlyRefused += 1 }
            }
        }
        return page
    }

    /// Whether what cannot be understood is not to be kept either.
    private func isMentioned(in raw: ArraySlice<UInt8>) -> Bool {
        erased.isMentioned(in: raw, id: nil, space: stream.idSpace, others: mapping.idSpaces)
    }

    private func knownVersions(_ places: [RawPlace]) throws(Fault) -> [VersionID: StoredVersion] {
        var addresses: [VersionID] = []
        for place in places { if case .version(let version) = place.outcome { addresses.append(version) } }
        addresses.sort()
        guard let first = addresses.first, let last = addresses.last else { return [:] }
        let span = Int(last.sequence - first.sequence) + 1
        // Records were mostly stored in the order in which they came.
        let versions =
            span <= addresses.count * 2
            ? try store.versions(of: stream.info.number, after: first.sequence - 1, limit: span)
            : try store.versions(addresses)
        var known: [VersionID: StoredVersion] = [:]
        known.reserveCapacity(versions.count)
        for version in versions { known[version.version] = version }
        return known
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
            if !page.touchesMatching, derived(from: before.observation) != derived(from: observation.fields) {
                page.touchesMatching = true
            }
            counts.updated += 1
        case .waiting(_, _, let digest):
            page.recovered.append(
                IntakePage.Version(
                    digest: digest, evidence: evidence, slot: place.slot, observation: observation.fields))
            counts.inserted += 1
        }
    }

    /// The keys by which an observation finds others of the same person.
    private func derived(from fields: FieldValues) -> [MatchKeys.Derived] {
        var keys = keys
        var derived: [MatchKeys.Derived] = []
        keys.append(of: Observation(kind: stream.info.kind, fields: fields), space: stream.idSpace, to: &derived)
        return derived
    }

    private func refuse(
        _ fault: Fault, at place: RawPlace, _ known: [VersionID: StoredVersion], _ page: inout ReplayPage
    ) {
        guard case .version(let version) = place.outcome, let before = known[version] else { return }
        page.touchesMatching = true
        page.refused.append(
            (
                version: version,
                refused: IntakePage.Refused(
                    digest: before.digest, slot: place.slot, fault: fault, recordID: before.observation.text(.id))
            ))
    }
}

extension RawPlace {
    fileprivate var version: VersionID? {
        if case .version(let version) = outcome { return version }
        return nil
    }

    /// The number of the entry that waits, or waited until a later export held a version that can be read.
    fileprivate var waitingEntry: Int64? {
        if case .waiting(let entry, _, _) = outcome { return entry }
        return nil
    }

    fileprivate var isWaiting: Bool {
        if case .waiting = outcome { return !isCorrected }
        return false
    }

    /// Whether a reader made a record of it, so that it is the mapping's to understand.
    fileprivate var isReadable: Bool {
        switch outcome {
        case .version: true
        case .waiting(_, let code, _): code.room == .mapping
        }
    }
}
