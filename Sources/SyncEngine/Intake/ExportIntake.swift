import Connectors
import Failpoints
import FieldMapping
import LeadModel
import LeadStore
import Reconciliation
import RecordFormats

/// Takes one export into the store, a file or what a system answers: read, recognise, map, append. One page, one transaction.
struct ExportIntake {
    let store: LeadStore
    let stream: StoredStream
    let definition: StreamDefinition
    let mapping: FieldMapping
    /// Whether deletions without a time are later than what they delete.
    let datesDeletions: Bool
    let run: Int64
    let now: Instant
    /// The time on the clock, for records that claim to be from the future; a rehearsal's `now` may lie elsewhere.
    let readAt: Instant
    let erased: ErasedPeople
    let closing: ClosingRecords
    let interrupted: InterruptedVersions
    /// Of a stream of a system that we write to.
    let echoes: EchoRecognition?
    /// Raw pages that were read as another format: what they say is read again before it counts as known.
    let outdatedPages: Set<Int64>
    let worker: SerialWorker
    let progress: ProgressReport
    /// What is done about an export that differs from those before it.
    let watch: SourceGuard.Drift
    /// How many records may be gone at once from a stream that is complete.
    let missing: SourceGuard.Missing
    let matching: MatchingRules
    /// Exports that a person has approved, by path, where only those are taken in; none in any other run.
    let approvals: [String: Approval]
    /// Whether somebody wants the run to end.
    var isToStop: @Sendable () -> Bool = { false }
    /// Of a stream without dates; the files of a run share it.
    let current = CurrentVersions()

    /// Reads a file to its end, or to where it breaks.
    ///
    /// - Returns: its SHA-256, where all of it is in the store now.
    /// - Throws: only what stops the run. What stops the file is noted in its tally.
    @discardableResult
    func take(_ export: ReadyExport, into tally: inout RunTally) throws(Fault) -> [UInt8]? {
        let path = export.name
        let file = tally.open(RunTally.File(stream: stream.info, path: path))
        let pages = CommittedPages()
        var seen = readingWatch(isComplete: definition.isComplete)
        let opened = try store.lastSequence(of: stream.info.number)
        var last: IntakePage?
        var isBroken = false
        var sha256: [UInt8]?
        do {
            (last, sha256) = try read(export, file, pages, &seen, &tally)
        } catch {
            if error.remedy == .stopRun { throw error }
            isBroken = true
            tally.update(file) { $0.fault = error.located(at: Origin(file: path)) }
        }
        let drifts = try differences(
            path, &seen, isNews: isBroken || last?.completed?.isDelivery == true, file, &tally)
        let complete = try isBroken ? nil : reckon(&last, seen, file, since: opened, &tally)
        if hold(path, drifts, complete, file, &tally) {
            try takeBack(path, file, pages, &tally)
            let digest = try remember(unread: export, .runHeld, records: 0)
            try remember(
                held: path, sha256: digest ?? sha256, bytes: try size(of: export), drifts, complete, tally.files[file])
            return nil
        }
        if last != nil, let fault = export.contradiction(rows: tally.files[file].counts.read) {
            tally.update(file) { $0.fault = fault }
            try takeBack(path, file, pages, &tally)
            _ = try remember(unread: export, fault.code, records: 0)
            return nil
        }
        try finish(last, pages)
        if isBroken { try store.accept(readingOf: path, stream: stream.info.number, run: run) }
        if let fault = tally.files[file].fault {
            _ = try remember(unread: export, fault.code, records: tally.files[file].counts.read)
        }
        count(pages, file, &tally)
        return tally.files[file].fault == nil ? sha256 : nil
    }

    /// Notes a file that cannot even be begun with: nobody knows what it says.
    func refuse(_ path: String, _ fault: Fault, into tally: inout RunTally) throws(Fault) {
        let file = tally.open(RunTally.File(stream: stream.info, path: path))
        tally.update(file) { $0.fault = fault.located(at: Origin(file: path)) }
        try store.remember(
            unread: path, stream: stream.info.number, run: run, sha256: nil, code: fault.code.rawValue, records: 0)
    }

    /// A file that could not be begun with for a time has been read to its end, or is known: it holds nobody back any more.
    func release(refusalOf path: String) throws(Fault) {
        try store.release(refusalOf: path, stream: stream.info.number, run: run)
    }

    /// - Parameter isComplete: whether what is read is all of the stream.
    func readingWatch(isComplete: Bool) -> ReadingWatch {
        let hashKey = KeyHasher.Key(k0: store.matchKey.0, k1: store.matchKey.1)
        return ReadingWatch(
            mapping, stream, keys: MatchKeys(rules: matching, hashKey: hashKey), isComplete: isComplete)
    }

    /// Commits what is left: the last page of an export, and what was whole before one broke.
    func finish(_ last: IntakePage?, _ pages: CommittedPages) throws(Fault) {
        if let last { try commit(last, pages) }
        if let rest = pages.rest() { try submit(rest, pages) }
        try worker.drain()
    }

    func count(_ pages: CommittedPages, _ file: Int, _ tally: inout RunTally) {
        for version in interrupted.takeClaimed() { tally.addPage(first: version, count: 1, file: file) }
        for page in pages.taken() { tally.addPage(first: page.first, count: page.count, file: file) }
    }

    /// Remembers that the rest of a file is not known, unless all that its bytes say was understood once before.
    /// - Returns: its SHA-256; `nil` where not even that could be had.
    private func remember(unread export: ReadyExport, _ code: FaultCode, records: Int) throws(Fault) -> [UInt8]? {
        let sha256: [UInt8]?
        do {
            sha256 = try export.open().finishDigest()
        } catch {
            // What cannot be read at all, or is being written, is unread under any digest.
            guard error.remedy != .stopRun else { throw error }
            sha256 = nil
        }
        if let sha256, try store.completedFile(stream: stream.info.number, sha256: sha256) != nil { return sha256 }
        try store.remember(
            unread: export.name, stream: stream.info.number, run: run, sha256: sha256, code: code.rawValue,
            records: records)
        return sha256
    }

    private func size(of export: ReadyExport) throws(Fault) -> Int64 {
        do {
            return try export.open().count
        } catch {
            guard error.remedy != .stopRun else { throw error }
            return 0
        }
    }

    /// - Returns: the file's last page, with the note that all of it has been read, `nil` where nothing is to be noted; and
    ///   its SHA-256.
    private func read(
        _ ready: ReadyExport, _ file: Int, _ pages: CommittedPages, _ seen: inout ReadingWatch,
        _ tally: inout RunTally
    ) throws(Fault) -> (last: IntakePage?, sha256: [UInt8]) {
        let path = ready.name
        let bytes = try ready.open()
        if ready.manifest?.sha256 != nil {
            if let fault = ready.contradiction(sha256: try bytes.finishDigest()) { throw fault }
            try bytes.rewind()
        }
        if let approval = approvals[path] {
            try approval.check(try bytes.finishDigest(), path)
            try bytes.rewind()
        } else if let digest = try discarded(bytes) {
            tally.update(file) { $0.isDiscarded = true }
            return (nil, digest)
        }
        let earlier = try earlierReading(of: bytes)
        if let earlier, earlier.isSame {
            // It is counted by the run that read it; this one has read nothing.
            tally.update(file) {
                $0.detected = earlier.file.detected
                $0.isKept = true
            }
            if let fault = ready.contradiction(rows: earlier.file.read) { throw fault }
            return (nil, earlier.file.sha256)
        }
        progress.begin("reading \(path.split(separator: "/").last ?? "")")
        var (reader, detected) = try RecordReaders.open(
            bytes, file: path, declared: definition.format, limits: ReaderLimits())
        tally.update(file) { $0.detected = detected.description }
        var reading = try begin(earlier?.file)
        var coverage = earlier == nil ? try UnreadCoverage(of: path, in: stream, mapping, run, store) : nil
        let export = IncomingExport(path: path, bytes: bytes.count)
        var mapper = mapping.mapper(source: stream.info.source, file: path, now: readAt)
        try readPages(of: export, &mapper, &reading, file, pages, &seen, &tally) { mapper throws(Fault) in
            guard let page = try nextPage(of: &reader) else { return nil }
            coverage?.add(page, &mapper)
            return (page: page, bookmark: nil)
        }
        // The bookmark: committed after the last page, so that a file is known as read only when all of it is stored.
        var completed = completed(export, try bytes.finishDigest(), detected, reading, mapper)
        completed.isDelivery = earlier == nil
        completed.standsFor = try coverage?.standsFor(store, isComplete: definition.isComplete) ?? []
        if earlier == nil { completed.standsFor += ready.standsFor.map { .init(path: $0, readsFragment: true) } }
        // A file that is read once more is no news, and no other is to be compared with it twice.
        if watch != .off, earlier == nil { try note(&seen, in: &completed) }
        var last = emptyPage(of: export, frame: RawFrame(format: .csv(CSVDialect())))
        last.completed = completed
        return (last, completed.sha256)
    }

    /// Reads pages until there are no more, and commits each.
    /// - Parameter next: the next page, and where the stream goes on behind it, if it is asked for its records.
    func readPages(
        of export: IncomingExport, _ mapper: inout RecordMapper, _ reading: inout Reading, _ file: Int,
        _ pages: CommittedPages, _ seen: inout ReadingWatch, _ tally: inout RunTally,
        next: (inout RecordMapper) throws(Fault) -> (page: RecordPage, bookmark: String?)?
    ) throws(Fault) {
        if !mapping.isDated { try current.read(stream, in: store) }
        var known = try KnownVersions(
            store: store, stream: stream, current: mapping.isDated ? nil : current, ignoring: outdatedPages)
        var columns: [String] = []
        while let (page, bookmark) = try next(&mapper) {
            if watch != .off { seen.add(page) }
            Failpoint.pageRead.pass()
            let prepared = try prepare(page, export, &mapper, &known, &reading, &seen)
            tally.update(file) {
                $0.counts.read += page.entries.count
                $0.counts.rejected += prepared.rejected
                $0.erased += prepared.page.erased
                $0.counts.unchanged +=
                    page.entries.count - prepared.rejected - prepared.page.versions.count - prepared.claimed
                    - prepared.revived.reduce(0) { $0 + $1.versions.count }
            }
            columns = page.columns
            reading.late?.add(prepared.page.versions)
            try commit([prepared.page] + prepared.revived, of: export, movingTo: bookmark, pages)
            if isToStop() { throw SyncRun.stopped }
            progress.advance(page.entries.count)
        }
        if reading.read > 0, let warning = mapping.statusWarning(among: columns, file: export.path) {
            tally.update(file) { $0.warnings.append(warning) }
        }
    }

    func completed(
        _ export: IncomingExport, _ sha256: [UInt8], _ detected: DetectedFormat?, _ reading: Reading,
        _ mapper: RecordMapper
    ) -> CompletedFile {
        CompletedFile(
            path: export.path, sha256: sha256, bytes: export.bytes, detected: detected?.description ?? "",
            read: reading.read, rejected: reading.rejected, mapping: mapping.fingerprint,
            format: definition.format.fingerprint, readAgain: mapper.understandsMoreFrom,
            approved: approvals[export.path]?.held)
    }

    /// Notes down what an export looked like, to compare the next with.
    func note(_ seen: inout ReadingWatch, in completed: inout CompletedFile) throws(Fault) {
        completed.profile = seen.profiler.profile
        completed.profile?.ids = try seen.ids(store)
    }

    /// Whether a file of a folder on another machine was read as it lies there, and would be read in the same way again.
    /// - Returns: how its exports are written; `nil` where it is to be fetched.
    func detected(ofFetched file: FetchedFile) throws(Fault) -> String? {
        guard let digests = try store.digests(ofFetched: file, stream: stream.info.number) else { return nil }
        var detected: [String] = []
        for sha256 in digests {
            guard let known = try store.completedFile(stream: stream.info.number, sha256: sha256),
                try isReadAlike(known), try !store.isDiscarded(sha256, stream: stream.info.number)
            else { return nil }
            if !detected.contains(known.detected) { detected.append(known.detected) }
        }
        return detected.joined(separator: ", ")
    }

    /// Whether nothing else would come of reading a file again.
    private func isReadAlike(_ known: CompletedFile) throws(Fault) -> Bool {
        // What an interrupted run left of it is found record by record, and counted by this one.
        var isCounted = interrupted.isEmpty
        if !isCounted { isCounted = try store.isCounted(known, in: stream.info.number) }
        guard isCounted else { return false }
        return known.format == definition.format.fingerprint && known.mapping == mapping.fingerprint
            && known.readAgain.map { readAt < $0 } ?? true
    }

    /// A file of the very same bytes that was read to its end before, and whether it was read in the same way.
    private func earlierReading(of bytes: FileBytes) throws(Fault) -> (file: CompletedFile, isSame: Bool)? {
        guard try store.hasCompletedFile(stream: stream.info.number, bytes: bytes.count) else { return nil }
        progress.begin("comparing \(bytes.path.split(separator: "/").last ?? "")")
        let sha256 = try bytes.finishDigest()
        let known = try store.completedFile(stream: stream.info.number, sha256: sha256)
        // Where nothing but the delivery says what is true now, bytes that come back in the place of others are a delivery.
        if !mapping.isDated, known != nil,
            try store.completedFile(stream: stream.info.number, path: bytes.path)?.sha256 ?? sha256 != sha256
        {
            try bytes.rewind()
            return nil
        }
        if definition.isComplete, known != nil, try isLaterExport(sha256, at: bytes.path) {
            try bytes.rewind()
            return nil
        }
        if let known, try isReadAlike(known) { return (file: known, isSame: true) }
        try bytes.rewind()
        return known.map { (file: $0, isSame: false) }
    }

    /// - Parameter file: the earlier reading of a file that is read once more. That is no delivery: what it says is as old
    ///   as it was, and records that were corrected since do not wait again.
    func begin(_ file: CompletedFile?) throws(Fault) -> Reading {
        let first = try file.flatMap { file throws(Fault) in try store.firstRun(of: file, in: stream.info.number) }
        return Reading(
            delivery: first?.number ?? run, trueAt: first?.asOf ?? now,
            waiting: try store.waitingRecords(of: stream.info.number),
            mended: try store.mendedRecords(of: stream.info.number))
    }

    func emptyPage(of export: IncomingExport, frame: RawFrame) -> IntakePage {
        IntakePage(
            stream: stream.info.number, run: run, file: export.path, bytes: export.bytes, mapping: mapping.fingerprint,
            format: definition.format.fingerprint, frame: frame)
    }

    /// Commits what came of one page; where the stream goes on behind it stands with the last of it.
    private func commit(
        _ prepared: [IntakePage], of export: IncomingExport, movingTo bookmark: String?, _ pages: CommittedPages
    ) throws(Fault) {
        for (index, page) in prepared.enumerated() {
            var page = page
            if let bookmark, index == prepared.count - 1 {
                page.bookmark = .moves(bookmark)
            } else if export.isAsked {
                page.bookmark = .stays
            }
            try commit(page, pages)
        }
    }

    private func commit(_ page: IntakePage, _ pages: CommittedPages) throws(Fault) {
        let isEmpty = page.rawBody.isEmpty && page.refused.isEmpty && page.known.isEmpty && page.forbidden.isEmpty
        guard !isEmpty || page.completed != nil || page.bookmark != nil else { return }
        // A bookmark that comes alone is kept at once: it names an export job that is waited for from now on.
        if let batch = pages.collect(page, isLast: page.completed != nil || isEmpty) { try submit(batch, pages) }
    }

    private func submit(_ batch: [IntakePage], _ pages: CommittedPages) throws(Fault) {
        let store = store
        try worker.submit {
            for (page, first) in zip(batch, try store.append(batch)) {
                pages.add(first: VersionID(stream: page.stream, sequence: first), count: page.versions.count)
            }
            Failpoint.pagesTaken.pass()
        }
    }
}
