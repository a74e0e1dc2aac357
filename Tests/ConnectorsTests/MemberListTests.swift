import ConfigFiles
import Foundation
import LeadModel
import TestSupport
import Testing

@testable import Connectors

/// How the shipped files ask for the list of whom a system holds, against servers that answer as the vendors do.
@Suite struct `The list of a destination that is shipped` {
    struct Vendor: Sendable, CustomTestStringConvertible {
        var name: String
        /// The key's column, and one that is compared.
        var columns: [String]
        var with: [String: String]
        var script: [String: Int] = [:]
        var testDescription: String { name }
    }

    private static let vendors = [
        Vendor(name: "marketo", columns: ["email", "firstName"], with: ["list": "42"], script: ["page": 2]),
        Vendor(name: "hubspot", columns: ["email", "firstname"], with: ["list": "42"], script: ["page": 2]),
        Vendor(name: "mailchimp", columns: ["email", "FNAME"], with: ["audience": "57afe", "tag": "Recycled"]),
        Vendor(
            name: "mautic", columns: ["email", "firstname"], with: ["segment": "3", "segment-alias": "nurture"]),
        Vendor(name: "activecampaign", columns: ["email", "firstName"], with: ["tag": "12"]),
        Vendor(name: "dynamics", columns: ["emailaddress1", "lastname"], with: ["list": "2e45-1"]),
        Vendor(
            name: "salesforce", columns: ["Leadloop_Id__c", "LastName"],
            with: [
                "external-id": "Leadloop_Id__c", "campaign": "701", "status": "Sent", "left": "Withdrawn",
            ]),
    ]

    /// Keys and ids of whom the system says it holds, and what it says in the compared column.
    private func held(_ vendor: Vendor, _ destination: HTTPDestination) throws -> [(
        key: String, id: String, value: String?
    )] {
        let members = try #require(destination.members)
        #expect(members.needed(of: destination.parameters.keys).allSatisfy { vendor.with[$0] != nil })
        let session = HTTPSession(
            destination.system, folder: "/", clock: HTTPSession.Clock(now: { WriteBench.now }) { _ in })
        let own = try #require(destination.key)
        let key = members.key ?? members.column(of: own)
        let id = try #require(members.id)
        let compared = members.column(of: vendor.columns[1])
        var values = vendor.with
        values["fields"] = [key, id, compared].joined(separator: ",")
        let pull = HTTPPull(session, members.stream, values: values, from: PullBookmark())
        let word = members.word(vendor.with)
        var held: [(key: String, id: String, value: String?)] = []
        while let page = try pull.nextPage() {
            for entry in page.entries {
                #expect(entry.fault == nil)
                let cells = page.cells[entry.cells].map {
                    (name: page.columns[Int($0.column)], text: page.text(of: $0))
                }
                func text(_ name: String) -> String? { cells.first { $0.name == name }?.text }
                if let filter = members.filter, let word,
                    !cells.contains(where: { $0.name == filter.column && $0.text == word })
                {
                    continue
                }
                held.append((key: text(key)?.lowercased() ?? "", id: text(id) ?? "", value: text(compared)))
            }
        }
        return held.sorted { $0.key < $1.key }
    }

    @Test(arguments: vendors) func `has who was written, and no more who was withdrawn`(_ vendor: Vendor) throws {
        let server = try Server("receivers/\(vendor.name)")
        let bench = try WriteBench(server, vendor.name)
        try bench.play(vendor.script)
        func row(_ number: Int, _ action: FeedAction = .add) -> DeliveryRow {
            let key = vendor.name == "salesforce" ? "l\(number)" : "p\(number)@x.example"
            return WriteBench.row(number, [.text(key), action == .withdraw ? nil : .text("Ada")], action)
        }
        func deliver(_ rows: [DeliveryRow]) throws {
            let verdicts = try bench.writer().deliver(
                WriteBench.batch(vendor.columns, with: vendor.with, rows), now: WriteBench.now)
            #expect(verdicts.allSatisfy { $0.receipt != nil }, "\(verdicts)")
        }
        #expect(try held(vendor, try bench.destination()).isEmpty)
        try deliver((1...5).map { row($0) })
        let all = try held(vendor, try bench.destination())
        let keys = (1...5).map { vendor.name == "salesforce" ? "l\($0)" : "p\($0)@x.example" }
        #expect(all.map(\.key) == keys, "\(all)")
        #expect(Set(all.map(\.id)).count == 5 && !all.contains { $0.id.isEmpty })
        // These servers keep no values.
        if !["dynamics", "salesforce"].contains(vendor.name) {
            #expect(all.allSatisfy { $0.value == "Ada" }, "\(all)")
        }
        try deliver([row(2, .withdraw), row(4, .withdraw)])
        #expect(try held(vendor, try bench.destination()).map(\.key) == [keys[0], keys[2], keys[4]])
    }

    @Test func `is described for every destination that has one`() throws {
        let folder = URL(fileURLWithPath: Server.folder).appendingPathComponent("../../config/vendors/destinations")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let described = try names.filter { name in
            try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8).contains("\naudit:")
        }
        let tested = Set(Self.vendors.map { "to-\($0.name).yaml" })
        // Members of an audience without a tag, and Marketo's list once more: described as those beside them.
        #expect(Set(described) == tested.union(["to-mailchimp-members.yaml", "to-marketo-import.yaml"]))
    }
}

@Suite struct `What a file says of a destination's list` {
    private func faults(_ audit: String) -> [Fault] {
        let text = """
            destination: tool
            connector: http
            address: https://api.tool.example
            key: email
            with: { list: "The list." }
            \(audit)
            writes: [{ name: put, on: add, request: { post: /rows, json: "{rows}" } }]

            """
        do {
            _ = try DestinationDefinition.compile(text, file: "tool.yaml")
            return []
        } catch {
            return error.faults
        }
    }

    @Test func `is checked as a stream of a source is`() throws {
        let right =
            "audit: { request: { get: '/lists/{list}', query: { after: '{cursor}' } }, format: json, paging: { cursor: next } }"
        #expect(faults(right) == [])
        for (wrong, word) in [
            ("audit: { request: { get: '/lists/{lst}' }, format: json }", "{lst}"),
            ("audit: { request: { get: '/lists/{list}' } }", "format"),
            ("audit: { request: { get: '/lists/{list}' }, format: json, paging: { cursor: next } }", "{cursor}"),
            ("audit: { request: { get: '/lists/{list}' }, format: json, where: tags }", "'is'"),
            ("audit: { request: { get: '/lists/{list}' }, format: json, incremental: {} }", "incremental"),
            (
                "audit: { for-each: { request: { get: '/lists/{list}' }, format: json, id: id }, request: { get: /contacts }, format: json }",
                "{id}"
            ),
            (
                "audit: { for-each: { request: { get: '/lists/{list}' }, format: json, id: id, batch: 5 }, request: { get: '/contacts/{id}' }, format: json }",
                "{ids}"
            ),
        ] {
            let found = faults(wrong)
            #expect(found.count == 1 && "\(found)".contains(word), "\(wrong): \(found)")
        }
    }
}
