import LeadModel
import LeadStore
import Reconciliation

/// Makes the ledger's entries of people who are named.
struct LedgerEntries {
    private let store: LeadStore
    private let keys: LedgerKeys
    private let workspace: Workspace
    private let now: Instant

    /// - Parameter now: when entries begin where nobody says another time.
    init(_ store: LeadStore, _ workspace: Workspace, now: Instant) {
        self.store = store
        keys = LedgerKeys(store)
        self.workspace = workspace
        self.now = now
    }

    // MARK: Of people named by hand

    /// - Throws: why the person cannot be entered.
    func entries(
        for name: SuppressionDesk.Name, _ order: SuppressionOrder, _ inspector: Inspector
    ) throws(Fault) -> [LedgerEntry] {
        if let fault = name.fault { throw fault }
        var order = order
        // Somebody says it now, whatever was said and agreed to before.
        if order.reason == .optOut, order.since == nil { order.since = now }
        let reading = LedgerReading(region: order.region)
        if let identity = reading.identity(of: name.text) { return [try entry(identity, order, at: name.place)] }
        let lead = try lead(name, reading, inspector)
        return try entries(for: lead, order, try inspector.records(of: lead), at: name.place)
    }

    /// Everything that an entry may know somebody by who is named; of an address, and of each of a lead's, its
    /// hashes, too. The address of a desk is nobody's.
    /// - Throws: why nobody is named.
    func keys(
        of name: SuppressionDesk.Name, region: String?, _ inspector: Inspector
    ) throws(Fault) -> [LedgerKey] {
        if let fault = name.fault { throw fault }
        let reading = LedgerReading(region: region)
        let foreign = PersonIdentities(foreign: [.sha256, .md5])
        var named: [LedgerIdentity] = []
        if let identity = reading.identity(of: name.text) {
            named.append(identity)
            if identity.kind == .email { foreign.append(email: LedgerReading.trimmed(name.text).utf8, to: &named) }
        } else {
            let lead = try lead(name, reading, inspector)
            named = try identities(of: lead, try inspector.records(of: lead), foreign).filter { !isDesk($0) }
        }
        return Set(named).map(keys.key)
    }

    /// Whom a text names that is no address, number or hash.
    private func lead(
        _ name: SuppressionDesk.Name, _ reading: LedgerReading, _ inspector: Inspector
    ) throws(Fault) -> StoredLead {
        if name.text.contains("@") { throw reading.fault(name.text, at: name.place) }
        do {
            return try inspector.leadByIdentity(name.text)
        } catch {
            if reading.lacksCountry(name.text) { throw reading.fault(name.text, at: name.place) }
            var fault = error.located(at: name.place)
            fault.advice +=
                " People are named by an address, a number with + in front, a hash, a lead's number or a record's id."
            throw fault
        }
    }

    /// Everything that a lead's records say of who it is.
    private func identities(
        of lead: StoredLead, _ records: [LeadRecord], _ identities: PersonIdentities
    ) throws(Fault) -> Set<LedgerIdentity> {
        let streams = try store.streamsByNumber()
        var named: [LedgerIdentity] = []
        for record in records where record.kind == .lead {
            let space = streams[record.stream.number]?.idSpace ?? ""
            for version in record.versions {
                identities.append(of: version.observation.fields, space: space, to: &named)
            }
        }
        return Set(named)
    }

    /// A lead is a person: her records' ids and personal addresses are entered, and for calls her numbers. The address of a
    /// desk says nothing about one person; a bounce only something about the address that she is written to by.
    private func entries(
        for lead: StoredLead, _ order: SuppressionOrder, _ records: [LeadRecord], at place: Origin
    ) throws(Fault) -> [LedgerEntry] {
        if order.reason.isOfAddress {
            guard let email = lead.text(.email), let identity = LedgerIdentity.email(email.utf8) else {
                throw Fault(
                    .suppressionImpossible, .deadLetter, "\(lead.id) has no e-mail address that could bounce",
                    at: place, advice: "Name the address itself.")
            }
            return [try entry(identity, order, at: place)]
        }
        let channel = order.channel(for: .id)
        var entries: [LedgerEntry] = []
        for identity in try identities(of: lead, records, PersonIdentities(foreign: [])) {
            var own = order
            switch identity.kind {
            case .phone:
                guard channel != .email else { continue }
                own.channel = .phone
            case .email where channel == .phone || isDesk(identity): continue
            default: own.channel = channel
            }
            entries.append(try entry(identity, own, at: place))
        }
        guard !entries.isEmpty else {
            throw Fault(
                .suppressionImpossible, .deadLetter,
                "\(lead.id) has nothing of her own to be known by on the channel '\(channel.rawValue)'", at: place,
                advice: "Name the address or the number itself.")
        }
        return entries
    }

    /// Whether an address, or the hash of one, is a desk's.
    private func isDesk(_ identity: LedgerIdentity) -> Bool {
        let local = identity.address.prefix { $0 != 0x40 }
        return workspace.matching.roleAccounts.contains(String(decoding: local, as: UTF8.self))
    }

    private func entry(
        _ identity: LedgerIdentity, _ order: SuppressionOrder, at place: Origin
    ) throws(Fault) -> LedgerEntry {
        let channel = order.channel(for: identity.kind)
        let isPossible: Bool =
            switch identity.kind {
            case .phone: channel != .email
            case .email, .sha256, .md5: channel != .phone
            case .id, .phoneAndName: true
            }
        guard isPossible else {
            throw Fault(
                .suppressionImpossible, .deadLetter,
                "nobody is reached on the channel '\(channel.rawValue)' by what is named here", at: place,
                advice: "Name an address for e-mail, a number for the telephone, or a lead for both.")
        }
        return LedgerEntry(
            key: keys.key(of: identity),
            suppression: Suppression(
                channel: channel, reason: order.reason, source: order.source, since: order.since ?? now),
            isDated: order.since != nil)
    }

    // MARK: Of rows of a list

    /// What a row of a list says of its person. What beside her name cannot be read is taken by the strictest reading: all
    /// channels, the list's reason, since now.
    /// - Returns: with the entries why they are taken by such a reading, where they are.
    /// - Throws: why the row names nobody.
    func entries(
        for row: SuppressionList.Row, _ order: SuppressionOrder
    ) throws(Fault) -> (entries: [LedgerEntry], doubts: [Fault]) {
        if let fault = row.fault { throw fault }
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
        if named.isEmpty, let first = unread.first { throw first.fault }
        // The number beside the address of somebody who wants no e-mail may be called; a number alone is who is meant.
        if order.channel(for: .email) == .email, named.contains(where: { $0.kind != .phone }) {
            named.removeAll { $0.kind == .phone }
            unread.removeAll { !$0.name.contains("@") }
        }
        for (_, fault) in unread {
            doubts.append(
                doubt(fault.summary, "the person is taken by what else the row names", fault.field, fault, row))
        }
        do throws(Fault) {
            return (entries: try entries(named, order, at: row.place), doubts: doubts)
        } catch {
            doubts.append(doubt(error.summary, "all channels are closed", "channel", error, row))
            order.channel = .all
            return (entries: try entries(named, order, at: row.place), doubts: doubts)
        }
    }

    private func entries(
        _ named: [LedgerIdentity], _ order: SuppressionOrder, at place: Origin
    ) throws(Fault) -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        for identity in named { entries.append(try entry(identity, order, at: place)) }
        return entries
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
