import ConfigFiles
import LeadModel
import Testing

@testable import Connectors

@Suite struct `A Singer source, as its file declares it` {
    private static let good = """
        source: acme
        connector: singer
        role: crm
        command: [.venv/bin/tap-acme, --dev]
        config: taps/acme.json
        environment: { TAP_ACME_TOKEN: env:ACME_TOKEN, TZ: UTC }
        catalog: taps/catalog.json
        catalog-option: properties
        error-output: logs/acme.txt
        limits: { stall: 5m, total: 2h, cpu: 1h, megabytes: 512, files: 64 }
        streams:
          leads: { mapping: acme-lead }
          people: { mapping: acme-person, stream: contacts, fields: all }

        """

    /// What is found in the file with a text in the place of another.
    private func finding(_ old: String, _ new: String) throws -> Fault? {
        let text = Self.good.replacing(old, with: new)
        try #require(text != Self.good)
        do throws(FaultList) {
            _ = try SourceDefinition.compile(text, file: "acme.yaml")
            return nil
        } catch {
            return error.faults.first
        }
    }

    @Test func `is read as it is meant`() throws {
        let source = try SourceDefinition.compile(Self.good, file: "acme.yaml")
        guard case .singer(let tap) = source.door else {
            Issue.record("no tap: \(source)")
            return
        }
        #expect(tap.output == .command([".venv/bin/tap-acme", "--dev"]) && tap.config == "taps/acme.json")
        #expect(tap.catalog == .file("taps/catalog.json") && tap.catalogOption == "properties")
        #expect(tap.environment["TZ"] == .plain("UTC") && tap.errorOutput == "logs/acme.txt")
        guard case .secret = tap.environment["TAP_ACME_TOKEN"] else {
            Issue.record("no secret: \(tap.environment.keys)")
            return
        }
        var limits = TapLimits()
        (limits.stallSeconds, limits.totalSeconds, limits.cpuSeconds) = (300, 7_200, 3_600)
        (limits.megabytes, limits.openFiles) = (512, 64)
        #expect(tap.limits == limits)
        var people = SingerStream("contacts")
        people.takesAllFields = true
        #expect(source.streams.map(\.part) == [.singer(SingerStream("leads")), .singer(people)])
    }

    @Test(arguments: [
        ("TAP_ACME_TOKEN: env:ACME_TOKEN", "TAP_ACME_TOKEN: s3cret-canary", "never stands in the file"),
        ("command: [.venv/bin/tap-acme, --dev]", "command: []", "command"),
        ("command: [.venv/bin/tap-acme, --dev]\n", "", "command"),
        ("command: [.venv/bin/tap-acme, --dev]", "output: recorded.jsonl", "is for a tap that is started"),
        ("catalog-option: properties", "catalog-option: props", "props"),
        ("stall: 5m", "stall: 5", "no length of time"),
        ("megabytes: 512", "megabytes: 5", "megabytes"), ("fields: all", "fields: some", "some"),
        ("error-output:", "stderr:", "stderr"),
    ]) func `is refused where it says what nobody can do`(old: String, new: String, words: String) throws {
        let fault = try #require(try finding(old, new), "\(new) was taken")
        #expect(fault.description.contains(words) && !fault.description.contains("canary"), "\(fault)")
        #expect(fault.origin?.line != nil && !fault.advice.isEmpty)
    }
}
