import LeadModel
import TestSupport
import Testing

@testable import LeadStore

@Suite struct `A lead in the store` {
    private func optional<Value>(_ dice: inout Dice, _ value: (inout Dice) -> Value) -> Value? {
        dice.hits(oneIn: 3) ? nil : value(&dice)
    }

    private func instant(_ dice: inout Dice) -> Instant {
        Instant(milliseconds: Int64(dice.roll(-2_000_000_000_000..<4_000_000_000_000)))
    }

    private func value(of field: Field, _ dice: inout Dice) -> FieldValue {
        if dice.hits(oneIn: 8) { return .null }
        let text = String((0..<dice.roll(0..<8)).map { _ in dice.pick(Array("aZ0 '\"%_\\üŉ日🚀;")) })
        switch field.type {
        case .dateTime: return .instant(instant(&dice))
        case .flag: return .flag(dice.hits(oneIn: 2))
        case .number:
            return .number(ExactNumber(mantissa: Int64(dice.roll(-9_999..<9_999)), scale: UInt8(dice.roll(0..<6))))
        case .money:
            return .money(Money(hundredths: Int64(dice.roll(-9_999..<9_999)), currency: dice.pick(["USD", "EUR"])))
        case .list: return .list((0..<dice.roll(1..<4)).map { "\(text)\($0)" })
        default: return .text(text)
        }
    }

    private let fields = ([.stage, .discardReason] + StoredLead.fields).sorted { $0.rawValue < $1.rawValue }

    /// Versions that say any values, in two streams.
    private func versions(in store: LeadStore, run: Int64, _ dice: inout Dice) throws -> [VersionID: FieldValues] {
        var said: [VersionID: FieldValues] = [:]
        for name in ["leads", "prospects"] {
            let stream = try store.register(
                source: "crm", stream: name, kind: .lead, role: .crm, idSpace: "crm", mapping: "m1",
                format: "f1"
            ).info.number
            let page = try Page.intake(
                stream: stream, run: run,
                versions: (1...40).map { number in
                    var version = Page.version(UInt64(number))
                    var builder = FieldValuesBuilder()
                    builder.append(.id, text: "\(number)")
                    for field in fields where !dice.hits(oneIn: 3) { builder.append(field, value(of: field, &dice)) }
                    version.observation = builder.finish()
                    return version
                })
            let first = try store.append([page])[0]
            for (offset, version) in page.versions.enumerated() {
                said[VersionID(stream: stream, sequence: first + Int64(offset))] = version.observation
            }
        }
        return said
    }

    private func anyWrite(
        _ id: Int64, isNew: Bool, _ said: [VersionID: FieldValues], _ dice: inout Dice
    ) -> LeadPage.Write {
        let all = said.keys.sorted()
        let versions = Set((0..<dice.roll(1..<7)).map { _ in dice.pick(all) }).sorted()
        var builder = FieldValuesBuilder()
        var winners: [VersionID] = []
        for field in fields where !dice.hits(oneIn: 3) {
            let holders = versions.filter { (said[$0]?[field] ?? .null) != .null }
            guard !holders.isEmpty else { continue }
            let winner = dice.pick(holders)
            builder.append(field, said[winner]?[field] ?? .null)
            winners.append(winner)
        }
        var standing = Standing(stage: dice.pick(Stage.allCases), furthest: dice.pick(Stage.allCases))
        standing.reason = optional(&dice) { $0.pick(DiscardReason.allCases) }
        standing.since = optional(&dice, instant)
        standing.evidence = optional(&dice) { $0.pick(versions) }
        standing.firstResponse = optional(&dice, instant)
        standing.touches = dice.roll(0..<99)
        standing.won = ["EUR", "USD"].prefix(dice.roll(0..<3)).map {
            Money(hundredths: Int64(dice.roll(-999..<999)), currency: $0)
        }
        standing.exit = optional(&dice) { $0.pick(RecycleTrigger.allCases) }
        standing.exits = dice.roll(0..<9)
        standing.waitingSince = optional(&dice, instant)
        standing.handedOver = optional(&dice, instant)
        standing.isDeleted = dice.hits(oneIn: 2)
        var decision = Decision(
            kind: dice.pick(DecisionKind.allCases), cause: dice.pick(DecisionCause.allCases),
            agreement: dice.pick(["none", "2026-01-01"]))
        decision.trigger = optional(&dice) { $0.pick(RecycleTrigger.allCases) }
        decision.reason = optional(&dice) { $0.pick(DiscardReason.allCases) }
        decision.track = optional(&dice) { $0.pick(["re-engage", "it's ours"]) }
        decision.due = optional(&dice, instant)
        decision.cycle = dice.roll(0..<5)
        decision.suppressions = (0..<dice.roll(0..<3)).map { _ in
            Suppression(
                channel: dice.pick(Channel.allCases), reason: dice.pick(SuppressionReason.allCases),
                source: dice.pick(["crm", "a list of names"]), since: instant(&dice))
        }
        decision.evidence = optional(&dice) { $0.pick(versions) }
        decision.since = optional(&dice, instant)
        return LeadPage.Write(
            id: LeadID(number: id), isNew: isNew, revision: dice.roll(1..<9), versions: versions,
            lead: UnifiedLead(values: builder.finish(), winners: winners),
            standing: standing, decision: decision)
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `comes out as it went in, every column, also when it is written over`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let place = try TemporaryStore()
        let (store, _, run) = try place.openWithStream()
        let said = try versions(in: store, run: run, &dice)
        for round in 0..<2 {
            let writes = (1...20).map { anyWrite($0, isNew: round == 0, said, &dice) }
            var page = LeadPage(run: Int64(round + 1))
            page.leads = writes
            try store.commit(page)
            let stored = try store.leads(writes.map(\.id))
            #expect(stored.count == writes.count)
            for (write, lead) in zip(writes, stored) {
                #expect(
                    lead.id == write.id && lead.revision == write.revision && lead.versions == write.versions,
                    "seed \(seed)")
                #expect(lead.standing == write.standing, "seed \(seed)")
                #expect(lead.decision == write.decision, "seed \(seed)")
                for field in StoredLead.fields {
                    let value = write.lead.values[field]
                    #expect(
                        lead.text(field) == (value == .null ? nil : value?.description),
                        "seed \(seed), \(field.word), \(String(describing: value))")
                }
                #expect(lead.golden == write.lead, "seed \(seed)")
                #expect(lead.firstRun == 1 && lead.lastRun == Int64(round + 1))
            }
        }
    }

    @Test func `shows its words to people who look with SQL`() throws {
        let place = try TemporaryStore()
        let store = try place.open()
        var page = LeadPage(run: 1)
        for (number, kind) in DecisionKind.allCases.enumerated() {
            page.leads.append(
                LeadPage.Write(
                    id: LeadID(number: Int64(number + 1)), isNew: true, revision: 1, versions: [VersionID(rawValue: 1)],
                    lead: UnifiedLead(
                        values: Page.fields([.email: .text("a@example.com")]), winners: [VersionID(rawValue: 1)]),
                    standing: Standing(stage: Stage.allCases[number], furthest: .won),
                    decision: Decision(kind: kind, cause: DecisionCause.allCases[number], agreement: "none")))
        }
        try store.commit(page)
        for (number, kind) in DecisionKind.allCases.enumerated() {
            let condition =
                "lead = 'L\(number + 1)' AND decision = '\(kind.rawValue)' AND cause = '\(DecisionCause.allCases[number].rawValue)'"
            #expect(
                try place.count(
                    "unified_lead WHERE \(condition) AND stage = '\(Stage.allCases[number].word)' AND email = 'a@example.com'"
                ) == 1)
        }
        for (number, kind) in DecisionKind.allCases.enumerated() {
            #expect(try store.leads(matching: LeadFilter(decision: kind)).map(\.id.number) == [Int64(number + 1)])
        }
    }
}
