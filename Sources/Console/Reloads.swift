import ServiceLifecycle
import UnixSignals

/// Has something done on each SIGHUP, until the service is told to stop.
struct Reloads: Service {
    private let signals: UnixSignalsSequence
    private let reload: @Sendable () async -> Void
    private let stopping: @Sendable () -> Void

    /// From here on SIGHUP no longer ends the process, so this comes before anything that says the service is ready.
    /// - Parameters:
    ///   - reload: what is done on SIGHUP; those that come meanwhile have it done once more each.
    ///   - stopping: is called when the service is told to stop.
    init(_ reload: @escaping @Sendable () async -> Void, stopping: @escaping @Sendable () -> Void = {}) async {
        signals = await UnixSignalsSequence(trapping: .sighup)
        self.reload = reload
        self.stopping = stopping
    }

    func run() async throws {
        await withGracefulShutdownHandler {
            for await _ in signals.cancelOnGracefulShutdown() { await reload() }
        } onGracefulShutdown: {
            stopping()
        }
    }
}
