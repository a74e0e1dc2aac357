import Connectors
import Failpoints
import Feedback
import Foundation
public import LeadModel
import LeadStore
import Reconciliation

/// Takes a person for good out of the store, and out of the files for receivers that are kept here.
public struct Eraser {
    private let workspace: Workspace
    private let store: LeadStore
    private let progress: ProgressReport?
    /// Writes the database anew; a test lets it fail.
    var overwrite: (LeadStore) throws(Fault) -> Void = { (store) throws(Fault) in try store.overwriteResidue() }

    /// - Parameter progress: told of the records of exports in which the person is looked for.
    public init(_ workspace: Workspace, progress: ProgressReport? = nil) throws(Fault) {
        try self.init(workspace, try workspace.openForWriting(), progress: progress)
    }

    /// - Throws: `run.unfinished`: of a person whose update waits, half would stay.
    init(_ workspace: Workspace, _ store: LeadStore, progress: ProgressReport? = nil) throws(Fault) {
        self.workspace = workspace
        self.store = store
        self.progress = progress
        try store.requireSettled()
    }

    /// Erases a lead with everything its records said.
    ///
    /// First the files for receivers, then the store: whoever is killed in between says it again, and nothing is left. Said
    /// again of a number under which somebody was erased, it ends what is not ended yet, and gives the same receipt.
    /// - Parameter path: where the receipt goes; nothing is erased where it cannot be written.
    public func erase(_ id: LeadID, at now: Instant, receipt path: String? = nil) throws(Fault) -> ErasureReceipt {
        if try store.resolve(id) == nil, let kept = try store.erasure(of: id) {
            try Eraser.checkPlace(path)
            return try end(
                try ErasureReceipt.read(kept),
                try path.map { path throws(Fault) in try WholeFile(path: path, isPrivate: true) })
        }
        guard let current = try store.resolve(id), let lead = try store.leads([current]).first else {
            throw Fault(
                .leadNotFound, .stopRun, "there is no lead \(id)", advice: "Find it with `leadloop lead find TEXT`.")
        }
        try Eraser.checkPlace(path)
        let receiptFile = try path.map { path throws(Fault) in try WholeFile(path: path, isPrivate: true) }
        let receipt = try takeAway(lead, at: now, except: path)
        Failpoint.personErased.pass()
        return try end(receipt, receiptFile)
    }

    /// Has the destinations get the files again out of which somebody was taken.
    /// - Returns: why some have not: they wait for the next sync.
    public func sendAgain() throws(Fault) -> [Fault] {
        let outcome = try FeedUploads(workspace: workspace, store: store, clock: .system).send(atOnce: true)
        return outcome.faults + outcome.warnings
    }

    private static func checkPlace(_ path: String?) throws(Fault) {
        guard let path else { return }
        try NewFile.checkPlace(
            path, replaces: false,
            advice: "Name another one: a receipt that is there is never replaced. Nothing was erased.")
    }

    /// Erases a lead that came back with an older copy of the store. Neither is the database written anew, nor are the
    /// erasures of the list held by the store after it: that comes when all of them are through.
    /// - Parameter listed: what the list tells of already.
    func eraseAgain(_ lead: StoredLead, at now: Instant, listed: Set<LedgerKey>) throws(Fault) -> ErasureReceipt {
        try takeAway(lead, at: now, listed: listed, except: nil)
    }

    /// - Parameters:
    ///   - listed: keys that are in the list beside the store already; `nil` of an erasure that is new.
    ///   - path: a file that is being written.
    private func takeAway(
        _ lead: StoredLead, at now: Instant, listed: Set<LedgerKey>? = nil, except path: String?
    ) throws(Fault) -> ErasureReceipt {
        let streams = try store.streamsByNumber()
        let people = try ErasedPeople(store, roleAccounts: workspace.matching.roleAccounts)
        var identities: Set<String> = []
        var names: [String] = []
        for record in LeadRecords(try store.versions(lead.versions), streams: streams).records
        where record.kind == .lead {
            names.append(record.name(in: streams))
            for version in record.versions {
                let space = streams[version.version.stream]?.idSpace ?? ""
                identities.formUnion(people.identities(of: version.observation, space: space))
            }
        }
        let absorbed = try store.absorbed(into: lead.id).map(\.lead)
        let emails = identities.filter { $0.hasPrefix("email:") }.compactMap {
            LedgerAddress.folded($0.dropFirst(6).utf8)
        }
        let former = try FormerLeads(of: lead, [lead.id] + absorbed, emails: Set(emails), in: store)
        let marks = PersonMarks(
            of: try store.versions(lead.versions), emails: Set(emails), identities: identities)
        let strangers = try marks.messages(in: store)
        let person = RowCutter.Person(
            leads: Set(([lead.id] + absorbed).map(\.description)), emails: Set(emails),
            formerLeads: Set(former.leads.map(\.lead.description)), ownEmails: former.emails,
            ownNames: former.names, marks: marks,
            isGiven: { [store] (number) throws(Fault) in try store.hasGiven(number) })
        let files = try ErasedFiles(workspace: workspace, store: store, person: person).cut(
            lead.id, and: absorbed + (former.leads + strangers).map(\.lead), except: path)
        let brought = Eraser.emptySpools(beside: workspace.storePath)
        Failpoint.filesErased.pass()
        let mentions = try RefusedMentions(workspace: workspace, store: store, people: people, identities: identities)
            .entries()
        let feeds = try store.feedMembers([lead.id]).first?.map(\.feed) ?? []
        let keys = LedgerKeys(store)
        let run = try store.beginRun(source: Eraser.source, started: now, asOf: now)
        var receipt = ErasureReceipt(
            erased: now.description, lead: lead.id.description, absorbed: absorbed.map(\.description),
            store: try store.stand().store, run: run, hashes: identities.count, versions: lead.versions.count,
            feeds: feeds)
        receipt.files = files + brought
        receipt.holders = try holders(of: [lead.id] + absorbed)
        // Of those who come back with an older copy of the store that was said when they were erased first.
        if listed == nil {
            receipt.exports = ErasedExports(
                workspace: workspace, people: people.only(identities), progress: progress
            ).found()
        }
        let own = identities.compactMap(keys.key(ofWord:)).filter { listed?.contains($0) != true }
        try store.erase(
            lead, people: own, names: names, mentions: mentions, former: former.leads + strangers,
            untold: (receipt.holders ?? []).filter { $0.advice != nil }.map {
                (feed: $0.feed, destination: $0.destination)
            },
            source: Eraser.source, at: now, run: run,
            receipt: { (erased) throws(Fault) in
                receipt.rawPages = erased.rawPages
                receipt.quarantined = erased.quarantined
                receipt.messages = erased.messages
                receipt.tables = erased.tables
                return try receipt.json()
            },
            list: { () throws(Fault) in
                guard !own.isEmpty || listed == nil else { return nil }
                let mark = try store.list(ErasedList.Erasure(erased: now, people: own))
                Failpoint.erasureListed.pass()
                return listed == nil ? mark : nil
            })
        return receipt
    }

    /// Destinations that hold a person. Of those that nobody will tell anything, what she was known by goes, too.
    private func holders(of leads: [LeadID]) throws(Fault) -> [ErasureReceipt.Holder]? {
        let holders = try store.holders(of: leads).map { feed, destination in
            let isReached = workspace.destinations.contains { $0.name == destination }
            let isTold = workspace.feeds.first { $0.name == feed }.map {
                $0.target.destination == destination && $0.tells(.withdraw)
            }
            return ErasureReceipt.Holder(
                destination: destination, feed: feed,
                advice: isReached && isTold != false
                    ? nil : "Nobody tells it anything any more: have its operator delete the person.")
        }
        return holders.isEmpty ? nil : holders
    }

    /// Removes what is being brought of sources, for a run that goes on with it or because somebody was killed: it is not searched,
    /// because what came only in part cannot be read, and the next run brings it anew.
    private static func emptySpools(beside storePath: String) -> [ErasureReceipt.File] {
        let spools = SourceSpools(storePath: storePath)
        let (wasThere, isGone) = spools.removeAll()
        guard isGone else {
            return [
                ErasureReceipt.File(
                    path: spools.folder, kind: "spool", state: .unreadable, rows: 0,
                    advice: "Delete what lies in the folder: it was brought of sources, and may hold records of hers.")
            ]
        }
        return wasThere ? [ErasureReceipt.File(path: spools.folder, kind: "spool", state: .removed, rows: 0)] : []
    }

    /// The name under which its runs and its entries of the ledger are listed.
    static let source = "erasure"

    /// What comes after the person is gone: it may fail, and be said again.
    private func end(_ kept: ErasureReceipt, _ file: WholeFile?) throws(Fault) -> ErasureReceipt {
        var receipt = kept
        do throws(Fault) {
            try overwrite(store)
        } catch {
            receipt.note =
                "What was deleted may still be read between the rows of the store: \(error.summary). "
                + "The next sync tries again; so does `leadloop lead erase \(receipt.lead) --yes`."
        }
        receipt = try receipt.signed()
        guard let file else { return receipt }
        do throws(Fault) {
            try file.write(try receipt.json())
            _ = try file.commit()
        } catch {
            var fault = error
            fault.advice =
                "\(receipt.lead) is erased. Free space, or name another place, and have the receipt written with "
                + "`leadloop lead erase \(receipt.lead) --yes --receipt FILE`."
            throw fault
        }
        return receipt
    }
}

extension Inspector {
    /// The number of a lead by what names it; that of a person who is erased already, too.
    public func leadToErase(_ text: String) throws(Fault) -> LeadID {
        if let id = LeadID(text), try store.resolve(id) == nil, try store.erasure(of: id) != nil { return id }
        return try leadByIdentity(text).id
    }
}
