import ConfigFiles
import Connectors
import Failpoints
import Foundation
import Glibc
public import LeadModel
public import LeadStore

/// Puts a backup in the place of the store, and brings it to know what the files beside the store know.
///
/// What was there is kept. Until the backup is whole beside the store nothing is another; from then on it takes the store's place, and
/// whoever is killed leaves it to whoever repeats the command.
public struct RestoreDesk {
    private let place: StorePlace
    private let lockSeconds: Double
    private let progress: ProgressReport
    /// Hears what is put right behind it.
    private let herald: @Sendable (Fault) -> Void

    /// Nothing is opened yet.
    /// - Parameter lockSeconds: how long another process that writes is waited for.
    public init(
        _ place: StorePlace, lockSeconds: Double, progress: ProgressReport, herald: @escaping @Sendable (Fault) -> Void
    ) {
        self.lockSeconds = lockSeconds
        self.place = place
        self.progress = progress
        self.herald = herald
    }

    /// What the store has and the backup lacks.
    public struct Lack: Sendable, Hashable {
        /// Runs, the first and the last of them.
        public var runs: Int64 = 0
        public var lastRun: Int64 = 0
        /// Messages that were decided since.
        public var messages: Int64 = 0
        /// Messages that destinations accepted since.
        public var delivered: Int64 = 0
        /// Leads; below zero where the backup has more.
        public var leads: Int64 = 0
    }

    /// What a restore would do.
    public struct Prospect: Sendable {
        /// What was found of the backup, which is whole.
        public var check: BackupCheck
        /// What the backup is.
        public var facts: StoreCheck.Facts
        /// The store that is there; `nil` where there is none, or nobody can read it.
        public var present: StoreCheck.Facts?
        /// Whether there is a store.
        public var isStoreThere: Bool
        /// What the backup lacks; `nil` where nobody can tell.
        public var lack: Lack?
    }

    /// What was done.
    public struct Done: Sendable {
        /// What the backup is, and lacks.
        public var prospect: Prospect
        /// Where the store is kept that was there; `nil` where there was none.
        public var aside: String?
        /// What is wrong with the configuration, so that the store was not opened: what the lists know is for the next that writes.
        public var unopened: [Fault] = []
    }

    // MARK: Looking

    /// Looks at a backup, and at what it would replace.
    /// - Parameter takesOther: whether it may be another store's.
    /// - Throws: `store.backup-missing`, `store.backup-damaged`, `store.too-new`, `store.backup-foreign`.
    public func look(at backup: String, takesOther: Bool) throws(Fault) -> Prospect {
        let check = try BackupCheck(backup, progress: progress)
        if let fault = check.fault { throw fault }
        guard let facts = check.facts else { throw missing(backup) }
        guard !facts.isNewer else {
            throw Fault(
                .storeTooNew, .stopRun, "the backup was made of a store that a newer leadloop wrote",
                at: Origin(file: backup),
                advice: "Install the newer version, or take an older backup. Nothing was changed.")
        }
        var prospect = Prospect(
            check: check, facts: facts, present: nil, isStoreThere: access(place.storePath, F_OK) == 0, lack: nil)
        do throws(Fault) {
            prospect.present = try StoreCheck(at: place.storePath).facts()
        } catch {
            // A store that cannot be read is what backups are for.
        }
        if let other = try otherStore(prospect), !takesOther {
            throw Fault(
                .storeBackupForeign, .stopRun,
                "this is a backup of another store: of \(facts.stand.store), and the store here is \(other)",
                at: Origin(file: backup),
                advice:
                    "Name a backup of this store. If the other one is to take its place, with its own numbers and secrets, say `--other-store`: whoever was erased or entered here is unknown to it."
            )
        }
        if let present = prospect.present, present.stand.store == facts.stand.store {
            let (now, then) = (present.counts, facts.counts)
            prospect.lack = Lack(
                runs: max(0, now.lastRun - then.lastRun), lastRun: now.lastRun,
                messages: max(0, now.lastMessage - then.lastMessage), delivered: max(0, now.delivered - then.delivered),
                leads: now.leads - then.leads)
        }
        return prospect
    }

    private func missing(_ backup: String) -> Fault {
        Fault(
            .storeBackupMissing, .stopRun, "nothing is in this file", at: Origin(file: backup),
            advice: "Name another backup.")
    }

    /// The name of the store that is here, by itself or by what lies beside it, where it is another than the backup's.
    private func otherStore(_ prospect: Prospect) throws(Fault) -> String? {
        let own = prospect.facts.stand.store
        if let present = prospect.present { return present.stand.store == own ? nil : present.stand.store }
        for suffix in BackupManifest.suffixesBeside {
            if let name = try storeName(ofList: place.storePath + suffix), name != own { return name }
        }
        return nil
    }

    /// The store that a list belongs to by its first line: `leadloop-erased 1 5f0c9d1be2a37784`.
    private func storeName(ofList path: String) throws(Fault) -> String? {
        guard access(path, F_OK) == 0 else { return nil }
        let bytes = try FileBytes(path: path)
        let head = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
        defer { head.deallocate() }
        let count = try bytes.read(into: head)
        let line = String(decoding: head[..<count].prefix { $0 != 0x0A }, as: UTF8.self)
        let words = line.split(separator: " ")
        return words.count == 3 && line.hasPrefix("leadloop-") ? String(words[2]) : nil
    }

    // MARK: Doing

    /// Puts a backup in the place of the store.
    /// - Throws: what `look` throws; `run.locked` where somebody writes, `store.full`.
    public func restore(_ backup: String, takesOther: Bool, now: Instant) throws(Fault) -> Done {
        let lock = try StorePlace.lock(place.storePath, patienceSeconds: lockSeconds, herald)
        if let begun = StoreReplacement.pending(at: place.storePath) {
            try finish(begun)
            let prospect = try look(at: backup, takesOther: takesOther)
            if try isInPlace(prospect) {
                return try opened(Done(prospect: prospect, aside: kept(begun)), holding: lock)
            }
        }
        let prospect = try look(at: backup, takesOther: takesOther)
        let isOther = try otherStore(prospect) != nil
        let replacement = StoreReplacement(of: place.storePath, time: freeStamp(now))
        try clearHalves()
        try requireRoom(for: prospect)
        progress.begin("copying")
        try bring(backup, prospect, to: replacement.partialPath)
        try stageLists(backup, prospect, replacement, isOther: isOther)
        try replacement.decide()
        try finish(replacement)
        return try opened(Done(prospect: prospect, aside: kept(replacement)), holding: lock)
    }

    private func finish(_ replacement: StoreReplacement) throws(Fault) {
        try replacement.finish(aside: { Failpoint.restoreAside.pass() })
        Failpoint.restorePlaced.pass()
    }

    private func kept(_ replacement: StoreReplacement) -> String? {
        access(replacement.asidePath, F_OK) == 0 ? replacement.asidePath : nil
    }

    /// Whether the store is the backup, byte for byte, because an interrupted restore of it was just finished.
    private func isInPlace(_ prospect: Prospect) throws(Fault) -> Bool {
        guard access(place.storePath + "-wal", F_OK) != 0 else { return false }
        let size = StreamedCopy.size(place.storePath)
        guard size == StreamedCopy.size(prospect.check.path) else { return false }
        return try StreamedCopy.digest(place.storePath) == StreamedCopy.digest(prospect.check.path)
    }

    /// A time that no store was put aside at.
    private func freeStamp(_ now: Instant) -> String {
        let stamp = BackupFolder.stamp(now)
        var name = stamp
        var number = 1
        while access(StoreReplacement(of: place.storePath, time: name).asidePath, F_OK) == 0 {
            number += 1
            name = "\(stamp)-\(number)"
        }
        return name
    }

    /// What a killed restore left before it was decided.
    private func clearHalves() throws(Fault) {
        let name = (place.storePath as NSString).lastPathComponent
        let files: [String]
        do {
            files = try FileManager.default.contentsOfDirectory(atPath: place.storeFolder)
        } catch {
            return
        }
        for file in files
        where file.hasPrefix(name + StoreReplacement.stagedMark) || file == name + ".restoring.partial"
            || file.hasPrefix("." + name + ".restoring.partial")
        {
            unlink(place.storeFolder + "/" + file)
        }
    }

    private func requireRoom(for prospect: Prospect) throws(Fault) {
        let needed = (StreamedCopy.size(prospect.check.path) ?? 0) + 16 << 20
        guard let free = DurableFile.freeBytes(besides: place.storePath), free < needed else { return }
        throw Fault(
            .storeFull, .stopRun,
            "the store that is there is kept beside the backup that takes its place, which takes \(DurableFile.megabytes(needed)); \(DurableFile.megabytes(free)) are free",
            at: Origin(file: place.storeFolder), advice: "Free space there, and run again; nothing was changed.")
    }

    private func bring(_ backup: String, _ prospect: Prospect, to partial: String) throws(Fault) {
        // A store that was put aside, whose log holds the end of it.
        if let log = StreamedCopy.size(backup + "-wal"), log > 0 {
            try StoreCheck(at: backup).copy(to: partial) { _, _ in }
            return giveToOwner(partial)
        }
        let (_, sha256) = try StreamedCopy.copy(backup, to: partial)
        if let wanted = prospect.check.manifest?.sha256, wanted != sha256 {
            unlink(partial)
            throw Fault(
                .storeBackupDamaged, .stopRun, "the backup is another than it was when it was looked at just now",
                at: Origin(file: backup),
                advice: "Look whether its disk fails, and take another copy of it. Nothing was changed.")
        }
        giveToOwner(partial)
    }

    /// What root brings belongs to whom the store belonged to, or its folder.
    private func giveToOwner(_ file: String) {
        var owner = stat()
        guard geteuid() == 0, stat(place.storePath, &owner) == 0 || stat(place.storeFolder, &owner) == 0 else { return }
        _ = chown(file, owner.st_uid, owner.st_gid)
    }

    // MARK: Lists

    /// Chooses the lists that are to lie beside the store. Of the same store the newest there is: an older one has forgotten whom the
    /// store must not hold. Of another store its own.
    private func stageLists(
        _ backup: String, _ prospect: Prospect, _ replacement: StoreReplacement, isOther: Bool
    ) throws(Fault) {
        for suffix in BackupManifest.suffixesBeside {
            let own = place.storePath + suffix
            let isOwnThere = access(own, F_OK) == 0
            let longest = try longestList(suffix, backup, prospect, isOther: isOther)
            let staged = replacement.stagedPath(suffix)
            if isOther, isOwnThere, longest == nil {
                _ = try WholeFile(path: replacement.stagedPath(suffix + ".none"), isPrivate: true).commit()
                continue
            }
            guard let longest else { continue }
            if isOwnThere, !isOther {
                // The journal of what was sent is written anew now and then, and is the store's own where there is one.
                guard suffix != ".sent", StreamedCopy.size(longest) != StreamedCopy.size(own),
                    try StreamedCopy.begins(longest, with: own)
                else { continue }
            }
            _ = try StreamedCopy.copy(longest, to: staged)
            giveToOwner(staged)
        }
    }

    /// The list of a kind that tells most, of those that lie beside backups of the store.
    private func longestList(
        _ suffix: String, _ backup: String, _ prospect: Prospect, isOther: Bool
    ) throws(Fault) -> String? {
        let own = backup + suffix
        var lists = access(own, F_OK) == 0 ? [own] : []
        if !isOther {
            var entries: [BackupFolder.Entry] = []
            for folder in Set([StorePlace.folder(of: backup), place.knownBackupFolder].compactMap(\.self)) {
                entries += try BackupFolder(folder).entries(of: prospect.facts.stand.store)
            }
            entries.sort { $0.manifest.made > $1.manifest.made }
            var whole: [String] = []
            for entry in entries {
                if let list = try wholeList(suffix, entry) { whole.append(list) }
            }
            // The journal of what was sent is written anew now and then, and then the longest one is not the newest.
            if suffix == ".sent", let newest = whole.first { return newest }
            lists += whole
        }
        return lists.max { (StreamedCopy.size($0) ?? 0) < (StreamedCopy.size($1) ?? 0) }
    }

    /// The list of a backup, where it is what it was when the backup was made.
    private func wholeList(_ suffix: String, _ entry: BackupFolder.Entry) throws(Fault) -> String? {
        let path = entry.path + suffix
        guard let known = entry.manifest.beside.first(where: { $0.suffix == suffix }),
            StreamedCopy.size(path) == known.bytes,
            try StreamedCopy.digest(path) == known.sha256
        else { return nil }
        return path
    }

    // MARK: Behind it

    /// Opens the store as every command that writes does: what the lists know and the backup does not is carried out again.
    private func opened(_ done: Done, holding lock: StoreLock) throws(Fault) -> Done {
        var done = done
        do throws(FaultList) {
            var workspace = try Workspace.inForce(config: place.configFolder)
            workspace.herald = herald
            let opened = Result { () throws(Fault) in
                try workspace.openForWriting(interruptedChange: .isLeft, holding: lock).checkpoint()
            }
            if case .failure(let fault) = opened { throw FaultList(fault) }
        } catch {
            done.unopened = error.faults
        }
        return done
    }
}
