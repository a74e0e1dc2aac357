import Feedback
import LeadModel
import LeadStore

/// Compares what the ledger says of each lead with a destination's list.
///
/// What is there although it should not be is judged last: an address that one lead has left may be that of another one by then, who
/// is to be there.
struct LedgerAudit {
    /// Of a feed: where its columns stand that are looked at.
    struct Columns {
        let feed: FeedDefinition
        let layouts: FeedLayouts
        /// The key's; `nil`: it has none.
        let key: Int?
        let compared: [Int?]

        init(_ feed: FeedDefinition, _ layouts: FeedLayouts, key: String, compared: [String]) {
            self.feed = feed
            self.layouts = layouts
            self.key = feed.columns.firstIndex { $0.name == key }
            self.compared = compared.map { name in feed.columns.firstIndex { $0.name == name } }
        }

        func row(_ delivery: AuditedDelivery) -> FeedRow? {
            // Of somebody who was erased the keys alone are left, until the destination was told.
            let content = delivery.content.isEmpty ? delivery.held?.keys ?? [] : delivery.content
            let row = layouts.row(of: feed, delivery.lead, .change, content)
            do throws(Fault) {
                return try feed.rendered(row, at: nil)
            } catch {
                // It never went out so.
                return nil
            }
        }

        func key(_ delivery: AuditedDelivery) -> String {
            guard let key, let value = row(delivery)?.cells[key] else { return "" }
            return value.description
        }
    }

    let feeds: [String: Columns]
    private var people: ListedPeople
    private var findings: AuditFindings
    private(set) var report: AuditReport
    private var lead: [AuditedDelivery] = []
    /// Who is there and is not to be, unless somebody else is.
    private var doubtful:
        [(person: UInt32, lead: LeadID, cause: AuditFinding.Cause, code: String?, state: DeliveryState)] = []

    /// - Parameter limit: of how many leads of a kind the numbers are kept.
    init(_ feeds: [String: Columns], _ people: ListedPeople, _ report: AuditReport, limit: Int) {
        self.feeds = feeds
        self.people = people
        self.report = report
        findings = AuditFindings(destination: report.destination, limit: limit)
        self.report.listed = people.count
    }

    /// Takes the next message, by lead and number.
    mutating func take(_ delivery: AuditedDelivery) {
        if let last = lead.last, last.lead != delivery.lead {
            judge()
            lead.removeAll(keepingCapacity: true)
        }
        lead.append(delivery)
    }

    mutating func finish() -> AuditReport {
        if !lead.isEmpty { judge() }
        var last: (LeadID, AuditFinding.Cause)?
        for one in doubtful where !people.isWanted(one.person) {
            // Somebody who is there twice is one lead.
            if let last, last == (one.lead, one.cause) { continue }
            last = (one.lead, one.cause)
            findings.add(
                one.cause == .oldKey ? .underOldKey : .thereThoughWithdrawn, one.cause, one.code, one.lead, one.state)
        }
        report.strangers = people.strangers
        report.findings = findings.all
        return report
    }

    // MARK: One lead

    private mutating func judge() {
        guard let last = lead.last else { return }
        if let message = lead.last(where: { $0.held?.message == $0.message }) {
            report.held += 1
            judge(message.lead, held: message)
        } else {
            look(for: last.lead, current: newestKeys, id: nil)
        }
    }

    /// What stands for the lead in the feed that holds it, or spoke of it last.
    private func last(of feed: String) -> AuditedDelivery? { lead.last { $0.feed == feed } }

    private var isWanted: Bool { lead.contains(where: \.isWanted) }

    /// The keys of what was decided last, in each feed.
    private var newestKeys: Set<String> {
        var keys: Set<String> = []
        for feed in Set(lead.map(\.feed)) {
            if let newest = last(of: feed), let columns = feeds[feed] { keys.insert(columns.key(newest)) }
        }
        return keys.subtracting([""])
    }

    private mutating func judge(_ number: LeadID, held message: AuditedDelivery) {
        guard let columns = feeds[message.feed], let held = message.held else { return }
        let key = columns.key(message)
        let underKey = people.people(key: key)
        let byID = held.receiverID.map { people.people(id: $0) } ?? []
        let newest = newestKeys
        if key.isEmpty, held.receiverID == nil {
            report.unsearchable += 1
            return
        }
        look(for: number, current: newest.union([key]), id: held.receiverID)
        guard isWanted else { return }
        let state = last(of: message.feed)
        guard let person = underKey.first ?? byID.first else {
            if newest.contains(where: { !people.people(key: $0).isEmpty }) {
                findings.add(.missing, .otherKey, nil, number, state?.state)
            } else {
                findings.add(.missing, held.isSure ? .deletedThere : .neverConfirmed, nil, number, state?.state)
            }
            return
        }
        if underKey.isEmpty, !key.isEmpty {
            findings.add(.missing, .otherKey, nil, number, state?.state)
            return
        }
        var isAgreed = true
        if underKey.count > 1 {
            isAgreed = false
            findings.add(.twice, .addedTwice, nil, number, state?.state)
        }
        let different = differences(of: person, message, columns)
        if !different.isEmpty, held.isSure {
            isAgreed = false
            findings.add(.differs, cause(ofChange: state), state?.code, number, state?.state, columns: different)
        }
        if isAgreed { report.agreed += 1 }
    }

    private func differences(of person: UInt32, _ message: AuditedDelivery, _ columns: Columns) -> [String] {
        guard !message.content.isEmpty, let row = columns.row(message) else { return [] }
        let values = columns.compared.map { index in index.flatMap { row.cells[$0] } }
        return people.differences(of: person, from: values).map { report.compared[$0] }
    }

    /// Notes down who of the list the lead is, under all keys that it ever had.
    private mutating func look(for number: LeadID, current: Set<String>, id: String?) {
        let isWanted = isWanted
        for key in current { know(people.people(key: key), isWanted) }
        if let id { know(people.people(id: id), isWanted) }
        var keys = Set(lead.compactMap { delivery in feeds[delivery.feed]?.key(delivery) })
        keys.remove("")
        if isWanted {
            let plain = Set(current.map(ListedPeople.plain))
            for key in keys where !plain.contains(ListedPeople.plain(key)) {
                for person in people.people(key: key) where !people.isWanted(person) {
                    people.know(person, isWanted: false)
                    doubtful.append((person, number, .oldKey, nil, .accepted))
                }
            }
            return
        }
        let (cause, code, state) = causeOfStaying
        var found: Set<UInt32> = []
        for key in keys { found.formUnion(people.people(key: key)) }
        if let id { found.formUnion(people.people(id: id)) }
        for person in found.sorted() {
            people.know(person, isWanted: false)
            doubtful.append((person, number, cause, code, state))
        }
    }

    private mutating func know(_ some: ArraySlice<UInt32>, _ isWanted: Bool) {
        for person in some { people.know(person, isWanted: isWanted) }
    }

    // MARK: Causes

    private func cause(ofChange last: AuditedDelivery?) -> AuditFinding.Cause {
        switch last?.state {
        case .waiting: .changeWaits
        case .rejected, .exhausted, .late: .changeRefused
        default: .changedThere
        }
    }

    /// Why somebody may be there who is not to be.
    private var causeOfStaying: (AuditFinding.Cause, String?, DeliveryState) {
        guard let held = lead.last(where: { $0.held != nil }), let last = last(of: held.feed) else {
            let state = lead.last?.state ?? .accepted
            return (lead.contains { $0.state == .accepted } ? .cameBack : .neverSent, nil, state)
        }
        if feeds[last.feed]?.feed.tells(.withdraw) == false { return (.neverTold, nil, last.state) }
        // The withdrawal is not even in the queue.
        guard last.action == .withdraw else { return (.withdrawalWaits, nil, .waiting) }
        switch last.state {
        case .rejected: return (.withdrawalRefused, last.code, last.state)
        case .exhausted, .late: return (.withdrawalGivenUp, last.code, last.state)
        case .discarded: return (.withdrawalDiscarded, nil, last.state)
        case .untold: return (.neverTold, nil, last.state)
        case .waiting, .accepted, .superseded, .suppressed, .known: return (.withdrawalWaits, nil, last.state)
        }
    }
}
