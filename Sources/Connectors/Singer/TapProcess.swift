import CTapProcess
import Glibc
import LeadModel
import RecordFormats

/// A tap while it runs: its output is the source's bytes, and its end is the end of them.
///
/// It has an empty input, the environment it is given and no other, limits of its own, and a process group that is killed with
/// it. What it says on its error output is counted and thrown away, or kept in a file that the user asked for.
final class TapProcess: ByteSource {
    private let name: String
    private let limits: TapLimits
    private let process: pid_t
    private let output: Int32
    private let errors: Int32
    /// Where its error output goes; -1: nowhere.
    private let kept: Int32
    private var keptBytes = 0
    private(set) var errorLines = 0
    private let began = ContinuousClock.now
    private var errorsAreOpen = true
    private var isOver = false

    /// The most of an error output that is kept.
    private static let mostKeptBytes = 1 << 20
    /// How long a tap may take to end after its last word, and after it was asked to.
    private static let secondsToEnd = 30
    private static let secondsAfterAsking = 2

    struct Command {
        var program: String
        var arguments: [String]
        var environment: [String: String]
        var folder: String
    }

    /// - Throws: `singer.tap-missing` where it cannot be started.
    init(_ command: Command, limits: TapLimits, errorOutput: String?, name: String) throws(Fault) {
        self.name = name
        self.limits = limits
        kept = try errorOutput.map { path throws(Fault) in try TapProcess.create(path) } ?? -1
        var output: Int32 = -1
        var errors: Int32 = -1
        let environment = command.environment.map { "\($0.key)=\($0.value)" }.sorted()
        process = withStrings([command.program] + command.arguments) { arguments in
            withStrings(environment) { environment in
                command.program.withCString { path in
                    command.folder.withCString { folder in
                        var start = tap_command()
                        start.path = path
                        start.arguments = arguments
                        start.environment = environment
                        start.folder = folder
                        start.memory_bytes = UInt64(limits.megabytes) << 20
                        start.cpu_seconds = UInt64(limits.cpuSeconds)
                        start.open_files = UInt64(limits.openFiles)
                        return tap_process_start(&start, &output, &errors)
                    }
                }
            }
        }
        self.output = output
        self.errors = errors
        guard process > 0 else {
            isOver = true
            throw SingerFault.missing(command.program, String(cString: strerror(-process)), name)
        }
        _ = fcntl(errors, F_SETFL, O_NONBLOCK)
    }

    deinit {
        end()
        if process > 0 {
            close(output)
            close(errors)
        }
        if kept >= 0 { close(kept) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
        guard !isOver else { return 0 }
        var heard = ContinuousClock.now
        while true {
            var watched = [
                pollfd(fd: output, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errorsAreOpen ? errors : -1, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&watched, 2, 1_000)
            let now = ContinuousClock.now
            if watched[1].revents != 0, takeErrors() { heard = now }
            if ready > 0, watched[0].revents != 0 {
                let count = Glibc.read(output, buffer.baseAddress, buffer.count)
                if count > 0 { return count }
                if count < 0, errno == EINTR { continue }
                try finish()
                return 0
            }
            if now - heard > .seconds(limits.stallSeconds) {
                end()
                throw SingerFault.silent(limits.stallSeconds, "said nothing for", name)
            }
            if now - began > .seconds(limits.totalSeconds) {
                end()
                throw SingerFault.silent(limits.totalSeconds, "ran longer than", name)
            }
        }
    }

    /// Ends it at once, with all that it started.
    func end() {
        guard !isOver else { return }
        isOver = true
        tap_process_ask(process)
        _ = ended(within: TapProcess.secondsAfterAsking)
        tap_process_close(process)
    }

    // MARK: Its end

    /// Behind its last word: how it ended tells whether that was all.
    private func finish() throws(Fault) {
        let status = ended(within: min(TapProcess.secondsToEnd, limits.stallSeconds))
        while errorsAreOpen, takeErrors() {}
        guard let status else {
            end()
            throw SingerFault.silent(TapProcess.secondsToEnd, "closed its output and did not end for", name)
        }
        isOver = true
        tap_process_close(process)
        guard status == 0 else {
            throw SingerFault.failed(status, errorLines: errorLines, isKept: kept >= 0, name)
        }
    }

    private func ended(within seconds: Int) -> Int32? {
        let asked = ContinuousClock.now
        var status: Int32 = 0
        while tap_process_has_ended(process, &status) == 0 {
            // A tap that waits until somebody reads its errors would never end.
            _ = takeErrors()
            if ContinuousClock.now - asked > .seconds(seconds) { return nil }
            usleep(5_000)
        }
        return status
    }

    // MARK: Its error output

    /// - Returns: whether there was some.
    private func takeErrors() -> Bool {
        guard errorsAreOpen else { return false }
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        let count = Glibc.read(errors, &bytes, bytes.count)
        if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { errorsAreOpen = false }
        guard count > 0 else { return false }
        errorLines += bytes[..<count].reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
        let room = min(count, TapProcess.mostKeptBytes - keptBytes)
        if kept >= 0, room > 0 {
            let written = write(kept, &bytes, room)
            keptBytes += max(0, written)
        }
        return true
    }

    private static func create(_ path: String) throws(Fault) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else {
            throw Fault(
                .fileWriteFailed, .stopStream,
                "the tap's errors cannot be kept there: \(String(cString: strerror(errno)))", at: Origin(file: path),
                advice: "Correct 'error-output' of the source, or the rights of its folder.")
        }
        return descriptor
    }
}

/// Lends C a list of strings that ends with NULL.
private func withStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return (copies + [nil]).withUnsafeBufferPointer { body($0.baseAddress!) }
}
