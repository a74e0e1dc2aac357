import Connectors
import Glibc
public import LeadModel
public import LeadStore

/// Looks whether a store, or a backup of one, is whole. Changes nothing, and leaves nothing beside it.
public struct BackupCheck: Sendable {
    /// What was looked at.
    public let path: String
    /// What stands beside it; `nil` of a store, and of a copy that somebody else made.
    public private(set) var manifest: BackupManifest?
    /// What is known of the file, where it can be read.
    public private(set) var facts: StoreCheck.Facts?
    /// Everything that was looked at, in turn.
    public private(set) var outcomes: [StoreCheck.Outcome] = []

    /// Whether everything is in order.
    public var isWhole: Bool { outcomes.allSatisfy { $0.fault == nil } }

    /// What is wrong first, as whoever wanted to use the file is told; `nil` where nothing is.
    public var fault: Fault? {
        guard let wrong = outcomes.first(where: { $0.fault != nil }) else { return nil }
        return Fault(
            .storeBackupDamaged, .stopRun, "this backup is not whole: \(wrong.subject): \(wrong.detail)",
            at: Origin(file: path),
            advice: "Nothing was changed. Take another backup: the one before, or a copy of this one.")
    }

    /// Looks at everything; what is wrong is among the outcomes.
    /// - Throws: `store.backup-missing` where there is no such file, `store.restoring`.
    public init(_ path: String, progress: ProgressReport) throws(Fault) {
        self.path = path
        // A store whose place is about to be taken may not be there for a moment.
        try StoreReplacement.requireNone(at: path)
        guard access(path, F_OK) == 0 else {
            throw Fault(
                .storeBackupMissing, .stopRun, "there is no such file", at: Origin(file: path),
                advice: "Name a backup, such as those in the folder of `backup:` in the settings.")
        }
        progress.begin("looking at the file")
        look(atManifestOf: path)
        if let manifest {
            look(at: path, bytes: manifest.bytes, sha256: manifest.sha256, "digest")
            for beside in manifest.beside {
                look(
                    at: path + beside.suffix, bytes: beside.bytes, sha256: beside.sha256,
                    "list \(beside.suffix.dropFirst())")
            }
        }
        guard isWhole else { return }
        progress.begin("looking at the database")
        let check: StoreCheck
        do throws(Fault) {
            check = try StoreCheck(at: path)
            facts = try check.facts()
        } catch {
            guard error.code != .storeRestoring else { throw error }
            outcomes.append(StoreCheck.Outcome("database", error.summary, fault: error))
            return
        }
        outcomes += check.outcomes(.integrity)
        if let manifest, let facts { compare(manifest, facts) }
    }

    /// Looks at the store of a place, and at the lists beside it.
    public init(storeOf place: StorePlace, progress: ProgressReport) throws(Fault) {
        try self.init(place.storePath, progress: progress)
        guard let facts, isWhole, !facts.isOlder, !facts.isNewer else { return }
        do throws(Fault) {
            let store = try LeadStore(at: path, for: .read)
            try look("list erased", "is known to the store") { () throws(Fault) in try store.requireErasures() }
            try look("list ledger", "is known to the store") { () throws(Fault) in try store.requireLedger() }
        } catch {
            outcomes.append(StoreCheck.Outcome("lists beside it", error.summary, fault: error))
        }
    }

    private mutating func look(
        _ subject: String, _ detail: String, _ body: () throws(Fault) -> Void
    ) throws(Fault) {
        do throws(Fault) {
            try body()
            outcomes.append(StoreCheck.Outcome(subject, detail))
        } catch {
            outcomes.append(StoreCheck.Outcome(subject, error.summary, fault: error))
        }
    }

    private mutating func look(atManifestOf path: String) {
        do throws(Fault) {
            manifest = try BackupManifest.read(beside: path)
            guard let manifest else { return }
            outcomes.append(
                StoreCheck.Outcome(
                    "manifest", "made \(manifest.made) by leadloop \(manifest.leadloop), of the store \(manifest.store)"
                ))
        } catch {
            outcomes.append(StoreCheck.Outcome("manifest", error.summary, fault: error))
        }
    }

    private mutating func look(at file: String, bytes: Int64, sha256: String, _ subject: String) {
        func wrong(_ detail: String) {
            outcomes.append(
                StoreCheck.Outcome(
                    subject, detail,
                    fault: Fault(
                        .storeBackupDamaged, .stopRun, detail, at: Origin(file: file),
                        advice: "Take another backup, or a copy of this one.")))
        }
        guard let size = StreamedCopy.size(file) else { return wrong("the file is gone") }
        guard size == bytes else { return wrong("the file has \(size) bytes, and had \(bytes) when it was made") }
        do throws(Fault) {
            guard try StreamedCopy.digest(file) == sha256 else {
                return wrong("the file is not what it was when it was made")
            }
            outcomes.append(StoreCheck.Outcome(subject, "\(bytes) bytes as they were when it was made"))
        } catch {
            wrong(error.summary)
        }
    }

    private mutating func compare(_ manifest: BackupManifest, _ facts: StoreCheck.Facts) {
        let isSame =
            manifest.store == facts.stand.store && manifest.stand == facts.stand.count
            && manifest.mark == facts.stand.mark && manifest.schema == facts.schema && manifest.counts == facts.counts
        let detail =
            isSame
            ? "\(facts.counts.leads) leads, \(facts.counts.runs) runs, \(facts.counts.messages) messages, as the manifest says"
            : "the file holds something else than the manifest says"
        outcomes.append(
            StoreCheck.Outcome(
                "counts", detail,
                fault: isSame
                    ? nil
                    : Fault(
                        .storeBackupDamaged, .stopRun, detail, at: Origin(file: path),
                        advice: "Manifest and file do not belong together: take another backup.")))
    }
}
