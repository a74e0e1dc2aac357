import LeadModel
import Testing

@testable import ConfigFiles

@Suite struct `A schedule of a source or a feed` {
    private let utc = CivilZone.utc

    private func at(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }

    private func read(_ text: String) throws -> Schedule? {
        let shape = ConfigShape.mapping(
            ConfigMapping("a thing", [.required("schedule", Schedule.shape("@daily"), "When.")]))
        let kind = ConfigFileKind("thing", at: "thing.yaml", "A thing.", shape) { document in
            _ = document.root?["schedule"].flatMap { Schedule.read($0, document.findings) }
        }
        let document = try ConfigDocument("schedule: \(text)\n", file: "thing.yaml", of: kind)
        return try document.result(document.root?["schedule"].flatMap { Schedule.read($0, document.findings) })
    }

    @Test func `is five fields, or keys`() throws {
        let plain = try #require(try read("\"0 6 * * *\""))
        #expect(plain.zone == nil && plain.jitterSeconds == 0 && plain.missed == .once)
        let full = try #require(
            try read("{ cron: \"0 6 * * *\", zone: Asia/Tokyo, jitter: 5m, missed: skip }"))
        #expect(full.zone?.name == "Asia/Tokyo" && full.jitterSeconds == 300 && full.missed == .skip)
        #expect(full.description == "0 6 * * *, Asia/Tokyo, jitter 5m, missed: skip")
    }

    @Test func `parts from others of the same times by its name, and always comes at the same second`() throws {
        let schedule = Schedule(try CronExpression("0 6 * * *"), jitterSeconds: 600)
        let looked = try at("2026-10-01T12:00:00Z")
        let time = try at("2026-10-02T06:00:00Z")
        var seconds: Set<Int64> = []
        for number in 0..<50 {
            let next = schedule.next(after: looked, agreed: utc, for: "source:s\(number)")
            #expect(next == schedule.next(after: looked, agreed: utc, for: "source:s\(number)"))
            let late = next.seconds(since: time)
            #expect((0...600).contains(late), "\(late)")
            seconds.insert(late)
        }
        #expect(seconds.count > 35, "\(seconds.sorted())")
        // Another day, another place in line.
        let days = (0..<20 as Range<Int64>).map { day in
            let looked = Instant(milliseconds: looked.milliseconds + day * 86_400_000)
            return schedule.next(after: looked, agreed: utc, for: "source:crm").milliseconds % 86_400_000
        }
        #expect(Set(days).count > 10)
    }

    @Test func `makes up for missed times once, or leaves them out`() throws {
        let looked = try at("2026-10-01T06:00:00Z")
        let now = try at("2026-10-05T09:00:00Z")
        let once = Schedule(try CronExpression("0 6 * * *"))
        #expect(once.due(after: looked, now: now, agreed: utc, for: "x") == (try at("2026-10-02T06:00:00Z")))
        #expect(once.due(after: now, now: now, agreed: utc, for: "x") == (try at("2026-10-06T06:00:00Z")))
        let skip = Schedule(try CronExpression("0 6 * * *"), missed: .skip)
        #expect(skip.due(after: looked, now: now, agreed: utc, for: "x") == (try at("2026-10-06T06:00:00Z")))
        // Half an hour late is late, and not missed.
        let late = try at("2026-10-05T06:30:00Z")
        #expect(skip.due(after: looked, now: late, agreed: utc, for: "x") == (try at("2026-10-05T06:00:00Z")))
    }

    @Test(arguments: [
        ("{ cron: \"@daily\", jitter: 2h }", "longer than an hour"),
        ("{ cron: \"@daily\", jitter: soon }", "no length"),
        ("{ cron: \"@daily\", missed: twice }", "missed times"), ("{ zone: UTC }", "cron"),
    ])
    func `that cannot be is told why`(text: String, why: String) throws {
        let faults = #expect(throws: FaultList.self) { try read(text) }
        #expect(faults?.description.contains(why) == true, "\(faults?.description ?? "")")
    }
}
