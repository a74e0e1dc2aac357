import Foundation
import Glibc
import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

/// Files that could not be looked at for a night, though nothing is wrong with what they say.
@Suite(.serialized) struct `A file that was refused for a night` {
    private static let days = (1...4).map { "2026-10-0\($0)T06:00:00Z" }

    /// Puts something in the place of a file that nobody reads as one, for the time of `body`.
    private func withRefused(_ name: String, in bench: Workbench, _ body: () throws -> Void) throws {
        let (place, aside) = (bench.path("inbox/\(name)"), bench.path("aside"))
        #expect(rename(place, aside) == 0 && symlink(aside, place) == 0)
        try body()
        #expect(unlink(place) == 0 && rename(aside, place) == 0)
    }

    private func unread(_ bench: Workbench) throws -> [String] {
        try bench.workspace().openForReading().unreadExports().map { ($0.path as NSString).lastPathComponent }
    }

    /// What marketing was told of the second lead.
    private func told(_ bench: Workbench) throws -> [String] {
        try bench.feedLines().joined().filter { $0.contains("lead2@example.com") }
    }

    @Test func `holds nobody back any more once it lies there as it was read before`() throws {
        let bench = try Workbench()
        try bench.deliver("leads-1.csv", [Setup.lead("1")])
        try bench.sync(Self.days[0])
        try bench.deliver("leads-2.csv", [Setup.discarded("2")])
        try withRefused("leads-1.csv", in: bench) {
            let report = try #require(try bench.sync(Self.days[1]).first)
            #expect(report.notes.map(\.code) == [.fileNotRegular], "\(report)")
            #expect(try unread(bench) == ["leads-1.csv"])
            #expect(try told(bench) == [])
        }
        let reports = try bench.sync(Self.days[2])
        #expect(reports.first?.outcome == .succeeded, "\(reports)")
        #expect(try unread(bench) == [])
        #expect(try told(bench).count == 1)
        // A later fault at the same place counts anew.
        try withRefused("leads-1.csv", in: bench) {
            try bench.sync(Self.days[3])
            #expect(try unread(bench) == ["leads-1.csv"])
        }
    }

    @Test func `holds nobody back any more once it was read, though what is newer was read before`() throws {
        let bench = try Workbench()
        try bench.deliver("leads-1.csv", [Setup.lead("1", ["Modified": "2026-02-01T10:00:00Z"])])
        try bench.deliver("leads-2.csv", [Setup.discarded("2", ["Modified": "2026-03-01T10:00:00Z"])])
        try withRefused("leads-1.csv", in: bench) {
            try bench.sync(Self.days[0])
            #expect(try unread(bench) == ["leads-1.csv"])
            #expect(try told(bench) == [])
        }
        try bench.sync(Self.days[1])
        #expect(try unread(bench) == [] && bench.leads().count == 2)
        #expect(try told(bench).count == 1)
    }

    @Test func `is unread as long as nobody can read it, and where it came only in half`() throws {
        let bench = try Workbench()
        try bench.deliver("leads-1.csv", [Setup.lead("1", ["Modified": "2026-02-01T10:00:00Z"])])
        let whole = try bench.text("inbox/leads-1.csv")
        try bench.deliver("leads-2.csv", [Setup.discarded("2", ["Modified": "2026-03-01T10:00:00Z"])])
        try withRefused("leads-1.csv", in: bench) { try bench.sync(Self.days[0]) }
        try bench.write("inbox/leads-1.csv", String(whole.dropLast(20)))
        try bench.sync(Self.days[1])
        #expect(try unread(bench) == ["leads-1.csv"])
        #expect(try told(bench) == [])
    }

    @Test func `on another machine or as an archive holds nobody back any more either`() throws {
        guard let host = try FileHost(.sftp) else { return }
        let bench = try Workbench()
        try bench.remove("config/sources/web.yaml")
        try bench.write("config/survivorship.yaml", "default: most recent\nsources: [crm]\n")
        try bench.write(
            "config/sources/crm.yaml",
            """
            source: crm
            connector: files
            role: crm
            address: "\(host.address())"
            \(try host.access())
            ready: { stable: 10s }
            streams:
              leads: { mapping: crm-lead, files: "*.csv", format: csv }
              packed: { mapping: crm-lead, files: "*.zip/*.csv", format: csv }

            """)
        try host.write("leads-1.csv", Setup.csv(Setup.columns(of: "leads"), [Setup.lead("1")]))
        try host.write("inner.txt", Setup.csv(Setup.columns(of: "leads"), [Setup.lead("3")]))
        _ = try Program.shell(
            "sh", "-ec",
            "cd '\(host.folder)' && mv inner.txt inner.csv && python3 -m zipfile -c all.zip inner.csv && rm inner.csv && touch -d '1 hour ago' all.zip"
        )
        #expect(try bench.sync(Self.days[0]).first?.counts.inserted == 2)
        for name in ["leads-1.csv", "all.zip"] {
            #expect(rename(host.path(name), host.path("../\(name)")) == 0)
            #expect(mkdir(host.path(name), 0o700) == 0)
        }
        try bench.sync(Self.days[1])
        #expect(try unread(bench) == ["leads-1.csv", "all.zip"])
        for name in ["leads-1.csv", "all.zip"] {
            #expect(rmdir(host.path(name)) == 0 && rename(host.path("../\(name)"), host.path(name)) == 0)
        }
        try bench.sync(Self.days[2])
        #expect(try unread(bench) == [])
    }
}
