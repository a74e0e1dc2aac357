import Foundation
import Glibc
import TestSupport
import Testing

@testable import Connectors
@testable import SyncEngine

/// A workbench whose CRM makes exports of 230 leads in three files: the server of `Tests/Servers/paged_server.py`.
final class JobBench {
    let bench: Workbench
    let port: Int
    private let server: Server

    init() throws {
        server = try Server("paged_server")
        port = server.port
        bench = try Workbench()
        try bench.write("config/survivorship.yaml", "default: most recent\nsources: [crm]\n")
        try bench.remove("config/sources/web.yaml")
        try bench.write("config/sources/crm.yaml", source("crm"))
        try bench.write(
            "mappings/job-lead.yaml",
            """
            mapping: job-lead
            record: lead
            identity: { id: id, modified: { from: updated, as: date-time, format: iso } }
            fields: { email: { from: email, as: email } }
            opt-out: none-in-this-export

            """)
    }

    func source(_ name: String) -> String {
        """
        source: \(name)
        connector: http
        role: crm
        address: http://127.0.0.1:\(port)
        network: { allow: 127.0.0.1 }
        streams:
          leads:
            mapping: job-lead
            job:
              create: { post: /jobs }
              id: result.id
              start: { post: "/jobs/{job}/start" }
              created: Created
              status: { get: "/jobs/{job}" }
              state: result.status
              running: Running
              done: Done
              failed: [Failed]
              files: result.files
              every: 1s
              delete: { delete: "/jobs/{job}" }
            request: { get: "{file}" }
            format: csv

        """
    }

    /// What the CRM was asked since the last time that this was, without queries.
    func asked() throws -> [String] {
        let script =
            "import json,urllib.request;print('\\n'.join(json.load(urllib.request.urlopen('http://127.0.0.1:\(port)/log'))))"
        let said = try Program.start([], in: bench.folder, through: ["sh", "-ec", "python3 -c \"$0\"", script]).wait()
        try #require(said.status == 0, "\(said.all)")
        return said.output.split(separator: "\n").map { String($0.split(separator: "?")[0]) }
    }

    /// What a file of the export is called while a run brings it.
    func spoolName() throws -> String {
        let source = try #require(try bench.workspace().sources.first { $0.name == "crm" })
        guard case .http(let system) = source.door, case .http(let stream)? = source.streams.first?.part else {
            throw CancellationError()
        }
        let session = HTTPSession(system, folder: bench.folder, clock: .system)
        return "pull-" + Hex.text(RunningDigest.of(session.place(of: stream.request).utf8).prefix(8))
    }

    /// All that lies in the folders of what is brought, with the folder's name.
    func spooled() throws -> [String] {
        let folder = bench.path("store/spool")
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    }
}
