import Connectors
import Feedback
import Foundation
import Glibc
import LeadModel
import LeadStore

/// How the store is, what is in it, and what it lies on.
extension Doctor {
    /// A log beside the store that is larger was kept from being folded in by a reader that does not end; bytes.
    private static let logBytes: Int64 = 256 << 20
    /// With less, the next run may find no room; bytes.
    private static let leastRoom: Int64 = 64 << 20
    /// A run may be so much later than our clock, in seconds, for clocks that are put right by little.
    private static let clockSeconds: Int64 = 60

    func examineStore(_ workspace: Workspace) -> [Finding] {
        let ground = examineDisks(workspace) + [examineFileSystem(workspace.backups.storeFolder)].compactMap(\.self)
        do throws(Fault) {
            let store = try workspace.openForReading()
            let counts = try store.leadCounts()
            let waiting = try store.quarantineSummary()
            let rights = readers(of: workspace) + folders(of: workspace)
            return ground + [
                .good(
                    "store",
                    "\(count(counts.byStage.values.reduce(0, +), "lead")) in \(shown(workspace.storePath))"),
                .good("migrations", "the store has this version's schema"), examineLog(workspace.storePath),
                waiting.waiting == 0
                    ? .good("quarantine", waiting.description)
                    : .odd("quarantine", waiting.description, mend: "leadloop quarantine list"),
            ]
                + (rights.isEmpty
                    ? [.good("rights", "its own account may write where it must, and nobody else reads")] : rights)
                + examineBackups(workspace) + (try examineSchedules(workspace, store))
                + (try examineRuns(workspace, store))
                + (try unappliedChanges() + ClosedFeeds(store: store, workspace: workspace).warnings()
                + HeldBackLeads(store, workspace).warnings())
                .map { .odd($0.code.rawValue, $0.summary, mend: $0.advice).quoting($0) }
        } catch {
            return ground + [examine(error)] + readers(of: workspace) + folders(of: workspace)
                + examineBackups(workspace)
        }
    }

    /// What keeps the store from being shown.
    private func examine(_ fault: Fault) -> Finding {
        switch fault.code {
        case .storeMissing: .odd("store", fault.summary, mend: "leadloop sync")
        case .storeTooOld: .odd("migrations", fault.summary, mend: "leadloop db migrate")
        default: .bad("store", fault)
        }
    }

    // MARK: What it lies on

    /// Whether a database is safe on the file system; nothing where the kernel does not show which it is.
    private func examineFileSystem(_ folder: String) -> Finding? {
        guard let real = realPath(folder), let mount = MountTable.ofThisProcess()?.mount(of: real) else { return nil }
        let place = "\(mount.kind), mounted at \(mount.point)"
        let subject = "file system"
        let elsewhere = "Let 'store' in leadloop.yaml name a place on a disk of this machine."
        return switch mount.reliance {
        case .full: .good(subject, place)
        case .passing(let why): .odd(subject, "\(place): \(why)", mend: elsewhere)
        case .shared:
            .bad(subject, "\(place): a database is not safe where other machines may write, too", mend: elsewhere)
        case .unsynced(let option):
            .odd(
                subject, "\(place) with '\(option)': a power loss may take what was acknowledged",
                mend: "mount -o remount,barrier=1 \(mount.point)")
        }
    }

    /// A folder without links, or the nearest above it that is there.
    private func realPath(_ folder: String) -> String? {
        var path = folder
        while !path.isEmpty {
            if let real = realpath(path, nil) {
                defer { free(real) }
                return String(cString: real)
            }
            guard path != "/", path != "." else { return nil }
            path = StorePlace.folder(of: path)
        }
        return nil
    }

    /// Whether there is room for what a run may write, and for a copy of the store.
    private func examineDisks(_ workspace: Workspace) -> [Finding] {
        let size = StreamedCopy.size(workspace.storePath) ?? 0
        let places: [(subject: String, folder: String?, wanted: Int64)] = [
            ("disk", workspace.backups.storeFolder, 2 * size),
            ("disk of backups", workspace.backups.knownBackupFolder, size),
        ]
        var findings: [Finding] = []
        for place in places {
            guard let folder = place.folder.flatMap(realPath) else { continue }
            var room = statvfs()
            guard statvfs(folder, &room) == 0 else { continue }
            findings.append(
                Doctor.room(
                    place.subject, free: Int64(clamping: UInt64(room.f_bavail) * UInt64(room.f_frsize)),
                    wanted: place.wanted,
                    // Some file systems have no number of files to run out of.
                    hasNames: room.f_files == 0 || room.f_favail > 100, of: shown(place.folder ?? folder)))
        }
        return findings
    }

    /// - Parameters:
    ///   - free: bytes that this account may still write.
    ///   - wanted: bytes of what is to be written there at once.
    ///   - hasNames: whether more files can be made.
    static func room(_ subject: String, free: Int64, wanted: Int64, hasNames: Bool, of folder: String) -> Finding {
        let told = "\(bytes(free)) free for \(folder)"
        guard free >= leastRoom, hasNames else {
            return .bad(
                subject, hasNames ? told : "\(told), but no more files can be made",
                mend: "Free room there: a run that finds none stops, and loses nothing.")
        }
        guard free >= wanted else {
            return .odd(
                subject, "\(told): a copy of the store needs \(bytes(wanted))",
                mend: "Free room there before the next backup or upgrade.")
        }
        return .good(subject, told)
    }

    private func examineLog(_ path: String) -> Finding {
        let size = StreamedCopy.size(path + "-wal") ?? 0
        guard size > Doctor.logBytes else { return .good("write-ahead log", Doctor.bytes(size)) }
        return .odd(
            "write-ahead log", "\(Doctor.bytes(size)): somebody who reads the store keeps it from being folded in",
            mend: "fuser -v \(shown(path))")
    }

    /// Such as `1.5 GB`, in the thousands that disks are sold by.
    static func bytes(_ count: Int64) -> String {
        count.formatted(.byteCount(style: .file, spellsOutZero: false).locale(Locale(identifier: "en_US_POSIX")))
    }

    // MARK: Who may what

    /// Folders that a sync writes to and this account may not write to.
    private func folders(of workspace: Workspace) -> [Finding] {
        let folders =
            [workspace.backups.storeFolder, workspace.feedbackFolder]
            + workspace.feeds.compactMap { $0.folder.map(workspace.resolve) }
        return folders.filter { access($0, F_OK) == 0 && access($0, W_OK) != 0 }.map { folder in
            .odd(
                "rights", "this account may not write to \(shown(folder))",
                mend: "run syncs as the account that owns it")
        }
    }

    /// A warning where other accounts can read the store, or a list beside it: personal data is in them.
    private func readers(of workspace: Workspace) -> [Finding] {
        let files = ([""] + BackupManifest.suffixesBeside).map { workspace.storePath + $0 }
        guard let open = files.first(where: { FileRights.ofOthers($0) == true }) else { return [] }
        let folder = (shown(workspace.storePath) as NSString).deletingLastPathComponent
        return [
            .odd(
                "store rights", "other accounts can read \(shown(open)), and personal data is in it",
                mend: "chmod 700 \(folder.isEmpty ? "." : folder); chmod 600 \(shown(workspace.storePath))*")
        ]
    }

    // MARK: What became of runs

    private func examineRuns(_ workspace: Workspace, _ store: LeadStore) throws(Fault) -> [Finding] {
        guard let newest = try store.runs(limit: 1).first else { return [] }
        var findings: [Finding] = []
        if newest.started.seconds(since: now) > Doctor.clockSeconds {
            findings.append(
                .bad(
                    "clock", "it says \(now), and run \(newest.number) began at \(newest.started)",
                    mend: "timedatectl set-ntp true"))
        }
        for source in workspace.sources {
            if let run = try store.lastRun(of: source.name), let trouble = examine(run) { findings.append(trouble) }
        }
        for run in try store.runsThatWait().sorted() {
            findings.append(
                .odd(
                    "held runs", "run \(run) holds an export that waits for somebody's word",
                    mend: "leadloop runs show \(run)"))
        }
        if !findings.contains(where: { $0.subject == "last run" }) {
            findings.append(.good("last run", "run \(newest.number) of \(newest.source), at \(newest.started)"))
        }
        return findings
    }

    private func examine(_ run: StoredRun) -> Finding? {
        let subject = "last run"
        return switch run.outcome {
        case nil:
            .odd(
                subject, "run \(run.number) of \(run.source) is at work, or was interrupted",
                mend: "leadloop sync; it goes on where it stopped")
        case .failed:
            .odd(
                subject, "run \(run.number) of \(run.source) failed\(run.message.map { ": \($0)" } ?? "")",
                mend: "leadloop runs show \(run.number)"
            ).quoting(run.message)
        case .held:
            .odd(
                subject, "run \(run.number) of \(run.source) is held: some of its records were not taken in",
                mend: "leadloop runs show \(run.number)")
        default: nil
        }
    }
}
