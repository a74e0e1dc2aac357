import Foundation
import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

/// Recorded answers and exports that nobody here wrote, beside the package; skipped where they are not there.
@Suite(.enabled(if: PublicData.isThere, Comment(rawValue: PublicData.absence)))
struct `Data that vendors' systems wrote` {
    private struct Reading {
        var folder: String
        var files: String
        var mapping: String
        var format: String
        /// Records read, and of them refused; each file that is refused as a whole, by its code.
        var records: Int
        var refused = 0
        var codes: [FaultCode] = []
    }

    private static let readings = [
        Reading(
            folder: "hubspot-vcr/json", files: "contact_find_by_email.*.json", mapping: "hubspot-contact-v1",
            format: "{ json: { records: response_json, layout: one } }", records: 1, codes: [.jsonErrorBody]),
        Reading(
            folder: "hubspot-vcr/json", files: "contact_find_by_email_batch_mode.*.json", mapping: "hubspot-contact-v1",
            format: "{ json: { records: response_json, layout: keyed } }", records: 2),
        Reading(
            folder: "zoho-v1-xml", files: "*.xml", mapping: "zoho-lead-xml", format: "{ xml: { records: row } }",
            records: 7),
        Reading(
            folder: "pipedrive-webhooks", files: "*.json", mapping: "pipedrive-person",
            format: "{ json: { records: current } }", records: 1),
        Reading(
            folder: "pardot-java", files: "prospect*.xml", mapping: "pardot-prospect",
            format: "{ xml: { records: prospect } }", records: 3),
        Reading(
            folder: "pardot-java", files: "error*.xml", mapping: "pardot-prospect",
            format: "{ xml: { records: prospect } }", records: 0, codes: [.xmlErrorBody]),
        Reading(
            folder: "dynamics-soap-xml", files: "*.xml", mapping: "dynamics-lead-soap",
            format: "{ xml: { records: Entity } }", records: 3, codes: [.xmlRecordMissing, .xmlErrorBody]),
        Reading(
            folder: "salesforce-restforce/sobject", files: "*error*.json", mapping: "salesforce-lead", format: "json",
            records: 0, codes: [.jsonErrorBody, .jsonErrorBody]),
        Reading(
            folder: "marketo-embulk", files: "lead_extract1.csv", mapping: "marketo-bulk", format: "csv", records: 10,
            refused: 10, codes: [.mappingUnknownColumn]),
    ]

    @Test func `is understood, or refused by its code`() throws {
        for reading in Self.readings {
            let folder = try PublicData.path(reading.folder)
            let bench = try Workbench()
            try bench.write(
                "mappings/\(reading.mapping).yaml",
                String(contentsOfFile: Repository.path("mappings/\(reading.mapping).yaml"), encoding: .utf8))
            try bench.write(
                "config/sources/vendor.yaml",
                """
                source: vendor
                connector: files
                folder: \(folder)
                role: crm
                streams:
                  data: { mapping: \(reading.mapping), files: "\(reading.files)", format: \(reading.format) }
                """)
            let checks = try SourceChecker(
                bench.workspace(), now: try #require(Instant(rfc3339: "2026-10-01T06:00:00Z"))
            ).check(["vendor"])
            let about = "\(reading.folder) \(reading.files)"
            #expect(checks.map(\.records).reduce(0, +) == reading.records, "\(about)")
            #expect(checks.map(\.rejected).reduce(0, +) == reading.refused, "\(about)")
            #expect(checks.flatMap { $0.faults.map(\.code) } == reading.codes, "\(about)")
        }
    }
}
