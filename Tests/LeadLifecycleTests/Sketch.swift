import ConfigFiles
import Foundation
import LeadLifecycle
import LeadModel

/// Leads drawn with few words.
enum Sketch {
    static let crm = StreamInfo(number: 1, source: "salesforce", stream: "leads", kind: .lead, role: .crm)
    static let secondCRM = StreamInfo(number: 2, source: "dynamics", stream: "leads", kind: .lead, role: .crm)
    static let marketing = StreamInfo(number: 3, source: "hubspot", stream: "contacts", kind: .lead, role: .marketing)
    static let opportunities = StreamInfo(
        number: 4, source: "salesforce", stream: "deals", kind: .opportunity, role: .crm)
    static let activities = StreamInfo(number: 5, source: "salesforce", stream: "tasks", kind: .activity, role: .crm)

    /// `2026-03-01` or a full time.
    static func at(_ text: String) -> Instant {
        guard let instant = Instant(rfc3339: text.utf8.count == 10 ? text + "T00:00:00Z" : text) else {
            preconditionFailure("not a time: \(text)")
        }
        return instant
    }

    /// - Parameter days: the fields of which the day alone is known, in UTC; they are at its first instant.
    static func fields(_ values: [Field: FieldValue], days: Set<Field> = []) -> FieldValues {
        var builder = FieldValuesBuilder()
        for (field, value) in values.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if case .instant(let instant) = value, days.contains(field) {
                builder.append(field, day: ZonedDay(begins: instant, length: 86_400, offset: 0))
            } else {
                builder.append(field, value)
            }
        }
        return builder.finish()
    }

    /// One version of a record: when it was true, and what it said.
    struct Version {
        var time: String
        var values: [Field: FieldValue]
        /// Fields of which the day alone is known.
        var days: Set<Field> = []

        /// The same, where nobody knows more than the days.
        func byDay(_ fields: Field...) -> Version {
            var version = self
            version.days = Set(fields)
            if fields.contains(.modified) { version.values[.modified] = .instant(at(time)) }
            return version
        }

        init(_ time: String, _ stage: Stage? = nil, _ reason: DiscardReason? = nil, _ more: [Field: FieldValue] = [:]) {
            self.time = time
            values = more
            if let stage { values[.stage] = .number(ExactNumber(Int(stage.rawValue))) }
            if let reason { values[.discardReason] = .number(ExactNumber(Int(reason.rawValue))) }
        }
    }

    static func record(_ stream: StreamInfo, _ id: String, _ versions: [Version]) -> LeadRecord {
        let list = versions.enumerated().map { index, version in
            RecordVersion(
                version: VersionID(
                    stream: stream.number,
                    sequence: Int64(id.utf8.reduce(0) { $0 &* 31 &+ Int($1) } % 10_000 * 100 + index)),
                evidence: Evidence(time: at(version.time), grade: .modified),
                digest: ContentDigest(high: 0, low: UInt64(index)),
                observation: Observation(
                    kind: stream.kind,
                    fields: fields(
                        version.values.merging([.id: .text(id)]) { old, _ in old }, days: version.days)))
        }
        return LeadRecord(stream: stream, id: id, versions: list.sorted(by: RecordVersion.isEarlier))
    }

    static func lead(_ versions: Version..., id: String = "00Q1", in stream: StreamInfo = crm) -> LeadRecord {
        record(stream, id, versions)
    }

    static func deal(_ id: String, _ stage: OpportunityStage, _ time: String, _ more: [Field: FieldValue] = [:])
        -> LeadRecord
    {
        record(
            opportunities, id,
            [Version(time, nil, nil, more.merging([.opportunityStage: .text(stage.rawValue)]) { old, _ in old })])
    }

    static func touch(_ type: ActivityType, _ time: String, in stream: StreamInfo = activities) -> LeadRecord {
        record(
            stream, "T\(time)",
            [Version(time, nil, nil, [.activityType: .text(type.rawValue), .at: .instant(at(time))])])
    }

    static func dossier(
        _ records: LeadRecord..., activities: [LeadRecord] = [], opportunities: [LeadRecord] = [],
        contact: [Field: FieldValue] = [.email: .text("ada@example.com")]
    ) -> LeadDossier {
        LeadDossier(
            id: LeadID(number: 7), lead: UnifiedLead(values: fields(contact), winners: []), records: records,
            activities: activities, opportunities: opportunities)
    }

    /// The agreement that the project ships.
    static func shipped() throws -> Agreement {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("config/agreement.yaml"), encoding: .utf8)
        return try Agreement.compile(text, file: "config/agreement.yaml")
    }

    static let plainText = """
        agreement:
          - effective-from: 2025-01-01
            zone: UTC
            recycling:
              triggers: [discarded, rejected, closed-lost, untouched after 14d]
              never: [spam, bad-data, duplicate, existing-customer, competitor]
              reasons:
                timing: { track: back-in-season, after: 90d, cycles: 2 }
                no-response: { track: re-engage, after: 30d, cycles: 1 }
                unknown: { track: re-engage, after: 45d, cycles: 1 }
        """

    /// Another policy than `plain`: fewer triggers, shorter spans, a version of later date with an escalation.
    static func short() throws -> Agreement {
        try Agreement.compile(
            """
            agreement:
              - effective-from: 2025-03-01
                zone: America/New_York
                recycling:
                  triggers: [discarded, untouched after 3d]
                  never: [spam]
                  reasons:
                    timing: { track: next-season, after: 10d, cycles: 1 }
                    duplicate: { track: re-engage, after: 5d, cycles: 3 }
              - effective-from: 2026-01-01
                zone: UTC
                sales: { escalate: [{ after: 4h, track: team-lead }, { after: 7d, track: head-of-sales }] }
                recycling:
                  triggers: [discarded, rejected, closed-lost, untouched after 30d]
                  never: [timing]
                  reasons:
                    unknown: { track: re-engage, after: 0d, cycles: 9 }
            """, file: "agreement.yaml")
    }

    /// A policy that has to ask what was known of a lead when it left.
    static func withCriteria() throws -> Agreement {
        try Agreement.compile(
            """
            agreement:
              - effective-from: 2025-01-01
                zone: UTC
                recycling:
                  triggers: [discarded, rejected, closed-lost, untouched after 14d]
                  never: [spam, { when: created within 3d }]
                  reasons:
                    timing:
                      - { track: soon, after: 10d, cycles: 2, when: activity call within 90d }
                      - { track: back-in-season, after: 90d, cycles: 2 }
                    unknown: { track: re-engage, after: 45d, cycles: 1 }
            """, file: "agreement.yaml")
    }

    /// A policy whose leads wait in business time.
    static func inBusinessDays() throws -> Agreement {
        try Agreement.compile(
            plainText.replacing("untouched after 14d", with: "untouched after 10 business days").replacing(
                "zone: UTC",
                with: "zone: Europe/Berlin\n    business-hours: { days: mon-fri, from: \"09:00\", to: \"17:30\" }"),
            file: "agreement.yaml")
    }

    static func plain() throws -> Agreement { try Agreement.compile(plainText, file: "agreement.yaml") }
}

extension Agreement {
    /// Standing and decision in one.
    func decide(_ dossier: LeadDossier, at now: String, suppressed: [Suppression] = []) -> Decision {
        decide(dossier, standing: standing(of: dossier), suppressed: suppressed, at: Sketch.at(now))
    }
}
