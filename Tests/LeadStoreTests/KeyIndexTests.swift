import LeadModel
import TestSupport
import Testing

@testable import LeadStore

@Suite struct `The index of match keys` {
    private typealias Entry = (key: MatchKey, holder: KeyHolder)

    /// Keys spread over all hashes, some with several holders.
    private func entries(_ count: Int, of records: Range<Int>, _ dice: inout Dice) -> [Entry] {
        (0..<count).map { _ in
            let hash = UInt64(dice.roll(0..<1_000)) &* (UInt64.max / 1_000)
            let record = VersionID(stream: dice.roll(1..<4), sequence: Int64(dice.roll(records)))
            return (key: MatchKey(hash: hash), holder: KeyHolder(record: record, isOwnID: dice.hits(oneIn: 2)))
        }.sorted { $0.key == $1.key ? $0.holder < $1.holder : $0.key < $1.key }
    }

    private func expect(_ store: LeadStore, holds known: [MatchKey: Set<KeyHolder>], _ place: String) throws {
        let keys = known.keys.sorted()
        let found = try store.holders(of: keys, limit: .max)
        for (key, holders) in zip(keys, found) { #expect(holders == (known[key] ?? []).sorted(), "\(place)") }
        #expect(try store.holders(of: [MatchKey(hash: 77)], limit: 9) == [[]])
    }

    /// Large additions go into the large table, small ones are gathered and brought over later.
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `gives every holder once, however the additions were cut`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let place = try TemporaryStore()
        let store = try place.open()
        #expect(try store.hasNoKeys())
        var known: [MatchKey: Set<KeyHolder>] = [:]
        var wasGathered = false
        var wasBroughtOver = false
        for round in 0..<60 {
            let added = entries(round == 0 ? 3_000 : dice.roll(1..<30), of: 0..<10_000, &dice)
            let recent = try place.count("match_key_recent")
            try store.insertKeys(added)
            // What a run that was killed writes again changes nothing.
            if dice.hits(oneIn: 4) { try store.insertKeys(added) }
            for entry in added { known[entry.key, default: []].insert(entry.holder) }
            if round % 10 == 0 { try expect(store, holds: known, "seed \(seed), round \(round)") }
            wasGathered = try wasGathered || place.count("match_key_recent") > recent
            wasBroughtOver = try wasBroughtOver || place.count("match_key_recent") < recent
        }
        try expect(store, holds: known, "seed \(seed), at the end")
        let hasNone = try store.hasNoKeys()
        #expect(wasGathered && wasBroughtOver && !hasNone)
        #expect(try place.count("match_key") <= known.count)
    }

    @Test func `forgets the records of somebody who is erased, wherever they stand`() throws {
        var dice = Dice(seed: 7)
        let place = try TemporaryStore()
        let store = try place.open()
        var all = entries(3_000, of: 0..<100, &dice)
        try store.insertKeys(all)
        let few = entries(20, of: 0..<100, &dice)
        try store.insertKeys(few)
        #expect(try place.count("match_key_recent") > 0)
        all += few
        let gone = Set((0..<20).map { VersionID(stream: 1, sequence: $0) })
        try store.write { try KeyIndex.remove(gone, $0) }
        var known: [MatchKey: Set<KeyHolder>] = [:]
        for entry in all where !gone.contains(entry.holder.record) {
            known[entry.key, default: []].insert(entry.holder)
        }
        try expect(store, holds: known, "after erasure")
    }

    @Test func `gives as many holders as are asked for`() throws {
        let place = try TemporaryStore()
        let store = try place.open()
        let key = MatchKey(hash: .max)
        let holders = (1...9).map { KeyHolder(record: VersionID(stream: 1, sequence: $0), isOwnID: false) }
        try store.insertKeys(holders.map { (key: key, holder: $0) })
        #expect(try store.holders(of: [key], limit: 4) == [Array(holders.prefix(4))])
    }
}
