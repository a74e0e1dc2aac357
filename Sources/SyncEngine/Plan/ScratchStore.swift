import CScratchFiles
import Connectors
import Foundation
import Glibc
import LeadModel
import LeadStore

/// A copy of the store, beside it, that is gone with this value.
///
/// A process that is told to end takes it away. Where one was killed outright, the copy is there still: it is locked by the
/// kernel as long as its process lives, and whoever can take the lock of a copy takes the copy away.
final class ScratchStore {
    let store: LeadStore
    private let path: String
    private let lock: StoreLock
    /// Of its files, as those that are dropped when the process is told to end.
    private let dropped: [Int32]

    /// Copies a store as it stands.
    /// - Throws: `store.full` where there is no room for it.
    convenience init(of original: LeadStore) throws(Fault) { try self.init(of: original, beside: original.path) }

    /// Copies the store of a workspace as it stands; where there is none yet, an empty one.
    /// - Throws: as for any who reads the store; `store.full` where there is no room for a copy.
    convenience init(for workspace: Workspace) throws(Fault) {
        var original: LeadStore?
        do throws(Fault) {
            original = try workspace.openForReading()
        } catch {
            guard error.code == .storeMissing else { throw error }
            try WholeFile.makeFolder(ScratchStore.folder(of: workspace.storePath), isPrivate: true)
        }
        try self.init(of: original, beside: workspace.storePath)
        try store.closeInterruptedRuns()
        try store.takeBackOpenReadings()
    }

    private init(of original: LeadStore?, beside storePath: String) throws(Fault) {
        ScratchStore.sweep(beside: storePath)
        if let original { try ScratchStore.requireRoom(for: original) }
        let path = ScratchStore.folder(of: storePath) + "/" + ScratchStore.prefix + UUID().uuidString + ".sqlite"
        self.path = path
        dropped = try ScratchStore.drop(path)
        // First the lock, so that nobody finds the copy without it.
        do throws(Fault) {
            lock = try StoreLock(beside: path, holder: "a plan")
            try original?.copy(to: path)
            store = try LeadStore(at: path, for: .scratch)
        } catch {
            ScratchStore.remove(path)
            ScratchStore.keep(dropped)
            throw error
        }
    }

    deinit {
        ScratchStore.remove(path)
        ScratchStore.keep(dropped)
    }

    /// Has its files let go of when the process is told to end: people's data will be in them.
    static func drop(_ path: String) throws(Fault) -> [Int32] {
        var dropped: [Int32] = []
        for file in files(of: path) {
            let number = scratch_file_drop(file)
            guard number >= 0 else {
                keep(dropped)
                throw Fault(
                    .storeFailed, .stopRun,
                    "no copy of the store can be made that would go with this process: there are too many, or its path is too long",
                    at: Origin(file: folder(of: path)), advice: "Run it again, from a folder with a shorter path.")
            }
            dropped.append(number)
        }
        return dropped
    }

    /// Forgets them again.
    static func keep(_ dropped: [Int32]) { for number in dropped { scratch_file_keep(number) } }

    // MARK: Room

    /// Beside the copy there are what its versions said before, the changes, and its log: at most as much again where
    /// every record is understood otherwise, and the log's own size.
    private static func requireRoom(for original: LeadStore) throws(Fault) {
        let needed = original.size * 2 + 64 << 20
        let folder = folder(of: original.path)
        var room = statvfs()
        guard statvfs(folder, &room) == 0 else { return }
        let free = Int64(room.f_bavail) * Int64(room.f_frsize)
        guard free < needed else { return }
        throw Fault(
            .storeFull, .stopRun,
            "a plan is made on a copy of the store beside it, which takes up to \(megabytes(needed)), and \(megabytes(free)) are free",
            at: Origin(file: folder), advice: "Free space there; nothing was changed.")
    }

    private static func megabytes(_ bytes: Int64) -> String { "\((bytes + 999_999) / 1_000_000) MB" }

    // MARK: Files

    private static let prefix = ".plan-"
    /// Of what stands beside a copy.
    private static let suffixes = ["-wal", "-shm"] + StoreLock.suffixes

    /// Removes copies whose process has been killed: the data of people is in them.
    static func sweep(beside storePath: String) {
        let folder = folder(of: storePath)
        guard let directory = opendir(folder) else { return }
        defer { closedir(directory) }
        var paths: Set<String> = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix(prefix) else { continue }
            for end in suffixes + [""] where name.hasSuffix(".sqlite" + end) {
                paths.insert(folder + "/" + name.dropLast(end.utf8.count))
                break
            }
        }
        for path in paths {
            do {
                let lock = try StoreLock(beside: path, holder: "a sweep")
                remove(path)
                withExtendedLifetime(lock) {}
            } catch {
                // Somebody is at work on it.
                continue
            }
        }
    }

    private static func files(of path: String) -> [String] { ([""] + suffixes).map { path + $0 } }

    private static func remove(_ path: String) { for file in files(of: path) { unlink(file) } }

    private static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }
}
