import Connectors
import FieldMapping
import LeadModel
import LeadStore
import RecordFormats

extension ExportIntake {
    /// A page of an export on its way into the store, record by record.
    private struct Draft {
        var page: IntakePage
        /// Where the bytes stand that are kept.
        var raw: [Range<Int>] = []
        var refused: [(record: IntakePage.Refused, raw: Range<Int>)] = []
        var claimed = 0
        /// Rows by which a person mended records that were delivered again.
        var revived: [VersionID] = []
    }

    /// Reads one page: what is known is passed over, the rest is understood or refused.
    func prepare(
        _ page: RecordPage, _ export: IncomingExport, _ mapper: inout RecordMapper, _ known: inout KnownVersions,
        _ reading: inout Reading, _ seen: inout ReadingWatch
    ) throws(Fault) -> Prepared {
        var draft = Draft(page: emptyPage(of: export, frame: page.frame))
        draft.page.delivery = reading.delivery
        let context = digestContext(of: page)
        for (index, entry) in page.entries.enumerated() {
            reading.read += 1
            let digest = RecordDigest.of(page.raw(of: entry), context: context)
            if !reading.mended.isEmpty, let row = reading.mended[digest] {
                passOver(row, reading, &draft)
                seen.presence?.add(mendedBy: row)
            } else if let fault = entry.fault {
                seen.presence?.add(id: nil)
                let isErased = erased.isMentioned(
                    in: page.raw(of: entry), space: stream.idSpace, others: mapping.idSpaces)
                let closings = closing.closings(ofUnreadable: page.raw(of: entry))
                refuse(
                    IntakePage.Refused(digest: digest, fault: fault, closings: closings), entry.raw.range,
                    reading, isErased: isErased, &draft)
            } else if let version = try known.version(saying: digest) {
                seen.addUnchanged(version)
                if interrupted.claim(version) { draft.claimed += 1 }
                if !reading.waiting.isEmpty, let id = mapper.identify(page, index),
                    reading.waiting.contains(id.hashValue)
                {
                    draft.page.known.append(
                        IntakePage.Readable(id: id, saidAt: mapping.isDated ? mapper.saidAt(page, index) : nil))
                }
            } else {
                try observe(page, index, digest, &mapper, reading, &seen, &draft)
            }
        }
        try echoes?.recognise(&draft.page.versions)
        try take(draft.refused, into: &draft.page, &draft.raw, &reading)
        let rejected = draft.refused.count + draft.page.erased
        reading.rejected += rejected
        if !draft.raw.isEmpty { draft.page.rawBody = try RawPageCodec.pack(draft.raw, of: page.bytes) }
        return Prepared(
            page: draft.page, revived: try mendedAgain(draft.revived, export, reading), claimed: draft.claimed,
            rejected: rejected)
    }

    /// What the digest of a record covers besides its bytes. A row of cells means nothing without its header; JSON and XML
    /// name their values in the record, and what stands around it (a time stamp, a page number) must not make it look
    /// changed.
    private func digestContext(of page: RecordPage) -> [UInt8] {
        guard case .csv(let dialect) = page.frame.format else { return [] }
        return page.frame.prologue + [dialect.delimiter ?? 0, dialect.quote]
    }

    /// In a stream without dates the record is what was delivered last: what it was mended to counts again. Where a run
    /// that was killed had said so already, this one counts it.
    private func passOver(_ row: ContentDigest, _ reading: Reading, _ draft: inout Draft) {
        guard !mapping.isDated else { return }
        if reading.delivery == run, let version = current.superseded(mendedBy: row) {
            if !draft.revived.contains(version) { draft.revived.append(version) }
        } else if let version = current.version(mendedBy: row), interrupted.claim(version.sequence) {
            draft.claimed += 1
        }
    }

    private func observe(
        _ page: RecordPage, _ index: Int, _ digest: ContentDigest, _ mapper: inout RecordMapper, _ reading: Reading,
        _ seen: inout ReadingWatch, _ draft: inout Draft
    ) throws(Fault) {
        let entry = page.entries[index]
        switch mapper.observe(page, index) {
        case .success(let observation) where erased.contains(observation, space: stream.idSpace):
            draft.page.erased += 1
            seen.presence?.add(id: observation.id)
        case .success(let observation):
            seen.presence?.add(id: observation.id)
            if watch != .off { seen.add(observation) }
            let evidence = Evidence(of: observation, datesDeletions: datesDeletions, readAt: reading.trueAt)
            if !mapping.isDated { current.supersede(observation.id, by: evidence) }
            draft.page.versions.append(
                IntakePage.Version(
                    digest: digest, evidence: evidence, slot: draft.raw.count, observation: observation.fields))
            draft.raw.append(entry.raw.range)
        case .failure(let fault):
            if fault.remedy != .deadLetter { throw fault }
            let id = mapper.identify(page, index)
            seen.presence?.add(id: id)
            let isErased =
                erased.isMentioned(
                    in: page.raw(of: entry), id: mapping.kind == .lead ? id : nil,
                    cells: mapper.identifyingCells(page, index), space: stream.idSpace)
                || erased.isNamed(by: mapper.identifyingParts(page, index), space: stream.idSpace)
            let closings = closing.closings(page, index, &mapper)
            refuse(
                IntakePage.Refused(
                    digest: digest, fault: fault, recordID: id, saidAt: mapper.saidAt(page, index), closings: closings),
                entry.raw.range, reading, isErased: isErased, &draft)
        }
    }

    /// Nothing is kept of who was erased, but that it was delivered, and what it forbids to be sent to others.
    private func refuse(
        _ record: IntakePage.Refused, _ raw: Range<Int>, _ reading: Reading, isErased: Bool, _ draft: inout Draft
    ) {
        if isErased {
            draft.page.erased += 1
            draft.page.forbidden += record.closings.filter { !erased.contains($0.key) }.map { closing in
                LedgerEntry(
                    key: closing.key,
                    suppression: Suppression(
                        channel: closing.channel, reason: closing.reason,
                        source: LeadStore.sourceOfErased(stream.info.source), since: reading.trueAt),
                    isDated: false)
            }
        } else {
            draft.refused.append((record: record, raw: raw))
        }
    }

    /// Adds refused records to a page, their bytes only where they are not kept already.
    private func take(
        _ refused: [(record: IntakePage.Refused, raw: Range<Int>)], into intake: inout IntakePage,
        _ raw: inout [Range<Int>], _ reading: inout Reading
    ) throws(Fault) {
        guard !refused.isEmpty else { return }
        let earlier = try store.earlierRefusals(
            of: refused.map { (digest: $0.record.digest, code: $0.record.fault.code) }, stream: stream.info.number,
            ignoring: outdatedPages)
        let isDelivery = reading.delivery == run
        // Enough for the pages that may not be committed yet; one that is forgotten too soon costs only its bytes.
        if reading.refused.count > 65_536 { reading.refused.removeAll() }
        for ((record, range), earlier) in zip(refused, earlier) {
            var record = record
            let isFirst = reading.refused.insert(Refusal(digest: record.digest, code: record.fault.code)).inserted
            let isKept = earlier == .waiting || !isFirst
            if !isDelivery, isKept || earlier == .settled { continue }
            if !isKept {
                record.slot = raw.count
                raw.append(range)
            }
            intake.refused.append(record)
        }
    }
}
