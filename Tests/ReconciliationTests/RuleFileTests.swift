import ConfigFiles
import LeadModel
import Reconciliation
import Testing

@Suite struct `A file of matching rules` {
    private func findings(_ text: String) -> [Fault] {
        do {
            _ = try MatchingRules.compile(text, file: "config/matching.yaml")
            return []
        } catch {
            return error.faults
        }
    }

    @Test func `is read with its defaults`() throws {
        let rules = try MatchingRules.compile("keys: [email, phone + last-name]\nrole-accounts: [Info]", file: "m.yaml")
        #expect(rules.keys.map(\.word) == ["email", "phone + last-name"])
        #expect(rules.sharedLimit == 12 && rules.roleAccounts == ["info"])
    }

    @Test func `may give a key a limit of its own, which changes what the rules mean`() throws {
        let rules = try MatchingRules.compile(
            "keys: [email, { key: phone + last-name, shared-above: 6 }]\nshared-above: 9", file: "m.yaml")
        #expect(rules.keys.map(\.word) == ["email", "phone + last-name"])
        #expect(rules.sharedLimit(of: 0) == 9 && rules.sharedLimit(of: 1) == 6)
        let others = try MatchingRules.compile("keys: [email, phone + last-name]\nshared-above: 9", file: "m.yaml")
        #expect(rules.fingerprint != others.fingerprint)
    }

    @Test(arguments: [
        ("keys: [{ key: email, above: 3 }]", FaultCode.configUnknownKey),
        ("keys: [{ shared-above: 3 }]", .configMissingKey),
        ("keys: [{ key: email, shared-above: 1 }]", .configUnknownValue),
        ("keys: []", .configMissingKey), ("keys: email", .configWrongType), ("{}", .configMissingKey),
        ("keys: [e-mail]", .configUnknownValue), ("keys: [phone]", .configUnknownValue),
        ("keys: [phone + first-name]", .configUnknownValue),
        ("keys: [shared-email]", .configUnknownValue), ("keys: [last-name]", .configUnknownValue),
        ("keys: [first-name + last-name]", .configUnknownValue),
        ("keys: [company + city + last-name]", .configUnknownValue),
        ("keys: [email]\nshared-above: 1", .configUnknownValue),
        ("keys: [email]\nshared-above: many", .configWrongType), ("keys: [email]\nkey: x", .configUnknownKey),
        ("keys: &a [email]\nrole-accounts: *a", .configAlias),
    ])
    func `is refused where it would join strangers or says what is not known, with its place`(
        text: String, code: FaultCode
    ) {
        let found = findings(text)
        #expect(!found.isEmpty, "\(text)")
        #expect(
            found.allSatisfy {
                $0.origin?.file == "config/matching.yaml" && $0.origin?.line != nil && !$0.advice.isEmpty
            }, "\(found)")
        let codes: Set<FaultCode> =
            code == .configWrongType || code == .configUnknownValue ? [.configWrongType, .configUnknownValue] : [code]
        #expect(found.contains { codes.contains($0.code) }, "\(text): \(found)")
    }

    @Test func `has all of its findings told at once, with the nearest word`() {
        let found = findings("keys:\n  - e-mail\n  - phone\nshared: 3")
        #expect(found.count == 3)
        #expect(found.contains { $0.advice.contains("email") })
    }
}

@Suite struct `A file of survivorship rules` {
    private func findings(_ text: String) -> [Fault] {
        do {
            _ = try SurvivorshipRules.compile(text, file: "config/survivorship.yaml", knownSources: ["crm", "web"])
            return []
        } catch {
            return error.faults
        }
    }

    @Test func `gives each field its rule, and the default to the others`() throws {
        let rules = try SurvivorshipRules.compile(
            """
            default: prefer web unless blank
            sources: [web, crm]
            fields:
              status: prefer crm, web unless blank
              owner: always crm
              title: most recent
              lead-source: first seen
              interests: longest list
            """, file: "s.yaml", knownSources: ["crm", "web"])
        #expect(
            rules[.stage] == .prefer(["crm", "web"]) && rules[.owner] == .always("crm") && rules[.title] == .mostRecent)
        #expect(
            rules[.leadSource] == .firstSeen && rules[.interests] == .longestList && rules[.city] == .prefer(["web"]))
        // The oldest creation is when the lead came to be, whatever the default says.
        #expect(rules[.created] == .firstSeen && rules.sources == ["web", "crm"])
    }

    @Test(arguments: [
        ("sources: [crm, hubspott]", FaultCode.configUnknownReference), ("default: newest", .configUnknownValue),
        ("default: prefer crm", .configUnknownValue), ("default: always", .configUnknownValue),
        ("default: always nobody", .configUnknownReference),
        ("fields: { fone: most recent }", .configUnknownValue),
        ("fields: { phone: prefer nobody unless blank }", .configUnknownReference),
        ("fieldz: {}", .configUnknownKey), ("fields: { id: most recent }", .configUnknownValue),
    ])
    func `is refused where it names what is not there, with its place`(text: String, code: FaultCode) {
        let found = findings(text)
        #expect(found.map(\.code) == [code], "\(text): \(found)")
        #expect(found.allSatisfy { $0.origin?.line != nil && !$0.advice.isEmpty })
    }
}
