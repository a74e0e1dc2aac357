import Failpoints
import LeadModel
import LeadStore

/// Makes changes of the ledger anew that the journal beside the store tells of and the store does not hold: an older copy of
/// the store was put back, or whoever entered somebody was killed right before the store had it.
///
/// May be killed anywhere and repeated: each change comes with the place in the journal up to which the store holds it.
struct LedgerAgain {
    let workspace: Workspace
    let store: LeadStore

    /// - Throws: `store.ledger-foreign`, `store.ledger-damaged`.
    func carryOut() throws(Fault) {
        if try store.ledgerJournal.secure() {
            say(
                .storeLedgerExposed,
                "others could read the journal of the ledger: how many people were entered, when and from where, and of nobody who",
                "It has the rights of the store now.")
        }
        let (did, torn) = try store.catchUpLedger(at: Instant.now, step: { Failpoint.ledgerMadeAnew.pass() })
        tell(did)
        if torn > 0 { tell(torn: torn, isBehind: did != .inStep) }
    }

    private func tell(_ did: LeadStore.LedgerCatchUp) {
        switch did {
        case .inStep: break
        case .madeAnew(let changes):
            say(
                .storeLedgerBehind,
                "the store lacked \(changes) \(changes == 1 ? "change" : "changes") of the ledger: it was put back to a time before them, or a command was interrupted",
                "They are made anew, before anything else: see `leadloop suppression history`. Opt-outs in exports that were read since come back when the files are read again: put those back into the inbox that left it."
            )
        case .begun(let entries):
            say(
                .storeLedgerDamaged,
                "the journal of the ledger was gone: a new one is begun with the \(counted(entries)) that the store holds",
                "If an older copy of the store was put back without its journal, nobody can tell who was entered since that copy was made: put the newest journal beside it, or import the lists and enter the people again before anything is sent."
            )
        case .completed:
            say(
                .storeLedgerDamaged, "the journal of the ledger was an older one than the store",
                "What it lacked is in it now. Keep it beside the store, and do not put an older one back with a copy of the store."
            )
        case .takenIn(let entries):
            say(
                .storeLedgerDamaged,
                "the journal of the ledger went on from another copy of the store: \(counted(entries)) of it that this one did not hold \(entries == 1 ? "is" : "are") taken in",
                "What was taken back there holds here: see `leadloop suppression history`, and take it back with `leadloop suppression remove` where it was a mistake."
            )
        }
    }

    /// - Parameter isBehind: whether the store and the journal did not say the same besides: then it was no mere interruption.
    private func tell(torn: Int, isBehind: Bool) {
        let kept = "What is there of it is kept in \(store.ledgerJournal.asidePath). "
        say(
            .storeLedgerTorn,
            "the last change in the journal of the ledger is not there to its end: \(torn) \(torn == 1 ? "byte" : "bytes") of it",
            kept
                + (isBehind
                    ? "As a copy of the store was put back, or another journal, it may be a change that was true: nobody can tell whom it closed. Put a journal beside the store that has it to its end, or enter again who was entered last, before anything is sent."
                    : "A command that was interrupted there changed nothing: give it again. If a copy of the store or of the journal was put back, it may be a change that was true: put a journal beside the store that has it to its end, or enter again who was entered last, before anything is sent.")
        )
    }

    private func counted(_ entries: Int) -> String { "\(entries) \(entries == 1 ? "entry" : "entries")" }

    private func say(_ code: FaultCode, _ summary: String, _ advice: String) {
        workspace.herald(
            Fault(code, .stopStream, summary, at: Origin(file: store.ledgerJournal.path), advice: advice))
    }
}
