import LeadLifecycle
import LeadModel
import TestSupport
import Testing

@Suite struct `A review of what is called qualified` {
    static let text = """
        agreement:
          - effective-from: 2026-01-01
            zone: UTC
            score:
              contributions:
                boss: { points: 30, when: title contains head }
                calls: { points: 5, for-each: form-fill }
            marketing-qualified:
              all:
                - country in US, CA
                - score >= 30
            recycling:
              triggers: [discarded, rejected]
              reasons: { unknown: { track: re-engage, after: 45d, cycles: 1 } }
          - effective-from: 2026-07-01
            zone: UTC
            marketing-qualified: country in US, CA, DE
            recycling:
              triggers: [discarded, rejected]
              reasons: { unknown: { track: re-engage, after: 45d, cycles: 1 } }
        """

    private static let agreement: Agreement = {
        do { return try Agreement.compile(text, file: "agreement.yaml") } catch { preconditionFailure("\(error)") }
    }()

    /// A lead that is handed over on a day and comes to an end a week later.
    private static func lead(
        _ country: String?, title: String? = nil, on day: String, _ end: Stage?, _ reason: DiscardReason? = nil,
        owner: String = "ada", number: Int64 = 1
    ) -> LeadDossier {
        var person: [Field: FieldValue] = [.email: .text("a@example.com"), .owner: .text(owner)]
        person[.country] = country.map { .text($0) }
        person[.title] = title.map { .text($0) }
        var versions = [Sketch.Version(day, .assigned, nil, person)]
        if let end {
            versions.append(Sketch.Version(Sketch.at(day).adding(days: 7).description, end, reason, person))
        }
        var dossier = Sketch.dossier(Sketch.record(Sketch.crm, "00Q\(number)", versions), contact: person)
        dossier.id = LeadID(number: number)
        return dossier
    }

    private static func review(
        _ dossiers: [LeadDossier], _ period: String = "2026", by grouping: QualificationReview.Grouping = .owner,
        asOf: String = "2026-12-31"
    ) throws -> QualificationReview {
        let period = try #require(CivilZone("UTC").flatMap { ReportPeriod(period, zone: $0) })
        let measure = ServiceMeasure(agreement, asOf: Sketch.at(asOf))
        var review = QualificationReview(agreement, period, by: grouping, asOf: Sketch.at(asOf))
        for dossier in dossiers {
            for judged in measure.judge(measure.measure(dossier), of: dossier) {
                review.add(judged, campaign: "autumn")
            }
        }
        return review
    }

    private static let world = [
        lead("US", title: "Head of brewing", on: "2026-03-02", .salesAccepted, number: 1),
        lead("US", title: "Head of brewing", on: "2026-03-03", .discarded, .notAFit, number: 2),
        lead("US", on: "2026-03-04", .discarded, .timing, owner: "bo", number: 3),
        lead("DE", title: "Head of sales", on: "2026-03-05", .won, owner: "bo", number: 4),
        lead("DE", on: "2026-04-05", nil, number: 5),
        lead("DE", on: "2026-08-05", .salesAccepted, number: 6),
    ]

    @Test func `holds each lead against what was agreed when it was handed over`() throws {
        let review = try Self.review(Self.world)
        let reviewed = review.reviewed
        try #require(reviewed.map(\.version.effectiveFrom) == ["2026-01-01", "2026-07-01"])
        let first = reviewed[0].review.criteria[0].split
        #expect(first.met.leads == 2 && first.unmet.leads == 3)
        #expect(first.met.acceptance == Share(1, of: 2) && first.met.rejected(for: .notAFit) == 1)
        #expect(first.unmet.acceptance == Share(1, of: 2) && first.unmet.winning == Share(1, of: 2))
        // The same country is qualified by the second version.
        #expect(reviewed[1].review.criteria[0].split.met.leads == 1)
        #expect(review.total.leads == 6 && review.total.count(of: .pending) == 1)
    }

    @Test func `tells of each condition and contribution by itself`() throws {
        let version = try #require(try Self.review(Self.world).reviewed.first?.review)
        let conditions = version.criteria[0].conditions
        #expect(conditions.map(\.text) == ["country in US, CA", "score >= 30"])
        #expect(conditions.map(\.place.line) == [10, 11])
        #expect(conditions.map(\.split.met.leads) == [3, 3] && conditions.map(\.split.unmet.leads) == [2, 2])
        #expect(conditions[1].split.met.acceptance == Share(2, of: 3))
        #expect(version.contributions.map(\.text) == ["boss", "calls"])
        #expect(version.contributions.map(\.split.met.leads) == [3, 0])
    }

    @Test func `names what sales did against it`() throws {
        let review = try Self.review(Self.world)
        #expect(review.disagreements == [.rejectedThoughQualified: 1, .acceptedThoughUnqualified: 1])
    }

    @Test func `tells owners and months apart, and leaves out what is not in the period or has not happened`() throws {
        let owners = try Self.review(Self.world, "2026-Q1").sortedGroups
        #expect(owners.map(\.name) == ["ada", "bo"])
        #expect(owners.map(\.split.met.leads) == [2, 0] && owners.map(\.split.unmet.leads) == [0, 2])
        let months = try Self.review(Self.world, by: .month, asOf: "2026-04-30").sortedGroups
        #expect(months.map(\.name) == ["2026-03", "2026-04"])
        // Given up on the 9th of March: on the 8th nobody knew that.
        let early = try Self.review(Self.world, asOf: "2026-03-08")
        #expect(early.total.leads == 4 && early.total.count(of: .pending) == 4 && early.disagreements.isEmpty)
    }

    @Test func `counts what was handed over while nothing was agreed about it`() throws {
        let silent = try Agreement.compile(Sketch.plainText, file: "agreement.yaml")
        let period = try #require(CivilZone("UTC").flatMap { ReportPeriod("2026", zone: $0) })
        let measure = ServiceMeasure(silent, asOf: Sketch.at("2026-12-31"))
        var review = QualificationReview(silent, period, by: .owner, asOf: Sketch.at("2026-12-31"))
        for dossier in Self.world {
            for judged in measure.judge(measure.measure(dossier), of: dossier) { review.add(judged, campaign: "") }
        }
        #expect(review.passesWithoutCriterion == 6 && review.total.leads == 6 && review.groups.isEmpty)
    }

    @Test(arguments: (0..<20).map { UInt64($0) &* 104_729 &+ 7 }) func `loses no lead, whatever became of it`(
        seed: UInt64
    )
        throws
    {
        var dice = Dice(seed: seed)
        let dossiers = (0..<60).map { _ in `Of any lead`.dossier(&dice) }
        let review = try Self.review(dossiers, "2025-06-01..2027-12-31", asOf: "2027-06-01")
        for (version, one) in review.reviewed {
            for criterion in one.criteria {
                #expect(criterion.split.met.leads + criterion.split.unmet.leads == one.all.leads, "seed \(seed)")
                for condition in criterion.conditions {
                    #expect(condition.split.met.leads + condition.split.unmet.leads == one.all.leads, "seed \(seed)")
                }
            }
            #expect(
                SalesVerdict.allCases.reduce(0) { $0 + one.all.count(of: $1) } == one.all.leads,
                "seed \(seed), \(version.effectiveFrom)")
        }
        let groups = review.groups.values.reduce(0) { $0 + $1.met.leads + $1.unmet.leads }
        #expect(groups == review.total.leads, "seed \(seed)")
    }
}
