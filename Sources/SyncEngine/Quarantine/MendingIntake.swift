import Connectors
import Failpoints
import FieldMapping
import LeadModel
import LeadStore
import RecordFormats

/// Takes rows by which a person mends refused records into the store: as versions like any export's, in the place of what
/// was refused.
///
/// One page, one transaction. A run that is killed leaves whole pages; when the file is delivered again, their rows are
/// known. What the row says was true when the record says it was changed, and where it does not say so, when the refused
/// record was delivered: what its source has said since is newer, whenever the row is imported. The refused bytes never
/// speak again, however often the source repeats them.
struct MendingIntake {
    let store: LeadStore
    let stream: StoredStream
    let mapping: FieldMapping
    /// Whether deletions without a time are later than what they delete.
    let datesDeletions: Bool
    let run: Int64
    /// The time on the clock, for records that claim to be from the future.
    let readAt: Instant
    let erased: ErasedPeople
    let interrupted: InterruptedVersions

    /// Rows in whose place one run delivered what was refused.
    private struct Delivery {
        var page: IntakePage
        /// Of the rows, where they stand among the records that were made of them.
        var raw: [Range<Int>] = []
    }

    /// What a page of rows comes to.
    private struct Batch {
        var pages: [IntakePage] = []
        /// Entries whose rows were refused, and why.
        var attempts: [(entry: Int64, fault: String)] = []
        /// Of people who were erased.
        var gone: [QuarantineEntry] = []
    }

    private struct Progress {
        var file: Int
        var tally: RunTally
        var refusals: [Fault] = []
        var read = 0
        var rejected = 0
        /// Versions that an interrupted run has stored, by what they were read from.
        var open: [ContentDigest: Int64]
    }

    /// - Parameter entries: those that the file's rows speak of, as far as they are known.
    /// - Returns: why rows were refused.
    func take(
        _ file: MendingFile, _ entries: [Int64: QuarantineEntry], labels: Set<String>, into tally: inout RunTally
    ) throws(Fault) -> [Fault] {
        let number = tally.open(RunTally.File(stream: stream.info, path: file.path))
        var progress = Progress(file: number, tally: tally, open: try openVersions())
        let bytes = try FileBytes(path: file.path)
        let records = FlatRecords(store, mapping: mapping, withholding: erased)
        let kept = file.header.enumerated().filter { !$0.element.isEmpty && !MendingSheet.own.contains($0.element) }
        let sheet = MendingSheet(header: kept.map(\.element), labels: labels)
        let detected = try file.read(bytes) { rows throws(Fault) in
            var known = Set<Int64>()
            for row in rows { if let entry = file.entry(of: row), entries[entry] != nil { known.insert(entry) } }
            let originals = try records.records(known.compactMap { entries[$0] })
            var meant: [MendedRow] = []
            var batch = Batch()
            for row in rows {
                progress.read += 1
                switch self.row(row, file, entries, originals, kept: kept.map(\.offset), sheet) {
                case .success(let mended): meant.append(mended)
                case .failure(let fault): refuse(fault, entryOf(row, file, entries), &batch, &progress)
                }
            }
            try read(meant, sheet, bytes, into: &batch, &progress)
            try commit(batch, bytes, &progress)
            Failpoint.rowsMended.pass()
        }
        for version in interrupted.takeClaimed() { progress.tally.addPage(first: version, count: 1, file: number) }
        var last = page(of: bytes)
        last.completed = CompletedFile(
            path: file.path, sha256: try bytes.finishDigest(), bytes: bytes.count, detected: detected.description,
            read: progress.read, rejected: progress.rejected, mapping: mapping.fingerprint, format: stream.format)
        _ = try store.append([last])
        progress.tally.update(number) {
            $0.detected = "mended rows, \(detected.description)"
            $0.counts.read = progress.read
            $0.counts.rejected = progress.rejected
        }
        tally = progress.tally
        return progress.refusals
    }

    private func openVersions() throws(Fault) -> [ContentDigest: Int64] {
        var open: [ContentDigest: Int64] = [:]
        var after = stream.reconciled
        while true {
            let batch = try store.digests(of: stream.info.number, after: after, limit: 4_096)
            guard let last = batch.last else { return open }
            for version in batch { open[version.digest] = version.sequence }
            after = last.sequence
        }
    }

    // MARK: Pages

    /// - Parameter delivery: the run that delivered the records that were refused; `nil` of a page without rows.
    private func page(
        of bytes: FileBytes, frame: RawFrame = RawFrame(format: .csv(CSVDialect())), delivery: Int64? = nil
    ) -> IntakePage {
        var page = IntakePage(
            stream: stream.info.number, run: run, file: bytes.path, bytes: bytes.count, mapping: mapping.fingerprint,
            format: stream.format, frame: frame)
        page.delivery = delivery ?? run
        page.mending = Mending()
        return page
    }

    private func refuse(
        _ fault: Fault, _ entry: QuarantineEntry?, _ batch: inout Batch, _ progress: inout Progress
    ) {
        progress.rejected += 1
        progress.refusals.append(fault)
        guard let entry, entry.state == .waiting else { return }
        batch.attempts.append((entry: entry.number, fault: fault.description))
    }

    private func commit(_ batch: Batch, _ bytes: FileBytes, _ progress: inout Progress) throws(Fault) {
        try store.dropErased(batch.gone)
        var pages = batch.pages
        if !batch.attempts.isEmpty {
            var page = page(of: bytes)
            page.mending?.attempts = batch.attempts
            pages.append(page)
        }
        guard !pages.isEmpty else { return }
        for (page, first) in zip(pages, try store.append(pages)) where !page.versions.isEmpty {
            progress.tally.addPage(
                first: VersionID(stream: stream.info.number, sequence: first), count: page.versions.count,
                file: progress.file)
        }
    }

    private func read(
        _ rows: [MendedRow], _ sheet: MendingSheet, _ bytes: FileBytes, into batch: inout Batch,
        _ progress: inout Progress
    ) throws(Fault) {
        guard !rows.isEmpty else { return }
        let lines = MemoryBytes(rows.flatMap { $0.json(sheet) })
        var (reader, _) = try RecordReaders.open(
            lines, file: bytes.path, declared: DeclaredFormat(.json(JSONShape(layout: .lines, encoding: "UTF-8"))))
        var mapper = mapping.mapper(source: stream.info.source, file: bytes.path, now: readAt)
        var position = 0
        while let page = try reader.nextPage() {
            try map(page, rows[position...], bytes, &mapper, into: &batch, &progress)
            position += page.entries.count
        }
    }

    private func map(
        _ records: RecordPage, _ rows: ArraySlice<MendedRow>, _ bytes: FileBytes, _ mapper: inout RecordMapper,
        into batch: inout Batch, _ progress: inout Progress
    ) throws(Fault) {
        // A raw page is of one delivery, so that a replay dates its rows as they are dated now.
        var deliveries: [Int64: Delivery] = [:]
        for (index, row) in zip(records.entries.indices, rows) {
            let record = records.entries[index]
            let digest = RecordDigest.of(records.raw(of: record), context: [])
            if row.entry.mendedBy == digest {
                if let open = progress.open[digest], interrupted.claim(open) { continue }
                progress.tally.update(progress.file) { $0.counts.unchanged += 1 }
                continue
            }
            if row.entry.state != .waiting {
                refuse(MendedRow.settled(row.entry, row.place), nil, &batch, &progress)
                continue
            }
            let understood = record.fault.map { .failure($0) } ?? mapper.observe(records, index)
            switch understood {
            case .success(let observation) where erased.contains(observation, space: stream.idSpace):
                batch.gone.append(row.entry)
                progress.rejected += 1
                progress.tally.update(progress.file) { $0.erased += 1 }
            case .success(let observation):
                if let fault = row.strangeness(of: observation) {
                    refuse(fault, row.entry, &batch, &progress)
                    continue
                }
                var delivery =
                    deliveries[row.entry.deliveredRun]
                    ?? Delivery(page: page(of: bytes, frame: records.frame, delivery: row.entry.deliveredRun))
                delivery.page.versions.append(
                    IntakePage.Version(
                        digest: digest,
                        evidence: Evidence(
                            of: observation, datesDeletions: datesDeletions, readAt: row.entry.deliveredAt),
                        slot: delivery.raw.count, observation: observation.fields))
                delivery.raw.append(record.raw.range)
                delivery.page.mending?.mended.append(
                    Mending.Mended(entry: row.entry.number, digest: digest, recordID: observation.id))
                deliveries[row.entry.deliveredRun] = delivery
            case .failure(var fault):
                fault.origin = row.place
                refuse(fault, row.entry, &batch, &progress)
            }
        }
        for (_, delivery) in deliveries.sorted(by: { $0.key < $1.key }) {
            var page = delivery.page
            page.rawBody = try RawPageCodec.pack(delivery.raw, of: records.bytes)
            batch.pages.append(page)
        }
    }
}
