import Failpoints
import Foundation
import Glibc
import Testing

@testable import SyncEngine

/// The built command line, run as a process of its own.
enum Program {
    struct Said {
        var status: Int32
        var output: String
        var talk: String
        /// Everything a person could read.
        var all: String { output + talk }
        /// The same with lines that were folded for the terminal put together again.
        var unfolded: String { all.replacing(#/\n +/#, with: " ") }
    }

    static func run(_ arguments: [String], in folder: String, surroundings: [String: String] = [:]) throws -> Said {
        let process = try start(arguments, in: folder, surroundings: surroundings)
        return try process.wait()
    }

    /// Runs until it comes to a place, for so many times, and dies there.
    /// - Parameter signal: of which it dies; as if the power had gone where nothing else is said.
    static func run(
        _ arguments: [String], in folder: String, dyingAt place: Failpoint, times: Int = 1, signal: Int32 = SIGKILL
    ) throws {
        let said = try start(
            arguments, in: folder, surroundings: ["LEADLOOP_DIE_AT": "\(place.rawValue):\(times):\(signal)"]
        ).wait()
        try #require(said.status == -signal, "it did not come to \(place) for \(times) times:\n\(said.all)")
    }

    /// Runs as an account that may write only what belongs to it: `nobody` where the tests run as root, who may write
    /// everything. The folder becomes that account's own.
    static func runUnprivileged(_ arguments: [String], in folder: String) throws -> Said {
        guard geteuid() == 0 else { return try run(arguments, in: folder) }
        let nobody: uid_t = 65_534
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            lchown("\(folder)/\(path)", nobody, 0)
        }
        lchown(folder, nobody, 0)
        return try start(
            arguments, in: folder, through: ["setpriv", "--reuid=\(nobody)", "--regid=\(nobody)", "--clear-groups"]
        ).wait()
    }

    /// A process that runs.
    final class Running {
        let number: pid_t
        private let folder: String

        fileprivate init(number: pid_t, folder: String) {
            self.number = number
            self.folder = folder
        }

        /// Waits for its end; the status of one that was killed is negative.
        func wait() throws -> Said {
            var status: Int32 = 0
            while waitpid(number, &status, 0) < 0, errno == EINTR {}
            let code = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
            let said = try ["out", "err"].map {
                try String(contentsOfFile: "\(folder)/.said-\(number).\($0)", encoding: .utf8)
            }
            return Said(status: code, output: said[0], talk: said[1])
        }
    }

    static func start(
        _ arguments: [String], in folder: String, through launcher: [String] = [],
        surroundings more: [String: String] = [:]
    ) throws -> Running {
        let program = try path()
        // A shell of one line changes the folder and sends what is said to files, then becomes the program.
        let script = "cd \"$1\" && shift && exec \"$@\" >\".said-$$.out\" 2>\".said-$$.err\" </dev/null"
        var words: [UnsafeMutablePointer<CChar>?] =
            (["sh", "-c", script, "sh", folder] + launcher + [program] + arguments).map {
                strdup($0)
            }
        words.append(nil)
        var surroundings: [UnsafeMutablePointer<CChar>?] = ProcessInfo.processInfo.environment.merging(
            more, uniquingKeysWith: { $1 }
        ).map {
            strdup("\($0.key)=\($0.value)")
        }
        surroundings.append(nil)
        defer { (words + surroundings).forEach { free($0) } }
        // Tests run on threads that block signals, and perhaps below a shell that ignores some.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var number: pid_t = 0
        let failure = posix_spawn(&number, "/bin/sh", nil, &attributes, words, surroundings)
        try #require(failure == 0, "the program could not be started: \(String(cString: strerror(failure)))")
        return Running(number: number, folder: folder)
    }

    /// `leadloop` beside the tests that run.
    static func path() throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = (tests as NSString).deletingLastPathComponent + "/leadloop"
        try #require(FileManager.default.isExecutableFile(atPath: program), "there is no program at \(program)")
        return program
    }
}

/// The repository that this file belongs to.
enum Repository {
    static func path(_ relative: String, file: String = #filePath) -> String {
        // A symbolic link may have led here.
        let real = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
        let root = (0..<3).reduce(real) { folder, _ in (folder as NSString).deletingLastPathComponent }
        return root + "/" + relative
    }
}
