import Connectors
import Foundation
public import LeadModel
public import LeadStore

extension Workspace {
    /// The store, ready to be written by this process alone.
    ///
    /// A change of the configuration that was interrupted is gone on with: its files are written, if they are not yet.
    /// - Parameter isChange: whether the caller changes the configuration and sees to that itself.
    /// - Throws: `run.locked` where another process writes.
    func openForWriting(toChange isChange: Bool = false) throws(Fault) -> LeadStore {
        let folder = (storePath as NSString).deletingLastPathComponent
        try WholeFile.makeFolder(folder.isEmpty ? "." : folder, isPrivate: true)
        let began = Instant.now
        let holder =
            "process \(ProcessInfo.processInfo.processIdentifier) on \(ProcessInfo.processInfo.hostName) since \(began)"
        let lock = try StoreLock(beside: storePath, holder: holder)
        let store = try LeadStore(at: storePath, for: .write(lock))
        try store.closeInterruptedRuns()
        try store.takeBackOpenReadings()
        ScratchStore.sweep(beside: storePath)
        if !isChange { try PendingChange.finish(in: store, self) }
        return store
    }

    /// The store, to be looked at.
    public func openForReading() throws(Fault) -> LeadStore { try LeadStore(at: storePath, for: .read) }
}
