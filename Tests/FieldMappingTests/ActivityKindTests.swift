import ConfigFiles
import FieldMapping
import LeadModel
import Testing

@Suite struct `The kind of an activity` {
    private func mapping(_ type: String) throws(FaultList) -> FieldMapping {
        try FieldMapping.compile(
            "mapping: deeds\nrecord: activity\nidentity: { id: Id }\nlead: { web: Who }\nfields:\n  type: \(type)\n",
            file: "mappings/deeds.yaml")
    }

    private func kinds(_ type: String, of words: String...) throws -> [String] {
        var mapper = try mapping(type).mapper(source: "web", file: "x.json")
        return words.map { word in
            let page = TestPage.json([("Id", "1"), ("Who", "2"), ("Type", .init(stringLiteral: word))])
            let observed = mapper.observe(page, 0)
            return observed.fields?.text(.activityType) ?? observed.fault?.code.rawValue ?? "nothing"
        }
    }

    @Test func `is one of ours, or any word that the mapping gives it`() throws {
        let rule = "{ from: Type, values: { Phone: call, Visit: pricing-page, Demo: demo-request, W1: webinar-2026 } }"
        let found = try kinds(rule, of: "Phone", "Visit", "Demo", "W1", "Seance")
        #expect(found == ["call", "pricing-page", "demo-request", "webinar-2026", "mapping.unmapped-value"])
        #expect(
            try mapping(rule).activityKinds == ["call", "pricing-page", "demo-request", "webinar-2026"])
    }

    @Test func `is said of every record by a constant`() throws {
        #expect(try kinds("{ constant: webinar }", of: "Phone") == ["webinar"])
        #expect(try mapping("{ constant: webinar }").activityKinds.contains("webinar"))
    }

    @Test func `is one of ours only where the mapping does not say what words mean`() throws {
        #expect(try kinds("Type", of: "call", "webinar") == ["call", "mapping.unmapped-value"])
    }

    @Test(arguments: ["Pricing Page", "pricing_page", "Webinar", "-webinar", "webinar-"])
    func `is refused where it is no word of small letters, digits and hyphens`(word: String) throws {
        let error = #expect(throws: FaultList.self) {
            _ = try mapping("{ from: Type, values: { Visit: \(word.debugDescription) } }")
        }
        let fault = try #require(error?.faults.first)
        #expect(error?.faults.count == 1 && fault.origin?.line == 6 && fault.origin?.column == 40, "\(fault)")
        #expect(fault.summary == "a kind of activity is named in small letters, digits and hyphens")
        #expect(fault.advice.contains("such as pricing-page"))
    }

    @Test(arguments: [("e-mail", "email"), ("calls", "call"), ("metting", "meeting"), ("form-fills", "form-fill")])
    func `that is spelled almost like a touch by sales is warned of`(word: String, meant: String) throws {
        let found = try mapping("{ from: Type, values: { Visit: \(word) } }").warnings
        #expect(found.count == 1 && found.first?.origin?.line == 6)
        #expect(found.first?.summary.hasPrefix("'\(word)' is a kind of its own") == true)
        #expect(found.first?.advice.hasPrefix("Did you mean '\(meant)'?") == true, "\(found)")
    }

    @Test func `that is somebody's own is no reason to warn`() throws {
        let words = ["pricing-page", "demo-request", "webinar", "voicemail", "chat", "email-open", "email-click"]
        for word in words + ActivityType.allCases.map(\.rawValue) {
            #expect(try mapping("{ from: Type, values: { Visit: \(word) } }").warnings.isEmpty, "\(word)")
        }
    }
}
