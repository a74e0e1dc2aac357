import FieldMapping
import LeadModel
import Testing

@Suite struct `The word undecided` {
    private static let lead = "mapping: m\nrecord: lead\nidentity: { id: Id }\n"
    private static let opportunity = "mapping: m\nrecord: opportunity\nidentity: { id: Id }\nlead: { crm: L }\n"

    @Test(arguments: [
        (lead + "status: { from: S, values: { New: new,\n  Parked: undecided } }", 5, "marketing-qualified"),
        (lead + "discard-reason: { from: R, values: {\n  Cold: undecided } }", 5, "no-budget"),
        (lead + "zone: undecided\nfields: { created: { from: C, format: \"yyyy-MM-dd HH:mm\" } }", 4, "Europe/Berlin"),
        (lead + "fields:\n  created: { from: C, as: date-time, format: undecided }", 5, "d/M/yyyy"),
        (lead + "fields:\n  revenue: { from: C, as: money, currency: undecided }", 5, "USD"),
        (lead + "fields:\n  revenue: { from: C, as: money, currency: { from: D, default: undecided } }", 5, "USD"),
        (lead + "fields:\n  score: { from: C, as: number, decimal: undecided }", 5, "point"),
        (lead + "fields:\n  opted-out: { from: C, as: flag, values: { gone: undecided } }", 5, "true"),
        (opportunity + "fields:\n  stage: { from: S, values: { Odd: undecided } }", 6, "won"),
        (lead + "ignore:\n  - Newsletter: undecided", 5, "opted-out"),
        ("mapping: m\nrecord: lead\nidentity:\n  id: undecided", 4, "Name the column"),
        ("mapping: m\nrecord: opportunity\nidentity: { id: Id }\nlead: { crm: undecided }", 4, "Name the column"),
    ])
    func `is refused where it stands for a choice, with what may stand there`(text: String, line: Int, advice: String)
        throws
    {
        let faults = findings(text)
        #expect(faults.map(\.code) == [.mappingUndecidedWord], "\(faults)")
        #expect(faults.first?.origin?.line == line && faults.first?.advice.contains(advice) == true, "\(faults)")
    }

    @Test func `may be a word of an export, and a text that it means`() {
        #expect(findings(Self.lead + "status: { from: S, values: { undecided: new } }").isEmpty)
        #expect(findings(Self.lead + "fields: { language: { from: C, values: { x: undecided } } }").isEmpty)
    }
}
