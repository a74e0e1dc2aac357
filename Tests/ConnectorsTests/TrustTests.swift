import Foundation
import LeadModel
import TestSupport
import Testing

@testable import Connectors

/// Whom a transfer trusts: certificates of each bad kind, and the keys of SSH hosts.
@Suite(.serialized) struct `Trust` {
    private static let engine = TransferEngine()

    private func server(_ certificate: String) throws -> Server {
        let folder = try Certificates.folder.get()
        return try Server(
            "fault_server", ["--certificate", "\(folder)/\(certificate).pem", "--key", "\(folder)/\(certificate).key"])
    }

    private func request(
        _ server: Server, host: String = "127.0.0.1", _ change: (inout TransferRequest) throws -> Void = { _ in }
    ) throws -> TransferRequest {
        var request = TransferRequest(url: "https://\(host):\(server.port)/whole")
        request.reach = NetworkReach(allowed: ["127.0.0.0/8", "::1"].compactMap { NetworkBlock($0) })
        request.trust.authorities = try Certificates.folder.get() + "/root.pem"
        try change(&request)
        return request
    }

    private func get(_ request: TransferRequest) throws -> Transfer {
        let (transfer, _) = try Self.engine.open(request)
        _ = try transfer.readAll()
        return transfer
    }

    @Test func `goes to a certificate of an authority that the source names`() throws {
        let server = try server("good")
        let certificate = try #require(try get(request(server)).peer.certificate)
        #expect(certificate.issuer.contains("root") && certificate.subject.contains("127.0.0.1"))
        // And to none of the world's where it does not.
        let fault = #expect(throws: Fault.self) { try get(request(server) { $0.trust.authorities = nil }) }
        #expect(fault?.code == .tlsUntrusted)
    }

    @Test(arguments: [
        ("expired", FaultCode.tlsExpired), ("future", .tlsNotYetValid), ("self-made", .tlsUntrusted),
        ("other-host", .tlsWrongHost), ("no-name", .tlsWrongHost), ("stranger-made", .tlsUntrusted), ("weak", .tlsWeak),
        ("weakly-signed", .tlsWeak),
    ]) func `goes to no certificate that is`(kind: String, code: FaultCode) throws {
        let server = try server(kind)
        let fault = try #require(#expect(throws: Fault.self) { try get(request(server)) })
        #expect(fault.code == code, "\(fault)")
        #expect(fault.remedy == .stopStream && fault.origin?.file == "127.0.0.1:\(server.port)")
    }

    @Test func `goes to a pinned key only`() throws {
        let server = try server("good")
        let pin = try String(contentsOfFile: Certificates.folder.get() + "/good.pin", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        _ = try get(request(server) { $0.trust.pin = "sha256//" + pin })
        let other = "sha256//" + String(repeating: "A", count: 43) + "="
        let fault = #expect(throws: Fault.self) { try get(request(server) { $0.trust.pin = other }) }
        #expect(fault?.code == .tlsPinMismatch)
    }

    @Test func `does not speak without TLS where it was asked to, nor TLS to who does not`() throws {
        let plain = try Server("fault_server")
        let fault = #expect(throws: Fault.self) { try get(request(plain)) }
        #expect(fault?.code == .tlsHandshake)
        let good = try server("good")
        let missing = #expect(throws: Fault.self) {
            try get(request(good) { $0.trust.authorities = "/no/such/file.pem" })
        }
        #expect(missing?.code == .tlsFile)
    }

    // MARK: SSH

    @Test func `goes to an SSH host by its fingerprint or by known hosts, and says that of an unknown one`() throws {
        guard let host = try SSHHost() else { return }
        try "Id,Email\n1,ada@example.com\n".write(
            toFile: "\(host.folder)/files/leads.csv", atomically: true, encoding: .utf8)
        let path = "\(host.folder)/files/leads.csv"
        #expect(try Self.engine.open(host.request(path)).transfer.readAll().count == 27)
        let known = try host.request(path) {
            $0.trust.hostKey = nil
            $0.trust.knownHosts = "\(host.folder)/known_hosts"
        }
        #expect(try Self.engine.open(known).transfer.readAll().count == 27)

        func fault(_ change: (inout TransferRequest) throws -> Void) throws -> Fault? {
            // A connection that stands is not asked again.
            #expect(throws: Fault.self) { _ = try TransferEngine().open(host.request(path, change)).transfer.readAll() }
        }
        let unknown = try #require(try fault { $0.trust.hostKey = nil })
        let fingerprint = try host.text("fingerprint")
        #expect(unknown.code == .sshHostUnknown && unknown.summary.contains(fingerprint))
        let none = try fault {
            $0.trust.hostKey = nil
            try "".write(toFile: "\(host.folder)/empty", atomically: true, encoding: .utf8)
            $0.trust.knownHosts = "\(host.folder)/empty"
        }
        #expect(none?.code == .sshHostUnknown)
        let changed = try fault { $0.trust.hostKey = "SHA256:" + String(repeating: "A", count: 43) }
        #expect(changed?.code == .sshHostChanged)
        #expect(try fault { $0.login?.user = "somebody-else" }?.code == .networkLogin)
        #expect(try fault { $0.url += "x" }?.code == .fileMissing)
        #expect(try fault { $0.reach = NetworkReach() }?.code == .networkInnerAddress)
    }

    @Test func `lists a folder and goes on in the middle of a file over SFTP`() throws {
        guard let host = try SSHHost() else { return }
        for name in ["b.csv", "a.csv"] {
            try "0123456789".write(toFile: "\(host.folder)/files/\(name)", atomically: true, encoding: .utf8)
        }
        let listed = try host.request("\(host.folder)/files/") { $0.listsNames = true }
        let names = String(decoding: try Self.engine.open(listed).transfer.readAll(), as: UTF8.self)
        #expect(names.split(separator: "\n").filter { !$0.hasPrefix(".") }.sorted() == ["a.csv", "b.csv"])
        let rest = try host.request("\(host.folder)/files/a.csv") { $0.offset = 4 }
        #expect(try Self.engine.open(rest).transfer.readAll() == Array("456789".utf8))
    }
}
