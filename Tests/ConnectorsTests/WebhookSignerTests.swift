import ConfigFiles
import Foundation
import LeadModel
import Testing

@testable import Connectors

@Suite struct `A secret that events are signed with` {
    private func signer(_ name: String, _ secret: String) throws -> WebhookSigner {
        setenv("LEADLOOP_SIGNER_\(name)", secret, 1)
        let reference = try #require(SecretReference("env:LEADLOOP_SIGNER_\(name)", at: Origin(file: "journey.yaml")))
        return try WebhookSigner([reference], folder: "/")
    }

    private func signature(_ name: String, _ secret: String) throws -> String {
        try signer(name, secret).signature(id: "L1-1-x-journey", timestamp: 1_674_087_231, body: Array("{}".utf8))
    }

    @Test func `may lack the signs that fill up its end, and its prefix`() throws {
        let base = Data((0..<32).map { UInt8($0) }).base64EncodedString()
        let bare = String(base.prefix { $0 != "=" })
        try #require(bare != base)
        let signed = try signature("A", "whsec_" + base)
        #expect(signed.hasPrefix("v1,"))
        #expect(try signature("B", "whsec_" + bare) == signed && signature("C", base) == signed)
    }

    @Test func `may have its public key behind it`() throws {
        let seed = Data((0..<32).map { UInt8($0) })
        let alone = try signer("D", "whsk_" + seed.base64EncodedString())
        let key = try #require(alone.publicKeys.first)
        let behind = try #require(Data(base64Encoded: String(key.dropFirst(5))))
        let both = "whsk_" + (seed + behind).base64EncodedString()
        #expect(try signer("E", both).publicKeys == [key])
        #expect(try signature("F", both) == signature("G", "whsk_" + seed.base64EncodedString()))
    }
}
