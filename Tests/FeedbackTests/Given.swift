import ConfigFiles
import Feedback
import Foundation
import LeadModel

/// Leads and feeds for these tests.
enum Given {
    static func at(_ text: String) -> Instant {
        guard let instant = Instant(rfc3339: text + "T00:00:00Z") else { preconditionFailure("not a day: \(text)") }
        return instant
    }

    static func fields(_ values: [Field: FieldValue]) -> FieldValues {
        var builder = FieldValuesBuilder()
        for (field, value) in values.sorted(by: { $0.key.rawValue < $1.key.rawValue }) { builder.append(field, value) }
        return builder.finish()
    }

    static func record(
        _ source: String, _ id: String, role: SourceRole = .marketing, kind: RecordKind = .lead,
        day: String = "2026-03-01",
        _ values: [Field: FieldValue] = [:]
    ) -> LeadRecord {
        let stream = StreamInfo(number: source.utf8.count, source: source, stream: "all", kind: kind, role: role)
        let version = RecordVersion(
            version: VersionID(stream: stream.number, sequence: 1), evidence: Evidence(time: at(day), grade: .modified),
            digest: ContentDigest(high: 0, low: 0),
            observation: Observation(kind: kind, fields: fields(values.merging([.id: .text(id)]) { old, _ in old })))
        return LeadRecord(stream: stream, id: id, versions: [version])
    }

    static func dossier(_ number: Int64, _ values: [Field: FieldValue], records: [LeadRecord] = []) -> LeadDossier {
        LeadDossier(
            id: LeadID(number: number), lead: UnifiedLead(values: fields(values), winners: []), records: records,
            activities: [], opportunities: [])
    }

    static let recycled = Decision(
        kind: .recycle, cause: .coolingOffPassed, trigger: .discarded, reason: .timing, track: "back-in-season",
        due: at("2026-05-30"), cycle: 1, agreement: "2025-01-01", since: at("2026-03-01"))
    static let discarded = Standing(
        stage: .discarded, reason: .timing, since: at("2026-03-01"), furthest: .working, exit: .discarded, exits: 1)

    static func feed(_ format: String, fields: String, more: String = "withdrawals: never") throws -> FeedDefinition {
        let text = """
            feed: test
            select: { decision: recycle }
            fields: \(fields)
            format: \(format)
            to: { folder: feeds }
            mode: incremental
            \(more)
            """
        return try FeedDefinition.compile(text, file: "feed.yaml")
    }

    /// The bytes of a feed of these rows, as text.
    static func written(_ feed: FeedDefinition, _ rows: [FeedRow]) throws -> String {
        var writer = try FeedWriter(feed)
        var buffer: [UInt8] = []
        writer.begin(into: &buffer)
        for row in rows { _ = try writer.write(row, isSuppressed: { _ in false }, into: &buffer).get() }
        writer.finish(into: &buffer)
        return String(decoding: buffer, as: UTF8.self)
    }

    static func shipped(_ path: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("config/" + path), encoding: .utf8)
    }

    static let shippedFeeds = [
        "recycled-to-marketo", "recycled-for-review", "recycled-to-hubspot", "recycled-to-pardot",
        "returned-to-sales",
    ]
}
