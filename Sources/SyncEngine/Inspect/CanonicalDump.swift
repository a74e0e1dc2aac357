public import LeadModel
public import LeadStore

/// What a store believes, as sorted JSON lines: equal stores give equal bytes.
///
/// Left out is what only says how the store came to it: numbers of runs, pages, versions and leads, and the clock. A lead
/// is named by its first record in the order of source, stream and id; a version that only knows the time of its export
/// is shown without a time.
public struct CanonicalDump {
    private let store: LeadStore
    private let streams: [Int: StoredStream]

    public init(_ store: LeadStore) throws(Fault) {
        self.store = store
        streams = try store.streamsByNumber()
    }

    /// Every line, sorted by bytes. Takes memory for all of them.
    public func lines() throws(Fault) -> [String] {
        var lines: [String] = []
        try forEachLine { lines.append($0) }
        return lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Every line, in the order in which it is found; takes memory for the names of leads.
    func forEachLine(_ body: (String) -> Void) throws(Fault) {
        var names: [LeadID: String] = [:]
        var after = LeadID(number: 0)
        while true {
            let leads = try store.leads(matching: LeadFilter(limit: 500), after: after)
            guard let last = leads.last else { break }
            after = last.id
            for lead in leads {
                let records = LeadRecords(try store.versions(lead.versions), streams: streams).records
                let name = records.map(address).min() ?? ""
                names[lead.id] = name
                body(line(of: lead, name, records))
                for line in try self.lines(of: records, lead: name) { body(line) }
            }
        }
        try forEachWaiting(body)
        for entry in try store.quarantined(QuarantineFilter(state: nil)) where entry.state != .released {
            body(
                JSONValue.members([
                    "quarantine": .text("\(entry.stream.source)/\(entry.stream.stream)"),
                    "code": .text(entry.fault.code.rawValue),
                    "file": JSONValue(entry.fault.origin?.file.split(separator: "/").last.map(String.init)),
                    "record": entry.fault.origin?.record.map { .integer($0) }, "field": JSONValue(entry.fault.field),
                    "dismissed": entry.dismissal.map { .text($0.because) },
                ]).line)
        }
        for feed in try store.feedNames() {
            for member in try store.members(of: feed) {
                body(JSONValue.members(["feed": .text(feed), "lead": JSONValue(names[member.lead])]).line)
            }
        }
    }

    private func forEachWaiting(_ body: (String) -> Void) throws(Fault) {
        for stream in streams.values.sorted(by: { $0.info.number < $1.info.number }) {
            var after = VersionID(rawValue: 0)
            while true {
                let waiting = try store.waiting(of: stream.info.number, after: after, limit: 500)
                guard let last = waiting.last else { break }
                after = last.record
                for (_, versions) in waiting {
                    let records = LeadRecords(try store.versions(versions), streams: streams).records
                    for line in try self.lines(of: records, lead: nil) { body(line) }
                }
            }
        }
    }

    private func address(_ record: LeadRecord) -> String {
        "\(record.stream.source)/\(record.stream.stream)/\(record.id)"
    }

    private func line(of lead: StoredLead, _ name: String, _ records: [LeadRecord]) -> String {
        let fields = StoredLead.fields.compactMap { field in
            lead.text(field).map { JSONValue.Member(name: field.word, value: .text($0)) }
        }
        let standing = lead.standing
        let decision = lead.decision
        var byVersion: [VersionID: String] = [:]
        for record in records { for version in record.versions { byVersion[version.version] = address(record) } }
        // How many versions a lead has, and in what order they came, decides how the store keeps the winners.
        let owners = lead.golden.winners.map { byVersion[$0] }
        let from = Set(owners).count == 1 ? Array(owners.prefix(1)) : owners
        func owner(_ version: VersionID?) -> JSONValue? { version.flatMap { byVersion[$0] }.map { .text($0) } }
        return JSONValue.members([
            "lead": .text(name), "records": .list(records.map { .text(address($0)) }.sorted { $0.line < $1.line }),
            "fields": .object(fields), "from": .list(from.map { JSONValue($0) }),
            "stage": .text(standing.stage.word), "stage-reason": standing.reason.map { .text($0.word) },
            "stage-since": standing.since.map { .text($0.description) }, "furthest": .text(standing.furthest.word),
            "stage-record": owner(standing.evidence),
            "first-response": standing.firstResponse.map { .text($0.description) },
            "touches": .integer(standing.touches), "won": .list(standing.won.map { .text($0.description) }),
            "decision": .text(decision.kind.rawValue), "cause": .text(decision.cause.rawValue),
            "trigger": decision.trigger.map { .text($0.rawValue) }, "reason": decision.reason.map { .text($0.word) },
            "track": decision.track.map { .text($0) }, "due": decision.due.map { .text($0.description) },
            "cycle": .integer(decision.cycle), "returned": decision.returned.map { .text($0.description) },
            "control": decision.isControl ? .flag(true) : nil,
            "suppressed": .list(
                decision.suppressions.map {
                    .text("\($0.channel.rawValue) \($0.reason.rawValue) \($0.source) \($0.since)")
                }),
            "agreement": .text(decision.agreement), "decision-record": owner(decision.evidence),
        ]).line
    }

    private func lines(of records: [LeadRecord], lead: String?) throws(Fault) -> [String] {
        let absences = try store.absences(of: records.flatMap(\.versions).map(\.version))
        return records.map { line(of: $0, lead: lead, absences) }
    }

    private func line(
        of record: LeadRecord, lead: String?, _ absences: [VersionID: StoredAbsence]
    ) -> String {
        let versions = record.versions.map { version in
            let fields = LeadRecordText.members(of: version.observation.fields)
            // Nobody wrote down when the record went: that, too, is only the time of an export.
            let isAbsence = absences[version.version] != nil
            let isDated = version.evidence.grade != .exported && !isAbsence
            return JSONValue.members([
                "at": isDated ? .text(version.evidence.time.description) : nil,
                "absent": isAbsence ? .flag(true) : nil,
                "fields": .object(fields),
            ])
        }
        return JSONValue.members([
            "record": .text(address(record)), "lead": lead.map { .text($0) }, "versions": .list(versions),
        ]).line
    }
}

/// Fields of an observation, spelled out.
enum LeadRecordText {
    static func members(of values: FieldValues) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        var cursor = values.cursor()
        while let entry = cursor.next(in: values.bytes) {
            members.append(
                JSONValue.Member(name: entry.field.word, value: value(values.value(of: entry), of: entry.field)))
        }
        return members
    }

    private static func value(_ value: FieldValue, of field: Field) -> JSONValue {
        switch (field, value) {
        case (_, .null): return .null
        case (.stage, .number(let number)):
            return JSONValue(Stage(rawValue: UInt8(truncatingIfNeeded: number.integer))?.word)
        case (.discardReason, .number(let number)), (.lostReason, .number(let number)):
            return JSONValue(DiscardReason(rawValue: UInt8(truncatingIfNeeded: number.integer))?.word)
        case (_, .list(let items)): return .list(items.map { .text($0) })
        default: return .text(value.description)
        }
    }
}
