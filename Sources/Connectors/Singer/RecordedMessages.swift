import Glibc
import LeadModel
import RecordFormats

/// What a tap wrote before: a file, or a named pipe into which one writes just now.
final class RecordedMessages: ByteSource {
    private let descriptor: Int32
    private let name: String
    private let limits: TapLimits
    private let began = ContinuousClock.now
    let isPipe: Bool

    /// - Throws: `file.missing`, `file.unreadable`, and `file.not-regular` where it is neither a file nor a pipe.
    init(_ path: String, limits: TapLimits, name: String) throws(Fault) {
        self.name = name
        self.limits = limits
        // A pipe that nobody writes into yet is opened all the same; who writes has the time of a stall to come.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw Fault(
                errno == ENOENT ? .fileMissing : .fileUnreadable, .stopStream,
                "the messages of the tap cannot be read: \(String(cString: strerror(errno)))", at: Origin(file: path),
                advice: "Correct 'output' of the source, or the rights of the file.")
        }
        var status = stat()
        let kind = fstat(descriptor, &status) == 0 ? status.st_mode & S_IFMT : 0
        isPipe = kind == S_IFIFO
        guard kind == S_IFREG || kind == S_IFIFO else {
            throw Fault(
                .fileNotRegular, .stopStream, "the messages of a tap stand in a file or come through a named pipe",
                at: Origin(file: path), advice: "Correct 'output' of the source.")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
        while true {
            if isPipe {
                let left = Duration.seconds(limits.totalSeconds) - (ContinuousClock.now - began)
                guard left > .zero else { throw SingerFault.silent(limits.totalSeconds, "ran longer than", name) }
                let seconds = min(Int64(limits.stallSeconds), left.components.seconds + 1)
                var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                let ready = poll(&watched, 1, Int32(clamping: seconds * 1_000))
                if ready == 0 {
                    guard seconds == limits.stallSeconds else { continue }
                    throw SingerFault.silent(limits.stallSeconds, "said nothing for", name)
                }
            }
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR || errno == EAGAIN else {
                throw Fault(
                    .fileUnreadable, .stopStream, "reading stopped: \(String(cString: strerror(errno)))",
                    at: Origin(file: name), advice: "Look at the disk, and run again.")
            }
        }
    }
}
