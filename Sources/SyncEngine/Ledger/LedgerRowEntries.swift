import LeadModel
import LeadStore

/// Makes the ledger's entries of the rows of a list.
extension LedgerEntries {
    /// What a row of a list says of its person. What beside her name cannot be read is taken by the strictest reading: all
    /// channels, the list's reason, since now.
    /// - Returns: with the entries why they are taken by such a reading, where they are, and how many telephone numbers are
    ///   not entered, because they stand beside somebody who wants no e-mail.
    /// - Throws: why the row names nobody.
    func entries(
        for row: SuppressionList.Row, _ order: SuppressionOrder
    ) throws(Fault) -> (entries: [LedgerEntry], doubts: [Fault], numbers: Int) {
        if let fault = row.fault {
            let (entries, doubts) = try entries(ofUnreadable: row, fault, order)
            return (entries: entries, doubts: doubts, numbers: 0)
        }
        var doubts: [Fault] = []
        var order = self.order(for: row, order, &doubts)
        guard !row.names.isEmpty else {
            throw Fault(
                .suppressionUnreadable, .deadLetter, "the row names nobody", at: row.place,
                advice: "Fill in an address, a number or a hash, or take the row out.")
        }
        let reading = LedgerReading(region: order.region)
        var named: [LedgerIdentity] = []
        var unread: [(name: String, fault: Fault)] = []
        for name in row.names {
            if let identity = reading.identity(of: name), !name.unicodeScalars.contains("\u{FFFD}") {
                named.append(identity)
            } else {
                unread.append((name: name, fault: reading.fault(name, at: row.place)))
            }
        }
        var meaning = "the person is taken by what else the row names"
        if named.isEmpty, let first = unread.first {
            // An address with something around it is one.
            named = Array(Set(unread.flatMap { addresses(AddressSearch.addresses(in: Array($0.name.utf8)[...])) }))
            if named.isEmpty { throw first.fault }
            meaning = "the address that stands in it is taken"
        }
        var numbers = 0
        // The number beside the address of somebody who wants no e-mail may be called; a number alone is who is meant.
        if order.channel(for: .email) == .email, named.contains(where: { $0.kind != .phone }) {
            numbers = named.count { $0.kind == .phone } + unread.count { LedgerReading.isDialled($0.name) }
            named.removeAll { $0.kind == .phone }
            unread.removeAll { !$0.name.contains("@") }
        }
        for (_, fault) in unread {
            doubts.append(doubt(fault.summary, meaning, fault.field, fault, row))
        }
        do throws(Fault) {
            return (entries: try entries(named, order, at: row.place), doubts: doubts, numbers: numbers)
        } catch {
            doubts.append(doubt(error.summary, "all channels are closed", "channel", error, row))
            order.channel = .all
            return (entries: try entries(named, order, at: row.place), doubts: doubts, numbers: numbers)
        }
    }

    /// Of a row with a quote or a cell too many nobody knows what stands under which heading; an address is one anywhere.
    /// - Throws: why the row cannot be read, where no address stands in it.
    private func entries(
        ofUnreadable row: SuppressionList.Row, _ fault: Fault, _ order: SuppressionOrder
    ) throws(Fault) -> (entries: [LedgerEntry], doubts: [Fault]) {
        let named = addresses(row.addresses)
        guard !named.isEmpty else { throw fault }
        var order = order
        order.channel = .all
        let meaning = "whose addresses stand in the row is closed on all channels"
        return (
            entries: try entries(named, order, at: row.place),
            doubts: [doubt(fault.summary, meaning, fault.field, fault, row)]
        )
    }

    private func entries(
        _ named: [LedgerIdentity], _ order: SuppressionOrder, at place: Origin
    ) throws(Fault) -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        for identity in named { entries.append(try entry(identity, order, at: place)) }
        return entries
    }

    private func addresses(_ found: Set<String>) -> [LedgerIdentity] {
        Array(Set(found.compactMap { LedgerIdentity.email($0.utf8) }))
    }

    /// What a row says beside who is meant.
    private func order(
        for row: SuppressionList.Row, _ order: SuppressionOrder, _ doubts: inout [Fault]
    ) -> SuppressionOrder {
        var order = order
        if let word = row.reason {
            if let reason = SuppressionReason(rawValue: LedgerEntries.folded(word)), reason != .erasure {
                order.reason = reason
            } else {
                let fault = unknown(word, "reason", SuppressionReason.enterable.map(\.rawValue), row.place)
                doubts.append(doubt(fault.summary, "the person is taken for that of the list", "reason", fault, row))
            }
        }
        if let word = row.channel {
            if let channel = Channel(rawValue: LedgerEntries.folded(word)) {
                order.channel = channel
            } else {
                let fault = unknown(word, "channel", Channel.allCases.map(\.rawValue), row.place)
                doubts.append(doubt(fault.summary, "all channels are closed", "channel", fault, row))
                order.channel = .all
            }
        }
        if let text = row.since {
            // A day is one of the agreement's zone, wherever days are written.
            if let since = Instant(rfc3339: text) ?? workspace.beginning(ofDay: text), since <= now {
                order.since = since
            } else {
                let fault = Fault(
                    .suppressionUnreadable, .deadLetter, "this is no day and no time until now", at: row.place,
                    field: "since", seen: .shape(of: text.utf8),
                    advice: "Write such as 2026-03-01, or 2026-03-01T10:00:00Z with its zone.")
                doubts.append(doubt(fault.summary, "it holds since now", "since", fault, row))
                order.since = now
            }
        }
        return order
    }

    /// `Opt Out` and `opt_out` are one word.
    private static func folded(_ word: String) -> String {
        String(word.lowercased().map { $0 == " " || $0 == "_" ? "-" : $0 })
    }

    private func doubt(
        _ summary: String, _ reading: String, _ field: String?, _ fault: Fault, _ row: SuppressionList.Row
    ) -> Fault {
        Fault(
            .suppressionDoubtful, .deadLetter, "\(summary): \(reading)", at: row.place, field: field,
            seen: fault.seen, advice: fault.advice)
    }

    private func unknown(_ word: String, _ what: String, _ known: [String], _ place: Origin) -> Fault {
        Fault(
            .suppressionUnreadable, .deadLetter, "this is no \(what)", at: place, field: what,
            seen: .shape(of: word.utf8), advice: "Write one of \(known.joined(separator: ", ")).")
    }
}
