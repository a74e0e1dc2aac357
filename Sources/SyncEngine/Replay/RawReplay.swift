import Failpoints
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
    /// Whether deletions without a time are later than what they delete.
    let datesDeletions: Bool
    let run: Int64
    let now: Instant
    let erased: ErasedPeople
    let closing: ClosingRecords
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
        let kept = try store.keptPages(of: stream.info.number, only: only)
        progress.begin("reading \(stream.info.source) \(stream.info.stream) again", total: kept.records)
        for number in kept.pages {
            let records = try store.kept(on: number, of: kept)
            guard !records.isEmpty else { continue }
            let page = try replay(records, of: number, isRehearsal: isRehearsal, &waiting, &outcome)
            if !isRehearsal {
                try store.commit(page)
                Failpoint.pageReplayed.pass()
            }
            progress.advance(records.count)
        }
        // Whose absence it is follows from what the record had said last, as it is understood now.
        if !isRehearsal, only == nil { try store.renewAbsences(of: stream.info.number) }
        return outcome
    }

    /// - Parameter waiting: hashes of the ids of records that wait.
    private func replay(
        _ all: [KeptRecord], of number: Int64, isRehearsal: Bool, _ waiting: inout Set<Int>, _ outcome: inout Outcome
    ) throws(Fault) -> ReplayPage {
        guard let raw = try store.rawPage(number) else { throw RawReplay.pageIsGone(store) }
        // What the reader refused no mapping mends, and broken it would spoil its neighbours.
        let kept = all.filter { $0.place.isReadable && $0.place.slot < raw.records.count }
        outcome.counts.read += all.count
        outcome.counts.rejected += all.count - kept.count
        var page = ReplayPage(run: run, stream: stream.info.number, page: number, file: raw.file)
        for record in all where !record.place.isReadable && record.place.slot < raw.records.count && !isRehearsal {
            guard let entry = record.place.waitingEntry else { continue }
            page.closings.append((entry, closing.closings(ofUnreadable: raw.records[record.place.slot]), nil))
        }
        let records = RawRecords(frame: raw.frame, file: raw.file, now: now, closing: isRehearsal ? nil : closing)
        let before = changed.map { changed in
            RawRecords.Understood(changed: changed, known: kept.map { $0.version?.observation })
        }
        let understood = try records.observe(
            kept.map { raw.records[$0.place.slot] }, mapping, source: stream.info.source, before: before)
        let versions = kept.compactMap { $0.version?.version }
        var echoes: [VersionID: RecordEcho] = [:]
        if let first = versions.min(), let last = versions.max() { echoes = try store.echoes(from: first, to: last) }
        for (record, reading) in zip(kept, understood) {
            let place = record.place
            let result = reading.result
            if only != nil, let entry = place.waitingEntry {
                if case .failure(let fault) = result { outcome.asked[entry] = .some(fault) }
                if case .success = result { outcome.asked[entry] = .some(nil) }
            }
            let isErased =
                if case .failure = result, place.waitingEntry != nil, !erased.isEmpty {
                    try isMentioned(in: raw.records[place.slot], of: raw)
                } else { false }
            switch result {
            case .success(let observation) where erased.contains(observation, space: stream.idSpace):
                page.erased.append(place)
                // One that waited was nobody's.
                if record.version != nil { page.touchesMatching = true }
                outcome.counts.rejected += 1
                outcome.erased += 1
            case .success(let observation):
                let evidence = Evidence(of: observation, datesDeletions: datesDeletions, readAt: raw.asOf)
                if !waiting.isEmpty, waiting.contains(observation.id.hashValue) {
                    page.readable.insert(
                        IntakePage.Readable(
                            id: observation.id, saidAt: evidence.grade == .exported ? nil : evidence.time))
                }
                if let before = record.version, let echo = echoes[before.version] {
                    // What we had written was recognised when it came; it is as little somebody else's word now.
                    take(
                        Observation(kind: observation.kind, fields: echo.counted(of: observation.fields)),
                        echo.isWhole ? before.evidence : evidence, of: record, &page, &outcome.counts)
                } else {
                    take(observation, evidence, of: record, &page, &outcome.counts)
                }
            case .failure where isErased:
                page.erased.append(place)
                outcome.counts.rejected += 1
                outcome.erased += 1
            case .failure(let fault) where fault.remedy != .deadLetter:
                // It says something of the export, such as a column that it did not have yet, and nothing of the record.
                outcome.kept = (count: (outcome.kept?.count ?? 0) + 1, fault: fault)
                if place.isWaiting { outcome.counts.rejected += 1 } else { outcome.counts.unchanged += 1 }
            case .failure(let fault):
                refuse(fault, reading, record, &page)
                if place.isWaiting, let entry = place.waitingEntry {
                    page.stillWaiting.append((entry: entry, fault: fault))
                    page.closings.append((entry: entry, closings: reading.closings, saidAt: reading.saidAt))
                }
                if let id = page.refused.last?.refused.recordID { waiting.insert(id.hashValue) }
                outcome.counts.unchanged += place.isCorrected ? 1 : 0
                outcome.counts.rejected += place.isCorrected ? 0 : 1
                if record.version != nil { outcome.newlyRefused += 1 }
            }
        }
        return page
    }

    /// Of a page that the store speaks of and does not hold.
    static func pageIsGone(_ store: LeadStore) -> Fault {
        Fault(
            .storeDamaged, .stopRun, "a page of raw records is gone", at: Origin(file: store.path),
            advice: "Restore the store from a backup.")
    }

    /// Whether what cannot be understood is not to be kept either.
    private func isMentioned(in raw: ArraySlice<UInt8>, of page: RawPage) throws(Fault) -> Bool {
        var mapper = mapping.mapper(source: stream.info.source, file: page.file, now: now)
        var isReadable = false
        var isErased = false
        let isWhole = try page.frame.read([raw], file: page.file) { read in
            for (index, entry) in read.entries.enumerated() where entry.fault == nil {
                isReadable = true
                isErased =
                    isErased
                    || erased.isMentioned(
                        in: raw, id: nil, cells: mapper.identifyingCells(read, index), space: stream.idSpace)
            }
        }
        guard isWhole, isReadable else {
            return erased.isMentioned(in: raw, space: stream.idSpace, others: mapping.idSpaces)
        }
        return isErased
    }

    private func take(
        _ observation: Observation, _ evidence: Evidence, of record: KeptRecord, _ page: inout ReplayPage,
        _ counts: inout RecordCounts
    ) {
        switch record.place.outcome {
        case .version(let version):
            guard let before = record.version,
                before.observation != observation.fields || before.evidence != evidence
            else {
                counts.unchanged += 1
                return
            }
            page.changed.append(
                ReplayPage.Changed(
                    version: version, before: before.observation, evidence: evidence, observation: observation.fields))
            if !page.touchesMatching {
                page.touchesMatching = doKeysDiffer(before.observation, observation.fields)
            }
            counts.updated += 1
        case .waiting(_, _, let digest):
            page.recovered.append(
                IntakePage.Version(
                    digest: digest, evidence: evidence, slot: record.place.slot,
                    observation: observation.fields))
            counts.inserted += 1
        }
    }

    private func doKeysDiffer(_ before: FieldValues, _ now: FieldValues) -> Bool {
        guard LeadChanges.fields(differingBetween: before, now).contains(where: keys.areMade) else { return false }
        return derived(from: before) != derived(from: now)
    }

    /// The keys by which an observation finds others of the same person.
    private func derived(from fields: FieldValues) -> [MatchKeys.Derived] {
        var keys = keys
        var derived: [MatchKeys.Derived] = []
        keys.append(of: Observation(kind: stream.info.kind, fields: fields), space: stream.idSpace, to: &derived)
        return derived
    }

    private func refuse(
        _ fault: Fault, _ reading: RawRecords.Reading, _ record: KeptRecord, _ page: inout ReplayPage
    ) {
        guard let before = record.version else { return }
        page.touchesMatching = true
        page.refused.append(
            (
                version: before.version,
                refused: IntakePage.Refused(
                    digest: before.digest, slot: record.place.slot, fault: fault,
                    recordID: before.observation.text(.id), saidAt: reading.saidAt, closings: reading.closings)
            ))
    }
}

extension RawPlace {
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
