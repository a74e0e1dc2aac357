import ConfigFiles
import Foundation
import LeadModel
import Testing

@testable import Connectors

@Suite struct `A header` {
    private let now = Instant(milliseconds: 1_792_000_000_000)

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ]) func `tells a time in each of its three forms`(text: String) {
        #expect(Instant(httpDate: text, now: now)?.description == "1994-11-06T08:49:37Z")
    }

    @Test(arguments: [
        "", "yesterday", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 19940 08:49:37 GMT", "1994-11-06T08:49:37Z",
        "Sun, -6 Nov 1994 08:49:37 GMT",
    ]) func `tells no time in any other`(text: String) { #expect(Instant(httpDate: text, now: now) == nil) }

    @Test func `says how long to wait, as seconds or as a date of its own clock`() throws {
        func wait(_ text: String?, _ server: Instant? = nil) -> Int? {
            RetryAfter.seconds(text, now: now, serverDate: server)
        }
        #expect(wait("120") == 120 && wait("0") == 0)
        #expect(wait("99999999999999999999999") == .max)
        for nonsense in [nil, "", "-5", "soon", "1.5", "1e9"] { #expect(wait(nonsense) == nil) }
        let server = try #require(Instant(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT", now: now))
        #expect(wait("Sun, 06 Nov 1994 08:50:37 GMT", server) == 60)
        #expect(wait("Sun, 06 Nov 1994 08:48:37 GMT", server) == 0)
    }

    @Test func `links to the next page`() {
        let github = [#"<https://api.example/x?page=2>; rel="next", <https://api.example/x?page=9>; rel="last""#]
        #expect(LinkHeader.target("next", in: github) == "https://api.example/x?page=2")
        #expect(LinkHeader.target("last", in: github) == "https://api.example/x?page=9")
        #expect(LinkHeader.target("prev", in: github) == nil)
        let odd = [#"</a,b;c>; title="x, rel=\"next\""; rel="last start", </d>;rel=NEXT ; x"#, "<z>"]
        #expect(LinkHeader.target("next", in: odd) == "/d")
        #expect(LinkHeader.target("start", in: odd) == "/a,b;c")
        #expect(LinkHeader.target("next", in: ["<x", "garbage", "", #"<y>; rel"#]) == nil)
    }

    // MARK: Secrets

    @Test func `of a secret is where it is, and it stays unsaid`() throws {
        let place = Origin(file: "config/sources/crm.yaml", line: 3)
        let folder = NSTemporaryDirectory() + "/secret-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = FileManager.default.createFile(
            atPath: "\(folder)/key", contents: Data("canary\n".utf8), attributes: [.posixPermissions: 0o600])
        let file = try #require(SecretReference("file:key", at: place))
        #expect(try file.value(from: folder) == "canary")
        #expect("\(file)" == "file:key")
        setenv("LEADLOOP_TEST_SECRET", "canary", 1)
        let variable = try #require(SecretReference("env:LEADLOOP_TEST_SECRET", at: place))
        #expect(try variable.value(from: folder) == "canary" && !"\(variable)".contains("canary"))

        func code(_ text: String) throws -> FaultCode? {
            let reference = try #require(SecretReference(text, at: place))
            return #expect(throws: Fault.self) { try reference.value(from: folder) }?.code
        }
        #expect(try code("env:LEADLOOP_NO_SUCH_THING") == .secretMissing)
        #expect(try code("file:none") == .secretMissing && code("file:.") == .secretMissing)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(folder)/key")
        #expect(try code("file:key") == .secretReadable)
        for text in ["canary", "env:", "env:A-B", "env:1A", "file:", ""] {
            #expect(SecretReference(text, at: place) == nil)
        }
    }
}
