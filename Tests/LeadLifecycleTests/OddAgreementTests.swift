import ConfigFiles
import LeadLifecycle
import LeadModel
import TestSupport
import Testing

@Suite struct `An agreement that is probably not meant so` {
    /// What is found in a text: severity, line, what is wrong and what to do.
    private func found(_ text: String) -> [String] {
        func lines(_ faults: [Fault], _ severity: String) -> [String] {
            faults.map { "\(severity) \($0.origin?.line ?? 0): \($0.summary). \($0.advice)" }
        }
        do {
            return lines(try Agreement.compile(text, file: "agreement.yaml").warnings, "warning")
        } catch {
            return lines(error.faults, "error")
        }
    }

    private func found(_ old: String, _ new: String) throws -> [String] {
        try #require(Sketch.plainText.contains(old))
        return found(Sketch.plainText.replacing(old, with: new)).filter { !$0.contains("no rule for no-budget") }
    }

    private static let hours = "business-hours: { days: mon-fri, from: \"09:00\", to: \"17:00\", holidays: "

    @Test(arguments: [
        (
            "effective-from: 2025-01-01", "effective-from: 2027-02-29",
            "error 2: there is no day 2027-02-29. The nearest one that there is: 2027-02-28."
        ),
        (
            "effective-from: 2025-01-01", "effective-from: 2025-04-31",
            "error 2: there is no day 2025-04-31. The nearest one that there is: 2025-04-30."
        ),
        (
            "effective-from: 2025-01-01", "effective-from: 2025-13-01",
            "error 2: a date is needed here. Write year, month and day, such as 2026-10-01."
        ),
        (
            "zone: UTC", "zone: UTC\n    \(hours)[2026-02-29] }",
            "error 4: there is no day 2026-02-29. The nearest one that there is: 2026-02-28."
        ),
        (
            "zone: UTC", "zone: UTC\n    \(hours)[2026-07-04] }",
            "warning 4: the holiday 2026-07-04 is a Saturday, on which nobody works anyway. Write the working day that is taken off for it, or take it out."
        ),
        (
            "zone: UTC", "zone: UTC\n    \(hours)[2026-12-25, 2026-12-25] }",
            "warning 4: the holiday 2026-12-25 stands there twice. Keep one of them."
        ),
        (
            "zone: UTC", "zone: UTC\n    marketing: { sales-ready-leads: 0 per quarter }",
            "error 4: 'sales-ready-leads' is 0 per quarter: that promises nothing. Write such as 300 per quarter, or take the key out."
        ),
        (
            "zone: UTC", "zone: UTC\n    sales: { follow-up-share: 0% }",
            "error 4: 'follow-up-share' is 0%: that promises nothing. Write such as 95%, or take the key out."
        ),
        (
            "zone: UTC", "zone: UTC\n    marketing: { junk-share: 100% }",
            "error 4: 'junk-share' is 100%: that promises nothing. Write such as 10%, or take the key out."
        ),
        (
            "zone: UTC", "zone: UTC\n    sales: { attempts: 0 within 10d }",
            "error 4: 'attempts' is 0 within 10d: that promises nothing. Write such as 5 within 10d, or take the key out."
        ),
        (
            "zone: UTC", "zone: UTC\n    sales: { first-response: 0m }",
            "error 4: 'first-response' is 0m: nobody answers in no time. Write such as 5m or 8h, or take the key out."
        ),
        (
            "timing: { track: back-in-season, after: 90d, cycles: 2 }",
            "timing: [ { track: a, after: 1d, cycles: 2 }, { track: b, after: 1d, cycles: 2 } ]",
            "error 8: no lead ever comes to this rule: the one at line 8 decides before. Put it before that one, or take one of the two out."
        ),
        (
            "never: [spam, bad-data, duplicate, existing-customer, competitor]\n      reasons:",
            "never: [spam, bad-data, duplicate, existing-customer, competitor, { when: employees < 5 }]\n      reasons:\n        no-need: [ { track: a, after: 1d, cycles: 2, when: employees < 5 }, { track: b, after: 1d, cycles: 1 } ]",
            "error 8: no lead ever comes to this rule: whoever it is for never comes back. 'employees < 5' stands under 'never', too. Keep one of the two."
        ),
        (
            "competitor]\n", "competitor, { when: title is known }, { when: title is unknown }]\n",
            "error 6: nobody ever comes back: every lead fulfils one of the criteria under 'never'. Take one of them out, or ask for more in it."
        ),
        (
            "competitor]\n", "competitor, { when: { any: [ title is known, title is unknown ] } }]\n",
            "error 6: nobody ever comes back: every lead fulfils one of the criteria under 'never'. Take one of them out, or ask for more in it."
        ),
        (
            "triggers: [discarded, rejected, closed-lost, untouched after 14d]", "triggers: []",
            "error 5: 'triggers' is an empty list. Write at least one item, such as discarded."
        ),
        (
            "timing: { track: back-in-season, after: 90d, cycles: 2 }", "timing: []",
            "error 8: 'timing' is an empty list. Write at least one item, such as { track: re-engage, after: 30d, cycles: 3 }."
        ),
        (
            "timing: { track: back-in-season, after: 90d, cycles: 2 }",
            "timing: [ { track: a, after: 1d, cycles: 2, when: employees > 5 }, { track: b, after: 1d, cycles: 2, when: employees > 9 }, { track: c, after: 1d, cycles: 2 } ]",
            "error 8: no lead ever comes to this rule: the one at line 8 decides before. Put it before that one, or take one of the two out."
        ),
        (
            "timing: { track: back-in-season, after: 90d, cycles: 2 }",
            "timing: [ { track: a, after: 1d, cycles: 2, when: title is known }, { track: b, after: 1d, cycles: 2, when: title is unknown }, { track: c, after: 1d, cycles: 2 } ]",
            "error 8: no lead ever comes to this rule: one of those before it decides on everybody. Put it before them, or take it out."
        ),
        (
            "never: [spam, bad-data, duplicate, existing-customer, competitor]\n      reasons:",
            "never: [spam, bad-data, duplicate, existing-customer, competitor, { when: employees < 5 }]\n      reasons:\n        no-need: [ { track: a, after: 1d, cycles: 2, when: employees < 3 }, { track: b, after: 1d, cycles: 1 } ]",
            "error 8: no lead ever comes to this rule: whoever it is for never comes back. Whoever fulfils it fulfils 'employees < 5', which stands under 'never'. Keep one of the two."
        ),
        (
            "zone: UTC", "zone: UTC\n    marketing-qualified: employees < 0",
            "error 4: 'employees < 0' can never hold: nothing is below 0. Ask for more than 0, or for '= 0'."
        ),
        (
            "zone: UTC",
            "zone: UTC\n    marketing-qualified: { all: [ customer is no, { none: [ customer is no ] } ] }",
            "error 4: 'customer is no' is asked for and forbidden. It is asked for at line 4. Keep one of the two."
        ),
        (
            "zone: UTC", "zone: UTC\n    marketing-qualified: { none: [ title is known, title is unknown ] }",
            "error 4: 'title' may be neither known nor unknown. Every lead is one of the two. Keep one of them."
        ),
        (
            "zone: UTC", "zone: UTC\n    sales-accepted: { all: [ country in US, CA ] }",
            "error 4: 'CA' is no condition. Within [ ], a condition that has commas stands in quotes: [ 'country in US, CA', score >= 50 ]."
        ),
    ])
    func `is told with place, cause and remedy`(old: String, new: String, expected: String) throws {
        #expect(try found(old, new) == [expected])
    }

    @Test(arguments: [
        (
            "timing: { track: back-in-season, after: 90d, cycles: 2 }",
            "timing: [ { triggers: untouched, track: a, after: 1d, cycles: 2 }, { track: b, after: 1d, cycles: 2 } ]",
            "warning 8: this rule fits nobody: it is for 'untouched', and whom nobody touched was given up for no reason, nor for 'timing'. Put it under 'untouched:', where the rules for such leads stand, or take 'untouched' out."
        ),
        (
            "timing: { track: back-in-season, after: 90d, cycles: 2 }",
            "timing: [ { triggers: [discarded, untouched], track: a, after: 1d, cycles: 2 }, { track: b, after: 1d, cycles: 2 } ]",
            "warning 8: 'untouched' fits nobody in this rule, and whom nobody touched was given up for no reason, nor for 'timing'. Put it under 'untouched:', where the rules for such leads stand, or take 'untouched' out."
        ),
        (
            "      reasons:\n",
            "      reasons:\n        untouched: [ { triggers: discarded, track: a, after: 1d, cycles: 2 }, { track: b, after: 1d, cycles: 2 } ]\n",
            "warning 8: this rule fits nobody: it is for 'discarded', and whom nobody touched was not given up. Put it under the reasons it is meant for, or take 'triggers' out."
        ),
        (
            "zone: UTC", "zone: UTC\n    sales: { attempts: 3 within 60d }",
            "warning 4: sales has 60d for its attempts, and leads count as untouched after 14d. Write a shorter time, or let leads wait longer before they count as untouched."
        ),
        (
            "zone: UTC", "zone: UTC\n    sales: { first-response: 3w }",
            "warning 4: sales has 3w for the first response, and leads count as untouched after 14d. Write a shorter time, or let leads wait longer before they count as untouched."
        ),
        (
            "      reasons:\n", "      return-to-sales: { all: [ customer is yes, score >= 60 ] }\n      reasons:\n",
            "warning 7: nobody goes back by it: whoever fulfils it is sent nowhere, because 'customer' is yes. Ask for what somebody does who may be sent to, such as `activity demo-request within 7d`."
        ),
        (
            "competitor]\n      reasons:\n",
            "competitor, { when: title contains student }]\n      return-to-sales: { all: [ title contains student, activity demo-request ] }\n      reasons:\n",
            "warning 7: hardly anybody goes back by it: whoever fulfilled it when sales gave them up never comes back. It fulfils 'title contains student', which stands under 'never'. Keep one of the two."
        ),
    ])
    func `is warned of where something can never come to pass`(old: String, new: String, expected: String) throws {
        #expect(try found(old, new) == [expected])
    }

    @Test func `is warned of where whoever is to go back is suppressed`() throws {
        let text = Sketch.plainText.replacing(
            "zone: UTC", with: "zone: UTC\n    suppression: { competitor: email-domain in rival.example }"
        ).replacing(
            "      reasons:\n", with: "      return-to-sales: email-domain in eu.rival.example\n      reasons:\n")
        #expect(
            found(text).contains(
                "warning 8: nobody goes back by it: whoever fulfils it is suppressed as 'competitor'. It fulfils 'email-domain in rival.example', which stands under 'suppression'. Keep one of the two."
            ))
    }

    /// Each of these may come to pass, though it looks much like one that cannot.
    @Test(arguments: [
        // Whom nobody touched goes by the rules of `unknown`, where it has none of its own.
        (
            "unknown: { track: re-engage, after: 45d, cycles: 1 }",
            "unknown: [ { triggers: untouched, track: a, after: 1d, cycles: 2 }, { track: b, after: 1d, cycles: 2 } ]"
        ),
        // What was done before the exit says nothing of what is done after it.
        (
            "competitor]\n      reasons:\n",
            "competitor, { when: activity demo-request }]\n      return-to-sales: activity demo-request within 7d\n      reasons:\n"
        ),
        ("      reasons:\n", "      return-to-sales: { any: [ customer is yes, score >= 60 ] }\n      reasons:\n"),
        ("      reasons:\n", "      return-to-sales: { all: [ customer is no, score >= 60 ] }\n      reasons:\n"),
        ("zone: UTC", "zone: UTC\n    sales: { attempts: 3 within 14d, first-response: 2w }"),
    ])
    func `is not warned of where it may be meant`(old: String, new: String) throws {
        #expect(try found(old, new) == [])
    }

    @Test(arguments: [
        ("10 business days", "60d", true), ("10 business days", "14d", false), ("30 business days", "40d", false),
    ])
    func `gives sales time for attempts that business days never leave it`(
        untouched: String, within: String, isWarned: Bool
    ) throws {
        let text = Sketch.plainText.replacing("untouched after 14d", with: "untouched after \(untouched)").replacing(
            "zone: UTC",
            with: "zone: UTC\n    sales: { attempts: 3 within \(within) }\n    \(Self.hours)[] }")
        #expect(found(text).contains { $0.contains("for its attempts") } == isWarned)
    }

    @Test(arguments: ["marketing-qualified: score < 0", "marketing-qualified: revenue < 0 EUR"])
    func `may ask for less than nothing of a score that a source gives, and of money`(line: String) throws {
        #expect(try found("zone: UTC", "zone: UTC\n    \(line)").isEmpty)
    }

    @Test func `without any trigger says so, and nothing of the rules that want one`() throws {
        let rule = "      reasons:\n        untouched: { track: a, after: 1d, cycles: 2 }"
        let text = Sketch.plainText.replacing("      reasons:", with: rule)
            .replacing("triggers: [discarded, rejected, closed-lost, untouched after 14d]", with: "triggers: []")
        #expect(found(text).map { $0.prefix(36) } == ["error 5: 'triggers' is an empty list"])
    }

    @Test func `may not ask for less than nothing of its own score`() throws {
        let score = "score: { contributions: { a: { points: 10, when: title is known } } }"
        let found = try found("zone: UTC", "zone: UTC\n    \(score)\n    marketing-qualified: score < 0")
        #expect(found.contains { $0.contains("'score < 0' can never hold: nothing is below 0") }, "\(found)")
    }

    @Test func `may begin on a leap day that there is, and promise no junk at all`() throws {
        #expect(try found("effective-from: 2025-01-01", "effective-from: 2024-02-29") == [])
        #expect(try found("zone: UTC", "zone: UTC\n    marketing: { junk-share: 0% }") == [])
    }

    @Test func `brings everybody back`() throws {
        let rules = DiscardReason.allCases.map { "\($0.word): { track: t, after: 1d, cycles: 1 }" }
        let text = """
            agreement:
              - effective-from: 2025-01-01
                zone: UTC
                recycling: { triggers: [discarded], reasons: { \(rules.joined(separator: ", ")) } }
            """
        #expect(
            found(text) == [
                "warning 4: the policy brings everybody back, spam and bad data, too. List under 'never' the reasons that nobody should be written to for."
            ])
    }

    @Test func `has two versions of one day, or days that begin in another order than their dates`() {
        func two(_ first: (String, String), _ second: (String, String)) -> [String] {
            let versions = [first, second].map { date, zone in
                "  - { effective-from: \(date), zone: \(zone), recycling: { triggers: [discarded], reasons: { timing: { track: t, after: 1d, cycles: 1 } } } }\n"
            }
            return found("agreement:\n" + versions.joined()).filter { $0.hasPrefix("error") }
        }
        #expect(
            two(("2026-01-01", "UTC"), ("2026-01-01", "Asia/Tokyo")) == [
                "error 3: two versions take effect on 2026-01-01. The other stands at line 2. Keep one, or give one another date."
            ])
        #expect(
            two(("2026-01-01", "Pacific/Pago_Pago"), ("2026-01-02", "Pacific/Kiritimati")) == [
                "error 3: the version of 2026-01-02 begins before that of 2026-01-01: days begin earlier in Pacific/Kiritimati than in Pacific/Pago_Pago. Write the same zone in both, or a later date."
            ])
        #expect(two(("2026-01-01", "UTC"), ("2026-01-02", "Asia/Tokyo")).isEmpty)
    }

    @Test func `never has a gap between two versions, nor two at once`() throws {
        var dice = Dice(seed: 20_261_122)
        for _ in 0..<50 {
            let days = Set((0..<6).map { _ in Int.random(in: 0..<900, using: &dice) })
            let versions = days.shuffled(using: &dice).map { day in
                let date = Sketch.at("2025-01-01").adding(days: day).description.prefix(10)
                return
                    "  - { effective-from: \(date), zone: Europe/Berlin, recycling: { triggers: [discarded], reasons: { timing: { track: t, after: 1d, cycles: 1 } } } }\n"
            }
            let agreement = try Agreement.compile("agreement:\n" + versions.joined(), file: "a")
            for _ in 0..<50 {
                let time = Sketch.at("2025-01-01").adding(days: .random(in: -30..<1_000, using: &dice))
                let begun = agreement.versions.filter { $0.begins <= time }
                #expect(agreement.version(at: time) == begun.max { $0.begins < $1.begins })
                #expect((agreement.version(at: time) == nil) == (time < agreement.versions[0].begins))
            }
        }
    }

    @Test func `lists no holidays of a year that has begun`() throws {
        let text = Sketch.plainText.replacing(
            "zone: UTC", with: "zone: UTC\n    \(Self.hours)[2025-12-25, 2026-12-25] }")
        let agreement = try Agreement.compile(text, file: "agreement.yaml")
        #expect(agreement.withoutHolidays(at: Sketch.at("2026-06-01")) == nil)
        let fault = try #require(agreement.withoutHolidays(at: Sketch.at("2027-01-02")))
        #expect(fault.summary == "no holiday of 2027 is listed, and there are some of years before")
        #expect(fault.origin?.line == 4 && fault.advice.hasPrefix("Add this year's holidays"))
        #expect(try Sketch.plain().withoutHolidays(at: Sketch.at("2030-01-01")) == nil)
    }
}

@Suite struct `Hours of work on a night when clocks change` {
    private func minutes(_ day: String) throws -> Int {
        let text = Sketch.plainText.replacing(
            "zone: UTC",
            with: "zone: Europe/Berlin\n    business-hours: { days: mon-sun, from: \"01:30\", to: \"03:30\" }")
        let hours = try #require(Agreement.compile(text, file: "a").versions[0].businessHours)
        let noon = Sketch.at(day + "T12:00:00Z")
        let eve = noon.adding(days: -1)
        return WorkingTime(hours, from: eve, to: noon).minutes(from: eve, to: noon)
    }

    @Test func `are as long as they last`() throws {
        #expect(try minutes("2026-06-14") == 120)
        #expect(try minutes("2026-03-29") == 60, "the hour from two to three is not there")
        #expect(try minutes("2026-10-25") == 180, "it is there twice")
    }
}

@Suite struct `A life that is told out of order` {
    private func story(_ dossier: LeadDossier) throws -> LifeStory { try Sketch.plain().story(of: dossier) }
    private func standing(_ dossier: LeadDossier) throws -> Standing { try Sketch.plain().standing(of: dossier) }

    @Test func `may leap over stages`() throws {
        let leap = Sketch.dossier(Sketch.lead(.init("2026-01-01", .new), .init("2026-02-01", .won)))
        #expect(try story(leap).stages.map(\.stage) == [.new, .won])
        #expect(try story(leap).cycles.map(\.outcome) == [.won])
        #expect(try standing(leap).furthest == .won)
    }

    @Test func `may go back without another pass, and the furthest stage stays`() throws {
        let back = Sketch.dossier(
            Sketch.lead(
                .init("2026-01-01", .assigned), .init("2026-01-05", .salesQualified), .init("2026-01-09", .assigned),
                .init("2026-01-12", .new)))
        #expect(try story(back).stages.map(\.stage) == [.assigned, .salesQualified, .assigned, .new])
        #expect(try story(back).cycles.count == 1 && standing(back).exits == 0)
        #expect(try standing(back).furthest == .salesQualified && standing(back).stage == .new)
    }

    private func waiting(_ touch: String) -> LeadDossier {
        Sketch.dossier(
            Sketch.lead(.init("2026-03-01", .assigned, nil, [.created: .instant(Sketch.at("2026-03-01"))])),
            activities: [Sketch.touch(.call, touch)])
    }

    @Test func `counts no touch from before the lead existed, a day for the clocks apart`() throws {
        let before = waiting("2026-01-05")
        #expect(try standing(before).touches == 0 && standing(before).firstResponse == nil)
        #expect(try story(before).cycles.map(\.touches) == [0])
        #expect(try Sketch.plain().decide(before, at: "2026-04-01").trigger == .untouched)
        let clock = waiting("2026-02-28T18:00:00Z")
        #expect(try standing(clock).touches == 1)
        #expect(try Sketch.plain().decide(clock, at: "2026-04-01").trigger == nil)
    }

    @Test func `of activities counts what a person did before there was a lead`() throws {
        let visit = Sketch.dossier(
            Sketch.lead(.init("2026-03-01", .new, nil, [.created: .instant(Sketch.at("2026-03-01"))])),
            activities: [Sketch.deed("pricing-page", "2026-01-05")])
        let criterion = try Sketch.criterion("activity pricing-page within 90d")
        #expect(criterion.isMet(in: Circumstances(visit, at: Sketch.at("2026-03-01"))))
    }
}
