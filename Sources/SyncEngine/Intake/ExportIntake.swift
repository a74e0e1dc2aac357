import Connectors
import FieldMapping
import LeadModel
import LeadStore
import RecordFormats

/// Takes one export file into the store: read, recognise, map, append. One page, one transaction.
struct ExportIntake {
    let store: LeadStore
    let stream: StoredStream
    let definition: StreamDefinition
    let mapping: FieldMapping
    let run: Int64
    let now: Instant
    /// The time on the clock, for records that claim to be from the future; a rehearsal's `now` may lie elsewhere.
    let readAt: Instant
    let erased: ErasedPeople
    let interrupted: InterruptedVersions
    /// Raw pages that were read as another format: what they say is read again before it counts as known.
    let outdatedPages: Set<Int64>
    let worker: SerialWorker
    let progress: ProgressReport

    /// What was read of a file so far.
    private struct Reading {
        var read = 0
        var rejected = 0
        /// Whether a record was refused that will be good when its time has come.
        var isAhead = false
    }

    /// Reads a file to its end, or to where it breaks.
    ///
    /// - Throws: only what stops the run. What stops the file is noted in its tally.
    func take(_ path: String, into tally: inout RunTally) throws(Fault) {
        let file = tally.open(RunTally.File(stream: stream.info, path: path))
        let pages = CommittedPages()
        do {
            try read(path, file, pages, &tally)
        } catch {
            if error.remedy == .stopRun { throw error }
            tally.update(file) { $0.fault = error.located(at: Origin(file: path)) }
        }
        // What was whole before the file broke is kept.
        if let rest = pages.rest() { try submit(rest, pages) }
        try worker.drain()
        for version in interrupted.takeClaimed() { tally.addPage(first: version, count: 1, file: file) }
        for page in pages.taken() { tally.addPage(first: page.first, count: page.count, file: file) }
    }

    private func read(_ path: String, _ file: Int, _ pages: CommittedPages, _ tally: inout RunTally) throws(Fault) {
        let bytes = try FileBytes(path: path)
        if let known = try repeatedFile(bytes) {
            tally.update(file) {
                $0.detected = known.detected
                $0.counts.read = known.read
                $0.counts.unchanged = known.read - known.rejected
                $0.counts.rejected = known.rejected
            }
            return
        }
        progress.begin("reading \(path.split(separator: "/").last ?? "")")
        var (reader, detected) = try RecordReaders.open(
            bytes, file: path, declared: definition.format, limits: ReaderLimits())
        tally.update(file) { $0.detected = detected.description }
        var mapper = mapping.mapper(source: stream.info.source, file: path, now: readAt)
        var known = try KnownVersions(store: store, stream: stream, isDated: mapping.isDated, ignoring: outdatedPages)
        var reading = Reading()
        var columns: [String] = []
        while let page = try reader.nextPage() {
            let (prepared, claimed) = try prepare(page, bytes, &mapper, &known, &reading)
            tally.update(file) {
                $0.counts.read += page.entries.count
                let rejected = prepared.refused.count + prepared.erased
                $0.counts.rejected += rejected
                $0.erased += prepared.erased
                $0.counts.unchanged += page.entries.count - rejected - prepared.versions.count - claimed
            }
            columns = page.columns
            try commit(prepared, pages)
            progress.advance(page.entries.count)
        }
        if reading.read > 0, let warning = mapping.statusWarning(among: columns, file: path) {
            tally.update(file) { $0.warnings.append(warning) }
        }
        try complete(bytes, detected.description, reading, pages)
    }

    /// A file of the very same bytes, read to its end in the same way before.
    private func repeatedFile(_ bytes: FileBytes) throws(Fault) -> CompletedFile? {
        guard try store.hasCompletedFile(stream: stream.info.number, bytes: bytes.count) else { return nil }
        progress.begin("comparing \(bytes.path.split(separator: "/").last ?? "")")
        let sha256 = try bytes.finishDigest()
        // What an interrupted run left of it is found record by record.
        if interrupted.isEmpty, let known = try store.completedFile(stream: stream.info.number, sha256: sha256),
            known.format == definition.format.fingerprint, known.mapping == mapping.fingerprint
        {
            return known
        }
        try bytes.rewind()
        return nil
    }

    private func prepare(
        _ page: RecordPage, _ bytes: FileBytes, _ mapper: inout RecordMapper, _ known: inout KnownVersions,
        _ reading: inout Reading
    ) throws(Fault) -> (page: IntakePage, claimed: Int) {
        var intake = emptyPage(of: bytes, frame: page.frame)
        var raw: [Range<Int>] = []
        var claimed = 0
        // A row of cells means nothing without its header; JSON and XML name their values in the record, and what stands
        // around it (a time stamp, a page number) must not make it look changed.
        var context: [UInt8] = []
        if case .csv(let dialect) = page.frame.format {
            context = page.frame.prologue + [dialect.delimiter ?? 0, dialect.quote]
        }
        for (index, entry) in page.entries.enumerated() {
            reading.read += 1
            let digest = RecordDigest.of(page.raw(of: entry), context: context)
            if let fault = entry.fault {
                if erased.isMentioned(in: page.raw(of: entry), id: nil, space: stream.idSpace) {
                    intake.erased += 1
                    continue
                }
                intake.refused.append(IntakePage.Refused(digest: digest, slot: raw.count, fault: fault))
                raw.append(entry.raw.range)
                continue
            }
            if let version = try known.version(saying: digest) {
                if interrupted.claim(version) { claimed += 1 }
                continue
            }
            switch mapper.observe(page, index) {
            case .success(let observation) where erased.contains(observation, space: stream.idSpace):
                intake.erased += 1
                continue
            case .success(let observation):
                intake.versions.append(
                    IntakePage.Version(
                        digest: digest, evidence: Evidence(of: observation, isDated: mapping.isDated, readAt: now),
                        slot: raw.count, observation: observation.fields))
            case .failure(let fault):
                if fault.remedy != .deadLetter { throw fault }
                let id = mapper.identify(page, index)
                if erased.isMentioned(
                    in: page.raw(of: entry), id: mapping.kind == .lead ? id : nil, space: stream.idSpace)
                {
                    intake.erased += 1
                    continue
                }
                if fault.code == .mappingFutureTime { reading.isAhead = true }
                intake.refused.append(
                    IntakePage.Refused(
                        digest: digest, slot: raw.count, fault: fault, recordID: id))
            }
            raw.append(entry.raw.range)
        }
        reading.rejected += intake.refused.count + intake.erased
        if !raw.isEmpty { intake.rawBody = try RawPageCodec.pack(raw, of: page.bytes) }
        return (page: intake, claimed: claimed)
    }

    private func emptyPage(of bytes: FileBytes, frame: RawFrame) -> IntakePage {
        IntakePage(
            stream: stream.info.number, run: run, file: bytes.path, bytes: bytes.count, mapping: mapping.fingerprint,
            format: definition.format.fingerprint, frame: frame)
    }

    private func commit(_ page: IntakePage, _ pages: CommittedPages) throws(Fault) {
        guard !page.rawBody.isEmpty || page.completed != nil else { return }
        if let batch = pages.collect(page, isLast: page.completed != nil) { try submit(batch, pages) }
    }

    private func submit(_ batch: [IntakePage], _ pages: CommittedPages) throws(Fault) {
        let store = store
        try worker.submit {
            for (page, first) in zip(batch, try store.append(batch)) {
                pages.add(first: VersionID(stream: page.stream, sequence: first), count: page.versions.count)
            }
        }
    }

    /// The bookmark: committed after the last page, so that a file is known as read only when all of it is stored.
    private func complete(
        _ bytes: FileBytes, _ detected: String, _ reading: Reading, _ pages: CommittedPages
    ) throws(Fault) {
        var last = emptyPage(of: bytes, frame: RawFrame(format: .csv(CSVDialect())))
        last.completed = CompletedFile(
            path: bytes.path, sha256: try bytes.finishDigest(), bytes: bytes.count, detected: detected,
            read: reading.read,
            // Read with no mapping that counts: the next run is to read the file again.
            rejected: reading.rejected, mapping: reading.isAhead ? "" : mapping.fingerprint,
            format: definition.format.fingerprint)
        try commit(last, pages)
    }
}

/// Pages that the committing thread has written, for the reading thread to count.
private final class CommittedPages: @unchecked Sendable {
    // Written by the one job at a time of the worker; read after `drain`, which orders the two.
    private var pages: [(first: VersionID, count: Int)] = []
    // The reading thread's alone: pages that go into the next transaction, one for several because each costs a flush of
    // the disk.
    private var waiting: [IntakePage] = []
    private let pagesOfTransaction = 4

    /// Adds a page; the batch to commit where it is full.
    func collect(_ page: IntakePage, isLast: Bool) -> [IntakePage]? {
        waiting.append(page)
        return isLast || waiting.count >= pagesOfTransaction ? rest() : nil
    }

    /// What has not been committed yet.
    func rest() -> [IntakePage]? {
        defer { waiting = [] }
        return waiting.isEmpty ? nil : waiting
    }

    func add(first: VersionID, count: Int) { pages.append((first: first, count: count)) }

    func taken() -> [(first: VersionID, count: Int)] { pages }
}
