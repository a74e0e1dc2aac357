public import LeadModel

/// Makes the golden record of one person from everything its records ever said.
///
/// For each field every record speaks with its newest value that is not blank (blank never erases, unless the mapping
/// made it the empty text on purpose). Between records the field's rule decides, by evidence: certain change dates before
/// modification dates before export dates, then later before earlier, then the declared order of sources, then stream and
/// id. The result depends on what was said, never on the order it arrived in.
public struct Survivorship: Sendable {
    private let rules: SurvivorshipRules
    private let sourceRank: [String: Int]
    private var builder = FieldValuesBuilder()
    private var voices: [Voice] = []
    private var best: [Int] = []

    public init(_ rules: SurvivorshipRules) {
        self.rules = rules
        sourceRank = Dictionary(
            uniqueKeysWithValues: Set(rules.sources).map { name in (name, rules.sources.firstIndex(of: name) ?? 0) })
    }

    /// A version that may speak, with a cursor over its fields.
    private struct Voice {
        var record: Int
        var version: Int
        var fields: FieldValues
        var cursor: FieldValues.Cursor
        var entry: FieldValues.Entry?

        mutating func advance() { entry = cursor.next(in: fields.bytes) }
    }

    /// One value that may survive.
    public struct Candidate: Sendable, Hashable {
        /// Index into the records given.
        public var record: Int
        /// Index into the record's versions.
        public var version: Int
        public var value: FieldValue
    }

    /// Unifies the records of one person; kinds other than `lead` are skipped.
    ///
    /// - Parameter records: by stream number and id, each with its versions in order.
    public mutating func unify(_ records: [LeadRecord]) -> UnifiedLead {
        if records.count == 1, records[0].versions.count == 1, records[0].kind == .lead, !rules.hasAlways {
            return onlyVersion(records[0].versions[0])
        }
        voices.removeAll(keepingCapacity: true)
        for (index, record) in records.enumerated() where record.kind == .lead {
            for version in record.versions.indices {
                let fields = record.versions[version].observation.fields
                voices.append(
                    Voice(record: index, version: version, fields: fields, cursor: fields.cursor(), entry: nil))
                voices[voices.count - 1].advance()
            }
        }
        var winners: [VersionID] = []
        winners.reserveCapacity(24)
        var status: Int?
        while let field = nextField() {
            var winner: Int?
            switch field {
            case .id, .modified, .deleted, .mergedInto, .convertedTo, .references, .concerns:
                break  // they are the record's, not the person's
            case .stage:
                winner = self.winner(of: field, by: rules[field], among: records)
                status = winner
            case .statusWord, .discardReason, .discardReasonWord:
                // A reason explains the status it stands beside, not one from another record.
                winner = status.flatMap { voices[$0].entry?.field == field ? $0 : nil }
            default: winner = self.winner(of: field, by: rules[field], among: records)
            }
            if let winner, let entry = voices[winner].entry {
                builder.append(entry, of: voices[winner].fields)
                winners.append(records[voices[winner].record].versions[voices[winner].version].version)
            }
            for index in voices.indices where voices[index].entry?.field == field { voices[index].advance() }
        }
        return UnifiedLead(values: builder.finish(), winners: winners)
    }

    /// What is left to decide where one record spoke once: nothing.
    private mutating func onlyVersion(_ version: RecordVersion) -> UnifiedLead {
        let fields = version.observation.fields
        var cursor = fields.cursor()
        var count = 0
        var hasStatus = false
        while let entry = cursor.next(in: fields.bytes) {
            switch entry.field {
            case .id, .modified, .deleted, .mergedInto, .convertedTo, .references, .concerns: continue
            case .stage: hasStatus = !entry.isNull
            case .statusWord, .discardReason, .discardReasonWord: if !hasStatus { continue }
            default: break
            }
            if entry.isNull { continue }
            builder.append(entry, of: fields)
            count += 1
        }
        return UnifiedLead(values: builder.finish(), winners: Array(repeating: version.version, count: count))
    }

    /// Every value a field could have had, the winner first, then by strength: what `explain` shows.
    public mutating func candidates(for field: Field, among records: [LeadRecord]) -> [Candidate] {
        var found: [Candidate] = []
        for (index, record) in records.enumerated() where record.kind == .lead {
            for version in record.versions.indices.reversed() {
                if let value = record.versions[version].observation.fields[field], value != .null {
                    found.append(Candidate(record: index, version: version, value: value))
                    break
                }
            }
        }
        let rule = rules[field]
        return found.sorted { isStronger(($0.record, $0.version), ($1.record, $1.version), field, rule, records) }
    }

    private func nextField() -> Field? {
        var lowest: Field?
        for voice in voices {
            if let field = voice.entry?.field, field.rawValue < lowest?.rawValue ?? .max { lowest = field }
        }
        return lowest
    }

    /// The voice whose value survives; `nil` where nobody holds one.
    private mutating func winner(of field: Field, by rule: SurvivorshipRule, among records: [LeadRecord]) -> Int? {
        // Each record speaks once: with the newest of its versions that says anything but null, or with the oldest where
        // the first word counts.
        best.removeAll(keepingCapacity: true)
        for index in voices.indices {
            guard let entry = voices[index].entry, entry.field == field, !entry.isNull else { continue }
            if let last = best.last, voices[last].record == voices[index].record {
                if rule != .firstSeen { best[best.count - 1] = index }
            } else {
                best.append(index)
            }
        }
        guard var strongest = best.first else { return nil }
        if best.count > 1 {
            for index in best.dropFirst() {
                let left = (voices[index].record, voices[index].version)
                let right = (voices[strongest].record, voices[strongest].version)
                if isStronger(left, right, field, rule, records) { strongest = index }
            }
        }
        if case .always(let source) = rule, records[voices[strongest].record].stream.source != source { return nil }
        return strongest
    }

    private func isStronger(
        _ left: (record: Int, version: Int), _ right: (record: Int, version: Int), _ field: Field,
        _ rule: SurvivorshipRule,
        _ records: [LeadRecord]
    ) -> Bool {
        let leftRecord = records[left.record]
        let rightRecord = records[right.record]
        let leftVersion = leftRecord.versions[left.version]
        let rightVersion = rightRecord.versions[right.version]
        switch rule {
        case .prefer(let sources):
            let leftRank = sources.firstIndex(of: leftRecord.stream.source) ?? .max
            let rightRank = sources.firstIndex(of: rightRecord.stream.source) ?? .max
            if leftRank != rightRank { return leftRank < rightRank }
        case .always(let source):
            let isLeft = leftRecord.stream.source == source
            if isLeft != (rightRecord.stream.source == source) { return isLeft }
        case .longestList:
            let leftCount = leftVersion.observation.fields[field].map(Survivorship.length) ?? 0
            let rightCount = rightVersion.observation.fields[field].map(Survivorship.length) ?? 0
            if leftCount != rightCount { return leftCount > rightCount }
        case .firstSeen:
            if let earlier = Survivorship.isEarlierSeen(leftVersion, rightVersion, field) { return earlier }
        case .mostRecent: break
        }
        // A record that is gone speaks after those that are there.
        let isLeftDeleted = leftRecord.current.observation.isDeleted
        if isLeftDeleted != rightRecord.current.observation.isDeleted { return !isLeftDeleted }
        if leftVersion.evidence != rightVersion.evidence { return rightVersion.evidence < leftVersion.evidence }
        let leftSource = sourceRank[leftRecord.stream.source] ?? .max
        let rightSource = sourceRank[rightRecord.stream.source] ?? .max
        if leftSource != rightSource { return leftSource < rightSource }
        if leftRecord.stream.source != rightRecord.stream.source {
            return leftRecord.stream.source < rightRecord.stream.source
        }
        if leftRecord.stream.stream != rightRecord.stream.stream {
            return leftRecord.stream.stream < rightRecord.stream.stream
        }
        return leftRecord.id < rightRecord.id
    }

    private static func length(_ value: FieldValue) -> Int {
        if case .list(let items) = value { return items.count }
        return 1
    }

    /// For a date the earlier date is seen first; for anything else the earlier evidence. `nil` where equal.
    private static func isEarlierSeen(_ left: RecordVersion, _ right: RecordVersion, _ field: Field) -> Bool? {
        if let leftTime = left.observation.fields.instant(field),
            let rightTime = right.observation.fields.instant(field),
            leftTime != rightTime
        {
            return leftTime < rightTime
        }
        return left.evidence.time == right.evidence.time ? nil : left.evidence.time < right.evidence.time
    }
}
