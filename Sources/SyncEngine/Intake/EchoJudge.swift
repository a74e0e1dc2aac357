import LeadModel
import LeadStore
import Reconciliation

/// What a record said last, and what of that is ours.
struct RecordState {
    var digest: ContentDigest
    /// When that was true by what it says itself.
    var own: Evidence
    /// When it counts as true.
    var counted: Evidence
    /// What counts of it.
    var observation: FieldValues
    /// The values in it that we had written, also those that do not count.
    var ours: FieldValues
    /// When which values of ours were seen in the record.
    var echoes: [(seen: Instant, values: FieldValues)]

    /// What it said, whoever wrote it: what is ours stands there, whatever counts in its place.
    func value(of field: Field) -> FieldValue? { ours[field] ?? observation[field] }
}

/// One message that a system was sent, in the words of a lead.
struct SentRow {
    var from: Instant
    /// `nil` where nobody knows that it was sent.
    var to: Instant?
    /// When the next message of the feed went.
    var until: Instant?
    /// What was written as it is, by the fields that it was taken from.
    var values: [Field: FieldValue]
    /// What was written in another form, or of another field, by the fields that it comes back in: nobody says it of the lead.
    var forms: [Field: [FieldValue]] = [:]
}

/// Tells what of a new version of a record is only what we have written into it.
struct EchoJudge {
    /// Of when a system says that it was written into, so much may lie before and behind our own time: clocks differ, and some systems
    /// are slow.
    static let earlierMilliseconds: Int64 = 5 * 60_000
    static let laterMilliseconds: Int64 = 15 * 60_000

    /// What somebody says in a system is always theirs, even where we said the same: whether a person may be sent anything, what sales
    /// makes of the lead, and which records are one.
    static let neverOurs: Set<Field> = [
        .deleted, .mergedInto, .convertedTo, .references, .concerns, .stage, .statusWord, .statusSince, .discardReason,
        .discardReasonWord, .optedOut, .hardBounced, .doNotCall, .consented, .customer, .converted,
    ]
    /// Such of these as a system fills in by itself when a record is made.
    private static let defaults: Set<Field> = [.references, .stage, .statusWord, .statusSince]

    let sent: [SentRow]
    /// Whether we know the record's id from our own writing.
    let isNamed: Bool
    /// What the record said last; `nil` where it was not known.
    let before: RecordState?
    /// Evidence weaker than all there is of the lead.
    let weakest: Evidence?
    let keys: MatchKeys

    /// What is made of a version.
    struct Verdict {
        var echo: RecordEcho
        var evidence: Evidence
        var observation: FieldValues
    }

    /// - Parameter own: when the version was true by what it says itself.
    /// - Returns: `nil` where nothing of it is ours.
    func judge(_ fields: FieldValues, _ own: Evidence) -> Verdict? {
        guard before != nil || isNamed else { return nil }
        // What is older than what is known already says nothing new anyhow.
        if let before, own < before.own { return nil }
        var ours: Set<Field> = []
        // What comes back for the first time, and as it is.
        var asItIs: Set<Field> = []
        var news: Set<Field> = []
        var isEchoed = false
        var cursor = fields.cursor()
        while let entry = cursor.next(in: fields.bytes) {
            let field = entry.field
            if field == .id || field == .modified { continue }
            let value = fields.value(of: entry)
            if isAsBefore(field, value) {
                if before?.ours.entry(field) != nil { ours.insert(field) }
            } else if !EchoJudge.neverOurs.contains(field), isOurs(field, value, own, { $0.values[field].map { [$0] } })
            {
                ours.insert(field)
                asItIs.insert(field)
                isEchoed = true
            } else if !EchoJudge.neverOurs.contains(field), isOurs(field, value, own, { $0.forms[field] }) {
                ours.insert(field)
                isEchoed = true
            } else {
                news.insert(field)
            }
        }
        let isWhole =
            before == nil
            ? isMadeByUs(fields, own, news: news) : news.isEmpty && (isEchoed || isNear(own.time))
        if isWhole {
            guard let evidence = before?.counted ?? weakest else { return nil }
            let echo = RecordEcho(
                isWhole: true, own: own, values: EchoJudge.part(ours, of: fields),
                counting: counting(ours, asItIs, of: fields))
            return Verdict(echo: echo, evidence: evidence, observation: echo.counted(of: fields))
        }
        // A track that a lead is in is not known from elsewhere, and by its keys a record finds its person.
        ours.remove(.nurtureTrack)
        if before == nil { ours = ours.filter { !keys.areMade(of: $0) } }
        guard !ours.isEmpty else { return nil }
        let echo = RecordEcho(isWhole: false, own: own, values: EchoJudge.part(ours, of: fields))
        return Verdict(echo: echo, evidence: own, observation: echo.counted(of: fields))
    }

    /// Whether a value is what the record said before; nothing, where it said nothing.
    private func isAsBefore(_ field: Field, _ value: FieldValue) -> Bool {
        guard let known = before?.value(of: field) else {
            return value == .null || value == .text("") || value == .flag(false) || value == .list([])
        }
        return EchoJudge.isSame(field, known, value)
    }

    /// What counts of what is ours where nothing is anybody else's: what comes back as it is does, since it is true of the lead. In the
    /// place of another form stands what the record itself said before; so it does of what counted, or did not, already.
    private func counting(_ ours: Set<Field>, _ asItIs: Set<Field>, of fields: FieldValues) -> FieldValues {
        var builder = FieldValuesBuilder()
        var cursor = fields.cursor()
        while let entry = cursor.next(in: fields.bytes) {
            guard ours.contains(entry.field) else { continue }
            if asItIs.contains(entry.field) {
                builder.append(entry, of: fields)
            } else if let before, let known = before.observation.entry(entry.field) {
                builder.append(known, of: before.observation)
            }
        }
        return builder.finish()
    }

    /// Whether a value is what we wrote into the field, after the record was as it was known, and comes back for the first time.
    /// - Parameter written: what of a message may stand in the field.
    private func isOurs(
        _ field: Field, _ value: FieldValue, _ own: Evidence, _ written: (SentRow) -> [FieldValue]?
    ) -> Bool {
        sent.contains { row in
            guard written(row)?.contains(where: { EchoJudge.isSame(field, $0, value) }) == true else { return false }
            let earliest = row.from.milliseconds - EchoJudge.earlierMilliseconds
            guard own.time.milliseconds >= earliest else { return false }
            // A later message has overwritten it.
            if let until = row.until, own.time.milliseconds > until.milliseconds + EchoJudge.laterMilliseconds {
                return false
            }
            guard let before else { return true }
            if let to = row.to, before.own.time.milliseconds > to.milliseconds + EchoJudge.laterMilliseconds {
                return false
            }
            // Whoever returns to it after somebody else had changed it means it.
            return !before.echoes.contains { echo in
                echo.seen.milliseconds >= earliest
                    && echo.values[field].map { EchoJudge.isSame(field, $0, value) } ?? false
            }
        }
    }

    private func isNear(_ time: Instant) -> Bool {
        sent.contains { row in
            guard let to = row.to else { return false }
            return time.milliseconds >= row.from.milliseconds - EchoJudge.earlierMilliseconds
                && time.milliseconds <= to.milliseconds + EchoJudge.laterMilliseconds
        }
    }

    /// Whether a record came to be by what we wrote, and nobody has touched it since.
    private func isMadeByUs(_ fields: FieldValues, _ own: Evidence, news: Set<Field>) -> Bool {
        guard isNear(own.time) || own.grade == .exported else { return false }
        if let created = fields.instant(.created) {
            // What the system fills in by itself besides, nobody has said.
            return isNear(created) && news.isDisjoint(with: EchoJudge.neverOurs.subtracting(EchoJudge.defaults))
        }
        return news.isSubset(of: EchoJudge.defaults)
    }

    /// Whether two values say the same.
    static func isSame(_ field: Field, _ left: FieldValue, _ right: FieldValue) -> Bool {
        switch (left, right) {
        case (.text(let left), .text(let right)):
            left == right || (field == .email && left.lowercased() == right.lowercased())
        case (.number(let left), .number(let right)): !left.isLess(than: right) && !right.isLess(than: left)
        // Many systems keep no more than the second.
        case (.instant(let left), .instant(let right)): left.milliseconds / 1_000 == right.milliseconds / 1_000
        case (.list(let left), .list(let right)): Set(left) == Set(right)
        default: left == right
        }
    }

    private static func part(_ chosen: Set<Field>, of fields: FieldValues) -> FieldValues {
        var builder = FieldValuesBuilder()
        var cursor = fields.cursor()
        while let entry = cursor.next(in: fields.bytes) {
            if chosen.contains(entry.field) { builder.append(entry, of: fields) }
        }
        return builder.finish()
    }
}
