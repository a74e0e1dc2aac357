import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// A workbench whose CRM is asked over HTTP: the small one of `Tests/Servers`, which no shipped file describes.
final class PullBench {
    let bench: Workbench
    private let server: Server
    static let token = "t0ken-of-the-small-crm"

    init(leads: Int = 90, incremental: String = "{}") throws {
        server = try Server("small_crm", ["--token", PullBench.token, "--leads", "\(leads)"])
        bench = try Workbench()
        try bench.write("secrets/token", PullBench.token)
        chmod(bench.path("secrets/token"), 0o600)
        try bench.write("config/sources/crm.yaml", PullBench.source(server.port, incremental))
        try bench.write("mappings/small-lead.yaml", PullBench.leads)
        try bench.write("mappings/small-deleted.yaml", PullBench.deleted)
    }

    /// Changes a lead of the CRM: `set`, `delete` or `convert`.
    func change(_ word: String, _ id: String, _ values: String...) throws {
        _ = try tell([word, id] + values)
    }

    /// What the CRM was asked since the last time that this was, paths with their queries.
    func asked() throws -> [String] {
        try tell(["log"]).split(separator: "\n").map(String.init)
    }

    private func tell(_ words: [String]) throws -> String {
        let script =
            "python3 -B '\(Server.folder)/small_crm.py' --at \(server.port) '\(words.joined(separator: "' '"))'"
        let said = try Program.start([], in: bench.folder, through: ["sh", "-ec", script, "sh"]).wait()
        try #require(said.status == 0, "\(said.all)")
        return said.output
    }

    /// Ids of the leads of the CRM that the store has a record of, sorted.
    func ids() throws -> [String] {
        try bench.leads().flatMap { try bench.records(of: $0) }.filter { $0.hasPrefix("crm/leads/") }.sorted()
    }

    func bookmark(_ stream: String = "leads") throws -> String? {
        try bench.workspace().openForReading().streams().first { $0.info.stream == stream }?.bookmark
    }

    static func source(_ port: Int, _ incremental: String) -> String {
        """
        source: crm
        connector: http
        role: crm
        address: http://127.0.0.1:\(port)/v1
        auth: { bearer: file:secrets/token }
        network: { allow: 127.0.0.1 }
        identity: { request: { get: /me }, shows: [user.name, user.company] }
        streams:
          leads:
            mapping: small-lead
            request: { get: /leads, query: { changed_after: "{since}", page_token: "{cursor}" } }
            format: { json: { records: data } }
            paging: { cursor: meta.next }
            incremental: \(incremental)
            record: { get: "/leads/{id}" }
          deleted:
            mapping: small-deleted
            request: { get: /deleted, query: { after: "{since}" } }
            format: { json: { records: data } }
            incremental: {}

        """
    }

    private static let leads = """
        mapping: small-lead
        record: lead
        identity:
          id: id
          modified: { from: changed_at, as: date-time, format: iso }
          converted-to: contact_id
        fields:
          email: { from: mail, as: email }
          first-name: given_name
          last-name: family_name
          company: firm
          created: { from: created_at, as: date-time, format: iso }
        status:
          from: status
          values:
            open: assigned
            contacted: working
            qualified: sales-accepted
            not now: discarded
            no answer: discarded
            lost to competitor: discarded
        discard-reason:
          from: status
          values: { open: ~, contacted: ~, qualified: ~, not now: timing, no answer: no-response, lost to competitor: competitor }
        opt-out: none-in-this-export

        """

    private static let deleted = """
        mapping: small-deleted
        record: lead
        identity:
          id: id
          modified: { from: deleted_at, as: date-time, format: iso }
          deleted: { constant: "yes" }
        fields: {}
        opt-out: none-in-this-export

        """
}
