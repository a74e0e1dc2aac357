import Foundation
import LeadModel
import TestSupport
import Testing

@testable import LeadStore

@Suite struct `Words that the store keeps as numbers` {
    @Test func `are all listed, each once, in the places they were given first`() {
        #expect(
            Set(StoredCodes.decisions) == Set(DecisionKind.allCases)
                && StoredCodes.decisions.count == DecisionKind.allCases.count)
        #expect(
            Set(StoredCodes.causes) == Set(DecisionCause.allCases)
                && StoredCodes.causes.count == DecisionCause.allCases.count)
        #expect(
            Set(StoredCodes.triggers) == Set(RecycleTrigger.allCases)
                && StoredCodes.triggers.count == RecycleTrigger.allCases.count)
        #expect(
            Set(StoredCodes.reasons) == Set(SuppressionReason.allCases)
                && StoredCodes.reasons.map(\.rawValue).prefix(5) == [
                    "erasure", "opt-out", "hard-bounce", "customer", "open-opportunity",
                ])
        // A place that moves would give every stored lead another decision.
        #expect(StoredCodes.decisions.prefix(5).map(\.rawValue) == ["recycle", "hold", "suppress", "leave", "return"])
        #expect(
            StoredCodes.causes.prefix(13).map(\.rawValue) == [
                "cooling-off-passed", "cooling-off", "never-reason", "no-rule", "trigger-not-agreed",
                "cycles-exhausted", "suppressed", "not-an-exit",
                "deleted", "unreachable", "no-agreement", "never-criterion", "re-qualified",
            ])
        #expect(
            StoredCodes.triggers.prefix(4).map(\.rawValue) == ["discarded", "rejected", "closed-lost", "untouched"])
    }

    @Test func `come back as the words they were`() throws {
        for kind in DecisionKind.allCases {
            #expect(
                StoredCodes.word(StoredCodes.code(kind, in: StoredCodes.decisions), in: StoredCodes.decisions) == kind)
        }
        for cause in DecisionCause.allCases {
            #expect(StoredCodes.word(StoredCodes.code(cause, in: StoredCodes.causes), in: StoredCodes.causes) == cause)
        }
        for trigger in RecycleTrigger.allCases {
            #expect(
                StoredCodes.word(StoredCodes.code(trigger, in: StoredCodes.triggers), in: StoredCodes.triggers)
                    == trigger)
        }
        #expect(
            StoredCodes.word(nil, in: StoredCodes.decisions) == nil
                && StoredCodes.word(99, in: StoredCodes.decisions) == nil)
        #expect(StoredCodes.word(-1, in: StoredCodes.decisions) == nil)
        for some in [[], [.optOut], [.erasure, .customer], Set(SuppressionReason.allCases)] as [Set<SuppressionReason>]
        {
            let codes = StoredCodes.codes(some, in: StoredCodes.reasons)
            #expect(try StoredCodes.words(codes, in: StoredCodes.reasons) == some)
        }
        #expect(throws: Fault.self) { try StoredCodes.words(1 << 40, in: StoredCodes.reasons) }
    }
}

@Suite struct `A block of raw records` {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `gives every record back by its slot`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let bytes = (0..<dice.roll(1..<5_000)).map { _ in UInt8(dice.roll(0..<256)) }
        let ranges = (0..<dice.roll(1..<60)).map { _ -> Range<Int> in
            let start = dice.roll(0..<bytes.count)
            return start..<dice.roll(start..<bytes.count + 1)
        }
        let block = try RawPageCodec.pack(ranges, of: bytes)
        #expect(try RawPageCodec.unpack(block) == ranges.map { bytes[$0] }, "seed \(seed)")
    }

    @Test(arguments: [5, 6, 7] as [UInt64])
    func `that was damaged is a fault or other bytes, never a trap`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let whole = try RawPageCodec.pack([0..<3, 3..<9], of: Array("Ada,Byron".utf8))
        var refused = 0
        for _ in 0..<400 {
            var block = whole
            for _ in 0..<dice.roll(1..<4) { block[dice.roll(0..<block.count)] = UInt8(dice.roll(0..<256)) }
            block = Array(block.prefix(dice.roll(0..<block.count + 1)))
            do { _ = try RawPageCodec.unpack(block) } catch {
                #expect(error.code == .storeDamaged, "seed \(seed)")
                refused += 1
            }
        }
        #expect(refused > 100)
        #expect(throws: Fault.self) { try RawPageCodec.unpack([]) }
    }
}

@Suite struct `Spilled buckets` {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `hold the same bytes in the same order as buckets in memory`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let place = try TemporaryStore()
        let count = dice.roll(1..<9)
        let memory = SpillBuckets(count: count, directory: place.folder, memoryLimit: .max)
        let disk = SpillBuckets(count: count, directory: place.folder, memoryLimit: dice.roll(1..<300))
        var expected = Array(repeating: [UInt8](), count: count)
        for _ in 0..<500 {
            let bucket = dice.roll(0..<count)
            let bytes = (0..<dice.roll(0..<40)).map { _ in UInt8(dice.roll(0..<256)) }
            expected[bucket] += bytes
            for buckets in [memory, disk] { try buckets.append(to: bucket) { $0 += bytes } }
        }
        for bucket in (0..<count).shuffled(using: &dice) {
            #expect(try memory.take(bucket) == expected[bucket], "seed \(seed)")
            #expect(try disk.take(bucket) == expected[bucket], "seed \(seed)")
            #expect(try disk.take(bucket).isEmpty)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder).isEmpty, "the file has no name")
    }

    @Test func `say so where they cannot be written`() {
        let buckets = SpillBuckets(count: 1, directory: "/nowhere/at/all", memoryLimit: 1)
        let fault = #expect(throws: Fault.self) { try buckets.append(to: 0) { $0 += [1, 2, 3] } }
        #expect(fault?.code == .storeFailed)
    }
}
