import LeadModel
import LeadStore
import Reconciliation
import Testing

@testable import SyncEngine

/// Single versions of a record, judged by what was sent and what was known.
@Suite struct `Whether a value is only what we wrote` {
    private let keys: MatchKeys

    init() throws {
        let rules = try MatchingRules.compile(Setup.matching(sharedAbove: 12), file: "matching.yaml")
        keys = MatchKeys(rules: rules, hashKey: KeyHasher.Key(k0: 1, k1: 2))
    }

    private func at(_ minute: Int) -> Instant { Instant(milliseconds: 1_790_000_000_000 + Int64(minute) * 60_000) }

    private func values(_ pairs: [(Field, FieldValue)]) -> FieldValues {
        var builder = FieldValuesBuilder()
        for (field, value) in pairs.sorted(by: { $0.0.rawValue < $1.0.rawValue }) { builder.append(field, value) }
        return builder.finish()
    }

    private func modified(_ minute: Int) -> Evidence { Evidence(time: at(minute), grade: .modified) }

    private func state(_ minute: Int, city: String, echoes: [(seen: Instant, values: FieldValues)] = []) -> RecordState
    {
        RecordState(
            digest: ContentDigest(high: 1, low: 1), own: modified(minute), counted: modified(minute),
            observation: values([(.city, .text(city))]), ours: FieldValues(), echoes: echoes)
    }

    private func judge(_ sent: [SentRow], _ before: RecordState?, isNamed: Bool = false) -> EchoJudge {
        EchoJudge(
            sent: sent, isNamed: isNamed, before: before, weakest: Evidence(time: at(-1_000), grade: .exported),
            keys: keys)
    }

    private func row(_ minute: Int, until: Int? = nil, _ values: [Field: FieldValue]) -> SentRow {
        SentRow(from: at(minute), to: at(minute), until: until.map(at), values: values)
    }

    private func city(_ name: String) -> FieldValues { values([(.city, .text(name))]) }

    @Test func `also an earlier message of ours that is seen when a later one went already`() {
        let sent = [row(0, until: 4, [.city: .text("Rome")]), row(4, [.city: .text("Paris")])]
        let before = state(-900, city: "Oslo")
        #expect(judge(sent, before).judge(city("Rome"), modified(0))?.echo.isWhole == true)
        // Hours later the later message stands there, or somebody has returned to the value.
        #expect(judge(sent, before).judge(city("Rome"), modified(300)) == nil)
    }

    @Test func `not where somebody returns to it after another change`() {
        let sent = [row(0, [.city: .text("Rome")])]
        let echoes = [(seen: at(1), values: city("Rome"))]
        #expect(judge(sent, state(2, city: "Lima", echoes: echoes)).judge(city("Rome"), modified(3)) == nil)
        #expect(judge(sent, state(2, city: "Lima")).judge(city("Rome"), modified(3)) != nil)
        #expect(judge(sent, state(200, city: "Lima")).judge(city("Rome"), modified(201)) == nil)
    }

    @Test func `in another form leaves in its place what the record itself said before`() {
        let sent = [SentRow(from: at(0), to: at(0), values: [.city: .text("Rome")], forms: [.title: [.text("Ours")]])]
        let said = values([(.city, .text("Rome")), (.title, .text("Ours"))])
        let own = RecordState(
            digest: ContentDigest(high: 1, low: 1), own: modified(-900), counted: modified(-900),
            observation: values([(.city, .text("Oslo")), (.title, .text("Boss"))]), ours: FieldValues(), echoes: [])
        let verdict = judge(sent, own).judge(said, modified(1))
        #expect(verdict?.echo.isWhole == true && verdict?.echo.values == said)
        #expect(verdict?.observation == values([(.city, .text("Rome")), (.title, .text("Boss"))]))
        #expect(judge(sent, state(-900, city: "Oslo")).judge(said, modified(1))?.observation == city("Rome"))
        // Of a record that we made, nobody has said it.
        #expect(judge(sent, nil, isNamed: true).judge(said, modified(1))?.observation == city("Rome"))
    }

    @Test func `counts no more than it did while it stands there, as it is or in another form`() {
        let sent = [SentRow(from: at(0), to: at(0), values: [.city: .text("Rome")], forms: [.title: [.text("Ours")]])]
        let ours = values([(.city, .text("Rome")), (.title, .text("Ours"))])
        // Somebody changed the company beside what we had written: our values were left out of that.
        let before = RecordState(
            digest: ContentDigest(high: 1, low: 1), own: modified(2), counted: modified(2),
            observation: values([(.company, .text("Acme"))]), ours: ours, echoes: [(seen: at(2), values: ours)])
        let said = values([(.company, .text("Acme")), (.city, .text("Rome")), (.title, .text("Ours"))])
        let verdict = judge(sent, before).judge(said, modified(3))
        #expect(verdict?.echo.isWhole == true && verdict?.evidence == modified(2))
        #expect(verdict?.observation == values([(.company, .text("Acme"))]))
    }

    @Test func `not before it was sent, whatever the clocks say`() {
        let sent = [row(0, [.city: .text("Rome")])]
        #expect(judge(sent, state(-900, city: "Oslo")).judge(city("Rome"), modified(-4)) != nil)
        #expect(judge(sent, state(-900, city: "Oslo")).judge(city("Rome"), modified(-6)) == nil)
    }

    @Test func `by its type: addresses in any letters, numbers in any spelling, times by the second`() {
        #expect(EchoJudge.isSame(.email, .text("Ada@Example.com"), .text("ada@example.com")))
        #expect(!EchoJudge.isSame(.city, .text("Rome"), .text("rome")))
        #expect(
            EchoJudge.isSame(
                .score, .number(ExactNumber(mantissa: 10, scale: 1)), .number(ExactNumber(1))))
        #expect(
            EchoJudge.isSame(
                .created, .instant(Instant(milliseconds: 1_500)), .instant(Instant(milliseconds: 1_000))))
        #expect(!EchoJudge.isSame(.score, .number(ExactNumber(1)), .text("1")))
    }

    @Test(arguments: EchoJudge.neverOurs.sorted { $0.rawValue < $1.rawValue })
    func `never where it is about privacy, the status or who is who`(field: Field) {
        let said = values([(field, .text("x")), (.city, .text("Rome"))])
        let sent = [row(0, [field: .text("x"), .city: .text("Rome")])]
        let verdict = judge(sent, state(-900, city: "Oslo")).judge(said, modified(1))
        #expect(verdict?.echo.isWhole == false)
        #expect(verdict?.observation[field] == .text("x") && verdict?.observation[.city] == nil)
        #expect(verdict?.evidence == modified(1))
    }

    @Test func `is a record that came to be with it, and no other that the system had before`() {
        let sent = [row(0, [.city: .text("Rome")])]
        func made(_ minute: Int, _ modifiedAt: Int, _ more: [(Field, FieldValue)] = []) -> Bool {
            let said = values(
                [(.city, .text("Rome")), (.leadSource, .text("API")), (.created, .instant(at(minute)))] + more)
            return judge(sent, nil, isNamed: true).judge(said, modified(modifiedAt))?.echo.isWhole ?? false
        }
        #expect(made(0, 1))
        #expect(!made(-9_000, 1))
        #expect(!made(0, 60))
        #expect(!made(0, 1, [(.optedOut, .flag(true))]))
        #expect(made(0, 1, [(.optedOut, .flag(false))]))
        #expect(judge(sent, nil).judge(city("Rome"), modified(1)) == nil)
    }
}
