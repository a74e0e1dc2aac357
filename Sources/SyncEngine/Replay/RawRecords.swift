import FieldMapping
import LeadModel
import LeadStore
import RecordFormats

/// Raw records of one page, read again in their frame.
struct RawRecords {
    let frame: RawFrame
    let file: String
    /// The time of reading them again, for records from the future.
    let now: Instant
    /// Finds out what records forbid that cannot be understood; `nil` where nobody asks.
    var closing: ClosingRecords?

    /// One record, read again.
    struct Reading {
        var result: Result<Observation, Fault>
        /// Of one that cannot be understood: what it forbids, and when it says that it was changed.
        var closings: [Closing] = []
        var saidAt: Instant?
    }

    /// What was understood of records before, and by which rules that may be another now.
    struct Understood {
        var changed: ChangedRules
        /// In the order of the records; `nil` of one that was not understood.
        var known: [FieldValues?]
    }

    /// What a mapping makes of each record, in their order.
    ///
    /// All of a page are read at once. Should they not come out as many as they went in, each is read by itself, so that
    /// none speaks for another.
    /// - Parameter before: what was understood of the records until now, where that spares reading all of them.
    /// - Throws: what stops the run; what concerns one record is its result.
    func observe(
        _ records: [ArraySlice<UInt8>], _ mapping: FieldMapping, source: String, before: Understood? = nil
    ) throws(Fault) -> [Reading] {
        if let together = try read(records, mapping, source, before), together.count == records.count {
            return together
        }
        var results: [Reading] = []
        for record in records {
            let alone = try read([record], mapping, source, nil) ?? []
            results.append(alone.count == 1 ? alone[0] : Reading(result: .failure(unreadable)))
        }
        return results
    }

    /// `nil` where the reader cannot make records of the whole.
    private func read(
        _ records: [ArraySlice<UInt8>], _ mapping: FieldMapping, _ source: String, _ before: Understood?
    ) throws(Fault) -> [Reading]? {
        var results: [Reading] = []
        var mapper = mapping.mapper(source: source, file: file, now: now)
        let isWhole = try frame.read(records, file: file) { page in
            for (index, entry) in page.entries.enumerated() {
                let number = results.count
                let result: Result<Observation, Fault>
                if let fault = entry.fault {
                    result = .failure(fault)
                } else if let before, number < before.known.count, let known = before.known[number] {
                    result = mapper.observe(page, index, before.changed, known: known)
                } else {
                    result = mapper.observe(page, index)
                }
                var reading = Reading(result: result.mapError(placed))
                if case .failure = result, let closing {
                    reading.closings =
                        entry.fault == nil
                        ? closing.closings(page, index, &mapper) : closing.closings(ofUnreadable: page.raw(of: entry))
                    reading.saidAt = mapper.saidAt(page, index)
                }
                results.append(reading)
            }
        }
        return isWhole ? results : nil
    }

    /// The place in the export is not known any more: only its file.
    private func placed(_ fault: Fault) -> Fault {
        var placed = fault
        placed.origin = Origin(file: file)
        return placed
    }

    private var unreadable: Fault {
        Fault(
            .storeDamaged, .deadLetter, "a raw record that was read once cannot be read again", at: Origin(file: file),
            advice: "Deliver its export once more; please report this with `leadloop doctor`.")
    }
}

extension RawFrame {
    /// Puts raw records into their frame again, and hands over the pages that their reader makes of them.
    /// - Returns: whether it could make records of the whole.
    /// - Throws: what stops the run.
    func read(
        _ records: [ArraySlice<UInt8>], file: String, _ body: (RecordPage) -> Void
    ) throws(Fault) -> Bool {
        guard !records.isEmpty else { return true }
        var bytes = prologue
        for (index, record) in records.enumerated() {
            if index > 0 { bytes += separator }
            bytes += record
        }
        bytes += epilogue
        do throws(Fault) {
            var (reader, _) = try RecordReaders.open(MemoryBytes(bytes), file: file, declared: DeclaredFormat(format))
            while let page = try reader.nextPage() { body(page) }
        } catch {
            if error.remedy == .stopRun { throw error }
            return false
        }
        return true
    }
}
