import ConfigFiles
import FieldMapping
import LeadModel
import Testing

@Suite struct `The tests of a mapping` {
    private func mapping(_ tests: String, rules: String = "") throws -> FieldMapping {
        try leadMapping(
            """
            fields:
              title: T
              language: { from: L, transform: [{ case: lower }, { values: { deutsch: de, none: ~ } }] }
              interests: { from: I, separator: ",", values: { a: one, b: two } }
            status: { from: S, values: { Open: assigned, Closed: discarded, Old: ~ } }
            \(rules)
            tests:
            \(tests)
            """)
    }

    private func untouched(_ tests: String) throws -> Set<String> {
        let mapping = try mapping(tests)
        return Set(mapping.coverage(of: mapping.testResults()).untouched.map(\.description))
    }

    @Test func `touch the fields they expect and the words they look up, and nothing else`() throws {
        let all: Set<String> = [
            "id", "title", "language", "language: deutsch", "language: none", "interests", "interests: a",
            "interests: b",
            "status", "status: Open", "status: Closed", "status: Old",
        ]
        #expect(
            try untouched("  - { name: x, record: { Id: 1, T: Boss }, expect: { id: \"1\" } }")
                == all.subtracting(["id"]))
        // A word that is looked up without anybody looking at what it means is not tested.
        #expect(
            try untouched("  - { name: x, record: { Id: 1, S: Open }, expect: { title: Boss } }").count == all.count)
        #expect(
            try untouched(
                "  - { name: x, record: { Id: 1, S: Open, L: DEUTSCH, I: b }, expect: { status: assigned, language: de, interests: [two] } }"
            )
                == ["id", "title", "language: none", "interests: a", "status: Closed", "status: Old"])
        // A word that means nothing has no field to be expected.
        #expect(
            try !untouched("  - { name: x, record: { Id: 1, S: Old, T: Boss }, expect: { title: Boss } }").contains(
                "status: Old"))
    }

    @Test func `touch nothing where they fail`() throws {
        let failing = "  - { name: x, record: { Id: 1, S: Open }, expect: { id: \"1\", status: discarded } }"
        let mapping = try mapping(failing)
        let coverage = mapping.coverage(of: mapping.testResults())
        #expect(coverage.percent == 0 && coverage.fields.count == 5 && coverage.words.count == 7)
    }

    @Test func `may have cases, each with its own cells and expectations`() throws {
        let mapping = try mapping(
            """
              - name: words
                record: { Id: 1, T: Boss }
                expect: { title: Boss }
                cases:
                  - { record: { S: Open }, expect: { status: assigned } }
                  - { record: { S: Closed, T: Clerk }, expect: { status: discarded, title: Clerk } }
                  - { record: { S: Parked }, expect-fault: mapping.unmapped-status }
                  - { record: { S: Old } }
            """)
        #expect(mapping.tests.map(\.name) == ["words, case 1", "words, case 2", "words, case 3", "words, case 4"])
        #expect(mapping.tests.map(\.place.line) == [15, 16, 17, 18])
        #expect(mapping.runTests().isEmpty)
    }

    @Test func `say field by field what was expected and what came`() throws {
        let results = try mapping(
            "  - { name: x, record: { Id: 1, S: Open, T: \"\" }, expect: { status: discarded, title: Boss, language: de } }"
        )
        .testResults()
        #expect(
            results[0].differences.map { "\($0.subject): \($0.expected), \($0.got)" } == [
                "status: 'discarded', 'assigned'", "title: 'Boss', null", "language: 'de', absent",
            ])
    }

    @Test func `may stand beside the mapping, and are checked against its columns`() throws {
        var mapping = try mapping("  []")
        try mapping.addTests("- { name: beside, record: { Id: 1, T: x }, expect: { title: y } }", file: "tests/m.yaml")
        #expect(mapping.runTests().map(\.origin?.file) == ["tests/m.yaml"])
        do throws(FaultList) {
            try mapping.addTests("- { name: beside, record: { Titel: x }, expect: { title: y } }", file: "tests/m.yaml")
            Issue.record("a column that no rule reads was taken")
        } catch {
            #expect(error.faults.map(\.code) == [.mappingUnknownColumn])
        }
    }

    @Test(arguments: [
        "{ name: x, record: { Id: 1 }, cases: [] }", "{ name: x, record: { Id: 1 }, cases: { a: b } }",
        "{ name: x, record: { Id: 1 }, cases: [{ record: { S: Open } }] }",
        "{ name: x, cases: [{ expect: { id: \"1\" } }] }",
        "{ name: x, record: { Id: 1 }, cases: [{ name: y, record: { S: Open }, expect: { id: \"1\" } }] }",
    ])
    func `with cases that say nothing are found as the file is read`(test: String) {
        let found = findings("mapping: m\nrecord: lead\nidentity: { id: Id }\nignore: [S]\ntests:\n  - \(test)\n")
        #expect(!found.isEmpty, "\(test)")
        for fault in found { #expect(fault.origin?.line == 6) }
    }
}

@Suite struct `The trace of a record` {
    @Test func `shows each transform, and goes on behind a refusal`() throws {
        let mapping = try leadMapping(
            """
            fields:
              first-name: { from: Name, transform: [{ name-part: first }, { case: upper, when: { column: K, is: loud } }] }
              email: Mail
              title: T
            """)
        var mapper = mapping.mapper(source: "crm", file: "x")
        let page = TestPage.json([
            ("Id", "1"), ("Name", "Ada Example"), ("Mail", "nobody"), ("T", .null), ("K", "soft"),
        ])
        let trace = mapper.trace(page, 0)
        #expect(trace.fault == nil && trace.entries.map(\.field) == [.id, .email, .firstName, .title])
        let name = try #require(trace.entries.first { $0.field == .firstName })
        #expect(name.cells.map(\.text) == ["Ada Example"])
        #expect(
            name.stages.map(\.transform) == [.namePart, .letterCase] && name.stages.map(\.isApplied) == [true, false])
        #expect(name.stages.map(\.result) == [.text("Ada"), .text("Ada")] && name.values[.firstName] == .text("Ada"))
        #expect(trace.entries[1].fault?.code == .mappingInvalidEmail && trace.entries[1].values.isEmpty)
        #expect(trace.entries[3].values[.title] == .null && trace.entries[3].cells[0].isPresent)
    }

    @Test func `says what an observation says`() throws {
        let mapping = try leadMapping(
            "fields: { email: Mail, title: { from: T, transform: [{ case: title }] } }\nstatus: { from: S, values: { Open: assigned } }"
        )
        let page = TestPage.json([("Id", "1"), ("Mail", "A@b.de"), ("T", "BOSS"), ("S", "Open")])
        var observing = mapping.mapper(source: "crm", file: "x")
        var tracing = mapping.mapper(source: "crm", file: "x")
        let fields = try #require(observing.observe(page, 0).fields)
        let traced = tracing.trace(page, 0).entries
        for entry in traced { #expect(entry.values[entry.field] == fields[entry.field]) }
        #expect(traced.map(\.field) == [.id, .stage, .discardReason, .email, .title])
        // A trace leaves nothing behind in its mapper.
        #expect(tracing.observe(page, 0).fields == fields)
    }
}
