import ConfigFiles
import LeadModel
import Testing

@testable import Connectors

@Suite struct `A source over HTTP, as its file declares it` {
    private static let good = """
        source: acme
        connector: http
        role: crm
        address: https://api.acme.example/v2/
        auth: { oauth2: { grant: client-credentials, token-url: "https://login.acme.example/token", client-id: leadloop, client-secret: env:ACME_SECRET } }
        headers: { Accept: application/json }
        errors:
          - { status: 403, code: REQUEST_LIMIT_EXCEEDED, then: stop }
          - { code: "606", then: retry, after: 20s }
        limits: { stall: 30s, wait: 10m, megabytes: 64 }
        network: { allow: 10.1.0.0/16, redirects: 2 }
        streams:
          leads:
            mapping: acme-lead
            request:
              post: /leads/search
              query: { deleted: "true" }
              json: |
                { "limit": 100, "after": {cursor}, "filters": [{ "field": "updated", "value": "{since}" }] }
            format: { json: { records: data } }
            paging: { cursor: meta.next, at-most: 500 }
            incremental: { as: epoch-ms, overlap: 30m, start: 2024-01-01 }

        """

    private func compile(_ text: String) throws(FaultList) -> SourceDefinition {
        try SourceDefinition.compile(text, file: "acme.yaml")
    }

    /// What is found in the file with a text in the place of another.
    private func findings(_ old: String, _ new: String) throws -> [Fault] {
        let text = Self.good.replacing(old, with: new)
        try #require(text != Self.good)
        do throws(FaultList) {
            _ = try compile(text)
            return []
        } catch {
            return error.faults
        }
    }

    @Test func `is read as it is meant`() throws {
        let source = try compile(Self.good)
        guard case .http(let http) = source.door, case .http(let stream) = source.streams[0].part else {
            Issue.record("not over HTTP: \(source)")
            return
        }
        #expect(http.address == "https://api.acme.example/v2" && http.redirects == 2 && http.longestWait == 600)
        #expect(http.limits.stallSeconds == 30 && http.limits.bodyBytes == 64 << 20 && http.limits.connectSeconds == 20)
        #expect(http.errors.map(\.treatment) == [.stop, .retry(afterSeconds: 20)])
        #expect(http.reach.allowed == [try #require(NetworkBlock("10.1.0.0/16"))])
        #expect(stream.paging.way == .cursor(path: "meta.next") && stream.paging.atMost == 500)
        #expect(stream.window?.form == .epochMilliseconds && stream.window?.overlapSeconds == 1_800)
        let request = try stream.request.request(below: http.address, ["since": "5", "cursor": "a\"b"])
        #expect(request.url == "https://api.acme.example/v2/leads/search?deleted=true" && request.method == "POST")
        let body = String(decoding: try #require(request.body), as: UTF8.self)
        #expect(body == #"{"after":"a\"b","filters":[{"field":"updated","value":"5"}],"limit":100}"#)
        let first = try stream.request.request(below: http.address, ["since": "5"])
        #expect(String(decoding: try #require(first.body), as: UTF8.self).hasPrefix(#"{"filters""#))
    }

    @Test func `asks for one record by its id, as a number, too, and with what the login gives`() throws {
        let login = """
            auth:
              login:
                request: { post: /login, form: { key: "{key}" } }
                secrets: { key: env:ACME_SECRET }
                values: { session-number: data.session }
                headers: {}

            """
        let record = """
            incremental: { as: epoch-ms, overlap: 30m, start: 2024-01-01 }
                record:
                  post: /leads/search
                  json: |
                    { "session": {session-number}, "key": {key}, "id": {id-number}, "ids": ["{id}"], "fields": {fields} }
            """
        let line = try #require(Self.good.split(separator: "\n").first { $0.hasPrefix("auth:") })
        let text = Self.good.replacing("\(line)\n", with: login)
            .replacing("incremental: { as: epoch-ms, overlap: 30m, start: 2024-01-01 }", with: record)
        guard case .http(let stream) = try compile(text).streams[0].part else { return }
        let values = ["id": "7", "id-number": "7", "session-number": "12", "key": "k", "fields": "a,b"]
        let plan = try #require(stream.ofOneRecord?.request)
        let body = try plan.request(below: "https://api.acme.example/v2", values).body
        let json = String(decoding: try #require(body), as: UTF8.self)
        #expect(json == #"{"fields":["a","b"],"id":7,"ids":["7"],"key":"k","session":12}"#)
        let unknown = record.replacing("{id-number}", with: "{since}")
        #expect(
            try findings("incremental: { as: epoch-ms, overlap: 30m, start: 2024-01-01 }", unknown).map(\.code)
                .contains(.configUnknownValue))
    }

    @Test(arguments: [
        ("client-secret: env:ACME_SECRET", "client-secret: s3cret-canary", "never stands in the file"),
        ("https://api.acme.example/v2/", "https://us:pw@api.acme.example", "no address that can be asked"),
        ("https://api.acme.example/v2/", "ftp://api.acme.example", "no address that can be asked"),
        ("{cursor}", "{curser}", "nothing that can be filled in here"),
        ("\"after\": {cursor}, ", "", "does not say where '{cursor}' goes"),
        ("cursor: meta.next", "page: 1", "which 'paging' does not give"),
        (
            "    incremental: { as: epoch-ms, overlap: 30m, start: 2024-01-01 }\n", "",
            "which needs 'incremental'"
        ),
        ("\"{since}\"", "\"x\"", "needs '{since}' in the request"),
        ("overlap: 30m", "overlap: 30 minutes", "no length of time"),
        ("start: 2024-01-01", "start: 2024-02-30", "no day and no time"),
        ("start: 2024-01-01", "step: 30d", "steps need a 'start'"),
        ("\"limit\": 100,", "\"limit\": 100", "is no JSON"),
        ("post: /leads", "post: leads", "begins with a slash"),
        ("code: REQUEST_LIMIT_EXCEEDED", "code: x, sais: y", "sais"),
        ("{ status: 403, code: REQUEST_LIMIT_EXCEEDED, then: stop }", "{ then: stop }", "fits every error"),
        ("allow: 10.1.0.0/16", "allow: inside", "no address and no block"),
        ("connector: http", "connector: htp", "htp"),
        ("format: { json", "for-each: { stream: leed, id: id }\n    format: { json", "no stream 'leed'"),
        ("format: { json", "for-each: { stream: leads, id: id }\n    format: { json", "does not say where '{id}' goes"),
        ("format: { json", "for-each: { stream: leads, id: id }\n    format: { json", "asked for by others themselves"),
        ("post: /leads/search", "post: \"/leads/{cursor}\"", "no cursor to fill into a longer text"),
    ]) func `is refused where it says what nobody can do`(old: String, new: String, words: String) throws {
        let faults = try findings(old, new)
        #expect(faults.contains { $0.description.contains(words) }, "\(new): \(faults)")
        #expect(faults.allSatisfy { $0.origin?.line != nil && !$0.advice.isEmpty && !"\($0)".contains("canary") })
    }
}
