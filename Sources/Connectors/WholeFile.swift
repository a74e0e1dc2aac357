import CSHA256
import Failpoints
import Glibc
public import LeadModel
public import RecordFormats

/// Writes a file whole or not at all: a temporary file beside it, fsync, rename, fsync of the folder.
///
/// Until `commit` nobody sees the file; a process that is killed leaves at most a hidden temporary file, which the next
/// writer of the same name replaces.
public final class WholeFile {
    public let path: String
    private let temporary: String
    private let descriptor: Int32
    private let digest: OpaquePointer
    private var isCommitted = false
    /// Bytes written so far.
    public private(set) var count: Int64 = 0

    /// - Parameter isPrivate: for this account alone; otherwise its group may read it, as feeds are fetched.
    public init(path: String, isPrivate: Bool = false) throws(Fault) {
        self.path = path
        let (folder, name) = WholeFile.split(path)
        temporary = "\(folder)/.\(name).partial"
        try WholeFile.makeFolder(folder)
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, isPrivate ? 0o600 : 0o640)
        guard descriptor >= 0, let digest = csha256_new() else { throw WholeFile.failed("created", path) }
        self.digest = digest
        if !isPrivate { takeOver() }
    }

    /// Takes over whose file it replaces and who may read it, as far as this account may: what root rewrites is fetched by
    /// whoever fetched it before.
    private func takeOver() {
        var (old, new) = (stat(), stat())
        guard lstat(path, &old) == 0, old.st_mode & S_IFMT == S_IFREG, fstat(descriptor, &new) == 0 else { return }
        if old.st_uid != new.st_uid || old.st_gid != new.st_gid {
            // Only root gives files away; a group may be given that one is a member of.
            let given =
                geteuid() == 0 ? fchown(descriptor, old.st_uid, old.st_gid) : fchown(descriptor, .max, old.st_gid)
            guard given == 0 else { return }
        }
        _ = fchmod(descriptor, old.st_mode & 0o777)
    }

    deinit {
        csha256_free(digest)
        close(descriptor)
        if !isCommitted { unlink(temporary) }
    }

    /// Keeps all bytes in a file that nobody else may read.
    public static func keep(_ bytes: any ByteSource, in path: String) throws(Fault) {
        var source = bytes
        let file = try WholeFile(path: path, isPrivate: true)
        var buffer = [UInt8](repeating: 0, count: 1 << 17)
        while true {
            let count = try buffer.withUnsafeMutableBytes { bytes in
                Result { () throws(Fault) in try source.read(into: bytes) }
            }.get()
            if count == 0 { break }
            try file.write(Array(buffer[..<count]))
        }
        _ = try file.commit()
    }

    /// Appends bytes to the temporary file and to its digest. Throws `store.full` or `file.write-failed`.
    public func write(_ bytes: [UInt8]) throws(Fault) {
        _ = bytes.withUnsafeBytes { csha256_update(digest, $0.baseAddress, $0.count) }
        var done = 0
        while done < bytes.count {
            let wrote = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, bytes.count - done) }
            if wrote < 0, errno == EINTR { continue }
            guard wrote > 0 else { throw WholeFile.failed("written", path) }
            done += wrote
        }
        count += Int64(bytes.count)
    }

    /// Makes the file appear under its name, durably.
    /// - Returns: SHA-256 of what was written, lower-case hex.
    public func commit() throws(Fault) -> String {
        var sha256 = [UInt8](repeating: 0, count: 32)
        _ = csha256_finish(digest, &sha256)
        Failpoint.fileWritten.pass()
        guard fsync(descriptor) == 0 else { throw WholeFile.failed("made durable", path) }
        Failpoint.fileSynced.pass()
        guard rename(temporary, path) == 0 else { throw WholeFile.failed("renamed", path) }
        Failpoint.fileRenamed.pass()
        isCommitted = true
        let folder = open(WholeFile.split(path).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw WholeFile.failed("made durable", path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw WholeFile.failed("made durable", path) }
        return Hex.text(sha256)
    }

    /// Makes a folder and its parents, those that are not there yet.
    /// - Parameter isPrivate: for this account alone; otherwise its group may look into them, which fetches feeds and
    ///   delivers exports.
    public static func makeFolder(_ path: String, isPrivate: Bool = false) throws(Fault) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made.hasSuffix("/") ? part : "/\(part)"
            if mkdir(made, isPrivate ? 0o700 : 0o750) != 0, errno != EEXIST { throw failed("created", made) }
        }
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    private static func failed(_ verb: String, _ path: String) -> Fault {
        Fault(
            errno == ENOSPC ? .storeFull : .fileWriteFailed, .stopRun,
            "it could not be \(verb): \(String(cString: strerror(errno)))",
            at: Origin(file: path),
            advice: "Check the folder's permissions and free space; the old file, if there was one, is untouched.")
    }
}

/// Bytes as lower-case hexadecimal digits.
public enum Hex {
    /// Two digits for each byte.
    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// A short name for the content of some texts: SHA-256 over all of them, in small hex digits.
public enum Fingerprint {
    /// SHA-256 of bytes, in hexadecimal.
    public static func of(bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        csha256_of("", 0, bytes, bytes.count, &digest)
        return Hex.text(digest)
    }

    /// SHA-256 of texts one after the other, each ended by a byte that no text holds.
    public static func of(_ texts: [String]) -> String {
        var bytes: [UInt8] = []
        for text in texts {
            bytes.append(contentsOf: text.utf8)
            bytes.append(0)
        }
        var digest = [UInt8](repeating: 0, count: 32)
        csha256_of("", 0, bytes, bytes.count, &digest)
        return Hex.text(digest)
    }
}

/// The digest by which versions of records are told apart.
public enum RecordDigest {
    /// - Parameters:
    ///   - context: what gives the bytes their meaning, such as a CSV header.
    ///   - raw: the record's own bytes.
    public static func of(_ raw: ArraySlice<UInt8>, context: [UInt8]) -> ContentDigest {
        var digest: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &digest) { output in
            raw.withUnsafeBytes { bytes in
                context.withUnsafeBytes { prefix in
                    csha256_of(
                        prefix.baseAddress, prefix.count, bytes.baseAddress, bytes.count,
                        output.baseAddress?.assumingMemoryBound(to: UInt8.self))
                }
            }
        }
        return ContentDigest(high: UInt64(bigEndian: digest.0), low: UInt64(bigEndian: digest.1))
    }
}
