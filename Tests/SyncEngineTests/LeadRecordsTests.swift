import Glibc
import LeadModel
import Testing

@testable import LeadStore
@testable import SyncEngine

@Suite struct `Versions of one person` {
    private let streams = [1, 2].reduce(into: [Int: StoredStream]()) { streams, number in
        streams[number] = StoredStream(
            info: StreamInfo(number: number, source: "crm", stream: "calls\(number)", kind: .activity, role: .crm),
            idSpace: "crm", mapping: "m", format: "f", reconciled: 0, last: 0)
    }

    private func version(_ sequence: Int, of id: Int, stream: Int = 1) -> StoredVersion {
        var builder = FieldValuesBuilder()
        builder.append(.id, text: "\(id)")
        return StoredVersion(
            version: VersionID(stream: stream, sequence: Int64(sequence)),
            digest: ContentDigest(high: UInt64(stream), low: UInt64(sequence)),
            evidence: Evidence(time: Instant(milliseconds: Int64(sequence)), grade: .modified), page: 0, slot: 0,
            observation: builder.finish())
    }

    @Test(arguments: [3, 16, 17, 40])
    func `are put together to the same records whether they are few or many`(count: Int) {
        let versions =
            (1...count).map { version($0, of: $0) } + (1...count).map { version(count + $0, of: $0) }
            + (1...count).map { version($0, of: $0, stream: 2) }
        let records = LeadRecords(versions, streams: streams).records
        #expect(records.count == count && records.allSatisfy { $0.versions.count == 3 })
        for record in records { #expect(record.versions.allSatisfy { $0.observation.id == record.id }) }
    }

    @Test func `take four times as long where they are four times as many, not sixteen times`() {
        // The time of this thread alone: others run beside it.
        func now() -> Int {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return time.tv_sec * 1_000_000_000 + time.tv_nsec
        }
        func duration(_ count: Int) -> Int {
            let versions = (1...count).map { version($0, of: $0) }
            return (0..<5).map { _ in
                let began = now()
                _ = LeadRecords(versions, streams: streams)
                return now() - began
            }.min() ?? 0
        }
        let few = duration(1_500)
        let many = duration(6_000)
        #expect(many < few * 9, "\(few), \(many)")
    }
}
