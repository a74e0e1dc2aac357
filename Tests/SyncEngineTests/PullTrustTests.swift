import Connectors
import Foundation
import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

/// Who answers in the place of a source's host: certificates of each bad kind, proxies, names that come to point elsewhere.
@Suite struct `A stranger in the place of a host` {
    private static let server = Result { try Server("bad_days") }

    /// A server of its own with TLS, and the folder that says which certificate it shows.
    private func secured(_ certificate: String) throws -> (server: Server, folder: String) {
        let folder = NSTemporaryDirectory() + "/shown-\(UUID())"
        try FileManager.default.copyItem(atPath: Certificates.folder.get(), toPath: folder)
        try show(certificate, in: folder)
        return (try Server("bad_days", ["--certificates", folder]), folder)
    }

    private func show(_ certificate: String, in folder: String) throws {
        try certificate.write(toFile: folder + "/current", atomically: true, encoding: .utf8)
    }

    private func settings(_ folder: String, _ more: String = "") -> BadDayBench.Settings {
        var settings = BadDayBench.Settings()
        settings.scheme = "https"
        settings.limits = "attempts: 1, stall: 2s"
        settings.network = ", ca-file: \(folder)/root.pem" + more
        return settings
    }

    @Test(arguments: [
        ("expired", FaultCode.tlsExpired), ("future", .tlsNotYetValid), ("self-made", .tlsUntrusted),
        ("other-host", .tlsWrongHost), ("no-name", .tlsWrongHost), ("stranger-made", .tlsUntrusted),
        ("weak", .tlsWeak), ("weakly-signed", .tlsWeak),
    ]) func `is not believed by its certificate, and the host is when it is back`(kind: String, code: FaultCode) throws
    {
        let (server, folder) = try secured(kind)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bench = try BadDayBench("good", server, settings(folder))
        let first = try bench.run()
        #expect(first.notes.map(\.code) == [code], "\(first.notes)")
        #expect(try bench.emails().isEmpty)
        try show("good", in: folder)
        let second = try bench.run()
        #expect(second.outcome == .succeeded, "\(second.notes)")
        #expect(try bench.emails() == BadDayBench.allEmails)
    }

    @Test func `is told by a pin, by TLS that is missing, and by a redirect away from it`() throws {
        let (server, folder) = try secured("good")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func code(_ settings: BadDayBench.Settings, on day: String = "good") throws -> FaultCode? {
            try BadDayBench(day, server, settings).run().notes.first?.code
        }
        let pin = try String(contentsOfFile: folder + "/good.pin", encoding: .utf8).trimmingCharacters(
            in: .whitespacesAndNewlines)
        #expect(try code(settings(folder, ", pin: \"sha256//\(pin)\"")) == nil)
        let wrong = "sha256//" + String(repeating: "A", count: 43) + "="
        #expect(try code(settings(folder, ", pin: \"\(wrong)\"")) == .tlsPinMismatch)
        #expect(try code(settings(folder, ", redirects: 5"), on: "moved-to-plain") == .networkRedirect)
        // Plain words to a port of TLS, and the reverse.
        var plain = settings(folder)
        plain.scheme = "http"
        #expect([.networkProtocol, .networkTruncated].contains(try code(plain)))
        let reverse = try BadDayBench("good", Self.server.get(), settings(folder)).run()
        #expect(reverse.notes.map(\.code) == [.tlsHandshake])
    }

    @Test func `and we are told apart by a certificate of ours`() throws {
        let (server, folder) = try secured("good")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "".write(toFile: folder + "/wants-ours", atomically: true, encoding: .utf8)
        let without = try BadDayBench("good", server, settings(folder)).run()
        // A server that hangs up on us with the reason still on its way is only seen to hang up.
        let said = without.notes.map(\.code)
        #expect(said == [.tlsHandshake] || said == [.networkTruncated], "\(without.notes)")
        let ours = ", client-certificate: { chain: certs/us.pem, key: certs/us.key }"
        let bench = try BadDayBench("good", server, settings(folder, ours))
        #expect(try bench.run().notes.map(\.code) == [.tlsFile])
        // Relative paths start from the workspace.
        for end in ["pem", "key"] {
            try bench.bench.write("certs/us.\(end)", String(contentsOfFile: folder + "/good.\(end)", encoding: .utf8))
        }
        #expect(try bench.run().outcome == .succeeded)
    }

    // MARK: Proxies

    @Test func `may be a proxy, which is told`() throws {
        let server = try Self.server.get()
        var settings = BadDayBench.Settings()
        settings.limits = "attempts: 1"
        settings.host = "crm.example"
        settings.network = ", proxy: \"http://127.0.0.1:PORT\""
        #expect(try BadDayBench("good", server, settings).run().notes.map(\.code) == [.httpNotData])
        settings.scheme = "https"
        #expect(try BadDayBench("good", server, settings).run().notes.map(\.code) == [.networkProxy])
        settings.host = "169.254.169.254"
        #expect(try BadDayBench("good", server, settings).run().notes.map(\.code) == [.networkInnerAddress])
    }

    // MARK: Names that come to point elsewhere

    /// A name server of one name, put into the program in front of the C library's: the name stands for what a file says.
    private static let resolver = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <netdb.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        int getaddrinfo(const char *name, const char *port, const struct addrinfo *hints, struct addrinfo **found) {
            int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = dlsym(RTLD_NEXT, "getaddrinfo");
            char address[64] = "";
            if (name && !strcmp(name, "rebind.example")) {
                FILE *file = fopen(getenv("REBIND_TO"), "r");
                if (file) {
                    if (fscanf(file, "%63s", address) == 1) name = address;
                    fclose(file);
                }
            }
            return next(name, port, hints, found);
        }

        """

    @Test func `is not reached by a name that has come to point inside`() throws {
        let server = try Server("bad_days")
        let inside = try Server("bad_days", ["--address", "127.0.0.2", "--port", "\(server.port)"])
        var settings = BadDayBench.Settings()
        settings.host = "rebind.example"
        settings.limits = "attempts: 1"
        let bench = try BadDayBench("error-once", server, settings)
        let folder = bench.bench.folder
        try bench.bench.write("resolver.c", Self.resolver)
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = [
            "clang", "-shared", "-fPIC", "-o", folder + "/resolver.so", folder + "/resolver.c", "-ldl",
        ]
        try compiler.run()
        compiler.waitUntilExit()
        try #require(compiler.terminationStatus == 0)
        func sync(to address: String) throws -> Program.Said {
            try bench.bench.write("address", address)
            return try Program.start(
                ["sync", "acme"], in: folder,
                surroundings: ["LD_PRELOAD": folder + "/resolver.so", "REBIND_TO": folder + "/address"]
            ).wait()
        }
        // Half of it comes, and then the name points elsewhere.
        let first = try sync(to: "127.0.0.1")
        #expect(first.status == 69, "\(first.all)")
        #expect(try bench.emails().count == 30)
        let second = try sync(to: "127.0.0.2")
        #expect(second.status == 77 && second.unfolded.contains("network.inner-address"), "\(second.all)")
        let asked = try BadDayBench.get("http://127.0.0.2:\(inside.port)/error-once/log")
        #expect(String(decoding: asked, as: UTF8.self) == "[]")
        let third = try sync(to: "127.0.0.1")
        #expect(third.status == 0, "\(third.all)")
        #expect(try bench.emails() == BadDayBench.allEmails)
    }

    /// What a script sees: one status a kind of trouble.
    @Test(arguments: [
        ("good", 0), ("bytes-nonsense", 4), ("html-said", 69), ("unauthorized", 69), ("error-for-ever", 69),
        ("half-said-whole", 69), ("half-said-half", 65), ("inside", 77),
    ]) func `or its trouble ends the program with a status of its own`(day: String, status: Int32) throws {
        var settings = BadDayBench.Settings()
        settings.limits = "attempts: 1"
        if day == "inside" { settings.network = "allow: 10.0.0.0/8" }
        let bench = try BadDayBench(day, Self.server.get(), settings)
        let said = try Program.run(["sync", "acme"], in: bench.bench.folder)
        #expect(said.status == status, "\(said.all)")
        try bench.heal()
    }
}
