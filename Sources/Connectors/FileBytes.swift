import CBeneath
import CSHA256
import Glibc
public import LeadModel
public import RecordFormats

/// The bytes of a regular file, read once from front to back, with their SHA-256 taken on the way.
///
/// A directory, FIFO, device or symbolic link is refused; a file that changes while it is read is a fault at its end.
public final class FileBytes: ByteSource {
    /// What messages call it.
    public let path: String
    public let count: Int64
    private let descriptor: Int32
    private let opened: stat
    private let digest: OpaquePointer
    private var position: Int64 = 0

    /// - Parameter name: what messages call it, where that is not its path.
    public convenience init(path: String, named name: String? = nil) throws(Fault) {
        try self.init(open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY), name ?? path)
    }

    /// A file of a folder, and nothing that a link or a name with dots in it leads to: neither another folder's file, nor a
    /// FIFO, nor a device, which are not even opened.
    /// - Parameter name: as it stands in the folder.
    public convenience init(_ name: String, beneath folder: String) throws(Fault) {
        try self.init(beneath_open(folder, name), "\(folder)/\(name)")
    }

    /// - Parameter descriptor: below zero where it could not be opened; `errno` says why.
    private init(_ descriptor: Int32, _ path: String) throws(Fault) {
        self.path = path
        self.descriptor = descriptor
        guard descriptor >= 0 else { throw FileBytes.refused(path, errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw Fault(
                .fileNotRegular, .stopStream, "this is not a regular file", at: Origin(file: path),
                advice: "Put the export itself here, not a folder, link or device.")
        }
        opened = status
        count = Int64(status.st_size)
        guard let digest = csha256_new() else {
            close(descriptor)
            throw Fault(
                .fileUnreadable, .stopRun, "memory is short", at: Origin(file: path),
                advice: "Free memory and run again.")
        }
        self.digest = digest
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit {
        csha256_free(digest)
        close(descriptor)
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
        guard buffer.count > 0 else { return 0 }
        while true {
            let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw FileBytes.refused(path, errno) }
            if got == 0 {
                try checkUnchanged()
                return 0
            }
            position += Int64(got)
            _ = csha256_update(digest, buffer.baseAddress, got)
            return got
        }
    }

    /// Reads what is left and gives the SHA-256 of the whole file, 32 bytes.
    public func finishDigest() throws(Fault) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while try read(into: buffer) > 0 {}
        var bytes = [UInt8](repeating: 0, count: 32)
        _ = csha256_finish(digest, &bytes)
        return bytes
    }

    /// When its content was changed last.
    public var modified: Instant {
        Instant(milliseconds: Int64(opened.st_mtim.tv_sec) * 1_000 + Int64(opened.st_mtim.tv_nsec) / 1_000_000)
    }

    /// The same open file once more, for a library that reads by itself; whoever asks closes it.
    func duplicate() throws(Fault) -> Int32 {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw FileBytes.refused(path, errno) }
        return copy
    }

    /// The last bytes of the file, at most so many; reading from the front goes on where it was.
    public func last(_ limit: Int) throws(Fault) -> [UInt8] {
        let wanted = Int(min(Int64(limit), count))
        var bytes = [UInt8](repeating: 0, count: wanted)
        let got = bytes.withUnsafeMutableBytes {
            pread(descriptor, $0.baseAddress, wanted, off_t(count) - off_t(wanted))
        }
        guard got >= 0 else { throw FileBytes.refused(path, errno) }
        return Array(bytes.prefix(got))
    }

    /// Starts over from the first byte.
    public func rewind() throws(Fault) {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileBytes.refused(path, errno) }
        position = 0
        var bytes = [UInt8](repeating: 0, count: 32)
        _ = csha256_finish(digest, &bytes)
    }

    private func checkUnchanged() throws(Fault) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, position == count, status.st_size == opened.st_size,
            status.st_mtim.tv_sec == opened.st_mtim.tv_sec, status.st_mtim.tv_nsec == opened.st_mtim.tv_nsec
        else {
            throw Fault(
                .fileChanged, .stopStream, "the file changed while it was read", at: Origin(file: path),
                advice: "Let the export end, or write it under another name and rename it; then sync again.")
        }
    }

    private static func refused(_ path: String, _ code: Int32) -> Fault {
        let reason = String(cString: strerror(code))
        switch code {
        case ENOENT:
            return Fault(
                .fileMissing, .stopStream, "the file is not there", at: Origin(file: path),
                advice: "Check the folder and the file pattern of the source.")
        case ELOOP:
            return Fault(
                .fileNotRegular, .stopStream, "this is a symbolic link", at: Origin(file: path),
                advice: "Put the export itself here.")
        case EISDIR:
            return Fault(
                .fileNotRegular, .stopStream, "this is not a regular file", at: Origin(file: path),
                advice: "Put the export itself here, not a folder, link or device.")
        case EXDEV:
            return Fault(
                .fileNotRegular, .stopStream, "this lies outside of the folder", at: Origin(file: path),
                advice: "Put the export itself into the folder.")
        default:
            return Fault(
                .fileUnreadable, .stopStream, "the file cannot be read: \(reason)", at: Origin(file: path),
                advice: "Check its permissions and its disk.")
        }
    }
}
