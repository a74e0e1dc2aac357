import LeadModel
import LeadStore
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `A record that is delivered again` {
    private func digest(_ number: Int) -> ContentDigest {
        ContentDigest(high: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, low: UInt64(number))
    }

    /// A store with so many versions of one stream.
    private func store(_ bench: Workbench, versions: Range<Int>) throws -> (store: LeadStore, stream: StoredStream) {
        let store = try bench.workspace().openForWriting()
        let stream = try store.register(
            source: "crm", stream: "leads", kind: .lead, role: .crm, idSpace: "crm", mapping: "m", format: "f")
        var page = IntakePage(
            stream: stream.info.number,
            run: try store.beginRun(source: "crm", started: Instant(milliseconds: 0), asOf: Instant(milliseconds: 0)),
            file: "f", bytes: 1, mapping: "m", format: "f", frame: RawFrame(format: .csv(CSVDialect())))
        for number in versions {
            var builder = FieldValuesBuilder()
            builder.append(.id, text: "\(number)")
            page.versions.append(
                IntakePage.Version(
                    digest: digest(number), evidence: Evidence(time: Instant(milliseconds: 0), grade: .modified),
                    slot: 0, observation: builder.finish()))
        }
        page.rawBody = try RawPageCodec.pack([0..<1], of: [1])
        _ = try store.append([page])
        return (store, try #require(try store.streams().first))
    }

    @Test func `in the order it came in is known, every one`() throws {
        let bench = try Workbench()
        let (store, stream) = try store(bench, versions: 0..<20_000)
        var known = try KnownVersions(store: store, stream: stream, current: nil)
        for number in 0..<20_000 { #expect(try known.version(saying: digest(number)) != nil) }
        #expect(try known.version(saying: digest(20_000)) == nil)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `is never called known where it is not, and known where few were left out or put in`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let bench = try Workbench()
        let (store, stream) = try store(bench, versions: 0..<9_000)
        var known = try KnownVersions(store: store, stream: stream, current: nil)
        var found = 0
        var asked = 0
        for number in 0..<9_000 where !dice.hits(oneIn: 5) {
            if dice.hits(oneIn: 7) {
                #expect(try known.version(saying: digest(100_000 + number)) == nil, "seed \(seed)")
            }
            asked += 1
            if try known.version(saying: digest(number)) != nil { found += 1 }
        }
        #expect(found == asked, "seed \(seed)")
    }

    @Test func `without a date of its own is news where another version came in between`() throws {
        let bench = try Workbench()
        func call(_ type: String) -> Row { ["Id": "c1", "Who": "1", "Type": type, "At": "2026-06-02T10:00:00Z"] }
        try bench.deliver("leads.csv", [Setup.lead("1")])
        for (number, type) in ["Call", "Form", "Call"].enumerated() {
            try bench.remove(ifThere: "inbox/calls-\(number - 1).csv")
            // A second row, so that no two files are the same to the byte.
            try bench.deliver(
                "calls-\(number).csv",
                [call(type), ["Id": "x\(number)", "Who": "1", "Type": "Form", "At": "2026-06-02T10:00:00Z"]])
            try bench.sync("2026-10-0\(number + 1)T06:00:00Z")
            #expect(
                try bench.lead("lead1@example.com").standing.touches == (type == "Call" ? 1 : 0), "delivery \(number)")
        }
    }

    private func call(_ type: String) -> Row { ["Id": "c1", "Who": "1", "Type": type, "At": "2026-06-02T10:00:00Z"] }

    /// Delivers a call, in a file of its own.
    private func deliver(_ type: String, on day: Int, to bench: Workbench) throws -> RecordCounts {
        if day > 1 { try bench.remove("inbox/calls-\(day - 1).csv") }
        try bench.deliver("calls-\(day).csv", [call(type)] + (0..<day).map { _ in call(type) })
        return bench.counts(try bench.sync("2026-10-0\(day)T06:00:00Z", only: ["crm"]))
    }

    /// Taken in at last it is the newest in the store, and what it says is the oldest.
    @Test(arguments: ["Form", "Visit"])
    func `without a date of its own is compared with what is true now, though an older one was understood later`(
        next: String
    ) throws {
        let bench = try Workbench()
        try bench.deliver("leads.csv", [Setup.lead("1")])
        #expect(try deliver("Visit", on: 1, to: bench).rejected == 2)
        #expect(try deliver("Form", on: 2, to: bench).inserted == 1)
        try bench.edit("mappings/crm-call.yaml", "{ Call: call,", "{ Call: call, Visit: call,")
        try bench.remove("inbox/calls-2.csv")
        try bench.sync("2026-10-03T06:00:00Z")
        #expect(try bench.lead("lead1@example.com").standing.touches == 0)
        try bench.deliver("calls-3.csv", [call(next), call(next), call(next), call(next)])
        let counts = bench.counts(try bench.sync("2026-10-04T06:00:00Z", only: ["crm"]))
        #expect(counts.updated == (next == "Visit" ? 1 : 0), "\(counts)")
        #expect(try bench.lead("lead1@example.com").standing.touches == (next == "Visit" ? 1 : 0))
        #expect(try bench.count("SELECT count(*) FROM version WHERE version >> 40 = 3") == (next == "Visit" ? 3 : 2))
    }

    @Test func `without a date of its own is as old as its delivery, where another mapping reads its file once more`()
        throws
    {
        for types in [["Call", "Form"], ["Form", "Call"]] {
            let bench = try Workbench()
            try bench.deliver("leads.csv", [Setup.lead("1")])
            for (number, type) in types.enumerated() {
                try bench.deliver("calls-\(number).csv", [call(type)])
                try bench.sync("2026-10-0\(number + 1)T06:00:00Z")
            }
            let before = try bench.dump()
            try bench.edit("mappings/crm-call.yaml", "{ Call: call,", "{ Call: call, Visit: call,")
            let counts = bench.counts(try bench.sync("2026-10-03T06:00:00Z", only: ["crm"]))
            #expect(counts.updated == 0, "\(counts)")
            #expect(try bench.lead("lead1@example.com").standing.touches == (types[1] == "Call" ? 1 : 0), "\(types)")
            #expect(try bench.dump() == before)
        }
    }

    @Test func `with its date left blank is news where another version came in between`() throws {
        let bench = try Workbench()
        for (number, city) in ["Oslo", "Rome", "Oslo"].enumerated() {
            try bench.deliver(
                "leads.csv", [Setup.lead("1", ["Modified": "", "City": city]), Setup.lead("x\(number)")])
            try bench.sync("2026-10-0\(number + 1)T06:00:00Z")
            #expect(try bench.lead("lead1@example.com").text(.city) == city, "delivery \(number)")
        }
    }
}

extension Workbench {
    fileprivate func remove(ifThere relative: String) throws {
        if try files("inbox").contains(String(relative.split(separator: "/").last ?? "")) { try remove(relative) }
    }
}
