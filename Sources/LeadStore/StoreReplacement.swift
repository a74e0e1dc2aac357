import Glibc
public import LeadModel

/// Puts a copy in the place of a store, whole or not at all, and keeps what was there.
///
/// The copy lies beside the store as `STORE.restoring-TIME` when it is decided; from then on it takes the store's place, whoever
/// finishes it. What was there is kept as `STORE.before-TIME`, with its log as `STORE.before-TIME-wal`: never the one without the other.
/// No log of the old store ever lies beside the new one, which would be played into it; nobody opens either meanwhile.
public struct StoreReplacement: Sendable {
    /// The store.
    public let path: String
    /// When it was decided, as its names have it: `20261123T104600Z`.
    public let time: String

    /// A replacement that is about to be decided.
    public init(of path: String, time: String) {
        self.path = path
        self.time = time
    }

    private static let mark = ".restoring-"

    /// Where the copy lies until it is decided.
    public var partialPath: String { path + ".restoring.partial" }

    /// Where the copy lies from when it is decided until it is in its place.
    var decidedPath: String { path + StoreReplacement.mark + time }

    /// What stands between a store's name and the time, in the names of lists that are to lie beside the copy.
    public static let stagedMark = ".staged-"

    /// Where a list lies that takes the place of the store's own; with `.none` behind it, nothing takes its place.
    public func stagedPath(_ suffix: String) -> String { path + StoreReplacement.stagedMark + time + suffix }

    /// Where the store is kept that was there.
    public var asidePath: String { path + ".before-" + time }

    /// One that was decided and is not finished; `nil` where there is none.
    public static func pending(at path: String) -> StoreReplacement? {
        let folder = DurableFile.folder(of: path)
        let prefix = (path.split(separator: "/").last.map(String.init) ?? path) + mark
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(prefix) { return StoreReplacement(of: path, time: String(name.dropFirst(prefix.count))) }
        }
        return nil
    }

    /// Refuses to do anything with a store whose place is about to be taken: it may be without its log by now, or not there.
    /// - Throws: `store.restoring`.
    public static func requireNone(at path: String) throws(Fault) {
        guard pending(at: path) != nil else { return }
        throw Fault(
            .storeRestoring, .stopRun, "a backup is being put in the place of the store, or that was interrupted",
            at: Origin(file: path),
            advice: "If nobody is at it, say the same `leadloop db restore` again: it goes on where it stopped.")
    }

    /// Decides that the copy at `partialPath`, which is whole, takes the store's place.
    public func decide() throws(Fault) { try DurableFile.place(partialPath, at: decidedPath) }

    /// Puts what is there aside and the copy in its place; may be killed anywhere and repeated. Only who holds the right to write may
    /// ask.
    /// - Parameter aside: called when the old store is aside and nothing is in its place.
    public func finish(aside: () -> Void = {}) throws(Fault) {
        for suffix in [".erased", ".ledger", ".sent"] { try placeList(suffix) }
        // The log first: without it the store is what it was before, and nobody looks at it.
        try moveAside("-wal")
        try moveAside("")
        // An index of the log, which is made anew.
        guard unlink(path + "-shm") == 0 || errno == ENOENT else {
            throw DurableFile.failed("taken away", path + "-shm")
        }
        try DurableFile.makeNamesDurable(in: DurableFile.folder(of: path))
        aside()
        try DurableFile.rename(decidedPath, to: path)
    }

    private func placeList(_ suffix: String) throws(Fault) {
        let (staged, none) = (stagedPath(suffix), stagedPath(suffix + ".none"))
        if access(none, F_OK) == 0 {
            try moveAside(suffix)
            guard unlink(none) == 0 else { throw DurableFile.failed("taken away", none) }
        } else if access(staged, F_OK) == 0 {
            try moveAside(suffix)
            try DurableFile.rename(staged, to: path + suffix)
        }
    }

    private func moveAside(_ suffix: String) throws(Fault) {
        var status = stat()
        guard lstat(path + suffix, &status) == 0 else { return }
        try DurableFile.rename(path + suffix, to: asidePath + suffix)
    }
}
