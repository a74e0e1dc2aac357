import Connectors
import Foundation
import Glibc
import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

/// What `source check` says of sources of which some cannot be reached.
@Suite(.serialized) struct `A check of sources` {
    /// A source whose folder lies behind a port of this machine.
    private func far(_ name: String, _ port: Int) -> String {
        """
        source: \(name)
        connector: files
        role: crm
        address: sftp://127.0.0.1:\(port)/out
        login: { user: us, password: file:secrets/password }
        host-key: "SHA256:\(String(repeating: "A", count: 43))"
        network: { allow: 127.0.0.1 }
        limits: { attempts: 1 }
        streams:
          leads: { mapping: crm-lead, files: "leads*.csv", format: csv }
          more: { mapping: crm-lead, files: "more*.csv", format: csv }

        """
    }

    /// A port that nobody listens at.
    private func closedPort() throws -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                #expect(bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0)
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
    }

    @Test func `goes on behind one whose host is down, and says that it is`() throws {
        let bench = try Workbench()
        try bench.write("secrets/password", "open sesame")
        #expect(chmod(bench.path("secrets/password"), 0o600) == 0)
        try bench.write("config/sources/abroad.yaml", far("abroad", try closedPort()))
        try bench.write("config/survivorship.yaml", "default: most recent\nsources: [abroad, crm, web]\n")
        try bench.deliver("leads.csv", [Setup.lead("1"), Setup.lead("2")])
        let said = try Program.run(["source", "check", "--output", "csv"], in: bench.folder)
        #expect(said.output.contains("crm,leads,leads.csv,2,0,"), "\(said.all)")
        #expect(said.talk.components(separatedBy: "[network.").count == 2 && said.status != 0, "\(said.all)")
        #expect(said.output.components(separatedBy: "abroad,").count == 2, "\(said.all)")
    }

    @Test func `goes on behind one whose folder is not there or whose secret is missing`() throws {
        let bench = try Workbench()
        try bench.write("config/sources/abroad.yaml", far("abroad", 9))
        try bench.edit("config/sources/web.yaml", "folder: inbox", "folder: nowhere")
        try bench.write("config/survivorship.yaml", "default: most recent\nsources: [abroad, crm, web]\n")
        try bench.deliver("leads.csv", [Setup.lead("1")])
        let checks = try SourceChecker(bench.workspace(), now: Instant.now).check([])
        #expect(checks.first { $0.source == "abroad" }?.faults.map(\.code) == [.secretMissing], "\(checks)")
        #expect(checks.first { $0.source == "crm" }?.records == 1)
        #expect(checks.first { $0.source == "web" }?.faults.map(\.code) == [.fileMissing], "\(checks)")
    }

    @Test func `calls a fault of the network by its name, and no missing file`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let bench = try Workbench()
        let signal = bench.path("cut-now")
        let proxy = try Server("meddling_proxy", ["\(host.port)", "1", "cuts:\(signal)"])
        try bench.write(
            "config/sources/crm.yaml",
            """
            source: crm
            connector: files
            role: crm
            address: "\(host.address(by: proxy.port))"
            \(try host.access())
            limits: { attempts: 1 }
            streams:
              leads: { mapping: crm-lead, files: "leads*.csv", format: csv }

            """)
        try host.write("leads-1.csv", Setup.csv(Setup.columns(of: "leads"), [Setup.lead("1")]))
        let source = try #require(try bench.workspace().sources.first { $0.name == "crm" })
        let selection = try #require(source.streams.first?.fileSelection)
        let exports = try #require(
            try SourceExports(source, root: bench.folder, storePath: bench.path("store/leadloop.sqlite")))
        #expect(try exports.exports(selection).count == 1)
        // The folder was listed; then the line goes.
        try bench.write("cut-now", "")
        let found = try exports.exports(selection)
        let fault = #expect(throws: Fault.self) { try found.first?.open() }
        #expect(fault?.code.rawValue.hasPrefix("network.") == true, "\(fault!)")
        #expect(fault?.origin?.file == "\(host.address(by: proxy.port))/leads-1.csv")
    }
}
