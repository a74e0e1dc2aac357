import LeadLifecycle
import LeadModel
import Testing

@Suite struct `What is told of a lead's past` {
    private static func letter(_ name: String, _ time: String, track: String? = nil, in stream: StreamInfo? = nil)
        -> LeadRecord
    {
        var values: [Field: FieldValue] = [
            .activityType: .text("email"), .at: .instant(Sketch.at(time)), .subject: .text(name),
        ]
        if let track { values[.campaign] = .text(track) }
        return Sketch.record(
            stream ?? Sketch.deed("email", time).stream, "M\(name)\(time)", [Sketch.Version(time, nil, nil, values)])
    }

    private static func nurtured(_ track: String, _ step: String, _ day: String, sent: String? = nil) -> Sketch.Version
    {
        var values: [Field: FieldValue] = [.nurtureTrack: .text(track), .nurtureStep: .text(step)]
        if let sent { values[.nurtureStepAt] = .instant(Sketch.at(sent)) }
        return Sketch.Version(day, nil, nil, values)
    }

    private func backstory(
        _ dossier: LeadDossier, at now: String, by criterion: String = "activity demo-request within 7d"
    )
        throws -> Backstory
    {
        let agreement = try Sketch.returning(criterion)
        return agreement.backstory(
            of: dossier, standing: agreement.standing(of: dossier), decision: agreement.decide(dossier, at: now))
    }

    private static let owned: LeadRecord = Sketch.lead(
        .init("2026-01-01", .working, nil, [.owner: .text("Dana")]),
        .init("2026-02-01", .discarded, .timing, [.owner: .text("Dana")]),
        .init("2026-02-10", .discarded, .timing, [.owner: .text("Nurture queue")]))

    @Test func `is who had it, what it did, what it was sent, and by what it qualified`() throws {
        let deeds = [
            Sketch.deed("pricing-page", "2026-01-20"), Self.letter("Before", "2026-01-25"),
            Sketch.deed("pricing-page", "2026-02-20"), Self.letter("Spring", "2026-05-10"),
            Sketch.deed("email-delivered", "2026-05-10"), Sketch.touch(.email, "2026-05-11"),
            Self.letter("Price list", "2026-05-12"), Sketch.deed("pricing-page", "2026-05-13"),
            Sketch.deed("demo-request", "2026-05-20"), Sketch.deed("webinar", "2026-05-21"),
            Self.letter("After", "2026-05-22"),
        ]
        let story = try backstory(Sketch.dossier(Self.owned, activities: deeds), at: "2026-06-01")
        #expect(story.previousOwner == "Dana")
        #expect(
            story.deeds.map { "\($0.count) \($0.kind) \($0.last)" } == [
                "1 demo-request 2026-05-20", "2 pricing-page 2026-05-13",
            ])
        #expect(story.sent == ["Price list (2026-05-12)", "Spring (2026-05-10)"] && story.sentCount == 2)
        #expect(story.because == ["activity demo-request within 7d (1, the last on 2026-05-20)"])
        #expect(story.recycled == Sketch.at("2026-05-02"))
    }

    @Test func `names the conditions that were fulfilled, and no others`() throws {
        let criterion =
            "{ all: [ { any: [ score >= 60, activity demo-request within 7d ] }, { none: [ title contains intern ] } ] }"
        let lead = Sketch.givenUp(
            [.title: .text("Head")],
            then: .init("2026-03-01", .discarded, .timing, Sketch.score(70).merging([.title: .text("Head")]) { $1 }))
        let story = try backstory(Sketch.dossier(lead), at: "2026-03-02", by: criterion)
        #expect(story.because == ["score >= 60 (70)"] && story.recycled == nil)
    }

    @Test func `of a lead that nobody touched names who had it`() throws {
        let lead = Sketch.lead(.init("2026-01-01", .assigned, nil, [.owner: .text("Dana")]))
        let dossier = Sketch.dossier(lead, activities: [Sketch.deed("demo-request", "2026-02-01")])
        #expect(try backstory(dossier, at: "2026-02-02").previousOwner == "Dana")
    }

    @Test func `has many letters counted and ten of them named`() throws {
        let letters = (10..<25).map { Self.letter("Letter \($0)", "2026-05-\($0)") }
        let dossier = Sketch.dossier(Self.owned, activities: letters + [Sketch.deed("demo-request", "2026-06-01")])
        let story = try backstory(dossier, at: "2026-06-02")
        #expect(story.sentCount == 15 && story.sent.count == 10 && story.sent[0] == "Letter 24 (2026-05-24)")
    }

    // MARK: Where the nurture stopped

    /// Discarded twice for the same reason; nurtured in between.
    private static let twice: LeadRecord = Sketch.lead(
        .init("2026-01-01", .working), .init("2026-02-01", .discarded, .timing), .init("2026-06-10", .working),
        .init("2026-07-01", .discarded, .timing))

    @Test func `goes on where the content of the same track stopped, though marketing has forgotten it`() throws {
        let contact = Sketch.lead(
            Self.nurtured("Back in Season", "Letter 1", "2026-05-05"),
            Self.nurtured("Back in Season", "Letter 2", "2026-05-20"), .init("2026-06-15"), in: Sketch.marketing)
        let again = try backstory(Sketch.dossier(Self.twice, contact), at: "2026-12-01")
        #expect(again.resumeAfter == "Letter 2")
    }

    @Test func `begins afresh in a track that it was never in`() throws {
        let contact = Sketch.lead(
            Self.nurtured("re-engage", "Letter 7", "2026-05-05"), Self.nurtured("newsletter", "June", "2026-06-05"),
            in: Sketch.marketing)
        #expect(try backstory(Sketch.dossier(Self.twice, contact), at: "2026-12-01").resumeAfter == nil)
    }

    @Test func `stays where it was when the track began again, whatever is sent from then on`() throws {
        let contact = Sketch.lead(
            Self.nurtured("back-in-season", "Letter 2", "2026-05-20"),
            Self.nurtured("back-in-season", "Letter 3", "2026-10-05"), in: Sketch.marketing)
        #expect(try backstory(Sketch.dossier(Self.twice, contact), at: "2026-12-01").resumeAfter == "Letter 2")
    }

    @Test func `goes by when it was sent, not by when the export said so`() throws {
        let contact = Sketch.lead(
            Self.nurtured("back-in-season", "Letter 2", "2026-11-20", sent: "2026-05-20"), in: Sketch.marketing)
        #expect(try backstory(Sketch.dossier(Self.twice, contact), at: "2026-12-01").resumeAfter == "Letter 2")
        let unknown = Sketch.lead(Self.nurtured("back-in-season", "Letter 2", "2026-11-20"), in: Sketch.marketing)
        #expect(try backstory(Sketch.dossier(Self.twice, unknown), at: "2026-12-01").resumeAfter == nil)
    }

    @Test func `is known of what marketing's activities name by their campaign, too`() throws {
        let letters = [
            Self.letter("Letter 1", "2026-05-05", track: "Back in season"),
            Self.letter("Letter 2", "2026-05-20", track: "back-in-season"),
            Self.letter("News", "2026-06-01", track: "news"),
            Self.letter("By hand", "2026-06-02", track: "back-in-season", in: Sketch.activities),
        ]
        let dossier = Sketch.dossier(Self.twice, activities: letters)
        #expect(try backstory(dossier, at: "2026-12-01").resumeAfter == "Letter 2")
    }
}
