import Connectors
import Glibc
import LeadModel

/// Whole files, copied and looked at in pieces.
enum StreamedCopy {
    private static let pieceBytes = 1 << 20

    /// How long a file is; `nil` where there is none.
    static func size(_ path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// SHA-256 of a file in small hex digits.
    static func digest(_ path: String) throws(Fault) -> String {
        let digest = RunningDigest()
        try read(path, upTo: .max) { (piece) throws(Fault) in digest.add(piece) }
        return digest.finish()
    }

    /// Copies what a file holds when it is opened, durably, for this account alone: one that grows meanwhile is copied up to there.
    /// - Returns: how much it was, and its SHA-256.
    static func copy(_ path: String, to target: String) throws(Fault) -> (bytes: Int64, sha256: String) {
        let file = try WholeFile(path: target, isPrivate: true)
        try read(path, upTo: size(path) ?? 0) { (piece) throws(Fault) in try file.write(Array(piece)) }
        let bytes = file.count
        return (bytes, try file.commit())
    }

    /// Whether one file is the beginning of another.
    static func begins(_ path: String, with other: String) throws(Fault) -> Bool {
        guard let length = size(other), let whole = size(path), length <= whole else { return false }
        let (start, all) = (RunningDigest(), RunningDigest())
        try read(path, upTo: length) { (piece) throws(Fault) in start.add(piece) }
        try read(other, upTo: length) { (piece) throws(Fault) in all.add(piece) }
        return start.finish() == all.finish()
    }

    private static func read(
        _ path: String, upTo length: Int64, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void
    ) throws(Fault) {
        let opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard opened >= 0 else { throw failed("opened", path) }
        defer { close(opened) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceBytes, alignment: 16)
        defer { buffer.deallocate() }
        var left = length
        while left > 0 {
            let count = Glibc.read(opened, buffer.baseAddress, Int(min(Int64(pieceBytes), left)))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failed("read", path) }
            if count == 0 { break }
            left -= Int64(count)
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Makes the content of a file durable.
    static func makeDurable(_ path: String) throws(Fault) {
        let opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard opened >= 0 else { throw failed("opened", path) }
        defer { close(opened) }
        guard fsync(opened) == 0 else { throw failed("made durable", path) }
    }

    private static func failed(_ verb: String, _ path: String) -> Fault {
        Fault(
            errno == ENOENT ? .fileMissing : errno == ENOSPC ? .storeFull : .fileUnreadable, .stopRun,
            "it could not be \(verb): \(String(cString: strerror(errno)))", at: Origin(file: path),
            advice: "Name a file that this account may read; look at the free space, too.")
    }
}
