import Foundation
import Glibc
import LeadModel
import LeadStore

/// A copy of the store, beside it, that is gone with this value.
final class ScratchStore {
    let store: LeadStore
    private let path: String

    /// Copies a store as it stands.
    init(of original: LeadStore) throws(Fault) {
        ScratchStore.sweep(beside: original.path)
        let name = "\(ScratchStore.prefix)\(getpid())-\(UUID().uuidString.prefix(8)).sqlite"
        path = ScratchStore.folder(of: original.path) + "/" + name
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

    /// Removes copies whose process has been killed: the data of people is in them.
    static func sweep(beside storePath: String) {
        let folder = folder(of: storePath)
        guard let directory = opendir(folder) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix(prefix),
                let process = name.dropFirst(prefix.utf8.count).split(separator: "-").first.flatMap({ pid_t($0) })
            else { continue }
            if kill(process, 0) != 0, errno == ESRCH { unlink(folder + "/" + name) }
        }
    }

    private static func remove(_ path: String) { for end in ["", "-wal", "-shm"] { unlink(path + end) } }

    private static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }
}
