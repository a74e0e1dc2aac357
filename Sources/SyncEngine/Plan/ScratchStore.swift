import Foundation
import Glibc
import LeadModel
import LeadStore

/// A copy of the store, beside it, that is gone with this value.
///
/// It is locked by the kernel as long as its process lives: whoever can take the lock of a copy takes the copy away.
final class ScratchStore {
    let store: LeadStore
    private let path: String
    private let lock: StoreLock

    /// Copies a store as it stands.
    init(of original: LeadStore) throws(Fault) {
        ScratchStore.sweep(beside: original.path)
        let path = ScratchStore.folder(of: original.path) + "/" + ScratchStore.prefix + UUID().uuidString + ".sqlite"
        self.path = path
        // First the lock, so that nobody finds the copy without it.
        lock = try StoreLock(beside: path, holder: "a plan")
        do throws(Fault) {
            try original.copy(to: path)
            store = try LeadStore(at: path, for: .scratch)
        } catch {
            ScratchStore.remove(path)
            throw error
        }
    }

    deinit { ScratchStore.remove(path) }

    private static let prefix = ".plan-"
    private static let lockSuffix = ".lock"

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
            for end in [lockSuffix, "-wal", "-shm", ""] where name.hasSuffix(".sqlite" + end) {
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

    private static func remove(_ path: String) { for end in ["", "-wal", "-shm", lockSuffix] { unlink(path + end) } }

    private static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }
}
