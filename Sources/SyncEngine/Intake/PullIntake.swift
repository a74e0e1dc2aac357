import Connectors
import FieldMapping
import LeadModel
import LeadStore
import RecordFormats

/// Takes in what a system answers that is asked for its records.
extension ExportIntake {
    /// Reads a stream to its end, or to where it breaks. What was read counts, page by page, and the next run goes on behind it;
    /// unless at its end it differs from what came before in a way that holds it: then all of it is asked for again.
    ///
    /// - Throws: only what stops the run. What stops the stream is noted in its tally.
    func take(_ pull: any StreamPull, into tally: inout RunTally) throws(Fault) {
        let file = tally.open(RunTally.File(stream: stream.info, path: pull.name))
        let pages = CommittedPages()
        var seen = readingWatch(isComplete: definition.isComplete)
        let opened = try store.lastSequence(of: stream.info.number)
        var last: IntakePage?
        try store.remember(pullOf: pull.name, stream: stream.info.number, run: run)
        do {
            last = try read(pull, file, pages, &seen, &tally)
        } catch {
            if error.remedy == .stopRun { throw error }
            tally.update(file) { $0.fault = error.located(at: Origin(file: pull.name)) }
        }
        // A stream that is complete has its word on who is gone, and a tap that sends the whole table is what it is for.
        tally.update(file) {
            $0.warnings += pull.warnings.filter { !definition.isComplete || $0.code != .singerFullTable }
        }
        // What does not begin at the beginning says nothing of whom it does not hold.
        if !pull.isWhole { seen.presence = nil }
        let drifts = try differences(pull.name, &seen, isNews: true, file, &tally)
        let complete = try reckon(&last, seen, file, since: opened, &tally)
        if hold(pull.name, drifts, complete, file, &tally) {
            try takeBack(pull.name, file, pages, &tally)
            try remember(unread: pull, .runHeld, records: 0)
            return try remember(held: pull.name, sha256: nil, bytes: pull.bytes, drifts, complete, tally.files[file])
        }
        try finish(last, pages)
        if let fault = tally.files[file].fault {
            try store.accept(readingOf: pull.name, stream: stream.info.number, run: run)
            try remember(unread: pull, fault.code, records: tally.files[file].counts.read)
        }
        countInterrupted(file, &tally)
        count(pages, file, &tally)
    }

    /// Nobody knows what the rest says: about whom it may speak, nobody is told for the first time.
    private func remember(unread pull: any StreamPull, _ code: FaultCode, records: Int) throws(Fault) {
        try store.remember(
            unread: pull.name, stream: stream.info.number, run: run, sha256: nil, code: code.rawValue, records: records)
    }

    /// What a pull has read that was interrupted is not asked for again: this run counts it, whatever it turns out to be.
    private func countInterrupted(_ file: Int, _ tally: inout RunTally) {
        let count = interrupted.claimRest()
        tally.update(file) { $0.counts.read += count }
    }

    /// Takes in one record that was asked for by its id. It says nothing of how far the stream was read.
    ///
    /// - Throws: only what stops the run. What stops the stream is noted in its tally.
    func take(record pull: any StreamPull, into tally: inout RunTally) throws(Fault) {
        let file = tally.open(RunTally.File(stream: stream.info, path: pull.name))
        let pages = CommittedPages()
        var seen = readingWatch(isComplete: false)
        var fault: Fault?
        do {
            var reading = try begin(nil)
            var mapper = mapping.mapper(source: stream.info.source, file: pull.name, now: readAt)
            let export = IncomingExport(path: pull.name, bytes: 0, isAsked: true)
            try readPages(of: export, &mapper, &reading, file, pages, &seen, &tally) { _ throws(Fault) in
                try pull.nextPage().map { (page: $0, bookmark: nil) }
            }
            if reading.read == 0 { fault = noRecord(pull) }
        } catch {
            if error.remedy == .stopRun { throw error }
            fault = error.code == .httpMissing ? noRecord(pull) : error
        }
        try finish(nil, pages)
        try store.accept(readingOf: pull.name, stream: stream.info.number, run: run)
        tally.update(file) {
            $0.detected = pull.detected?.description ?? ""
            $0.fault = fault?.located(at: Origin(file: pull.name))
            $0.warnings += pull.warnings
        }
        count(pages, file, &tally)
    }

    private func noRecord(_ pull: any StreamPull) -> Fault {
        Fault(
            .recordNotFound, .stopStream, "no record came", at: Origin(file: pull.name),
            advice: "Check the id: it is the one that the system itself has for the record.")
    }

    /// - Returns: the last page, with the note that the stream has been read to its end.
    private func read(
        _ pull: any StreamPull, _ file: Int, _ pages: CommittedPages, _ seen: inout ReadingWatch,
        _ tally: inout RunTally
    ) throws(Fault) -> IntakePage {
        progress.begin("pulling \(stream.info.source)/\(stream.info.stream)")
        var reading = try begin(nil)
        var mapper = mapping.mapper(source: stream.info.source, file: pull.name, now: readAt)
        let export = IncomingExport(path: pull.name, bytes: 0, isAsked: true)
        reading.late = pull.readBefore.map { LateArrivals(before: $0) }
        try readPages(of: export, &mapper, &reading, file, pages, &seen, &tally) { _ throws(Fault) in
            let page = try pull.nextPage()
            progress.note(pull.calls)
            return page.map { (page: $0, bookmark: pull.mark) }
        }
        try reading.late?.dropKnown(of: stream, in: store)
        if let warning = reading.late?.warning(at: pull.name) { tally.update(file) { $0.warnings.append(warning) } }
        tally.update(file) { $0.detected = pull.detected?.description ?? "" }
        let whole = IncomingExport(path: pull.name, bytes: pull.bytes, isAsked: true)
        var last = emptyPage(of: whole, frame: RawFrame(format: .csv(CSVDialect())))
        last.bookmark = .moves(pull.mark)
        // No two pulls are the same delivery, whatever they bring.
        let identity = RunningDigest()
        identity.add(Array("\(pull.name) \(run) \(pull.mark)".utf8))
        var completed = completed(whole, identity.finishBytes(), pull.detected, reading, mapper)
        if watch != .off { try note(&seen, in: &completed) }
        last.completed = completed
        return last
    }
}
