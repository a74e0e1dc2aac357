import LeadModel
import Testing

@Suite struct `Packed field values` {
    @Test func `give back what was packed, absent and null apart`() {
        var builder = FieldValuesBuilder()
        builder.append(.id, text: "00Q1")
        builder.append(.modified, instant: Instant(milliseconds: -1))
        builder.append(stage: .discarded)
        builder.append(.email, text: String(repeating: "é", count: 300))
        builder.appendNull(.phone)
        builder.append(.revenue, money: Money(hundredths: -12_345, currency: "EUR"))
        builder.append(.score, number: ExactNumber(mantissa: Int64.min, scale: 3))
        builder.append(.interests, list: ["a", "", "ü"])
        builder.append(.optedOut, flag: true)
        builder.append(.doNotCall, flag: false)
        let values = builder.finish()
        #expect(values.text(.id) == "00Q1")
        #expect(values[.modified] == .instant(Instant(milliseconds: -1)))
        #expect(values.stage == .discarded)
        #expect(values.text(.email)?.utf8.count == 600)
        #expect(values[.phone] == .null)
        #expect(values[.mobilePhone] == nil)
        #expect(values[.revenue] == .money(Money(hundredths: -12_345, currency: "EUR")))
        #expect(values[.score] == .number(ExactNumber(mantissa: Int64.min, scale: 3)))
        #expect(values[.interests] == .list(["a", "", "ü"]))
        #expect(values.flag(.optedOut) && !values.flag(.doNotCall))
        #expect(values.entry(.doNotCall) != nil && values.entry(.customer) == nil)
    }

    @Test func `tell a day from the first moment of it`() {
        let berlin = ZonedDay(begins: Instant(milliseconds: 1_774_738_800_000), length: 82_800, offset: 3_600)
        let honolulu = ZonedDay(begins: Instant(milliseconds: -36_000_000), length: 86_400, offset: -36_000)
        var builder = FieldValuesBuilder()
        builder.append(.modified, instant: berlin.begins)
        builder.append(.assigned, day: berlin)
        builder.append(.at, day: honolulu)
        let values = builder.finish()
        #expect(values.instant(.modified) == values.instant(.assigned) && values.day(.modified) == nil)
        #expect(values.day(.assigned) == berlin && values.day(.at) == honolulu && values.day(.score) == nil)
        #expect(values[.assigned] == .instant(berlin.begins))
        #expect(berlin.description == "2026-03-29" && berlin.ends.description == "2026-03-29T21:59:59.999Z")
        #expect(honolulu.begins.description == "1969-12-31T14:00:00Z" && honolulu.description == "1969-12-31")
    }

    @Test func `write numbers as they were spelled`() {
        #expect(ExactNumber(mantissa: -5, scale: 2).description == "-0.05")
        #expect(ExactNumber(mantissa: 12_345, scale: 2).description == "123.45")
        #expect(ExactNumber(7).description == "7")
    }
}

@Suite struct `An instant` {
    @Test func `survives the trip through RFC 3339`() {
        for milliseconds in stride(from: Int64(-3_000_000_000_000), through: 5_000_000_000_000, by: 86_399_999_777) {
            let instant = Instant(milliseconds: milliseconds)
            #expect(Instant(rfc3339: instant.description) == instant)
        }
    }

    @Test(arguments: [
        "2026-02-30T00:00:00Z", "2026-02-03T24:00:00Z", "2026-02-03T10:00:00", "2026-02-03", "2026-13-01T00:00:00Z",
        "2026-02-03T10:00:60Z", "2026-02-03T10:00:00.Z", "",
    ])
    func `refuses what is not a complete date and time`(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test func `applies offsets`() {
        #expect(Instant(rfc3339: "2026-03-01T10:00:00+05:30")?.description == "2026-03-01T04:30:00Z")
        #expect(Instant(rfc3339: "2026-03-01 10:00:00.25-08:00")?.description == "2026-03-01T18:00:00.250Z")
    }
}
