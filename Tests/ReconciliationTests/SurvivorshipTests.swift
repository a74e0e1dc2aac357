import LeadModel
import Reconciliation
import TestSupport
import Testing

/// Records of one person, as short as they can be said.
private enum Voice {
    static func stream(_ source: String, _ name: String = "leads") -> StreamInfo {
        StreamInfo(
            number: source.utf8.reduce(1) { $0 + Int($1) }, source: source, stream: name, kind: .lead, role: .crm)
    }

    static func version(_ sequence: Int64, day: Int, grade: Evidence.Grade = .modified, _ values: [Field: FieldValue])
        -> RecordVersion
    {
        RecordVersion(
            version: VersionID(stream: 1, sequence: sequence),
            evidence: Evidence(time: Instant(year: 2026, month: 3, day: day), grade: grade),
            digest: ContentDigest(high: UInt64(sequence), low: 0),
            observation: Observation(kind: .lead, fields: Person.fields(values)))
    }

    static func record(_ source: String, id: String = "1", _ versions: RecordVersion...) -> LeadRecord {
        LeadRecord(stream: stream(source), id: id, versions: versions)
    }

    /// One record of one version, whose number tells where a value came from.
    static func says(
        _ source: String, _ number: Int64, day: Int, grade: Evidence.Grade = .modified, _ values: [Field: FieldValue]
    ) -> LeadRecord {
        record(source, id: "\(number)", version(number, day: day, grade: grade, values))
    }
}

@Suite struct `The value that survives` {
    private func value(
        _ field: Field, _ rule: SurvivorshipRule, sources: [String] = ["crm", "web"], of records: LeadRecord...
    ) -> FieldValue? {
        var survivorship = Survivorship(SurvivorshipRules(sources: sources, rules: [field: rule]))
        return survivorship.unify(records).values[field]
    }

    private let old = Voice.says("crm", 1, day: 1, [.title: .text("old")])
    private let new = Voice.says("web", 2, day: 9, [.title: .text("new")])

    @Test func `is the most recent by evidence`() {
        #expect(value(.title, .mostRecent, of: old, new) == .text("new"))
        #expect(value(.title, .mostRecent, of: new, old) == .text("new"))
    }

    @Test func `is of a certain change before a later possible one, and of both before an export's time`() {
        let changed = Voice.says("crm", 1, day: 1, grade: .changed, [.title: .text("changed")])
        let modified = Voice.says("web", 2, day: 5, grade: .modified, [.title: .text("modified")])
        let exported = Voice.says("web", 3, day: 9, grade: .exported, [.title: .text("exported")])
        #expect(value(.title, .mostRecent, of: exported, modified, changed) == .text("changed"))
        #expect(value(.title, .mostRecent, of: exported, modified) == .text("modified"))
    }

    @Test func `is never erased by a blank, however new`() {
        let blank = Voice.says("web", 2, day: 9, [.title: .null])
        #expect(value(.title, .mostRecent, of: old, blank) == .text("old"))
        let erased = Voice.record(
            "crm", Voice.version(1, day: 1, [.title: .text("old")]), Voice.version(2, day: 5, [.title: .null]),
            Voice.version(3, day: 6, [:]))
        #expect(value(.title, .mostRecent, of: erased) == .text("old"))
        // The mapping said so on purpose: the empty text is a value.
        let emptied = Voice.says("web", 2, day: 9, [.title: .text("")])
        #expect(value(.title, .mostRecent, of: old, emptied) == .text(""))
    }

    @Test func `is the preferred source's, then the next one's, then the most recent`() {
        let other = Voice.says("pardot", 3, day: 20, [.title: .text("other")])
        #expect(value(.title, .prefer(["crm", "web"]), of: new, old, other) == .text("old"))
        #expect(value(.title, .prefer(["crm", "web"]), of: new, other) == .text("new"))
        #expect(value(.title, .prefer(["marketo"]), of: new, other, old) == .text("other"))
        let silent = Voice.says("crm", 4, day: 30, [.title: .null])
        #expect(value(.title, .prefer(["crm"]), of: new, silent) == .text("new"))
    }

    @Test func `is only the one source's where only its word counts, and nobody's where it is silent`() {
        #expect(value(.title, .always("crm"), of: new, old) == .text("old"))
        #expect(value(.title, .always("crm"), of: new) == nil)
        #expect(value(.title, .always("crm"), of: new, Voice.says("crm", 3, day: 20, [.title: .null])) == nil)
    }

    @Test func `is the first that was seen, also within one record`() {
        #expect(
            value(
                .leadSource, .firstSeen, of: Voice.says("web", 2, day: 9, [.leadSource: .text("late")]),
                Voice.says("crm", 1, day: 3, [.leadSource: .text("early")])) == .text("early"))
        let record = Voice.record(
            "crm", Voice.version(1, day: 1, [.leadSource: .text("first")]),
            Voice.version(2, day: 9, [.leadSource: .text("second")]))
        #expect(value(.leadSource, .firstSeen, of: record) == .text("first"))
        // Of dates the earliest itself, whoever said it last.
        let early = FieldValue.instant(Instant(year: 2020, month: 1, day: 1))
        let late = FieldValue.instant(Instant(year: 2025, month: 1, day: 1))
        #expect(
            value(
                .created, .firstSeen, of: Voice.says("crm", 1, day: 1, [.created: late]),
                Voice.says("web", 2, day: 9, [.created: early])) == early)
    }

    @Test func `is the longest list`() {
        let long = Voice.says("crm", 1, day: 1, [.interests: .list(["a", "b"])])
        let short = Voice.says("web", 2, day: 9, [.interests: .list(["c"])])
        #expect(value(.interests, .longestList, of: short, long) == .list(["a", "b"]))
        let newer = Voice.says("web", 3, day: 9, [.interests: .list(["c", "d"])])
        #expect(value(.interests, .longestList, of: newer, long) == .list(["c", "d"]), "of equal length the newer")
    }

    @Test func `is of a record that is gone only where no other speaks`() {
        let gone = Voice.says("crm", 1, day: 20, [.title: .text("gone"), .city: .text("Oslo"), .deleted: .flag(true)])
        #expect(value(.title, .mostRecent, of: gone, new) == .text("new"))
        #expect(value(.city, .mostRecent, of: gone, new) == .text("Oslo"))
        // A word said before the deletion is of a deleted record, too.
        let deletedLater = Voice.record(
            "crm", Voice.version(1, day: 19, [.title: .text("gone")]),
            Voice.version(5, day: 20, [.deleted: .flag(true)]))
        #expect(value(.title, .mostRecent, of: deletedLater, new) == .text("new"))
    }

    @Test func `is of the source declared first where the evidence is equal, then by name`() {
        let crm = Voice.says("crm", 1, day: 5, [.title: .text("crm")])
        let web = Voice.says("web", 2, day: 5, [.title: .text("web")])
        #expect(value(.title, .mostRecent, sources: ["web", "crm"], of: crm, web) == .text("web"))
        #expect(value(.title, .mostRecent, sources: ["crm", "web"], of: web, crm) == .text("crm"))
        #expect(value(.title, .mostRecent, sources: [], of: web, crm) == .text("crm"))
    }

    @Test func `of a reason is that of the record that gives the status, or none`() {
        func number(_ raw: UInt8) -> FieldValue { .number(ExactNumber(Int(raw))) }
        let closed = Voice.says(
            "crm", 1, day: 1,
            [.stage: number(Stage.discarded.rawValue), .discardReason: number(DiscardReason.timing.rawValue)])
        let working = Voice.says(
            "web", 2, day: 9, [.stage: number(Stage.working.rawValue), .statusWord: .text("Working")])
        var survivorship = Survivorship(SurvivorshipRules(rules: [.discardReason: .always("crm")]))
        let both = survivorship.unify([closed, working])
        #expect(
            both.values.stage == .working && both.values.discardReason == nil
                && both.values.text(.statusWord) == "Working")
        #expect(survivorship.unify([closed]).values.discardReason == .timing)
    }

    @Test func `is no property of one record: ids, dates of change and references stay where they are`() {
        var survivorship = Survivorship(SurvivorshipRules())
        let lead = survivorship.unify([
            Voice.says(
                "crm", 1, day: 1,
                [
                    .id: .text("1"), .modified: .instant(Instant(milliseconds: 0)), .deleted: .flag(false),
                    .mergedInto: .text("2"), .city: .text("Oslo"),
                ])
        ])
        #expect(lead.values == Person.fields([.city: .text("Oslo")]))
        #expect(lead.winners == [VersionID(stream: 1, sequence: 1)])
    }

    @Test(arguments: 1...25 as ClosedRange<UInt64>)
    func `does not depend on the order of records, and its winner is who said it`(seed: UInt64) {
        var dice = Dice(seed: seed)
        let fields: [Field] = [.title, .city, .owner, .leadSource, .interests, .created, .stage]
        let rules = SurvivorshipRules(
            sources: ["web", "crm"],
            rules: [
                .title: .prefer(["web"]), .city: .always("crm"), .owner: .mostRecent, .leadSource: .firstSeen,
                .interests: .longestList,
            ])
        var sequence: Int64 = 0
        var said: [VersionID: FieldValues] = [:]
        let records = (0..<dice.roll(1..<6)).map { number -> LeadRecord in
            let versions = (0..<dice.roll(1..<4)).map { _ -> RecordVersion in
                sequence += 1
                var values: [Field: FieldValue] = dice.hits(oneIn: 6) ? [.deleted: .flag(true)] : [:]
                for field in fields where dice.hits(oneIn: 2) {
                    values[field] =
                        switch field {
                        case .interests: .list((0..<dice.roll(1..<4)).map { "\($0)" })
                        case .created: .instant(Instant(year: 2020, month: 1, day: dice.roll(1..<5)))
                        case .stage: .number(ExactNumber(dice.roll(0..<12)))
                        default: dice.hits(oneIn: 4) ? .null : .text("v\(sequence)")
                        }
                }
                let version = Voice.version(
                    sequence, day: dice.roll(1..<5), grade: dice.pick([.exported, .modified, .changed]), values)
                said[version.version] = version.observation.fields
                return version
            }
            return LeadRecord(
                stream: Voice.stream(dice.pick(["crm", "web", "pardot"])), id: "\(number)",
                versions: versions.sorted(by: RecordVersion.isEarlier))
        }
        var survivorship = Survivorship(rules)
        let first = survivorship.unify(records)
        for _ in 0..<4 { #expect(survivorship.unify(records.shuffled(using: &dice)) == first, "seed \(seed)") }
        var cursor = first.values.cursor()
        for winner in first.winners {
            guard let entry = cursor.next(in: first.values.bytes) else { break }
            #expect(said[winner]?[entry.field] == first.values.value(of: entry), "seed \(seed)")
            #expect(!entry.isNull)
        }
        for field in fields where field != .stage && field != .city {
            #expect(
                survivorship.candidates(for: field, among: records).first.map(\.value) == first.values[field]
                    || rules[field] == .firstSeen, "seed \(seed), \(field)")
        }
    }
}
