import Foundation
import Glibc
import Testing

extension Program {
    /// What one run of the program took from the machine.
    struct Cost {
        var status: Int32
        /// Time of the processor, in which a busy machine changes little.
        var milliseconds: Double
        /// The most memory that was resident at one time.
        var peakBytes: Int
        var said: String
    }

    /// Runs the program some times, and takes the least of each cost.
    static func cost(_ arguments: [String], in folder: String, times: Int = 3) throws -> Cost {
        var least = try measured(arguments, in: folder)
        for _ in 1..<times {
            let next = try measured(arguments, in: folder)
            least.milliseconds = min(least.milliseconds, next.milliseconds)
            least.peakBytes = min(least.peakBytes, next.peakBytes)
        }
        return least
    }

    /// The kernel counts the memory of whoever starts a process without copying itself towards that process's own: a shell
    /// stands between the tests and the program, and when it has ended, the program becomes a child of the tests.
    private static func measured(_ arguments: [String], in folder: String) throws -> Cost {
        try #require(adoptsOrphans, "the kernel does not give the tests the children of their children")
        let mark = UUID().uuidString
        let script = """
            cd "$1" && mark="$2" && shift 2 && { "$@" >".said-$mark" 2>&1 </dev/null & } && echo $! >".number-$mark"
            """
        var words: [UnsafeMutablePointer<CChar>?] =
            (["sh", "-c", script, "sh", folder, mark, try path()] + arguments).map { strdup($0) } + [nil]
        var surroundings: [UnsafeMutablePointer<CChar>?] =
            ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + surroundings).forEach { free($0) } }
        var shell: pid_t = 0
        try #require(posix_spawn(&shell, "/bin/sh", nil, nil, &words, &surroundings) == 0)
        var status: Int32 = 0
        while waitpid(shell, &status, 0) < 0, errno == EINTR {}
        let number = try #require(
            pid_t(
                String(contentsOfFile: "\(folder)/.number-\(mark)", encoding: .utf8).trimmingCharacters(
                    in: .whitespacesAndNewlines)))
        var usage = rusage()
        var ended: pid_t = -1
        repeat { ended = wait4(number, &status, 0, &usage) } while ended < 0 && errno == EINTR
        try #require(ended == number, "\(String(cString: strerror(errno)))")
        func milliseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1_000 + Double(time.tv_usec) / 1_000 }
        return Cost(
            status: status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F),
            milliseconds: milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime),
            peakBytes: Int(usage.ru_maxrss) << 10,
            said: try String(contentsOfFile: "\(folder)/.said-\(mark)", encoding: .utf8))
    }

    /// Asks the kernel for the children of children that have ended; `prctl` takes arguments in a way Swift cannot call.
    private static let adoptsOrphans: Bool = {
        typealias Control = @convention(c) (CInt, CUnsignedLong, CUnsignedLong, CUnsignedLong, CUnsignedLong) -> CInt
        guard let symbol = dlsym(UnsafeMutableRawPointer(bitPattern: 0), "prctl") else { return false }
        let becomeSubreaper: CInt = 36
        return unsafeBitCast(symbol, to: Control.self)(becomeSubreaper, 1, 0, 0, 0) == 0
    }()
}
