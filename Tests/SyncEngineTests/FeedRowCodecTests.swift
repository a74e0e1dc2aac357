import Feedback
import LeadModel
import TestSupport
import Testing

@testable import SyncEngine

@Suite struct `A row of a feed in the outbox` {
    private func roundTrip(_ cells: [FieldValue?]) -> [FieldValue?] {
        FeedRowCodec.unpack(FeedRowCodec.pack(cells))
    }

    private func anyValue(_ dice: inout Dice) -> FieldValue? {
        let text = String((0..<dice.roll(0..<9)).map { _ in dice.pick(Array("aZ0 ;\n\"\\üŉ日🚀\u{0}\u{301}")) })
        let number = dice.pick([
            0, 1, -1, .max, .min, Int64(dice.roll(0..<1_000_000)), -Int64(dice.roll(0..<1_000_000)),
        ])
        switch dice.roll(0..<8) {
        case 0: return nil
        case 1: return .null
        case 2: return .text(text)
        case 3: return .number(ExactNumber(mantissa: number, scale: UInt8(dice.roll(0..<19))))
        case 4: return .instant(Instant(milliseconds: number))
        case 5: return .money(Money(hundredths: number, currency: dice.pick(["USD", "EUR", ""])))
        case 6: return .flag(dice.hits(oneIn: 2))
        default: return .list((0..<dice.roll(0..<4)).map { "\(text)\($0)" })
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `comes out as it went in, whatever its cells hold`(seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<100 {
            let cells = (0..<dice.roll(0..<12)).map { _ in anyValue(&dice) }
            #expect(roundTrip(cells) == cells, "seed \(seed)")
        }
    }

    /// Tags of two kinds were the same letter once, and a flag came out as a number.
    @Test func `keeps flags, numbers, instants and amounts apart, each beside each`() {
        let values: [FieldValue?] = [
            .flag(true), .flag(false), .number(ExactNumber(1)), .instant(Instant(milliseconds: 1)),
            .money(Money(hundredths: 1, currency: "USD")), .null, nil,
            .text(""), .list([]), .list([""]),
        ]
        for left in values { for right in values { #expect(roundTrip([left, right]) == [left, right]) } }
        let packed = values.map { FeedRowCodec.pack([$0]) }
        #expect(Set(packed).count == values.count)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `that was cut or damaged ends in some cells, never in a trap`(seed: UInt64) {
        var dice = Dice(seed: seed)
        for _ in 0..<300 {
            var bytes = FeedRowCodec.pack((0..<6).map { _ in anyValue(&dice) })
            if bytes.isEmpty { continue }
            bytes[dice.roll(0..<bytes.count)] = UInt8(dice.roll(0..<256))
            #expect(FeedRowCodec.unpack(Array(bytes.prefix(dice.roll(0..<bytes.count + 1)))).count <= bytes.count)
        }
    }
}
