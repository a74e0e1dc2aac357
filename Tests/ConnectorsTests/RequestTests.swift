import Foundation
import LeadModel
import Testing

@testable import Connectors

@Suite struct `A request` {
    private let values = [
        "name": "O'Brien\\", "time": "2026-03-01T10:00:00.000+0000", "fields": "Id,Name", "ids": "1,2",
    ]

    @Test(arguments: [
        ("SELECT {fields} FROM Lead WHERE Name = '{name}'", "SELECT Id,Name FROM Lead WHERE Name = 'O\\'Brien\\\\'"),
        ("name eq '{name}' and x gt {time}", "name eq 'O''Brien\\' and x gt 2026-03-01T10:00:00.000+0000"),
        ("'a' {name}", "'a' O'Brien\\"), ("select '\\'{name}'", "select '\\'O\\'Brien\\\\'"),
    ]) func `keeps a value between its quotes`(text: String, filled: String) {
        #expect(RequestTemplate(text).filled(values) == filled)
    }

    @Test func `fills lists into JSON as lists, and texts as texts`() throws {
        let json = try #require(
            RequestJSON(
                #"{"properties": {fields}, "inputs": [{"id": "{id}"}], "q": "select '{name}'", "n": ["x", {cursor}]}"#))
        let text = String(decoding: try #require(json.bytes(values)), as: UTF8.self)
        #expect(
            text
                == #"{"inputs":[{"id":"1"},{"id":"2"}],"n":["x"],"properties":["Id","Name"],"q":"select 'O\\'Brien\\\\'"}"#,
            "\(text)")
        #expect(json.namesEachID)
    }

    /// Every object and list of three parts, each of which may have no value, in every place within every other.
    @Test func `stays JSON whatever is left out of it`() throws {
        for mask in 0..<64 {
            func part(_ bit: Int, _ name: String) -> String { mask >> bit & 1 == 1 ? "{known}" : "{\(name)}" }
            let template = #"""
                {"a": \#(part(0, "n1")), "b": {"c": \#(part(1, "n2")), "d": \#(part(2, "n3"))},
                 "e": [\#(part(3, "n4")), {"f": \#(part(4, "n5"))}, \#(part(5, "n6"))], "g": "{n7}"}
                """#
            let request = try #require(RequestJSON(template))
            let bytes = try #require(request.bytes(["known": "v"]))
            let read = try JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary
            func member(_ bit: Int, _ name: String) -> [String: String] { mask >> bit & 1 == 1 ? [name: "v"] : [:] }
            var expected: [String: Any] = member(0, "a")
            expected["b"] = member(1, "c").merging(member(2, "d")) { first, _ in first }
            var list: [Any] = mask >> 3 & 1 == 1 ? ["v"] : []
            list.append(member(4, "f"))
            if mask >> 5 & 1 == 1 { list.append("v") }
            expected["e"] = list
            #expect(read == expected as NSDictionary, "\(template): \(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test(arguments: [("7", "7"), ("-3", "-3"), ("+5", "\"+5\""), ("007", "\"007\""), ("1e3", "\"1e3\""), ("", "\"\"")])
    func `puts nothing but a number in the place of one`(value: String, json: String) throws {
        let request = try #require(RequestJSON("[{user-number}]"))
        #expect(String(decoding: try #require(request.bytes(["user-number": value])), as: UTF8.self) == "[\(json)]")
    }

    @Test func `escapes what it fills into XML`() throws {
        var plan = RequestPlan("POST", RequestTemplate("/soap"))
        plan.body = .xml(RequestTemplate("<q>{name} &amp; {fields}</q>"))
        let request = try plan.request(below: "https://crm.example", ["name": "<a&'b'\">", "fields": "Id"])
        #expect(
            String(decoding: try #require(request.body), as: UTF8.self)
                == "<q>&lt;a&amp;&apos;b&apos;&quot;&gt; &amp; Id</q>")
        #expect(request.headers.contains { $0.value.hasPrefix("text/xml") })
    }

    @Test func `is not sent without what it makes no sense without`() throws {
        var plan = RequestPlan("GET", RequestTemplate("/query"))
        plan.query = [
            RequestParameter("q", RequestTemplate("SELECT Id FROM Lead WHERE Changed > {since}")),
            RequestParameter("cursor", RequestTemplate("{cursor}")),
        ]
        let fault = #expect(throws: Fault.self) { try plan.request(below: "https://crm.example", [:]) }
        #expect(fault?.summary.contains("'{since}'") == true)
        let request = try plan.request(below: "https://crm.example", ["since": "5"])
        #expect(request.url.hasSuffix("?q=SELECT%20Id%20FROM%20Lead%20WHERE%20Changed%20%3E%205"))
    }

    @Test func `asks for the fields that the vendor knows`() {
        var fields = FieldSelection()
        let columns = ["id", "properties.email", "properties.owner.name", "$key", "properties.email", "archived"]
        #expect(fields.names(of: columns) == ["id", "properties.email", "properties.owner.name", "archived"])
        fields.below = "properties"
        fields.cutAt = ["."]
        fields.also = ["hs_object_id"]
        fields.except = ["properties.email"]
        #expect(fields.names(of: columns) == ["hs_object_id", "owner"])
        fields.prefix = "contacts."
        #expect(fields.names(of: columns) == ["hs_object_id", "contacts.owner"])
    }
}
