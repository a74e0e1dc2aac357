import Foundation
import LeadModel
import Testing

@testable import SyncEngine

@Suite struct `A shipped mapping` {
    static let files: [String] = {
        let folder = Repository.path("mappings")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
            + [Repository.path("Sources/SyncEngine/Starter/crm-lead.yaml")]
    }()

    @Test(arguments: files) func `is touched by its tests in every field and word`(file: String) throws {
        let report = try #require(MappingTester(try MappingBook.read([file], config: "nowhere")).reports().first)
        #expect(report.failures.map(\.name) == [])
        let untouched = report.coverage.items.filter { !$0.isTouched }
        #expect(untouched.isEmpty, "\(untouched.map { "\($0.field) \($0.word ?? "")" })")
        #expect(report.coverage.percent == 100 && report.coverage.fields > 2)
    }

    @Test func `is one of several`() { #expect(Self.files.count > 12) }
}

@Suite struct `leadloop mapping test` {
    private let failing = """

        tests:
          - name: everybody is the boss
            record: { Id: "1", First Name: Ada, Status: Open }
            expect: { first-name: Eva, status: discarded, email: ~ }
          - name: a fault that does not come
            record: { Id: "1" }
            expect-fault: mapping.unmapped-status

        """

    private func bench(_ tests: String) throws -> Workbench {
        let bench = try Workbench()
        try bench.write("mappings/own.yaml", Self.own + tests)
        return bench
    }

    static let own = """
        mapping: own
        record: lead
        identity: { id: Id }
        fields: { first-name: First Name, email: Mail }
        status: { from: Status, values: { Open: assigned, Closed: discarded } }
        """

    @Test func `shows what was expected over what came, in 80 columns and without colour`() throws {
        let bench = try bench(failing)
        let said = try Program.run(["mapping", "test", "own"], in: bench.folder)
        #expect(said.status == 65)
        #expect(said.output.contains("mappings/own.yaml:7: 'everybody is the boss' fails"))
        #expect(said.output.contains("  first-name  - 'Eva'\n              + 'Ada'\n"))
        #expect(said.output.contains("  email       - null\n              + absent\n"))
        #expect(said.output.contains("  fault  - the fault mapping.unmapped-status\n         + an observation\n"))
        #expect(!said.output.contains("\u{1B}"))
        #expect(said.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(said.talk == "2 tests of 2 failed.\n")
    }

    @Test func `runs by the file alone, without any configuration`() throws {
        let bench = try bench("\ntests:\n  - { name: x, record: { Id: \"1\" }, expect: { id: \"1\" } }\n")
        try bench.remove("config")
        let said = try Program.run(["mapping", "test", "mappings/own.yaml"], in: bench.folder)
        #expect(said.status == 0 && said.talk == "1 test passed.\n", "\(said.all)")
    }

    @Test func `lists what no test touches, and fails below a minimum`() throws {
        let bench = try bench(
            "\ntests:\n  - { name: x, record: { Id: \"1\", Status: Open }, expect: { id: \"1\", status: assigned } }\n")
        let said = try Program.run(
            ["mapping", "test", "own", "--coverage", "--minimum-coverage", "51"], in: bench.folder)
        #expect(said.status == 65)
        #expect(said.output.contains("own      1      0       2/4     1/2    50 %"))
        #expect(said.output.contains("mappings/own.yaml: no test touches\n  the fields email, first-name\n"))
        #expect(said.output.contains("  of 'status' (line 5) the words 'Closed'\n"))
        #expect(said.talk.contains("the tests touch 50 %, less than 51 %"))
        #expect(try Program.run(["mapping", "test", "own", "--minimum-coverage", "50"], in: bench.folder).status == 0)
        #expect(try Program.run(["mapping", "test", "--minimum-coverage", "101"], in: bench.folder).status == 64)
        let json = try Program.run(["mapping", "test", "own", "--coverage", "--output", "json"], in: bench.folder)
            .output
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
        #expect(rows.count == 6 && rows.count { $0["touched"] as? Bool == true } == 3)
    }

    @Test func `takes in tests beside the mapping, as the check of the configuration does`() throws {
        let bench = try bench("")
        try bench.write("mappings/tests/own.yaml", "- { name: beside, record: { Id: \"1\" }, expect: { id: \"2\" } }\n")
        let said = try Program.run(["mapping", "test", "own", "--output", "csv"], in: bench.folder)
        #expect(said.status == 65)
        #expect(
            said.output
                == "mapping,test,file,line,passed,differences\nown,beside,mappings/tests/own.yaml,1,false,\"id: expected '2', got '1'\"\n"
        )
        let checked = try Program.run(["config", "check"], in: bench.folder)
        #expect(checked.status == 78 && checked.output.contains("mappings/tests/own.yaml:1:"))
    }

    @Test func `takes the record of a test from a file, and shows nothing of the person in it`() throws {
        let bench = try bench("")
        try bench.write(
            "mappings/tests/own.csv",
            "Id;First Name;Mail;Status\r\n1;Ada;ada@example.com;Open\r\n2;Zyxwella;z@x.example;Parked\r\n")
        func test(_ record: Int, _ rest: String) throws -> (status: Int32, all: String) {
            try bench.write(
                "mappings/tests/own.yaml",
                "- name: of a file\n  record-from: { file: own.csv, record: \(record) }\n  \(rest)\n")
            let said = try Program.run(["mapping", "test", "own"], in: bench.folder)
            return (said.status, said.all)
        }
        #expect(try test(1, "expect: { id: \"1\", email: ada@example.com, status: assigned }").status == 0)
        #expect(try test(2, "expect-fault: mapping.unmapped-status").status == 0)
        let wrong = try test(1, "expect: { first-name: Eva, status: discarded }")
        #expect(wrong.status == 65 && wrong.all.contains("3 letters") && wrong.all.contains("'assigned'"), "\(wrong)")
        #expect(!wrong.all.contains("Ada"))
        let refused = try test(2, "expect: { status: discarded }")
        #expect(refused.status == 65 && !refused.all.contains("Zyxwella"), "\(refused)")
        let behind = try test(3, "expect: { id: \"1\" }")
        #expect(behind.status == 78 && behind.all.contains("mappings/tests/own.yaml:2:"), "\(behind)")
        #expect(behind.all.contains("'own.csv' has no record 3; it has 2"), "\(behind)")
        let both = try test(1, "record: { Id: \"1\" }\n  expect: { id: \"1\" }")
        #expect(both.status == 78 && both.all.contains("'record-from' stands for the whole record"), "\(both)")
        try bench.remove("mappings/tests/own.csv")
        let gone = try test(1, "expect: { id: \"1\" }")
        #expect(gone.status == 78 && gone.all.contains("the file of this test"), "\(gone)")
        #expect(try Program.run(["config", "check"], in: bench.folder).output.contains("mappings/tests/own.yaml:2:"))
        // A sync runs no tests, and needs no file of theirs.
        try bench.deliver("leads.csv", [Setup.lead("1")])
        #expect(bench.counts(try bench.sync(only: ["crm"])).inserted == 1)
    }

    @Test func `finds tests that would never run`() throws {
        let bench = try bench("")
        try bench.write("mappings/tests/owm.yaml", "- { name: beside, record: { Id: \"1\" }, expect: { id: \"2\" } }\n")
        let said = try Program.run(["mapping", "test"], in: bench.folder)
        #expect(said.status == 78 && said.talk.contains("Did you mean 'own'?"), "\(said.all)")
        try bench.remove("mappings/tests")
        #expect(try Program.run(["mapping", "test", "nobody"], in: bench.folder).status == 78)
    }

    @Test func `stands beside a list of mappings`() throws {
        let bench = try bench(failing)
        let said = try Program.run(["mapping", "list", "--output", "csv"], in: bench.folder)
        #expect(said.status == 0)
        #expect(said.output.contains("own,lead,,4,2,2,0,mappings/own.yaml\n"), "\(said.output)")
        #expect(said.output.contains("crm-lead,lead,crm/leads,"))
    }
}

@Suite struct `leadloop mapping try` {
    private let rules = """
        mapping: own
        record: lead
        identity: { id: Id }
        fields:
          first-name: { from: Name, transform: { name-part: first } }
          email: Mail
          note: Note
        status: { from: Status, values: { Open: assigned } }
        ignore: [Rating]

        """

    private func bench() throws -> Workbench {
        let bench = try Workbench()
        try bench.write("own.yaml", rules)
        try bench.write(
            "own.csv",
            "Id,Name,Mail,Status,Rating,Fax,Note\n7,Ada Canary,nobody,Parked,,x,\n8,Eva Canary,eva@canary.example,Open,,x,\n"
        )
        try bench.remove("config")
        return bench
    }

    @Test func `shows cells, transforms and values by their shapes, and every refusal`() throws {
        let bench = try bench()
        let said = try Program.run(["mapping", "try", "own.yaml", "own.csv"], in: bench.folder)
        #expect(said.status == 4, "\(said.all)")
        #expect(
            said.output.contains("own.csv:2: record 1 is refused")
                && said.output.contains("own.csv:3: record 2 is mapped"))
        #expect(said.output.contains("! mapping.unmapped-status") && said.output.contains("! mapping.invalid-email"))
        #expect(said.output.contains("> name-part"))
        #expect(!said.all.contains("Canary") && !said.all.contains("Ada") && !said.all.contains("canary"))
        // What the mapping itself says is nobody's data.
        #expect(said.output.contains("'Open'") && said.output.contains("'assigned'"))
        #expect(said.output.contains("columns under `ignore:`: Rating"))
        #expect(said.output.contains("neither reads nor ignores: Fax"))
        #expect(said.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(said.talk.hasPrefix("2 records, 1 refused; csv, comma"))
    }

    @Test func `shows the values themselves where somebody asks for them`() throws {
        let bench = try bench()
        let said = try Program.run(
            ["mapping", "try", "own.yaml", "own.csv", "--record", "8", "--show-values", "--output", "csv"],
            in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
        #expect(
            said.output.contains(
                """
                2,3,first-name,cell,Name,'Eva Canary'
                2,3,first-name,transform,name-part,'Eva'
                2,3,first-name,value,text,'Eva'

                """), "\(said.output)")
        #expect(said.output.contains(",,,unmapped,Fax,\n") && said.output.contains("2,3,note,value,text,null\n"))
    }

    @Test func `says what is missing`() throws {
        let bench = try bench()
        #expect(
            try Program.run(["mapping", "try", "own.yaml", "own.csv", "--record", "99"], in: bench.folder).status == 1)
        #expect(try Program.run(["mapping", "try", "own.yaml", "nowhere.csv"], in: bench.folder).status == 74)
        #expect(try Program.run(["mapping", "try", "nowhere.yaml", "own.csv"], in: bench.folder).status == 78)
        #expect(
            try Program.run(["mapping", "try", "own.yaml", "own.csv", "--rows", "0"], in: bench.folder).status == 64)
        try bench.write("few.csv", "Id,Name,Status\n1,Ada Canary,Open\n")
        let said = try Program.run(["mapping", "try", "own.yaml", "few.csv"], in: bench.folder)
        #expect(said.status == 4 && said.output.contains("[mapping.unknown-column]"), "\(said.all)")
    }

    @Test func `reads a file as its source declares it`() throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.discarded("1")])
        let said = try Program.run(["mapping", "try", "crm-lead", "inbox/leads.csv", "--rows", "1"], in: bench.folder)
        #expect(said.status == 0 && said.output.contains("'discarded'"), "\(said.all)")
        #expect(!FileManager.default.fileExists(atPath: bench.path("store")))
    }
}
