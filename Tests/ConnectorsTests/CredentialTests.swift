import ConfigFiles
import Foundation
import LeadModel
import Synchronization
import TestSupport
import Testing

@testable import Connectors

/// Tokens that are signed for, and those that change.
@Suite(.serialized) struct `Credentials that renew themselves` {
    private static let server = Result { try Server("paged_server") }
    private let bench: PullBench
    private let folder = NSTemporaryDirectory() + "leadloop-credentials-\(UUID().uuidString)"

    init() throws {
        bench = PullBench(try Self.server.get())
        try bench.set()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func guarded() throws -> HTTPStream {
        try bench.stream(
            """
            leads:
              mapping: lead
              request: { get: /guarded, query: { after: "{cursor}" } }
              format: { json: { records: results } }
              paging: { cursor: paging.next.after }
            """)
    }

    private func run(_ program: String, _ arguments: [String], input: String = "") throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let pipe = Pipe()
        process.standardInput = pipe
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        pipe.fileHandleForWriting.write(Data(input.utf8))
        try pipe.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private func secret(_ file: String) throws -> SecretReference {
        try #require(SecretReference("file:\(folder)/\(file)", at: Origin(file: "t")))
    }

    private func write(_ text: String, to file: String) throws {
        try text.write(toFile: "\(folder)/\(file)", atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(folder)/\(file)")
    }

    @Test func `sign what OpenSSL verifies, and get a token for it`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try #require(try run("openssl", ["genrsa", "-out", "\(folder)/key.pem", "2048"]) == 0)
        try #require(
            try run("openssl", ["rsa", "-in", "\(folder)/key.pem", "-pubout", "-out", "\(folder)/public.pem"]) == 0)
        var jwt = JSONWebToken(key: try secret("key.pem"))
        jwt.subject = "sync@our.example"
        jwt.audience = "https://login.example"
        let url = "http://127.0.0.1:\(bench.port)/token"
        var oauth = OAuth2(.jwtBearer, tokenURL: url, clientID: .plain("our-\"client"))
        oauth.jwt = jwt
        let source = try bench.source { $0.authentication = .oauth2(oauth) }
        _ = try bench.log()
        #expect(try bench.ids(try bench.pull(guarded(), source: source)).count == 230)
        let asked = try #require(try bench.log().first)
        #expect(
            asked.contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer")
                && !asked.contains("client"))
        let token = try #require(asked.components(separatedBy: "assertion=").last)
        let parts = token.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        let claims = try #require(JSONSerialization.jsonObject(with: decoded(parts[1])) as? [String: Any])
        #expect(claims["iss"] as? String == "our-\"client" && claims["sub"] as? String == "sync@our.example")
        #expect(claims["aud"] as? String == "https://login.example")
        #expect(claims["exp"] as? Int64 == PullBench.noon.milliseconds / 1_000 + 180)
        try decoded(parts[2]).write(to: URL(fileURLWithPath: "\(folder)/signature"))
        let check = ["dgst", "-sha256", "-verify", "\(folder)/public.pem", "-signature", "\(folder)/signature"]
        #expect(try run("openssl", check, input: "\(parts[0]).\(parts[1])") == 0)
        #expect(try run("openssl", check, input: "\(parts[0]).\(parts[1])x") != 0)
    }

    private func decoded(_ text: String) throws -> Data {
        let padded = text.replacing("-", with: "+").replacing("_", with: "/")
        return try #require(
            Data(base64Encoded: padded + String(repeating: "=", count: (4 - padded.utf8.count % 4) % 4)))
    }

    @Test func `say what is wrong with a key`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try run("openssl", ["genrsa", "-out", "\(folder)/weak.pem", "1024"])
        _ = try run("openssl", ["ecparam", "-genkey", "-name", "prime256v1", "-out", "\(folder)/ec.pem"])
        try write("s3cret-canary", to: "text.pem")
        for (file, words) in [("weak.pem", "2048"), ("ec.pem", "no RSA key"), ("text.pem", "no private key")] {
            let jwt = JSONWebToken(key: try secret(file))
            let pem = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            let fault = #expect(throws: Fault.self) {
                try jwt.signed(issuer: "us", tokenURL: "https://x.example", pem: pem, now: PullBench.noon)
            }
            #expect(
                fault?.summary.contains(words) == true && "\(fault!)".contains("canary") == false, "\(file): \(fault!)")
        }
    }

    @Test(arguments: [("2:503", [1, 2]), ("1:429/7", [7]), ("1:500/0", [1])])
    func `are asked for again where the host has none just now`(busy: String, pauses: [Int]) throws {
        let source = try bench.source {
            $0.authentication = .oauth2(
                OAuth2(.clientCredentials, tokenURL: "http://127.0.0.1:\(bench.port)/token", clientID: .plain("us")))
        }
        try bench.set("busy=\(busy)")
        let waits = PullBench.Waits()
        #expect(try bench.ids(try bench.pull(guarded(), source: source, waits: waits)).count == 230)
        #expect(waits.seconds.withLock { $0 } == pauses)
    }

    @Test(arguments: [("9:503", FaultCode.httpStatus), ("9:429/900", .httpThrottled), ("1:401", .httpUnauthorized)])
    func `are not asked for without end`(busy: String, code: FaultCode) throws {
        let source = try bench.source {
            $0.authentication = .oauth2(
                OAuth2(.clientCredentials, tokenURL: "http://127.0.0.1:\(bench.port)/token", clientID: .plain("us")))
        }
        try bench.set("busy=\(busy)")
        _ = try bench.log()
        let fault = #expect(throws: Fault.self) { try bench.ids(try bench.pull(guarded(), source: source)) }
        #expect(fault?.code == code)
        #expect(try bench.log().count == (code == .httpStatus ? 5 : 1))
    }

    @Test func `are understood where all answers come packed`() throws {
        let source = try bench.source {
            $0.authentication = .oauth2(
                OAuth2(.clientCredentials, tokenURL: "http://127.0.0.1:\(bench.port)/token", clientID: .plain("us")))
            $0.identity = IdentityRequest(RequestPlan("GET", RequestTemplate("/me")), shows: ["user.name"])
            var rule = ErrorRule(.retry(afterSeconds: 9))
            rule.code = "E400"
            $0.errors = [rule]
        }
        try bench.set("packs=1&fail=2:400")
        let waits = PullBench.Waits()
        #expect(try bench.ids(try bench.pull(guarded(), source: source, waits: waits)).count == 230)
        #expect(waits.seconds.withLock { $0 } == [9])
        #expect(try bench.session(source).identity().map(\.value) == ["Ada"])
    }

    @Test func `are sent in one line or not at all`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write("canary-1\nX-Other: canary-2", to: "token")
        let reference = try secret("token")
        let source = try bench.source { $0.authentication = .bearer(reference) }
        let fault = #expect(throws: Fault.self) { try bench.ids(try bench.pull(guarded(), source: source)) }
        #expect(fault?.code == .networkAddress && fault?.summary.contains("Authorization") == true)
        #expect("\(fault!)".contains("canary") == false)
    }

    @Test func `of ours are for the system alone, and not for where tokens are given`() {
        var trust = TransferTrust()
        trust.pin = "sha256//x"
        trust.authorities = "ca.pem"
        trust.certificate = ClientCertificate(chain: "c", key: "k")
        #expect(trust.elsewhere.pin == nil && trust.elsewhere.certificate == nil)
        #expect(trust.elsewhere.authorities == "ca.pem")
    }

    @Test func `are read in the spelling that they came in`() throws {
        let body =
            #"{"n": 1.10, "user": {"id": 12345678901234567890123, "on": true, "no": null}, "org": [{"name": "A"}, {"name": "B"}]}"#
        let scalars = try JSONScalars(Array(body.utf8)) { $0 }
        #expect(
            scalars["n"] == "1.10" && scalars["user.id"] == "12345678901234567890123" && scalars["user.on"] == "true")
        #expect(scalars["user.no"] == nil && scalars["org.0.name"] == "A" && scalars["org.1.name"] == "B")
        #expect(scalars["org.2.name"] == nil && scalars["org"] == nil && scalars["org.name"] == nil)
        let teams = #"{"teams": [{}, {"people": [{"id": 1}, {"id": "\u0032"}]}, {"people": [{"id": 3}]}]}"#
        #expect(try JSONScalars(Array(teams.utf8), otherwise: { $0 })["teams.1.people.1.id"] == "2")
        #expect(try JSONScalars(Array(#"[{"id": "7"}]"#.utf8), otherwise: { $0 })["0.id"] == "7")
        for broken in [#"{"a": 1, "a": 2}"#, #"{"a": 01}"#, "{\"a\": 1", "<p>", ""] {
            let fault = #expect(throws: Fault.self) {
                try JSONScalars(Array(broken.utf8)) { _ in HTTPFault.token("host") }
            }
            #expect(fault?.code == .httpUnauthorized, "\(broken)")
        }
    }

    @Test func `keep a refresh token that changes, for this account alone`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write("first", to: "refresh")
        var oauth = OAuth2(
            .refreshToken, tokenURL: "http://127.0.0.1:\(bench.port)/token", clientID: .plain("us"))
        oauth.refreshToken = try secret("refresh")
        let source = try bench.source { $0.authentication = .oauth2(oauth) }
        let file = "\(folder)/tokens/bench.json"
        for run in 1...3 {
            let session = try bench.session(source)
            session.tokenFile = file
            let pull = HTTPPull(session, try guarded(), values: [:], from: PullBookmark())
            #expect(try bench.ids(pull).count == 230, "run \(run)")
        }
        let rights = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(rights == 0o600)
        let kept = try String(contentsOfFile: file, encoding: .utf8)
        #expect(kept.contains("rotated-canary-") && !kept.contains("first"))
        // Somebody connects the source anew: what was kept counts no more.
        try bench.set()
        #expect(try TokenFile(path: file).token(inPlaceOf: "second") == nil)
        // Without the file the second run asks with a token that is worth nothing any more.
        try write("first", to: "refresh")
        for run in 1...2 {
            let pull = HTTPPull(try bench.session(source), try guarded(), values: [:], from: PullBookmark())
            if run == 1 {
                #expect(try bench.ids(pull).count == 230)
            } else {
                let fault = #expect(throws: Fault.self) { try bench.ids(pull) }
                #expect(fault?.code == .httpUnauthorized && "\(fault!)".contains("canary") == false)
            }
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        let fault = #expect(throws: Fault.self) { try TokenFile(path: file).token(inPlaceOf: "first") }
        #expect(fault?.code == .secretReadable)
    }

    @Test func `that change are used by one process at a time`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write("first", to: "refresh")
        var oauth = OAuth2(
            .refreshToken, tokenURL: "http://127.0.0.1:\(bench.port)/token", clientID: .plain("us"))
        oauth.refreshToken = try secret("refresh")
        let source = try bench.source { $0.authentication = .oauth2(oauth) }
        // The vendor gives a new one for each, and takes none twice.
        try bench.set("lag=300:")
        let (file, port) = ("\(folder)/tokens/bench.json", bench.port)
        let faults = Mutex<[String]>([])
        let ended = DispatchGroup()
        for _ in 0..<3 {
            ended.enter()
            Thread {
                defer { ended.leave() }
                do {
                    let session = try PullBench(port: port).session(source)
                    session.tokenFile = file
                    _ = try session.ask(RequestPlan("GET", RequestTemplate("/log")), [:])?.transfer.cancel()
                } catch {
                    faults.withLock { $0.append("\(error)") }
                }
            }.start()
        }
        ended.wait()
        #expect(faults.withLock { $0 } == [])
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains("rotated-canary-"))
    }

    @Test(arguments: [30, 60, 1, 0, -5])
    func `that are good for a short time serve more than one request`(seconds: Int) throws {
        let source = try bench.source {
            $0.authentication = .oauth2(
                OAuth2(.clientCredentials, tokenURL: "http://127.0.0.1:\(bench.port)/token", clientID: .plain("us")))
        }
        try bench.set("expires=\(seconds):")
        _ = try bench.log()
        #expect(try bench.ids(try bench.pull(guarded(), source: source)).count == 230)
        #expect(try bench.log().count { $0.hasPrefix("POST /token") } == 1)
    }

    @Test func `that end are asked for anew before they do`() throws {
        let source = try bench.source {
            $0.authentication = .oauth2(
                OAuth2(.clientCredentials, tokenURL: "http://127.0.0.1:\(bench.port)/token", clientID: .plain("us")))
        }
        for (seconds, waited, asked) in [(30, 14, 1), (30, 15, 2), (3_600, 3_539, 1), (3_600, 3_540, 2)] {
            try bench.set("expires=\(seconds):")
            _ = try bench.log()
            let waits = PullBench.Waits()
            let session = try bench.session(source, waits: waits)
            for _ in 0..<2 {
                _ = try session.ask(RequestPlan("GET", RequestTemplate("/guarded")), [:])?.transfer.cancel()
                waits.seconds.withLock { $0.append(waited) }
            }
            #expect(try bench.log().count { $0.hasPrefix("POST /token") } == asked, "\(seconds) \(waited)")
        }
    }
}
