import Foundation
import LeadModel
import RecordFormats
import Testing

@Suite struct `XML that nobody here wrote` {
    private func read(_ folder: String, _ name: String, _ element: String) throws -> ReadDocument? {
        guard let folder = Corpora.folder(folder) else { return nil }
        let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
        let whole = readXML(bytes, element)
        #expect(readXML(bytes, element, step: 1) == whole, "\(name)")
        return whole
    }

    @Test func `of Pardot's client keeps nested prospects and refuses its error`() throws {
        guard let query = try read("pardot-java", "prospectQuery.xml", "prospect") else { return }
        #expect(query.records.count == 2 && query.ending == nil)
        #expect(query.columns.contains("campaign.id") && query.columns.contains("email"))
        let members = try read("pardot-java", "listMembershipQuery.xml", "list_membership")
        #expect(members?.records.count == 2 && members?.ending == nil)
        let refused = try read("pardot-java", "errorInvalidApiKey.xml", "prospect")
        #expect(refused?.ending?.code == .xmlErrorBody)
    }

    @Test func `of Zoho keeps its labels beside its values`() throws {
        guard let rows = try read("zoho-v1-xml", "sample_contacts_list.xml", "row") else { return }
        #expect(rows.records.count == 7 && rows.ending == nil)
        #expect(rows.records[0].cells.starts(with: ["@no=1", "FL.@val=CONTACTID", "FL=748054000000056089"]))
    }

    @Test func `of Dynamics keeps entities through their namespaces and refuses its fault`() throws {
        guard let rows = try read("dynamics-soap-xml", "retrieve_multiple_result.xml", "Entity") else { return }
        #expect(rows.records.count == 3 && rows.ending == nil)
        #expect(rows.records[0].cells.contains("EntityState=~"))
        let refused = try read("dynamics-soap-xml", "sender_fault.xml", "Entity")
        #expect(refused?.ending?.code == .xmlErrorBody)
    }
}
