import Connectors
import Foundation
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
}

extension Workspace {
    /// The store, ready to be written by this process alone.
    /// - Throws: `run.locked` where another process writes; `run.unfinished` where a change was interrupted.
    func openForWriting(interruptedChange: InterruptedChange = .isRefused) throws(Fault) -> LeadStore {
        let folder = (storePath as NSString).deletingLastPathComponent
        try WholeFile.makeFolder(folder.isEmpty ? "." : folder, isPrivate: true)
        let began = Instant.now
        let holder =
            "process \(ProcessInfo.processInfo.processIdentifier) on \(ProcessInfo.processInfo.hostName) since \(began)"
        let lock = try StoreLock(beside: storePath, holder: holder, patienceSeconds: lockSeconds) { herald($0) }
        let store = try LeadStore(at: storePath, for: .write(lock))
        try FeedLayouts.remember(feeds, in: store)
        try store.closeInterruptedRuns()
        try store.takeBackOpenReadings()
        try LedgerAgain(workspace: self, store: store).carryOut()
        let again = ErasuresAgain(self, store)
        // A sync takes in what was interrupted, and carries them out before anybody is told of anything.
        let isLater = try interruptedChange == .isFinished ? !again.isPossible() : false
        if !isLater { try again.carryOut() }
        ScratchStore.sweep(beside: storePath)
        switch interruptedChange {
        case .isFinished: try PendingChange.finish(in: store, self)
        case .isRefused: try PendingChange.refuse(in: store)
        case .isOwn: break
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
