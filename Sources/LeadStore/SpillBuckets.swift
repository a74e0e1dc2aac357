import Glibc
public import LeadModel

/// Sorts more than memory holds by spreading it over buckets: bytes go to a bucket by its number, and each bucket comes
/// back whole. Small amounts never leave memory; larger ones go to an unnamed temporary file beside the store.
public final class SpillBuckets {
    private let directory: String
    private let memoryLimit: Int
    private var buffers: [[UInt8]]
    /// Pieces of each bucket in the file.
    private var pieces: [[(offset: Int, count: Int)]]
    private var held = 0
    private var descriptor: Int32 = -1
    private var end = 0

    /// - Parameter memoryLimit: bytes held before they go to the file.
    public init(count: Int, directory: String, memoryLimit: Int) {
        self.directory = directory
        self.memoryLimit = memoryLimit
        buffers = Array(repeating: [], count: count)
        pieces = Array(repeating: [], count: count)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    public var count: Int { buffers.count }

    /// Appends to a bucket.
    public func append(to bucket: Int, _ write: (inout [UInt8]) -> Void) throws(Fault) {
        let before = buffers[bucket].count
        write(&buffers[bucket])
        held += buffers[bucket].count - before
        if held > memoryLimit { try spill() }
    }

    /// Takes a bucket out: all of its bytes in the order they came.
    public func take(_ bucket: Int) throws(Fault) -> [UInt8] {
        let inMemory = buffers[bucket]
        held -= inMemory.count
        buffers[bucket] = []
        guard !pieces[bucket].isEmpty else { return inMemory }
        let total = pieces[bucket].reduce(0) { $0 + $1.count }
        var bytes = [UInt8](repeating: 0, count: total)
        var position = 0
        for piece in pieces[bucket] {
            var done = 0
            while done < piece.count {
                let got = bytes.withUnsafeMutableBytes {
                    pread(descriptor, $0.baseAddress! + position + done, piece.count - done, piece.offset + done)
                }
                guard got > 0 else { throw failed("read") }
                done += got
            }
            position += piece.count
        }
        pieces[bucket] = []
        bytes.append(contentsOf: inMemory)
        return bytes
    }

    private func spill() throws(Fault) {
        if descriptor < 0 {
            // Unnamed: nobody else can open it, and it is gone with the process.
            descriptor = open(directory, O_RDWR | SpillBuckets.unnamed, 0o600)
            if descriptor < 0 {
                var template = Array((directory + "/.spill-XXXXXX").utf8CString)
                descriptor = mkstemp(&template)
                if descriptor >= 0 { unlink(template) }
            }
            guard descriptor >= 0 else { throw failed("created") }
        }
        for bucket in buffers.indices where !buffers[bucket].isEmpty {
            let bytes = buffers[bucket]
            var done = 0
            while done < bytes.count {
                let wrote = bytes.withUnsafeBytes {
                    pwrite(descriptor, $0.baseAddress! + done, bytes.count - done, end + done)
                }
                guard wrote > 0 else { throw failed("written") }
                done += wrote
            }
            pieces[bucket].append((offset: end, count: bytes.count))
            end += bytes.count
            // Capacity goes as well: bytes come in runs to one bucket after the other, and each would keep its largest run.
            buffers[bucket] = []
        }
        held = 0
    }

    /// Linux's `O_TMPFILE`, which Glibc's module does not show to Swift.
    private static let unnamed: Int32 = 0o20200000

    private func failed(_ verb: String) -> Fault {
        Fault(
            errno == ENOSPC ? .storeFull : .storeFailed, .stopRun,
            "the temporary file could not be \(verb): \(String(cString: strerror(errno)))", at: Origin(file: directory),
            advice: "Free space in this folder and run again; nothing was lost.")
    }
}
