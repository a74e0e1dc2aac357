import Dispatch
import LeadModel
import Synchronization

/// Work of many threads, for a command that is one.
enum ServiceThread {
    /// Holds this thread until some work is done that has threads of its own.
    static func wait(for work: @escaping @Sendable () async throws(Fault) -> Void) throws(Fault) {
        let done = DispatchSemaphore(value: 0)
        let outcome = Outcome()
        Task.detached {
            do throws(Fault) {
                try await work()
            } catch {
                outcome.fault.withLock { $0 = error }
            }
            done.signal()
        }
        done.wait()
        if let fault = outcome.fault.withLock({ $0 }) { throw fault }
    }

    private final class Outcome: Sendable {
        let fault = Mutex<Fault?>(nil)
    }
}
