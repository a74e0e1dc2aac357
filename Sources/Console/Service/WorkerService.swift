import Foundation
import ServiceLifecycle
import SyncEngine
import Synchronization

/// The worker on a thread of its own, as a service. When it is told to stop, it has so long to come to an end; what is under way then is
/// left as if the power had gone, and the next start goes on with it.
struct WorkerService: Service {
    let worker: ServiceWorker
    let drain: Duration
    let notice: SupervisorNotice
    let log: ServiceLog

    /// So long before the others' time is over.
    private static let margin: Duration = .seconds(3)

    func run() async throws {
        let end = End()
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await withCheckedContinuation { continuation in
                    end.waiting.withLock { $0 = continuation }
                    let thread = Thread { [worker] in
                        worker.run()
                        end.come()
                    }
                    thread.name = "leadloop-worker"
                    thread.stackSize = 8 << 20
                    thread.start()
                    notice.ready()
                    watch(end)
                }
            } onGracefulShutdown: {
                stop(end)
            }
        } onCancel: {
            // Another service of the process has failed.
            stop(end)
        }
    }

    private func stop(_ end: End) {
        notice.stopping()
        worker.stop()
        let thread = Thread { [log, drain] in
            let seconds = Double((drain - WorkerService.margin).components.seconds)
            Thread.sleep(forTimeInterval: max(seconds, 1))
            if end.come() { log.note(.leftUnfinished) }
        }
        thread.start()
    }

    /// Tells a supervisor that it is alive, as long as the worker is.
    private func watch(_ end: End) {
        guard let seconds = notice.watchdogSeconds else { return }
        let thread = Thread { [worker, notice] in
            while !end.isOver {
                if worker.standing.isAlive(at: .now) { notice.alive() }
                Thread.sleep(forTimeInterval: min(seconds, 10))
            }
        }
        thread.start()
    }

    /// The end, which comes once.
    private final class End: Sendable {
        let waiting = Mutex<CheckedContinuation<Void, Never>?>(nil)
        private let over = Atomic<Bool>(false)

        var isOver: Bool { over.load(ordering: .acquiring) }

        /// - Returns: whether it had not come yet.
        @discardableResult
        func come() -> Bool {
            guard !over.exchange(true, ordering: .acquiringAndReleasing) else { return false }
            let continuation = waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            continuation?.resume()
            return true
        }
    }
}
