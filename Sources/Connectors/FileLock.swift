import Glibc
public import LeadModel

/// A kernel lock on a file, by which processes and threads of one machine keep out of each other's way for a moment; the kernel lets go
/// of it when its holder ends, however that happens.
public enum FileLock {
    /// Between one look at a lock that somebody holds and the next, in microseconds.
    private static let nap: UInt32 = 20_000

    /// Does something that nobody else does meanwhile who asks for the same lock.
    /// - Parameters:
    ///   - path: the lock's own file, in a folder that is there: made where it is not, for this account alone, and left there.
    ///   - patience: for how many seconds another holder is waited for.
    ///   - refused: says in its own words why there is no lock.
    /// - Throws: `run.locked` where the other one does not come to an end, `file.write-failed` where there can be no lock, and what
    ///   `body` throws.
    public static func hold<Result>(
        _ path: String, patience: Int, refused: (Fault) -> Fault = { $0 }, _ body: () throws(Fault) -> Result
    ) throws(Fault) -> Result {
        let lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw refused(failed(path, errno)) }
        defer {
            // A program that is being started holds a copy of the descriptor until it is loaded.
            flock(lock, LOCK_UN)
            close(lock)
        }
        let began = ContinuousClock.now
        while flock(lock, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw refused(failed(path, errno)) }
            guard ContinuousClock.now - began < .seconds(patience) else {
                throw refused(
                    Fault(
                        .runLocked, .retry(afterSeconds: 60), "another process has held the lock for \(patience) s",
                        at: Origin(file: path), advice: "Wait until it ends; its lock goes with it."))
            }
            usleep(nap)
        }
        return try body()
    }

    private static func failed(_ path: String, _ code: Int32) -> Fault {
        Fault(
            .fileWriteFailed, .stopRun, "the file cannot be locked: \(String(cString: strerror(code)))",
            at: Origin(file: path),
            advice: "Let this account write the folder, which lies on a disk that knows locks.")
    }
}
