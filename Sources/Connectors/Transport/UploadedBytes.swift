import Glibc
public import LeadModel
import Synchronization

/// The bytes of a file on their way to another machine: as many as it had when it was opened, in pieces that libcurl asks for.
///
/// Read on the engine's thread, and told of on any other.
public final class UploadedBytes: Sendable {
    public let path: String
    /// How many there are.
    public let count: Int64
    private let descriptor: Int32
    private let state = Mutex(State())

    private struct State {
        var position: Int64 = 0
        var isShort = false
    }

    /// Opens a regular file.
    public init(path: String) throws(Fault) {
        self.path = path
        // Nothing else: it refuses links, folders and FIFOs, and says what is wrong with them.
        count = try FileBytes(path: path).count
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            throw Fault(
                .fileUnreadable, .stopStream, "the file cannot be read: \(String(cString: strerror(errno)))",
                at: Origin(file: path), advice: "Check its permissions and its disk.")
        }
    }

    deinit { close(descriptor) }

    /// Whether it had fewer bytes than it was opened with: somebody has cut it meanwhile.
    public var isShort: Bool { state.withLock { $0.isShort } }

    /// Whether all of it was handed over.
    public var isSent: Bool { state.withLock { $0.position == count } }

    /// The next bytes; 0 at the end, `nil` where there are none though there should be.
    func next(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        state.withLock { state in
            let most = min(Int64(buffer.count), count - state.position)
            guard most > 0 else { return 0 }
            var got = 0
            repeat {
                got = pread(descriptor, buffer.baseAddress, Int(most), off_t(state.position))
            } while got < 0
                && errno == EINTR
            guard got > 0 else {
                state.isShort = true
                return nil
            }
            state.position += Int64(got)
            return got
        }
    }

    /// Goes on from another place, of a transfer that libcurl begins anew.
    func rewind(to position: Int64) { state.withLock { $0.position = max(0, min(count, position)) } }
}
