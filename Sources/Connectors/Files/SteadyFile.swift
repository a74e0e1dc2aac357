import CSHA256
import Glibc
public import LeadModel

/// A regular file that is read in pieces from anywhere, and that either is what it was when it was opened, or says that it is not.
///
/// Neither a link nor a FIFO nor a device is opened. A piece that was read is looked after before it is given out: where the file
/// was written to meanwhile, or another one has taken its name, the piece is a fault.
public final class SteadyFile: Sendable {
    /// By what a file is known to be the same one, unchanged.
    public struct Stand: Sendable, Hashable {
        let device: UInt
        let inode: UInt
        let bytes: Int64
        let modified: Int64
        let changed: Int64
    }

    /// What messages call it.
    public let path: String
    /// How it stood when it was opened.
    public let stand: Stand
    private let descriptor: Int32

    /// - Throws: `file.missing`, `file.not-regular`, `file.unreadable`.
    public init(path: String) throws(Fault) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw SteadyFile.refused(path, errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw SteadyFile.notRegular(path)
        }
        stand = Stand(status)
    }

    deinit { close(descriptor) }

    /// How long it is.
    public var count: Int64 { stand.bytes }

    /// Reads a piece; may be called by several at a time.
    /// - Returns: how many bytes there are of it; fewer than asked for only at the file's end.
    /// - Throws: `file.changed-while-read`, where the file is not what it was any more.
    public func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
        var done = 0
        while done < buffer.count, let start = buffer.baseAddress {
            let got = pread(descriptor, start + done, buffer.count - done, off_t(offset) + off_t(done))
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw SteadyFile.refused(path, errno) }
            if got == 0 { break }
            done += got
        }
        try requireSame()
        return done
    }

    /// SHA-256 of the whole file, in small hex digits.
    public func sha256() throws(Fault) -> String {
        guard let digest = csha256_new() else {
            throw Fault(
                .fileUnreadable, .stopStream, "memory is short", at: Origin(file: path), advice: "Free memory.")
        }
        defer { csha256_free(digest) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        var offset: Int64 = 0
        while offset < count {
            let got = try read(at: offset, into: buffer)
            guard got > 0 else { throw changed }
            _ = csha256_update(digest, buffer.baseAddress, got)
            offset += Int64(got)
        }
        var bytes = [UInt8](repeating: 0, count: 32)
        _ = csha256_finish(digest, &bytes)
        return Hex.text(bytes)
    }

    private func requireSame() throws(Fault) {
        var (status, named) = (stat(), stat())
        // Where its name leads elsewhere by now it has been replaced or deleted, though it may have further names.
        guard fstat(descriptor, &status) == 0, lstat(path, &named) == 0, named.st_dev == status.st_dev,
            named.st_ino == status.st_ino
        else { throw changed }
        let now = Stand(status)
        guard now.bytes == stand.bytes, now.modified == stand.modified else { throw changed }
    }

    private var changed: Fault {
        Fault(
            .fileChanged, .retry(afterSeconds: 1), "the file changed while it was read", at: Origin(file: path),
            advice: "Read it again.")
    }

    private static func notRegular(_ path: String) -> Fault {
        Fault(
            .fileNotRegular, .stopStream, "this is not a regular file", at: Origin(file: path),
            advice: "Look at who put it there.")
    }

    private static func refused(_ path: String, _ code: Int32) -> Fault {
        switch code {
        case ENOENT:
            Fault(
                .fileMissing, .stopStream, "the file is not there", at: Origin(file: path),
                advice: "Look at who took it away.")
        case ELOOP, ENXIO: notRegular(path)
        default:
            Fault(
                .fileUnreadable, .stopStream, "the file cannot be read: \(String(cString: strerror(code)))",
                at: Origin(file: path), advice: "Check its permissions and its disk.")
        }
    }
}

extension SteadyFile.Stand {
    fileprivate init(_ status: stat) {
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
        bytes = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        // Nobody can set this one back.
        changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    }
}
