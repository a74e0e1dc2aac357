import CPhoneNumber
import LeadModel
import TestSupport
import Testing

@testable import FieldMapping

@Suite struct `A number that is read without libphonenumber` {
    /// What libphonenumber makes of digits; without the plus where it does not make E.164 of them.
    private func library(_ digits: String, _ region: String) -> String {
        var room = [UInt8](repeating: 0, count: 32)
        var count = 0
        let home = Array(region.utf8CString)
        let outcome = phone_read(digits, digits.utf8.count, region.isEmpty ? nil : home, &room, &count)
        let bare = digits.hasPrefix("+") ? String(digits.dropFirst()) : digits
        guard outcome != PHONE_UNREADABLE else { return String(bare.prefix(15)) }
        return (outcome == PHONE_E164 ? "+" : "") + String(decoding: room[..<min(15, count)], as: UTF8.self)
    }

    private func ours(_ digits: String, _ region: String) throws -> String {
        var phone = PhoneNumber()
        var scratch: [UInt8] = []
        try phone.read(Array(digits.utf8).span, region: CountryCode(region), into: &scratch)
        return String(decoding: scratch, as: UTF8.self)
    }

    @Test(arguments: CallingPlans.all.map(\.country))
    func `reads as libphonenumber reads it`(country: String) throws {
        let seed = UInt64(20_261_122)
        let plan = try #require(CallingPlans.all.first { $0.country == country })
        var dice = Dice(seed: seed &+ UInt64(country.utf8.reduce(0) { $0 * 31 + Int($1) }))
        let lengths = (1..<16).filter { plan.lengths & (1 << UInt16($0)) != 0 }
        let code = String(decoding: plan.code, as: UTF8.self)
        let trunk = String(decoding: plan.trunk, as: UTF8.self)
        #expect(!lengths.isEmpty)
        func check(_ digits: String, _ region: String) throws {
            // Nobody in North America dials 00; what it means there is decided here, not by the library.
            if code == "1", digits.hasPrefix("00") { return }
            #expect(
                try ours(digits, region) == library(digits, region),
                "seed \(seed), \(country): \(digits) in '\(region)'")
        }
        func any(_ length: Int) -> String {
            (0..<max(0, length)).map { _ in String(Int.random(in: 0...9, using: &dice)) }.joined()
        }
        // Prefixes that change a number have three digits at most: every start is tried.
        for start in 0..<1_000 {
            let front = String(String(1_000 + start).dropFirst())
            let national = front + any((lengths.randomElement(using: &dice) ?? 8) - 3)
            try check("+" + code + national, "")
            try check(trunk + national, country)
        }
        for _ in 0..<100 {
            // Lengths that no plan has, too.
            let national = any(Int.random(in: 2...15, using: &dice))
            for digits in [code, "00" + code, trunk, "", "00"] { try check(digits + national, country) }
            try check("+" + code + national, country)
        }
    }

    @Test func `saves the way to the library for ordinary numbers`() throws {
        var began = ContinuousClock.now
        for _ in 0..<2_000 { _ = try ours("+13125550142", "US") }
        let known = ContinuousClock.now - began
        began = ContinuousClock.now
        for _ in 0..<2_000 { _ = library("+13125550142", "US") }
        #expect(known * 2 < ContinuousClock.now - began)
    }
}
