import Failpoints
import Foundation
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// Feeds whose files are sent to real OpenSSH, FTP and HTTP servers on this machine.
@Suite(.serialized) struct `A destination of files` {
    private static let days = [
        "2026-10-01T06:00:00Z", "2026-10-02T06:00:00Z", "2026-10-03T06:00:00Z", "2026-10-04T06:00:00Z",
    ]

    private static let feed = Setup.nurture.replacing(
        "to: { folder: feeds/nurture }", with: "to: { folder: feeds/nurture, upload: partner }")

    private func bench(_ address: String, _ access: String, feed: String = feed) throws -> Workbench {
        let bench = try Workbench(feeds: ["nurture": feed])
        try bench.write(
            "config/destinations/partner.yaml",
            """
            destination: partner
            connector: files
            address: "\(address)"
            \(access)
            pace: { tries: [0s, 1h, 2h] }

            """)
        return bench
    }

    private func bench(_ host: FileHost, by port: Int? = nil, feed: String = feed) throws -> Workbench {
        try bench(host.address(by: port), host.access(), feed: feed)
    }

    /// Names and bytes of what lies in a folder here.
    private func shelf(_ folder: String) throws -> [String: Data] {
        try FileManager.default.contentsOfDirectory(atPath: folder).reduce(into: [:]) { files, name in
            files[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
        }
    }

    private func own(_ bench: Workbench) throws -> [String: Data] { try shelf(bench.path("feeds/nurture")) }

    private func retry(_ bench: Workbench) throws {
        try bench.execute("UPDATE feed_upload SET next_try = 0 WHERE next_try IS NOT NULL")
    }

    @Test(arguments: FileHost.Speech.allCases)
    func `gets every file whole with its manifest, and none twice`(speech: FileHost.Speech) throws {
        guard let host = try FileHost(speech) else { return }
        let bench = try bench(host)
        try bench.deliver("leads-1.csv", [Setup.discarded("1")])
        #expect(try bench.sync(Self.days[0]).first?.outcome == .succeeded)
        #expect(try shelf(host.folder) == own(bench) && own(bench).count == 2)
        // Its receiver takes files away.
        for name in try host.names() { try FileManager.default.removeItem(atPath: host.path(name)) }
        try bench.deliver("leads-2.csv", [Setup.discarded("2")])
        #expect(try bench.sync(Self.days[1]).first?.outcome == .succeeded)
        #expect(try shelf(host.folder).count == 2 && own(bench).count == 4)
        #expect(try bench.sync(Self.days[2]).first?.outcome == .succeeded)
        #expect(try shelf(host.folder).count == 2)
        #expect(try bench.count("SELECT count(*) FROM feed_upload WHERE is_due") == 0)
    }

    @Test(arguments: [FileHost.Speech.sftp, .ftp])
    func `that is away gets what waited, in its order, once it is back`(speech: FileHost.Speech) throws {
        guard let host = try FileHost(speech) else { return }
        let bench = try bench(host, by: 9)
        try bench.deliver("leads-1.csv", [Setup.discarded("1")])
        let failed = try Program.run(["sync", "--now", Self.days[0]], in: bench.folder)
        #expect(failed.status == 69 && failed.unfolded.contains("a file of the feed 'nurture' is not there yet"))
        #expect(failed.talk.contains("network.refused"), "\(failed.all)")
        try bench.deliver("leads-2.csv", [Setup.discarded("2")])
        // Its next try is in an hour.
        let waiting = try Program.run(["sync", "--now", Self.days[1]], in: bench.folder)
        #expect(waiting.status == 0 && waiting.talk.contains("feed.not-sent"), "\(waiting.all)")
        #expect(try own(bench).count == 4 && host.names().isEmpty)
        let away = try Program.run(["destination", "list"], in: bench.folder).unfolded
        #expect(
            away.contains("failing") && away.contains("2 files") && away.contains("network.refused")
                && away.contains("`leadloop feed export nurture` tries it now"), "\(away)")
        try bench.edit("config/destinations/partner.yaml", ":9", ":\(host.port)")
        try retry(bench)
        #expect(try Program.run(["sync", "--now", Self.days[2]], in: bench.folder).status == 0)
        #expect(try shelf(host.folder) == own(bench))
        let times = try host.names().filter { !$0.hasSuffix("manifest.json") }.map {
            try #require(
                try FileManager.default.attributesOfItem(atPath: host.path($0))[.modificationDate] as? Date)
        }
        #expect(times == times.sorted() && times.count == 2)
        let well = try #require(try DestinationBoard(bench.workspace()).standings().first)
        #expect(well.health == .well && well.accepted == 2 && well.waiting == 0 && well.feeds == ["nurture"], "\(well)")
        #expect(well.takesFiles && well.succeeded != nil && well.why == nil && well.nextTry == nil, "\(well)")
    }

    @Test func `is given up after the last try, told of each time, and gets it all when a person says so`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let bench = try bench(host, by: 9)
        try bench.deliver("leads-1.csv", [Setup.discarded("1")])
        for day in Self.days.prefix(3) {
            #expect(try Program.run(["sync", "--now", day], in: bench.folder).status == 69)
            try retry(bench)
        }
        #expect(try bench.count("SELECT count(*) FROM feed_upload WHERE next_try IS NULL AND tries = 3") == 1)
        let given = try Program.run(["sync", "--now", Self.days[3]], in: bench.folder)
        #expect(given.status == 69 && given.talk.contains("feed.not-sent") && given.talk.contains("3 times"))
        let stopped = try #require(try DestinationBoard(bench.workspace()).standings().first)
        #expect(stopped.health == .stopped && stopped.dead == 1 && stopped.accepted == 0, "\(stopped)")
        try bench.edit("config/destinations/partner.yaml", ":9", ":\(host.port)")
        let said = try Program.run(["feed", "export", "nurture"], in: bench.folder)
        #expect(said.status == 0 && said.talk.contains("Sent: "), "\(said.all)")
        #expect(try shelf(host.folder) == own(bench))
    }

    @Test(arguments: ["write", "rename"])
    func `that refuses part of the work shows no file under its name`(request: String) throws {
        guard let host = try FileHost(.sftp, refusing: request) else { return }
        let bench = try bench(host)
        try bench.deliver("leads-1.csv", [Setup.discarded("1")])
        let said = try Program.run(["sync", "--now", Self.days[0]], in: bench.folder)
        #expect(said.status == 69 && said.talk.contains("network.failed"), "\(said.all)")
        #expect(try host.names().allSatisfy { $0.hasPrefix(".") && $0.hasSuffix(".partial") })
    }

    @Test func `shows no part of a file whose sending breaks off`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let proxy = try Server("meddling_proxy", ["\(host.port)", "60000", "cut", "up"])
        let bench = try bench(host, by: proxy.port)
        let filling = String(repeating: "x", count: 400)
        try bench.deliver("leads-1.csv", (0..<600).map { Setup.discarded("\($0)", ["City": "\(filling) \($0)"]) })
        let broken = try Program.run(["sync", "--now", Self.days[0]], in: bench.folder)
        #expect(broken.status == 69, "\(broken.all)")
        #expect(try host.names().allSatisfy { $0.hasPrefix(".") && $0.hasSuffix(".partial") })
        try retry(bench)
        #expect(try Program.run(["sync", "--now", Self.days[1]], in: bench.folder).status == 0)
        #expect(try shelf(host.folder) == own(bench))
    }

    @Test(arguments: [Failpoint.fileSent, .manifestSent])
    func `has what it should after a run that died while it was sent`(place: Failpoint) throws {
        guard let host = try FileHost(.sftp) else { return }
        let bench = try bench(host)
        try bench.deliver("leads-1.csv", [Setup.discarded("1")])
        try Program.run(["sync", "--now", Self.days[0]], in: bench.folder, dyingAt: place)
        #expect(try host.names().count == (place == .fileSent ? 1 : 2))
        let before = try host.names().map {
            try FileManager.default.attributesOfItem(atPath: host.path($0))[.systemFileNumber] as? Int
        }
        let next = try Program.run(["sync", "--now", Self.days[1]], in: bench.folder)
        #expect(next.status == 0, "\(next.all)")
        #expect(try shelf(host.folder) == own(bench))
        guard place == .manifestSent else { return }
        // It was there, and was not sent once more.
        let after = try host.names().map {
            try FileManager.default.attributesOfItem(atPath: host.path($0))[.systemFileNumber] as? Int
        }
        #expect(before == after)
    }

    @Test func `gets a file again out of which a person was taken, where it still lies there`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let bench = try bench(host)
        try bench.deliver("leads-1.csv", [Setup.discarded("1"), Setup.discarded("2")])
        try bench.sync(Self.days[0])
        try bench.deliver("leads-2.csv", [Setup.discarded("3")])
        try bench.sync(Self.days[1])
        let names = try host.names().filter { !$0.hasSuffix("manifest.json") }
        let gone = try bench.lead("lead1@example.com").id
        let erased = try Program.run(["lead", "erase", gone.description, "--yes"], in: bench.folder)
        #expect(erased.status == 0, "\(erased.all)")
        #expect(try shelf(host.folder)[names[0]] == own(bench)[names[0]])
        #expect(
            try !host.names().contains { try String(contentsOfFile: host.path($0), encoding: .utf8).contains("lead1@") }
        )
        // A receiver that has taken a file away would read it after those that came later.
        try FileManager.default.removeItem(atPath: host.path(names[1]))
        let third = try bench.lead("lead3@example.com").id
        #expect(try Program.run(["lead", "erase", third.description, "--yes"], in: bench.folder).status == 0)
        #expect(try !host.names().contains(names[1]))
        #expect(try bench.count("SELECT count(*) FROM feed_upload WHERE is_due") == 0)
    }

    @Test(arguments: [FileHost.Speech.sftp, .implicitTLS])
    func `is held against the manifests where somebody asks`(speech: FileHost.Speech) throws {
        guard let host = try FileHost(speech) else { return }
        let bench = try bench(host)
        try bench.deliver("leads-1.csv", [Setup.discarded("1")])
        try bench.sync(Self.days[0])
        #expect(try Program.run(["feed", "verify", "--read-copies"], in: bench.folder).status == 0)
        let name = try #require(try host.names().first)
        var bytes = try #require(try shelf(host.folder)[name])
        bytes[0] ^= 1
        try host.write(name, bytes: Array(bytes))
        // As long as it was: only its bytes tell.
        #expect(try Program.run(["feed", "verify", "--copies"], in: bench.folder).status == 0)
        let said = try Program.run(["feed", "verify", "--read-copies"], in: bench.folder)
        #expect(said.status == 65 && said.all.contains("another content"), "\(said.all)")
        try host.write(name, bytes: [1])
        #expect(try Program.run(["feed", "verify", "--copies"], in: bench.folder).status == 65)
        #expect(try Program.run(["feed", "export", "nurture", "--again"], in: bench.folder).status == 0)
        #expect(try Program.run(["feed", "verify", "--read-copies"], in: bench.folder).status == 0)
        try FileManager.default.removeItem(atPath: host.path(name))
        let taken = try Program.run(["feed", "verify", "--copies"], in: bench.folder)
        #expect(taken.status == 0 && taken.output.contains("not there any more"), "\(taken.all)")
    }

    @Test func `named later gets what was written before; of a full feed the last file only`() throws {
        guard let host = try FileHost(.sftp) else { return }
        for mode in ["incremental", "full"] {
            let plain = Setup.nurture.replacing("mode: incremental", with: "mode: \(mode)")
            let bench = try bench(host, feed: plain)
            try bench.deliver("leads-1.csv", [Setup.discarded("1")])
            try bench.sync(Self.days[0])
            try bench.deliver("leads-2.csv", [Setup.discarded("2")])
            try bench.sync(Self.days[1])
            try bench.write(
                "config/feeds/nurture.yaml",
                plain.replacing("feeds/nurture }", with: "feeds/nurture, upload: partner }"))
            #expect(try bench.sync(Self.days[2]).first?.outcome == .succeeded)
            #expect(try host.names().count == (mode == "full" ? 2 : 4))
            for name in try host.names() { try FileManager.default.removeItem(atPath: host.path(name)) }
        }
    }

    @Test func `whose key is another one is told nothing, and nobody logs in`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let access = try host.access().replacing(
            try host.text("fingerprint").trimmingCharacters(in: .whitespacesAndNewlines),
            with: "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        let bench = try bench(host.address(), access)
        try bench.deliver("leads-1.csv", [Setup.discarded("1")])
        let said = try Program.run(["sync", "--now", Self.days[0]], in: bench.folder)
        #expect(said.status == 77 && said.talk.contains("ssh.host-changed"), "\(said.all)")
        #expect(!said.unfolded.contains("of the source"))
        #expect(try host.names().isEmpty)
    }

    // MARK: Over HTTP

    private func intake() throws -> (folder: String, server: Server) {
        let folder = NSTemporaryDirectory() + "/intake-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return (folder, try Server("file_intake", [folder]))
    }

    private static let web = "network: { allow: 127.0.0.1 }\nauth: { bearer: \"file:token\" }"

    private func web(_ address: String, _ more: String = web) throws -> Workbench {
        let bench = try bench(address, more)
        try bench.write("token", "geheim-4711")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: bench.path("token"))
        return bench
    }

    @Test(arguments: ["PUT", "POST"])
    func `over HTTP gets length, digest and a key that stays the same`(method: String) throws {
        let (folder, server) = try intake()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = method == "PUT" ? "files" : "post"
        let bench = try web("http://127.0.0.1:\(server.port)/\(path)", Self.web + "\nmethod: \(method)")
        try "lost\n".write(toFile: folder + "/answers", atomically: true, encoding: .utf8)
        try bench.deliver("leads-1.csv", [Setup.discarded("1")])
        let said = try Program.run(["sync", "--now", Self.days[0]], in: bench.folder)
        #expect(said.status == 69 && !said.all.contains("geheim"), "\(said.all)")
        try retry(bench)
        let second = try Program.run(["sync", "--now", Self.days[1]], in: bench.folder)
        try #require(second.status == 0, "\(second.all)")
        let own = try own(bench)
        for (name, bytes) in own { #expect(try shelf(folder)[name] == bytes) }
        let log = try String(contentsOfFile: folder + "/log", encoding: .utf8).split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
        }
        let heads = log.compactMap { $0["headers"] as? [String: String] }
        #expect(log.map { $0["method"] as? String } == [method, method, method])
        #expect(
            heads[0]["Idempotency-Key"] == heads[1]["Idempotency-Key"] && heads[0]["Idempotency-Key"]?.isEmpty == false)
        #expect(heads[2]["Idempotency-Key"] != heads[0]["Idempotency-Key"])
        #expect(heads.allSatisfy { $0["Authorization"] == "Bearer geheim-4711" && $0["Transfer-Encoding"] == nil })
        #expect(heads[0]["Content-Type"] == "application/x-ndjson" && heads[2]["Content-Type"] == "application/json")
        #expect(
            heads[0]["Content-Length"].flatMap { Int($0) }
                == own.filter { !$0.key.hasSuffix("manifest.json") }.first?.value.count)
    }

    @Test(arguments: ["503", "401", "413", "cut", "302"])
    func `over HTTP that does not take it is tried again later`(answer: String) throws {
        let (folder, server) = try intake()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bench = try web("http://127.0.0.1:\(server.port)/files/{file}?from=leadloop")
        try "\(answer)\n".write(toFile: folder + "/answers", atomically: true, encoding: .utf8)
        try bench.deliver("leads-1.csv", [Setup.discarded("1")])
        let said = try Program.run(["sync", "--now", Self.days[0]], in: bench.folder)
        #expect(said.status == 69, "\(said.all)")
        #expect(try shelf(folder).keys.allSatisfy { $0 == "log" || $0 == "answers" })
        let next = try bench.numbers("SELECT next_try FROM feed_upload")
        #expect(next.allSatisfy { $0 > Instant.now.milliseconds + 3_000_000 }, "\(next)")
        try retry(bench)
        #expect(try Program.run(["sync", "--now", Self.days[1]], in: bench.folder).status == 0)
        #expect(try shelf(folder).count == 4)
    }
}
