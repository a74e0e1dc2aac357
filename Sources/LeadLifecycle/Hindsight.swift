public import LeadModel

extension LeadRecord {
    /// The record as it stood at a time, as far as can be known by now; `nil` where it was not there yet, or where nothing
    /// tells what it said then.
    ///
    /// Versions of later times are left out. Of a record that was first seen later, an export that shows only the present
    /// tells nothing of the past, but for what it dates itself: a stage by the status' own history, an opportunity by the days
    /// on which it was opened and closed, an activity by when it happened.
    public func asOf(_ instant: Instant) -> LeadRecord? {
        var record = self
        record.versions = versions.filter { $0.evidence.time <= instant }
        let isSeen = !record.versions.isEmpty
        switch kind {
        case .campaign: return isSeen ? record : nil
        case .activity:
            guard (current.observation.fields.instant(.at) ?? current.evidence.time) <= instant else { return nil }
            if !isSeen { record.versions = [versions[0]] }
            return record
        case .lead:
            if isSeen { return record }
            guard let since = versions[0].observation.fields.instant(.statusSince), since <= instant else { return nil }
            record.versions = [versions[0]]
            return record
        case .opportunity:
            if isSeen { return record }
            guard let version = versions[0].opportunity(asOf: instant) else { return nil }
            record.versions = [version]
            return record
        }
    }

    /// Whether all that it tells was known at a time already: it stood then as it stands now.
    public func isWhole(asOf instant: Instant) -> Bool {
        guard versions.allSatisfy({ $0.evidence.time <= instant }) else { return false }
        return kind != .activity || current.observation.fields.instant(.at) ?? instant <= instant
    }
}

extension RecordVersion {
    /// What the first version of an opportunity tells of a time before it: as it is where it was closed by then, open where it
    /// was only opened by then, `nil` where it was not.
    fileprivate func opportunity(asOf instant: Instant) -> RecordVersion? {
        let reading = OpportunityReading(observation.fields)
        if let closed = reading.closed, closed.at <= instant, reading.stage != .open { return self }
        guard let created = reading.created, created.at <= instant else { return nil }
        var version = self
        var builder = FieldValuesBuilder()
        let fields = observation.fields
        var cursor = fields.cursor()
        while let entry = cursor.next(in: fields.bytes) {
            switch entry.field {
            case .opportunityStage: builder.append(.opportunityStage, text: OpportunityStage.open.rawValue)
            case .closed, .lostReason, .discardReason, .discardReasonWord: break
            default:
                if let day = fields.day(of: entry) {
                    builder.append(entry.field, day: day)
                } else {
                    builder.append(entry.field, fields.value(of: entry))
                }
            }
        }
        version.observation.fields = builder.finish()
        return version
    }
}
