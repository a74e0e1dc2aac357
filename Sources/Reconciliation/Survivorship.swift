public import LeadModel

/// Makes the golden record of one person from everything its records ever said.
///
/// For each field every record speaks with its newest value that is not blank (blank never erases, unless the mapping
/// made it the empty text on purpose). Between records the field's rule decides, by evidence: certain change dates before
/// modification dates before export dates, then later before earlier, then the declared order of sources, then stream and
/// id. The result depends on what was said, never on the order it arrived in.
public struct Survivorship: Sendable {
    private let rules: SurvivorshipRules
    /// Each rule that some field has, once; and by number of the field, which of them it has.
    private let distinct: [SurvivorshipRule]
    private let ruleOfField: [Int]
    private var standings: [(stream: Int, standing: SourceStanding)] = []
    private var builder = FieldValuesBuilder()
    private var voices: [Voice] = []

    public init(_ rules: SurvivorshipRules) {
        self.rules = rules
        var distinct: [SurvivorshipRule] = []
        ruleOfField = (0...UInt8.max).map { number in
            guard let rule = Field(rawValue: number).map({ rules[$0] }) else { return 0 }
            if let index = distinct.firstIndex(of: rule) { return index }
            distinct.append(rule)
            return distinct.count - 1
        }
        self.distinct = distinct
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
        listen(to: records)
        for index in voices.indices { voices[index].advance() }
        var winners: [VersionID] = []
        winners.reserveCapacity(24)
        var status: Int?
        while let field = nextField() {
            var winner: Int?
            switch field {
            case .id, .modified, .deleted, .mergedInto, .convertedTo, .references, .concerns:
                break  // they are the record's, not the person's
            case .stage:
                winner = self.winner(of: field, among: records)
                status = winner
            case .statusWord, .statusSince, .discardReason, .discardReasonWord:
                // A reason explains the status it stands beside, not one from another record.
                winner = status.flatMap { voices[$0].field == field.rawValue ? $0 : nil }
            default: winner = self.winner(of: field, among: records)
            }
            if let winner, let entry = voices[winner].entry {
                builder.append(entry, of: voices[winner].fields)
                winners.append(records[voices[winner].record].versions[voices[winner].version].version)
            }
            for index in voices.indices where voices[index].field == field.rawValue { voices[index].advance() }
        }
        // Observations are parts of large buffers, which must not wait here for the next person.
        voices.removeAll(keepingCapacity: true)
        return UnifiedLead(values: builder.finish(), winners: winners)
    }

    /// A voice for each version of each record of a person.
    private mutating func listen(to records: [LeadRecord]) {
        voices.removeAll(keepingCapacity: true)
        for index in records.indices where records[index].kind == .lead {
            let standing = standing(of: records[index].stream)
            let isDeleted = records[index].current.observation.isDeleted
            for version in records[index].versions.indices {
                voices.append(
                    Voice(
                        records[index].versions[version], at: (index, version), isDeleted: isDeleted, standing: standing
                    ))
            }
        }
    }

    private mutating func standing(of stream: StreamInfo) -> SourceStanding {
        for known in standings where known.stream == stream.number { return known.standing }
        let standing = SourceStanding(of: stream.source, distinct, order: rules.sources)
        standings.append((stream: stream.number, standing: standing))
        return standing
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
            case .statusWord, .statusSince, .discardReason, .discardReasonWord: if !hasStatus { continue }
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
        listen(to: records)
        defer { voices.removeAll(keepingCapacity: true) }
        var newest: [Int] = []
        for index in voices.indices {
            voices[index].turn(to: field)
            guard let entry = voices[index].entry, !entry.isNull else { continue }
            if let last = newest.last, voices[last].record == voices[index].record { newest.removeLast() }
            newest.append(index)
        }
        return newest.sorted { isStronger($0, $1, field, records) }.compactMap { index in
            let voice = voices[index]
            return voice.entry.map {
                Candidate(record: voice.record, version: voice.version, value: voice.fields.value(of: $0))
            }
        }
    }

    private func nextField() -> Field? {
        var lowest = UInt16.max
        for index in voices.indices where voices[index].field < lowest { lowest = voices[index].field }
        return UInt8(exactly: lowest).flatMap(Field.init(rawValue:))
    }

    /// The voice whose value survives; `nil` where nobody holds one.
    private func winner(of field: Field, among records: [LeadRecord]) -> Int? {
        let rule = distinct[ruleOfField[Int(field.rawValue)]]
        // Each record speaks once: with the newest of its versions that says anything but null, or with the oldest where
        // the first word counts.
        var strongest: Int?
        var speaker: Int?
        for index in voices.indices {
            guard voices[index].field == field.rawValue, let entry = voices[index].entry, !entry.isNull else {
                continue
            }
            guard let last = speaker else {
                speaker = index
                continue
            }
            if voices[last].record == voices[index].record {
                if rule != .firstSeen { speaker = index }
            } else {
                strongest = stronger(strongest, last, field, records)
                speaker = index
            }
        }
        guard let speaker else { return nil }
        let winner = stronger(strongest, speaker, field, records)
        if case .always = rule, preference(of: winner, for: field) == .max { return nil }
        return winner
    }

    private func stronger(_ strongest: Int?, _ next: Int, _ field: Field, _ records: [LeadRecord]) -> Int {
        guard let strongest else { return next }
        return isStronger(next, strongest, field, records) ? next : strongest
    }

    private func preference(of voice: Int, for field: Field) -> Int {
        voices[voice].standing.preference[ruleOfField[Int(field.rawValue)]]
    }

    private func isStronger(_ left: Int, _ right: Int, _ field: Field, _ records: [LeadRecord]) -> Bool {
        switch distinct[ruleOfField[Int(field.rawValue)]] {
        case .prefer, .always:
            let leftRank = preference(of: left, for: field)
            let rightRank = preference(of: right, for: field)
            if leftRank != rightRank { return leftRank < rightRank }
        case .longestList:
            let leftCount = length(of: left)
            let rightCount = length(of: right)
            if leftCount != rightCount { return leftCount > rightCount }
        case .firstSeen:
            if let earlier = isEarlierSeen(left, right) { return earlier }
        case .mostRecent: break
        }
        // A record that is gone speaks after those that are there.
        if voices[left].isDeleted != voices[right].isDeleted { return voices[right].isDeleted }
        if voices[left].evidence != voices[right].evidence { return voices[right].evidence < voices[left].evidence }
        let leftRank = voices[left].standing.rank
        let rightRank = voices[right].standing.rank
        if leftRank != rightRank { return leftRank < rightRank }
        return isBefore(records[voices[left].record], records[voices[right].record])
    }

    /// What decides where nothing else does: names.
    @inline(never)
    private func isBefore(_ left: LeadRecord, _ right: LeadRecord) -> Bool {
        if left.stream.source != right.stream.source { return left.stream.source < right.stream.source }
        if left.stream.stream != right.stream.stream { return left.stream.stream < right.stream.stream }
        return left.id < right.id
    }

    private func length(of voice: Int) -> Int {
        guard let entry = voices[voice].entry else { return 0 }
        return voices[voice].fields.count(of: entry)
    }

    /// For a date the earlier date is seen first; for anything else the earlier evidence. `nil` where equal.
    private func isEarlierSeen(_ left: Int, _ right: Int) -> Bool? {
        if let leftTime = voices[left].entry.flatMap(voices[left].fields.instant(of:)),
            let rightTime = voices[right].entry.flatMap(voices[right].fields.instant(of:)), leftTime != rightTime
        {
            return leftTime < rightTime
        }
        let leftTime = voices[left].evidence.time
        let rightTime = voices[right].evidence.time
        return leftTime == rightTime ? nil : leftTime < rightTime
    }
}
