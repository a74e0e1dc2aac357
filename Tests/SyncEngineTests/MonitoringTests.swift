import Foundation
import Testing

@testable import SyncEngine

@Suite struct `Rules, dashboard and units that are shipped` {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    private static let folder = root + "/config"

    /// Names of metrics in a text.
    private func metrics(in text: String) -> Set<String> {
        Set(text.matches(of: /\b(?:leadloop|process)_[a-z_]+/).map { String($0.output) })
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    /// Every name that the service's page can have.
    private func known() throws -> Set<String> {
        let sources = Self.root + "/Sources/SyncEngine/Service/"
        return try ["ServiceMetrics", "StoreGauges", "ProcessGauges"].reduce(into: []) {
            $0.formUnion(metrics(in: try text("\(sources)\($1).swift")))
        }
    }

    @Test func `speak only of metrics that the service has`() throws {
        let known = try known()
        #expect(known.count > 20 && known.contains("leadloop_source_held"))
        for file in ["alerts.yaml", "dashboard.json"] {
            let named = try metrics(in: text("\(Self.folder)/monitoring/\(file)"))
            #expect(named.count > 8 && named.isSubset(of: known), "\(file): \(named.subtracting(known).sorted())")
        }
    }

    @Test(.enabled(if: Tool.isThere("promtool"), "promtool is not on this machine (Debian: prometheus)"))
    func `are told when they should be, and not before`() throws {
        for words in ["check rules alerts.yaml", "test rules alerts.test.yaml"] {
            let said = try Tool.run("promtool \(words)", in: Self.folder + "/monitoring")
            #expect(said.status == 0 && said.all.contains("SUCCESS"), "\(said.all)")
        }
        // Each rule is one that the trial knows.
        let rules = try text("\(Self.folder)/monitoring/alerts.yaml").matches(of: /alert: (\w+)/).map { $0.output.1 }
        let trial = try text("\(Self.folder)/monitoring/alerts.test.yaml")
        for rule in rules { #expect(trial.contains(rule), "\(rule)") }
    }

    @Test func `show a dashboard whose queries can be read`() throws {
        let text = try text("\(Self.folder)/monitoring/dashboard.json")
        let dashboard = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let panels = try #require(dashboard["panels"] as? [[String: Any]])
        #expect(dashboard["uid"] as? String == "leadloop" && panels.count > 10)
        let queries = panels.flatMap { ($0["targets"] as? [[String: Any]] ?? []).compactMap { $0["expr"] as? String } }
        #expect(queries.count >= panels.count)
        guard Tool.isThere("promtool") else { return }
        let rules = queries.enumerated().map { "      - { record: 'leadloop:q\($0.offset)', expr: '\($0.element)' }" }
        let bench = try Workbench()
        try bench.write("rules.yaml", "groups:\n  - name: dashboard\n    rules:\n\(rules.joined(separator: "\n"))\n")
        let said = try Tool.run("promtool check rules rules.yaml", in: bench.folder)
        #expect(said.status == 0, "\(said.all)")
    }

    @Test(.enabled(if: Tool.isThere("promtool"), "promtool is not on this machine (Debian: prometheus)"))
    func `find metrics whose names and words are as Prometheus asks`() throws {
        let bench = try ServiceBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.start()
        try bench.wait(for: "run") { $0["source"] as? String == "web" }
        try bench.bench.write("metrics", bench.ask("/metrics").text)
        try bench.signal(SIGTERM)
        _ = try bench.ended()
        let said = try Tool.run("promtool check metrics < metrics", in: bench.bench.folder)
        #expect(said.status == 0 && said.all.isEmpty, "\(said.all)")
    }

    @Test(.enabled(if: Tool.isThere("systemd-analyze"), "systemd is not on this machine"))
    func `are units that systemd reads, and that may do little`() throws {
        // systemd asks also whether the command is there. It is where a release is installed, and not where this is tested.
        let units = ["leadloop.service", "leadloop-sync.service", "leadloop-sync.timer"]
        let bench = try Workbench()
        for unit in units {
            let shipped = try text("\(Self.folder)/systemd/\(unit)")
            #expect(shipped.contains("ExecStart=/usr/local/bin/leadloop ") == unit.hasSuffix("service"))
            try bench.write(unit, shipped.replacing("/usr/local/bin/leadloop", with: "/bin/sh"))
        }
        for unit in units {
            let said = try Tool.run("systemd-analyze verify --man=no ./\(unit)", in: bench.folder)
            #expect(said.status == 0, "\(unit): \(said.all)")
            guard unit.hasSuffix("service") else { continue }
            let exposure = try Tool.run(
                "systemd-analyze security --offline=yes --threshold=20 ./\(unit)", in: bench.folder)
            #expect(exposure.status == 0, "\(unit): \(exposure.all.suffix(200))")
        }
    }
}

/// A program of the machine that a test asks.
private enum Tool {
    static func isThere(_ name: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
    }

    static func run(_ command: String, in folder: String) throws -> Program.Said {
        let scratch = try Workbench()
        let script = "cd '\(folder)' && exec \(command)"
        return try Program.start([], in: scratch.folder, through: ["sh", "-ec", script, "sh"]).wait()
    }
}
