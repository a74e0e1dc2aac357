import ConfigFiles
import FieldMapping
import LeadModel
import Testing

@Suite struct `A mapping file` {
    private let salesforce = """
        mapping: salesforce-lead
        record: lead
        ids: salesforce
        identity: { id: { from: Id, as: salesforce-id }, modified: SystemModstamp, deleted: IsDeleted, merged-into: MasterRecordId }
        null-words: ["", "#N/A"]
        fields:
          email: Email
          first-name: FirstName
          phone: { from: [MobilePhone, Phone], as: phone, region: { from: Country, default: US } }
          owner: Owner.Name
          opted-out: { from: HasOptedOutOfEmail, as: flag, suppresses: email }
        status:
          from: Status
          values: { Open - Not Contacted: assigned, Closed - Not Converted: discarded }
        discard-reason:
          from: Reason
          values: { No Response: no-response }
        ignore: [Salutation]
        tests:
          - name: a closed lead without a reason is discarded, reason unknown
            record: { Id: 00Q5g000002Zabc, Status: Closed - Not Converted, Email: Ada@Example.com, SystemModstamp: "2026-03-01T10:00:00Z" }
            expect: { status: discarded, discard-reason: unknown, email: ada@example.com, id: 00Q5g000002ZabcEAC,
                      modified: "2026-03-01T11:00:00+01:00" }
          - name: a word nobody mapped is a fault
            record: { Id: 00Q5g000002Zabc, Status: Parked }
            expect-fault: mapping.unmapped-status
        """

    @Test func `compiles and passes its own tests`() throws {
        let mapping = try FieldMapping.compile(salesforce, file: "m.yaml")
        #expect(mapping.name == "salesforce-lead")
        #expect(mapping.kind == .lead)
        #expect(mapping.ids == "salesforce")
        #expect(mapping.tests.count == 2)
        #expect(mapping.columns.contains("Owner.Name") && !mapping.columns.contains("Owner"))
        #expect(mapping.unknownColumns(among: ["Id", "Salutation", "Fax"]) == ["Fax"])
        #expect(mapping.runTests().isEmpty)
    }

    @Test func `says what a failing test expected and what came`() throws {
        let text = salesforce.replacing("email: ada@example.com", with: "email: eva@example.com, first-name: Ada")
        let faults = try FieldMapping.compile(text, file: "m.yaml").runTests()
        #expect(faults.map(\.code) == [.mappingTestFailed])
        #expect(faults[0].summary.contains("email should be 'eva@example.com', is 'ada@example.com'"))
        #expect(faults[0].summary.contains("first-name should be 'Ada', is absent"))
        #expect(faults[0].origin?.line == 20)
    }

    @Test func `reports every finding at once, each with its place and the nearest name`() {
        let found = findings(
            """
            mapping: broken
            record: lead
            identiti: { id: Id }
            identity: { modified: Changed }
            zone: Europe/Berln
            fields:
              fone: Phone
              first-name: { from: First, as: nummer }
              amount: Amount
              status: Status
              created: { from: Created, format: isso }
              revenue: { from: Revenue, currency: dollars }
              phone: { from: Phone, region: Germany }
              country: { from: Country, values: { Bayern: DE, Atlantis: Atlantis } }
              score: { from: Score, separator: ";" }
            status:
              from: Status
              values: { New: neww, Old: discarded }
            discard-reason:
              from: Reason
              values: { Late: timming }
            """)
        func advice(_ line: Int, _ code: FaultCode) -> String? {
            found.first { $0.origin?.line == line && $0.code == code }?.advice
        }
        #expect(advice(3, .configUnknownKey) == "Did you mean 'identity'?")
        #expect(advice(4, .mappingIdentityMissing) == "Add `id: COLUMN` here.")
        #expect(advice(5, .configUnknownValue) == "Did you mean 'Europe/Berlin'?")
        #expect(advice(7, .mappingUnknownField) == "Did you mean 'phone'?")
        #expect(advice(8, .configUnknownValue) == "Known are: text, email, phone, country.")
        #expect(advice(9, .mappingUnknownField) != nil)
        #expect(advice(10, .mappingUnknownField) == "A lead's status stands under `status:`.")
        #expect(advice(11, .configUnknownValue) == "Did you mean 'iso'?")
        #expect(advice(12, .configUnknownValue) != nil)
        #expect(advice(13, .configUnknownValue) == "Write its ISO 3166 code, 'DE'.")
        #expect(advice(14, .configUnknownValue) != nil)
        #expect(advice(15, .configUnknownKey) != nil)
        #expect(advice(18, .configUnknownValue) == "Did you mean 'new'?")
        #expect(advice(21, .configUnknownValue) == "Did you mean 'timing'?")
        #expect(found.count == 14, "\(FaultList(found))")
        #expect(found.allSatisfy { $0.origin?.file == "m.yaml" && $0.origin?.column != nil })
    }

    @Test func `refuses a rule of the wrong type for its field`() {
        let found = findings(
            "mapping: m\nrecord: lead\nidentity: { id: Id }\nfields: { email: { from: E, as: number } }")
        #expect(found.map(\.code) == [.configWrongType])
        #expect(found[0].summary == "'email' holds email, not number")
    }

    @Test func `refuses a naive format without a zone`() {
        let rules =
            "mapping: m\nrecord: lead\nidentity: { id: Id }\nfields:\n  created: { from: C, format: yyyy-MM-dd }\n"
        #expect(findings(rules).map(\.code) == [.mappingZoneMissing])
        #expect(findings(rules)[0].origin == Origin(file: "m.yaml", line: 5, column: 31))
        #expect(findings(rules + "zone: America/Chicago\n").isEmpty)
        #expect(findings(rules.replacing("yyyy-MM-dd", with: "\"yyyy-MM-dd XXX\"")).isEmpty)
    }

    @Test(arguments: ["yy-MM-dd", "yyyy-MM", "yyyy-MM-dd h:mm", "yyyy-MM-dd QQ", "yyyy-MM-dd 'at", "yyyy-MM-dd HH a"])
    func `refuses a date pattern that leaves something open`(pattern: String) {
        let found = findings(
            "mapping: m\nrecord: lead\nzone: UTC\nidentity: { id: Id }\nfields:\n  created: { from: C, format: \"\(pattern)\" }"
        )
        #expect(found.map(\.code) == [.configUnknownValue])
    }

    @Test func `refuses an alias bomb`() {
        // Sixteen levels would unfold to a hundred thousand nodes: enough to see, too few to hang.
        var bomb = "a0: &a0 [x, x]\n"
        for level in 1...16 { bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(findings(bomb).map(\.code) == [.configAlias])
    }

    @Test func `needs to know whom an activity concerns`() {
        let found = findings(
            "mapping: m\nrecord: activity\nidentity: { id: Id }\nfields: { type: { from: T, values: { Ring: call } } }"
        )
        #expect(found.map(\.code) == [.configMissingKey])
        #expect(found.last?.advice == "Add `lead: { salesforce: Id }` here.")
    }

    @Test func `refuses a test about columns that no rule reads`() {
        let found = findings(
            "mapping: m\nrecord: lead\nidentity: { id: Id }\nfields: { email: Email }\n"
                + "tests: [{ name: t, record: { Id: 1, Emial: x }, expect: { emale: y } }]")
        #expect(found.map(\.code) == [.mappingUnknownColumn, .mappingUnknownField])
        #expect(found[0].advice.hasPrefix("Did you mean 'Email'?"))
        #expect(found[1].advice == "Did you mean 'email'?")
    }

    @Test func `has a fingerprint that follows its meaning only`() throws {
        let one = try FieldMapping.compile(salesforce, file: "m.yaml")
        let reordered = salesforce.replacing(
            "  email: Email\n  first-name: FirstName", with: "  first-name: FirstName # x\n  email: \"Email\"")
        #expect(reordered != salesforce)
        #expect(try FieldMapping.compile(reordered, file: "n.yaml").fingerprint == one.fingerprint)
        let changed = salesforce.replacing("Not Contacted: assigned", with: "Not Contacted: new")
        #expect(try FieldMapping.compile(changed, file: "m.yaml").fingerprint != one.fingerprint)
        let turned = salesforce.replacing("[MobilePhone, Phone]", with: "[Phone, MobilePhone]")
        #expect(try FieldMapping.compile(turned, file: "m.yaml").fingerprint != one.fingerprint)
    }
}
