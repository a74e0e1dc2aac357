import Glibc
public import LeadModel

/// The right to write to a store: a kernel lock on `<store>.lock`, released by the kernel when the process ends, however
/// it ends.
public final class StoreLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock at once or fails.
    /// - Parameter holder: written into the file for the next one who asks: process, host and time; no secret.
    /// - Throws: `run.locked`, saying who holds it.
    public init(beside path: String, holder: String) throws(Fault) {
        let lockPath = path + ".lock"
        let opened = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else {
            throw Fault(
                .storeFailed, .stopRun, "the lock file cannot be opened: \(String(cString: strerror(errno)))",
                at: Origin(file: lockPath), advice: "Check that the folder exists and may be written.")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let other = StoreLock.contents(opened)
            close(opened)
            throw Fault(
                .runLocked, .retry(afterSeconds: 60),
                "another process writes to the store\(other.isEmpty ? "" : ": \(other)")",
                at: Origin(file: lockPath), advice: "Wait until it ends; its lock goes with it.")
        }
        _ = ftruncate(opened, 0)
        _ = holder.withCString { pwrite(opened, $0, strlen($0), 0) }
        descriptor = opened
    }

    deinit {
        _ = ftruncate(descriptor, 0)
        // A program that is being started holds a copy of the descriptor until it is loaded; closing ours alone would leave
        // it the lock.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func contents(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 200)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : ""
    }
}
