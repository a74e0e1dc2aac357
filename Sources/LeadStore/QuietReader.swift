import GRDB
import Glibc
import LeadModel
import Synchronization

/// The connection of somebody who only looks: it changes no byte and leaves no file behind, so that it works in a folder
/// that may not be written.
///
/// While nobody writes, there is no write-ahead log, and the store is read as a file that stands still. Whether it did is
/// looked at after each read, before anything read is believed. Once a log is there, SQLite reads through it.
final class QuietReader: Sendable {
    private enum Door {
        case still(DatabaseQueue, Stand)
        case moving(DatabaseQueue)
    }

    private let path: String
    private let configuration: Configuration
    private let door: Mutex<Door>

    /// - Parameter configuration: as for every connection to the store; made read-only here.
    init(at path: String, _ configuration: Configuration) throws {
        var configuration = configuration
        configuration.readonly = true
        self.path = path
        self.configuration = configuration
        door = Mutex(try QuietReader.open(path, configuration))
    }

    /// One consistent read.
    /// - Parameter body: may run again, because somebody wrote while it ran.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try withConsistentQueue { try $0.read(body) }
    }

    /// Copies all of it as it stands at one time.
    ///
    /// A copy may take longer than the time between two writers. Where one came in between, it is made once more through SQLite, which shows
    /// it the store as it was when that began, whoever writes meanwhile; then an empty log may stay beside the store.
    /// - Parameter step: told how many pages are copied, and of how many.
    func backup(to copy: DatabaseQueue, _ step: (Int, Int) throws -> Void) throws {
        if case .still(let queue, let stand) = door.withLock({ $0 }) {
            let outcome = Result { try LeadStore.copy(queue, to: copy, step) }
            if Stand(of: path) == stand { return try outcome.get() }
        }
        let queue = try QuietReader.moving(path, configuration)
        door.withLock { $0 = .moving(queue) }
        try LeadStore.copy(queue, to: copy, step)
    }

    private func withConsistentQueue<Value>(_ body: (DatabaseQueue) throws -> Value) throws -> Value {
        // Each time but the last, somebody finished writing meanwhile, which takes longer than most reads.
        for _ in 0..<8 {
            switch door.withLock({ $0 }) {
            case .moving(let queue): return try body(queue)
            case .still(let queue, let stand):
                // A fault may be none but that pages changed while they were read, so it is not believed either.
                let outcome = Result { try body(queue) }
                if Stand(of: path) == stand { return try outcome.get() }
            }
            let next = try QuietReader.open(path, configuration)
            door.withLock { $0 = next }
        }
        throw Fault(
            .storeBusy, .retry(afterSeconds: 5), "the store changes faster than it can be read",
            at: Origin(file: path), advice: "Run again in a moment.")
    }

    private static func open(_ path: String, _ configuration: Configuration) throws -> Door {
        guard let stand = Stand(of: path) else { return .moving(try moving(path, configuration)) }
        return .still(try DatabaseQueue(path: stillAddress(of: path), configuration: configuration), stand)
    }

    private static func moving(_ path: String, _ configuration: Configuration) throws -> DatabaseQueue {
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as DatabaseError where access(path, R_OK) == 0 {
            guard [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) else { throw error }
            throw Fault(
                .storeFailed, .stopRun,
                "a writer left the store with its log, and reading that takes a file beside it that this account may not make",
                at: Origin(file: path),
                advice: "Let an account that may write there run `leadloop sync`; it takes the log in.")
        }
    }

    /// SQLite's address of a file that nobody changes.
    private static func stillAddress(of path: String) -> String {
        let escaped = path.utf8.reduce(into: "") { text, byte in
            let isPlain =
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "/._-".utf8.contains(byte)
            let digits = String(byte, radix: 16)
            text += isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.utf8.count == 1 ? "0" : "") + digits
        }
        return "file:\(escaped)?immutable=1"
    }
}

/// How a store without a log stands in its folder; the same again means that nobody wrote in between.
private struct Stand: Equatable {
    private let inode: UInt
    private let bytes: Int
    private let seconds: Int
    private let nanoseconds: Int

    /// `nil` where there is a log: the file alone is not the store then.
    init?(of path: String) {
        var log = stat()
        if stat(path + "-wal", &log) == 0, log.st_size > 0 { return nil }
        var file = stat()
        guard stat(path, &file) == 0 else { return nil }
        inode = UInt(file.st_ino)
        bytes = Int(file.st_size)
        seconds = file.st_mtim.tv_sec
        nanoseconds = file.st_mtim.tv_nsec
    }
}
