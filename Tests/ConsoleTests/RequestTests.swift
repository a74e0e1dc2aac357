import HTTPTypes
import LeadModel
import Testing

@testable import Console

@Suite struct `A part that is asked for` {
    @Test(arguments: [
        ("bytes=0-0", 0..<1), ("bytes=2-4", 2..<5), ("bytes=7-", 7..<10), ("bytes=0-99", 0..<10), ("bytes=-3", 7..<10),
        ("bytes=-99", 0..<10), ("Bytes= 2 - 4 ", 2..<5), ("bytes=9-99999999999999999999999", 9..<10),
    ])
    func `is the bytes it names`(field: String, bytes: Range<Int64>) {
        #expect(ByteRange(field, of: 10) == .part(bytes))
    }

    @Test(arguments: ["bytes=10-", "bytes=10-12", "bytes=-0"])
    func `that lies behind the end cannot be had`(field: String) {
        #expect(ByteRange(field, of: 10) == .unsatisfiable)
        #expect(ByteRange("bytes=0-", of: 0) == .unsatisfiable && ByteRange("bytes=-1", of: 0) == .unsatisfiable)
    }

    @Test(arguments: [
        nil, "", "bytes", "bytes=", "bytes=-", "bytes=4-2", "bytes=1-2,4-5", "lines=1-2", "bytes=a-b", "bytes=+1-2",
        "bytes=1-2-3",
    ])
    func `that is none is all of the file`(field: String?) {
        #expect(ByteRange(field, of: 10) == .whole)
    }
}

@Suite struct `A condition of a request` {
    private let conditions = Preconditions(tag: "\"abc\"")

    private func verdict(_ name: HTTPField.Name, _ value: String) -> Preconditions.Verdict {
        var fields = HTTPFields()
        fields[name] = value
        return conditions.verdict(fields)
    }

    @Test(arguments: ["\"abc\"", "W/\"abc\"", "*", "\"x\", \"abc\"", "\"x\",W/\"abc\" "])
    func `spares whoever has the file`(tags: String) {
        #expect(verdict(.ifNoneMatch, tags) == .unchanged)
    }

    @Test(arguments: ["\"ab\"", "abc", "\"x\", \"y\"", ""])
    func `spares nobody who has another`(tags: String) {
        #expect(verdict(.ifNoneMatch, tags) == .send)
    }

    @Test func `that wants the very file fails where it is another`() {
        #expect(verdict(.ifMatch, "\"abc\"") == .send && verdict(.ifMatch, "*") == .send)
        #expect(verdict(.ifMatch, "\"x\"") == .failed && verdict(.ifMatch, "W/\"abc\"") == .failed)
    }

    @Test func `allows a part of that file alone`() {
        var fields = HTTPFields()
        #expect(conditions.allowsPart(fields))
        fields[.ifRange] = "\"abc\""
        #expect(conditions.allowsPart(fields))
        for other in ["\"x\"", "W/\"abc\"", "Sun, 06 Nov 1994 08:49:37 GMT"] {
            fields[.ifRange] = other
            #expect(!conditions.allowsPart(fields))
        }
    }
}

@Suite struct `An address that is asked for` {
    @Test func `names a list, a file or a manifest`() throws {
        #expect(try FeedRoute.read("/api/v1/feeds") == .feeds)
        #expect(try FeedRoute.read("/api/v1/feeds/a-1/files") == .list(feed: "a-1", .init(after: 0, limit: 100)))
        #expect(
            try FeedRoute.read("/api/v1/feeds/a/files?limit=7&after=42") == .list(feed: "a", .init(after: 42, limit: 7))
        )
        #expect(try FeedRoute.read("/api/v1/feeds/a/files/42") == .file(feed: "a", .cursor(42)))
        #expect(try FeedRoute.read("/api/v1/feeds/a/files/latest") == .file(feed: "a", .latest))
        #expect(try FeedRoute.read("/api/v1/feeds/a/files/42/manifest") == .manifest(feed: "a", .cursor(42)))
    }

    @Test(arguments: [
        "", "/", "*", "/api/v1", "/api/v1/feeds/", "/api/v1/feeds/a", "/api/v1/feeds/../files", "/api/v1/feeds/A/files",
        "/api/v1/feeds/a%2F/files", "/api/v1/feeds/a/files/42/", "/api/v1/feeds/a/files/42/manifest/x",
        "/api/v1//feeds/a/files", "//api/v1/feeds", "/api/v1/feeds/a/files/42/other", "http://x/api/v1/feeds",
        "/api/v2/feeds/a/files", "/api/v1/feeds/\(String(repeating: "a", count: 65))/files",
    ])
    func `that is none of ours is nothing`(target: String) throws {
        #expect(try FeedRoute.read(target) == nil)
    }

    @Test(arguments: [
        "/api/v1/feeds/a/files/x", "/api/v1/feeds/a/files/..", "/api/v1/feeds/a/files/-1", "/api/v1/feeds/a/files/",
        "/api/v1/feeds/a/files/9999999999999999999", "/api/v1/feeds/a/files?after=x", "/api/v1/feeds/a/files?after=",
        "/api/v1/feeds/a/files?after=-1", "/api/v1/feeds/a/files?limit=0", "/api/v1/feeds/a/files?limit=1001",
        "/api/v1/feeds/a/files?after=1&after=2", "/api/v1/feeds/a/files?token=x", "/api/v1/feeds/a/files/42?token=x",
        "/api/v1/feeds?after=1", "/api/v1/feeds/a/files?after=%31",
    ])
    func `with a number or parameter that is none is refused with its place`(target: String) {
        do throws(Fault) {
            _ = try FeedRoute.read(target)
            Issue.record("it was taken")
        } catch {
            #expect(error.code == .serveRequest && error.field != nil && !error.advice.isEmpty)
        }
    }
}

@Suite struct `An address to listen on` {
    @Test(arguments: ["127.0.0.1:8420", "localhost:1", "[::1]:0", "127.9.9.9:65535"])
    func `of this machine alone needs no proxy`(text: String) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.isLoopback)
        try address.requirePrivate(isBehindProxy: false)
    }

    @Test(arguments: ["0.0.0.0:8420", "[::]:8420", "192.168.1.4:80", "example.com:80", "128.0.0.1:1", "[::2]:1"])
    func `that others get to needs one`(text: String) throws {
        let address = try #require(ListenAddress(text))
        try address.requirePrivate(isBehindProxy: true)
        do throws(Fault) {
            try address.requirePrivate(isBehindProxy: false)
            Issue.record("it was taken")
        } catch {
            #expect(error.code == .serveExposed && error.advice.contains("--behind-proxy"))
        }
    }

    @Test(arguments: ["", "8420", ":8420", "host", "host:", "host:x", "host:65536", "::1:80", "host:-1", "[::1]"])
    func `that is none is refused`(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}

@Suite struct `A wrong token` {
    @Test func `may come ten times a minute from one address`() {
        let tokens = WrongTokens()
        let start = Instant(milliseconds: 1_792_000_000_000)
        for _ in 0..<WrongTokens.most { #expect(tokens.note(from: "a", at: start) == nil) }
        #expect(tokens.note(from: "a", at: start.adding(seconds: 20)) == 40)
        #expect(tokens.note(from: "b", at: start) == nil)
        #expect(tokens.note(from: "a", at: start.adding(seconds: 60)) == nil)
    }
}

@Suite struct `A date of HTTP` {
    @Test func `is written as the standard says`() throws {
        let example = try #require(Instant(rfc3339: "1994-11-06T08:49:37Z"))
        #expect(HTTPDate.text(example) == "Sun, 06 Nov 1994 08:49:37 GMT")
        let leap = try #require(Instant(rfc3339: "2028-02-29T23:59:59.999Z"))
        #expect(HTTPDate.text(leap) == "Tue, 29 Feb 2028 23:59:59 GMT")
        #expect(HTTPDate.text(Instant(milliseconds: 0)) == "Thu, 01 Jan 1970 00:00:00 GMT")
    }
}

@Suite struct `A problem that somebody who fetches is told of` {
    @Test func `has place, cause and remedy, and says nothing of this machine`() {
        let fault = Fault(
            .feedDamaged, .stopStream, "the file has another content",
            at: Origin(file: "/srv/secret-place/feeds/x/x-20261001T060000Z-000042.csv"), advice: "Write it again.")
        let text = String(decoding: Problem(fault).bytes, as: UTF8.self)
        #expect(text.contains("\"place\":\"x-20261001T060000Z-000042.csv\"") && text.contains("another content"))
        #expect(text.contains("feed.damaged") && text.contains("Write it again."))
        #expect(!text.contains("/srv") && text.contains("\"status\":500"))
        let store = Fault(
            .storeDamaged, .stopRun, "no such table: lead", at: Origin(file: "/srv/store.sqlite"), advice: "Restore it."
        )
        let told = String(decoding: Problem(store).bytes, as: UTF8.self)
        #expect(told.contains("\"status\":503") && !told.contains("lead") && !told.contains("/srv"))
    }
}
