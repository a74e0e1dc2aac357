import ConfigFiles
import LeadModel
import Testing

@testable import Connectors

@Suite struct `Which files are taken` {
    private func selection(_ pattern: String = "leads*", _ change: (inout DropRules) -> Void = { _ in })
        -> FileSelection
    {
        var rules = DropRules()
        change(&rules)
        return FileSelection(pattern, rules)
    }

    private func file(_ name: String, _ seconds: Int64 = 0) -> DroppedFile {
        DroppedFile(name: name, bytes: 1, modified: Instant(milliseconds: seconds * 1_000))
    }

    @Test func `is said by their names, without markers and the archive`() throws {
        let names = ["leads", "leads-1.csv", "leads-1.csv.done", "leads-2.csv", "other.csv"]
        let marker = try #require(BesideName("{name}.done"))
        let choice = FileChoice(
            selection {
                $0.readiness = .marker(marker)
                $0.afterwards = .archive("leads/done")
            })
        #expect(choice.chosen(among: names) == ["leads-1.csv", "leads-2.csv"])
        let now = Instant(milliseconds: 0)
        #expect(choice.reasonToWait(file("leads-1.csv"), among: names, at: now) == nil)
        #expect(choice.reasonToWait(file("leads-2.csv"), among: names, at: now)?.contains("leads-2.csv.done") == true)
    }

    @Test func `waits until nobody has changed them for a while`() {
        let choice = FileChoice(selection { $0.readiness = .stable(seconds: 30) })
        func reason(_ age: Int64) -> String? {
            choice.reasonToWait(file("leads", 1_000), among: [], at: Instant(milliseconds: (1_000 + age) * 1_000))
        }
        #expect(reason(30) == nil)
        #expect(reason(29)?.contains("1970-01-01T00:17:10") == true)
        #expect(reason(-60)?.contains("lies ahead") == true)
    }

    @Test func `comes in the order that is asked for`() {
        let files = [file("b", 1), file("a", 3), file("ä", 1), file("B", 2)]
        #expect(FileChoice(selection()).ordered(files).map(\.name) == ["B", "a", "b", "ä"])
        #expect(
            FileChoice(selection { $0.order = .modified }).ordered(files).map(\.name) == ["b", "ä", "B", "a"])
    }

    @Test func `of an archive is said by a second pattern`() {
        let choice = FileChoice(selection("export*.zip/leads*.csv"))
        #expect(choice.fits("export-1.zip") && !choice.fits("leads-1.csv"))
        #expect(choice.fits(member: "leads-1.csv") && !choice.fits(member: "contacts.csv"))
        #expect(FileChoice(selection("*.zip")).fits(member: "contacts.csv"))
        #expect(!FileChoice(selection("*.zip")).fits(member: "._contacts.csv"))
    }

    @Test(arguments: [("{name}.done", "a.b.csv.done"), ("{stem}.ok", "a.b.ok"), ("x-{name}", "x-a.b.csv")])
    func `has a name beside it`(template: String, name: String) throws {
        #expect(try #require(BesideName(template)).of("a.b.csv") == name)
    }

    @Test(arguments: ["done", "{name}", "../{name}", ""]) func `has none that does not depend on it`(template: String) {
        #expect(BesideName(template) == nil)
    }
}
