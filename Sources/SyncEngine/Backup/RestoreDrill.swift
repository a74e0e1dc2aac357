import Connectors
import Dispatch
import Foundation
import Glibc
public import LeadModel
public import LeadStore

/// Tries a backup: restores it into a folder of its own, opens it with this program, which migrates it, and compares what is in it with
/// what its manifest says. Nothing of it stays but a note of when it came out well.
public struct RestoreDrill {
    private let place: StorePlace
    private let progress: ProgressReport

    /// Nothing is opened yet.
    public init(_ place: StorePlace, progress: ProgressReport) {
        self.place = place
        self.progress = progress
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// The backup that was tried.
        public var path: String
        /// What stands beside it.
        public var manifest: BackupManifest
        /// Everything that was looked at, in turn.
        public var outcomes: [StoreCheck.Outcome]
        /// From the first byte to the last comparison.
        public var seconds: Double
        /// What could not be done besides.
        public var warnings: [Fault] = []

        /// Whether everything came out as it should.
        public var isGood: Bool { outcomes.allSatisfy { $0.fault == nil } }
    }

    /// Tries a backup.
    /// - Parameter backup: `nil`: the newest one in the folder of the settings.
    /// - Throws: `store.backup-missing` where there is none with a manifest, `store.full`, `run.locked`.
    public func carryOut(_ backup: String?, now: Instant) throws(Fault) -> Outcome {
        let path = if let backup { backup } else { try newest() }
        guard let manifest = try BackupManifest.read(beside: path) else {
            throw Fault(
                .storeBackupMissing, .stopRun, "there is no manifest beside it to compare it with",
                at: Origin(file: path), advice: "Name a backup that `leadloop db backup` made.")
        }
        let began = DispatchTime.now()
        let folder = BackupFolder(try place.backupFolder())
        let outcomes = try folder.alone { () throws(Fault) in try tried(path, manifest, in: folder) }
        var outcome = Outcome(
            path: path, manifest: manifest, outcomes: outcomes,
            seconds: Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e9)
        guard outcome.isGood else { return outcome }
        let done = BackupRecord.Drilled(
            drilled: now.description, path: BackupRecord.fullPath(path), made: manifest.made,
            seconds: (outcome.seconds * 10).rounded() / 10)
        do throws(Fault) {
            try BackupRecord.note(of: place.storePath) { $0.drill = done }
        } catch {
            outcome.warnings.append(error)
        }
        return outcome
    }

    /// Of the store that is there, where somebody can tell which that is.
    private func newest() throws(Fault) -> String {
        var store: String?
        do throws(Fault) {
            store = try StoreCheck(at: place.storePath).facts().stand.store
        } catch {
            // Of any, then.
        }
        guard let newest = try BackupFolder(try place.backupFolder()).entries(of: store).first else {
            throw Fault(
                .storeBackupMissing, .stopRun, "there is no backup of this store here",
                at: Origin(file: try place.backupFolder()), advice: "`leadloop db backup` makes one.")
        }
        return newest.path
    }

    private func tried(
        _ backup: String, _ manifest: BackupManifest, in folder: BackupFolder
    ) throws(Fault) -> [StoreCheck.Outcome] {
        let scratch = "\(folder.path)/\(BackupFolder.drillPrefix)\(UUID().uuidString)"
        try requireRoom(manifest, in: folder)
        try WholeFile.makeFolder(scratch, isPrivate: true)
        let copy = scratch + "/leadloop.sqlite"
        let dropped = try ScratchStore.drop(copy)
        defer {
            BackupFolder.remove(scratch)
            ScratchStore.keep(dropped)
        }
        progress.begin("restoring a copy")
        var outcomes: [StoreCheck.Outcome] = []
        let (bytes, sha256) = try StreamedCopy.copy(backup, to: copy)
        guard sha256 == manifest.sha256 else {
            return [wrong("restored", "\(bytes) bytes, which are not what they were when it was made", backup)]
        }
        outcomes.append(StoreCheck.Outcome("restored", "\(bytes) bytes as they were when it was made"))
        do throws(Fault) {
            let before = try StoreCheck(at: copy).facts()
            let store = try LeadStore(at: copy, for: .scratch)
            outcomes.append(
                StoreCheck.Outcome(
                    "opened", before.isOlder ? "and brought to this version's schema" : "by this version"))
            progress.begin("comparing")
            outcomes += try compared(store, manifest, backup)
        } catch {
            outcomes.append(StoreCheck.Outcome("opened", error.summary, fault: error))
        }
        return outcomes + (try StoreCheck(at: copy).outcomes(.integrity))
    }

    private func compared(
        _ store: LeadStore, _ manifest: BackupManifest, _ backup: String
    ) throws(Fault) -> [StoreCheck.Outcome] {
        let counts = try StoreCheck(at: store.path).facts().counts
        var outcomes: [StoreCheck.Outcome] = []
        outcomes.append(
            counts == manifest.counts
                ? StoreCheck.Outcome(
                    "counts", "\(counts.leads) leads, \(counts.runs) runs, \(counts.messages) messages")
                : wrong("counts", "not those of the manifest", backup))
        guard let dump = manifest.dump else {
            outcomes.append(
                StoreCheck.Outcome(
                    "dump", "not compared: with more than \(DumpDigest.leadsAtMost) leads the manifest has counts alone"
                ))
            return outcomes
        }
        outcomes.append(
            try DumpDigest.of(store) == dump
                ? StoreCheck.Outcome("dump", "says what it said when the backup was made")
                : wrong("dump", "says something else than when the backup was made", backup))
        return outcomes
    }

    private func wrong(_ subject: String, _ detail: String, _ backup: String) -> StoreCheck.Outcome {
        StoreCheck.Outcome(
            subject, detail,
            fault: Fault(
                .storeBackupDamaged, .stopRun, "\(subject): \(detail)", at: Origin(file: backup),
                advice: "Make another backup now, and find out what has damaged this one."))
    }

    /// The copy, and what a migration writes beside it.
    private func requireRoom(_ manifest: BackupManifest, in folder: BackupFolder) throws(Fault) {
        let needed = manifest.bytes * 2 + 16 << 20
        guard let free = DurableFile.freeBytes(besides: folder.path + "/drill"), free < needed else { return }
        throw Fault(
            .storeFull, .stopRun,
            "the backup is tried on a copy of it, which takes up to \(DurableFile.megabytes(needed)), and \(DurableFile.megabytes(free)) are free",
            at: Origin(file: folder.path), advice: "Free space there; nothing was changed.")
    }
}
