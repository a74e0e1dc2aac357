import Foundation
import Glibc

/// The folder beside the store in which lies what is brought of sources until it has been read: below it one of each source for its
/// runs, and one of every process that looks or rehearses, because a run may be at work meanwhile.
struct SourceSpools {
    let folder: String

    init(storePath: String) { folder = (storePath as NSString).deletingLastPathComponent + "/spool" }

    /// Where runs have theirs: what one began to bring, the next goes on with.
    func folder(of source: String) -> String { "\(folder)/\(source)" }

    /// Lets go of what processes have left that looked or rehearsed, and are no more. Of those of another container, whose numbers say
    /// nothing here, what has not been touched for a day.
    func sweep() {
        for name in names {
            let words = name.split(separator: "-")
            guard words.count == 4, PassingSpool.Use.allCases.contains(where: { words[0] == ".\($0.rawValue)" }),
                let process = pid_t(words[2]), process > 0
            else { continue }
            let isGone =
                words[1] == SourceSpools.processes
                ? kill(process, 0) != 0 && errno == ESRCH : SourceSpools.isOld("\(folder)/\(name)")
            if isGone { SourceSpools.remove("\(folder)/\(name)") }
        }
    }

    /// Among whose numbers a process's own is unique: the number of the kernel's name space of processes (`pid_namespaces(7)`).
    static let processes: String = {
        // Where the kernel does not tell, the numbers are taken for those of one machine.
        let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? "0"
        return target.filter(\.isNumber)
    }()

    private static func isOld(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && time(nil) - status.st_mtim.tv_sec > 86_400
    }

    /// Removes everything, whoever brought it: who goes on with something brings it anew. The folder itself stays, because somebody
    /// may be about to put something there.
    /// - Returns: whether there was anything, and whether all of it is gone.
    func removeAll() -> (wasThere: Bool, isGone: Bool) {
        guard access(folder, F_OK) == 0 else { return (false, true) }
        let found = names
        for name in found { SourceSpools.remove("\(folder)/\(name)") }
        return (!found.isEmpty, access(folder, R_OK | X_OK) == 0 && names.isEmpty)
    }

    /// What lies there; nothing where that cannot be told.
    private var names: [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: folder) } catch { return [] }
    }

    /// Links are removed, and not followed. What cannot be removed is still there.
    fileprivate static func remove(_ path: String) {
        do { try FileManager.default.removeItem(atPath: path) } catch {}
    }
}

/// A folder for what is brought to be looked at, or for a rehearsal: nobody goes on with it, and it goes with this value.
final class PassingSpool {
    /// What it is for.
    enum Use: String, CaseIterable {
        case look
        case rehearsal
    }

    private let spools: SourceSpools
    private let folder: String

    init(storePath: String, for use: Use) {
        spools = SourceSpools(storePath: storePath)
        let process = "\(SourceSpools.processes)-\(getpid())"
        folder = "\(spools.folder)/.\(use.rawValue)-\(process)-\(UUID().uuidString.prefix(8))"
    }

    deinit { remove() }

    /// Ends it, with everything in it.
    func remove() {
        SourceSpools.remove(folder)
        spools.sweep()
    }

    func folder(of source: String) -> String { "\(folder)/\(source)" }
}
