import Failpoints
public import LeadModel
public import LeadStore

/// What becomes of a change of the configuration that was interrupted, when somebody else wants to write.
enum InterruptedChange {
    /// It is finished first: its files are written, if they are not yet, and the leads are brought to them. A sync does so.
    case isFinished
    /// It stays as it is, so that the command that was interrupted can be repeated; this one is refused.
    case isRefused
    /// The caller is such a change, and sees to it.
    case isOwn
    /// It stays as it is, and so does what cannot be done before it: for whoever puts a copy of the store back.
    case isLeft
}

extension Workspace {
    /// The store, ready to be written by this process alone.
    /// - Parameter held: the right to write to it, where the caller has it already.
    /// - Throws: `run.locked` where another process writes; `run.unfinished` where a change was interrupted.
    func openForWriting(
        interruptedChange: InterruptedChange = .isRefused, holding held: StoreLock? = nil
    ) throws(Fault) -> LeadStore {
        let lock = if let held { held } else { try StorePlace.lock(storePath, patienceSeconds: lockSeconds, herald) }
        Failpoint.lockTaken.pass()
        let store = try LeadStore(at: storePath, for: .write(lock)) { [herald] step in
            StorePlace.passFailpoints(step)
            if case .begun(let copy) = step { herald(StoreUpgrade.note(copy: copy)) }
        }
        try FeedLayouts.remember(feeds, in: store)
        try store.closeInterruptedRuns()
        try store.takeBackOpenReadings()
        try LedgerAgain(workspace: self, store: store).carryOut()
        try SentAgain(workspace: self, store: store).carryOut()
        let again = ErasuresAgain(self, store)
        // A sync takes in what was interrupted, and carries them out before anybody is told of anything.
        let isLater = try [.isFinished, .isLeft].contains(interruptedChange) ? !again.isPossible() : false
        if !isLater { try again.carryOut() }
        ScratchStore.sweep(beside: storePath)
        switch interruptedChange {
        case .isFinished: try PendingChange.finish(in: store, self)
        case .isRefused: try PendingChange.refuse(in: store)
        case .isOwn, .isLeft: break
        }
        return store
    }

    /// The store, to be looked at.
    /// - Throws: `store.erasures-missing` where it holds people who were erased, and `store.ledger-behind` where it does not
    ///   know who was entered into the ledger, because an older copy was put back.
    public func openForReading() throws(Fault) -> LeadStore {
        let store = try LeadStore(at: storePath, for: .read)
        try store.requireErasures()
        try store.requireLedger()
        return store
    }
}
