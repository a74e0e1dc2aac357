import LeadModel
import Testing

@testable import Connectors

@Suite struct `The manifest of a file` {
    private static let digest = String(repeating: "0a", count: 32)

    private func manifest(_ text: String) throws -> DropManifest {
        try DropManifest(Array(text.utf8), file: "leads.csv.manifest", of: "leads.csv")
    }

    @Test(arguments: [
        #"{ "rows": 12, "sha256": "\#(digest.uppercased())" }"#, #" {"sha256":"\#(digest)","rows":12,"made by":"us"}"#,
    ]) func `names rows and digest`(text: String) throws {
        let found = try manifest(text)
        #expect(found.rows == 12 && found.sha256 == Self.digest)
    }

    @Test(arguments: [
        "\(digest)  leads.csv\n", "\(digest) *leads.csv\r\n", "\(digest)\n",
        "\(String(repeating: "1", count: 64))  contacts.csv\n\(digest)  out/leads.csv\n",
    ]) func `may be lines of sha256sum`(text: String) throws {
        #expect(try manifest(text).sha256 == Self.digest)
    }

    @Test(arguments: [
        "", "{}", "{", #"{ "rows": "many" }"#, #"{ "rows": -1 }"#, #"{ "sha256": "abc" }"#,
        "\(digest)  contacts.csv\n", "\(digest)\n\(digest)\n", "no such thing",
    ]) func `that says nothing of the file is refused`(text: String) {
        let fault = #expect(throws: Fault.self) { try manifest(text) }
        #expect(fault?.code == .fileManifest && fault?.advice.isEmpty == false)
    }

    @Test func `contradicts other rows and other bytes`() throws {
        let found = try manifest(#"{ "rows": 12, "sha256": "\#(Self.digest)" }"#)
        #expect(found.contradiction(rows: 12, export: "leads.csv") == nil)
        #expect(found.contradiction(rows: 11, export: "leads.csv")?.code == .fileManifest)
        #expect(found.contradiction(sha256: [UInt8](repeating: 10, count: 32), export: "leads.csv") == nil)
        #expect(found.contradiction(sha256: [UInt8](repeating: 11, count: 32), export: "leads.csv") != nil)
    }
}
