import Connectors
import Failpoints
import Foundation
import Glibc
public import LeadModel
import LeadStore

/// Makes backups of a store.
///
/// A backup is the store as it was at one moment, with the lists that lie beside it as they were then or later: copied while others
/// read and write, looked at, and only then given its name. Whoever is killed leaves no half of one under a name of its own.
public struct BackupDesk {
    private let place: StorePlace
    private let progress: ProgressReport

    /// The store is opened when a backup is made.
    public init(_ place: StorePlace, progress: ProgressReport) {
        self.place = place
        self.progress = progress
    }

    /// A backup that was made.
    public struct Made: Sendable {
        /// Where it is.
        public var path: String
        /// What stands beside it.
        public var manifest: BackupManifest
        /// Older ones that went.
        public var removed: [String] = []
        /// What could not be done besides.
        public var warnings: [Fault] = []
    }

    /// The database is looked at by `integrity_check` up to here, and by `quick_check` where it is larger: indices of large stores
    /// take many times as long as copying them.
    private static let bytesOfIntegrity: Int64 = 2 << 30
    /// What a backup takes besides the store's own size: manifest, lists, and what a file system wants for itself.
    private static let spareBytes: Int64 = 16 << 20

    /// Makes a backup.
    /// - Parameters:
    ///   - target: a folder, or a file that is not there yet; `nil`: the folder of the settings.
    ///   - keep: how many backups of the store stay in the folder; `nil`: what the settings say, of their own folder.
    /// - Throws: `store.damaged` where the store is, `store.full`, `run.locked` where another is at it.
    public func make(to target: String?, keep: Int?, now: Instant) throws(Fault) -> Made {
        let (folder, name) = try aim(target)
        var made = try folder.alone { () throws(Fault) in try make(in: folder, named: name, now: now) }
        if let count = keep ?? (target == nil ? place.keptBackups : nil) {
            made.removed = try folder.keep(count, of: made.manifest.store)
        }
        let done = BackupRecord.Made(
            made: made.manifest.made, path: BackupRecord.fullPath(made.path), bytes: made.manifest.bytes,
            sha256: made.manifest.sha256)
        do throws(Fault) {
            try BackupRecord.note(of: place.storePath) { $0.backup = done }
        } catch {
            var fault = error
            fault.advice = "The backup is whole; `leadloop doctor` does not know of it. \(error.advice)"
            made.warnings.append(fault)
        }
        return made
    }

    private func aim(_ target: String?) throws(Fault) -> (BackupFolder, String?) {
        guard let target else { return (BackupFolder(try place.backupFolder()), nil) }
        var status = stat()
        let isThere = stat(target, &status) == 0
        if target.hasSuffix("/") || isThere && status.st_mode & S_IFMT == S_IFDIR {
            let path = target.count > 1 && target.hasSuffix("/") ? String(target.dropLast()) : target
            return (BackupFolder(path), nil)
        }
        try NewFile.checkPlace(
            target, replaces: false, advice: "Name another file, or a folder: backups are never written over.")
        return (BackupFolder(StorePlace.folder(of: target)), (target as NSString).lastPathComponent)
    }

    private func make(in folder: BackupFolder, named given: String?, now: Instant) throws(Fault) -> Made {
        let source = try StoreCheck(at: place.storePath)
        let known = try source.facts()
        let name = given ?? folder.newName(store: known.stand.store, at: now)
        let partial = "\(folder.path)/.leadloop-\(name).partial"
        defer { for file in BackupFolder.files(of: partial) { unlink(file) } }
        for file in BackupFolder.files(of: partial) { unlink(file) }
        try requireRoom(in: folder)
        try copy(source, to: partial)
        Failpoint.backupCopied.pass()
        let beside = try takeAlong(to: partial)
        let manifest = try manifest(of: partial, named: name, beside, now)
        let file = try WholeFile(path: partial + BackupManifest.fileSuffix, isPrivate: true)
        try file.write(try manifest.json())
        _ = try file.commit()
        Failpoint.backupVerified.pass()
        let path = folder.path + "/" + name
        for file in BackupFolder.files(of: "").dropFirst() where access(partial + file, F_OK) == 0 {
            try DurableFile.rename(partial + file, to: path + file)
        }
        try DurableFile.rename(partial, to: path)
        return Made(path: path, manifest: manifest)
    }

    private func requireRoom(in folder: BackupFolder) throws(Fault) {
        let sizes = ([""] + ["-wal"] + BackupManifest.suffixesBeside).map {
            StreamedCopy.size(place.storePath + $0) ?? 0
        }
        let needed = sizes.reduce(0, +) + BackupDesk.spareBytes
        guard let free = DurableFile.freeBytes(besides: folder.path + "/backup"), free < needed else { return }
        throw Fault(
            .storeFull, .stopRun,
            "a backup takes up to \(DurableFile.megabytes(needed)), and \(DurableFile.megabytes(free)) are free",
            at: Origin(file: folder.path), advice: "Free space there, or name another folder; nothing was changed.")
    }

    private func copy(_ source: StoreCheck, to partial: String) throws(Fault) {
        progress.begin("copying")
        var before = 0
        try source.copy(to: partial) { done, _ in
            progress.advance(done - before)
            before = done
        }
        try StreamedCopy.makeDurable(partial)
    }

    /// Copies the lists that lie beside the store, after it: none of them is behind the copy.
    private func takeAlong(to partial: String) throws(Fault) -> [BackupManifest.Beside] {
        var beside: [BackupManifest.Beside] = []
        for suffix in BackupManifest.suffixesBeside where access(place.storePath + suffix, F_OK) == 0 {
            let (bytes, sha256) = try StreamedCopy.copy(place.storePath + suffix, to: partial + suffix)
            beside.append(BackupManifest.Beside(suffix: suffix, bytes: bytes, sha256: sha256))
        }
        return beside
    }

    /// Looks at the copy, and says what it is.
    private func manifest(
        of partial: String, named name: String, _ beside: [BackupManifest.Beside], _ now: Instant
    ) throws(Fault) -> BackupManifest {
        progress.begin("looking at the copy")
        let bytes = StreamedCopy.size(partial) ?? 0
        let depth = bytes <= BackupDesk.bytesOfIntegrity ? StoreCheck.Depth.integrity : .quick
        let copy = try StoreCheck(at: partial)
        let wrong = copy.outcomes(depth).filter { $0.fault != nil }
        if let first = wrong.first {
            throw Fault(
                .storeDamaged, .stopRun,
                "the store is damaged, and no backup was made of it: \(first.subject): \(first.detail)",
                at: Origin(file: place.storePath),
                advice:
                    "`leadloop db verify` says all that is wrong. Keep the backups that you have; `leadloop db restore` puts one back."
            )
        }
        let facts = try copy.facts()
        var dump: String?
        if !facts.isOlder, !facts.isNewer, facts.counts.leads <= DumpDigest.leadsAtMost {
            dump = try DumpDigest.of(try LeadStore(at: partial, for: .read))
        }
        return BackupManifest(
            made: now.description, file: name, store: facts.stand.store, stand: facts.stand.count,
            mark: facts.stand.mark, schema: facts.schema, leadloop: ProgramVersion.text, bytes: bytes,
            sha256: try StreamedCopy.digest(partial), checked: depth, counts: facts.counts, dump: dump, beside: beside)
    }
}
