import Failpoints
import LeadModel
import LeadStore
import Reconciliation

/// Carries out once more what the list of erasures beside the store tells of and the store does not hold: an older copy of
/// the store was put back, or whoever erased somebody was killed right before the store let go.
///
/// May be killed anywhere and repeated: that the store holds the erasures is written last.
struct ErasuresAgain {
    private let workspace: Workspace
    private let store: LeadStore

    init(_ workspace: Workspace, _ store: LeadStore) {
        self.workspace = workspace
        self.store = store
    }

    /// Whether nothing is to be done, or all of each person can be seen.
    func isPossible() throws(Fault) -> Bool {
        if try store.isInStepWithErasedList() { return true }
        do throws(Fault) {
            try store.requireSettled()
            return true
        } catch {
            guard error.code == .runUnfinished else { throw error }
            return try store.erasureGap().missed.isEmpty
        }
    }

    /// - Throws: `run.unfinished` where what was read of people is not in the leads yet; `store.erasures-foreign`,
    ///   `store.erasures-damaged`.
    func carryOut() throws(Fault) {
        if try store.erasedList.secure() { workspace.herald(exposed) }
        if try store.isInStepWithErasedList() { return }
        let gap = try store.erasureGap()
        if let line = gap.tornLine { workspace.herald(torn(line)) }
        guard !gap.missed.isEmpty else {
            if !gap.unlisted.isEmpty { workspace.herald(unlisted(gap)) }
            return try store.hold(gap, mentions: [], source: Eraser.source)
        }
        let eraser = try Eraser(workspace, store)
        workspace.herald(begun(gap.missed.count))
        let listed = Set(gap.missed.flatMap(\.people))
        var done: [ErasureReceipt] = []
        for person in try ReturnedPeople(workspace, store, gap.missed).leads() {
            done.append(try eraser.eraseAgain(person, at: Instant.now, listed: listed))
            Failpoint.erasedAgain.pass()
        }
        // Those who came back before they had a record that anybody could understand, too.
        let people = try ErasedPeople(store, roleAccounts: workspace.matching.roleAccounts)
            .adding(hashes: listed.map(\.person))
        let mentions = try RefusedMentions(workspace: workspace, store: store, people: people, identities: [])
            .entries()
        try store.hold(gap, mentions: mentions, source: Eraser.source)
        for file in done.flatMap(\.filesLeft) { workspace.herald(left(file)) }
        if !done.isEmpty { workspace.herald(ended(done)) }
        do throws(Fault) {
            try store.overwriteResidue()
        } catch {
            var fault = error
            fault.summary = "what was deleted may still be read between the rows of the store: \(fault.summary)"
            fault.advice += " The next sync tries again."
            workspace.herald(fault)
        }
    }

    // MARK: What is said

    private var place: Origin { Origin(file: store.erasedList.path) }

    private func begun(_ count: Int) -> Fault {
        Fault(
            .storeErasuresMissing, .stopStream,
            "the store lacks \(count) \(count == 1 ? "erasure" : "erasures") of this list: it was put back to a time before them, or an erasure was interrupted",
            at: place, advice: "They are carried out again now, before anything else.")
    }

    private func ended(_ done: [ErasureReceipt]) -> Fault {
        let feeds = Set(done.flatMap(\.feeds)).sorted()
        let told = feeds.isEmpty ? "" : " Withdrawals go to \(feeds.joined(separator: ", ")) with the next sync."
        return Fault(
            .storeErasuresMissing, .stopStream,
            "erased again: \(done.map(\.lead).joined(separator: ", "))", at: place,
            advice: "`leadloop lead erase NUMBER --yes --receipt FILE` writes the receipt of each.\(told)")
    }

    private func left(_ file: ErasureReceipt.File) -> Fault {
        Fault(
            .feedDamaged, .stopStream,
            "rows of a person who was erased again may be left: the file is \(file.state.rawValue)",
            at: Origin(file: file.path), advice: file.advice ?? "Delete the file.")
    }

    private func torn(_ line: Int) -> Fault {
        var origin = place
        origin.line = line
        return Fault(
            .storeErasuresDamaged, .stopStream,
            "the last line has no end: whoever wrote it was killed, and nobody was erased by it", at: origin,
            advice: "It is taken away. If an erasure failed lately, say it again.")
    }

    private func unlisted(_ gap: LeadStore.ErasureGap) -> Fault {
        Fault(
            .storeErasuresDamaged, .stopStream,
            gap.isListed
                ? "the list of erasures lacked \(gap.unlisted.count) that the store holds"
                : "the list of erasures was gone",
            at: place,
            advice:
                "It is written from the store now. Keep it beside the store, and do not put an older one back with a copy of the store."
        )
    }

    private var exposed: Fault {
        Fault(
            .storeErasuresExposed, .stopStream,
            "others could read the list of erasures: how many people were erased and when, and of nobody who",
            at: place, advice: "It has the rights of the store now.")
    }
}
