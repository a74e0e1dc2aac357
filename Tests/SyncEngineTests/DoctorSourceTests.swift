import Glibc
import Testing

@testable import SyncEngine

@Suite struct `The doctor, asked about a system that is signed for,` {
    @Test func `looks for the key`() throws {
        let bench = try Workbench()
        try bench.write(
            "config/sources/crm.yaml",
            """
            source: crm
            connector: http
            role: crm
            address: https://crm.example
            auth:
              oauth2:
                grant: jwt-bearer
                token-url: https://crm.example/token
                client-id: us
                jwt: { key: file:secrets/crm.pem, subject: sync@our.example }
            streams:
              leads: { mapping: crm-lead, request: { get: /leads }, format: { json: { records: data } } }

            """)
        let missing = try Program.run(["doctor"], in: bench.folder)
        #expect(
            missing.unfolded.contains("✗ source crm") && missing.unfolded.contains("secrets/crm.pem"), "\(missing.all)")
        try bench.write("secrets/crm.pem", "-----BEGIN PRIVATE KEY-----\n")
        #expect(chmod(bench.path("secrets/crm.pem"), 0o600) == 0)
        let there = try Program.run(["doctor"], in: bench.folder)
        #expect(there.unfolded.contains("1 secret found"), "\(there.all)")
    }
}
