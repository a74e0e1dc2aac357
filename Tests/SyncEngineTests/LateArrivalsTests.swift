import FieldMapping
import LeadModel
import LeadStore
import Testing

@testable import SyncEngine

@Suite struct `Records that come late` {
    private func late(_ count: Int) -> LateArrivals {
        let before = Instant(milliseconds: 1_800_000_000_000)
        var late = LateArrivals(before: before)
        let versions = (0..<count).map { number in
            IntakePage.Version(
                digest: ContentDigest(high: 0, low: UInt64(number)),
                evidence: Evidence(
                    time: Instant(milliseconds: before.milliseconds - Int64(number + 1) * 10), grade: .modified),
                slot: 0, observation: FieldValues())
        }
        for start in stride(from: 0, to: count, by: 1_000) {
            late.add(Array(versions[start..<min(start + 1_000, count)]))
        }
        return late
    }

    @Test func `are told by their number as far as it is known`() throws {
        let all = try #require(late(100_000).warning(at: "crm"))
        #expect(all.summary.hasPrefix("100000 records were changed before"), "\(all)")
        let more = try #require(late(100_001).warning(at: "crm"))
        #expect(more.summary.hasPrefix("at least 100000 records were changed before"), "\(more)")
        #expect(try #require(late(1).warning(at: "crm")).summary.hasPrefix("1 record was changed before"))
        #expect(late(0).warning(at: "crm") == nil)
    }
}
