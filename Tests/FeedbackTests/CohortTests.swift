import Feedback
import LeadModel
import RecordFormats
import Testing

@Suite struct `A cohort of recycled leads` {
    private func pass(
        _ track: String = "re-engage", _ reason: DiscardReason? = .timing, control: Bool = false, measured: Bool = true,
        reengaged: Bool = false, won: Money? = nil
    ) -> RecycledPass {
        var pass = RecycledPass(
            lead: LeadID(number: 1), cycle: 1, trigger: reason == nil ? .untouched : .discarded, reason: reason,
            track: track, recycled: Given.at("2026-05-01"), isControl: control, isMeasured: measured)
        pass.isReengaged = reengaged
        if let won {
            pass.hasOpportunity = true
            pass.isWon = true
            pass.earned = [won]
        }
        return pass
    }

    private func campaign(_ id: String, _ name: String, cost: Int64, _ currency: String = "EUR") -> LeadRecord {
        Given.record(
            "salesforce", id, role: .crm, kind: .campaign,
            [.name: .text(name), .cost: .money(Money(hundredths: cost, currency: currency))])
    }

    @Test func `is told apart by reason, track and month, the largest first`() {
        for byMonth in [false, true] {
            var sums = CohortAggregator(byMonth: byMonth)
            for month in ["2026-05", "2026-04"] {
                sums.add(pass(), month: month, isHandedOver: true, campaign: nil)
                sums.add(pass(), month: month, isHandedOver: false, campaign: nil)
                sums.add(pass("first-touch", nil), month: month, isHandedOver: true, campaign: nil)
            }
            let told = sums.cohorts(pricedBy: CampaignCosts().prices).map {
                "\($0.month ?? "-") \($0.reason) \($0.track) \($0.leads) \($0.nurtured.handedOver)"
            }
            #expect(
                told
                    == (byMonth
                        ? [
                            "2026-04 timing re-engage 2 1", "2026-04 untouched first-touch 1 1",
                            "2026-05 timing re-engage 2 1", "2026-05 untouched first-touch 1 1",
                        ] : ["- timing re-engage 4 2", "- untouched first-touch 2 2"]))
        }
    }

    @Test func `holds those who were nurtured against those who were held out at the same time`() throws {
        var sums = CohortAggregator(byMonth: false)
        for index in 0..<100 {
            sums.add(pass(reengaged: index < 40), month: "2026-05", isHandedOver: true, campaign: nil)
            // From before anybody was held out: not comparable with anybody.
            sums.add(pass(measured: false, reengaged: true), month: "2026-01", isHandedOver: true, campaign: nil)
        }
        for index in 0..<50 {
            sums.add(pass(control: true, reengaged: index < 5), month: "2026-05", isHandedOver: true, campaign: nil)
        }
        let cohort = try #require(sums.cohorts(pricedBy: CampaignCosts().prices).first)
        #expect(cohort.leads == 250 && cohort.nurtured.leads == 200 && cohort.compared.leads == 100)
        #expect(cohort.nurtured.count(of: .reengaged) == 140 && cohort.control.count(of: .reengaged) == 5)
        #expect(cohort.control.handedOver == 0)
        let lift = try #require(cohort.lift(of: .reengaged))
        #expect(abs(lift.points - 30) < 1e-9 && lift.low > 15 && lift.high < 43)
        #expect(cohort.lift(of: .won)?.isUncertain == true)
    }

    @Test func `is priced by its campaigns, and never adds currencies`() throws {
        var costs = CampaignCosts()
        costs.add(campaign: campaign("701", "Spring", cost: 100_000))
        costs.add(campaign: campaign("702", "Fair", cost: 50_000, "USD"))
        for _ in 0..<8 { costs.count("Spring") }
        for _ in 0..<2 { costs.count("701") }
        costs.count("Fair", leads: 5)
        var sums = CohortAggregator(byMonth: false)
        let euro = Money(hundredths: 70_000, currency: "EUR")
        sums.add(pass(won: euro), month: "", isHandedOver: true, campaign: "Spring")
        sums.add(pass(), month: "", isHandedOver: true, campaign: "701")
        sums.add(pass(), month: "", isHandedOver: true, campaign: "unknown")
        sums.add(pass("other", won: euro), month: "", isHandedOver: true, campaign: "Spring")
        sums.add(
            pass("other", won: Money(hundredths: 5, currency: "USD")), month: "", isHandedOver: true, campaign: "Fair")
        let cohorts = sums.cohorts(pricedBy: costs.prices)
        let one = cohorts[0].nurtured
        #expect(one.costs == [Money(hundredths: 20_000, currency: "EUR")] && one.leadsWithCost == 2)
        #expect(one.returnPercent == 250)
        let mixed = cohorts[1].nurtured
        #expect(mixed.costs.map(\.description) == ["100.00 EUR", "100.00 USD"] && mixed.returnPercent == nil)
        #expect(mixed.earned.map(\.description) == ["700.00 EUR", "0.05 USD"])
        let cells = Dictionary(uniqueKeysWithValues: zip(RecyclingCohort.columns, cohorts[1].cells))
        #expect(cells["earned-amount"]??.description == "700.00; 0.05")
        #expect(cells["earned-currency"]??.description == "EUR; USD")
        #expect(cells["won-lift"] == .some(.null))
        #expect(RecyclingCohort.columns.count == cohorts[1].cells.count)
        #expect(Set(RecyclingCohort.columns).count == RecyclingCohort.columns.count)
    }
}
