import Connectors
import LeadModel
import LeadStore
import RecordFormats

/// What an export comes to that is all of its stream.
struct CompleteExport {
    /// Its figures; those that are surely gone, where of refused rows the ids cannot be read.
    var outcome: CompleteJudge.Outcome
    /// Why it is to be held.
    var reasons: [CompleteJudge.Reason]
    var presence: RecordPresence
    /// Refused rows whose ids cannot be read: each may be anybody's, and so nobody is gone.
    var unidentified: Int

    /// So many records would be gone by it.
    var absent: Int { presence.absent.count }
}

extension ExportIntake {
    /// Finds out, at the end of an export that is all of its stream, who is gone and who is there again, and lets the export's last
    /// page say so, in the transaction with which it is read.
    /// - Parameter opened: the stream's last sequence before the export.
    /// - Returns: `nil` of an export that says nothing of those whom it does not hold.
    func reckon(
        _ last: inout IntakePage?, _ seen: ReadingWatch, _ file: Int, since opened: Int64, _ tally: inout RunTally
    ) throws(Fault) -> CompleteExport? {
        guard let watch = seen.presence, var completed = last?.completed, try isLastWord(completed) else { return nil }
        let first = try completed.isDelivery ? nil : store.firstRun(of: completed, in: stream.info.number)
        var reckoning = try PresenceReckoning(
            of: stream.info.number, upTo: opened, seen: watch,
            evidence: Evidence(time: first?.asOf ?? now, grade: datesDeletions ? .modified : .exported), in: store)
        let surelyAbsent = max(0, reckoning.presence.absent.count - watch.unidentified)
        if watch.unidentified > 0, !reckoning.presence.absent.isEmpty {
            reckoning.presence.absent = []
            tally.update(file) { $0.warnings.append(report.unsure(watch.unidentified, of: $0.path)) }
        }
        let outcome = CompleteJudge.Outcome(
            rows: tally.files[file].counts.read,
            earlier: try store.completeReadings(of: stream.info.number, limit: CompleteJudge.readings),
            known: reckoning.known, absent: surelyAbsent)
        let complete = CompleteExport(
            outcome: outcome, reasons: CompleteJudge(limits: missing).reasons(outcome),
            presence: reckoning.presence, unidentified: watch.unidentified)
        let approval = approvals[completed.path]
        completed.isComplete = completed.isDelivery
        completed.presence = complete.presence
        if approval?.takesAbsences == false { completed.presence?.absent = [] }
        tally.update(file) {
            $0.gone = completed.presence?.absent.count ?? 0
            $0.back = complete.presence.back.count
        }
        last?.completed = completed
        return complete
    }

    /// Whether what a reading says of those whom it does not hold is true now: one that is read once more is as old as it was.
    private func isLastWord(_ completed: CompletedFile) throws(Fault) -> Bool {
        if completed.isDelivery { return true }
        return try store.lastCompleteReading(of: stream.info.number) == completed.sha256
    }

    /// Whether bytes that are known come as another export than before: where others lay since, or, under a name of their own, after
    /// others. All that there is may be again what it was.
    func isLaterExport(_ sha256: [UInt8], at path: String) throws(Fault) -> Bool {
        var before = try store.completedFile(stream: stream.info.number, path: path)?.sha256
        if before == nil { before = try store.lastCompleteReading(of: stream.info.number) }
        return before.map { $0 != sha256 } ?? false
    }

    /// The digest of an export that somebody has said is to be left out; `nil` of any other, which is to be read from its beginning.
    func discarded(_ bytes: FileBytes) throws(Fault) -> [UInt8]? {
        guard try store.hasDiscarded(stream: stream.info.number, bytes: bytes.count) else { return nil }
        let sha256 = try bytes.finishDigest()
        if try store.isDiscarded(sha256, stream: stream.info.number) { return sha256 }
        try bytes.rewind()
        return nil
    }

    /// The next page of a file. All that there is may be nothing: then it is for the guard to say whether that can be.
    func nextPage(of reader: inout any RecordReader) throws(Fault) -> RecordPage? {
        do throws(Fault) {
            return try reader.nextPage()
        } catch {
            guard error.code == .csvHeaderOnly, definition.isComplete, stream.last > 0 else { throw error }
            return nil
        }
    }
}
