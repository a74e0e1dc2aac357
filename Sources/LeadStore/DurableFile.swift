import Glibc
public import LeadModel

/// Files that take their place durably.
public enum DurableFile {
    /// Makes the content of a file durable, and then gives it the name of another, durably.
    /// - Throws: `store.full`, `store.failed`.
    public static func place(_ path: String, at target: String) throws(Fault) {
        let opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard opened >= 0 else { throw failed("opened", path) }
        let isDurable = fsync(opened) == 0
        close(opened)
        guard isDurable else { throw failed("made durable", path) }
        try rename(path, to: target)
    }

    /// Gives a file another name in its folder, durably.
    public static func rename(_ path: String, to target: String) throws(Fault) {
        guard Glibc.rename(path, target) == 0 else { throw failed("renamed", path) }
        try makeNamesDurable(in: folder(of: target))
    }

    /// Makes durable which names there are in a folder.
    public static func makeNamesDurable(in folder: String) throws(Fault) {
        let opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw failed("opened", folder) }
        defer { close(opened) }
        guard fsync(opened) == 0 else { throw failed("made durable", folder) }
    }

    /// Free bytes where a file lies or is to lie; `nil` where nobody can tell.
    public static func freeBytes(besides path: String) -> Int64? {
        var room = statvfs()
        guard statvfs(folder(of: path), &room) == 0 else { return nil }
        return Int64(room.f_bavail) * Int64(room.f_frsize)
    }

    /// Bytes as people read them, rounded up.
    public static func megabytes(_ bytes: Int64) -> String { "\((bytes + 999_999) / 1_000_000) MB" }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func failed(_ verb: String, _ path: String) -> Fault {
        Fault(
            errno == ENOSPC ? .storeFull : .storeFailed, .stopRun,
            "it could not be \(verb): \(String(cString: strerror(errno)))", at: Origin(file: path),
            advice: "Look at the free space, and let this account write the folder.")
    }
}
