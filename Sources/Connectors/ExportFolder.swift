import Glibc
public import LeadModel

/// A folder that exports are put into.
public struct ExportFolder: Sendable, Hashable {
    public let path: String

    public init(path: String) { self.path = path }

    /// Paths of names that fit a glob (`*`, `?`, `[a-z]`; no slash), ascending by bytes.
    /// - Throws: `file.missing` where the folder is not there, `file.unreadable` where it may not be listed.
    public func files(matching pattern: String) throws(Fault) -> [String] {
        try names().filter { Self.fits($0, pattern) }.map { "\(path)/\($0)" }
    }

    /// The names of all that lies in it, ascending by bytes.
    func names() throws(Fault) -> [String] {
        guard let directory = opendir(path) else {
            throw Fault(
                errno == ENOENT ? .fileMissing : .fileUnreadable, .stopStream,
                "the folder cannot be listed: \(String(cString: strerror(errno)))", at: Origin(file: path),
                advice: "Create it, or correct 'folder:' of the source.")
        }
        defer { closedir(directory) }
        return try names(in: directory)
    }

    /// - Parameter directory: the folder, opened.
    /// - Throws: `file.unreadable` where it breaks before its end.
    func names(in directory: OpaquePointer) throws(Fault) -> [String] {
        var names: [String] = []
        while true {
            // It gives the same nothing at the end and where it breaks, but for what it sets.
            errno = 0
            guard let entry = readdir(directory) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else {
            throw Fault(
                .fileUnreadable, .stopStream,
                "the folder breaks while it is listed: \(String(cString: strerror(errno)))",
                at: Origin(file: path),
                advice: "Look at the disk or the network it comes over; the next run looks again.")
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a file's name fits a glob.
    public static func fits(_ name: String, _ pattern: String) -> Bool {
        fnmatch(pattern, name, FNM_PERIOD | FNM_PATHNAME) == 0
    }
}
