import ConfigFiles
import Foundation
import LeadModel
import Testing

@testable import SyncEngine

@Suite struct `What a feed says to its destination` {
    /// The findings of a configuration whose feed says something under `with` to a shipped destination.
    private func faults(_ with: String, to file: String = "salesforce", more: String = "") throws -> [Fault] {
        let bench = try Workbench(feeds: [
            "nurture": """
            feed: nurture
            select: { decision: recycle }
            fields: { Leadloop_Id__c: lead-id, email: email }
            to:
              destination: \(file)
            \(with.isEmpty ? "" : "  with: \(with)")
            \(more)
            """
        ])
        let text = try String(
            contentsOfFile: Repository.path("config/vendors/destinations/to-\(file).yaml"), encoding: .utf8)
        try bench.write(
            "config/destinations/\(file).yaml", text.replacing(#/system: [a-z]+\n/#, with: "system: web\n"))
        do {
            _ = try bench.workspace()
            return []
        } catch let list as FaultList {
            return list.faults
        }
    }

    @Test func `is taken where the destination asks for all of it`() throws {
        #expect(try faults("{ external-id: Leadloop_Id__c }", more: "withdrawals: never\n") == [])
        #expect(
            try faults("{ external-id: Leadloop_Id__c, campaign: 701, status: Sent, left: Withdrawn }") == [])
        // Nobody is withdrawn: nobody asks for the status of those who are.
        #expect(
            try faults(
                "{ external-id: Leadloop_Id__c, campaign: 701, status: Sent }", more: "withdrawals: never\n") == [])
    }

    @Test func `has no name that the destination does not know, and the near one is told`() throws {
        let found = try faults("{ external-id: Leadloop_Id__c, campain: 701 }")
        let fault = try #require(found.first)
        #expect(found.count == 1 && fault.code == .configUnknownKey, "\(found)")
        #expect(fault.advice == "Did you mean 'campaign'?" && fault.origin?.line == 6, "\(fault)")
        #expect(fault.origin?.file.hasSuffix("feeds/nurture.yaml") == true)
    }

    @Test func `lacks nothing that a write needs that is made for it`() throws {
        let none = try faults("")
        let fault = try #require(none.first)
        #expect(
            none.count == 1 && fault.code == .configMissingKey && fault.summary.contains("'external-id'"), "\(none)")
        #expect(fault.origin?.line != nil && fault.advice.contains("external id"), "\(none)")
        let some = try faults("{ external-id: Leadloop_Id__c, campaign: 701 }")
        #expect(some.map(\.code) == [.configMissingKey, .configMissingKey], "\(some)")
        #expect(some.contains { $0.summary.contains("'left'") } && some.contains { $0.summary.contains("'status'") })
    }

    @Test(arguments: [
        ("hubspot", "", "", "'list'"), ("salesforce", "{ external-id: Leadloop_Id__c }", "", "'campaign'"),
        ("mautic", "", "", "'segment' or 'do-not-contact'"),
        ("marketo-import", "", "", nil), ("mailchimp-members", "{ audience: abc }", "", nil),
    ])
    func `is nothing of who is to go, where no write of the destination takes anybody back`(
        file: String, with: String, more: String, key: String?
    ) throws {
        let found = try faults(with, to: file)
        let fault = try #require(found.first)
        #expect(found.count == 1 && fault.code == .configUnknownValue, "\(found)")
        #expect(fault.summary.contains("'\(file)' takes anybody back"), "\(fault)")
        #expect(fault.origin?.file.hasSuffix("feeds/nurture.yaml") == true && fault.origin?.line == 4, "\(fault)")
        #expect(fault.advice.contains("`withdrawals: never`"), "\(fault)")
        #expect(fault.advice.contains(key.map { "Say \($0) under 'with'" } ?? "`on: withdraw`"), "\(fault)")
        #expect(try faults(with, to: file, more: "withdrawals: never\n") == [])
    }

    @Test func `is nothing where it is a webhook`() throws {
        let bench = try EventBench()
        try bench.bench.edit(
            "config/feeds/hook.yaml", "{ destination: journey }", "{ destination: journey, with: { list: 3 } }")
        let list = #expect(throws: FaultList.self) { try bench.bench.workspace() }
        #expect(list?.faults.map(\.code) == [.configUnknownKey], "\(String(describing: list))")
    }
}
