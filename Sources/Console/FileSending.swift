import Connectors
import HummingbirdCore
import LeadModel
import NIOCore
import NIOPosix
import SyncEngine
import Synchronization

/// How far an answer has got.
final class SendingProgress: Sendable {
    private struct State {
        var bytes: Int64 = 0
        var moved: ContinuousClock.Instant = .now
    }

    private let state = Mutex(State())

    var bytes: Int64 { state.withLock { $0.bytes } }

    func add(_ count: Int) {
        state.withLock { state in
            state.bytes += Int64(count)
            state.moved = .now
        }
    }

    /// Since when nothing has moved.
    var rest: Duration { state.withLock { $0.moved.duration(to: .now) } }
}

/// Sends a file piece by piece: the next is read when whoever fetches has taken the one before.
struct FileSending: Sendable {
    let threads: NIOThreadPool

    private static let pieceBytes = 1 << 17
    /// Whoever takes nothing for so long is gone.
    private static let patience: Duration = .seconds(60)

    /// - Throws: where it breaks off: the file is not what it was any more, whoever fetches is gone or takes nothing for a minute, or
    ///   the server has waited long enough.
    func send(
        _ opened: FeedDownloads.Opened, _ part: Range<Int64>, through writer: inout any ResponseBodyWriter,
        of channel: any NIOCore.Channel, _ progress: SendingProgress
    ) async throws {
        let watch = Task {
            while true {
                try await Task.sleep(for: .seconds(5))
                if progress.rest > FileSending.patience { channel.close(promise: nil) }
            }
        }
        defer { watch.cancel() }
        var offset = part.lowerBound
        while offset < part.upperBound {
            try Task.checkCancellation()
            let piece = try await piece(of: opened, at: offset, upTo: part.upperBound)
            let count = piece.readableBytes
            try await writer.write(piece)
            // The writer takes pieces as long as it has not heard that the connection is full, which it hears from this loop only:
            // a busy loop would let a whole file pile up.
            try await channel.eventLoop.submit {}.get()
            offset += Int64(count)
            progress.add(count)
        }
        try await writer.finish(nil)
    }

    private func piece(of opened: FeedDownloads.Opened, at offset: Int64, upTo end: Int64) async throws -> ByteBuffer {
        let wanted = Int(min(end - offset, Int64(FileSending.pieceBytes)))
        return try await threads.runIfActive {
            var buffer = ByteBuffer()
            let got = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { bytes in
                try opened.bytes.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted]))
            }
            guard got == wanted else {
                throw Fault(
                    .fileChanged, .retry(afterSeconds: 1), "the file ends before its end",
                    advice: "Fetch it again.")
            }
            return buffer
        }
    }
}
