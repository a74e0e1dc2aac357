import Feedback
import LeadModel
import RecordFormats
import Testing

@Suite struct `Feedback to marketing` {
    private func outcome(_ standing: Standing, _ kind: DecisionKind, _ trigger: RecycleTrigger? = nil)
        -> FeedbackOutcome
    {
        let decision = Decision(kind: kind, cause: .notAnExit, trigger: trigger, agreement: "2025-01-01")
        return FeedbackOutcome(standing: standing, decision: decision)
    }

    private func standing(_ stage: Stage, exits: Int = 0, won: [Money] = []) -> Standing {
        Standing(stage: stage, furthest: stage, won: won, exits: exits)
    }

    @Test func `calls each stage by one outcome`() {
        let expected: [Stage: FeedbackOutcome] = [
            .new: .inProgress, .nurturing: .inProgress, .marketingQualified: .inProgress, .assigned: .inProgress,
            .working: .inProgress, .salesAccepted: .accepted, .salesQualified: .accepted, .opportunity: .accepted,
            .won: .won, .lost: .lost, .discarded: .rejected, .recycled: .recycled,
        ]
        for stage in Stage.allCases { #expect(outcome(standing(stage), .leave) == expected[stage]) }
    }

    @Test func `calls a lead that is held out control, so that nobody nurtures it`() {
        var decision = Given.recycled
        decision.isControl = true
        #expect(FeedbackOutcome(standing: Given.discarded, decision: decision) == .control)
        decision.kind = .hold
        #expect(FeedbackOutcome(standing: Given.discarded, decision: decision) == .rejected)
    }

    @Test func `is compared by bytes that differ wherever a cell does`() {
        let at = Given.at("2026-03-01")
        let cells: [FieldValue?] = [
            .null, .text(""), .text("1"), .text("12"), .number(ExactNumber(1)),
            .number(ExactNumber(mantissa: 10, scale: 1)), .instant(at), .number(ExactNumber(mantissa: at.milliseconds)),
            .flag(true), .flag(false), .list(["1"]), .list(["1", "2"]),
        ]
        #expect(Set(cells.map { FeedbackRow.packed([$0]) }).count == cells.count)
        #expect(FeedbackRow.packed([.text("a"), .text("bc")]) != FeedbackRow.packed([.text("ab"), .text("c")]))
        #expect(FeedbackRow.packed([.text("a"), .null]) != FeedbackRow.packed([.null, .text("a")]))
        #expect(FeedbackRow.packed([nil]) == FeedbackRow.packed([.null]))
    }

    @Test func `puts what is more final first`() {
        #expect(outcome(standing(.discarded), .recycle) == .recycled)
        #expect(outcome(standing(.discarded), .hold) == .rejected)
        #expect(outcome(standing(.lost), .recycle) == .recycled)
        #expect(outcome(standing(.nurturing, exits: 1), .leave) == .recycled)
        #expect(outcome(standing(.nurturing, exits: 1), .return) == .returned)
        #expect(outcome(standing(.discarded), .return) == .returned)
        #expect(outcome(standing(.won), .return) == .won)
        #expect(outcome(standing(.working), .suppress) == .suppressed)
        #expect(outcome(standing(.won), .suppress) == .won)
        #expect(outcome(standing(.assigned), .hold, .untouched) == .untouched)
        #expect(outcome(standing(.assigned), .recycle, .untouched) == .recycled)
    }

    @Test func `speaks of each record under the id that its source knows`() throws {
        let lead = Given.dossier(
            3, [.campaign: .text("Spring Webinar")],
            records: [
                Given.record("pardot", "12", [.campaign: .text("Price list")]), Given.record("hubspot", "9"),
                Given.record("pardot", "11", [.deleted: .flag(true)]), Given.record("salesforce", "00Q", role: .crm),
            ])
        let standing = Standing(
            stage: .discarded, reason: .noBudget, since: Given.at("2026-03-09"), furthest: .salesAccepted,
            firstResponse: Given.at("2026-03-02"), touches: 4, exit: .discarded, exits: 1,
            handedOver: Given.at("2026-03-01"))
        let rows = FeedbackRow.rows(lead, standing: standing, decision: Given.recycled)
        #expect(
            rows.map { "\($0.source) \($0.id) \($0.campaign ?? "")" } == [
                "hubspot 9 Spring Webinar", "pardot 12 Price list",
            ])
        #expect(rows.allSatisfy { $0.responseMinutes == 1_440 && $0.attempts == 4 && $0.outcome == .recycled })
        var buffer: [UInt8] = []
        var writer = try CSVWriter(columns: FeedbackRow.columns, audience: .machine)
        writer.begin(into: &buffer)
        try writer.append(rows[1].cells(rows[1].toldCells, pricedBy: CampaignCosts().prices), into: &buffer)
        #expect(
            String(decoding: buffer, as: UTF8.self)
                == "id,lead-id,outcome,discard-reason,stage,furthest-stage,accepted,handed-over,first-response,response-minutes,attempts,won-amount,won-currency,campaign,since,cost,cost-currency,return-percent\r\n"
                + "12,L3,recycled,no-budget,discarded,sales-accepted,true,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,1440,4,,,Price list,2026-03-09T00:00:00Z,,,\r\n"
        )
    }

    @Test func `gives no answer time where the answer came before the hand-over`() {
        let lead = Given.dossier(3, [:], records: [Given.record("hubspot", "9")])
        let standing = Standing(
            stage: .working, furthest: .working, firstResponse: Given.at("2026-03-01"),
            handedOver: Given.at("2026-03-02"))
        let row = FeedbackRow.rows(
            lead, standing: standing, decision: Decision(kind: .leave, cause: .notAnExit, agreement: "none"))[0]
        #expect(row.responseMinutes == nil && row.reason == nil)
    }

    @Test func `gives no answer time after a hand-over that is known by the day alone`() throws {
        let day = ZonedDay(begins: Given.at("2026-03-01"), length: 86_400, offset: 0)
        var builder = FieldValuesBuilder()
        builder.append(.assigned, day: day)
        var crm = Given.record("salesforce", "00Q", role: .crm)
        let standing = Standing(
            stage: .working, furthest: .working, firstResponse: Given.at("2026-03-02"), handedOver: day.begins)
        let decision = Decision(kind: .leave, cause: .notAnExit, agreement: "none")
        func minutes() -> Int? {
            let lead = Given.dossier(3, [:], records: [Given.record("hubspot", "9"), crm])
            return FeedbackRow.rows(lead, standing: standing, decision: decision)[0].responseMinutes
        }
        #expect(minutes() == 1_440)
        crm.versions[0].observation.fields = builder.finish()
        #expect(minutes() == nil)
    }

    @Test func `writes won amounts currency by currency`() {
        let lead = Given.dossier(3, [:], records: [Given.record("hubspot", "9")])
        let amounts = [Money(hundredths: 100_050, currency: "EUR"), Money(hundredths: 7_00, currency: "USD")]
        func cells(_ won: [Money]) -> [FieldValue?] {
            let standing = Standing(stage: .won, furthest: .won, won: won)
            return FeedbackRow.rows(lead, standing: standing, decision: Given.recycled)[0].toldCells
        }
        #expect(cells([amounts[0]])[11] == .number(ExactNumber(mantissa: 100_050, scale: 2)))
        #expect(cells(amounts)[11]?.description == "1000.50; 7.00")
        #expect(cells(amounts)[12] == .text("EUR; USD"))
    }
}

@Suite struct `Feedback on a campaign` {
    private func row(
        _ campaign: String?, _ stage: Stage, _ reason: DiscardReason? = nil, furthest: Stage? = nil, won: [Money] = []
    ) -> FeedbackRow {
        let lead = Given.dossier(
            3, campaign.map { [.campaign: .text($0)] } ?? [:], records: [Given.record("hubspot", "9")])
        let standing = Standing(
            stage: stage, reason: reason, furthest: furthest ?? stage, won: won, exit: reason == nil ? nil : .discarded)
        let decision = Decision(kind: .leave, cause: .notAnExit, agreement: "2025-01-01")
        return FeedbackRow.rows(lead, standing: standing, decision: decision)[0]
    }

    private func campaign(_ id: String, _ name: String, cost: Int64?, currency: String = "EUR") -> LeadRecord {
        var values: [Field: FieldValue] = [.name: .text(name)]
        if let cost { values[.cost] = .money(Money(hundredths: cost, currency: currency)) }
        return Given.record("salesforce", id, role: .crm, kind: .campaign, values)
    }

    @Test func `adds up leads, acceptance, junk, business and return`() throws {
        var sums = CampaignAggregator()
        sums.add(campaign: campaign("701", "Spring Webinar", cost: 100_000))
        sums.add([row("Spring Webinar", .working)])
        sums.add([row("Spring Webinar", .discarded, .spam)])
        sums.add([row("701", .discarded, .timing, furthest: .salesAccepted)])
        sums.add([row("701", .lost, .timing, furthest: .opportunity)])
        sums.add([
            row(
                "Spring Webinar", .won,
                won: [Money(hundredths: 250_049, currency: "EUR"), Money(hundredths: 5, currency: "USD")])
        ])
        let all = sums.feedback()
        #expect(all.map(\.campaign) == ["Spring Webinar"])
        let one = try #require(all.first)
        #expect(one.leads == 5 && one.accepted == 3 && one.opportunities == 2 && one.won == 1)
        #expect(one.rejected == [.spam: 1, .timing: 1] && one.rejectedCount == 2)
        #expect(one.junkShare?.description == "20.0")
        #expect(one.costPerAcceptedLead == Money(hundredths: 33_333, currency: "EUR"))
        #expect(one.wonAmounts.map(\.description) == ["2500.49 EUR", "0.05 USD"])
        #expect(one.returnPercent == 150)
    }

    @Test func `counts a lead once, and leads without a campaign apart`() {
        var sums = CampaignAggregator()
        sums.add([row("A", .working), row("A", .working), row("B", .working)])
        sums.add([row(nil, .working)])
        #expect(sums.feedback().map { "\($0.campaign) \($0.leads)" } == ["(no campaign) 1", "A 1", "B 1"])
        #expect(
            sums.feedback().allSatisfy { $0.cost == nil && $0.costPerAcceptedLead == nil && $0.returnPercent == nil })
    }

    @Test func `shows campaigns that only cost something, and never adds currencies`() {
        var sums = CampaignAggregator()
        sums.add(campaign: campaign("1", "Trade Show", cost: 90_000))
        sums.add(campaign: campaign("2", "Trade Show", cost: 10_000, currency: "USD"))
        let found = sums.feedback()
        #expect(found.count == 1 && found[0].leads == 0 && found[0].costs.count == 2)
        #expect(found[0].cost == nil && found[0].junkShare == nil)
    }
}
