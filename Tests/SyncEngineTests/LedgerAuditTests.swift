import ConfigFiles
import Feedback
import LeadModel
import Testing

@testable import LeadStore
@testable import SyncEngine

/// The ledger's word on each lead, held against a list.
@Suite struct `What the ledger says of a list` {
    private static func feed(_ more: String = "") throws -> FeedDefinition {
        try FeedDefinition.compile(
            """
            feed: f
            select: { decision: recycle }
            fields: { email: email, city: city, score: score, since: since, out: opted-out }
            to: { destination: d }
            \(more)
            """, file: "f.yaml")
    }

    /// Whose columns the rows have.
    private let feed: FeedDefinition

    init() throws { feed = try Self.feed() }

    /// A message about a lead.
    private func delivery(
        _ lead: Int64, _ message: Int64, _ action: FeedAction = .add, _ state: DeliveryState = .accepted,
        _ email: String, cells: [FieldValue?] = [nil, nil, nil, nil], wanted: Bool = true, held: Int64? = nil,
        sure: Bool = true, id: String? = nil, code: String? = nil
    ) -> AuditedDelivery {
        let row = FeedRow(lead: LeadID(number: lead), action: action, cells: [.text(email)] + cells)
        return AuditedDelivery(
            lead: LeadID(number: lead), message: message, feed: "f", state: state, action: action, code: code,
            content: email.isEmpty ? [] : FeedRowCodec.pack(row, of: feed), isWanted: wanted,
            held: held.map { AuditedDelivery.Held(message: $0, isSure: sure, keys: [], receiverID: id) })
    }

    private func audit(
        _ list: [(key: String, id: String?)], _ ledger: [AuditedDelivery], values: [[String?]]? = nil,
        more: String = "",
        limit: Int = 5
    ) throws -> AuditReport {
        let feed = try Self.feed(more)
        let compared = ["city", "score", "since", "out"]
        var people = ListedPeople(comparing: compared.count, hasIDs: true)
        for (index, person) in list.enumerated() {
            people.add(key: person.key, id: person.id, values: values?[index] ?? [nil, nil, nil, nil])
        }
        people.finish()
        var report = AuditReport(destination: "d", feeds: ["f"])
        report.compared = compared
        var audit = LedgerAudit(
            ["f": LedgerAudit.Columns(feed, FeedLayouts([:]), key: "email", compared: compared)], people, report,
            limit: limit)
        for delivery in ledger { audit.take(delivery) }
        return audit.finish()
    }

    @Test(arguments: [
        (DeliveryState.waiting, FeedAction.withdraw, AuditFinding.Cause.withdrawalWaits),
        (.rejected, .withdraw, .withdrawalRefused), (.exhausted, .withdraw, .withdrawalGivenUp),
        (.late, .withdraw, .withdrawalGivenUp), (.discarded, .withdraw, .withdrawalDiscarded),
        (.untold, .withdraw, .neverTold), (.accepted, .change, .withdrawalWaits),
    ])
    func `names why somebody is still there`(_ state: DeliveryState, _ action: FeedAction, _ cause: AuditFinding.Cause)
        throws
    {
        let report = try audit(
            [("a@x.example", nil)],
            [
                delivery(1, 1, .add, .superseded, "a@x.example", wanted: false, held: 1),
                delivery(1, 2, action, state, "a@x.example", wanted: false, held: 1, code: "E1"),
            ])
        let finding = try #require(report.findings.first)
        #expect(
            report.findings.count == 1 && finding.kind == .thereThoughWithdrawn && finding.cause == cause, "\(finding)")
        #expect((finding.code == "E1") == [.withdrawalRefused, .withdrawalGivenUp].contains(cause))
        #expect(report.strangers == 0 && report.held == 1)
        // Whoever is not there is no reason to complain, whatever became of the withdrawal.
        let gone = try audit(
            [("b@x.example", nil)], [delivery(1, 2, action, state, "a@x.example", wanted: false, held: 2)])
        #expect(gone.findings == [] && gone.strangers == 1)
    }

    @Test func `tells whom we never sent from whom somebody has added again`() throws {
        let never = try audit(
            [("A@x.example ", nil)], [delivery(1, 1, .add, .suppressed, "a@x.example", wanted: false)])
        #expect(never.findings.map(\.cause) == [.neverSent] && never.findings.first?.commands == [])
        let feed = try audit(
            [("a@x.example", nil)],
            [
                delivery(1, 1, .add, .accepted, "a@x.example", wanted: false),
                delivery(1, 2, .withdraw, .accepted, "a@x.example", wanted: false),
            ])
        #expect(feed.findings.map(\.cause) == [.cameBack])
        let untold = try audit(
            [("a@x.example", nil)], [delivery(1, 1, .add, .accepted, "a@x.example", wanted: false, held: 1)],
            more: "withdrawals: never")
        #expect(untold.findings.map(\.cause) == [.neverTold])
    }

    @Test func `lets an address be another lead's who is to be there`() throws {
        let gone = [
            delivery(1, 1, .add, .accepted, "a@x.example", wanted: false),
            delivery(1, 3, .withdraw, .accepted, "a@x.example", wanted: false),
        ]
        let ours = delivery(2, 4, .add, .accepted, "a@x.example", held: 4)
        #expect(try audit([("a@x.example", nil)], gone + [ours]).findings == [])
        // Also of one that waits still, and whichever comes first.
        let waits = delivery(3, 5, .add, .waiting, "a@x.example")
        #expect(try audit([("a@x.example", nil)], gone + [waits]).findings == [])
        #expect(try audit([("a@x.example", nil)], gone).findings.count == 1)
        let later = [
            delivery(9, 8, .add, .accepted, "a@x.example", wanted: false),
            delivery(9, 9, .withdraw, .accepted, "a@x.example", wanted: false),
        ]
        #expect(try audit([("a@x.example", nil)], [ours] + later).findings == [])
    }

    @Test func `finds by the receiver's id whose key has changed`() throws {
        let ledger = [delivery(1, 1, .add, .accepted, "a@x.example", held: 1, id: "77")]
        let other = try audit([("b@x.example", "77")], ledger)
        #expect(other.findings.map(\.cause) == [.otherKey] && other.strangers == 0, "\(other)")
        // Of one that was erased since the id alone is left.
        let erased = try audit(
            [("a@x.example", "77")], [delivery(1, 1, .withdraw, .waiting, "", wanted: false, held: 1, id: "77")])
        #expect(erased.findings.map(\.cause) == [.withdrawalWaits] && erased.unsearchable == 0, "\(erased)")
        let lost = try audit([("a@x.example", "77")], [delivery(1, 1, .withdraw, .waiting, "", wanted: false, held: 1)])
        #expect(lost.findings == [] && lost.unsearchable == 1)
    }

    @Test func `tells who is there twice from who was only read twice`() throws {
        let ledger = [delivery(1, 1, .add, .accepted, "a@x.example", held: 1, id: "77")]
        let read = try audit([("a@x.example", "77"), ("b@x.example", "5"), ("A@x.example", "77")], ledger)
        #expect(read.findings == [] && read.listed == 2 && read.agreed == 1 && read.strangers == 1, "\(read)")
        let twice = try audit([("a@x.example", "77"), ("a@x.example", "78")], ledger)
        #expect(twice.findings.map(\.kind) == [.twice] && twice.listed == 2, "\(twice)")
        #expect(try audit([("a@x.example", nil), ("a@x.example", nil)], ledger).findings.map(\.kind) == [.twice])
    }

    @Test func `leaves an old key in the list to be found, unless it is somebody else's`() throws {
        let moved = [
            delivery(1, 1, .add, .accepted, "old@x.example", held: 2),
            delivery(1, 2, .change, .accepted, "new@x.example", held: 2),
        ]
        let list = [(key: "old@x.example", id: String?.none), (key: "new@x.example", id: nil)]
        let report = try audit(list, moved)
        #expect(
            report.findings.map(\.kind) == [.underOldKey] && report.agreed == 1 && report.strangers == 0, "\(report)")
        let other = delivery(2, 3, .add, .accepted, "old@x.example", held: 3)
        #expect(try audit(list, moved + [other]).findings == [])
        #expect(try audit(list, [delivery(0, 3, .add, .accepted, "old@x.example", held: 3)] + moved).findings == [])
    }

    @Test func `compares values by what they say, and what was never said not at all`() throws {
        let time = try #require(Instant(rfc3339: "2026-03-01T10:00:00Z"))
        let cells: [FieldValue?] = [
            .text("Oslo"), .number(ExactNumber(mantissa: 1250, scale: 2)), .instant(time), .flag(true),
        ]
        func differing(_ values: [String?], _ cells: [FieldValue?]) throws -> [String: Int] {
            let report = try audit(
                [("a@x.example", nil)], [delivery(1, 1, .add, .accepted, "a@x.example", cells: cells, held: 1)],
                values: [values])
            return report.findings.first?.columns ?? [:]
        }
        for same in [
            ["Oslo", "12.5", "2026-03-01T11:00:00+01:00", "1"], [" Oslo ", "12.50", "2026-03-01T10:00:00Z", "true"],
            // A time in a spelling of their own tells nothing.
            ["Oslo", "12.500", "3/1/2026", "yes"], [nil, nil, nil, nil],
        ] { #expect(try differing(same, cells) == [:], "\(same)") }
        #expect(
            try differing(["Rome", "12.05", "2026-03-01T10:00:01Z", "0"], cells) == [
                "city": 1, "score": 1, "since": 1, "out": 1,
            ])
        #expect(try differing(["oslo", "", "", ""], cells) == ["city": 1, "score": 1, "out": 1])
        #expect(try differing(["", "0", "x", "1"], [.null, nil, nil, nil]) == [:])
        #expect(try differing(["Oslo", nil, nil, nil], [.null, nil, nil, nil]) == ["city": 1])
        // Numbers that nobody calculates with are texts.
        #expect(try differing(["007", nil, nil, nil], [.text("7"), nil, nil, nil]) == ["city": 1])
    }

    @Test func `counts all, and names as many as are asked for`() throws {
        let ledger = (1...20).map { delivery($0, $0, .add, .accepted, "p\($0)@x.example", held: $0) }
        let report = try audit([], ledger, limit: 3)
        #expect(
            report.findings.map(\.count) == [20]
                && report.findings.first?.leads == [1, 2, 3].map { LeadID(number: $0) })
        #expect(report.findings.first?.commands.count == 3)
    }
}
