import ConfigFiles
import LeadModel
import Testing

@testable import Connectors

@Suite struct `A destination over HTTP, as its file declares it` {
    private static let good = """
        destination: tool
        connector: http
        address: https://api.tool.example
        auth: { bearer: env:TOOL_TOKEN }
        secret-headers: { X-Developer: env:TOOL_DEVELOPER }
        errors: [{ status: 409, then: retry, after: 10s }]
        key: email
        names: { note: Note }
        with: { list: The list. }
        find:
          receiver-id: { request: { get: /find, query: { q: "{key}" } }, list: found, where: email, is: "{key}", id: id }
        writes:
          - name: upsert
            on: [add, change]
            request: { put: /rows, json: '{ "in": {rows} }', headers: { Idempotency-Key: "{batch-id}" } }
            row: '{ "id": {receiver-id-number}, "...": {columns}, "note": "{note}" }'
            blank: leave-out
            most: { rows: 7, megabytes: 2 }
            answer: { rows: out, by: key, at: mail, later: "9", refused: { list: bad, by: index, at: n, code: c } }
          - name: leave
            on: withdraw
            only-with: list
            where-known: receiver-id
            request: { delete: "/lists/{list}/{receiver-id}" }

        """

    private func findings(_ old: String, _ new: String) throws -> [Fault] {
        let text = Self.good.replacing(old, with: new)
        try #require(text != Self.good)
        do throws(FaultList) {
            _ = try DestinationDefinition.compile(text, file: "tool.yaml")
            return []
        } catch {
            return error.faults
        }
    }

    @Test func `is read as it is meant`() throws {
        guard case .http(let tool) = try DestinationDefinition.compile(Self.good, file: "tool.yaml").door else {
            Issue.record("no destination over HTTP")
            return
        }
        #expect(tool.key == "email" && tool.names == ["note": "Note"] && tool.parameters == ["list": "The list."])
        #expect(
            tool.system.limits.bodyBytes == 16 << 20
                && tool.secrets.map(\.description) == ["env:TOOL_TOKEN", "env:TOOL_DEVELOPER"])
        let write = tool.writes[0]
        #expect(
            write.takesMany && write.mostRows == 7 && write.mostBytes == 2_000_000 && write.shape.blank == .leaveOut)
        #expect(
            write.actions == [.add, .change] && write.lookedUp(tool) == ["receiver-id"] && write.rowNames(tool).isEmpty)
        #expect(write.answer.rows?.match == .value("key", AnswerPath("mail")) && write.answer.later == ["9"])
        #expect(write.answer.refused?.match == .index(AnswerPath("n")) && write.splits == [400, 413, 422])
        #expect(
            !tool.writes[1].takesMany && tool.writes[1].onlyWith == "list"
                && tool.writes[1].rowNames(tool) == ["receiver-id"])
        let writer = HTTPWriter(tool, folder: "/", clock: HTTPSession.Clock(now: { WriteBench.now }) { _ in })
        #expect(writer.leastRows == 1 && writer.firstRows == 20 && writer.mostRows == 800)
        // Where every write takes many rows, fewer than one request takes make nothing faster.
        var batched = tool
        batched.writes = [write]
        let other = HTTPWriter(batched, folder: "/", clock: HTTPSession.Clock(now: { WriteBench.now }) { _ in })
        #expect(other.leastRows == 7 && other.firstRows == 7 && other.mostRows == 280)
        batched.writes[0].mostRows = 50_000
        let large = HTTPWriter(batched, folder: "/", clock: HTTPSession.Clock(now: { WriteBench.now }) { _ in })
        #expect(large.leastRows == 10_000 && large.mostRows == 10_000)
    }

    @Test(arguments: [
        ("{key}\" } }", "{kee}\" } }", "'{kee}' is nothing that can be filled in here"),
        ("only-with: list", "only-with: lists", "'lists' is not what 'with' names"),
        ("where-known: receiver-id", "where-known: member", "'member' is not what is looked up"),
        ("by: key, at: mail", "by: kee, at: mail", "'kee' names no row"),
        ("row: '{ \"id\"", "row: '{ id", "'row' is no JSON"),
        ("names: { note: Note }", "names: { note: Note, key: Mail }", "'{key}' means something else already"),
        ("names: { note: Note }", "names: { note: Note, Upper: Mail }", "this is no name for braces"),
        ("key: email\n", "", "'{key}' is used, and no 'key' says which column it is"),
        (", where: email, is", ", is", "'where' and 'is' or 'has' belong together"),
        ("then: retry, after: 10s", "then: skip", "'skip' is not a known treatment"),
        (
            "X-Developer: env:TOOL_DEVELOPER", "X-Developer: abc",
            "a secret is named by where it is, and never stands in the file"
        ),
        ("put: /rows", "put: rows", "a path begins with a slash"),
        ("on: withdraw", "on: leave", "'leave' is not a known action"),
    ])
    func `is refused with its place where something in it is wrong`(_ old: String, _ new: String, _ summary: String)
        throws
    {
        let found = try findings(old, new)
        #expect(found.contains { $0.summary == summary }, "\(found.map(\.summary))")
        #expect(found.allSatisfy { $0.origin?.line != nil })
    }
}
