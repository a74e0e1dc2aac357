import Foundation
import LeadModel
import RecordFormats
import TestSupport
import Testing

@Suite(.enabled(if: PublicData.isThere, Comment(rawValue: PublicData.absence))) struct `XML that nobody here wrote` {
    private func read(_ folder: String, _ name: String, _ element: String) throws -> ReadDocument {
        let folder = try Corpora.folder(folder)
        let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
        let whole = readXML(bytes, element)
        #expect(readXML(bytes, element, step: 1) == whole, "\(name)")
        return whole
    }

    @Test func `of Pardot's client keeps nested prospects and refuses its error`() throws {
        let query = try read("pardot-java", "prospectQuery.xml", "prospect")
        #expect(query.records.count == 2 && query.ending == nil)
        #expect(query.columns.contains("campaign.id") && query.columns.contains("email"))
        let members = try read("pardot-java", "listMembershipQuery.xml", "list_membership")
        #expect(members.records.count == 2 && members.ending == nil)
        let refused = try read("pardot-java", "errorInvalidApiKey.xml", "prospect")
        #expect(refused.ending?.code == .xmlErrorBody)
    }

    @Test func `of Zoho keeps its labels beside its values`() throws {
        let rows = try read("zoho-v1-xml", "sample_contacts_list.xml", "row")
        #expect(rows.records.count == 7 && rows.ending == nil)
        #expect(rows.records[0].cells.starts(with: ["@no=1", "FL.@val=CONTACTID", "FL=748054000000056089"]))
    }

    @Test func `of Dynamics keeps entities through their namespaces and refuses its fault`() throws {
        let rows = try read("dynamics-soap-xml", "retrieve_multiple_result.xml", "Entity")
        #expect(rows.records.count == 3 && rows.ending == nil)
        #expect(rows.records[0].cells.contains("EntityState=~"))
        let refused = try read("dynamics-soap-xml", "sender_fault.xml", "Entity")
        #expect(refused.ending?.code == .xmlErrorBody)
    }
}
