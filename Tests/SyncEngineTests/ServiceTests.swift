import Foundation
import Glibc
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `The service as a program` {
    @Test func `synchronises what is due, tells how it is, and ends when it is told to`() throws {
        let bench = try ServiceBench()
        try bench.bench.deliver("leads.csv", (1...3).map { Setup.discarded("\($0)") })
        try bench.start()
        let run = try bench.wait(for: "run") { $0["source"] as? String == "crm" }
        #expect(run["outcome"] as? String == "succeeded" && run["inserted"] as? Int == 3 && run["run"] is Int, "\(run)")
        try bench.wait(for: "run") { $0["source"] as? String == "web" }
        let alive = try bench.ask("/healthz")
        #expect(alive.status == 200 && alive.text.contains("\"status\":\"ok\""), "\(alive)")
        let ready = try bench.ask("/readyz")
        #expect(ready.status == 200 && ready.text.contains("source crm"), "\(ready)")
        let metrics = try bench.ask("/metrics")
        for line in [
            "leadloop_runs_total{source=\"crm\",outcome=\"succeeded\"} 1",
            "leadloop_records_total{source=\"crm\",outcome=\"inserted\"} 3", "leadloop_store_up 1",
            "leadloop_source_last_success_timestamp_seconds{source=\"crm\"} ",
        ] { #expect(metrics.text.contains(line), "\(line)\n\(metrics.text)") }
        #expect(try bench.ask("/elsewhere").status == 404)
        let began = DispatchTime.now()
        try bench.signal(SIGTERM)
        let said = try bench.ended()
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e9
        #expect(said.status == 0 && seconds < 10, "\(seconds): \(said.all)")
        #expect(said.output.isEmpty)
    }

    @Test func `has no word of a person in its log, its metrics or its health`() throws {
        let bench = try ServiceBench()
        var rows = (1...3).map {
            Setup.discarded("\($0)", ["Email": "quetzal\($0)@canary.example", "Last": "Quetzal"])
        }
        rows.append(Setup.discarded("4", ["Email": "quetzal4@canary.example", "Status": "quetzal-status"]))
        rows.append(Setup.discarded("5", ["Email": "quetzal5@canary.example", "Modified": "quetzal-day"]))
        try bench.bench.deliver("leads.csv", rows)
        try bench.start()
        try bench.wait(for: "run") { $0["source"] as? String == "web" }
        let pages = try ["/healthz", "/readyz", "/metrics"].map { try bench.ask($0).text }
        try bench.signal(SIGTERM)
        let said = try bench.ended()
        // A word of a status is vocabulary and may be shown.
        for text in pages + [said.all.replacing("quetzal-status", with: "")] {
            #expect(!text.lowercased().contains("quetzal") && !text.contains("canary"), "\(text)")
        }
    }

    @Test func `keeps the old configuration where the new one has findings, and says why`() throws {
        let bench = try ServiceBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.start()
        try bench.wait(for: "run") { $0["source"] as? String == "web" }
        try bench.bench.edit("config/agreement.yaml", "after: 90d", "after: soon")
        try bench.signal(SIGHUP)
        let refused = try bench.wait(for: "refused")
        #expect((refused["place"] as? String)?.contains("agreement.yaml") == true, "\(refused)")
        let ready = try bench.ask("/readyz")
        #expect(ready.status == 503 && ready.text.contains("a newer one has findings"), "\(ready)")
        #expect(try bench.ask("/healthz").status == 200)
        try bench.bench.edit("config/agreement.yaml", "after: soon", "after: 91d")
        try bench.signal(SIGHUP)
        try bench.wait(for: "reloaded")
        #expect(try bench.ask("/readyz").status == 200)
    }

    @Test func `lets commands that write have their turn`() throws {
        let bench = try ServiceBench()
        try bench.bench.deliver("leads.csv", [Setup.discarded("1")])
        try bench.start()
        try bench.wait(for: "run") { $0["source"] as? String == "web" }
        for name in ["crm", "web"] {
            let said = try Program.run(["schedule", "pause", name], in: bench.bench.folder)
            #expect(said.status == 0, "\(said.all)")
        }
        let suppressed = try Program.run(
            ["suppression", "add", "lead1@example.com", "--reason", "opt-out"],
            in: bench.bench.folder)
        #expect(suppressed.status == 0, "\(suppressed.all)")
    }

    @Test func `goes on where it was killed`() throws {
        let bench = try ServiceBench()
        try bench.bench.deliver("leads.csv", (1...2_000).map { Setup.discarded("\($0)") })
        try bench.start(surroundings: ["LEADLOOP_DIE_AT": "keys.joined:1:\(SIGKILL)"])
        #expect(try bench.ended().status == -SIGKILL)
        try bench.start()
        try bench.wait(for: "run") { $0["source"] as? String == "web" }
        try bench.signal(SIGTERM)
        #expect(try bench.ended().status == 0)
        let twin = try Workbench()
        try twin.deliver("leads.csv", (1...2_000).map { Setup.discarded("\($0)") })
        try twin.sync(Instant.now.description)
        #expect(try bench.bench.dump().count == twin.dump().count)
    }

    @Test func `says to its supervisor when it is ready, alive and stopping`() throws {
        let bench = try ServiceBench()
        let path = bench.bench.path("notify")
        let listener = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0, "\(String(cString: strerror(errno)))")
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        func next() -> String {
            var buffer = [UInt8](repeating: 0, count: 500)
            let count = recv(listener, &buffer, buffer.count, 0)
            return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : "nothing"
        }
        try bench.start(surroundings: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "1000000"])
        #expect(next().hasPrefix("READY=1"))
        #expect(next() == "WATCHDOG=1")
        try bench.signal(SIGHUP)
        var said: [String] = []
        while said.last?.hasPrefix("READY=1") != true, said.last != "nothing", said.count < 60 { said.append(next()) }
        #expect(said.contains { $0.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") }, "\(said)")
        try bench.signal(SIGTERM)
        said = []
        while said.last != "STOPPING=1", said.last != "nothing", said.count < 60 { said.append(next()) }
        #expect(said.last == "STOPPING=1", "\(said)")
        #expect(try bench.ended().status == 0)
    }

    @Test func `does not start where somebody listens already, and says where`() throws {
        let first = try ServiceBench()
        try first.start()
        let address = try #require(try first.wait(for: "listening")["address"] as? String).dropFirst("http://".count)
        let second = try Program.run(["serve", "--status", String(address), "--log", "text"], in: first.bench.folder)
        #expect(second.status == 69 && second.talk.contains("it cannot listen on 127.0.0.1:"), "\(second.all)")
    }
}
