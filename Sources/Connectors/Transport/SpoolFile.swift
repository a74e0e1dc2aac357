import Foundation
import LeadModel

/// A file on its way in: hidden, for this account alone, and gone on with where it broke off.
///
/// Beside its bytes lies a note of what the server said of the file, so that a later run can ask whether it is still the same.
final class SpoolFile {
    /// What a server says of a file that tells whether it is the same the next time.
    struct State: Codable, Equatable {
        /// Of HTTP: the tag or the date that `If-Range` takes.
        var condition: String?
        /// In all; `nil`: it did not say.
        var size: Int64?
        /// Of SFTP and FTP, in milliseconds since 1970.
        var modified: Int64?

        /// Whether it would be known again.
        var isRecognisable: Bool { condition != nil || size != nil && modified != nil }

        func isSame(as other: State?) -> Bool {
            guard let other, isRecognisable, condition == other.condition, modified == other.modified else {
                return false
            }
            return size == nil || other.size == nil || size == other.size
        }
    }

    private struct Note: Codable {
        var subject: String
        var state: State
    }

    let path: String
    /// Bytes so far.
    private(set) var count: Int64 = 0
    /// Of the bytes that are there; `nil`: nobody will know them again.
    private(set) var state: State?
    /// Whether its bytes came in more than one answer.
    private(set) var isJoined = false
    private let subject: String
    private let part: String
    private let descriptor: Int32
    private var digest = RunningDigest()
    /// The finished digest.
    private var sealed: String?

    private var note: String { part + ".json" }

    /// - Throws: `run.locked` where somebody else brings the same file.
    init(folder: String, name: String, subject: String) throws(Fault) {
        precondition(!name.isEmpty && !name.hasPrefix(".") && !name.contains("/"), "a download's name is no path")
        path = "\(folder)/\(name)"
        part = "\(folder)/.\(name).part"
        self.subject = Fingerprint.of([subject])
        try WholeFile.makeFolder(folder, isPrivate: true)
        descriptor = open(part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            fchmod(descriptor, 0o600) == 0
        else { throw failed("created") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw Fault(
                .runLocked, .stopRun, "somebody else is bringing this file", at: Origin(file: path),
                advice: "Wait until the other run has ended.")
        }
        try goOn(from: Int64(status.st_size))
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// In small hex digits, of all bytes; nothing is appended after it was asked for.
    var sha256: String {
        if let sealed { return sealed }
        let text = digest.finish()
        sealed = text
        return text
    }

    // MARK: What was begun

    /// Takes over what an earlier run has brought, where it is of the same file.
    private func goOn(from size: Int64) throws(Fault) {
        guard let data = FileManager.default.contents(atPath: note),
            // Our own note; with one that cannot be read the file begins anew.
            let found = try? JSONDecoder().decode(Note.self, from: data),
            found.subject == subject, size > 0
        else { return try restart() }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let got = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(count)) }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw failed("read") }
            if got == 0 { break }
            buffer.withUnsafeBytes { digest.add(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
            count += Int64(got)
        }
        state = found.state
    }

    /// Lets go of every byte, and notes down which file those belong to that come now.
    func restart(_ found: State? = nil) throws(Fault) {
        guard ftruncate(descriptor, 0) == 0 else { throw failed("emptied") }
        (count, digest, sealed, isJoined) = (0, RunningDigest(), nil, false)
        state = found.flatMap { $0.isRecognisable ? $0 : nil }
        guard let state else {
            guard unlink(note) == 0 || errno == ENOENT else { throw failed("emptied") }
            return
        }
        let text: Data
        do { text = try JSONEncoder().encode(Note(subject: subject, state: state)) } catch {
            preconditionFailure("a note is always JSON: \(error)")
        }
        let file = try WholeFile(path: note, isPrivate: true)
        try file.write(Array(text))
        _ = try file.commit()
    }

    // MARK: Bytes

    /// Says that what comes now belongs behind what is there.
    func join() { isJoined = true }

    func append(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        var done = 0
        while done < bytes.count {
            let wrote = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(count))
            if wrote < 0, errno == EINTR { continue }
            guard wrote > 0 else { throw failed("written") }
            digest.add(UnsafeRawBufferPointer(rebasing: bytes[done..<done + wrote]))
            (done, count) = (done + wrote, count + Int64(wrote))
        }
    }

    /// Makes the file appear under its name, durably.
    func commit() throws(Fault) {
        guard fsync(descriptor) == 0 else { throw failed("made durable") }
        guard rename(part, path) == 0 else { throw failed("renamed") }
        unlink(note)
        let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failed("made durable") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failed("made durable") }
    }

    private func failed(_ verb: String) -> Fault {
        Fault(
            errno == ENOSPC ? .storeFull : .fileWriteFailed, .stopRun,
            "it could not be \(verb): \(String(cString: strerror(errno)))", at: Origin(file: path),
            advice: "Check the folder's permissions and free space; the next run goes on where this one stopped.")
    }
}
