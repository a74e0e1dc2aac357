import Connectors
import Foundation
import Glibc
public import LeadModel
import LeadStore

/// A folder of backups: what is in it, under which names, and what goes.
///
/// A backup is there when its database is: whatever belongs to it takes its place before, and goes after it.
public struct BackupFolder: Sendable {
    /// A backup that is there.
    public struct Entry: Sendable, Hashable {
        /// The database.
        public var path: String
        /// What stands beside it.
        public var manifest: BackupManifest
    }

    /// The folder.
    public let path: String

    /// Nothing is looked at yet.
    public init(_ path: String) { self.path = path }

    private static let prefix = "leadloop-"
    private static let suffix = ".sqlite"
    static let drillPrefix = ".drill-"

    /// Every file of a backup, the database first.
    static func files(of backup: String) -> [String] {
        [backup] + (BackupManifest.suffixesBeside + [BackupManifest.fileSuffix]).map { backup + $0 }
    }

    /// `20261123T104600Z`.
    static func stamp(_ time: Instant) -> String {
        let seconds = Instant(milliseconds: time.milliseconds - time.milliseconds % 1_000)
        return seconds.description.filter { $0 != "-" && $0 != ":" }
    }

    /// A name that no backup here has yet: `leadloop-5f0c9d1b-20261123T104600Z.sqlite`.
    func newName(store: String, at time: Instant) -> String {
        let stem = "\(BackupFolder.prefix)\(store.prefix(8))-\(BackupFolder.stamp(time))"
        var name = stem + BackupFolder.suffix
        var number = 1
        while access(path + "/" + name, F_OK) == 0 {
            number += 1
            name = "\(stem)-\(number)\(BackupFolder.suffix)"
        }
        return name
    }

    /// The names of files here; none where the folder is not there.
    private func names() throws(Fault) -> [String] {
        guard access(path, F_OK) == 0 else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw Fault(
                .fileUnreadable, .stopRun, "the folder cannot be listed", at: Origin(file: path),
                advice: "Let this account list it.")
        }
    }

    /// Backups of a store, the newest first.
    /// - Parameter store: its name; `nil`: of any.
    public func entries(of store: String? = nil) throws(Fault) -> [Entry] {
        var entries: [Entry] = []
        for name in try names() where name.hasSuffix(BackupManifest.fileSuffix) && !name.hasPrefix(".") {
            let backup = path + "/" + name.dropLast(BackupManifest.fileSuffix.count)
            guard access(backup, F_OK) == 0 else { continue }
            do throws(Fault) {
                guard let manifest = try BackupManifest.read(beside: backup), store == nil || manifest.store == store
                else { continue }
                entries.append(Entry(path: backup, manifest: manifest))
            } catch {
                // Another backup's manifest, or a damaged one, which counts for nothing.
                continue
            }
        }
        return entries.sorted { ($0.manifest.made, $0.path) > ($1.manifest.made, $1.path) }
    }

    /// Does something that nobody else does meanwhile who makes backups here, or tries them.
    func alone<Result>(_ body: () throws(Fault) -> Result) throws(Fault) -> Result {
        try WholeFile.makeFolder(path, isPrivate: true)
        return try FileLock.hold(
            path + "/.leadloop-backup.lock", patience: 0,
            refused: { fault in
                guard fault.code == .runLocked else { return fault }
                return Fault(
                    .runLocked, .retry(afterSeconds: 60), "another process is at work on the backups here",
                    at: Origin(file: path), advice: "Wait until it ends; its lock goes with it.")
            }
        ) { () throws(Fault) in
            try sweep()
            return try body()
        }
    }

    /// Takes away what killed processes have left: halves of backups, and copies that were tried. Data of people is in them.
    private func sweep() throws(Fault) {
        for name in try names() {
            let isHalf = name.hasPrefix("." + BackupFolder.prefix) && name.contains(".partial")
            if isHalf { unlink(path + "/" + name) }
            if name.hasPrefix(BackupFolder.drillPrefix) { BackupFolder.remove(path + "/" + name) }
        }
    }

    /// Removes a folder with what is in it.
    static func remove(_ folder: String) {
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            // The next one tries again.
        }
    }

    /// Removes the oldest backups of a store until so many are left, at least one.
    /// - Returns: those that went.
    func keep(_ count: Int, of store: String) throws(Fault) -> [String] {
        var removed: [String] = []
        for entry in try entries(of: store).dropFirst(max(1, count)) {
            for file in BackupFolder.files(of: entry.path) {
                guard unlink(file) == 0 || errno == ENOENT else {
                    throw Fault(
                        .fileWriteFailed, .stopRun,
                        "an older backup could not be removed: \(String(cString: strerror(errno)))",
                        at: Origin(file: file), advice: "Let this account write the folder. The new backup is whole.")
                }
            }
            removed.append(entry.path)
        }
        if !removed.isEmpty { try DurableFile.makeNamesDurable(in: path) }
        return removed
    }
}
