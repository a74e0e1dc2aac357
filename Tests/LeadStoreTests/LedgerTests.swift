import Foundation
import GRDB
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

    @Test func `knows people by HMAC-SHA-256 under its own key`() throws {
        let place = try TemporaryStore()
        do { _ = try place.open() }
        try place.execute(
            "UPDATE store SET erasure_key = x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'")
        let hash = try place.open().personHash(of: "email:a@x.example")
        #expect(
            ErasedList.hex(hash) == "1dc5092479759d83aaadf0f312fe567d83fc1fe4305b22b8134cdd77afd62865")
    }

    @Test func `takes an entry once, and renews it only by a later time that somebody said`() throws {
        let place = try TemporaryStore()
        let store = try place.open()
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

    @Test(
        arguments: [
            ([("opt-out", SuppressionReason.optOut)], true), ([("page", .hardBounce)], true),
            ([("the opt-out page", .customer)], false), ([("all opt-out 5 hard-bounce list", .legal)], false),
            ([("crm", .customer), ("page", .optOut)], true),
            ([("my hard-bounce list", .legal), ("crm", .customer)], false),
        ] as [([(String, SuppressionReason)], Bool)])
    func `takes a reason for the address's by what it is, not by how its source is called`(
        named: [(String, SuppressionReason)], isOfAddress: Bool
    ) throws {
        let text = SuppressionText.write(
            named.map {
                Suppression(channel: .all, reason: $0.1, source: $0.0, since: Instant(milliseconds: 5))
            })
        let found = try DatabaseQueue().read { database in
            try Bool.fetchOne(
                database, sql: "SELECT \(SuppressionText.namesAddress("words")) FROM (SELECT ? AS words)",
                arguments: [text])
        }
        #expect(found == isOfAddress, "\(text ?? "")")
    }

    @Test func `keeps what each source says, and finds all of it by the probe`() throws {
        let place = try TemporaryStore()
        let store = try place.open()
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
        let place = try TemporaryStore()
        let store = try place.open()
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
        let place = try TemporaryStore()
        do {
            let store = try place.open()
            _ = try store.insert(ledger: [entry(store, "email:zyxwella@kanarienvogel.example", probe: 1)])
            try store.checkpoint()
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: place.path))
        #expect(bytes.range(of: Data("kanarienvogel".utf8)) == nil && bytes.range(of: Data("zyxwella".utf8)) == nil)
    }
}
