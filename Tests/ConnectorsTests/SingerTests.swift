import ConfigFiles
import Foundation
import LeadModel
import RecordFormats
import TestSupport
import Testing

@testable import Connectors

/// What a tap that is played by a script comes to.
@Suite(.serialized) struct `A Singer tap` {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/singer-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    private func source(
        _ part: String, _ more: [String: Any] = [:], _ change: (inout SingerSource) -> Void = { _ in }
    ) throws -> SingerSource {
        let config = more.merging(["part": part]) { own, _ in own }
        let path = folder + "/tap.json"
        try JSONSerialization.data(withJSONObject: config).write(to: URL(fileURLWithPath: path))
        #expect(chmod(path, 0o600) == 0)
        var source = SingerSource(.command(["python3", "-B", Server.folder + "/scripted_tap.py"]))
        source.config = "tap.json"
        source.catalog = .none
        source.limits.stallSeconds = 20
        change(&source)
        return source
    }

    private struct Pulled {
        var ids: [String] = []
        var columns: Set<String> = []
        /// After each page.
        var marks: [String] = []
        var refused: [Fault] = []
        var lines: [Int] = []
        var numbers: [Int] = []
        var fault: Fault?
        var raw: [String] = []
    }

    private func pull(
        _ source: SingerSource, columns: [String] = ["id", "email"], stream: String = "contacts",
        from state: String? = nil
    ) throws -> (pulled: Pulled, pull: SingerPull) {
        let pull = SingerPull(
            try SingerTap(source, folder: folder), SingerStream(stream), columns: columns, from: state)
        var pulled = Pulled()
        do throws(Fault) {
            while let page = try pull.nextPage() {
                pulled.columns.formUnion(page.columns)
                for entry in page.entries {
                    pulled.numbers.append(entry.number)
                    pulled.lines.append(entry.line)
                    pulled.raw.append(String(decoding: page.raw(of: entry), as: UTF8.self))
                    if let fault = entry.fault { pulled.refused.append(fault) }
                    for cell in page.cells[entry.cells] where page.columns[Int(cell.column)] == "id" {
                        pulled.ids.append(page.text(of: cell))
                    }
                }
                pulled.marks.append(pull.mark)
            }
        } catch {
            pulled.fault = error
        }
        #expect(try pull.nextPage() == nil)
        return (pulled, pull)
    }

    private func state(_ number: Int) -> String { #"{"bookmarks": {"contacts": {"id": \#(number)}}}"# }

    @Test func `gives its records as they are, and its last state as the bookmark`() throws {
        let (pulled, pull) = try pull(source("ordinary"))
        #expect(pulled.fault == nil)
        #expect(pulled.ids == (1...6).map(String.init))
        #expect(pull.mark == state(6))
        // Neither the time of the extraction nor anything else of the message is part of the record.
        #expect(pulled.raw.first?.hasPrefix(#"{"id": "1", "email""#) == true)
        #expect(!pulled.raw.contains { $0.contains("time_extracted") })
        // Of the deals, which another run of the tap reads, six were passed over, and told of.
        #expect(pull.warnings.map(\.code) == [.singerOtherStream])
        #expect(pulled.numbers == Array(1...6))
        #expect(pulled.lines == [3, 5, 8, 10, 13, 15])
    }

    @Test func `goes on from the state of the last pull`() throws {
        let (pulled, pull) = try pull(source("ordinary", ["rows": 9]), from: state(6))
        #expect(pulled.ids == ["7", "8", "9"])
        // The ninth has no state behind it: the next pull brings it once more.
        #expect(pull.mark == state(8))
    }

    @Test func `is asked for one stream, and for the fields that are read`() throws {
        let source = try source("ordinary") { $0.catalog = .discovered }
        let (pulled, pull) = try pull(source, columns: ["email", "owner.name"])
        #expect(pulled.fault == nil)
        #expect(pulled.columns == ["id", "email", "owner.name"])
        #expect(pull.warnings.isEmpty)
    }

    @Test func `that has no such stream says which it has`() throws {
        let source = try source("ordinary") { $0.catalog = .discovered }
        let fault = try #require(try pull(source, stream: "contact").pulled.fault)
        #expect(fault.code == .singerStreamMissing)
        #expect(fault.advice.contains("contacts, deals"))
        let silent = try #require(try pull(self.source("another")).pulled.fault)
        #expect(silent.code == .singerStreamMissing)
        #expect(silent.advice.contains("people"))
        #expect(try pull(self.source("nothing")).pulled.fault?.code == .singerStreamMissing)
    }

    @Test func `that fails keeps what it gave up to its last state`() throws {
        let (pulled, pull) = try pull(source("fails"))
        #expect(pulled.ids == ["1", "2", "3"])
        #expect(pulled.marks == [state(2)])
        #expect(pull.mark == state(2))
        let fault = try #require(pulled.fault)
        #expect(fault.code == .singerTapFailed)
        #expect(fault.summary.contains("status 3 and wrote 2 lines"))
        #expect(!"\(fault)".contains("canary"))
        #expect(!"\(fault)".contains("person1"))
    }

    @Test func `keeps its errors where somebody asks for them, closed to others`() throws {
        let source = try source("fails") { $0.errorOutput = "errors.txt" }
        let fault = try #require(try pull(source).pulled.fault)
        #expect(fault.advice.contains("error-output"))
        let kept = try String(contentsOfFile: folder + "/errors.txt", encoding: .utf8)
        #expect(kept == "token=canary-in-errors person1@example.com\nsecond line\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/errors.txt")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        // However much it says, it is no longer than a megabyte, and nobody waits for it to be read.
        let long = try self.source("errors-without-end") { $0.errorOutput = "errors.txt" }
        #expect(try pull(long).pulled.fault == nil)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/errors.txt")).count == 1 << 20)
    }

    @Test(arguments: [
        ("garbage", "this line is no message", ["1"], 3), ("cut", "the last message breaks off", ["1"], 4),
        ("unknown", "no such kind", ["1"], 3), ("batch", "batches of files", [], 2),
        ("record-first", "before the schema", [], 1), ("twice-a-member", "no message", [], 2),
    ])
    func `that speaks otherwise is stopped at that line`(part: String, words: String, ids: [String], line: Int) throws {
        let (pulled, _) = try pull(source(part))
        #expect(pulled.ids == ids)
        let fault = try #require(pulled.fault)
        #expect(fault.code == .singerMessage)
        #expect(fault.remedy == .stopStream)
        #expect(fault.summary.contains(words))
        #expect(fault.origin?.line == line)
        #expect(!"\(fault)".contains("person1"))
    }

    @Test func `may leave out the last line's end`() throws {
        let (pulled, pull) = try pull(source("no-line-end"))
        #expect(pulled.ids == ["1"])
        #expect(pulled.fault == nil)
        #expect(pull.warnings.map(\.code) == [.singerStateMissing])
    }

    @Test func `gives a bad record that does not hurt its neighbour`() throws {
        let (pulled, _) = try pull(source("bad-record"))
        #expect(pulled.refused.map(\.code) == [.jsonDuplicateKey])
        #expect(pulled.refused.first?.origin?.line == 2)
        #expect(pulled.ids == ["2"])
        #expect(pulled.fault == nil)
    }

    @Test func `without a state is told of`() throws {
        let (pulled, pull) = try pull(source("no-state"))
        #expect(pulled.ids == ["1"])
        #expect(pull.mark == "")
        #expect(pull.warnings.map(\.code) == [.singerStateMissing])
    }

    @Test func `that sends whole tables is told that nothing is deleted for it`() throws {
        let (_, pull) = try pull(source("full-table"))
        #expect(pull.warnings.map(\.code) == [.singerFullTable])
        #expect(pull.warnings.first?.advice.contains("not deleted") == true)
    }

    @Test func `that falls silent is ended with all that it started`() throws {
        let pids = folder + "/pids"
        let (pulled, pull) = try pull(source("silent", ["pids": pids]) { $0.limits.stallSeconds = 1 })
        #expect(pulled.fault?.code == .singerTapSilent)
        #expect(pulled.ids == ["1"])
        #expect(pull.mark == state(1))
        for word in try String(contentsOfFile: pids, encoding: .utf8).split(separator: " ") {
            let pid = try #require(pid_t(word))
            // A grandchild is somebody else's to bury: gone, or dead.
            var isAlive = true
            for _ in 0..<100 where isAlive {
                let status = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ") Z"
                isAlive = !status.contains(") Z")
                if isAlive { usleep(20_000) }
            }
            #expect(!isAlive)
        }
    }

    @Test func `that only talks of its errors runs no longer than it may`() throws {
        let (pulled, _) = try pull(source("chatters") { $0.limits.totalSeconds = 1 })
        #expect(pulled.fault?.code == .singerTapSilent)
        #expect(pulled.fault?.summary.contains("ran longer than 1 s") == true)
    }

    @Test func `that does not end is ended`() throws {
        let (pulled, pull) = try pull(source("lingers") { $0.limits.stallSeconds = 1 })
        #expect(pulled.fault?.code == .singerTapSilent)
        #expect(pulled.ids == ["1"])
        #expect(pull.mark == state(1))
    }

    @Test func `takes no more than its limits`() throws {
        let hungry = try pull(source("eats-memory") { $0.limits.megabytes = 256 }).pulled
        #expect(hungry.fault?.code == .singerTapFailed)
        #expect(hungry.ids == ["1"])
        let busy = try pull(source("spins") { $0.limits.cpuSeconds = 1 }).pulled
        #expect(busy.fault?.code == .singerTapFailed)
        #expect(busy.fault?.summary.contains("signal 24") == true || busy.fault?.summary.contains("signal 9") == true)
    }

    @Test func `sees nothing of ours but what it is given`() throws {
        setenv("LEADLOOP_TAP_TEST", "canary-in-environment", 1)
        setenv("LEADLOOP_TAP_OTHER", "not for taps", 1)
        let source = try source("looks-around") {
            $0.environment["TAP_TOKEN"] = SecretReference("env:LEADLOOP_TAP_TEST", at: Origin(file: "x")).map(
                SecretValue.secret)
            $0.environment["TZ"] = .plain("UTC")
        }
        let (pulled, pull) = try pull(source, from: state(0))
        let raw = try #require(pulled.raw.first)
        let object = try JSONSerialization.jsonObject(with: Data(raw.utf8))
        let seen = try #require(object as? [String: Any])
        let names = Set(seen["environment"] as? [String] ?? []).subtracting(["LC_CTYPE"])
        #expect(names == ["PATH", "LANG", "HOME", "TMPDIR", "TAP_TOKEN", "TZ"])
        #expect(seen["token"] as? String == "canary-in-environment")
        #expect(seen["descriptors"] as? [Int] == [0, 1, 2])
        #expect(seen["group"] as? Bool == true)
        #expect(seen["privileges"] as? Bool == true)
        #expect(seen["input"] as? Int == 0)
        #expect(seen["core"] as? Int == 0)
        #expect(seen["memory"] as? Int == 4_096)
        let arguments = try #require(seen["arguments"] as? [String])
        #expect(!arguments.contains { $0.contains("canary") || $0.contains("bookmarks") })
        #expect(arguments.contains("--state"))
        #expect(pull.name == "python3:contacts")
    }

    @Test func `that is not there is named`() throws {
        let missing = try pull(source("ordinary") { $0.output = .command(["tap-nowhere"]) }).pulled
        #expect(missing.fault?.code == .singerTapMissing)
        let folder = try pull(source("ordinary") { $0.output = .command(["/etc"]) }).pulled
        #expect(folder.fault?.code == .singerTapMissing)
    }

    @Test func `whose catalog cannot be had says why`() throws {
        let bad = try pull(source("bad-catalog") { $0.catalog = .discovered }).pulled
        #expect(bad.fault?.code == .singerCatalog)
        let failed = try pull(source("discover-fails") { $0.catalog = .discovered }).pulled
        #expect(failed.fault?.code == .singerTapFailed)
    }

    @Test func `is not started with a configuration that everybody may read`() throws {
        let source = try source("ordinary")
        #expect(chmod(folder + "/tap.json", 0o644) == 0 && chmod(folder, 0o755) == 0)
        #expect(try pull(source).pulled.fault?.code == .secretReadable)
    }

    @Test func `gives pages whose bookmarks cover just what was handed out`() throws {
        let (pulled, pull) = try pull(source("many", ["rows": 20_000]))
        #expect(pulled.fault == nil)
        #expect(pulled.ids.count == 20_001)
        #expect(pulled.numbers == Array(1...20_001))
        // Its only state comes after the 20,000th: no page before it moves the bookmark.
        #expect(pulled.marks.dropLast().allSatisfy { $0 == "" })
        #expect(pulled.marks.count > 2)
        #expect(pull.mark == state(20_000))
    }

    @Test func `can be one whose messages were recorded`() throws {
        let path = folder + "/recorded.jsonl"
        let lines = [
            #"{"type":"SCHEMA","stream":"contacts","schema":{},"key_properties":["id"]}"#,
            #"{"record":{"id":"1","type":"RECORD"},"stream":"contacts","type":"RECORD"}"#, "",
            #"{"type":"RECORD","stream":"deals","record":{"id":"9"}}"#, #"{"type":"STATE","value":{"at":1}}"#,
        ]
        try Data(lines.joined(separator: "\r\n").utf8).write(to: URL(fileURLWithPath: path))
        let recorded = SingerSource(.recorded("recorded.jsonl"))
        let (pulled, pull) = try pull(recorded)
        #expect(pulled.ids == ["1"])
        #expect(pulled.raw == [#"{"id":"1","type":"RECORD"}"#])
        #expect(pull.mark == #"{"at":1}"#)
        #expect(pulled.fault == nil)

        let pipe = folder + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        let writer = Thread {
            do { try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: pipe)) } catch {}
        }
        writer.start()
        var fromPipe = SingerSource(.recorded("pipe"))
        fromPipe.limits.stallSeconds = 20
        #expect(try self.pull(fromPipe).pulled.ids == ["1"])
        #expect(try self.pull(SingerSource(.recorded("nowhere"))).pulled.fault?.code == .fileMissing)
        #expect(try self.pull(SingerSource(.recorded("."))).pulled.fault?.code == .fileNotRegular)
    }

    /// Writes into a named pipe by itself.
    private func piped(_ text: String, pausing microseconds: UInt32 = 0) throws -> String {
        let name = "pipe-\(UUID().uuidString)"
        let path = folder + "/" + name
        #expect(mkfifo(path, 0o600) == 0)
        Thread {
            let descriptor = open(path, O_WRONLY)
            // Who reads no more is no reason to end.
            signal(SIGPIPE, SIG_IGN)
            for byte in text.utf8.map({ [$0] }) where microseconds > 0 {
                if write(descriptor, byte, 1) < 0 { break }
                usleep(microseconds)
            }
            if microseconds == 0 { _ = text.withCString { write(descriptor, $0, text.utf8.count) } }
            close(descriptor)
        }.start()
        return name
    }

    @Test func `that dies while it writes into a pipe has not come to its end`() throws {
        let schema = #"{"type":"SCHEMA","stream":"contacts","schema":{},"key_properties":["id"]}"# + "\n"
        let record = { (id: Int) in #"{"type":"RECORD","stream":"contacts","record":{"id":"\#(id)"}}"# + "\n" }
        let state = #"{"type":"STATE","value":{"at":1}}"# + "\n"
        for (text, ids) in [
            (schema + record(1) + state + record(2), ["1", "2"]), (schema + record(1), ["1"]), (schema, []), ("", []),
        ] {
            let (pulled, pull) = try pull(SingerSource(.recorded(try piped(text))))
            #expect(pulled.ids == ids && pull.mark == (ids.count == 2 ? #"{"at":1}"# : ""), "\(text)")
            #expect(pulled.fault?.code == .singerMessage, "\(text): \(String(describing: pulled.fault))")
            #expect(pulled.fault?.summary.contains("pipe") == true || text.isEmpty)
        }
        let (whole, _) = try pull(SingerSource(.recorded(try piped(schema + record(1) + state))))
        #expect(whole.ids == ["1"] && whole.fault == nil)
        // What lies in a file is as it is; some taps give no state at all.
        try Data((schema + record(1)).utf8).write(to: URL(fileURLWithPath: folder + "/recorded.jsonl"))
        let (recorded, _) = try pull(SingerSource(.recorded("recorded.jsonl")))
        #expect(recorded.ids == ["1"] && recorded.fault == nil)
    }

    @Test func `that drips into a pipe takes no longer than it may`() throws {
        var source = SingerSource(.recorded(try piped(String(repeating: " ", count: 200), pausing: 100_000)))
        source.limits.totalSeconds = 2
        let began = ContinuousClock.now
        let (pulled, _) = try pull(source)
        #expect(pulled.fault?.code == .singerTapSilent && ContinuousClock.now - began < .seconds(10))
        #expect(pulled.fault?.summary.contains("longer than 2 s") == true)
    }
}
