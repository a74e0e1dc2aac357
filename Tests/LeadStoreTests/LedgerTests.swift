import Foundation
import LeadModel
import Testing

@testable import LeadStore

@Suite struct `The suppression ledger of a store` {
    private func entry(
        _ store: LeadStore, _ identity: String, probe: Int64, since: Int64 = 5, isDated: Bool = false,
        source: String = "list", reason: SuppressionReason = .optOut
    ) -> LedgerEntry {
        LedgerEntry(
            key: LedgerKey(kind: .email, probe: probe, person: store.personHash(of: identity)),
            suppression: Suppression(
                channel: .email, reason: reason, source: source, since: Instant(milliseconds: since)), isDated: isDated)
    }

    @Test func `takes an entry once, and renews it only by a later time that somebody said`() throws {
        let shelf = try Shelf()
        let store = try shelf.open()
        let first = entry(store, "email:a@x.example", probe: -7)
        #expect(try store.insert(ledger: [first, first]) == [.added, .known])
        #expect(try store.insert(ledger: [entry(store, "email:a@x.example", probe: -7, since: 9)]) == [.kept])
        #expect(
            try store.insert(ledger: [entry(store, "email:a@x.example", probe: -7, since: 4, isDated: true)]) == [
                .known
            ])
        let later = entry(store, "email:a@x.example", probe: -7, since: 9, isDated: true)
        #expect(try store.rehearse(ledger: [later]) == [.renewed])
        #expect(try store.insert(ledger: [later]) == [.renewed])
        #expect(try store.ledger([-7]).map(\.suppression.since) == [Instant(milliseconds: 9)])
        #expect(try store.ledgerSize() == 1)
    }

    @Test func `keeps what each source says, and finds all of it by the probe`() throws {
        let shelf = try Shelf()
        let store = try shelf.open()
        let entries = [
            entry(store, "email:a@x.example", probe: 1, source: "a"),
            entry(store, "email:a@x.example", probe: 1, source: "b"),
            entry(store, "email:a@x.example", probe: 1, reason: .legal), entry(store, "email:b@x.example", probe: 2),
        ]
        #expect(try store.insert(ledger: entries) == [.added, .added, .added, .added])
        #expect(try store.ledger([1, 3]).count == 3)
        #expect(try store.ledgerCounts().map(\.entries) == [1, 1, 1, 1])
        var probes: [Int64] = []
        try store.forEachLedgerProbe { probes.append($0) }
        #expect(probes == [1, 1, 1, 2])
    }

    @Test func `notes that leads wait, until they are settled`() throws {
        let shelf = try Shelf()
        let store = try shelf.open()
        #expect(try !store.isLedgerUnsettled() && store.ledgerKinds().isEmpty)
        let new = entry(store, "email:a@x.example", probe: 1)
        _ = try store.insert(ledger: [new])
        #expect(try store.isLedgerUnsettled() && !store.ledgerKinds().isEmpty)
        try store.settleLedger()
        #expect(try store.insert(ledger: [new]) == [.known])
        #expect(try !store.isLedgerUnsettled())
        var foreign = new
        foreign.key.kind = .md5
        foreign.key.probe = 9
        _ = try store.insert(ledger: [foreign])
        #expect(try store.ledgerKinds().foreign == [.md5])
    }

    @Test func `holds nothing that anybody could read`() throws {
        let shelf = try Shelf()
        do {
            let store = try shelf.open()
            _ = try store.insert(ledger: [entry(store, "email:zyxwella@kanarienvogel.example", probe: 1)])
            try store.checkpoint()
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: shelf.path))
        #expect(bytes.range(of: Data("kanarienvogel".utf8)) == nil && bytes.range(of: Data("zyxwella".utf8)) == nil)
    }
}
