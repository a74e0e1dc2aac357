import Glibc
public import LeadModel

/// The right to write to a store: a kernel lock on `<store>.lock`, released by the kernel when the process ends, however
/// it ends.
///
/// Who waits for it holds a second lock meanwhile, on `<store>.turn`, and everybody goes past that one first: a process that lets go and
/// comes back at once cannot pass by somebody who waits.
public final class StoreLock: Sendable {
    private let descriptor: Int32
    private let turnPath: String

    /// What the names of its files end with, behind the store's.
    public static let suffixes = [".lock", ".turn"]

    /// How often it is looked whether a lock is free.
    private static let lookMicroseconds: UInt32 = 20_000
    /// After so long, whoever waits is told what for.
    private static let tellAfterSeconds = 1.0

    /// Takes the lock, or fails when patience is over.
    /// - Parameters:
    ///   - holder: written into the file for the next one who asks: process, host and time; no secret.
    ///   - patienceSeconds: how long it is waited for.
    ///   - tell: hears, once, who is waited for.
    /// - Throws: `run.locked`, saying who holds it since when.
    public init(
        beside path: String, holder: String, patienceSeconds: Double = 0, tell: (Fault) -> Void = { _ in }
    ) throws(Fault) {
        var wait = Wait(path: path + ".lock", patienceSeconds: patienceSeconds)
        turnPath = path + ".turn"
        let turn = try StoreLock.open(turnPath)
        // Its lock goes with the only descriptor.
        defer { StoreLock.release(turn) }
        let opened = try StoreLock.open(wait.path)
        do {
            try wait.take(turn, holder: opened, tell)
            try wait.take(opened, holder: opened, tell)
        } catch {
            close(opened)
            throw error
        }
        _ = ftruncate(opened, 0)
        _ = holder.withCString { pwrite(opened, $0, strlen($0), 0) }
        descriptor = opened
    }

    /// Whether somebody waits for it.
    func isAwaited() throws(Fault) -> Bool {
        let turn = try StoreLock.open(turnPath)
        defer { StoreLock.release(turn) }
        return flock(turn, LOCK_EX | LOCK_NB) != 0
    }

    deinit {
        _ = ftruncate(descriptor, 0)
        StoreLock.release(descriptor)
    }

    /// A program that is being started holds a copy of the descriptor until it is loaded; closing ours alone would leave it the lock.
    private static func release(_ descriptor: Int32) {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func open(_ path: String) throws(Fault) -> Int32 {
        let opened = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else {
            throw Fault(
                .storeFailed, .stopRun, "the lock file cannot be opened: \(String(cString: strerror(errno)))",
                at: Origin(file: path), advice: "Check that the folder exists and may be written.")
        }
        return opened
    }

    /// Waiting for both locks together.
    private struct Wait {
        let path: String
        let patienceSeconds: Double
        private let began = Wait.seconds
        private var isTold = false

        init(path: String, patienceSeconds: Double) {
            self.path = path
            self.patienceSeconds = patienceSeconds
        }

        /// - Parameter holder: the file that says who writes to the store.
        mutating func take(_ descriptor: Int32, holder: Int32, _ tell: (Fault) -> Void) throws(Fault) {
            while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                guard errno == EWOULDBLOCK || errno == EINTR else {
                    throw Fault(
                        .storeFailed, .stopRun, "the store cannot be locked: \(String(cString: strerror(errno)))",
                        at: Origin(file: path),
                        advice: "Keep the store on a disk of this machine; not every network drive knows locks.")
                }
                let waited = Wait.seconds - began
                guard waited < patienceSeconds else { throw locked(by: holder) }
                if waited > StoreLock.tellAfterSeconds, !isTold {
                    isTold = true
                    var fault = locked(by: holder)
                    fault.summary = "waiting: \(fault.summary)"
                    fault.advice =
                        "It goes on by itself when that one ends, or gives up after \(Int(patienceSeconds)) s."
                    tell(fault)
                }
                usleep(StoreLock.lookMicroseconds)
            }
        }

        private func locked(by holder: Int32) -> Fault {
            // Who has just taken it has not said yet who it is.
            var other = Wait.contents(holder)
            for _ in 0..<10 where other.isEmpty {
                usleep(StoreLock.lookMicroseconds)
                other = Wait.contents(holder)
            }
            return Fault(
                .runLocked, .retry(afterSeconds: 60),
                "another process writes to the store\(other.isEmpty ? "" : ": \(other)")",
                at: Origin(file: path), advice: "Wait until it ends; its lock goes with it.")
        }

        private static func contents(_ descriptor: Int32) -> String {
            var buffer = [UInt8](repeating: 0, count: 200)
            let count = pread(descriptor, &buffer, buffer.count, 0)
            return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : ""
        }

        /// By a clock that nobody sets.
        private static var seconds: Double {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
    }
}
