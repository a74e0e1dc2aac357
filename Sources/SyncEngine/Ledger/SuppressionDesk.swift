public import LeadModel
import LeadStore
import Reconciliation

/// Writes the suppression ledger: by hand, and from lists.
///
/// What is written takes effect at once: the leads it names are decided about anew, and their receivers are told with the
/// next sync or export. Of the people nothing is kept but keyed hashes.
public struct SuppressionDesk {
    /// One person who is named, and where.
    public struct Name: Sendable {
        public var text: String
        public var place: Origin

        public init(_ text: String, at place: Origin) {
            self.text = text
            self.place = place
        }
    }

    /// What came of it: read = added + renewed + known + refused.
    public struct Outcome: Sendable {
        /// People named, or rows of the list.
        public var read = 0
        /// Those of whom the ledger knew nothing, or not all, of this.
        public var added = 0
        /// Those who were in it and are from a later time on, now.
        public var renewed = 0
        public var known = 0
        public var refused = 0
        /// Leads whose decision or anything else is another now.
        public var leads = 0
        /// Messages that take one of them back from a feed's receiver.
        public var withdrawals = 0
        /// Why rows were refused, the first of them.
        public var faults: [Fault] = []
        /// Columns of the list that nothing was read from.
        public var ignored: [String] = []
        /// Whether leads are half made, so that only the next sync decides about them anew.
        public var waitsForSync = false
    }

    /// The name under which its runs are listed.
    private static let runs = "suppression"
    /// One mistake can be in every row, and whoever has seen this many knows what to look for.
    private static let faultsShown = 20
    /// Entries of one transaction.
    private static let batch = 50_000

    private let workspace: Workspace
    private let store: LeadStore
    private let keys: LedgerKeys
    private let now: Instant
    private let isRehearsal: Bool
    private let progress: ProgressReport

    /// - Parameters:
    ///   - now: the time that entries begin where nobody says another, and that leads are decided for.
    ///   - isRehearsal: whether nothing is written.
    public init(
        _ workspace: Workspace, at now: Instant, isRehearsal: Bool = false,
        progress: ProgressReport = ProgressReport { _ in }
    ) throws(Fault) {
        self.workspace = workspace
        store = isRehearsal ? try workspace.openForReading() : try workspace.openForWriting()
        keys = LedgerKeys(store)
        self.now = now
        self.isRehearsal = isRehearsal
        self.progress = progress
    }

    // MARK: By hand

    /// Enters people who are named by an address, a number, a hash, a lead's number or a record's id.
    public func add(_ names: [Name], _ order: SuppressionOrder) throws(Fault) -> Outcome {
        try order.check()
        var outcome = Outcome()
        var pending = Pending()
        let inspector = try Inspector(workspace)
        for name in names {
            outcome.read += 1
            do throws(Fault) {
                pending.append(try entries(for: name, order, inspector))
            } catch {
                refuse(error, &outcome)
            }
        }
        try write(&pending, &outcome)
        return try settle(outcome)
    }

    private func entries(
        for name: Name, _ order: SuppressionOrder, _ inspector: Inspector
    ) throws(Fault) -> [LedgerEntry] {
        let reading = LedgerReading(region: order.region)
        if let identity = reading.identity(of: name.text) { return [try entry(identity, order, at: name.place)] }
        if name.text.contains("@") { throw reading.fault(name.text, at: name.place) }
        let lead: StoredLead
        do {
            lead = try inspector.leadByIdentity(name.text)
        } catch {
            var fault = error.located(at: name.place)
            fault.advice +=
                " People are named by an address, a number with + in front, a hash, a lead's number or a record's id."
            throw fault
        }
        return try entries(for: lead, order, try inspector.records(of: lead), at: name.place)
    }

    /// A lead is a person: her records' ids and personal addresses are entered, and for calls her numbers. The address of a
    /// desk says nothing about one person; a bounce only something about the address that she is written to by.
    private func entries(
        for lead: StoredLead, _ order: SuppressionOrder, _ records: [LeadRecord], at place: Origin
    ) throws(Fault) -> [LedgerEntry] {
        let streams = try store.streamsByNumber()
        if order.reason.isOfAddress {
            guard let email = lead.text(.email), let identity = LedgerIdentity.email(email.utf8) else {
                throw Fault(
                    .suppressionImpossible, .deadLetter, "\(lead.id) has no e-mail address that could bounce",
                    at: place, advice: "Name the address itself.")
            }
            return [try entry(identity, order, at: place)]
        }
        let channel = order.channel(for: .id)
        let identities = PersonIdentities(foreign: [])
        var named: [LedgerIdentity] = []
        for record in records where record.kind == .lead {
            for version in record.versions {
                identities.append(
                    of: version.observation.fields, space: streams[record.stream.number]?.idSpace ?? "", to: &named)
            }
        }
        var entries: [LedgerEntry] = []
        for identity in Set(named) {
            var own = order
            switch identity.kind {
            case .phone:
                guard channel != .email else { continue }
                own.channel = .phone
            case .email where isDesk(identity): continue
            default: own.channel = channel
            }
            entries.append(try entry(identity, own, at: place))
        }
        return entries
    }

    private func isDesk(_ identity: LedgerIdentity) -> Bool {
        let local = identity.text.prefix { $0 != 0x40 }
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
            case .id: true
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

    // MARK: From a list

    /// Enters the people of a list; a row may say reason, channel and since of its own. A bad row is told with its line, and
    /// its neighbours are taken in.
    public func importList(_ path: String, _ order: SuppressionOrder) throws(Fault) -> Outcome {
        try order.check()
        let list = try SuppressionList(path: path)
        var outcome = Outcome(ignored: list.ignored)
        var pending = Pending()
        progress.begin("reading the list", total: nil)
        try list.forEachPage { (rows) throws(Fault) in
            for row in rows {
                outcome.read += 1
                do throws(Fault) {
                    pending.append(try entries(for: row, order))
                } catch {
                    refuse(error, &outcome)
                }
            }
            if pending.entries.count >= SuppressionDesk.batch { try write(&pending, &outcome) }
            progress.advance(rows.count)
        }
        try write(&pending, &outcome)
        return try settle(outcome)
    }

    private func entries(for row: SuppressionList.Row, _ order: SuppressionOrder) throws(Fault) -> [LedgerEntry] {
        if let fault = row.fault { throw fault }
        var order = order
        if let word = row.reason {
            guard let reason = SuppressionReason(rawValue: word), reason != .erasure else {
                throw unknown(word, "reason", SuppressionReason.enterable.map(\.rawValue), row.place)
            }
            order.reason = reason
        }
        if let word = row.channel {
            guard let channel = Channel(rawValue: word) else {
                throw unknown(word, "channel", Channel.allCases.map(\.rawValue), row.place)
            }
            order.channel = channel
        }
        if let text = row.since {
            guard let since = Instant(rfc3339: text.utf8.count == 10 ? text + "T00:00:00Z" : text), since <= now else {
                throw Fault(
                    .suppressionUnreadable, .deadLetter, "this is no day and no time until now", at: row.place,
                    field: "since", seen: .shape(of: text.utf8),
                    advice: "Write such as 2026-03-01, or 2026-03-01T10:00:00Z with its zone.")
            }
            order.since = since
        }
        guard !row.names.isEmpty else {
            throw Fault(
                .suppressionUnreadable, .deadLetter, "the row names nobody", at: row.place,
                advice: "Fill in an address, a number or a hash, or take the row out.")
        }
        let reading = LedgerReading(region: order.region)
        var entries: [LedgerEntry] = []
        for name in row.names {
            guard let identity = reading.identity(of: name) else { throw reading.fault(name, at: row.place) }
            // The number beside the address of somebody who wants no e-mail may be called.
            if row.names.count > 1, identity.kind == .phone, order.channel(for: .email) == .email { continue }
            entries.append(try entry(identity, order, at: row.place))
        }
        return entries
    }

    private func unknown(_ word: String, _ what: String, _ known: [String], _ place: Origin) -> Fault {
        Fault(
            .suppressionUnreadable, .deadLetter, "this is no \(what)", at: place, field: what,
            seen: .shape(of: word.utf8), advice: "Write one of \(known.joined(separator: ", ")).")
    }

    // MARK: Writing

    /// Entries that wait for the next transaction, and behind which of them each person ends.
    private struct Pending {
        var entries: [LedgerEntry] = []
        var ends: [Int] = []
        /// Of a rehearsal: what would be there by now.
        var rehearsed: Set<LedgerEntry> = []

        mutating func append(_ person: [LedgerEntry]) {
            entries += person
            ends.append(entries.count)
        }
    }

    private func refuse(_ fault: Fault, _ outcome: inout Outcome) {
        outcome.refused += 1
        if outcome.faults.count < SuppressionDesk.faultsShown { outcome.faults.append(fault) }
    }

    private func write(_ pending: inout Pending, _ outcome: inout Outcome) throws(Fault) {
        let changes: [LedgerChange]
        if isRehearsal {
            changes = zip(pending.entries, try store.rehearse(ledger: pending.entries)).map { entry, change in
                pending.rehearsed.insert(entry).inserted ? change : .known
            }
        } else {
            changes = try store.insert(ledger: pending.entries)
            Failpoint.ledgerWritten.pass()
        }
        var start = 0
        for end in pending.ends {
            switch changes[start..<end].max() ?? .known {
            case .added: outcome.added += 1
            case .renewed: outcome.renewed += 1
            case .known: outcome.known += 1
            }
            start = end
        }
        pending.entries.removeAll(keepingCapacity: true)
        pending.ends.removeAll(keepingCapacity: true)
    }

    /// Decides about the leads that are named; where leads are half made, the next sync does.
    private func settle(_ outcome: Outcome) throws(Fault) -> Outcome {
        var outcome = outcome
        guard !isRehearsal, try store.isLedgerUnsettled() else { return outcome }
        do throws(Fault) {
            try store.requireSettled()
        } catch {
            outcome.waitsForSync = true
            return outcome
        }
        let run = try store.beginRun(source: SuppressionDesk.runs, started: Instant.now, asOf: now)
        let pass = LedgerPass(
            store: store, rules: RuleBook(workspace, store: store), run: run, now: now, progress: progress)
        let settled = try pass.settle()
        outcome.leads = settled.leads.count
        outcome.withdrawals = settled.withdrawals
        try store.finishRun(
            run, outcome: .succeeded, counts: RecordCounts(), recycled: 0, finished: Instant.now, message: nil)
        return outcome
    }
}
