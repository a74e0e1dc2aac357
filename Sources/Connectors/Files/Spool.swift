import Glibc
public import LeadModel

/// A folder for this account alone, in which lies what was fetched or unpacked until it has been read.
public final class Spool {
    public let folder: String
    /// Names that belong to something that was seen in this run.
    private var claimed: Set<String> = []

    public init(folder: String) { self.folder = folder }

    /// What a file is called that is told apart by some words, and by this start of the machine: what was written before a
    /// power failure may have holes.
    /// - Parameter ending: of the file's name.
    public func name(of words: [String], _ ending: String) throws(Fault) -> String {
        try WholeFile.makeFolder(folder, isPrivate: true)
        guard chmod(folder, 0o700) == 0 else {
            throw Fault(
                .fileWriteFailed, .stopRun, "the folder is not this account's: \(String(cString: strerror(errno)))",
                at: Origin(file: folder), advice: "Have syncs run by the account that owns the store.")
        }
        let name = Fingerprint.of(words + [Spool.start]).prefix(32) + ending
        claimed.insert(String(name))
        claimParts(of: String(name))
        return String(name)
    }

    /// Says that somebody goes on with a download: what it keeps of a file before it is whole stays.
    func claimParts(of name: String) { claimed.formUnion([".\(name).part", ".\(name).part.json"]) }

    /// How long a file is; `nil` where there is none.
    func bytes(of name: String) -> Int64? {
        var status = stat()
        guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(status.st_size)
    }

    /// Lets go of a file.
    public func remove(_ path: String) { unlink(path) }

    /// Lets go of an export that lies in it; any other stays.
    public func remove(_ export: ReadyExport) { export.path(beneath: folder).map { remove($0) } }

    /// Removes what nobody has claimed since: parts of files that are no longer there, or that another run left.
    public func sweep() {
        guard let directory = opendir(folder) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != "..", !claimed.contains(name) { unlink("\(folder)/\(name)") }
        }
    }

    private static let start: String = {
        var bytes = [UInt8](repeating: 0, count: 64)
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "\(getpid())" }
        defer { close(descriptor) }
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }()
}

/// A file of a spool that is written anew, for this account alone.
final class SpooledBytes {
    private let path: String
    private let descriptor: Int32

    init(path: String) throws(Fault) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw SpooledBytes.failed("created", path) }
    }

    deinit { close(descriptor) }

    func write(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        var done = 0
        while done < bytes.count {
            let wrote = Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            if wrote < 0, errno == EINTR { continue }
            guard wrote > 0 else { throw SpooledBytes.failed("written", path) }
            done += wrote
        }
    }

    private static func failed(_ verb: String, _ path: String) -> Fault {
        Fault(
            errno == ENOSPC ? .storeFull : .fileWriteFailed, .stopRun,
            "it could not be \(verb): \(String(cString: strerror(errno)))", at: Origin(file: path),
            advice: "Check the folder's permissions and free space, and run again.")
    }
}
